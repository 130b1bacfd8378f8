"""The Nash bargaining solution: the largest product of gains over no deal.

J. F. Nash, "The Bargaining Problem", Econometrica 18 (1950) 155–162. Where no package lets all gain at once, the
largest group that can gain together counts, then its product: the convention of I. Caragiannis et al., "The
Unreasonable Fairness of Maximum Nash Welfare", ACM Transactions on Economics and Computation 7 (2019) 12, section 2.
"""

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["nash"]


def nash(gains: NDArray[np.float64], tolerance: float = TOLERANCE) -> NDArray[np.intp]:
    """Give the places of all rows of `gains` (points, parties) with the largest product.

    Rows must be efficient and individually rational. Products equal up to a relative tolerance tie.
    """
    if len(gains) == 0:
        return np.empty(0, dtype=np.intp)
    positive = gains > tolerance
    together = positive.sum(axis=1)
    largest = together == together.max()
    logarithms = np.where(positive, np.log(np.where(positive, gains, 1.0)), 0.0).sum(axis=1)
    best = logarithms[largest].max()
    return np.flatnonzero(largest & (logarithms >= best - TOLERANCE))
