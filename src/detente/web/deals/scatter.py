"""The picture of packages as two parties see them: where its parts lie, in units of the picture.

Its points are the rows of the chart of the report (`report.charts.frontier_chart`), so that nothing is drawn that the
table behind it does not hold. It is drawn here as plain SVG in which each point is a link: it needs no script.
Where there is one, Vega draws the picture of `plot` over it, and the links stay for the keyboard.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from detente.report.charts.plane import Plane

__all__ = ["HEIGHT", "WIDTH", "lay_out", "ticks"]

WIDTH, HEIGHT = 640, 430
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 18, 56
LETTERS = 17.0
"""Height of the letters of labels on a small screen, where they are largest in units of the picture."""
STEPS = (1, 2, 5, 10, 20, 25, 50)
TICKS = 6


def ticks(low: float, high: float) -> list[int]:
    """Give whole numbers to be told on an axis from `low` to `high`, at most seven."""
    step = next((step for step in STEPS if (high - low) / step <= TICKS), 100)
    least, most = (Fraction(end) / step for end in (low, high))
    return list(range(math.ceil(least) * step, math.floor(most) * step + 1, step))


class _Axis:
    def __init__(self, reach: tuple[float, float], start: float, end: float) -> None:
        self.low, self.high = reach
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)

    def told(self) -> list[dict[str, Any]]:
        return [{"at": self.at(tick), "words": str(tick).replace("-", "−")} for tick in ticks(self.low, self.high)]


def lay_out(points: Sequence[Mapping[str, Any]], no_deal: Mapping[str, float], line: bool) -> dict[str, Any]:
    """Give where everything lies: `points` have x and y (0–100), kind, and the names they go by; at least one is there.

    `no_deal` has the values to be drawn as dashed lines by axis, "x" and "y"; `line` joins the efficient points.
    """
    plane = Plane.around(points, no_deal, WIDTH - RIGHT - LEFT, HEIGHT - BOTTOM - TOP, LETTERS)
    across = _Axis(plane.x, LEFT, WIDTH - RIGHT)
    up = _Axis(plane.y, HEIGHT - BOTTOM, TOP)
    places = [{"x": across.at(p["x"]), "y": up.at(p["y"])} for p in points]
    joined = sorted(
        (place["x"], place["y"])
        for place, point in zip(places, points, strict=True)
        if point["kind"] in {"solution", "efficient"}
    )
    labels = plane.labels(points)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "top": TOP,
        "bottom": HEIGHT - BOTTOM,
        "middle": {"x": (LEFT + WIDTH - RIGHT) / 2, "y": (TOP + HEIGHT - BOTTOM) / 2},
        "x_ticks": across.told(),
        "y_ticks": up.told(),
        "places": [
            {**place, "label": None if label is None else _label(plane, place, label)}
            for place, label in zip(places, labels, strict=True)
        ],
        "line": " ".join(f"{x:g},{y:g}" for x, y in joined) if line and len(joined) > 1 else "",
        "no_deal": {axis: (across if axis == "x" else up).at(value) for axis, value in no_deal.items()},
    }


_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def _label(plane: Plane, place: Mapping[str, float], label: Mapping[str, Any]) -> dict[str, Any]:
    """Give the lines of a label with the upper edge of each, and where the line that leads to it ends, if one does."""
    x, y = place["x"] + label["dx"], place["y"] + label["dy"]
    lines = label["drawn"].split("\n")
    led = label["line_dx"] or label["line_dy"]
    return {
        "x": round(x, 1),
        "anchor": _ANCHORS[label["side"]],
        "lines": [
            {"y": round(y + down, 1), "words": words}
            for words, down in zip(lines, islice(plane.line_heights(), len(lines)), strict=True)
        ],
        "lead": {"x": round(place["x"] + label["line_dx"], 1), "y": round(place["y"] + label["line_dy"], 1)}
        if led
        else None,
    }
