"""Where the names of points stand in a picture, so that none lies on another: beside its point, or led to it by a line.

A label tries the places around its point, the nearest first, and takes the one that hides the fewest other points. What
lies so near that its marks touch has one label with all its names.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

__all__ = [
    "FEW_LETTERS",
    "LETTERS",
    "Frame",
    "Place",
    "grouped",
    "line_height",
    "place_labels",
    "text_width",
    "wrapped",
]

Point = tuple[float, float]

LETTERS, FEW_LETTERS = 30, 22
"""Of a line of a label, at most, where its names allow; and in a narrow picture."""

MARK = 8.0
"""From the middle of a mark to its edge, in pixels."""

_GAPS = (3, 8, 16, 28, 44, 64, 90, 120, 160, 210)
_ROUND = (1, 2, 0, 15, 14, 3, 13, 4, 12, 5, 11, 6, 10, 7, 9, 8)
"""Directions in sixteenths of a turn from the right, against the clock; the first are liked best."""
_DIRECTIONS = tuple((math.cos(k * math.pi / 8), -math.sin(k * math.pi / 8)) for k in _ROUND)
_HIDES = 25.0
"""What it costs to hide a point, in pixels of distance; and to be led to its point across another label."""
_CROSSES = 80.0
_UNCLEAR = 40.0
"""What it costs to stand hardly farther from another point with a label than from its own."""
_LED = 12.0
"""Gap from which a line leads from a point to its label."""
_FAR, _NOWHERE = 300.0, 10_000.0
"""What it costs to stand anywhere in the picture, and nowhere."""
_AIR = 2.0
_ALL_ORDERS = 3
"""Labels up to which every order of placing them is tried; of more, those in which they lie and their widths."""
_STEP = 7

# Widths in parts of the height of letters, no narrower than those of DejaVu Sans, the widest of the usual fonts.
_NARROW, _WIDE = frozenset("iljI|.,:;'’!()[] -–ftr"), frozenset("mwMW@%—…&")
_WIDTHS = (0.42, 0.66, 1.0)


def text_width(words: str, size: float) -> float:
    """Give how wide a line is at most, in the unit of `size`, the height of its letters."""
    return size * sum(
        _WIDTHS[0] if letter in _NARROW else _WIDTHS[2] if letter in _WIDE else 0.79 if letter.isupper() else _WIDTHS[1]
        for letter in words
    )


def line_height(size: float) -> float:
    """Give the distance of the lines of a label."""
    return round(1.25 * size, 1)


def wrapped(names: Sequence[str], letters: int = LETTERS) -> tuple[str, ...]:
    """Give names as lines, parted by commas, with as many on each as so many letters allow."""
    lines: list[str] = []
    for place, name in enumerate(names):
        told = name if place == len(names) - 1 else f"{name},"
        if lines and len(lines[-1]) + 1 + len(told) <= letters:
            lines[-1] += f" {told}"
        else:
            lines.append(told)
    return tuple(lines)


def grouped(points: Sequence[Point], reach: float = 1.5 * MARK) -> list[list[int]]:
    """Give the indices of points whose marks touch, together; a group lies around its first."""
    groups: list[list[int]] = []
    for at, (x, y) in enumerate(points):
        for group in groups:
            first = points[group[0]]
            if abs(first[0] - x) <= reach and abs(first[1] - y) <= reach:
                group.append(at)
                break
        else:
            groups.append([at])
    return groups


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture that labels stay in, from its upper left corner: `width` × `height`, letters `size` high (pixels)."""

    width: float
    height: float
    size: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label stands: the middle and the size of its box, in pixels, and the end of the line that leads to it."""

    x: float
    y: float
    width: float
    height: float
    lead: Point | None

    def side(self, point: Point) -> str:
        """Give to which side its lines are set, so that they begin or end at the point: left, right or center."""
        if self.x - self.width / 2 >= point[0]:
            return "left"
        return "right" if self.x + self.width / 2 <= point[0] else "center"

    def meets(self, other: "Place", air: float = _AIR) -> bool:
        """Tell whether two labels lie on each other, or nearer than `air`."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + air
            and abs(self.y - other.y) < (self.height + other.height) / 2 + air
        )

    def covers(self, point: Point, reach: float = 0.0) -> bool:
        """Tell whether a label lies on a mark that reaches so far from its middle."""
        return abs(self.x - point[0]) < self.width / 2 + reach and abs(self.y - point[1]) < self.height / 2 + reach

    def far(self, point: Point) -> float:
        """Give how far the edge of the label lies from a point, which is outside it."""
        return math.dist(point, self.nearest(point))

    def nearest(self, point: Point) -> Point:
        """Give the place on the edge of the label from which a line to a point starts."""
        return _nearest((self.x, self.y), self.width, self.height, point)

    def crossed(self, start: Point, end: Point) -> bool:
        """Tell whether a line runs over the label, looked at in twelve places."""
        parts = ((start[0] + k / 12 * (end[0] - start[0]), start[1] + k / 12 * (end[1] - start[1])) for k in range(13))
        return any(self.covers(part) for part in parts)


def _nearest(place: Point, wide: float, high: float, point: Point) -> Point:
    """Give the point of a box's edge from which a line to a point starts."""
    x = min(max(point[0], place[0] - wide / 2), place[0] + wide / 2)
    y = min(max(point[1], place[1] - high / 2), place[1] + high / 2)
    return round(x, 1), round(y, 1)


