"""The orders of two parties inferred together: P(a, b | evidence) ∝ L₁(a)·L₂(b)·C(a, b).

L are the likelihoods of the evidence about each party; C is a prior of the pair that knows the items apart only by
their ranks, so that each party's own prior stays flat and nothing is presumed of what the items are. With C flat the
two parties are independent, as in `detente.beliefs.infer`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.orders.order import Orders

__all__ = ["Coupling", "OrderBeliefs", "infer_orders"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coupling:
    """How likely each relation of two orders is beforehand: `log` (relations,), as `Orders.relations` numbers them."""

    log: tuple[float, ...]

    @classmethod
    def flat(cls, orders: Orders) -> "Coupling":
        """Give the coupling under which the parties are independent."""
        return cls((0.0,) * orders.count)

    @classmethod
    def counted(cls, orders: Orders, pairs: Sequence[tuple[int, int]]) -> "Coupling":
        """Give the coupling of known pairs of orders, each relation counted once more than seen (Laplace's rule).

        Each pair counts both ways round, since it does not matter which party is named first.
        """
        counts = np.ones(orders.count)
        for one, other in pairs:
            counts[orders.relations[one, other]] += 0.5
            counts[orders.relations[other, one]] += 0.5
        return cls(tuple(np.log(counts / counts.sum() * orders.count).tolist()))


@dataclass(frozen=True, slots=True)
class OrderBeliefs:
    """The posterior `joint` (orders, orders) over both parties' orders of priority; it sums to 1."""

    orders: Orders
    parties: tuple[str, str]
    joint: Floats

    def of(self, party: str) -> Floats:
        """Give the probability (orders,) of each order of one party."""
        return np.asarray(self.joint.sum(axis=1 - self.parties.index(party)))

    def ranked(self, party: str) -> dict[tuple[str, ...], float]:
        """Give a party's orders, from the most to the least wanted item, with probabilities, the likeliest first."""
        chances = self.of(party)
        return {self.orders.names(int(order)): float(chances[order]) for order in np.argsort(-chances, kind="stable")}

    def first(self, party: str) -> dict[str, float]:
        """Give the probability of each item to be what a party wants most."""
        chances = self.of(party)
        return {item: float(chances[self.orders.places[:, 0] == n].sum()) for n, item in enumerate(self.orders.items)}


def infer_orders(
    orders: Orders, parties: tuple[str, str], log_likelihoods: tuple[Floats, Floats], coupling: Coupling
) -> OrderBeliefs:
    """Give the joint posterior of two parties' orders from the log likelihood (orders,) of the evidence about each."""
    one, other = log_likelihoods
    log = one[:, None] + other[None, :] + np.asarray(coupling.log)[orders.relations]
    mass = np.exp(log - log.max())
    return OrderBeliefs(orders, parties, mass / mass.sum())
