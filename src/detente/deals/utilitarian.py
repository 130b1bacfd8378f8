"""The utilitarian solution: the largest sum of gains over no deal.

J. C. Harsanyi, "Cardinal Welfare, Individualistic Ethics, and Interpersonal Comparisons of Utility", Journal of
Political Economy 63 (1955) 309–321.
"""

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["utilitarian"]


def utilitarian(gains: NDArray[np.float64], tolerance: float = TOLERANCE) -> NDArray[np.intp]:
    """Give the places of all rows of `gains` (points, parties) with the largest sum."""
    if len(gains) == 0:
        return np.empty(0, dtype=np.intp)
    sums = gains.sum(axis=1)
    return np.flatnonzero(sums >= sums.max() - tolerance)
