"""How much of what a party cares about lies in each objective: after the evidence, with its range, and before."""

from collections.abc import Iterator

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import AFTER, INK, QUIET, WIDTH, names_axis, rows_high, share_axis
from detente.report.charts.view import View
from detente.report.standing import ASSUMED, OTHERS, Standing

__all__ = ["weights"]

_COLUMNS = (
    Column("name", "Objective"),
    Column("share", "Share of its care", "percent"),
    Column("low", "5 % are below", "percent"),
    Column("high", "5 % are above", "percent"),
    Column("before", "Before any report", "percent"),
)


def _chart(standing: Standing) -> Chart | None:
    known = [row for row in standing.rows if row.weight is not None and row.interval is not None]
    if len(known) < 2:
        return None
    rows = [
        {
            "name": f"{'– ' * row.depth}{row.name}",
            "place": place,
            "share": row.weight.now,
            "before": row.weight.before,
            "low": row.interval[0],
            "high": row.interval[1],
            "claims": list(row.claims),
            "basis": ASSUMED if row.only_prior else OTHERS,
        }
        for place, row in enumerate(known)
        if row.weight is not None and row.interval is not None
    ]
    across = share_axis("share", "share of its care")
    body = {
        "width": WIDTH,
        "height": rows_high(),
        "encoding": {"y": names_axis()},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "color": AFTER, "opacity": 0.45},
                "encoding": {"x": share_axis("low", "share of its care"), "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "tick", "thickness": 2.5, "size": 18, "color": QUIET},
                "encoding": {"x": share_axis("before", "share of its care")},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "color": AFTER, "opacity": 1},
                "encoding": {"x": across},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "dy": -9, "fontSize": 11, "color": INK},
                "encoding": {"x": across, "text": {"field": "share", "format": ".0%"}},
            },
        ],
    }
    return draw(
        f"weights-{standing.id}",
        f"{standing.name}: what it is believed to care about",
        "Dot: what the evidence says on average; line: where it lies with nine chances in ten; grey stroke: what would "
        "be said without any report. An objective with a dash is part of the one above it.",
        _COLUMNS,
        rows,
        body,
    )


def weights(view: View) -> Iterator[Chart]:
    """Give one chart for each party of at least two objectives."""
    for standing in view.standings:
        chart = _chart(standing)
        if chart is not None:
            yield chart
