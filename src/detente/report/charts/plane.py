"""The plane of packages as two parties see them: how far its axes reach, and where names of packages stand on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.charts.labels import FEW_LETTERS, LETTERS, Frame, Point, grouped, line_height, place_labels, wrapped

__all__ = ["Plane", "axis_range"]

Json = Mapping[str, Any]
ROOM = 0.1
"""Of an axis beyond its outermost points, as a share of what they span."""


def axis_range(values: Sequence[float]) -> tuple[float, float]:
    """Give how far an axis reaches, so that all values lie within it, with some room."""
    low, high = min(values), max(values)
    room = max((high - low) * ROOM, 1.0)
    return low - room, high + room


NARROW = 34
"""Width below which a picture is narrow, in heights of its letters."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Two axes, each from its lowest to its highest value, drawn on `width` × `height` pixels, letters `size` high."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: float
    height: float
    size: float = 12.0

    @classmethod
    def around(cls, points: Sequence[Json], no_deal: Mapping[str, float], *shape: float) -> "Plane":
        """Give the plane on which `points` (with x and y) lie, and no deal where it has a value (by axis).

        `shape` is its width, its height and the size of letters.
        """
        x, y = (
            axis_range([*(point[axis] for point in points), *([no_deal[axis]] if axis in no_deal else [])])
            for axis in "xy"
        )
        return cls(x, y, *shape)

    def at(self, x: float, y: float) -> Point:
        """Give where a point lies, in pixels from the upper left corner."""
        return (
            self.width * (x - self.x[0]) / (self.x[1] - self.x[0]),
            self.height * (self.y[1] - y) / (self.y[1] - self.y[0]),
        )

    def labels(self, points: Sequence[Json]) -> list[dict[str, Any] | None]:
        """Give for each of the points (with x, y, and the `names` it goes by) the label that is drawn, or None.

        Points whose marks touch share a label, which stands at the first. `drawn` are its lines, parted by line breaks;
        `dx` and `dy` lead from the point to the label's upper edge, to the left or right end of it or to its middle, as
        its `side` says; `line_dx` and `line_dy` to the end of the line that leads to it (0 where none does), in pixels.
        """
        named = [at for at, point in enumerate(points) if point["names"]]
        where = {at: self.at(point["x"], point["y"]) for at, point in enumerate(points)}
        groups = [[named[member] for member in group] for group in grouped([where[at] for at in named])]
        letters = FEW_LETTERS if self.width < NARROW * self.size else LETTERS
        told = [list(dict.fromkeys(name for at in group for name in points[at]["names"])) for group in groups]
        lines = [wrapped(names, letters) for names in told]
        within = {at for group in groups for at in group}
        others = [place for at, place in where.items() if at not in within]
        anchors = [where[group[0]] for group in groups]
        frame = Frame(self.width, self.height, self.size)
        found: list[dict[str, Any] | None] = [None] * len(points)
        for group, words, place, anchor in zip(
            groups, lines, place_labels(anchors, lines, others, frame), anchors, strict=True
        ):
            if place is not None:
                lead = place.lead or anchor
                side = place.side(anchor)
                edge = place.x + {"left": -0.5, "center": 0.0, "right": 0.5}[side] * place.width
                found[group[0]] = {
                    "drawn": "\n".join(words),
                    "side": side,
                    "dx": round(edge - anchor[0], 1),
                    "dy": round(place.y - place.height / 2 - anchor[1], 1),
                    "line_dx": round(lead[0] - anchor[0], 1),
                    "line_dy": round(lead[1] - anchor[1], 1),
                }
        return found

    def line_heights(self) -> Iterator[float]:
        """Give how far down each line of a label begins, without end."""
        at = 0.0
        while True:
            yield at
            at += line_height(self.size)
