"""What every draft on one table is measured against; made once, it serves any number of drafts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.deals.candidates import find_candidates
from detente.deals.constants import AMENDMENT_WORK, SOLVED_DRAWS
from detente.deals.frontier import Frontier, pareto_frontier
from detente.deals.problem import Problem
from detente.deals.reference import stated_packages
from detente.deals.robustness import Share, best_gains, share_of, weigh
from detente.deals.scenario import Scenario
from detente.deals.solutions import solution_places
from detente.deals.solve import problem_of
from detente.errors import Fault, FormatError

if TYPE_CHECKING:
    from detente.beliefs.posterior import Posterior
    from detente.table.case import Case

__all__ = ["Standing", "Yardstick", "make_yardstick"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Standing:
    """A package by the yardstick, over all draws: who accepts it, all together, and the share of its possible gain.

    `gains` over no deal (draws,) by party; `best_known` is the largest probability that all accept some package.
    """

    gains: Mapping[str, Floats]
    accepts: Mapping[str, float]
    all_accept: float
    shares: Mapping[str, Share | None]
    best_known: float


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The `problem` of a table, its efficient packages, and what the packages that `solve` would judge come to.

    `best` is by party its largest gain among those that all accept in a draw, (draws,), −∞ where there is none;
    `best_known` the largest probability that all accept one of them.
    """

    problem: Problem
    case: "Case | None"
    frontier: Frontier
    best: Mapping[str, Floats]
    best_known: float

    def for_signatories(self, required: tuple[str, ...]) -> "Yardstick":
        """Give the yardstick where it is the consent of `required` that counts."""
        return _measured(replace(self.problem, required=required), self.case)

    def standing(self, package: Places) -> Standing:
        """Give how a package (issues,) fares beside the packages that were judged."""
        judged = weigh(self.problem, package[None])
        together = judged.all_accept
        shares = {
            party: share_of(gains[:, 0], np.maximum(self.best[party], best_gains(gains, together)))
            for party, gains in judged.gains.items()
        }
        all_accept = float(together.mean())
        return Standing(
            {party: gains[:, 0] for party, gains in judged.gains.items()},
            {party: float(part.mean()) for party, part in judged.accepts.items()},
            all_accept,
            shares,
            max(self.best_known, all_accept),
        )


def _measured(problem: Problem, case: "Case | None") -> Yardstick:
    chosen = list(problem.places)
    frontier = pareto_frontier(problem.factors, chosen, problem.constants[chosen], None, problem.loss[chosen])
    places = solution_places(frontier, problem.no_deal[chosen])
    named = stated_packages(problem, case) if case else {}
    options = find_candidates(problem, frontier, places, named, SOLVED_DRAWS).options
    judged = weigh(problem, options[: max(2, AMENDMENT_WORK // problem.draws)])
    best = {party: best_gains(gains, judged.all_accept) for party, gains in judged.gains.items()}
    return Yardstick(problem, case, frontier, best, float(judged.all_accept.mean(axis=0).max()))


def make_yardstick(table: "Case | Scenario", posterior: "Posterior | None" = None) -> Yardstick:
    """Give the yardstick of a table: with a `posterior`, over its draws.

    Raises FormatError where nobody's objectives are known, or numbers are missing and no posterior is given;
    UsageError for a scenario with a posterior.
    """
    problem, case = problem_of(table, posterior)
    if not problem.places:
        raise FormatError(problem.name, [Fault("objectives", "nobody's objectives are known: who would sign is not")])
    return _measured(problem, case)
