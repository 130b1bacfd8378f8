"""Colours, type and axes that all charts share; every colour reads on light and on dark paper."""

from collections.abc import Mapping
from typing import Any

__all__ = [
    "AFTER",
    "CATEGORIES",
    "INK",
    "LETTERS",
    "MARKED",
    "QUIET",
    "SHAPES",
    "THEME",
    "WIDTH",
    "names_axis",
    "rows_high",
    "share_axis",
]

# Contrast of at least 3:1 against the light and the dark ground of the report.
AFTER = "#3f86bd"
"""What the evidence says."""
MARKED = "#c8702f"
"""What is to stand out: a stated position, a solution."""
QUIET = "#87898a"
"""What was said beforehand, and all that stays in the background."""
INK = "currentColor"
"""The ink of the page around; a picture that stands alone sets its own."""
CATEGORIES = ("#3f86bd", "#c8702f", "#4f9158", "#a06fc2", "#c45b7c", "#8a7d2e", "#3c918f", "#87898a")
"""Parties; of more than eight the colours come again, and the shapes tell them apart."""
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left")

WIDTH = 420
"""Of the plot, in pixels, beside the names of its rows."""
LETTERS = 46
"""Of a name beside the plot."""

THEME: Mapping[str, Any] = {
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
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    },
    "header": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12.5,
        "labelFontWeight": "bold",
        "labelLimit": 0,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "orient": "top",
        "direction": "horizontal",
        "labelLimit": 0,
        "symbolOpacity": 1,
    },
}


def names_axis(letters: int = LETTERS) -> dict[str, Any]:
    """Give the encoding of rows by `name`, in the order of their `place`, each name whole or cut to some letters."""
    return {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": {"field": "place", "op": "min"},
        "axis": {
            # Cutting by pixels (labelLimit) measures a text again and again, which takes the converter a second.
            "labelExpr": f"truncate(datum.label, {letters})",
            "labelLimit": 0,
            "ticks": False,
            "domain": False,
            "grid": False,
            "labelPadding": 10,
        },
    }


def share_axis(field: str, title: str, domain: tuple[float, float] | None = (0, 1)) -> dict[str, Any]:
    """Give the encoding of a share or probability as a percentage."""
    scale: dict[str, Any] = {"nice": False}
    if domain is not None:
        scale["domain"] = list(domain)
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": scale,
        "axis": {"format": ".0%", "tickCount": 6},
    }


def before_and_now(
    before: str, now: str, title: str, *, line: tuple[str, str], stroke: dict[str, Any], size: int
) -> list[dict[str, Any]]:
    """Give the layers of a share before the evidence (a grey stroke) and after it (a dot with its figure).

    `before` and `now` are fields; `line` the two that a line joins, drawn as `stroke`; `size` is that of the dot.
    """
    across = share_axis(now, title)
    return [
        {
            "mark": {"type": "rule", "color": AFTER, **stroke},
            "encoding": {"x": share_axis(line[0], title), "x2": {"field": line[1]}},
        },
        {
            "mark": {"type": "tick", "thickness": 2.5, "size": 18, "color": QUIET},
            "encoding": {"x": share_axis(before, title)},
        },
        {
            "mark": {"type": "point", "filled": True, "size": size, "color": AFTER, "opacity": 1},
            "encoding": {"x": across},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 9, "dy": -9, "fontSize": 11, "color": INK},
            "encoding": {"x": across, "text": {"field": now, "format": ".0%"}},
        },
    ]


def one_below_another(field: str) -> dict[str, Any]:
    """Give the facets of a chart that stand below each other, by a field, in the order of their rows' `place`."""
    return {
        "row": {
            "field": field,
            "type": "nominal",
            "title": None,
            "sort": {"field": "place", "op": "min"},
            "header": {"labelAngle": 0, "labelOrient": "top", "labelAnchor": "start"},
        }
    }


def rows_high(step: int = 28) -> dict[str, int]:
    """Give the height of a chart of one line for each row."""
    return {"step": step}
