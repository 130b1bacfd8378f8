"""Thinning a frontier to boxes: a small set that misses no package by more than a proven bound.

Of all points in one box of a grid one is kept; it lies less than the width of a box below any other of them, in each
coordinate. What is lost adds up over the factors, and the sum is the bound that results carry.
The idea: C. H. Papadimitriou, M. Yannakakis, "On the Approximability of Trade-offs and Optimal Access of Web Sources",
FOCS 2000, theorem 1; here with additive boxes.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["thin"]

Floats = NDArray[np.float64]
FINEST = 2.0**20
HALVINGS = 10


def _boxes(shares: Floats, per_side: float) -> NDArray[np.intp]:
    """Give one place for each occupied box: that of the point with the largest sum."""
    cells = np.floor(shares * per_side)
    order = np.lexsort((-shares.sum(axis=1), *cells.T))
    changed = np.ones(len(order), dtype=np.bool_)
    changed[1:] = (cells[order][1:] != cells[order][:-1]).any(axis=1)
    return order[changed]


def _occupied(shares: Floats, per_side: float) -> int:
    """Give the number of occupied boxes, give or take a collision of hashes; it only steers the search."""
    factors = np.random.default_rng(0).integers(1, 2**62, shares.shape[1], dtype=np.int64)
    with np.errstate(over="ignore"):
        keys = np.floor(shares * per_side).astype(np.int64) @ factors
    return len(np.unique(keys))


def thin(values: Floats, limit: int) -> tuple[NDArray[np.intp], Floats]:
    """Give at most `limit` places of `values` (points, parties), and how much each party may lose by it.

    The best point of every party is among them.
    """
    low, spread = values.min(axis=0), np.ptp(values, axis=0)
    shares = (values - low) / np.where(spread > 0, spread, 1.0)
    best = np.unique(shares.argmax(axis=0))
    few, many = 0.0, np.log2(FINEST)
    for _ in range(HALVINGS):
        middle = (few + many) / 2
        if _occupied(shares, 2.0**middle) + len(best) <= limit:
            few = middle
        else:
            many = middle
    per_side = 2.0**few
    return np.unique(np.concatenate([_boxes(shares, per_side), best])), spread / per_side
