"""The value of objective trees for many packages, and many draws of weights and satisfactions, at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.table.objectives import All, AnyOf, Leaf, Objective, walk

__all__ = ["JointValues", "Term", "Wants", "chunks", "evaluate", "issues_of", "slice_draws", "split_terms"]

CHUNK = 4_000_000
"""Numbers held at one time while many packages are evaluated in many draws."""

Floats = NDArray[np.float64]
Index = Mapping[str, NDArray[np.intp]]


@dataclass(frozen=True, slots=True)
class JointValues:
    """A part of a party's utility that hangs on several issues: `values` has one axis for each of `issues`."""

    name: str
    issues: tuple[str, ...]
    values: Floats


@dataclass(frozen=True, slots=True)
class Wants:
    """One party's tree with n draws of its numbers, and what is added to it whatever the draw: `joint`, `constant`.

    `weights[node]` (n, children), `satisfaction[leaf]` (n, options), `no_deal` (n,), and `red_lines[issue]`
    (n, options) true where an option is unacceptable.
    """

    objective: Objective
    weights: Mapping[str, Floats]
    satisfaction: Mapping[str, Floats]
    no_deal: Floats
    red_lines: Mapping[str, NDArray[np.bool_]]
    constant: float = 0.0
    joint: tuple[JointValues, ...] = ()

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.no_deal)


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sum: `scale` (draws,) times the value of `node`, which is a leaf or an `any`."""

    node: Objective
    scale: Floats
    issues: tuple[str, ...]


def chunks(draws: int, packages: int) -> Iterator[slice]:
    """Give slices of the draws, each small enough for `packages` numbers a draw."""
    step = max(1, CHUNK // max(packages, 1))
    for start in range(0, draws, step):
        yield slice(start, min(start + step, draws))


def slice_draws(wants: Wants, part: slice) -> Wants:
    """Give the same wants with some of the draws."""
    return Wants(
        wants.objective,
        {name: weights[part] for name, weights in wants.weights.items()},
        {name: values[part] for name, values in wants.satisfaction.items()},
        wants.no_deal[part],
        {issue: crossed[part] for issue, crossed in wants.red_lines.items()},
        wants.constant,
        wants.joint,
    )


def issues_of(node: Objective) -> tuple[str, ...]:
    """Give the issues that a node speaks of, in the order of the tree, each once."""
    return tuple(dict.fromkeys(part.issue for part in walk(node) if isinstance(part, Leaf)))


def evaluate(node: Objective, wants: Wants, index: Index) -> Floats:
    """Give the value of `node` (draws, packages); `index[issue]` (packages,) says which option each package has."""
    if isinstance(node, Leaf):
        return wants.satisfaction[node.name][:, index[node.issue]]
    if isinstance(node, AnyOf):
        best = evaluate(node.children[0], wants, index)
        for child in node.children[1:]:
            best = np.maximum(best, evaluate(child, wants, index))
        return best
    if not node.children:
        return np.zeros((wants.draws, len(next(iter(index.values()), ()))))
    weights = wants.weights[node.name]
    total = weights[:, 0, None] * evaluate(node.children[0], wants, index)
    for place, child in enumerate(node.children[1:], 1):
        total += weights[:, place, None] * evaluate(child, wants, index)
    return total


def split_terms(node: Objective, wants: Wants, scale: Floats | None = None) -> list[Term]:
    """Give the terms whose sum is the value of `node`: `all` nodes are taken apart, an `any` stays whole."""
    scale = np.ones(wants.draws) if scale is None else scale
    if isinstance(node, All):
        weights = wants.weights[node.name]
        return [
            term
            for place, child in enumerate(node.children)
            for term in split_terms(child, wants, scale * weights[:, place])
        ]
    if isinstance(node, AnyOf) and len(node.children) == 1:
        return split_terms(node.children[0], wants, scale)
    return [Term(node, scale, issues_of(node))]
