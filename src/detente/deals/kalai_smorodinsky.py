"""The Kalai–Smorodinsky solution: the largest smallest share of what each party could gain at most.

E. Kalai, M. Smorodinsky, "Other Solutions to Nash's Bargaining Problem", Econometrica 43 (1975) 513–518. On finitely
many packages no point need give equal shares; the largest minimum is taken, as in T. Imai, "Individual Monotonicity
and Lexicographic Maxmin Solution", Econometrica 51 (1983) 389–401, whose first step it is. The ideal of a party is its
best over the individually rational packages. A party with nothing to gain is left out of the minimum.
"""

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["gain_shares", "kalai_smorodinsky"]


def gain_shares(gains: NDArray[np.float64], tolerance: float = TOLERANCE) -> NDArray[np.float64]:
    """Give each party's share of its ideal gain; 1 for a party with nothing to gain. Rows as in `gains`."""
    ideal = gains.max(axis=0, initial=0.0)
    can_gain = ideal > tolerance
    return np.where(can_gain, gains / np.where(can_gain, ideal, 1.0), 1.0)


def kalai_smorodinsky(gains: NDArray[np.float64], tolerance: float = TOLERANCE) -> NDArray[np.intp]:
    """Give the places of all rows of `gains` (points, parties) whose smallest share of the ideal gain is largest.

    Rows must be the efficient, individually rational points, so that the ideals are their columns' maxima.
    """
    if len(gains) == 0:
        return np.empty(0, dtype=np.intp)
    smallest = gain_shares(gains, tolerance).min(axis=1, initial=np.inf)
    return np.flatnonzero(smallest >= smallest.max() - TOLERANCE)
