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


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a party (a place) starts from: `options` (issues,) on the issues `asked`, as "stated" or its "best"."""

    place: int
    options: Places
    asked: tuple[int, ...]
    kind: str

    @classmethod
    def of(cls, problem: Problem, place: int, stated: Mapping[str, int]) -> "_Start":
        options, issues = own_best(problem, place), list(problem.issues)
        if not stated:
            own = {at for factor in problem.factors if np.ptp(factor.values[place]) > TOLERANCE for at in factor.issues}
            return cls(place, options, tuple(sorted(own)), "best")
        asked = tuple(at for at, issue in enumerate(issues) if issue in stated)
        for at in asked:
            options[at] = stated[issues[at]]
        return cls(place, options, asked, "stated")

    def moved(self, settled: Places) -> list[int]:
        """Give the issues that are settled otherwise."""
        return [at for at in self.asked if self.options[at] != settled[at]]

    def packages(self, settled: Places) -> Places:
        """Give the settled package, then the same with one issue after another as it was at the start."""
        moved = self.moved(settled)
        packages = np.tile(settled, (len(moved) + 1, 1))
        packages[np.arange(len(moved)) + 1, moved] = self.options[moved]
        return packages


def _path(problem: Problem, start: _Start, settled: Places, utilities: Floats, share: float | None) -> PartyPath:
    """Give a party's way to a package; `utilities` are its own, of `_Start.packages`."""
    issues = list(problem.issues.items())
    moved = start.moved(settled)
    moves = [
        Move(issues[at][0], issues[at][1][start.options[at]], issues[at][1][settled[at]], float(utility - utilities[0]))
        for at, utility in zip(moved, utilities[1:], strict=True)
    ]
    moves.sort(key=lambda move: -move.cost)
    keeps = tuple(issues[at][0] for at in start.asked if at not in moved)
    return PartyPath(problem.parties[start.place], start.kind, tuple(moves), keeps, share)


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
    starts = [
        _Start.of(problem, place, stated_options(case, party) if case else {})
        for place, party in enumerate(problem.parties)
    ]
    packages = [start.packages(frontier.options[point]) for point in at for start in starts]
    if not packages:
        return ()
    utilities = utilities_at(problem.factors, np.concatenate(packages), problem.constants)
    valued = iter(np.split(utilities, np.cumsum([len(part) for part in packages])[:-1]))
    paths = []
    for point, names in at.items():
        share = dict(zip(problem.places, map(float, shares[point]), strict=True))
        settled, package = frontier.options[point], problem.package(frontier.options[point])
        ways = tuple(
            _path(problem, start, settled, next(valued)[:, start.place], share.get(start.place)) for start in starts
        )
        lowest = min(share.values())
        least = tuple(problem.parties[place] for place, part in share.items() if part <= lowest + TOLERANCE)
        least = () if len(least) == len(share) > 1 else least
        paths.append(SolutionPath(tuple(names), package, ways, least, _words(ways, least, package)))
    return tuple(paths)
