"""Competing stories about a party's motive: how likely each was before the evidence, and is after it."""

from collections.abc import Iterator

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import WIDTH, before_and_now, names_axis, rows_high
from detente.report.charts.view import View

__all__ = ["hypotheses"]

_COLUMNS = (
    Column("name", "Story"),
    Column("before", "Before any report", "percent"),
    Column("probability", "Probability now", "percent"),
    Column("error", "Computing error", "percent"),
)


def hypotheses(view: View) -> Iterator[Chart]:
    """Give one chart for each party about which at least two stories compete."""
    for standing in view.standings:
        if len(standing.stories) < 2:
            continue
        rows = [
            {
                "name": story.name,
                "place": place,
                "before": story.chance.before,
                "probability": story.chance.now,
                "error": story.chance.error,
                "claims": list(story.claims),
            }
            for place, story in enumerate(standing.stories)
        ]
        body = {
            "width": WIDTH,
            "height": rows_high(34),
            "encoding": {"y": names_axis()},
            "layer": before_and_now(
                "before",
                "probability",
                "probability",
                line=("before", "probability"),
                stroke={"strokeWidth": 2},
                size=110,
            ),
        }
        yield draw(
            f"hypotheses-{standing.id}",
            f"{standing.name}: how likely each story about its motive is",
            "Grey stroke: before any report; dot: after the evidence. The stories exclude each other.",
            _COLUMNS,
            rows,
            body,
        )
