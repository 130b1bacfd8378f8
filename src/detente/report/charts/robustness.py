"""How each deal does by each criterion, over all that the parties may want."""

from collections.abc import Iterator
from typing import Any

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import names_axis
from detente.report.charts.view import View
from detente.report.outcomes import Deal

__all__ = ["DEEP", "PALE", "TURN", "robustness"]

_COLUMNS = (
    Column("name", "Deal"),
    Column("criterion", "Criterion"),
    Column("value", "Value", "percent"),
)
PALE, DEEP = "#e4eef5", "#0f3d5e"
"""Grounds of the worst and the best value."""
TURN = 0.66
"""Value from which white reads better on its ground than black: there both have a contrast of 4.5."""


def _criteria(view: View, deal: Deal) -> Iterator[tuple[str, float | None]]:
    yield "all accept", deal.accepted
    for share in deal.shares:
        yield f"{view.names.party(share.party)} accepts", share.accepts
    yield "efficient", deal.efficient
    yield "smallest share", None if deal.smallest_share is None else max(deal.smallest_share, 0.0)
    yield "little regret", None if deal.regret is None else min(max(1 - deal.regret, 0.0), 1.0)


def robustness(view: View) -> Iterator[Chart]:
    """Give one chart where deals were judged over all that the parties may want."""
    rows: list[dict[str, Any]] = [
        {"name": f"Deal {number}", "place": number, "criterion": criterion, "column": column, "value": value}
        | {"claims": list(view.outcomes.claims)}
        for number, deal in enumerate(view.outcomes.deals, 1)
        if deal.accepted is not None
        for column, (criterion, value) in enumerate(_criteria(view, deal))
        if value is not None
    ]
    if not rows:
        return
    body = {
        "width": {"step": 76},
        "height": {"step": 30},
        "encoding": {
            "x": {
                "field": "criterion",
                "type": "nominal",
                "title": None,
                "sort": {"field": "column", "op": "min"},
                "axis": {"orient": "top", "labelAngle": -30, "labelLimit": 0, "ticks": False, "domain": False},
            },
            "y": names_axis(),
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": DEEP, "strokeWidth": 0.6},
                "encoding": {
                    "color": {
                        "field": "value",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1], "interpolate": "rgb", "range": [PALE, DEEP]},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    "text": {"field": "value", "type": "quantitative", "format": ".0%"},
                    "color": {"condition": {"test": f"datum.value > {TURN}", "value": "#ffffff"}, "value": "#000000"},
                },
            },
        ],
    }
    yield draw(
        "robustness",
        "How robust each deal is",
        "The darker, the better. Efficient: the chance that no other deal judged is better for one and worse for "
        "none; smallest share: what the party that gets least gets of its possible gain, on average (nothing where "
        "somebody does not accept); little regret: 100 % less how far that lies, on average, below the best deal one "
        "could name.",
        _COLUMNS,
        rows,
        body,
    )
