"""What `solve` gives: the frontier, the solutions, the zone of agreement, trades, and how sure all that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.deals.approximate import thin
from detente.deals.constants import JSON_FRONTIER_LIMIT, TIED_LIMIT, TOLERANCE
from detente.deals.frontier import Frontier
from detente.deals.information import Information
from detente.deals.problem import Problem, utilities_at
from detente.deals.reference import given_package
from detente.deals.robustness import Robustness
from detente.deals.solutions import SolutionPlaces
from detente.deals.ties import tied_packages
from detente.deals.trades import Trades
from detente.deals.zones import Zones, exact_json, zone_json
from detente.deals.zopa import Zone

__all__ = ["Deals", "FrontierPoint"]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One efficient point: a package that reaches it, each party's utility, and how many packages reach it.

    Parties whose consent is not needed have the utility of this very package; others that tie may differ for them.
    """

    package: Mapping[str, str]
    utilities: Mapping[str, float]
    ties: int

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {"package": dict(self.package), "utilities": dict(self.utilities), "ties": exact_json(self.ties)}


@dataclass(frozen=True, slots=True)
class Deals:
    """The deals of one table.

    `packages` counts all packages, `permitted` those that cross no red line of a required party. The frontier is over
    the permitted packages and the required parties. Under beliefs, utilities are expected ones. `exact` is
    false where the frontier was thinned: then every package lies at most `epsilon` above some point of it, in each
    utility. `zones` counts what is acceptable when asked; `veto` and `without` name parties for its further counts.
    """

    problem: Problem
    frontier_arrays: Frontier
    places: SolutionPlaces
    zones: Zones
    permitted: int
    trades: Trades
    robust: Robustness | None
    information: tuple[Information, ...]
    timings: Mapping[str, float]
    veto: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def zone(self) -> Zone:
        """The zone of possible agreement: how many packages all required parties accept, u ≥ r and no red line."""
        return self.zones.without()

    @property
    def packages(self) -> int:
        """How many packages there are."""
        count = 1
        for labels in self.problem.issues.values():
            count *= len(labels)
        return count

    @property
    def exact(self) -> bool:
        """Whether the frontier is exact."""
        return self.frontier_arrays.exact

    @property
    def epsilon(self) -> float:
        """How far any package may lie above the frontier, at most, in any party's utility."""
        return float(self.frontier_arrays.epsilon.max(initial=0.0))

    def points(self, places: Sequence[int] | NDArray[np.intp]) -> tuple[FrontierPoint, ...]:
        """Give the named points of the frontier."""
        chosen = np.asarray(places, dtype=np.intp)
        frontier, problem = self.frontier_arrays, self.problem
        options = frontier.options[chosen]
        utilities = utilities_at(problem.factors, options, problem.constants)
        utilities[:, list(problem.places)] = frontier.utilities[chosen]
        return tuple(
            FrontierPoint(problem.package(package), dict(zip(problem.parties, row, strict=True)), int(ties))
            for package, row, ties in zip(options.tolist(), utilities.tolist(), frontier.ties[chosen], strict=True)
        )

    def tied(self, place: int, limit: int = TIED_LIMIT) -> tuple[dict[str, str], ...]:
        """Give up to `limit` of the packages that reach the frontier point at `place`, the one it names first."""
        frontier = self.frontier_arrays
        found = tied_packages(frontier, self.problem.places, place, limit)
        first = self.problem.package(frontier.options[place])
        others = [package for package in map(self.problem.package, found) if package != first]
        return (first, *others)[:limit]

    @property
    def frontier(self) -> tuple[FrontierPoint, ...]:
        """All points of the frontier."""
        return self.points(np.arange(len(self.frontier_arrays)))

    @property
    def solutions(self) -> dict[str, tuple[FrontierPoint, ...]]:
        """The points of each solution by name; empty where no package is acceptable to all."""
        return {name: self.points(places) for name, places in self.places.named.items()}

    @property
    def best(self) -> dict[str, tuple[FrontierPoint, ...]]:
        """The best acceptable points of each required party."""
        parties = [self.problem.parties[place] for place in self.problem.places]
        return {party: self.points(places) for party, places in zip(parties, self.places.best, strict=True)}

    def dominating(self, package: Mapping[str, str]) -> tuple[FrontierPoint, ...]:
        """Give the frontier points at which no required party is worse off than by `package`, and one is better off.

        The largest smallest gain comes first. Raises FormatError where the package does not fit the issues.
        """
        options = given_package(self.problem, package, "package")[None]
        chosen = list(self.problem.places)
        here = utilities_at(self.problem.factors, options, self.problem.constants)[:, chosen]
        gains = self.frontier_arrays.utilities - here
        places = np.flatnonzero((gains >= -TOLERANCE).all(axis=1) & (gains > TOLERANCE).any(axis=1))
        order = np.lexsort((-gains[places].sum(axis=1), -gains[places].min(axis=1, initial=np.inf)))
        return self.points(places[order])

    def _frontier_json(self) -> list[dict[str, Any]]:
        count = len(self.frontier_arrays)
        chosen = np.arange(count)
        if count > JSON_FRONTIER_LIMIT:
            chosen, _ = thin(self.frontier_arrays.utilities, JSON_FRONTIER_LIMIT)
        return [point.to_json() for point in self.points(chosen)]

    def _solution_json(self, places: NDArray[np.intp], known: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
        """Give the points of a solution; where several packages reach one, all of them, up to a limit.

        Points that are `known` by their place are not looked up again.
        """
        for place, point in zip(map(int, places), self.points(places), strict=True):
            if place not in known:
                tied = {"tied": list(self.tied(place))} if point.ties > 1 else {}
                known[place] = {**point.to_json(), **tied}
        return [known[int(place)] for place in places]

    def _zone_json(self) -> dict[str, Any]:
        """Give the counts: of all required parties, of those without some that were named, of all but any one."""
        record = zone_json(self.zone)
        if self.without:
            record["without"] = {"parties": list(self.without), **zone_json(self.zones.without(self.without))}
        if len(self.problem.places) > 2:
            record["all_but_one"] = {"veto": list(self.veto), **zone_json(self.zones.all_but_one(self.veto))}
        return record

    def frame(self, library: Literal["polars", "pandas"] | None = None) -> Any:
        """Give the frontier as a polars or pandas frame, one row for each point (see `frontier_table`).

        Of `library`, or of polars or else pandas, whichever is installed. Raises MissingExtraError where none is.
        """
        from detente.deals.frontier_table import frontier_frame

        return frontier_frame(self, library)

    def to_json(self) -> dict[str, Any]:
        """Give what `deals.json` holds: all but the timings, which differ from run to run."""
        known: dict[int, dict[str, Any]] = {}
        solutions: dict[str, Any] = {name: self._solution_json(at, known) for name, at in self.places.named.items()}
        required = [self.problem.parties[place] for place in self.problem.places]
        best = [self._solution_json(places, known) for places in self.places.best]
        solutions["best"] = dict(zip(required, best, strict=True))
        no_deal = dict(zip(self.problem.parties, map(float, self.problem.no_deal), strict=True))
        return {
            "schema": SCHEMA,
            "packages": exact_json(self.packages),
            "permitted": exact_json(self.permitted),
            "parties": {
                "required": list(self.problem.required),
                "others": [party for party in self.problem.parties if party not in self.problem.required],
                "without_objectives": list(self.problem.silent),
            },
            "no_deal": no_deal,
            "frontier_points": len(self.frontier_arrays),
            "frontier": self._frontier_json(),
            "exact": self.exact,
            "epsilon": self.epsilon,
            "softened": list(self.problem.softened),
            "method": self.frontier_arrays.method,
            "solutions": solutions,
            "zopa": self._zone_json(),
            "trades": self.trades.to_json(),
            "robust": None if self.robust is None else self.robust.to_json(),
            "information": [part.to_json() for part in self.information],
        }
