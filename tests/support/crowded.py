"""Solutions that lie as awkwardly in the plane of two parties as they may: on each other, in corners, in a row."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from detente.report.outcomes import ROLES

__all__ = ["CROWDS", "crowded_deals"]

Places = Sequence[tuple[float, float]]

_SOME = random.Random(7)
CROWDS: Mapping[str, Places] = {
    "one point": [(0.6, 0.6)] * 5,
    "side by side": [(0.6, 0.6), (0.61, 0.6), (0.62, 0.59), (0.64, 0.58), (0.66, 0.56)],
    "one above the other": [(0.5, 0.5), (0.5, 0.53), (0.5, 0.56), (0.5, 0.6), (0.5, 0.64)],
    "in the corners": [(0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (1.0, 1.0), (1.0, 1.0)],
    "at the right edge": [(0.98, 0.9), (0.99, 0.85), (1.0, 0.8), (1.0, 0.75), (1.0, 0.7)],
    "anywhere": [(_SOME.random(), _SOME.random()) for _ in range(5)],
}
"""For each solution, in the order of `ROLES`, what the first and the second party get."""


def crowded_deals(places: Places, first: str, second: str) -> dict[str, Any]:
    """Give what `deals.json` says of solutions at these places, among some forty other efficient packages."""
    points = [
        {"package": {"valley": f"place {at}"}, "utilities": {first: x, second: y}, "ties": 1}
        for at, (x, y) in enumerate(places)
    ]
    others = [
        {"package": {"valley": f"other {at}"}, "utilities": {first: at / 40, second: 1 - (at / 40) ** 2}, "ties": 1}
        for at in range(41)
    ]
    return {
        "parties": {"required": [first, second], "without_objectives": []},
        "frontier": [*points, *others],
        "solutions": {name: [point] for name, point in zip(ROLES, points, strict=True)},
        "no_deal": {first: 0.2, second: 0.1},
    }
