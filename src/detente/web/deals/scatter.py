"""The picture of packages as two parties see them: where its parts lie, in units of the picture.

Its points are the rows of the chart of the report (`report.charts.frontier_chart`), so that nothing is drawn that the
table behind it does not hold. It is drawn here as plain SVG, and not by Vega, because each point is a link: the picture
needs no script, no converter, and nothing that a strict Content-Security-Policy forbids.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["HEIGHT", "WIDTH", "lay_out", "ticks"]

WIDTH, HEIGHT = 640, 430
LEFT, RIGHT, TOP, BOTTOM = 62, 18, 18, 56
STEPS = (1, 2, 5, 10, 20, 25, 50)
TICKS = 6


def ticks(low: float, high: float) -> list[int]:
    """Give whole numbers to be told on an axis from `low` to `high`, at most seven."""
    step = next((step for step in STEPS if (high - low) / step <= TICKS), 100)
    return list(range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step))


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = max((high - low) * 0.08, 1.0)
    return low - room, high + room


class _Axis:
    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = _span(values)
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)

    def told(self) -> list[dict[str, Any]]:
        return [{"at": self.at(tick), "words": str(tick).replace("-", "−")} for tick in ticks(self.low, self.high)]


def lay_out(points: Sequence[Mapping[str, Any]], no_deal: Mapping[str, float], line: bool) -> dict[str, Any]:
    """Give where everything lies: `points` have x and y (0–100), kind, and a `drawn` label; at least one is there.

    `no_deal` has the values to be drawn as dashed lines by axis, "x" and "y"; `line` joins the efficient points.
    """
    across = _Axis([*(p["x"] for p in points), *([no_deal["x"]] if "x" in no_deal else [])], LEFT, WIDTH - RIGHT)
    up = _Axis([*(p["y"] for p in points), *([no_deal["y"]] if "y" in no_deal else [])], HEIGHT - BOTTOM, TOP)
    middle = (LEFT + WIDTH - RIGHT) / 2
    places = [{"x": across.at(p["x"]), "y": up.at(p["y"])} for p in points]
    joined = sorted(
        (place["x"], place["y"])
        for place, point in zip(places, points, strict=True)
        if point["kind"] in {"solution", "efficient"}
    )
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "right": WIDTH - RIGHT,
        "top": TOP,
        "bottom": HEIGHT - BOTTOM,
        "middle": {"x": middle, "y": (TOP + HEIGHT - BOTTOM) / 2},
        "x_ticks": across.told(),
        "y_ticks": up.told(),
        "places": [{**place, "turned": place["x"] > middle} for place in places],
        "line": " ".join(f"{x:g},{y:g}" for x, y in joined) if line and len(joined) > 1 else "",
        "no_deal": {axis: (across if axis == "x" else up).at(value) for axis, value in no_deal.items()},
    }
