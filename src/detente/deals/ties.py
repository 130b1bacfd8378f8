"""All packages that reach one point of a frontier, not only the one that is kept.

A package that is efficient has efficient sums over the first factors, whichever they are: so the way back from the
point, factor by factor, only follows sums that were kept, and never ends in a blind alley.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.deals.frontier import Frontier

__all__ = ["tied_packages"]

Places = NDArray[np.intp]


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
        allowed = np.flatnonzero(factor.permitted[chosen].all(axis=0))
        rest = left[:, None, :] - np.rint(factor.values[chosen][:, allowed].T * per_unit)
        known = {row.tobytes() for row in np.ascontiguousarray(sums) + 0.0}
        kept = [
            (row, column) for row, column in np.ndindex(rest.shape[:2]) if (rest[row, column] + 0.0).tobytes() in known
        ][:limit]
        rows, columns = (np.array(part, dtype=np.intp) for part in zip(*kept, strict=True))
        options = options[rows]
        options[:, list(factor.issues)] = factor.options(allowed[columns]).T
        left = rest[rows, columns]
    return options
