"""Utilities as whole numbers, so that sums do not depend on their order and ties are ties.

Each party's contributions are multiplied by one scale and rounded. Where they are all fractions with one common
denominator of reasonable size (decimals, points, thirds, shares of a small total), the scale is a multiple of it and
nothing is lost. Otherwise it is a power of two, and a sum of k contributions is off by at most k/2 steps.
The whole numbers are held as floats: sums stay below 2^53 and so are exact.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["Scale", "find_scales"]

Floats = NDArray[np.float64]

LARGEST_SUM = 2.0**51
LARGEST_DENOMINATOR = 2.0**31
CLOSE = 1e-13
"""How near a value must lie to a fraction, relative to 1 or its size, to be taken for it."""
TERMS = 12
SAMPLE = 8
CHUNK = 1_000_000
"""Values whose fractions are looked for at one time."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps to one unit of utility, for one party; `exact` where rounding to them loses nothing.

    `slack` is the tolerance in steps within which two sums count as equal.
    """

    steps: float
    exact: bool
    slack: float

    def rounded(self, values: Floats) -> Floats:
        """Give values in whole steps."""
        return np.rint(values * self.steps)


def _denominators(values: Floats) -> Floats:
    """Give the denominator of each value as a fraction, by continued fractions; 0 where it has none within bounds."""
    rest = values - np.floor(values)
    before, now = np.zeros_like(values), np.ones_like(values)
    close = CLOSE * np.maximum(1.0, np.abs(values))
    found = np.zeros_like(values)
    open_ = (rest > close) & (1.0 - rest > close)
    found[~open_] = 1.0
    for _ in range(TERMS):
        if not open_.any():
            break
        inverse = 1.0 / np.where(open_, rest, 1.0)
        whole = np.floor(inverse)
        before, now = now, np.where(open_, whole * now + before, now)
        rest = np.where(open_, inverse - whole, 0.0)
        open_ &= now <= LARGEST_DENOMINATOR
        hit = open_ & (np.abs(np.rint(values * now) / now - values) <= close)
        found = np.where(hit, now, found)
        # Where nothing is left over the fraction is complete, close or not.
        open_ &= ~hit & (rest > 0)
    return found


def _common(parts: Iterable[Floats], bound: float) -> int | None:
    """Give the common denominator of all values of which `parts` holds denominators; None where it is too large."""
    common = 1
    for denominators in parts:
        if not denominators.all():
            return None
        for denominator in np.unique(denominators):
            common = math.lcm(common, int(denominator))
            if common > bound:
                return None
    return common


def _in_chunks(columns: Iterable[Floats]) -> Iterator[Floats]:
    """Give the denominators of each of `columns`, some values at a time, so that little is held."""
    for column in columns:
        for start in range(0, len(column), CHUNK):
            yield _denominators(column[start : start + CHUNK])


def _thinned(values: Floats) -> Floats:
    return values[:: max(1, len(values) // SAMPLE)]


def find_scales(values: Floats, sizes: Sequence[int], large: Sequence[Sequence[Floats]] = ()) -> tuple[Scale, ...]:
    """Give each party's scale; its utility is a sum of one value from each of several groups.

    `values` (contributions, parties) holds the groups one after another, of `sizes`, none of which is 0. Further
    `large` groups stand apart, each with one array of contributions for each party, of which no copy is made.
    """
    parties = values.shape[1]
    largest, sampled = np.zeros(parties), [np.empty((0, parties))]
    if len(values):
        starts = np.cumsum([0, *sizes[:-1]])
        largest = np.maximum.reduceat(np.abs(values), starts, axis=0).sum(axis=0)
        sampled.append(_denominators(_thinned(values)))
    for group in large:
        largest = largest + np.array([max(own.max(), -own.min()) for own in group])
        sampled.append(_denominators(np.stack([_thinned(own) for own in group], axis=1)))
    # A sample first: where utilities are arbitrary reals, the answer comes at once.
    sample = np.concatenate(sampled)
    groups = len(sizes) + len(large)
    scales: list[Scale] = []
    for party, most in enumerate(map(float, np.maximum(largest, 1.0))):
        bound = LARGEST_SUM / most
        finest = min(bound, LARGEST_DENOMINATOR)
        common = _common([sample[:, party]], finest)
        if common is not None and groups:
            common = _common(_in_chunks([values[:, party], *(group[party] for group in large)]), finest)
        if common is not None:
            scales.append(Scale(float(common), True, min(TOLERANCE * most * common, 0.5)))
        else:
            steps = 2.0 ** math.floor(math.log2(min(bound, 2.0**40)))
            scales.append(Scale(steps, False, max(TOLERANCE * most * steps, groups / 2 + 1)))
    return tuple(scales)
