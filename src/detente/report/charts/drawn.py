"""The packages that are drawn: the solutions, efficient ones evenly spaced, and the most acceptable of the others."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from detente.report.outcomes import ROLES

__all__ = ["MOST_JUDGED", "MOST_POINTS", "Drawn", "drawn_packages"]

Json = Mapping[str, Any]
Key = Callable[[Json], Hashable]

MOST_POINTS = 100
"""Efficient packages drawn; of more, evenly spaced ones."""

MOST_JUDGED = 40
"""Other packages drawn, the most acceptable first."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A package that is drawn: its kind, what it settles, what it is worth (0–1), and the solutions that it is."""

    kind: str
    package: Json
    utilities: Json
    names: tuple[str, ...] = ()


def drawn_packages(deals: Json) -> tuple[Drawn, ...]:
    """Give the packages that are drawn, in the order of the rows of the chart; none where there is no frontier."""
    return tuple(_drawn(deals)) if deals.get("frontier") else ()


def _drawn(deals: Json) -> Iterator[Drawn]:
    efficient = deals["frontier"]
    # One package is another where all issues are settled alike, in whatever order they stand.
    issues = tuple(efficient[0]["package"])
    key: Key = itemgetter(*issues) if issues else lambda _: None
    solved = _solved(deals, key)
    for point, labels in solved.values():
        yield Drawn("solution", point["package"], point["utilities"], tuple(labels))
    for point in efficient[:: max(1, -(-len(efficient) // MOST_POINTS))]:
        if key(point["package"]) not in solved:
            yield Drawn("efficient", point["package"], point["utilities"])
    seen = {*solved, *(key(point["package"]) for point in efficient)}
    judged = [part for part in (deals.get("robust") or {}).get("candidates", []) if key(part["package"]) not in seen]
    for part in judged[:MOST_JUDGED]:
        yield Drawn("other", part["package"], part["expected"])


def _solved(deals: Json, key: Key) -> dict[Hashable, tuple[Json, list[str]]]:
    """Give the packages that are solutions, with their names."""
    found: dict[Hashable, tuple[Json, list[str]]] = {}
    for name, label in ROLES.items():
        for point in deals.get("solutions", {}).get(name, [])[:1]:
            found.setdefault(key(point["package"]), (point, []))[1].append(label)
    return found
