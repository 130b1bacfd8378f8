"""What a draft leaves open: all ways to settle it, or the efficient ones where there are too many."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.deals.approximate import thin
from detente.deals.constants import AMENDMENT_WORK, COMPLETION_LIMIT
from detente.deals.factors import combinations
from detente.deals.frontier import pareto_frontier
from detente.deals.problem import Problem

__all__ = ["Completions", "find_completions"]

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Completions:
    """Whole packages that settle all a draft does, `options` (packages, issues); `open` are places of issues.

    `count` is how many ways there are to settle the open issues; `complete` whether all of them are given, and not
    only those efficient in expected utility.
    """

    options: Places
    open: tuple[int, ...]
    count: int
    complete: bool


def _efficient(problem: Problem, settled: Mapping[int, int], most: int) -> Places:
    """Give the packages that are efficient among those that settle all this, at most `most`, well spread."""
    factors = []
    for factor in problem.factors:
        options = factor.options(np.arange(factor.size))
        fits = np.ones(factor.size, dtype=np.bool_)
        for row, issue in enumerate(factor.issues):
            if issue in settled:
                fits &= options[row] == settled[issue]
        # What crosses a red line is judged like all else: the draft itself may cross one.
        factors.append(replace(factor, permitted=np.tile(fits, (len(factor.permitted), 1))))
    chosen = list(problem.places)
    frontier = pareto_frontier(factors, chosen, problem.constants[chosen], loss=problem.loss[chosen])
    if len(frontier) <= most:
        return frontier.options
    kept, _ = thin(frontier.utilities, most)
    return frontier.options[kept]


def find_completions(problem: Problem, package: Mapping[str, str]) -> Completions:
    """Give the ways to complete a package (issue → option) that may leave issues open."""
    issues: Sequence[tuple[str, Sequence[str]]] = list(problem.issues.items())
    settled = {place: labels.index(package[issue]) for place, (issue, labels) in enumerate(issues) if issue in package}
    left = tuple(place for place in range(len(issues)) if place not in settled)
    shape = [len(issues[place][1]) for place in left]
    count = math.prod(shape)
    most = max(1, min(COMPLETION_LIMIT, AMENDMENT_WORK // problem.draws))
    if count > most:
        return Completions(_efficient(problem, settled, most), left, count, False)
    options = np.zeros((count, len(issues)), dtype=np.intp)
    for place, option in settled.items():
        options[:, place] = option
    if left:
        options[:, list(left)] = combinations(shape).T
    return Completions(options, left, count, True)