def _around(point: Point, wide: float, high: float) -> Iterator[tuple[float, Place]]:
    for gap in _GAPS:
        for order, (x, y) in enumerate(_DIRECTIONS):
            aside, above = (max(-1.0, min(1.0, 1.42 * part)) for part in (x, y))
            middle = (
                point[0] + x * (MARK + gap) + aside * wide / 2,
                point[1] + y * (MARK + gap) + above * high / 2,
            )
            lead = _nearest(middle, wide, high, point) if gap > _LED else None
            yield gap + 0.2 * order, Place(round(middle[0], 1), round(middle[1], 1), wide, high, lead)


def _anywhere(point: Point, wide: float, high: float, frame: Frame) -> Iterator[tuple[float, Place]]:
    """Give places all over the picture, the nearest first: for what finds none around its point."""
    across = range(math.ceil(wide / 2), math.floor(frame.width - wide / 2) + 1, _STEP)
    down = range(math.ceil(high / 2), math.floor(frame.height - high / 2) + 1, _STEP)
    for far, x, y in sorted((math.dist((x, y), point), x, y) for x in across for y in down):
        yield far, Place(x, y, wide, high, _nearest((x, y), wide, high, point))


def _within(place: Place, frame: Frame) -> bool:
    return (
        place.width / 2 <= place.x <= frame.width - place.width / 2
        and place.height / 2 <= place.y <= frame.height - place.height / 2
    )


class _Ways:
    """The places that one label could take around its point, whatever other labels there are, the nearest first.

    Each is looked at once, and not before it is asked for: `given` of those that are within the picture and on no named
    point holds the distance, what hiding points and standing unclear costs, and the place.
    """

    def __init__(
        self, point: Point, size: tuple[float, float], frame: Frame, named: Sequence[Point], others: Sequence[Point]
    ) -> None:
        self.point = point
        self.size = size
        self.frame = frame
        self.named = named
        self.others = others
        self._given: list[tuple[float, float, Place]] = []
        self._left = self._looked_at()

    def __iter__(self) -> Iterator[tuple[float, float, Place]]:
        at = 0
        while at < len(self._given) or self._more():
            yield self._given[at]
            at += 1

    def _more(self) -> bool:
        found = next(self._left, None)
        if found is not None:
            self._given.append(found)
        return found is not None

    def _looked_at(self) -> Iterator[tuple[float, float, Place]]:
        for far, place in _around(self.point, *self.size):
            if self.stands(place):
                hidden = sum(place.covers(other, MARK / 2) for other in self.others)
                yield far, _HIDES * hidden + _UNCLEAR * self.unclear(place), place

    def stands(self, place: Place) -> bool:
        """Tell whether a place is within the picture, and on no named point."""
        return _within(place, self.frame) and not any(place.covers(point, MARK) for point in self.named)

    def unclear(self, place: Place) -> bool:
        """Tell whether a label could be taken for that of another point."""
        own = place.far(self.point)
        return any(place.far(other) <= own + MARK for other in self.named if other != self.point)

    def best(self, placed: Sequence[tuple[Point, Place]]) -> tuple[float, Place | None]:
        """Give the cheapest place beside the labels that have one, and its cost."""
        found: tuple[float, Place] | None = None
        for far, standing, place in self:
            if found is not None and far >= found[0]:
                break
            if any(place.meets(other) for _, other in placed):
                continue
            cost = far + standing + _CROSSES * _crossing(self.point, place, placed)
            if found is None or cost < found[0]:
                found = cost, place
        if found is not None:
            cost, place = found
            lead = place.lead or (place.nearest(self.point) if self.unclear(place) else None)
            return cost, replace(place, lead=lead)
        for far, place in _anywhere(self.point, *self.size, self.frame):
            if self.stands(place) and not any(place.meets(other) for _, other in placed):
                return _FAR + far, place
        return _NOWHERE, None


def _crossing(point: Point, place: Place, placed: Sequence[tuple[Point, Place]]) -> int:
    """Count the labels that the line to a place crosses, and those whose line crosses it."""
    return sum(
        (place.lead is not None and other.crossed(point, place.lead))
        + (other.lead is not None and place.crossed(anchor, other.lead))
        for anchor, other in placed
    )


def place_labels(
    points: Sequence[Point], labels: Sequence[Sequence[str]], others: Sequence[Point], frame: Frame
) -> list[Place | None]:
    """Give the place of each label, no two of which meet; None for one for which the picture has no room at all.

    `points` are those with labels (x, y in pixels, y downwards), `labels` their lines, `others` all other points.
    """
    sizes = [
        (max((text_width(line, frame.size) for line in lines), default=0.0), len(lines) * line_height(frame.size))
        for lines in labels
    ]
    ways = [_Ways(point, size, frame, points, others) for point, size in zip(points, sizes, strict=True)]
    tried = [_placed(ways, order) for order in _orders(points, sizes)]
    placed = min(tried, key=lambda one: one[0])[1]
    return [placed.get(at) for at in range(len(points))]


def _orders(points: Sequence[Point], sizes: Sequence[tuple[float, float]]) -> list[Sequence[int]]:
    every = range(len(points))
    if len(points) <= _ALL_ORDERS:
        return list(permutations(every))
    widest = sorted(every, key=lambda at: -sizes[at][0])
    across = sorted(every, key=lambda at: points[at][0])
    down = sorted(every, key=lambda at: points[at][1])
    return [widest, across, across[::-1], down, down[::-1]]


def _placed(ways: Sequence[_Ways], order: Sequence[int]) -> tuple[float, dict[int, Place]]:
    """Give what placing labels in this order costs, and the places."""
    total = 0.0
    placed: dict[int, Place] = {}
    for at in order:
        cost, place = ways[at].best([(ways[other].point, there) for other, there in placed.items()])
        total += cost
        if place is not None:
            placed[at] = place
    return total, placed
