"""Trades from a reference package: few changes at once that leave nobody worse off and somebody better off.

A change is a move of the options of one factor; a swap joins changes in two or three issues. Each change alone must
hurt some party, else it is no trade but a free improvement, listed as a swap of its own. Logrolling: H. Raiffa,
"The Art and Science of Negotiation", 1982, chapters 10–11.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations as choose
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import SWAP_LIMIT, TOLERANCE, TRADE_LIMIT
from detente.deals.logrolls import Change, Preference, Trade, in_words
from detente.deals.paths import SolutionPath
from detente.deals.problem import Problem

__all__ = ["Trades", "find_swaps"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades from `reference` (issue → option), best first; `would_give_up` says what a party values more.

    `swaps` leave no required party worse off in (expected) utility; `logrolls` are exchanges between two parties,
    with the probability that both gain. `reference` is None where there was none to start from. `paths` tell who yields
    what on the way from the stated positions to each solution.
    """

    reference: dict[str, str] | None
    swaps: tuple[Trade, ...]
    logrolls: tuple[Trade, ...]
    would_give_up: tuple[Preference, ...]
    paths: tuple[SolutionPath, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "reference": self.reference,
            "swaps": [trade.to_json() for trade in self.swaps],
            "logrolls": [trade.to_json() for trade in self.logrolls],
            "would_give_up": [part.to_json() for part in self.would_give_up],
            "paths": [path.to_json() for path in self.paths],
        }


@dataclass(frozen=True, slots=True)
class _Moves:
    """Moves of `changed` issues within one factor each: `factor` (n,), `combination` (n,), `gains` (n, parties)."""

    factor: Places
    combination: Places
    gains: Floats

    def __len__(self) -> int:
        return len(self.factor)


def _moves(problem: Problem, reference: Places, changed: int) -> _Moves:
    """Give all moves that change just `changed` issues within one factor, and stay within all red lines."""
    chosen = list(problem.places)
    factor_of, combination_of, gains_of = [], [], []
    for place, factor in enumerate(problem.factors):
        if len(factor.issues) < changed:
            continue
        options = factor.options(np.arange(factor.size))
        here = reference[list(factor.issues)]
        allowed = factor.permitted[chosen].all(axis=0)
        moved = np.flatnonzero(((options != here[:, None]).sum(axis=0) == changed) & allowed)
        start = np.ravel_multi_index(tuple(here), factor.shape)
        factor_of.append(np.full(len(moved), place))
        combination_of.append(moved)
        gains_of.append((factor.values[chosen][:, moved] - factor.values[chosen, start][:, None]).T)
    if not factor_of:
        return _Moves(np.empty(0, np.intp), np.empty(0, np.intp), np.empty((0, len(chosen))))
    return _Moves(np.concatenate(factor_of), np.concatenate(combination_of), np.concatenate(gains_of))


def _joined(groups: Sequence[_Moves]) -> tuple[list[Places], Floats]:
    """Give all ways to join one move of each group in different factors: places in each group, and joint gains."""
    total = 1
    for group in groups:
        total *= len(group)
    if total == 0 or total > SWAP_LIMIT:
        return [np.empty(0, np.intp) for _ in groups], np.empty((0, groups[0].gains.shape[1]))
    places = [part.ravel() for part in np.indices([len(group) for group in groups])]
    keep = np.ones(total, dtype=np.bool_)
    for first, second in choose(range(len(groups)), 2):
        one, other = groups[first].factor[places[first]], groups[second].factor[places[second]]
        keep &= one < other if groups[first] is groups[second] else one != other
    places = [part[keep] for part in places]
    gains = np.zeros((int(keep.sum()), groups[0].gains.shape[1]))
    for group, part in zip(groups, places, strict=True):
        gains += group.gains[part]
    return places, gains


def _hurting(moves: _Moves) -> _Moves:
    hurts = (moves.gains < -TOLERANCE).any(axis=1)
    return _Moves(moves.factor[hurts], moves.combination[hurts], moves.gains[hurts])


def _score(gains: Floats) -> Floats:
    """Give the smallest gain of those who gain; where one party's gain is all, that."""
    return np.asarray(np.where(gains > TOLERANCE, gains, np.inf).min(axis=1, initial=np.inf))


def _told(problem: Problem, reference: Places, moved: Sequence[tuple[int, int]], gains: Floats) -> Trade:
    """Give a joint move as a trade, with who yields and who gains by each change."""
    parties = [problem.parties[place] for place in problem.places]
    issues = list(problem.issues)
    changes = []
    for place, combination in moved:
        factor = problem.factors[place]
        after = factor.options(np.array([combination]))[:, 0]
        start = np.ravel_multi_index(tuple(reference[list(factor.issues)]), factor.shape)
        for issue, option in zip(factor.issues, after, strict=True):
            if option == reference[issue]:
                continue
            alone = factor.options(np.array([start]))[:, 0]
            alone[factor.issues.index(issue)] = option
            by = factor.values[:, np.ravel_multi_index(tuple(alone), factor.shape)] - factor.values[:, start]
            effect = dict(zip(parties, by[list(problem.places)], strict=True))
            labels = problem.issues[issues[issue]]
            changes.append(
                Change(
                    issues[issue],
                    labels[reference[issue]],
                    labels[option],
                    tuple(party for party, value in effect.items() if value < -TOLERANCE),
                    tuple(party for party, value in effect.items() if value > TOLERANCE),
                )
            )
    return Trade(tuple(changes), dict(zip(parties, map(float, gains), strict=True)), 1.0, 0.0, in_words(changes))


def find_swaps(problem: Problem, reference: Places, limit: int = TRADE_LIMIT) -> tuple[Trade, ...]:
    """Give the best swaps of up to three issues from `reference` (issues,) that leave no required party worse off.

    Ranked by the smallest gain among those who gain, then by the sum. Gains are of (expected) utility.
    """
    if not problem.places or not problem.issues:
        return ()
    one, two, three = (_moves(problem, reference, changed) for changed in (1, 2, 3))
    single, pair = _hurting(one), _hurting(two)
    found: list[tuple[float, float, list[tuple[int, int]], Floats]] = []
    for groups in ([one], [two], [three], [single, single], [single, pair], [single, single, single]):
        places, gains = _joined(groups)
        good = (gains >= -TOLERANCE).all(axis=1) & (gains > TOLERANCE).any(axis=1)
        kept = np.flatnonzero(good)
        score, total = _score(gains[kept]), gains[kept].sum(axis=1)
        widest = (gains[kept] > TOLERANCE).sum(axis=1)
        for at in np.lexsort((-total, -score, -widest))[:limit]:
            moved = [
                (int(group.factor[part[kept[at]]]), int(group.combination[part[kept[at]]]))
                for group, part in zip(groups, places, strict=True)
            ]
            found.append((float(score[at]), float(total[at]), moved, gains[kept[at]]))
    found.sort(key=lambda entry: (-int((entry[3] > TOLERANCE).sum()), -entry[0], -entry[1]))
    return tuple(_told(problem, reference, moved, gains) for _, _, moved, gains in found[:limit])
