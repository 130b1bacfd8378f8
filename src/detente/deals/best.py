"""Each party's best: the package it would choose if the others only had to prefer it to no deal (the dictator)."""

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE

__all__ = ["best"]


def best(gains: NDArray[np.float64], party: int, tolerance: float = TOLERANCE) -> NDArray[np.intp]:
    """Give the places of all rows of `gains` (points, parties) where the gain of `party` (a column) is largest."""
    if len(gains) == 0:
        return np.empty(0, dtype=np.intp)
    column = gains[:, party]
    return np.flatnonzero(column >= column.max() - tolerance)
