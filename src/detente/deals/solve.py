"""From a scenario, or a case and beliefs about it, to the deals that are possible."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.deals.candidates import find_candidates
from detente.deals.constants import SOLVED_DRAWS
from detente.deals.from_case import problem_of_case
from detente.deals.frontier import Frontier, pareto_frontier
from detente.deals.information import Information, quantities, values_of_information
from detente.deals.logrolls import find_logrolls, find_preferences
from detente.deals.paths import SolutionPath, find_paths
from detente.deals.problem import Problem, problem_of_scenario
from detente.deals.reference import given_package, middle_package, stated_packages
from detente.deals.result import Deals
from detente.deals.robustness import Robustness, judge
from detente.deals.scenario import Scenario
from detente.deals.solutions import SolutionPlaces, solution_places
from detente.deals.trades import Trades, find_swaps
from detente.deals.zones import Zones
from detente.deals.zopa import permitted_packages
from detente.errors import UsageError

if TYPE_CHECKING:
    from detente.beliefs.posterior import Posterior
    from detente.table.case import Case

__all__ = ["problem_of", "solve"]

Places = NDArray[np.intp]


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 6)


def _trades(problem: Problem, reference: Places | None, paths: tuple[SolutionPath, ...]) -> Trades:
    if reference is None or not problem.issues or not problem.places:
        return Trades(None, (), (), (), paths)
    swaps = find_swaps(problem, reference)
    drawn = problem.draws > 1
    logrolls = find_logrolls(problem, reference) if drawn else ()
    preferences = find_preferences(problem, reference) if drawn else ()
    return Trades(problem.package(reference), swaps, logrolls, preferences, paths)


def problem_of(table: "Case | Scenario", posterior: "Posterior | None") -> tuple[Problem, "Case | None"]:
    """Give the problem, and the case where there is one. Raises UsageError for a scenario with beliefs."""
    if isinstance(table, Scenario):
        if posterior is not None:
            raise UsageError("a scenario holds known numbers; beliefs go with a case")
        return problem_of_scenario(table), None
    return problem_of_case(table, posterior), table


def _uncertain(
    problem: Problem,
    case: "Case",
    posterior: "Posterior",
    frontier: Frontier,
    places: SolutionPlaces,
    draws: int,
    clock: _Clock,
) -> tuple[Robustness, tuple[Information, ...]]:
    with clock.step("candidates"):
        named = stated_packages(problem, case)
        candidates = find_candidates(problem, frontier, places, named, draws)
    with clock.step("robustness"):
        robust = judge(problem, candidates)
    with clock.step("information"):
        information = values_of_information(robust.accepted, list(quantities(problem, posterior)))
    return robust, information


def solve(
    table: "Case | Scenario",
    posterior: "Posterior | None" = None,
    *,
    reference: Mapping[str, str] | None = None,
    draws: int = SOLVED_DRAWS,
    limit: int | None = None,
    veto: Sequence[str] = (),
    without: Sequence[str] = (),
    judged: bool = True,
) -> Deals:
    """Compute the deals of a scenario or a case.

    With a `posterior`, frontier and solutions are those of expected utility, and packages are judged over all of its
    draws; `draws` of them are solved one by one for candidates. Trades start from `reference` (issue → option), or
    from the middle of the stated positions, which also settles what `reference` leaves open in a case. A frontier
    beyond `limit` points is thinned within a proven bound. Without `judged` frontier and solutions are all that is
    looked for: no trades, and nothing that needs single draws, which takes nearly all of the time.
    Raises FormatError where numbers are missing and no posterior is given, SizeError where tied issues are too many.
    """
    clock = _Clock()
    with clock.step("factors"):
        problem, case = problem_of(table, posterior)
    zones = Zones(problem, clock.seconds)
    zones.check((*veto, *without))
    chosen = list(problem.places)
    with clock.step("frontier"):
        frontier = pareto_frontier(problem.factors, chosen, problem.constants[chosen], limit, problem.loss[chosen])
    with clock.step("solutions"):
        places = solution_places(frontier, problem.no_deal[chosen])
    start = middle_package(problem, case) if case is not None and judged else None
    if reference is not None:
        middle = {} if start is None else problem.package(start)
        start = given_package(problem, {**middle, **reference})
    with clock.step("trades"):
        trades = _trades(problem, start, find_paths(problem, case, frontier, places) if judged else ())
    robust: Robustness | None = None
    information: tuple[Information, ...] = ()
    if case is not None and posterior is not None and chosen and problem.issues and judged:
        robust, information = _uncertain(problem, case, posterior, frontier, places, draws, clock)
    permitted = permitted_packages(problem.factors, chosen)
    return Deals(
        problem,
        frontier,
        places,
        zones,
        permitted,
        trades,
        robust,
        information,
        clock.seconds,
        tuple(veto),
        tuple(without),
    )
