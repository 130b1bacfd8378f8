"""Exchanges between two parties under uncertainty: one gives way on one thing, the other in return on another.

A thing is an issue, or an objective of several issues that one of the parties reaches by any of its means; the party
then asks for the means that costs the other least. An exchange is compared with a settlement in which each of the two
things goes either way with equal chance, so a party gains when what it wins matters more to it than what it yields.
The probability that both do is over the draws; two parties of whom nothing is known come to one quarter.
Logrolling: H. Raiffa, "The Art and Science of Negotiation", 1982, chapter 10; exchange of voting positions: F. N.
Stokman, R. Van Oosten, "The Exchange of Voting Positions", in "European Community Decision Making", 1994.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations as choose
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import LOGROLL_DRAWS, TOLERANCE, TRADE_LIMIT
from detente.deals.evaluate import issues_of, slice_draws, split_terms
from detente.deals.factors import combinations
from detente.deals.problem import Problem, drawn_utilities
from detente.wording import listed

__all__ = ["Change", "Preference", "Trade", "Yield", "find_logrolls", "find_preferences", "in_words"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
LARGEST_THING = 10_000
"""Combinations of options of an objective looked through for what a party wants of it."""
SURE = 2.0
"""By how many standard errors a preference must differ from a coin to be listed."""
CHANCE = 0.25
"""How likely an exchange is to please two parties of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Change:
    """One issue moves from `before` to `after`: `yields` names who loses by it, `gains` who wins."""

    issue: str
    before: str | None
    after: str
    yields: tuple[str, ...]
    gains: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "issue": self.issue,
            "from": self.before,
            "to": self.after,
            "yields": list(self.yields),
            "gains": list(self.gains),
        }


@dataclass(frozen=True, slots=True)
class Yield:
    """In an exchange, `party` yields on one issue or objective and wins another."""

    party: str
    yields: str
    wins: str

    def to_json(self) -> dict[str, str]:
        """Give the record of `deals.json`."""
        return {"party": self.party, "yields": self.yields, "wins": self.wins}


@dataclass(frozen=True, slots=True)
class Trade:
    """Changes that go together; `gains` of utility by party (expected ones), and the `probability` that all of the
    parties gain, with its Monte Carlo `error`. `exchange` names what each yields and wins, where two parties trade.
    """

    changes: tuple[Change, ...]
    gains: Mapping[str, float]
    probability: float
    error: float
    words: str
    exchange: tuple[Yield, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "changes": [change.to_json() for change in self.changes],
            "gains": dict(self.gains),
            "probability": self.probability,
            "error": self.error,
            "words": self.words,
            "exchange": [part.to_json() for part in self.exchange],
        }


@dataclass(frozen=True, slots=True)
class Preference:
    """`party` would rather win `wins` and yield `yields` (issues on which others want something else) than the
    other way round, with this `probability`; `gain` is what that is worth to it, expected.
    """

    party: str
    yields: str
    wins: str
    probability: float
    error: float
    gain: float
    words: str

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "party": self.party,
            "yields": self.yields,
            "wins": self.wins,
            "probability": self.probability,
            "error": self.error,
            "gain": self.gain,
            "words": self.words,
        }


def in_words(changes: Sequence[Change]) -> str:
    """Tell changes as who yields what and gains what: "north yields on land (ceded) and gains alliance (barred)"."""
    parties = dict.fromkeys(party for change in changes for party in (*change.yields, *change.gains))
    told = []
    for party in parties:
        yields = [f"{change.issue} ({change.after})" for change in changes if party in change.yields]
        gains = [f"{change.issue} ({change.after})" for change in changes if party in change.gains]
        parts = [*([f"yields on {listed(yields)}"] if yields else []), *([f"gains {listed(gains)}"] if gains else [])]
        told.append(f"{party} {' and '.join(parts)}")
    return "; ".join(told)


def monte_carlo_error(probability: float, draws: int) -> float:
    """Give the standard error of a probability estimated from `draws` draws, never quite 0."""
    smoothed = (probability * draws + 1) / (draws + 2)
    return float(np.sqrt(smoothed * (1 - smoothed) / draws))


@dataclass(frozen=True, slots=True)
class _Thing:
    """An issue, or an objective of several; `issues` are places."""

    name: str
    issues: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Stake:
    """A thing on which two parties want different options: `mine`, `theirs` (issues of the thing,), and what it is
    worth to each (draws,) that it goes its way rather than the other's.
    """

    thing: _Thing
    mine: Places
    theirs: Places
    my_swing: Floats
    their_swing: Floats


