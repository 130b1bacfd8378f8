"""The egalitarian solution: the largest smallest gain over no deal.

E. Kalai, "Proportional Solutions to Bargaining Situations: Interpersonal Utility Comparisons", Econometrica 45 (1977)
1623–1630. It compares utilities across parties, and it is not the welfare maximum.
"""

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["egalitarian"]


def egalitarian(gains: NDArray[np.float64], tolerance: float = TOLERANCE) -> NDArray[np.intp]:
    """Give the places of all rows of `gains` (points, parties) whose smallest gain is largest."""
    if len(gains) == 0:
        return np.empty(0, dtype=np.intp)
    smallest = gains.min(axis=1, initial=np.inf)
    return np.flatnonzero(smallest >= smallest.max() - tolerance)
