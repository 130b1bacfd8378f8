"""Orders of priority over a few items, and how the orders of two parties stand to one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from detente.errors import SizeError

__all__ = ["MOST_ITEMS", "Orders"]

Integers = NDArray[np.int64]

MOST_ITEMS = 5
"""With n items there are n! orders and n!² pairs of orders: 14,400 pairs for five."""


@dataclass(frozen=True)
class Orders:
    """All n! orders of n `items`, each from the most to the least wanted. Raises SizeError beyond `MOST_ITEMS`."""

    items: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.items) <= MOST_ITEMS:
            raise SizeError(f"{len(self.items)} items; orders are enumerated for 2 to {MOST_ITEMS}")

    @cached_property
    def places(self) -> Integers:
        """(orders, items) the item at each place, as an index."""
        return np.array(list(permutations(range(len(self.items)))), dtype=np.int64)

    @cached_property
    def ranks(self) -> Integers:
        """(orders, items) the place of each item, 0 the most wanted."""
        return np.argsort(self.places, axis=1)

    @property
    def count(self) -> int:
        """How many orders there are."""
        return len(self.places)

    def index(self, order: Sequence[str]) -> int:
        """Give the place of an order, from the most to the least wanted item, in `places`."""
        wanted = [self.items.index(item) for item in order]
        return int(np.flatnonzero((self.places == wanted).all(axis=1))[0])

    def names(self, order: int) -> tuple[str, ...]:
        """Give the items of an order, from the most to the least wanted."""
        return tuple(self.items[item] for item in self.places[order])

    @cached_property
    def relations(self) -> Integers:
        """(orders, orders) how the second order ranks what the first puts first, second, …: an index of an order.

        Two pairs of orders with the same relation differ only in the names of the items.
        """
        found = np.array([[self._place(theirs[ours]) for theirs in self.ranks] for ours in self.places])
        return found.astype(np.int64)

    def _place(self, ranks: Integers) -> int:
        return int(np.flatnonzero((self.places == ranks).all(axis=1))[0])
