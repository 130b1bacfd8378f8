"""All bargaining solutions of one frontier, relative to no deal."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.best import best
from detente.deals.constants import TOLERANCE
from detente.deals.egalitarian import egalitarian
from detente.deals.frontier import Frontier
from detente.deals.kalai_smorodinsky import kalai_smorodinsky
from detente.deals.lexicographic_maximin import lexicographic_maximin
from detente.deals.nash import nash
from detente.deals.utilitarian import utilitarian

__all__ = ["SOLUTIONS", "SolutionPlaces", "places_of_gains", "rational_places", "solution_places"]

Places = NDArray[np.intp]
SOLUTIONS = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
    "lexicographic_maximin": lexicographic_maximin,
}


@dataclass(frozen=True, slots=True)
class SolutionPlaces:
    """Places on a frontier: `rational` acceptable to all, `named[solution]`, and `best` for each party (by column)."""

    rational: Places
    named: Mapping[str, Places]
    best: tuple[Places, ...]


def rational_places(frontier: Frontier, no_deal: NDArray[np.float64]) -> Places:
    """Give the places of the points at which nobody falls below its `no_deal` (parties,), within the tolerance."""
    accepted = np.ones(len(frontier), dtype=np.bool_)
    for column, floor in enumerate(no_deal):
        slack = frontier.scales[column].slack / frontier.scales[column].steps
        accepted &= frontier.utilities[:, column] >= floor - slack
    return np.flatnonzero(accepted)


def places_of_gains(gains: NDArray[np.float64], tolerance: float) -> dict[str, Places]:
    """Give the rows of each solution among `gains` (points, parties) of efficient, individually rational points."""
    return {name: solution(gains, tolerance) for name, solution in SOLUTIONS.items()}


def solution_places(frontier: Frontier, no_deal: NDArray[np.float64]) -> SolutionPlaces:
    """Give where on the frontier each solution lies; `no_deal` (parties,) is what each gets without a deal.

    All points within the tolerance of a solution are given. Without individually rational points there are none.
    """
    rational = rational_places(frontier, no_deal)
    gains = np.maximum(frontier.utilities[rational] - no_deal, 0.0)
    tolerance = TOLERANCE * max(1.0, float(np.abs(frontier.utilities).max(initial=0.0)))
    named = {name: rational[places] for name, places in places_of_gains(gains, tolerance).items()}
    return SolutionPlaces(
        rational, named, tuple(rational[best(gains, party, tolerance)] for party in range(gains.shape[1]))
    )
