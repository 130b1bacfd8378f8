"""How much of what a party cares about lies in each objective: after the evidence, with its range, and before."""

from collections.abc import Iterator

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import WIDTH, before_and_now, names_axis, rows_high
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
    body = {
        "width": WIDTH,
        "height": rows_high(),
        "encoding": {"y": names_axis()},
        "layer": before_and_now(
            "before",
            "share",
            "share of its care",
            line=("low", "high"),
            stroke={"strokeWidth": 3, "opacity": 0.45},
            size=90,
        ),
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
