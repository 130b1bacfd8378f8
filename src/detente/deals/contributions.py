"""What the options of each factor give to some of the parties, in whole steps of their scales.

Small factors stand side by side in one array: few long operations instead of many short ones. Of a large one no copy is
made; its combinations are given as they are asked for, so that they can be looked through in chunks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.factors import Factor
from detente.deals.grid import Scale, find_scales

__all__ = ["Contributions"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
SIDE_BY_SIDE = 10_000
"""Combinations up to which a factor is small."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """The contributions of `factors` to `parties` (places), whose `scales` have `per_unit` (parties,) steps each.

    `small` (rows, parties) holds the steps of the small factors, each from its row in `starts`; None marks a large one.
    """

    factors: tuple[Factor, ...]
    parties: tuple[int, ...]
    scales: tuple[Scale, ...]
    per_unit: Floats
    small: Floats
    starts: tuple[int | None, ...]

    @classmethod
    def of(cls, factors: Sequence[Factor], parties: Sequence[int]) -> "Contributions":
        """Give the contributions with the scale of each party over all factors."""
        chosen = list(parties)
        starts: list[int | None] = []
        sizes, parts, large = [], [np.empty((len(chosen), 0))], []
        end = 0
        for factor in factors:
            if factor.size > SIDE_BY_SIDE:
                starts.append(None)
                large.append([factor.values[party] for party in chosen])
            else:
                starts.append(end)
                end += factor.size
                sizes.append(factor.size)
                parts.append(factor.values[chosen])
        values = np.concatenate(parts, axis=1).T
        scales = find_scales(values, sizes, large)
        per_unit = np.array([scale.steps for scale in scales])
        return cls(tuple(factors), tuple(chosen), scales, per_unit, np.rint(values * per_unit), tuple(starts))

    def steps(self, place: int, combinations: Places | slice) -> Floats:
        """Give the steps (combinations, parties) of the named combinations of the factor at `place`, as a copy."""
        start, factor = self.starts[place], self.factors[place]
        if start is not None:
            return self.small[start : start + factor.size][combinations].copy()
        # Party by party in memory: what follows goes along the parties.
        none = np.empty((0, len(factor.values[0, combinations])))
        values = np.concatenate([none, *(factor.values[party : party + 1, combinations] for party in self.parties)])
        values *= self.per_unit[:, None]
        np.rint(values, out=values)
        return values.T

    def allowed(self) -> list[Places]:
        """Give for each factor the combinations that cross no red line of these parties."""
        chosen = list(self.parties)
        return [np.flatnonzero(factor.permitted[chosen].all(axis=0)) for factor in self.factors]
