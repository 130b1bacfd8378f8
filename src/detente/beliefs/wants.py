"""What points of the unit cube mean: weights, ideals, satisfaction, no deal, sincerity and red lines."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.layout import Block, Layout, Target
from detente.table.objectives import All, AnyOf, Leaf, Objective

__all__ = ["Wants"]

Floats = NDArray[np.float64]


class Wants:
    """The wants of one party at many points: `cube` (dimensions, points), each point one θ.

    Everything is computed on first use and kept, so that a likelihood pays for nothing it does not read; `read` tells
    which blocks of coordinates were.
    """

    def __init__(self, layout: Layout, cube: Floats, floor: float) -> None:
        self.layout = layout
        self.cube = cube
        self.floor = floor
        self.points = cube.shape[1]
        self.read: set[Block] = set()
        self._logs: dict[str, Floats] = {}
        self._powers: dict[tuple[str, float], Floats] = {}
        self._totals: dict[tuple[frozenset[str], float], Floats] = {}
        self._satisfaction: dict[str, Floats] = {}

    def _block(self, kind: str, name: str = "") -> Floats | None:
        place = self.layout.blocks.get((kind, name))
        if place is None:
            return None
        self.read.add((kind, name))
        return self.cube[place]

    def _sure_block(self, kind: str, name: str = "") -> Floats:
        coordinates = self._block(kind, name)
        if coordinates is None:
            raise KeyError((kind, name))
        return coordinates

    @cached_property
    def weights(self) -> dict[str, Floats]:
        """(children, points) for each `all` node: its weights over its children."""
        return {name: self._split(node) for name, node in self.layout.nodes.items() if isinstance(node, All)}

    def _split(self, node: All) -> Floats:
        coordinates = self._block("weights", node.name)
        if coordinates is None:
            given = node.weights or (1.0,) * len(node.children)
            return np.repeat(np.array(given)[:, None], self.points, axis=1)
        parts = -np.log1p(-coordinates) + 1e-300
        return np.asarray(parts / parts.sum(axis=0))

    @cached_property
    def effective(self) -> dict[str, Floats]:
        """(points,) for each node: the product of the weights on the path to it; an `any` passes its own on."""
        found = {self.layout.root.name: np.ones(self.points)}
        for name, node in self.layout.nodes.items():
            if isinstance(node, All):
                found |= {
                    child.name: found[name] * share
                    for child, share in zip(node.children, self.weights[name], strict=True)
                }
            elif isinstance(node, AnyOf):
                found |= {child.name: found[name] for child in node.children}
        return found

    def weight(self, target: Target) -> Floats:
        """Give the effective weight of a node, or of an issue: summed over sums, the best of alternative means."""
        return self.effective[target.name] if target.is_node else self._weight_below(self.layout.root, target.leaves)

    def _weight_below(self, node: Objective, leaves: tuple[str, ...]) -> Floats:
        if isinstance(node, Leaf):
            return self.effective[node.name] if node.name in leaves else np.zeros(self.points)
        parts = [self._weight_below(child, leaves) for child in node.children]
        return np.asarray(np.maximum.reduce(parts) if isinstance(node, AnyOf) else np.add.reduce(parts))

    def log_weight(self, target: Target) -> Floats:
        """Give log w of a target, with w no smaller than the declared floor."""
        if target.name not in self._logs:
            self._logs[target.name] = np.log(np.maximum(self.weight(target), self.floor))
        return self._logs[target.name]

    def power(self, target: Target, exponent: float) -> Floats:
        """Give w^exponent of a target."""
        key = (target.name, exponent)
        if key not in self._powers:
            self._powers[key] = np.exp(exponent * self.log_weight(target))
        return self._powers[key]

    def spare(self, target: Target) -> Floats:
        """Give 1 − w of a target, no smaller than the declared floor."""
        return np.asarray(np.maximum(1.0 - self.weight(target), self.floor))

    def total(self, targets: Sequence[Target], exponent: float | None) -> Floats:
        """Give the sum of w^exponent over targets; of 1 − w without an exponent."""
        key = (frozenset(target.name for target in targets), -1.0 if exponent is None else exponent)
        if key not in self._totals:
            parts = [self.spare(target) if exponent is None else self.power(target, exponent) for target in targets]
            self._totals[key] = np.asarray(np.add.reduce(parts))
        return self._totals[key]

    @cached_property
    def no_deal(self) -> Floats:
        """(points,) the value r of walking away."""
        coordinates = self._block("no_deal")
        prior = self.layout.no_deal
        return np.full(self.points, prior.median) if coordinates is None else prior.quantile(coordinates[0])

    @property
    def sincerity(self) -> Floats:
        """(points,) σ in [0, 1]."""
        return np.asarray(self._sure_block("sincerity")[0])

    def red_line(self, issue: str, option: int) -> NDArray[np.bool_]:
        """(points,) whether that option is a red line."""
        coordinates = self._block("red_line", f"{issue}/{option}")
        if coordinates is not None:
            return np.asarray(coordinates[0] < self.layout.red_line_prior)
        return np.full(self.points, (issue, option) in self.layout.ruled_out)

    def ideal(self, issue: str) -> NDArray[np.int64] | None:
        """(points,) the drawn ideal option of an issue; None where no leaf of it needs one."""
        coordinates = self._block("ideal", issue)
        if coordinates is None:
            return None
        options = len(self.layout.issues[issue].labels)
        return np.asarray(np.minimum((coordinates[0] * options).astype(np.int64), options - 1))

    def satisfaction(self, leaf: str) -> Floats:
        """(options, points) for a leaf: as the case gives it, else by distance from the ideal."""
        if leaf not in self._satisfaction:
            node = self.layout.nodes[leaf]
            if not isinstance(node, Leaf):
                raise TypeError(f"{leaf} is not a leaf")
            self._satisfaction[leaf] = (
                self._given(node) if node.satisfaction is not None else self._by_ideal(node.issue)
            )
        return self._satisfaction[leaf]

    def _given(self, leaf: Leaf) -> Floats:
        values = leaf.satisfaction or ()
        table = np.repeat(np.array([0.0 if v is None else v for v in values])[:, None], self.points, axis=1)
        drawn = self._block("option", leaf.name)
        if drawn is not None:
            table[[place for place, value in enumerate(values) if value is None]] = drawn
        return table

    def _by_ideal(self, issue: str) -> Floats:
        ideal = self._ideal_of(issue)
        options = np.arange(len(self.layout.issues[issue].labels))[:, None]
        if self.layout.issues[issue].ordered:
            return np.asarray(1.0 - np.abs(options - ideal) / max(len(options) - 1, 1))
        drawn = self._sure_block("ideal", issue)[1:]
        return np.where(options == ideal, 1.0, drawn)

    def satisfaction_at(self, leaves: tuple[str, ...], option: int) -> Floats:
        """(points,) how well an option does on an issue: the mean over its leaves by their effective weights."""
        if len(leaves) == 1:
            return self._value(leaves[0], option)
        weights = np.array([self.effective[leaf] for leaf in leaves]) + self.floor
        values = np.array([self._value(leaf, option) for leaf in leaves])
        return np.asarray((weights * values).sum(axis=0) / weights.sum(axis=0))

    def _value(self, name: str, option: int) -> Floats:
        """(points,) the satisfaction of one option, without the table of all, which a fine numeric issue makes long."""
        leaf = self.layout.nodes[name]
        if isinstance(leaf, Leaf) and leaf.satisfaction is None and self.layout.issues[leaf.issue].ordered:
            spread = max(len(self.layout.issues[leaf.issue].labels) - 1, 1)
            return np.asarray(1.0 - np.abs(option - self._ideal_of(leaf.issue)) / spread)
        return np.asarray(self.satisfaction(name)[option])

    def _ideal_of(self, issue: str) -> NDArray[np.int64]:
        ideal = self.ideal(issue)
        if ideal is None:
            raise KeyError(issue)
        return ideal

    def is_ideal(self, name: str, option: int) -> tuple[NDArray[np.bool_], Floats]:
        """Give where an option is ideal for a leaf, and how many options are: both (points,)."""
        leaf = self.layout.nodes[name]
        if isinstance(leaf, Leaf) and leaf.satisfaction is None:
            return self._ideal_of(leaf.issue) == option, np.ones(self.points)
        table = self.satisfaction(name)
        best = table >= table.max(axis=0) - 1e-12
        return best[option], best.sum(axis=0).astype(np.float64)
