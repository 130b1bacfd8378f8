"""Charts as Vega-Lite specifications: plain data, from which static SVG is made where `vl-convert-python` is there."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from detente.errors import MissingExtraError
from detente.report.names import Names

__all__ = ["conflict_pair", "frontier_chart", "no_deal_outside", "to_svg"]

Json = Mapping[str, Any]
SOLUTIONS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "equal gains",
    "utilitarian": "largest sum",
    "lexicographic_maximin": "best for the worst off",
}
# Both read on light and dark paper (contrast at least 3:1 against each).
FRONTIER_COLOUR = "#4c8fc0"
SOLUTION_COLOUR = "#c8702f"
QUIET = "#87898a"
INK = "currentColor"

MOST_POINTS = 400
"""Points drawn; of more, evenly spaced ones."""


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


def _points(deals: Json, pair: tuple[str, str]) -> list[dict[str, Any]]:
    points = deals["frontier"]
    step = max(1, -(-len(points) // MOST_POINTS))
    return [
        {"x": 100 * point["utilities"][pair[0]], "y": 100 * point["utilities"][pair[1]]} for point in points[::step]
    ]


def _solutions(deals: Json, pair: tuple[str, str], near: float) -> list[dict[str, Any]]:
    """Give the solutions by place: those that lie within `near` points of one another share one label."""
    places: list[tuple[float, float, list[str]]] = []
    for name, label in SOLUTIONS.items():
        for point in deals["solutions"].get(name, [])[:1]:
            x, y = (100 * point["utilities"][party] for party in pair)
            close = next((names for a, b, names in places if abs(a - x) <= near and abs(b - y) <= near), None)
            if close is None:
                places.append((x, y, [label]))
            else:
                close.append(label)
    return [{"x": x, "y": y, "label": _label(names)} for x, y, names in places]


def _label(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} other solutions"


def _judged(deals: Json, pair: tuple[str, str]) -> list[dict[str, Any]]:
    """Give the packages judged for robustness, efficient or not."""
    candidates = (deals.get("robust") or {}).get("candidates", [])
    return [{"x": 100 * part["expected"][pair[0]], "y": 100 * part["expected"][pair[1]]} for part in candidates]


def _text(solutions: Sequence[Json], align: str) -> dict[str, Any]:
    return {
        "data": {"values": list(solutions)},
        "mark": {"type": "text", "align": align, "dx": 9 if align == "left" else -9, "dy": -11, "fontSize": 12}
        | {"color": INK},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "text": {"field": "label"},
        },
    }


def _near(value: float | None, values: Sequence[float]) -> bool:
    """Tell whether a value lies so near to others that one picture can show them all."""
    span = max(max(values) - min(values), 5.0)
    return value is not None and min(values) - span <= value <= max(values) + span


def no_deal_outside(deals: Json, pair: tuple[str, str]) -> dict[str, float]:
    """Give what no deal is worth (0–100) to those of the pair for whom it lies too far off to be drawn."""
    points = [*_points(deals, pair), *_judged(deals, pair)]
    values = {party: 100 * deals["no_deal"][party] for party in pair if party in deals.get("no_deal", {})}
    axes = dict(zip(pair, "xy", strict=True))
    return {
        party: value for party, value in values.items() if not _near(value, [point[axes[party]] for point in points])
    }


def _axis(field: str, title: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"zero": False, "nice": True, "padding": 12},
        "axis": {"tickCount": 6, "format": "d"},
    }


def frontier_chart(deals: Json, names: Names, pair: tuple[str, str]) -> dict[str, Any]:
    """Give the Vega-Lite specification of the frontier as two parties see it.

    Utilities run from 0 (the worst package) to 100 (the best); dashed lines show what no deal is worth to each.
    """
    first, second = (names.party(party) for party in pair)
    horizontal = _axis("x", f"what {first} gets (0–100)")
    vertical = _axis("y", f"what {second} gets (0–100)")
    no_deal, outside = deals.get("no_deal", {}), no_deal_outside(deals, pair)
    efficient, judged = _points(deals, pair), _judged(deals, pair)
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": judged},
            "mark": {"type": "point", "size": 45, "color": QUIET, "strokeWidth": 1.2},
            "encoding": {"x": horizontal, "y": vertical},
        },
        {
            "data": {"values": efficient},
            "mark": {"type": "point", "filled": True, "size": 70, "color": FRONTIER_COLOUR, "opacity": 0.85},
            "encoding": {"x": horizontal, "y": vertical},
        },
    ]
    if len(deals.get("parties", {}).get("required", [])) == 2 and len(deals["frontier"]) > 1:
        layers.insert(0, _line(deals, pair))
    layers += [
        {
            "data": {"values": [{axis: 100 * no_deal[party]}]},
            "mark": {"type": "rule", "strokeDash": [4, 4], "color": QUIET},
            "encoding": {axis: {"field": axis, "type": "quantitative"}},
        }
        for axis, party in zip("xy", pair, strict=True)
        if party in no_deal and party not in outside
    ]
    across, along = ([point[axis] for point in (*efficient, *judged)] for axis in "xy")
    middle = (min(across) + max(across)) / 2
    span = max(max(across) - min(across), max(along) - min(along))
    solved = _solutions(deals, pair, 0.06 * span)
    layers += [
        {
            "data": {"values": solved},
            "mark": {"type": "point", "filled": True, "size": 150, "shape": "diamond", "color": SOLUTION_COLOUR},
            "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
        },
        _text([point for point in solved if point["x"] <= middle], "left"),
        _text([point for point in solved if point["x"] > middle], "right"),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": f"Efficient packages: what {first} and {second} get from each.",
        "width": 620,
        "height": 380,
        "background": None,
        "config": _THEME,
        "layer": layers,
    }


def _line(deals: Json, pair: tuple[str, str]) -> dict[str, Any]:
    return {
        "data": {"values": _points(deals, pair)},
        "mark": {"type": "line", "color": FRONTIER_COLOUR, "opacity": 0.5, "strokeWidth": 1.5},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "y", "type": "quantitative"},
            "order": {"field": "x", "type": "quantitative"},
        },
    }


_THEME: dict[str, Any] = {
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": QUIET,
        "tickColor": QUIET,
        "gridColor": QUIET,
        "gridOpacity": 0.25,
        "labelFontSize": 12,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 12,
    },
}


def to_svg(chart: Json) -> str:
    """Give a chart as SVG that takes its ink from the text around it and has no ground of its own.

    Raises MissingExtraError where `vl-convert-python` is not installed.
    """
    try:
        import vl_convert
    except ImportError:
        raise MissingExtraError("the chart converter", "charts") from None
    svg = str(vl_convert.vegalite_to_svg(dict(chart), vl_version="5.20"))
    svg = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", svg)
    label = str(chart.get("description", "chart")).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', svg, count=1)
