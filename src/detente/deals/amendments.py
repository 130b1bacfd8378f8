"""The smallest changes of a draft that bring a party on board.

Smallest: fewest issues changed; among these the smallest largest loss of any other party whose consent is needed, in
expected utility, then the smallest sum of their losses. All changes of one issue, of two, and so on are looked through
while they are few enough. Beyond, the candidates are the Pareto frontier with one criterion more, the number of issues
left as they are: what is smallest by the rule above and acceptable in expected utility lies on it, so that with known
utilities the answer is exact all the same; with drawn ones it is the smallest of those candidates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations as choose
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import (
    AMENDMENT_FRONTIER,
    AMENDMENT_LIMIT,
    AMENDMENT_PACKAGES,
    AMENDMENT_WORK,
    ON_BOARD,
    TOLERANCE,
)
from detente.deals.frontier import frontier_limit, pareto_frontier
from detente.deals.logrolls import Change
from detente.deals.problem import Problem, utilities_at
from detente.deals.robustness import weigh

__all__ = ["Amendment", "Amendments", "Weighed", "changes_between", "find_amendments", "single_changes", "weigh_blocks"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
BLOCK = 2_000_000
"""Packages times draws weighed at one time."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """Changes of a draft, and what comes of them.

    `signs` is the probability that each party accepts, `all_sign` that all whose consent is needed do, `gains` what
    each party's expected utility gains or loses; `drops` who was on board of the draft and is not of this.
    """

    changes: tuple[Change, ...]
    signs: Mapping[str, float]
    all_sign: float
    gains: Mapping[str, float]
    drops: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "changes": [change.to_json() for change in self.changes],
            "signs": dict(self.signs),
            "all_sign": self.all_sign,
            "gains": dict(self.gains),
            "drops": list(self.drops),
        }


@dataclass(frozen=True, slots=True)
class Amendments:
    """The smallest changes after which `party` signs with probability `target` or more (`fewest`, best first), and the
    smallest that also keeps everybody on board who is (`keeping_all`, None where there is none).

    Where nothing brings it on board, `closest` is the change after which it is likeliest to sign. `proven`: no smaller
    change would do; else none was found among those looked through.
    """

    party: str
    target: float
    fewest: tuple[Amendment, ...]
    keeping_all: Amendment | None
    closest: Amendment | None
    proven: bool

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "party": self.party,
            "target": self.target,
            "fewest": [part.to_json() for part in self.fewest],
            "keeping_all": None if self.keeping_all is None else self.keeping_all.to_json(),
            "closest": None if self.closest is None else self.closest.to_json(),
            "proven": self.proven,
        }


@dataclass(frozen=True, slots=True)
class Weighed:
    """Packages: `options` (packages, issues), `changed` issues (packages,), the probability that each party accepts,
    `signs` (packages, parties), and that all whose consent is needed do, and each party's `expected` utility.
    """

    options: Places
    changed: Places
    signs: Floats
    all_sign: Floats
    expected: Floats


def changes_between(problem: Problem, before: Places, after: Places) -> tuple[Change, ...]:
    """Give the issues on which two packages (issues,) differ, with who loses and who gains by each change alone."""
    issues = list(problem.issues.items())
    moved = np.flatnonzero(before != after)
    packages = np.tile(before, (len(moved) + 1, 1))
    packages[np.arange(len(moved)) + 1, moved] = after[moved]
    utilities = utilities_at(problem.factors, packages, problem.constants)
    return tuple(
        Change(
            issues[at][0],
            issues[at][1][before[at]],
            issues[at][1][after[at]],
            tuple(party for party, by in zip(problem.parties, gain, strict=True) if by < -TOLERANCE),
            tuple(party for party, by in zip(problem.parties, gain, strict=True) if by > TOLERANCE),
        )
        for at, gain in zip(moved, utilities[1:] - utilities[0], strict=True)
    )


def single_changes(problem: Problem, draft: Places) -> tuple[Places, Places]:
    """Give the draft and all packages that differ from it in one issue, and which issue that is (−1 for the draft)."""
    rows, issue = [draft], [-1]
    for place, labels in enumerate(problem.issues.values()):
        for option in range(len(labels)):
            if option != draft[place]:
                changed = draft.copy()
                changed[place] = option
                rows.append(changed)
                issue.append(place)
    return np.stack(rows), np.array(issue, dtype=np.intp)


def weigh_blocks(problem: Problem, draft: Places, options: Places) -> Weighed:
    """Give what every party makes of packages, however many, counted as changes of `draft` (issues,)."""
    step = max(1, BLOCK // problem.draws)
    signs, expected, everybody = [], [], []
    for start in range(0, len(options), step):
        judged = weigh(problem, options[start : start + step])
        signs.append(np.stack([judged.accepts[party].mean(axis=0) for party in problem.parties], axis=1))
        expected.append(np.stack([judged.expected[party] for party in problem.parties], axis=1))
        everybody.append(judged.all_accept.mean(axis=0))
    changed = (options != draft).sum(axis=1)
    return Weighed(options, changed, np.concatenate(signs), np.concatenate(everybody), np.concatenate(expected))


def _level_size(others: Places, changed: int) -> int:
    """Give how many packages differ in just `changed` issues; `others` (issues,) counts the other options of each."""
    sizes = np.zeros(changed + 1)
    sizes[0] = 1
    for count in others:
        sizes[1:] += sizes[:-1] * count
    return int(min(sizes[changed], 1e18))


def _level(problem: Problem, draft: Places, changed: int) -> Places:
    """Give all packages (packages, issues) that differ from the draft in just `changed` issues."""
    counts = [len(labels) for labels in problem.issues.values()]
    rows = []
    for places in choose([place for place, count in enumerate(counts) if count > 1], changed):
        others = [[option for option in range(counts[place]) if option != draft[place]] for place in places]
        block = np.array(list(product(*others)), dtype=np.intp)
        packages = np.tile(draft, (len(block), 1))
        packages[:, list(places)] = block
        rows.append(packages)
    return np.concatenate(rows) if rows else np.empty((0, len(draft)), dtype=np.intp)


def _levels(problem: Problem, draft: Places) -> Iterator[tuple[int, Places]]:
    """Give the packages by how many issues they change, while they are few enough to be looked through."""
    others = np.array([len(labels) - 1 for labels in problem.issues.values()])
    room = min(AMENDMENT_PACKAGES, AMENDMENT_WORK // problem.draws)
    for changed in range(1, int((others > 0).sum()) + 1):
        size = _level_size(others, changed)
        if size > room:
            return
        room -= size
        yield changed, _level(problem, draft, changed)


def _frontier(problem: Problem, draft: Places, column: int) -> tuple[Places, bool]:
    """Give the packages efficient in expected utility and in the number of issues left alone; whether exactly.

    They cross no red line of the party in `column`; the others may be lost by a change.
    """
    factors = []
    for factor in problem.factors:
        options = factor.options(np.arange(factor.size))
        kept = (options == draft[list(factor.issues)][:, None]).sum(axis=0).astype(np.float64)
        factors.append(
            replace(
                factor,
                values=np.concatenate([factor.values, kept[None]]),
                permitted=np.tile(factor.permitted[column], (len(factor.permitted) + 1, 1)),
            )
        )
    chosen = list(problem.places)
    criteria = [*chosen, len(problem.parties)]
    limit = min(AMENDMENT_FRONTIER, frontier_limit(len(criteria), AMENDMENT_FRONTIER**2))
    constants = np.append(problem.constants[chosen], 0.0)
    loss = np.append(problem.loss[chosen], 0.0)
    frontier = pareto_frontier(factors, criteria, constants, limit, loss)
    return frontier.options, frontier.exact


class _Search:
    """The best found so far, by the rule of the module."""

    def __init__(self, problem: Problem, draft: Places, party: str, target: float) -> None:
        self.problem, self.draft, self.target = problem, draft, target
        self.column = problem.parties.index(party)
        self.before = weigh_blocks(problem, draft, draft[None])
        self.aboard = [place for place in problem.places if self.before.signs[0, place] >= ON_BOARD]
        self.others = [place for place in problem.places if place != self.column]
        self.fewest: list[tuple[tuple[float, ...], Amendment]] = []
        self.keeping: tuple[tuple[float, ...], Amendment] | None = None
        self.closest: tuple[float, Amendment] | None = None

    def take(self, found: Weighed) -> None:
        """Look through some packages, at least one."""
        losses = np.maximum(self.before.expected[0, self.others] - found.expected[:, self.others], 0.0)
        largest, total = losses.max(axis=1, initial=0.0), losses.sum(axis=1)
        order = np.lexsort((-found.all_sign, np.rint(total / TOLERANCE), np.rint(largest / TOLERANCE), found.changed))
        aboard = found.signs[:, self.column] >= self.target
        for at in order[aboard[order]][:AMENDMENT_LIMIT]:
            key = (float(found.changed[at]), float(largest[at]), float(total[at]))
            self.fewest.append((key, self._told(found, at)))
        if self.fewest:
            self.fewest.sort(key=lambda part: part[0])
            least = self.fewest[0][0][0]
            self.fewest = [part for part in self.fewest if part[0][0] == least][:AMENDMENT_LIMIT]
        stays = aboard & (found.signs[:, self.aboard] >= ON_BOARD).all(axis=1)
        for at in order[stays[order]][:1]:
            key = (float(found.changed[at]), float(largest[at]), float(total[at]))
            if self.keeping is None or key < self.keeping[0]:
                self.keeping = (key, self._told(found, at))
        likeliest = order[found.signs[order, self.column].argmax()]
        if self.closest is None or found.signs[likeliest, self.column] > self.closest[0]:
            self.closest = (float(found.signs[likeliest, self.column]), self._told(found, likeliest))

    def _told(self, found: Weighed, at: int) -> Amendment:
        parties = self.problem.parties
        gains = found.expected[at] - self.before.expected[0]
        return Amendment(
            changes_between(self.problem, self.draft, found.options[at]),
            dict(zip(parties, map(float, found.signs[at]), strict=True)),
            float(found.all_sign[at]),
            dict(zip(parties, map(float, gains), strict=True)),
            tuple(parties[place] for place in self.aboard if found.signs[at, place] < ON_BOARD),
        )


def find_amendments(problem: Problem, draft: Places, party: str, target: float = ON_BOARD) -> Amendments:
    """Give the smallest changes of `draft` (issues,) that bring `party`, whose consent is needed, on board.

    It is where it signs with probability `target` or more; who else is on board, and would be lost, by `ON_BOARD`.
    """
    search = _Search(problem, draft, party, target)
    last = 0
    for changed, options in _levels(problem, draft):
        last = changed
        search.take(weigh_blocks(problem, draft, options))
        if search.keeping is not None:
            break
    movable = sum(len(labels) > 1 for labels in problem.issues.values())
    exact = True
    found_early = bool(search.fewest)
    if search.keeping is None and last < movable:
        options, exact = _frontier(problem, draft, search.column)
        beyond = options[(options != draft).sum(axis=1) > last]
        if len(beyond):
            search.take(weigh_blocks(problem, draft, beyond))
        exact = exact and problem.draws == 1
    closest = None if search.fewest or search.closest is None else search.closest[1]
    if closest is not None and search.closest is not None:
        # A change that leaves it no likelier to sign is no step towards it.
        closest = closest if search.closest[0] > search.before.signs[0, search.column] + TOLERANCE else None
    return Amendments(
        party,
        target,
        tuple(part for _, part in search.fewest),
        None if search.keeping is None else search.keeping[1],
        closest,
        found_early or exact,
    )
