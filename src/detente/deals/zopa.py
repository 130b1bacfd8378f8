"""The zone of possible agreement: how many packages every party whose consent is needed accepts.

Utilities are summed factor by factor; equal sums are merged and counted; what is sure to be accepted by a party,
whatever follows, need not be told apart for that party any more, and what can no longer be accepted is dropped. Where
too many different sums remain, contributions are rounded down, then up, to a coarser grid: two counts between which
the true one lies.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import COUNT_STATE_LIMIT
from detente.deals.efficient import merge_equal
from detente.deals.factors import Factor
from detente.deals.grid import Scale, find_scales

__all__ = ["Zone", "count_zone", "permitted_packages"]

Floats = NDArray[np.float64]
INT64_SAFE = 2.0**62
GRIDS = 24
"""How many times the grid is made coarser before counting gives up."""


@dataclass(frozen=True, slots=True)
class Zone:
    """How many packages are acceptable to all: between `low` and `high`, equal where `exact`."""

    low: int
    high: int
    exact: bool
    method: str

    @property
    def count(self) -> int | None:
        """The exact number, or None where only bounds are known."""
        return self.low if self.exact else None


@dataclass(frozen=True, slots=True)
class _Contributions:
    """Whole steps of each party per permitted combination, and the least sum each party accepts."""

    steps: tuple[Floats, ...]
    floor: Floats


def permitted_packages(factors: Sequence[Factor], parties: Sequence[int]) -> int:
    """Give how many packages cross no red line of the named parties."""
    return math.prod(int(factor.permitted[list(parties)].all(axis=0).sum()) for factor in factors)


def _contributions(
    factors: Sequence[Factor], parties: Sequence[int], no_deal: Floats, scales: Sequence[Scale]
) -> _Contributions:
    chosen = list(parties)
    per_unit = np.array([scale.steps for scale in scales])
    slack = np.array([scale.slack for scale in scales])
    steps = []
    for factor in factors:
        allowed = factor.permitted[chosen].all(axis=0)
        columns = [scale.rounded(factor.values[party, allowed]) for party, scale in zip(chosen, scales, strict=True)]
        steps.append(np.stack(columns, axis=1) if chosen else np.zeros((int(allowed.sum()), 0)))
    return _Contributions(tuple(sorted(steps, key=len)), no_deal * per_unit - slack)


def _clipped(sums: Floats, need: Floats, sure: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Give which sums can still be accepted, and the sums with everything beyond what is sure made equal."""
    possible: NDArray[np.bool_] = np.asarray((sums >= need).all(axis=1))
    return possible, np.minimum(sums, sure)


def _count(contributions: _Contributions, limit: int) -> int | None:
    """Count the sums that reach the floor; None where more than `limit` different ones have to be told apart."""
    parts, floor = contributions.steps, contributions.floor
    most = np.array([part.max(axis=0) for part in parts]).reshape(len(parts), len(floor))
    least = np.array([part.min(axis=0) for part in parts]).reshape(len(parts), len(floor))
    sums, counts = np.zeros((1, len(floor))), np.ones(1, dtype=np.int64)
    total = 1
    for place, part in enumerate(parts):
        total *= len(part)
        counts = counts.astype(object) if total >= INT64_SAFE and counts.dtype != object else counts
        if len(sums) * len(part) > 4 * limit:
            return None
        sums = (sums[:, None, :] + part[None, :, :]).reshape(-1, len(floor))
        need = floor - most[place + 1 :].sum(axis=0)
        sure = np.maximum(floor - least[place + 1 :].sum(axis=0), need)
        possible, sums = _clipped(sums, need, np.ceil(sure))
        counts = np.repeat(counts, len(part))[possible]
        kept, counts = merge_equal(sums[possible], counts)
        sums = sums[possible][kept]
        if len(sums) > limit:
            return None
    return int(counts.sum()) if len(counts) else 0


def _coarser(contributions: _Contributions, grid: Floats, up: bool) -> _Contributions:
    rounded = np.ceil if up else np.floor
    return _Contributions(
        tuple(rounded(part / grid) for part in contributions.steps),
        np.floor(contributions.floor / grid) if up else np.ceil(contributions.floor / grid),
    )


def _bounds(contributions: _Contributions, limit: int) -> tuple[int, int]:
    """Give a lower and an upper bound of the count, from the finest grid that stays within the limit."""
    spread = sum(np.ptp(part, axis=0) for part in contributions.steps)
    total = math.prod(len(part) for part in contributions.steps)
    cells = max(2.0, limit ** (1 / max(len(contributions.floor), 1)))
    for _ in range(GRIDS):
        grid = np.maximum(spread / cells, 1.0)
        low = _count(_coarser(contributions, grid, up=False), limit)
        high = _count(_coarser(contributions, grid, up=True), limit)
        if low is not None and high is not None:
            return low, high
        cells /= 1.5
    return 0, total


def count_zone(
    factors: Sequence[Factor],
    parties: Sequence[int],
    no_deal: Sequence[float] | Floats,
    limit: int = COUNT_STATE_LIMIT,
) -> Zone:
    """Give how many packages all of `parties` (places) accept; `no_deal` is what each gets without a deal.

    No constants are added to utilities here: subtract them from `no_deal`. A party accepts at u ≥ r within the
    tolerance of its scale.
    """
    scales = find_scales(np.concatenate([factor.values[list(parties)] for factor in factors], axis=1).T, [f.size for f in factors])
    total = permitted_packages(factors, parties)
    if total == 0:
        return Zone(0, 0, True, "every package crosses a red line")
    contributions = _contributions(factors, parties, np.array(no_deal, dtype=np.float64), scales)
    exact = _count(contributions, limit if total < INT64_SAFE else limit // 10)
    if exact is not None:
        return Zone(exact, exact, True, "sums of factors, equal ones merged")
    low, high = _bounds(contributions, max(limit // 12, 1))
    return Zone(low, high, low == high, "sums of factors, rounded down and up to a grid")
