"""Who said how much when: the claims by origin and date."""

from collections.abc import Iterator
from typing import Any

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import AFTER, WIDTH, names_axis, rows_high
from detente.report.charts.view import View
from detente.report.origins import find_origins

__all__ = ["evidence"]

MOST_ORIGINS = 15
"""Origins drawn: those behind most reports first, then behind most claims."""

_COLUMNS = (
    Column("name", "Origin"),
    Column("date", "Date", "date"),
    Column("count", "Claims", "count"),
)


def evidence(view: View) -> Iterator[Chart]:
    """Give one chart where claims carry dates; claims without a date are left out, and the caption says how many."""
    origins = find_origins(view.case)
    rows: list[dict[str, Any]] = []
    undated = 0
    for place, origin in enumerate(origins[:MOST_ORIGINS]):
        by_date: dict[str, list[str]] = {}
        for claim in origin.claims:
            date = view.case.evidence[claim].date
            if date is None:
                undated += 1
            else:
                by_date.setdefault(date, []).append(claim)
        for date, claims in sorted(by_date.items()):
            rows.append({"name": origin.name, "place": place, "date": date, "count": len(claims), "claims": claims})
    if not rows:
        return
    caption = "The larger a dot, the more claims of that day go back to that origin."
    if len(origins) > MOST_ORIGINS:
        caption += f" The {MOST_ORIGINS} origins with most behind them, of {len(origins)}."
    if undated:
        caption += f" Without a date, and so not drawn: {undated}."
    body = {
        "width": WIDTH,
        "height": rows_high(24),
        "mark": {"type": "point", "filled": True, "color": AFTER, "opacity": 0.85},
        "encoding": {
            "y": names_axis(),
            "x": {
                "field": "date",
                "type": "temporal",
                "title": None,
                "scale": {"type": "utc", "padding": 14},
                "axis": {"format": "%-d %b %Y", "labelOverlap": True, "tickCount": 5},
            },
            "size": {
                "field": "count",
                "type": "quantitative",
                "legend": None,
                "scale": {"rangeMin": 45, "rangeMax": 500},
            },
        },
    }
    yield draw("evidence", "Who said how much when", caption, _COLUMNS, rows, body)
