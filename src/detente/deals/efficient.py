"""Which of many vectors are efficient (Pareto-optimal, all coordinates maximised), with ties counted.

Two coordinates: one sort and a sweep; the sort is stable, so that sums of sorted frontiers, which are runs in order,
are only merged. Three and more: `moocore` (López-Ibáñez et al.), after
H. T. Kung, F. Luccio, F. P. Preparata, "On Finding the Maxima of a Set of Vectors", J. ACM 22 (1975) 469–476.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Counts", "efficient", "merge_equal"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Counts = NDArray[Any]
"""How many packages reach each point: int64, or Python integers where those do not suffice."""


def _groups(values: Floats, order: Places) -> Places:
    """Give the start of each run of equal rows among the sorted rows."""
    changed = np.zeros(len(order), dtype=np.bool_)
    changed[:1] = True
    for column in values.T:
        ordered = column[order]
        changed[1:] |= ordered[1:] != ordered[:-1]
    return np.flatnonzero(changed)


def merge_equal(values: Floats, counts: Counts) -> tuple[Places, Counts]:
    """Give the first place of each distinct row of `values` (points, parties), and the sum of its counts."""
    order = np.lexsort(values.T[::-1])
    starts = _groups(values, order)
    return order[starts], np.add.reduceat(counts[order], starts) if len(starts) else counts[:0]


def _efficient_line(values: Floats, counts: Counts) -> tuple[Places, Counts]:
    column = values[:, 0]
    best = np.flatnonzero(column == column.max())
    return best[:1], np.add.reduceat(counts[best], [0])


def _efficient_plane(values: Floats, counts: Counts) -> tuple[Places, Counts]:
    first, second = values[:, 0], values[:, 1]
    order = (-first).argsort(kind="stable")
    height = second[order]
    order = order[height >= np.maximum.accumulate(height)]
    along, height = first[order], second[order]
    if (along[1:] != along[:-1]).all() and (height[1:] != height[:-1]).all():
        return order, counts[order]
    # Few are left, and some share a coordinate: among those only the full order tells who is beaten and who ties.
    order = order[np.lexsort((-height, -along))]
    along, height = first[order], second[order]
    rises = np.ones(len(order), dtype=np.bool_)
    rises[1:] = height[1:] > np.maximum.accumulate(height)[:-1]
    starts = np.flatnonzero(rises)
    group = np.cumsum(rises) - 1
    equal = (along == along[starts][group]) & (height == height[starts][group])
    return order[starts], np.add.reduceat(np.where(equal, counts[order], 0), starts)


def _efficient_space(values: Floats, counts: Counts) -> tuple[Places, Counts]:
    import moocore

    places = np.flatnonzero(moocore.is_nondominated(-values, keep_weakly=True))
    # Equal rows have equal sums; where no two sums are equal, no rows are, and one short sort has shown it.
    sums = np.sort(values[places].sum(axis=1))
    if (sums[1:] != sums[:-1]).all():
        return places, counts[places]
    kept, ties = merge_equal(values[places], counts[places])
    return places[kept], ties


def efficient(values: Floats, counts: Counts) -> tuple[Places, Counts]:
    """Give the places of the efficient rows of `values` (points, parties), each once, and their summed counts."""
    if len(values) == 0:
        return np.empty(0, dtype=np.intp), counts[:0]
    parties = values.shape[1]
    if parties == 0:
        return np.zeros(1, dtype=np.intp), np.add.reduceat(counts, [0])
    if parties == 1:
        return _efficient_line(values, counts)
    return _efficient_plane(values, counts) if parties == 2 else _efficient_space(values, counts)
