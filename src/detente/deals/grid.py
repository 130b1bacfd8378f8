"""Utilities as whole numbers, so that sums do not depend on their order and ties are ties.

Each party's contributions are multiplied by one scale and rounded. Where they are all fractions with one common
denominator of reasonable size (decimals, points, thirds, shares of a small total), the scale is a multiple of it and
nothing is lost. Otherwise it is a power of two, and a sum of k contributions is off by at most k/2 steps.
The whole numbers are held as floats: sums stay below 2^53 and so are exact.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["Scale", "find_scale"]

Floats = NDArray[np.float64]

LARGEST_SUM = 2.0**51
LARGEST_DENOMINATOR = 2.0**31
CLOSE = 1e-13
"""How near a value must lie to a fraction, relative to 1 or its size, to be taken for it."""
TERMS = 12
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


def _denominators(values: Floats) -> Floats | None:
    """Give the denominator of each value as a fraction, by continued fractions; None where one has none."""
    bound = LARGEST_DENOMINATOR
    rest = values - np.floor(values)
    before, now = np.zeros_like(values), np.ones_like(values)
    close = CLOSE * np.maximum(1.0, np.abs(values))
    found = np.ones_like(values)
    open_ = rest > close
    open_ &= 1.0 - rest > close
    for _ in range(TERMS):
        if not open_.any():
            return found
        inverse = 1.0 / np.where(open_, rest, 1.0)
        whole = np.floor(inverse)
        before, now = now, np.where(open_, whole * now + before, now)
        rest = np.where(open_, inverse - whole, 0.0)
        if now.max() > bound:
            return None
        hit = open_ & (np.abs(np.rint(values * now) / now - values) <= close)
        found = np.where(hit, now, found)
        open_ &= ~hit
    return None


def _common_denominator(values: Floats, bound: float) -> int | None:
    # A sample first: where utilities are arbitrary reals, the answer comes at once. Then in chunks, to hold little.
    chunks = [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]
    common = 1
    for part in (values[:: max(1, len(values) // 8)], *chunks):
        denominators = _denominators(part)
        if denominators is None:
            return None
        common = math.lcm(common, *map(int, np.unique(denominators)))
        if common > bound:
            return None
    return common


def find_scale(contributions: Sequence[Floats], no_deal: float = 0.0) -> Scale:
    """Give the scale of one party whose utility is a sum of one value from each of `contributions`."""
    largest = sum(float(np.abs(part).max(initial=0.0)) for part in contributions) + abs(no_deal)
    bound = LARGEST_SUM / max(largest, 1.0)
    tolerance = TOLERANCE * max(largest, 1.0)
    values = np.concatenate([np.empty(0), *contributions])
    common = _common_denominator(values, min(bound, LARGEST_DENOMINATOR))
    if common is not None:
        return Scale(float(common), True, min(tolerance * common, 0.5))
    steps = 2.0 ** math.floor(math.log2(min(bound, 2.0**40)))
    return Scale(steps, False, max(tolerance * steps, len(contributions) / 2 + 1))
