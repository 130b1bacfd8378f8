"""The lexicographic maximin: the smallest gain as large as possible, then the second smallest, and so on.

A. K. Sen, "Collective Choice and Social Welfare", 1970, chapter 9*; for bargaining T. Imai, Econometrica 51 (1983)
389–401 (there on shares of the ideal gain; here on gains).
"""

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["lexicographic_maximin"]


def lexicographic_maximin(gains: NDArray[np.float64], tolerance: float = TOLERANCE) -> NDArray[np.intp]:
    """Give the places of all rows of `gains` (points, parties) whose gains, sorted upwards, are lexicographically
    largest.
    """
    left = np.arange(len(gains))
    for column in np.sort(gains, axis=1).T:
        if len(left) == 0:
            break
        left = left[column[left] >= column[left].max() - tolerance]
    return left
