"""From what the parties state to each solution: who yields what on the way, and who is the least satisfied with it.

A party starts from its stated positions; one that has stated none starts from the package it likes best (so does every
party of a scenario, where nobody states anything). What a move costs is the utility the party would have more if this
issue alone were settled as it started, all else as in the solution. The least satisfied is who gets the smallest share
of what it could gain at most (the shares of Kalai and Smorodinsky, `detente.deals.kalai_smorodinsky`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE
from detente.deals.frontier import Frontier
from detente.deals.kalai_smorodinsky import gain_shares
from detente.deals.problem import Problem, utilities_at
from detente.deals.reference import stated_options
from detente.deals.solutions import SolutionPlaces

if TYPE_CHECKING:
    from detente.table.case import Case

__all__ = ["Move", "PartyPath", "SolutionPath", "find_paths", "own_best"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Move:
    """A party comes from `start` to `settled` on an issue; `cost` is what that takes from its (expected) utility."""

    issue: str
    start: str
    settled: str
    cost: float

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {"issue": self.issue, "from": self.start, "to": self.settled, "cost": self.cost}


@dataclass(frozen=True, slots=True)
class PartyPath:
    """The way of one party: its moves, the dearest first, and the issues on which it `keeps` what it started from.

    `start` says what it starts from: "stated" positions, or its "best" package. `share` is the part it gets of what it
    could gain at most; None for a party whose consent is not needed.
    """

    party: str
    start: str
    moves: tuple[Move, ...]
    keeps: tuple[str, ...]
    share: float | None

    @property
    def yields(self) -> tuple[Move, ...]:
        """The moves that cost it something."""
        return tuple(move for move in self.moves if move.cost > TOLERANCE)

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "start": self.start,
            "moves": [move.to_json() for move in self.moves],
            "keeps": list(self.keeps),
            "share": self.share,
        }


@dataclass(frozen=True, slots=True)
class SolutionPath:
    """The ways of all parties to the package of one or several solutions, and who is least satisfied there."""

    solutions: tuple[str, ...]
    package: Mapping[str, str]
    parties: tuple[PartyPath, ...]
    least_satisfied: tuple[str, ...]
    words: str

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "solutions": list(self.solutions),
            "package": dict(self.package),
            "parties": {path.party: path.to_json() for path in self.parties},
            "least_satisfied": list(self.least_satisfied),
            "words": self.words,
        }


def own_best(problem: Problem, place: int) -> Places:
    """Give the options (issues,) of the package that a party (a place) likes best, free of its own red lines."""
    options = np.zeros(len(problem.issues), dtype=np.intp)
    for factor in problem.factors:
        allowed = factor.permitted[place]
        values = np.where(allowed, factor.values[place], -np.inf) if allowed.any() else factor.values[place]
        options[list(factor.issues)] = factor.options(np.array([values.argmax()]))[:, 0]
    return options


def _path(problem: Problem, place: int, stated: Mapping[str, int], settled: Places, share: float | None) -> PartyPath:
    party, issues = problem.parties[place], list(problem.issues.items())
    start = own_best(problem, place)
    own = {at for factor in problem.factors if np.ptp(factor.values[place]) > TOLERANCE for at in factor.issues}
    asked = [at for at, (issue, _) in enumerate(issues) if (issue in stated if stated else at in own)]
    for at in asked:
        start[at] = stated.get(issues[at][0], start[at])
    moved = [at for at in asked if start[at] != settled[at]]
    packages = np.tile(settled, (len(moved) + 1, 1))
    packages[np.arange(len(moved)) + 1, moved] = start[moved]
    utilities = utilities_at(problem.factors, packages, problem.constants)[:, place]
    moves = [
        Move(issues[at][0], issues[at][1][start[at]], issues[at][1][settled[at]], float(utility - utilities[0]))
        for at, utility in zip(moved, utilities[1:], strict=True)
    ]
    moves.sort(key=lambda move: -move.cost)
    keeps = tuple(issues[at][0] for at in asked if at not in moved)
    return PartyPath(party, "stated" if stated else "best", tuple(moves), keeps, share)


def _words(paths: Sequence[PartyPath], least: Sequence[str], package: Mapping[str, str]) -> str:
    told = []
    for path in paths:
        yields = [f"{move.issue} ({move.start} → {move.settled}, {move.cost:.2f})" for move in path.yields]
        keeps = [f"{issue} ({package[issue]})" for issue in path.keeps]
        parts = [
            *([f"yields {', '.join(yields)}"] if yields else []),
            *([f"keeps {', '.join(keeps)}"] if keeps else []),
        ]
        if parts:
            told.append(f"{path.party} {' and '.join(parts)}")
    if least:
        told.append(f"least satisfied: {', '.join(least)}")
    return "; ".join(told)


def find_paths(
    problem: Problem, case: "Case | None", frontier: Frontier, places: SolutionPlaces
) -> tuple[SolutionPath, ...]:
    """Give the way to the first package of each solution; solutions with the same package share one."""
    if not problem.places or not problem.issues:
        return ()
    rational = frontier.utilities[places.rational] - problem.no_deal[list(problem.places)]
    shares = dict(zip(places.rational.tolist(), gain_shares(np.maximum(rational, 0.0)), strict=True))
    at: dict[int, list[str]] = {}
    for name, found in places.named.items():
        if len(found):
            at.setdefault(int(found[0]), []).append(name)
    paths = []
    for point, names in at.items():
        share = dict(zip(problem.places, map(float, shares[point]), strict=True))
        settled, package = frontier.options[point], problem.package(frontier.options[point])
        ways = tuple(
            _path(problem, place, stated_options(case, party) if case else {}, settled, share.get(place))
            for place, party in enumerate(problem.parties)
        )
        lowest = min(share.values())
        least = tuple(problem.parties[place] for place, part in share.items() if part <= lowest + TOLERANCE)
        least = () if len(least) == len(share) > 1 else least
        paths.append(SolutionPath(tuple(names), package, ways, least, _words(ways, least, package)))
    return tuple(paths)
