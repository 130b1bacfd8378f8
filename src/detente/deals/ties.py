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


def _within(
    factor: Factor, parties: Sequence[int], per_unit: Floats, low: Floats, high: Floats
) -> Iterator[tuple[Places, Floats]]:
    """Give the combinations that may be agreed and give each party from `low` to `high` steps, with these steps."""
    for start in range(0, factor.size, CHUNK):
        free = factor.permitted[parties, start : start + CHUNK].all(axis=0)
        places = start + np.flatnonzero(free)
        steps = _steps(factor, parties, places, per_unit)
        inside = ((steps >= low) & (steps <= high)).all(axis=1)
        yield places[inside], steps[inside]


def _pairs(
    left: Floats, sums: Floats, factor: Factor, parties: Sequence[int], per_unit: Floats
) -> Iterator[tuple[int, int, Floats]]:
    """Give the rows of `left` and combinations that leave one of `sums`, and what they leave."""
    known = {row.tobytes() for row in np.ascontiguousarray(sums) + 0.0}
    columns = [np.unique(column) for column in sums.T]
    for row, whole in enumerate(left):
        # What is left after a combination lies within the sums: few combinations of a large factor are to be looked at.
        for places, steps in _within(factor, parties, per_unit, whole - sums.max(axis=0), whole - sums.min(axis=0)):
            rest = whole - steps + 0.0
            likely = np.ones(len(places), dtype=np.bool_)
            for column, own in zip(columns, rest.T, strict=True):
                likely[likely] = np.isin(own[likely], column)
            for at in np.flatnonzero(likely):
                if rest[at].tobytes() in known:
                    yield row, int(places[at]), rest[at]


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
