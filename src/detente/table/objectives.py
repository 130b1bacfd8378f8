"""Objective trees as plain data, ready for computing: leaves, weighted sums (`All`), best-of nodes (`AnyOf`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.table.case import Case, Node

__all__ = ["ROOT", "All", "AnyOf", "Leaf", "Objective", "objective_tree", "walk"]

ROOT = "objectives"
"""The name of the root of every tree; no issue or objective may have it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An issue with a satisfaction in [0, 1] per option; None where it follows from the party's ideal."""

    name: str
    issue: str
    satisfaction: tuple[float | None, ...] | None


@dataclass(frozen=True, slots=True)
class All:
    """A weighted sum of its children; `weights` (summing to 1) where the case declares them, else None."""

    name: str
    children: tuple["Objective", ...]
    weights: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The best of its children: one means suffices."""

    name: str
    children: tuple["Objective", ...]


Objective = Leaf | All | AnyOf


def _compile(name: str, node: "Node") -> Objective:
    if node.issue is not None:
        given = node.satisfaction
        return Leaf(
            name, node.issue, None if given is None else tuple(None if s == "unknown" else float(s) for s in given)
        )
    if node.any is not None:
        return AnyOf(name, tuple(_compile(child, part) for child, part in node.any.items()))
    parts = node.all or {}
    children = tuple(_compile(child, part) for child, part in parts.items())
    weights = None
    if isinstance(node.weights, dict):
        total = sum(node.weights.values())
        weights = tuple(node.weights[child] / total for child in parts)
    return All(name, children, weights)


def objective_tree(case: "Case", party: str) -> Objective | None:
    """Give the objective tree of `party`, or None where the case declares none. The root is named "objectives"."""
    node = case.objectives.get(party)
    return None if node is None else _compile(ROOT, node)


def _children(node: Objective) -> Sequence[Objective]:
    return () if isinstance(node, Leaf) else node.children


def walk(node: Objective) -> Iterator[Objective]:
    """Give the node and all below it, parents before children, in the order of the case."""
    yield node
    for child in _children(node):
        yield from walk(child)
