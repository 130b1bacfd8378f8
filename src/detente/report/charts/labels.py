"""Where the names of points stand in a picture, so that none lies on another: beside its point, or led to it by a line.

A label tries the places around its point, the nearest first, and takes the one that hides the fewest other points. What
lies so near that its marks touch has one label with all its names.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

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
Floats = NDArray[np.float64]

LETTERS, FEW_LETTERS = 30, 22
"""Of a line of a label, at most, where its names allow; and in a narrow picture."""

MARK = 8.0
"""From the middle of a mark to its edge, in pixels."""

_GAPS = (3, 8, 16, 28, 44, 64, 90, 120, 160, 210)
_ROUND = (1, 2, 0, 15, 14, 3, 13, 4, 12, 5, 11, 6, 10, 7, 9, 8)
"""Directions in sixteenths of a turn from the right, against the clock; the first are liked best."""
_TURNS = np.array([(math.cos(k * math.pi / 8), -math.sin(k * math.pi / 8)) for k in _ROUND])
_OFFSETS = np.concatenate([_TURNS * (MARK + gap) for gap in _GAPS])
_ASIDE = np.tile(np.clip(1.42 * _TURNS, -1.0, 1.0), (len(_GAPS), 1))
"""How far the middle of a label lies from its point, besides so much of half its width and height."""
_FARNESS = np.concatenate([gap + 0.2 * np.arange(len(_ROUND)) for gap in _GAPS])
_HIDES = 25.0
"""What it costs to hide a point, in pixels of distance; and to be led to its point across another label."""
_CROSSES = 80.0
_UNCLEAR = 40.0
"""What it costs to stand hardly farther from another point with a label than from its own."""
_LED = np.repeat(np.array(_GAPS) > 12, len(_ROUND))
"""Whether a line leads from the point to its label: where the gap is wide."""
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
        return math.dist(point, _nearest((self.x, self.y), self.width, self.height, point))

    def crossed(self, start: Point, end: Point) -> bool:
        """Tell whether a line runs over the label: what of it lies between its left and right edge, and the others."""
        first, last = 0.0, 1.0
        for from_, to, middle, half in (
            (start[0], end[0], self.x, self.width / 2),
            (start[1], end[1], self.y, self.height / 2),
        ):
            run = to - from_
            if run == 0:
                if abs(from_ - middle) >= half:
                    return False
                continue
            near, far = sorted(((middle - half - from_) / run, (middle + half - from_) / run))
            first, last = max(first, near), min(last, far)
        return first < last


def _nearest(place: Point, wide: float, high: float, point: Point) -> Point:
    """Give the point of a box's edge from which a line to a point starts."""
    x = min(max(point[0], place[0] - wide / 2), place[0] + wide / 2)
    y = min(max(point[1], place[1] - high / 2), place[1] + high / 2)
    return round(x, 1), round(y, 1)


def _anywhere(point: Point, wide: float, high: float, frame: Frame) -> Iterator[tuple[float, Place]]:
    """Give places all over the picture, the nearest first: for what finds none around its point."""
    across = range(math.ceil(wide / 2), math.floor(frame.width - wide / 2) + 1, _STEP)
    down = range(math.ceil(high / 2), math.floor(frame.height - high / 2) + 1, _STEP)
    for far, x, y in sorted((math.dist((x, y), point), x, y) for x in across for y in down):
        yield far, Place(x, y, wide, high, _nearest((x, y), wide, high, point))


def _covered(middles: Floats, reach: Floats, points: Floats) -> NDArray[np.bool_]:
    """Tell (places, points) which points lie nearer to the middle of a place than `reach` (x, y)."""
    found: NDArray[np.bool_] = np.all(np.abs(middles[:, None, :] - points[None, :, :]) < reach, axis=2)
    return found


def _within(place: Place, frame: Frame) -> bool:
    return (
        place.width / 2 <= place.x <= frame.width - place.width / 2
        and place.height / 2 <= place.y <= frame.height - place.height / 2
    )


class _Ways:
    """The places that one label could take around its point, whatever other labels there are, the nearest first.

    Those that are within the picture and on no named point are given with the distance, what hiding points and standing
    unclear costs, and the place, which is made when it is asked for.
    """

    def __init__(self, point: Point, size: tuple[float, float], frame: Frame, named: Floats, others: Floats) -> None:
        self.point = point
        self.size = size
        self.frame = frame
        self.named = named
        here = np.array(point)
        half = np.array(size) / 2
        middles = np.round(here + _OFFSETS + _ASIDE * half, 1)
        stands = ((half <= middles) & (middles <= np.array((frame.width, frame.height)) - half)).all(axis=1)
        stands &= ~_covered(middles, half + MARK, named).any(axis=1)
        self.middles, self.far, self.led = middles[stands], _FARNESS[stands], _LED[stands]
        hidden = _covered(self.middles, half + MARK / 2, others).sum(axis=1)
        unclear = self._unclear(self.middles)
        self.led |= unclear
        self.standing = _HIDES * hidden + _UNCLEAR * unclear
        self._made: list[tuple[float, float, Place]] = []

    def __iter__(self) -> Iterator[tuple[float, float, Place]]:
        yield from self._made
        for at in range(len(self._made), len(self.far)):
            x, y = self.middles[at].tolist()
            lead = _nearest((x, y), *self.size, self.point) if self.led[at] else None
            made = float(self.far[at]), float(self.standing[at]), Place(x, y, *self.size, lead)
            self._made.append(made)
            yield made

    def _unclear(self, middles: Floats) -> NDArray[np.bool_]:
        """Tell for each of some places whether a label there could be taken for that of another point."""
        half = np.array(self.size) / 2

        def away(points: Floats) -> Floats:
            beyond = np.abs(middles[:, None, :] - points[None, :, :]) - half
            found: Floats = np.hypot(*np.moveaxis(np.maximum(beyond, 0.0), 2, 0))
            return found

        own = np.array([self.point])
        rivals = self.named[(self.named != own).any(axis=1)]
        close: NDArray[np.bool_] = np.any(away(rivals) <= away(own) + MARK, axis=1)
        return close

    def stands(self, place: Place) -> bool:
        """Tell whether a place is within the picture, and on no named point."""
        return _within(place, self.frame) and not any(place.covers((x, y), MARK) for x, y in self.named.tolist())

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
            return found
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
    named, hidden = (np.array(there, dtype=np.float64).reshape(-1, 2) for there in (points, others))
    ways = [_Ways(point, size, frame, named, hidden) for point, size in zip(points, sizes, strict=True)]
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