@dataclass(frozen=True, slots=True)
class _Table:
    """The problem with few enough draws for all pairs of parties and things, and the package that is the frame."""

    problem: Problem
    reference: Places

    @classmethod
    def of(cls, problem: Problem, reference: Places) -> "_Table":
        """Thin the draws evenly."""
        step = max(1, problem.draws // LOGROLL_DRAWS)
        wants = {party: slice_draws(want, slice(None, None, step)) for party, want in problem.wants.items()}
        return cls(replace(problem, wants=wants), reference)

    def utilities(self, party: str, options: Places) -> Floats:
        """Give the utilities (draws, packages) of one party."""
        return drawn_utilities(self.problem.wants[party], list(self.problem.issues), options)

    def things(self, party: str) -> list[_Thing]:
        """Give the issues and the objectives of several issues that a party's utility is a sum of."""
        issues = list(self.problem.issues)
        wants = self.problem.wants[party]
        terms = [term for term in split_terms(wants.objective, wants) if len(term.issues) > 1]
        bundles = [_Thing(term.node.name, tuple(issues.index(issue) for issue in term.issues)) for term in terms]
        return [*bundles, *(_Thing(issue, (issues.index(issue),)) for issue in issues_of(wants.objective))]

    def means(self, thing: _Thing) -> tuple[Places, Floats, NDArray[np.bool_]] | None:
        """Give the options (combinations, issues) of a thing, mean utilities (parties, combinations) with all else as
        in the reference, and what each party permits; None where they are too many, or lie across factors.
        """
        for factor in self.problem.factors:
            if set(thing.issues) <= set(factor.issues):
                shape = [len(list(self.problem.issues.values())[issue]) for issue in thing.issues]
                if math.prod(shape) > LARGEST_THING:
                    return None
                options = combinations(shape).T
                whole = np.tile(self.reference[list(factor.issues)], (len(options), 1))
                whole[:, [factor.issues.index(issue) for issue in thing.issues]] = options
                place = np.ravel_multi_index(tuple(whole.T), factor.shape)
                return options, factor.values[:, place], factor.permitted[:, place]
        return None

    def wanted(self, party: str, rival: str | None, thing: _Thing) -> Places | None:
        """Give the options of a thing that are best for `party` in expectation, of those the best for `rival`."""
        found = self.means(thing)
        if found is None:
            return None
        options, values, permitted = found
        own = self.problem.parties.index(party)
        mine = np.where(permitted[own], np.rint(values[own] / TOLERANCE), -np.inf)
        if not permitted[own].any() or mine.max() == np.rint(values[own] / TOLERANCE).min():
            return None
        theirs = values[self.problem.parties.index(rival)] if rival is not None else np.zeros(len(options))
        best: Places = options[np.lexsort((-theirs, -mine))[0]]
        return best

    def stakes(self, one: str, other: str) -> list[_Stake]:
        """Give the things on which both want something, and not the same."""
        things = list(dict.fromkeys([*self.things(one), *self.things(other)]))
        found = []
        for thing in things:
            mine, theirs = self.wanted(one, other, thing), self.wanted(other, one, thing)
            if mine is None or theirs is None or (mine == theirs).all():
                continue
            packages = np.tile(self.reference, (2, 1))
            packages[:, list(thing.issues)] = [mine, theirs]
            my, their = self.utilities(one, packages), self.utilities(other, packages)
            stake = _Stake(thing, mine, theirs, my[:, 0] - my[:, 1], their[:, 1] - their[:, 0])
            if stake.my_swing.mean() > TOLERANCE and stake.their_swing.mean() > TOLERANCE:
                found.append(stake)
        return found

    def package(self, settled: Sequence[tuple[_Thing, Places]]) -> Places:
        """Give the reference with some things settled."""
        options = self.reference.copy()
        for thing, chosen in settled:
            options[list(thing.issues)] = chosen
        return options


def _ranked(probability: float, gains: Sequence[float]) -> tuple[float, float]:
    return -round(probability, 2), -min(gains)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """`one` yields `first` and wins `second`, `other` the other way round."""

    one: str
    other: str
    first: _Stake
    second: _Stake
    rank: tuple[float, float]


def _exchanges(table: _Table, one: str, other: str, limit: int) -> list[_Exchange]:
    """Give the best exchanges of two parties, as if things did not bear on one another."""
    stakes = table.stakes(one, other)
    if len(stakes) < 2:
        return []
    mine = np.stack([stake.my_swing for stake in stakes], axis=1)
    theirs = np.stack([stake.their_swing for stake in stakes], axis=1)
    found = []
    for place, first in enumerate(stakes):
        won = (mine - mine[:, [place]]) / 2
        given = (theirs[:, [place]] - theirs) / 2
        probability = ((won > TOLERANCE) & (given > TOLERANCE)).mean(axis=0)
        for at, second in enumerate(stakes):
            if probability[at] > 0 and not set(first.thing.issues) & set(second.thing.issues):
                rank = _ranked(probability[at], [won[:, at].mean(), given[:, at].mean()])
                found.append(_Exchange(one, other, first, second, rank))
    return sorted(found, key=lambda exchange: exchange.rank)[:limit]


def _changes(table: _Table, stake: _Stake, before: Places, after: Places, yields: str, wins: str) -> list[Change]:
    issues = list(table.problem.issues.items())
    return [
        Change(issues[issue][0], issues[issue][1][old], issues[issue][1][new], (yields,), (wins,))
        for issue, old, new in zip(stake.thing.issues, before, after, strict=True)
        if old != new
    ]


def _exchange_words(exchange: _Exchange, changes: Sequence[Change]) -> str:
    def named(stake: _Stake) -> str:
        labels = [
            f"{change.issue}: {change.after}" if len(stake.thing.issues) > 1 else change.after
            for change in changes
            if change.issue in own[stake.thing]
        ]
        return f"{stake.thing.name} ({', '.join(labels)})"

    first = {change.issue for change in changes if change.yields == (exchange.one,)}
    own = {exchange.first.thing: first, exchange.second.thing: {change.issue for change in changes} - first}
    return (
        f"{exchange.one} yields on {named(exchange.first)} and wins {named(exchange.second)}; "
        f"{exchange.other} the other way round"
    )


def _judged(table: _Table, exchange: _Exchange) -> Trade:
    """Weigh one exchange with the whole trees: against the mean of all four ways the two things may go."""
    first, second = exchange.first, exchange.second
    packages = np.stack(
        [
            table.package([(first.thing, one), (second.thing, other)])
            for one in (first.theirs, first.mine)
            for other in (second.mine, second.theirs)
        ]
    )
    gains = {}
    for party in (exchange.one, exchange.other):
        utilities = table.utilities(party, packages)
        gains[party] = utilities[:, 0] - utilities.mean(axis=1)
    both = np.logical_and.reduce([gain > TOLERANCE for gain in gains.values()])
    changes = (
        *_changes(table, first, first.mine, first.theirs, exchange.one, exchange.other),
        *_changes(table, second, second.theirs, second.mine, exchange.other, exchange.one),
    )
    probability = float(both.mean())
    return Trade(
        changes,
        {party: float(gain.mean()) for party, gain in gains.items()},
        probability,
        monte_carlo_error(probability, len(both)),
        _exchange_words(exchange, changes),
        (
            Yield(exchange.one, first.thing.name, second.thing.name),
            Yield(exchange.other, second.thing.name, first.thing.name),
        ),
    )


def find_logrolls(problem: Problem, reference: Places, limit: int = TRADE_LIMIT) -> tuple[Trade, ...]:
    """Give the exchanges between two parties most likely to leave both better off.

    `reference` (issues,) says how everything else is settled. What a party wants of a thing is its best option in
    expectation. Each change goes from what the yielding party wants to what the other wants. Exchanges no likelier
    than chance are left out.
    """
    table = _Table.of(problem, reference)
    found = [
        exchange for one, other in choose(problem.parties, 2) for exchange in _exchanges(table, one, other, 2 * limit)
    ]
    found.sort(key=lambda exchange: exchange.rank)
    trades = [_judged(table, exchange) for exchange in found[: 3 * limit]]
    trades.sort(key=lambda trade: _ranked(trade.probability, list(trade.gains.values())))
    kept: dict[frozenset[tuple[str, str]], Trade] = {}
    for trade in trades:
        if trade.probability > CHANCE:
            kept.setdefault(frozenset((change.issue, change.after) for change in trade.changes), trade)
    return tuple(kept.values())[:limit]


def _opposed(table: _Table, party: str) -> dict[_Thing, Floats]:
    """Give what winning each contested thing is worth to `party` (draws,), against the mean of what others want."""
    worth: dict[_Thing, list[Floats]] = {}
    for other in table.problem.parties:
        if other != party:
            for stake in table.stakes(party, other):
                worth.setdefault(stake.thing, []).append(stake.my_swing)
    own = table.things(party)
    return {thing: np.mean(np.stack(worth[thing]), axis=0) for thing in own if thing in worth}


def find_preferences(problem: Problem, reference: Places, limit: int = TRADE_LIMIT) -> tuple[Preference, ...]:
    """Give, for each party, which contested thing it would yield for which other, most probable first."""
    table = _Table.of(problem, reference)
    found = []
    for party in problem.parties:
        worth = _opposed(table, party)
        for one, other in choose(worth, 2):
            if set(one.issues) & set(other.issues):
                continue
            difference = worth[other] - worth[one]
            yields, wins = (one, other) if (difference > 0).mean() >= 0.5 else (other, one)
            gain = difference if wins is other else -difference
            probability = float((gain > TOLERANCE).mean())
            error = monte_carlo_error(probability, len(gain))
            if probability - 0.5 < SURE * error:
                continue
            words = f"{party} would yield on {yields.name} to win {wins.name}"
            found.append(Preference(party, yields.name, wins.name, probability, error, float(gain.mean()), words))
    found.sort(key=lambda part: _ranked(part.probability, [part.gain]))
    return tuple(found[:limit])
