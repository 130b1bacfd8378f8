"""The packages as two parties see them: what each gets, which are efficient, and where the solutions lie."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.labels import line_height
from detente.report.charts.plane import Plane
from detente.report.charts.theme import AFTER, INK, MARKED, QUIET
from detente.report.charts.view import View
from detente.report.outcomes import package_words

__all__ = [
    "NO_LABEL",
    "conflict_pair",
    "frontier",
    "frontier_body",
    "frontier_chart",
    "labelled",
    "no_deal_outside",
]

Json = Mapping[str, Any]

WIDE, HIGH = 620.0, 380.0
"""Of the picture, in pixels, without the words of its axes."""

NO_LABEL: Json = {"drawn": "", "side": "center", "dx": 0, "dy": 0, "line_dx": 0, "line_dy": 0}


def _correlation(first: Sequence[float], second: Sequence[float]) -> float:
    count = len(first)
    one, two = sum(first) / count, sum(second) / count
    spread_one = math.sqrt(sum((value - one) ** 2 for value in first))
    spread_two = math.sqrt(sum((value - two) ** 2 for value in second))
    if spread_one == 0 or spread_two == 0:
        return 0.0
    return sum((a - one) * (b - two) for a, b in zip(first, second, strict=True)) / (spread_one * spread_two)


def conflict_pair(deals: Json) -> tuple[str, str] | None:
    """Give the two parties whose interests run most against each other along the frontier; None without two."""
    parties = deals.get("parties", {}).get("required", [])
    points = deals.get("frontier", [])
    if len(parties) < 2 or not points:
        return None
    columns = {party: [point["utilities"][party] for point in points] for party in parties}
    return min(combinations(parties, 2), key=lambda pair: _correlation(columns[pair[0]], columns[pair[1]]))


def _rows(view: View, pair: tuple[str, str]) -> list[dict[str, Any]]:
    told = package_words(view.names, [point.package for point in view.drawn])
    claims = list(view.outcomes.claims)
    rows = []
    for point, words in zip(view.drawn, told, strict=True):
        x, y = (100 * point.utilities[party] for party in pair)
        row = {"package": words, "kind": point.kind, "label": ", ".join(point.names), "x": x, "y": y, "claims": claims}
        row |= {f"utility_{party}": 100 * value for party, value in point.utilities.items()}
        rows.append(row)
    return rows


def labelled(plane: Plane, rows: Sequence[Json]) -> list[dict[str, Any]]:
    """Give the rows with the label that is drawn beside each, which is none ("") for most."""
    points = [{**row, "names": row["label"].split(", ") if row["label"] else ()} for row in rows]
    return [{**row, **(label or NO_LABEL)} for row, label in zip(rows, plane.labels(points), strict=True)]


def _near(value: float, values: Sequence[float]) -> bool:
    """Tell whether a value lies so near to others that one picture can show them all."""
    span = max(max(values) - min(values), 5.0)
    return min(values) - span <= value <= max(values) + span


def no_deal_outside(view: View, pair: tuple[str, str]) -> dict[str, float]:
    """Give what no deal is worth (0–100) to those of the pair for whom it lies too far off to be drawn."""
    no_deal = view.deals.get("no_deal", {})
    values = {party: 100 * no_deal[party] for party in pair if party in no_deal}
    return {
        party: value
        for party, value in values.items()
        if not _near(value, [100 * point.utilities[party] for point in view.drawn])
    }


def _axis(field: str, title: str, reach: tuple[float, float]) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"domain": [round(end, 6) for end in reach], "zero": False, "nice": False},
        "axis": {"tickCount": 6, "format": "d"},
    }


@dataclass(frozen=True, slots=True)
class _Layers:
    """The layers of the picture, on the axes of two parties."""

    axes: Mapping[str, Any]
    size: float

    def marks(self, test: str, mark: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        return {"transform": [{"filter": test}], "mark": dict(mark), "encoding": {**self.axes, **more}}

    def points(self, kind: str, size: int, colour: str, **mark: Any) -> dict[str, Any]:
        return self.marks(f"datum.kind === '{kind}'", {"type": "point", "size": size, "color": colour, **mark})

    def line(self) -> dict[str, Any]:
        mark = {"type": "line", "color": AFTER, "opacity": 0.5, "strokeWidth": 1.5}
        order = {"field": "x", "type": "quantitative"}
        return self.marks("datum.kind === 'solution' || datum.kind === 'efficient'", mark, order=order)

    def rule(self, axis: str) -> dict[str, Any]:
        mark = {"type": "rule", "strokeDash": [4, 4], "color": QUIET}
        return {
            "transform": [{"filter": f"datum.axis === '{axis}'"}],
            "mark": mark,
            "encoding": {axis: self.axes[axis]},
        }

    def leads(self) -> dict[str, Any]:
        mark = {"type": "rule", "color": MARKED, "strokeWidth": 1, "opacity": 0.7}
        ends = {"x2Offset": {"expr": "datum.line_dx"}, "y2Offset": {"expr": "datum.line_dy"}}
        far = {"x2": {"field": "x"}, "y2": {"field": "y"}}
        return self.marks("datum.line_dx !== 0 || datum.line_dy !== 0", {**mark, **ends}, **far)

    def text(self) -> dict[str, Any]:
        mark = {
            "type": "text",
            "align": {"expr": "datum.side"},
            "baseline": "line-top",
            "lineBreak": "\n",
            "lineHeight": line_height(self.size),
            "dx": {"expr": "datum.dx"},
            "dy": {"expr": "datum.dy"},
            "fontSize": self.size,
            "color": INK,
        }
        return self.marks("datum.drawn !== ''", mark, text={"field": "drawn"})


def frontier_body(plane: Plane, names: Sequence[str], line: bool, no_deal: Collection[str]) -> dict[str, Any]:
    """Give the specification of the picture without its data, which are rows as of `labelled`.

    `names` are those of the two parties; `line` joins the efficient packages; `no_deal` has the axes on which no deal
    lies, each of which has a row with `axis`.
    """
    axes = {
        axis: _axis(axis, f"what {name} gets (0–100)", getattr(plane, axis))
        for axis, name in zip("xy", names, strict=True)
    }
    layers = _Layers(axes, plane.size)
    drawn = [
        *([layers.line()] if line else []),
        layers.points("other", 45, QUIET, strokeWidth=1.2),
        layers.points("efficient", 70, AFTER, filled=True, opacity=0.85),
        *(layers.rule(axis) for axis in no_deal),
        layers.leads(),
        layers.points("solution", 150, MARKED, filled=True, opacity=1, shape="diamond"),
        layers.text(),
    ]
    return {"width": plane.width, "height": plane.height, "layer": drawn}


def _no_deal(view: View, pair: tuple[str, str], outside: Collection[str]) -> Iterator[dict[str, Any]]:
    """Give a row for each of the pair for whom no deal lies within the picture."""
    values = view.deals.get("no_deal", {})
    for axis, party in zip("xy", pair, strict=True):
        if party in values and party not in outside:
            told = {"package": f"no deal for {view.names.party(party)}", "kind": "no deal", "axis": axis}
            figures = {axis: 100 * values[party], f"utility_{party}": 100 * values[party]}
            yield {**told, "label": "", **NO_LABEL, **figures, "claims": list(view.outcomes.claims_of(party))}


def _caption(view: View, pair: tuple[str, str], outside: Mapping[str, float]) -> str:
    first, second = (view.names.party(party) for party in pair)
    caption = (
        "Blue: efficient packages, where nobody can do better but at another’s cost; rings: others that were judged; "
        f"diamonds: solutions. By what is expected of {first} and {second}: 0 is the worst package for a party, 100 "
        "the best."
    )
    if len(outside) < 2 and view.deals.get("no_deal"):
        caption += " Dashed: no deal."
    if outside:
        values = " and ".join(f"{round(value)} for {view.names.party(party)}" for party, value in outside.items())
        caption += f" No deal lies outside the picture, at {values.replace('-', '−')}."
    return caption


def frontier_chart(view: View, pair: tuple[str, str]) -> Chart:
    """Give the packages as two parties see them.

    Utilities run from 0 (the worst package) to 100 (the best); dashed lines show what no deal is worth to each.
    """
    first, second = (view.names.party(party) for party in pair)
    packages = _rows(view, pair)
    outside = no_deal_outside(view, pair)
    no_deal = list(_no_deal(view, pair, outside))
    values = {row["axis"]: row[row["axis"]] for row in no_deal}
    plane = Plane.around(packages, values, WIDE, HIGH)
    two = len(view.deals.get("parties", {}).get("required", [])) == 2
    parties = [party for party in view.case.parties if f"utility_{party}" in packages[0]]
    return draw(
        f"frontier-{pair[0]}-{pair[1]}",
        f"What {first} and {second} get from each package",
        _caption(view, pair, outside),
        (
            Column("package", "Package"),
            Column("kind", "Kind"),
            Column("label", "Known as"),
            *(Column(f"utility_{party}", view.names.party(party), "points") for party in parties),
        ),
        [*labelled(plane, packages), *no_deal],
        frontier_body(plane, (first, second), two, values),
    )


def frontier(view: View) -> Iterator[Chart]:
    """Give the chart of the two parties most at odds, where there are two."""
    pair = conflict_pair(view.deals)
    if pair is not None and view.outcomes.deals:
        yield frontier_chart(view, pair)
