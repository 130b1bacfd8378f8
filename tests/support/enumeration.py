"""What brute force finds among points that it has enumerated."""

from collections.abc import Mapping
from typing import TypeVar

Count = TypeVar("Count")


def efficient(points: Mapping[tuple[float, ...], Count]) -> dict[tuple[float, ...], Count]:
    """Give the points, each with its count, that no other point is at least as good as for everybody."""
    return {
        row: ties
        for row, ties in points.items()
        if not any(other != row and all(a >= b for a, b in zip(other, row, strict=True)) for other in points)
    }
