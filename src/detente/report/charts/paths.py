"""How stated positions moved over time."""

from collections.abc import Iterator
from typing import Any

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import MARKED, QUIET, WIDTH, names_axis, one_below_another, rows_high
from detente.report.charts.view import View

__all__ = ["paths"]

_COLUMNS = (
    Column("what", "Party and issue"),
    Column("date", "Date", "date"),
    Column("name", "States"),
)


def _rows(view: View) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for party, positions in view.case.positions.items():
        for issue, position in positions.items():
            dated = [point for point in position.path if point.date is not None]
            if len({point.option for point in dated}) < 2:
                continue
            for point in sorted(dated, key=lambda point: str(point.date)):
                rows.append(
                    {
                        "what": f"{view.names.party(party)}: {view.names.issue(issue)}",
                        "place": len(rows),
                        "date": str(point.date),
                        "name": view.names.option(issue, point.option),
                        "claims": list(point.because),
                    }
                )
    return rows


def paths(view: View) -> Iterator[Chart]:
    """Give one chart where some party is reported to have moved, by date."""
    rows = _rows(view)
    if not rows:
        return
    along = {
        "field": "date",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "padding": 14},
        "axis": {"format": "%-d %b %Y", "labelOverlap": True, "tickCount": 5},
    }
    body = {
        "facet": one_below_another("what"),
        "spacing": 14,
        "spec": {
            "width": WIDTH,
            "height": rows_high(26),
            "encoding": {"y": names_axis(), "x": along},
            "layer": [
                {
                    "mark": {"type": "line", "interpolate": "step-after", "color": QUIET, "strokeWidth": 2},
                    "encoding": {"order": {"field": "place", "type": "quantitative"}},
                },
                {
                    "mark": {
                        "type": "point",
                        "shape": "diamond",
                        "filled": True,
                        "size": 110,
                        "color": MARKED,
                        "opacity": 1,
                    }
                },
            ],
        },
        "resolve": {"scale": {"y": "independent"}},
    }
    yield draw(
        "paths",
        "How stated positions moved",
        "Diamonds: what was stated on that day, as the claims date it.",
        _COLUMNS,
        rows,
        body,
    )
