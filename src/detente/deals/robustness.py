"""How candidate packages fare over all draws of what the parties want.

Acceptability indices: R. Lahdelma, J. Hokkanen, P. Salminen, "SMAA – Stochastic Multiobjective Acceptability
Analysis", European Journal of Operational Research 106 (1998) 137–143; here the share of draws in which a package is
acceptable, efficient, or a bargaining solution.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.candidates import Candidates
from detente.deals.constants import EFFICIENCY_DRAWS, NAMED_PACKAGES, TOLERANCE
from detente.deals.efficient import efficient
from detente.deals.evaluate import Wants
from detente.deals.logrolls import monte_carlo_error
from detente.deals.problem import Problem, drawn_utilities, options_index
from detente.deals.solutions import SOLUTIONS

__all__ = ["Candidate", "Judged", "Robustness", "Share", "best_gains", "judge", "share_of", "weigh"]

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Share:
    """A party's share of its possible gain, (u − r) / (best − r): its mean and the middle 90 % over the draws.

    `best` is its largest utility among the candidates acceptable to all in that draw; draws without any do not count.
    Cut to [−1, 1]: 0 is no deal, 1 all it could get, below 0 worse than no deal.
    """

    mean: float
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        """Give the record of `deals.json`."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Candidate:
    """How one package fares: probabilities over the draws, with the Monte Carlo standard `error` of the first.

    `acceptable` by party, and to all whose consent counts; `efficient` among the candidates; `indices[solution]` the
    probability of being that solution; `expected` utilities; `smallest_share` the expected smallest share, counted 0
    where somebody does not accept; `regret` how far that lies below the best candidate of each draw, expected.
    """

    package: Mapping[str, str]
    origins: tuple[str, ...]
    acceptable_to_all: float
    error: float
    acceptable: Mapping[str, float]
    efficient: float
    indices: Mapping[str, float]
    shares: Mapping[str, Share | None]
    expected: Mapping[str, float]
    smallest_share: float
    regret: float

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "package": dict(self.package),
            "origins": list(self.origins),
            "acceptable_to_all": self.acceptable_to_all,
            "error": self.error,
            "acceptable": dict(self.acceptable),
            "efficient": self.efficient,
            "indices": dict(self.indices),
            "shares": {party: None if share is None else share.to_json() for party, share in self.shares.items()},
            "expected": dict(self.expected),
            "smallest_share": self.smallest_share,
            "regret": self.regret,
        }


@dataclass(frozen=True, slots=True)
class Robustness:
    """Candidates, the one most likely to be accepted by all first.

    `agreement` is the probability that at least one candidate is acceptable to all: that a deal exists, exactly where
    `complete` (every package is a candidate), at least this much otherwise. `accepted` (draws, candidates) says where
    all whose consent counts accept. Nothing is known of `unjudged` parties; their consent is not in the figures.
    """

    candidates: tuple[Candidate, ...]
    agreement: float
    draws: int
    index_draws: int
    complete: bool
    unjudged: tuple[str, ...]
    accepted: Truths

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        named = [
            candidate
            for place, candidate in enumerate(self.candidates)
            if place < NAMED_PACKAGES or not set(candidate.origins) <= _COMPUTED
        ]
        return {
            "candidates": [candidate.to_json() for candidate in named],
            "judged": len(self.candidates),
            "complete": self.complete,
            "agreement": self.agreement,
            "agreement_error": monte_carlo_error(self.agreement, self.draws),
            "draws": self.draws,
            "index_draws": self.index_draws,
            "unjudged": list(self.unjudged),
        }


_COMPUTED = {"every package", "frontier of expected utility", *(f"{name} of a draw" for name in SOLUTIONS)}


@dataclass(frozen=True, slots=True)
class Judged:
    """Arrays over draws and candidates, by party: utilities, gains over no deal, and whether it accepts."""

    gains: Mapping[str, Floats]
    accepts: Mapping[str, Truths]
    expected: Mapping[str, Floats]
    all_accept: Truths
    permitted: Truths


def _crossed(wants: Wants, index: Mapping[str, Places], shape: tuple[int, int]) -> Truths:
    crossed = np.zeros(shape, dtype=np.bool_)
    for issue, shut in wants.red_lines.items():
        crossed |= shut[:, index[issue]]
    return crossed


def weigh(problem: Problem, options: Places) -> Judged:
    """Give what every party makes of packages, `options` (packages, issues), in every draw."""
    issues = list(problem.issues)
    index = options_index(issues, options)
    shape = (problem.draws, len(options))
    gains, accepts, expected = {}, {}, {}
    all_accept, permitted = np.ones(shape, dtype=np.bool_), np.ones(shape, dtype=np.bool_)
    for party, wants in problem.wants.items():
        utilities = drawn_utilities(wants, issues, options)
        crossed = _crossed(wants, index, shape)
        expected[party] = utilities.mean(axis=0)
        gains[party] = utilities - wants.no_deal[:, None]
        accepts[party] = (gains[party] >= -TOLERANCE) & ~crossed
        if party in problem.required:
            all_accept &= accepts[party]
            permitted &= ~crossed
    return Judged(gains, accepts, expected, all_accept, permitted)


