"""All packages that reach one point of a frontier, not only the one that is kept.

A package that is efficient has efficient sums over the first factors, whichever they are: so the way back from the
point, factor by factor, only follows sums that were kept, and never ends in a blind alley.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from detente.deals.factors import Factor
from detente.deals.frontier import Frontier

__all__ = ["tied_packages"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
CHUNK = 500_000
"""Combinations of one factor looked through at one time."""


def _steps(factor: Factor, parties: Sequence[int], combinations: Places, per_unit: Floats) -> Floats:
    columns = [
        np.rint(factor.values[party, combinations] * unit) for party, unit in zip(parties, per_unit, strict=True)
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((len(combinations), 0))


def _chunks(left: Floats, factor: Factor) -> Iterator[tuple[slice, slice]]:
    """Give rows of `left` and combinations to be looked at together: all at once, or one row and some combinations."""
    if len(left) * factor.size <= CHUNK:
        yield slice(None), slice(0, factor.size)
        return
    for row in range(len(left)):
        for start in range(0, factor.size, CHUNK):
            yield slice(row, row + 1), slice(start, min(start + CHUNK, factor.size))


def _pairs(
    left: Floats, sums: Floats, factor: Factor, parties: Sequence[int], per_unit: Floats
) -> Iterator[tuple[int, int, Floats]]:
    """Give the rows of `left` and combinations that leave one of `sums`, and what they leave."""
    known = {row.tobytes() for row in np.ascontiguousarray(sums) + 0.0}
    low, high = sums.min(axis=0), sums.max(axis=0)
    for rows, part in _chunks(left, factor):
        places = part.start + np.flatnonzero(factor.permitted[parties, part].all(axis=0))
        rest = left[rows, None, :] - _steps(factor, parties, places, per_unit) + 0.0
        # What is left lies within the sums: few combinations of a large factor are to be looked up.
        for row, at in np.argwhere(((rest >= low) & (rest <= high)).all(axis=2)):
            if rest[row, at].tobytes() in known:
                yield (rows.start or 0) + int(row), int(places[at]), rest[row, at]


def tied_packages(frontier: Frontier, parties: Sequence[int], place: int, limit: int) -> Places:
    """Give up to `limit` of the packages that reach the point at `place`: option indices (packages, issues).

    `parties` are the places the frontier was computed for. Where it was thinned, some packages may be missing.
    """
    chosen = list(parties)
    per_unit = np.array([scale.steps for scale in frontier.scales])
    options = np.zeros((1, frontier.options.shape[1]), dtype=np.intp)
    left = frontier.steps[place][None]
    before = [np.zeros((1, len(chosen))), *(values for _, values in frontier.partial)]
    for (factor, _), sums in zip(reversed(frontier.partial), reversed(before[:-1]), strict=True):
        kept = list(islice(_pairs(left, sums, factor, chosen, per_unit), limit))
        options = options[[row for row, _, _ in kept]]
        places = np.array([combination for _, combination, _ in kept], dtype=np.intp)
        options[:, list(factor.issues)] = factor.options(places).T
        left = np.stack([rest for _, _, rest in kept])
    return options
