"""What it would help most to learn: how much an answer raises the chance of naming a deal that all accept."""

from collections.abc import Iterator

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import AFTER, INK, names_axis, rows_high
from detente.report.charts.view import View

__all__ = ["information"]

_COLUMNS = (
    Column("name", "Question"),
    Column("gain", "Raises the chance by", "percent"),
    Column("error", "Computing error", "percent"),
)


def information(view: View) -> Iterator[Chart]:
    """Give one chart where some answer is worth asking for."""
    asked = view.outcomes.questions
    if not asked:
        return
    rows = [
        {
            "name": part.words,
            "place": place,
            "gain": part.gain,
            "low": max(part.gain - 2 * part.error, 0.0),
            "high": part.gain + 2 * part.error,
            "error": part.error,
            "claims": list(part.claims),
        }
        for place, part in enumerate(asked)
    ]
    title = "percentage points"
    across = {
        "field": "gain",
        "type": "quantitative",
        "title": title,
        "axis": {"labelExpr": "format(datum.value * 100, 'd')", "tickCount": 6},
        "scale": {"domainMin": 0},
    }
    body = {
        "width": 280,
        "height": rows_high(30),
        "encoding": {"y": names_axis(72)},
        "layer": [
            {"mark": {"type": "bar", "height": 11, "color": AFTER}, "encoding": {"x": across}},
            {
                "mark": {"type": "rule", "strokeWidth": 1.5, "color": INK},
                "encoding": {"x": {**across, "field": "low"}, "x2": {"field": "high"}},
            },
        ],
    }
    yield draw(
        "information",
        "What it would help most to learn",
        "Bars: by how many points the answer would raise the chance of naming a deal that all accept, on average over "
        "the answers; thin lines: two computing errors each way.",
        _COLUMNS,
        rows,
        body,
    )