def best_gains(gains: Floats, all_accept: Truths) -> Floats:
    """Give the largest gain (draws,) among the candidates that all accept; −∞ in draws where there is none."""
    best: Floats = np.where(all_accept, gains, -np.inf).max(axis=1)
    return best


def _shares(gains: Floats, best: Floats) -> Floats:
    """Give shares of the `best` gain (draws,), (draws, candidates); NaN in draws where nothing is acceptable to all."""
    best = best[:, None]
    possible = best > TOLERANCE
    shares = np.where(possible, gains / np.where(possible, best, 1.0), np.where(gains >= -TOLERANCE, 1.0, -1.0))
    shares = np.clip(shares, -1.0, 1.0)
    shares[~np.isfinite(best[:, 0])] = np.nan
    return shares


def _summed_up(shares: Floats) -> list[Share | None]:
    known = shares[~np.isnan(shares[:, 0])]
    if len(known) == 0:
        return [None] * shares.shape[1]
    low, high = np.quantile(known, [0.05, 0.95], axis=0)
    mean = known.mean(axis=0)
    return [Share(*map(float, figures)) for figures in zip(mean, low, high, strict=True)]


def share_of(gains: Floats, best: Floats) -> Share | None:
    """Give a party's share of its `best` gain (draws,) by one package, `gains` (draws,); None where no draw has any."""
    return _summed_up(_shares(gains[:, None], best))[0]


def _indices(judged: Judged, required: Sequence[str]) -> tuple[Floats, dict[str, Floats], int]:
    """Give how often each candidate is efficient, and each solution, over an even sample of the draws."""
    draws, candidates = judged.all_accept.shape
    sample = np.unique(np.linspace(0, draws - 1, min(draws, EFFICIENCY_DRAWS)).astype(int))
    hits = {name: np.zeros(candidates) for name in SOLUTIONS}
    efficient_hits = np.zeros(candidates)
    gains = np.stack([judged.gains[party] for party in required], axis=2)
    for draw in sample:
        permitted = np.flatnonzero(judged.permitted[draw])
        # The grid makes ties ties; efficient() keeps one of each, so equal ones are found again by value.
        steps = np.rint(gains[draw, permitted] / TOLERANCE)
        kept, _ = efficient(steps, np.ones(len(permitted), dtype=np.int64))
        rows = {row.tobytes() for row in steps[kept]}
        on_frontier = np.array([row.tobytes() in rows for row in steps], dtype=np.bool_)
        efficient_hits[permitted[on_frontier]] += 1
        rational = permitted[on_frontier & judged.all_accept[draw, permitted]]
        own = np.maximum(gains[draw, rational], 0.0)
        for name, solution in SOLUTIONS.items():
            hits[name][rational[solution(own)]] += 1
    return efficient_hits / len(sample), {name: hit / len(sample) for name, hit in hits.items()}, len(sample)


def judge(problem: Problem, candidates: Candidates) -> Robustness:
    """Give how each candidate fares over the draws, ranked by the probability that all accept it.

    Ties are broken by the probability of being the Nash solution, then by the expected smallest share.
    """
    judged = weigh(problem, candidates.options)
    required = [party for party in problem.parties if party in problem.required]
    efficient_share, indices, index_draws = _indices(judged, required)
    shares = {party: _shares(gains, best_gains(gains, judged.all_accept)) for party, gains in judged.gains.items()}
    smallest = np.full(judged.all_accept.shape, np.inf)
    for party in required:
        smallest = np.minimum(smallest, shares[party])
    smallest = np.where(judged.all_accept & np.isfinite(smallest), smallest, 0.0)
    regret = (smallest.max(axis=1, keepdims=True) - smallest).mean(axis=0)
    accepted = judged.all_accept.mean(axis=0)
    told = {party: _summed_up(part) for party, part in shares.items()}
    each = {party: part.mean(axis=0) for party, part in judged.accepts.items()}
    order = np.lexsort((-smallest.mean(axis=0), -indices["nash"], -accepted))
    ranked = [
        Candidate(
            problem.package(candidates.options[place]),
            candidates.origins[place],
            float(accepted[place]),
            monte_carlo_error(float(accepted[place]), problem.draws),
            {party: float(part[place]) for party, part in each.items()},
            float(efficient_share[place]),
            {name: float(part[place]) for name, part in indices.items()},
            {party: part[place] for party, part in told.items()},
            {party: float(part[place]) for party, part in judged.expected.items()},
            float(smallest[:, place].mean()),
            float(regret[place]),
        )
        for place in order
    ]
    return Robustness(
        tuple(ranked),
        float(judged.all_accept.any(axis=1).mean()),
        problem.draws,
        index_draws,
        candidates.complete,
        problem.silent,
        judged.all_accept[:, order],
    )
