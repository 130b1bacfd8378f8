"""Which packages are judged under uncertainty: solutions of expected utility and of draws, and those people name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.approximate import thin
from detente.deals.constants import CANDIDATE_LIMIT, MANY_PARTIES, SOLVED_DRAWS, SPACE_LIMIT
from detente.deals.factors import combinations
from detente.deals.frontier import Frontier, pareto_frontier
from detente.deals.problem import Problem
from detente.deals.solutions import SolutionPlaces, solution_places

__all__ = ["Candidates", "find_candidates"]

Places = NDArray[np.intp]
FEWEST_DRAWS = 20
LARGEST_WORK = 20_000_000
"""Contributions computed for all draws that are solved one by one, beyond which fewer draws are."""
DRAW_FRONTIER_LIMIT = 400
"""Points kept between two factors when a single draw is solved: its solutions are candidates, not results."""
WIDE_DRAW_LIMIT = 40
"""The same for more than `MANY_PARTIES` parties."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Distinct packages, `options` (packages, issues), each with why it is there; `complete` where these are all."""

    options: Places
    origins: tuple[tuple[str, ...], ...]
    complete: bool


class _Pool:
    def __init__(self) -> None:
        self._origins: dict[tuple[int, ...], dict[str, None]] = {}

    def add(self, options: Sequence[int] | Places, origin: str) -> None:
        self._origins.setdefault(tuple(int(option) for option in options), {})[origin] = None

    def __len__(self) -> int:
        return len(self._origins)

    def candidates(self, issues: int, complete: bool) -> Candidates:
        options = np.array(list(self._origins), dtype=np.intp).reshape(len(self._origins), issues)
        return Candidates(options, tuple(tuple(origins) for origins in self._origins.values()), complete)


def _solved(problem: Problem, pool: _Pool, draws: int) -> None:
    """Add the solutions of single draws, of as many as fit."""
    work = sum(factor.size for factor in problem.factors) * max(len(problem.wants), 1)
    many = min(draws, problem.draws, max(FEWEST_DRAWS, LARGEST_WORK // max(work, 1)))
    places = np.linspace(0, problem.draws - 1, many).astype(int)
    chosen = list(problem.places)
    small = DRAW_FRONTIER_LIMIT if len(chosen) <= MANY_PARTIES else WIDE_DRAW_LIMIT
    for drawn in problem.drawn(sorted(set(places.tolist()))):
        frontier = pareto_frontier(drawn.factors, chosen, drawn.constants[chosen], small)
        found = solution_places(frontier, drawn.no_deal[chosen])
        for name, at in found.named.items():
            for place in at[:2]:
                pool.add(frontier.options[place], f"{name} of a draw")
        if len(pool) >= CANDIDATE_LIMIT:
            return


def find_candidates(
    problem: Problem,
    frontier: Frontier,
    places: SolutionPlaces,
    named: Mapping[str, Sequence[int]],
    draws: int = SOLVED_DRAWS,
) -> Candidates:
    """Give the packages to judge: `named` ones, solutions of expected utility, of single draws, and the frontier.

    Where there are few packages, all of them. Otherwise solutions of at most `draws` draws, spread evenly over the
    posterior, and as many frontier points, spread evenly over it, as the limit leaves room for.
    """
    pool = _Pool()
    for name, options in named.items():
        pool.add(options, name)
    for name, at in places.named.items():
        for place in at[:3]:
            pool.add(frontier.options[place], f"{name} of expected utility")
    for party, at in zip((problem.parties[place] for place in problem.places), places.best, strict=True):
        for place in at[:1]:
            pool.add(frontier.options[place], f"best for {party}")
    shape = [len(labels) for labels in problem.issues.values()]
    complete = np.prod(np.array(shape, dtype=np.float64)) <= SPACE_LIMIT
    if complete:
        for options in combinations(shape).T if shape else np.zeros((1, 0), dtype=np.intp):
            pool.add(options, "every package")
        return pool.candidates(len(shape), True)
    _solved(problem, pool, draws)
    room = max(CANDIDATE_LIMIT - len(pool), CANDIDATE_LIMIT // 4)
    spread = np.arange(len(frontier))
    if len(frontier) > room:
        spread, _ = thin(frontier.utilities, room)
    for place in spread:
        pool.add(frontier.options[place], "frontier of expected utility")
    return pool.candidates(len(shape), False)
