"""What `solve` works on: issues, the wants of every party with objectives, and their factors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.evaluate import Floats, Wants, evaluate, slice_draws
from detente.deals.factors import Factor, known_wants, mean_factors
from detente.deals.joint import Constraint
from detente.deals.scenario import Scenario

__all__ = ["Problem", "drawn_utilities", "options_index", "problem_of_scenario", "utilities_at"]

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Problem:
    """Issues with option labels, `wants` of each party with objectives (all with one number of draws).

    `required` are the parties whose consent counts; `silent` those of whom no objectives are known. `factors` hold
    mean contributions over the draws, and `no_deal` (parties,) the mean value of walking away, in the order of
    `wants`. Where issues were tied too closely, `softened` objectives were replaced, and a party's utility is off by
    at most its `loss` (parties,). `constraints` rule packages out for everybody.
    """

    name: str
    issues: Mapping[str, tuple[str, ...]]
    wants: Mapping[str, Wants]
    required: tuple[str, ...]
    silent: tuple[str, ...]
    factors: tuple[Factor, ...]
    no_deal: Floats
    softened: tuple[str, ...]
    loss: Floats
    constraints: tuple[Constraint, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        issues: Mapping[str, tuple[str, ...]],
        wants: Mapping[str, Wants],
        required: Sequence[str],
        silent: Sequence[str] = (),
        constraints: Sequence[Constraint] = (),
    ) -> "Problem":
        """Give the problem with its factors. Raises SizeError where one factor is too large."""
        no_deal = np.array([float(want.no_deal.mean()) for want in wants.values()])
        found = mean_factors(issues, list(wants.values()), constraints)
        return cls(
            name,
            issues,
            wants,
            tuple(required),
            tuple(silent),
            found.factors,
            no_deal,
            found.softened,
            found.loss,
            tuple(constraints),
        )

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties with objectives."""
        return tuple(self.wants)

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the required parties among those with objectives."""
        return tuple(place for place, party in enumerate(self.wants) if party in self.required)

    @property
    def constants(self) -> Floats:
        """(parties,) what is added to the sum of the factors."""
        return np.array([want.constant for want in self.wants.values()])

    @property
    def draws(self) -> int:
        """How many draws there are; 1 where all numbers are known."""
        return max((want.draws for want in self.wants.values()), default=1)

    def drawn(self, places: Sequence[int]) -> Iterator["Problem"]:
        """Give the problem of each of the named draws, all of whose numbers are then known."""
        for place in places:
            wants = {party: slice_draws(want, slice(place, place + 1)) for party, want in self.wants.items()}
            yield Problem.of(self.name, self.issues, wants, self.required, self.silent, self.constraints)

    def package(self, options: Sequence[int] | Places) -> dict[str, str]:
        """Give the labels of a package from its option indices."""
        return {issue: labels[option] for (issue, labels), option in zip(self.issues.items(), options, strict=True)}


def problem_of_scenario(scenario: Scenario) -> Problem:
    """Give the problem of a scenario; all its numbers are known."""
    wants = {party: known_wants(part, scenario.issues) for party, part in scenario.parties.items()}
    return Problem.of(scenario.name, scenario.issues, wants, scenario.required, (), scenario.constraints)


def utilities_at(factors: Sequence[Factor], options: Places, constants: Floats) -> Floats:
    """Give the utilities (packages, parties) of packages given by `options` (packages, issues)."""
    total = np.tile(constants, (len(options), 1))
    for factor in factors:
        place = np.ravel_multi_index(tuple(options[:, issue] for issue in factor.issues), factor.shape)
        total += factor.values[:, place].T
    return total


def options_index(issues: Sequence[str], options: Places) -> dict[str, Places]:
    """Give `options` (packages, issues) as one column for each issue."""
    return {issue: options[:, place] for place, issue in enumerate(issues)}


def drawn_utilities(wants: Wants, issues: Sequence[str], options: Places) -> Floats:
    """Give the utilities (draws, packages) of one party."""
    index = options_index(issues, options)
    total = evaluate(wants.objective, wants, index) + wants.constant
    for part in wants.joint:
        total += part.values[tuple(index[issue] for issue in part.issues)]
    return total
