"""What a party states on an issue against what it is believed to want there, option by option."""

from collections.abc import Iterator
from typing import Any

from detente.beliefs.information import LEARNT_BITS
from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import (
    AFTER,
    MARKED,
    QUIET,
    WIDTH,
    names_axis,
    one_below_another,
    rows_high,
    share_axis,
)
from detente.report.charts.view import View

__all__ = ["stated_against_inferred"]

MOST_ISSUES = 6
"""Issues drawn for one party: those it states a position on first, then those of which most was learnt."""

_COLUMNS = (
    Column("issue", "Issue"),
    Column("name", "Option"),
    Column("stated", "States it openly"),
    Column("probability", "Wants it most", "percent"),
    Column("before", "Before any report", "percent"),
)


def _stated(view: View, party: str, issue: str) -> str | None:
    position = view.case.positions.get(party, {}).get(issue)
    if position is None or position.stated in (None, "unknown"):
        return None
    return view.names.option(issue, position.stated or "")


def _rows(view: View, party: str) -> list[dict[str, Any]]:
    ideals = view.beliefs.get("parties", {}).get(party, {}).get("ideals", {})
    said = {issue: _stated(view, party, issue) for issue in ideals}
    told = [issue for issue, part in ideals.items() if said[issue] is not None or part["bits"] >= LEARNT_BITS]
    told.sort(key=lambda issue: (said[issue] is None, -ideals[issue]["bits"]))
    rows: list[dict[str, Any]] = []
    for issue in told[:MOST_ISSUES]:
        part = ideals[issue]
        position = view.case.positions.get(party, {}).get(issue)
        for option, now, before in zip(part["options"], part["probability"], part["prior"], strict=True):
            stated = option == said[issue]
            rows.append(
                {
                    "issue": view.names.issue(issue),
                    "name": option,
                    "place": len(rows),
                    "stated": "stated" if stated else "",
                    "probability": now,
                    "before": before,
                    "claims": list(
                        dict.fromkeys([*part["claims"], *(position.because if stated and position else ())])
                    ),
                }
            )
    return rows


def stated_against_inferred(view: View) -> Iterator[Chart]:
    """Give one chart for each party that states a position, or of whose wishes something was learnt."""
    for party in view.case.parties:
        rows = _rows(view, party)
        if not rows:
            continue
        across = "chance that it is what the party wants most"
        body = {
            "facet": one_below_another("issue"),
            "spacing": 14,
            "spec": {
                "width": WIDTH,
                "height": rows_high(24),
                "encoding": {"y": names_axis()},
                "layer": [
                    {
                        "mark": {"type": "bar", "height": 9, "color": AFTER},
                        "encoding": {"x": share_axis("probability", across)},
                    },
                    {
                        "mark": {"type": "tick", "thickness": 2.5, "size": 17, "color": QUIET},
                        "encoding": {"x": share_axis("before", across)},
                    },
                    {
                        "transform": [{"filter": "datum.stated === 'stated'"}],
                        "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 110}
                        | {"color": MARKED, "opacity": 1},
                        "encoding": {"x": share_axis("probability", across)},
                    },
                ],
            },
            "resolve": {"scale": {"y": "independent"}},
        }
        yield draw(
            f"stated-{party}",
            f"{view.names.party(party)}: how likely it wants each option most",
            "Bar: the chance that this option is what the party wants most; grey stroke: the same without any report; "
            "diamond: what it states openly.",
            _COLUMNS,
            rows,
            body,
        )
