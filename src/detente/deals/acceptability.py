"""How packages fare over many draws, each of which is solved exactly.

Acceptability indices: R. Lahdelma, J. Hokkanen, P. Salminen, "SMAA – Stochastic Multiobjective Acceptability
Analysis", European Journal of Operational Research 106 (1998) 137–143; here the share of draws in which a package is
acceptable, efficient among all packages, or a bargaining solution.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.drawn import DrawnDeals, drawn_factors
from detente.deals.reference import given_package
from detente.deals.solutions import SOLUTIONS

__all__ = ["Acceptability", "Estimate", "acceptability_indices"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
CHUNK = 2_000_000
"""Utilities of packages in draws held at one time."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over the draws with its Monte Carlo standard `error`; both None where no draw counts."""

    mean: float | None
    error: float | None

    @classmethod
    def of(cls, values: Floats) -> "Estimate":
        """Give the mean of `values` (draws,), of which NaN do not count."""
        known = values[~np.isnan(values)]
        if len(known) == 0:
            return cls(None, None)
        error = float(known.std(ddof=1)) / math.sqrt(len(known)) if len(known) > 1 else None
        return cls(float(known.mean()), error)

    def to_json(self) -> dict[str, float | None]:
        """Give the record of a result file."""
        return {"mean": self.mean, "error": self.error}


@dataclass(frozen=True, slots=True)
class Acceptability:
    """How one package fares over the draws.

    `acceptable` by party and `acceptable_to_all` are probabilities of u ≥ r with no red line crossed; `efficient` that
    it crosses no red line and no package that crosses none dominates it; `indices[solution]` that it is that solution,
    which it never is in a draw without any acceptable package. `shares` are each party's part of its largest gain over
    the efficient packages acceptable to all, (u − r) / (ideal − r): 1 where there is nothing to gain, negative where it
    is worse off than without a deal; draws in which nothing is acceptable to all do not count. `regret` is how far the
    smallest share, 0 where somebody refuses, lies below the largest that any package would give in the same draw.
    """

    package: Mapping[str, str]
    acceptable_to_all: Estimate
    acceptable: Mapping[str, Estimate]
    efficient: Estimate
    indices: Mapping[str, Estimate]
    shares: Mapping[str, Estimate]
    regret: Estimate

    def to_json(self) -> dict[str, Any]:
        """Give the record of a result file."""

        def each(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
            return {name: estimate.to_json() for name, estimate in estimates.items()}

        return {
            "package": dict(self.package),
            "acceptable_to_all": self.acceptable_to_all.to_json(),
            "acceptable": each(self.acceptable),
            "efficient": self.efficient.to_json(),
            "indices": each(self.indices),
            "shares": each(self.shares),
            "regret": self.regret.to_json(),
        }


def acceptability_indices(deals: DrawnDeals, packages: Sequence[Mapping[str, str]]) -> tuple[Acceptability, ...]:
    """Give how each of `packages` fares over the draws. Raises FormatError where one does not fit the issues.

    Draws whose frontier was thinned do not count for `efficient`, `indices`, `shares` and `regret`.
    """
    options = [given_package(deals.problem, package, f"packages[{place}]") for place, package in enumerate(packages)]
    steps, crossed = _steps(deals, np.array(options, dtype=np.intp).reshape(len(options), len(deals.problem.issues)))
    return tuple(_judged(deals, package, steps[:, place], crossed[:, place]) for place, package in enumerate(packages))


def _steps(deals: DrawnDeals, options: Places) -> tuple[Floats, NDArray[np.bool_]]:
    """Give the utilities of packages in whole steps, and whose red lines they cross, (draws, packages, parties)."""
    parties, per_unit = len(deals.parties), np.array([scale.steps for scale in deals.scales])
    steps = np.zeros((deals.draws, len(options), parties))
    crossed = np.zeros(steps.shape, dtype=np.bool_)
    for part in _parts(deals):
        values, shut = drawn_factors(deals.problem, part)
        for factor, own, closed in zip(deals.problem.factors, values, shut, strict=True):
            places = np.ravel_multi_index(tuple(options[:, issue] for issue in factor.issues), factor.shape)
            steps[part] += np.rint(own[:, places] * per_unit)
            crossed[part] |= closed[:, places]
    return steps, crossed


def _parts(deals: DrawnDeals) -> Iterator[slice]:
    size = sum(factor.size for factor in deals.problem.factors) * max(1, len(deals.parties))
    step = max(1, CHUNK // size)
    for start in range(0, deals.draws, step):
        yield slice(start, min(start + step, deals.draws))


def _places(deals: DrawnDeals, steps: Floats) -> Places:
    """Give the point of each draw's frontier that equals the row of `steps` (draws, parties); −1 where none does."""
    found = np.full(deals.draws, -1, dtype=np.intp)
    for draw, row in enumerate(steps):
        start, end = deals.starts[draw], deals.starts[draw + 1]
        # Points are sorted by the first party's utility.
        low, high = start + deals.steps[start:end, 0].searchsorted([row[0], row[0] + 0.5])
        equal = np.flatnonzero((deals.steps[low:high] == row).all(axis=1))
        if len(equal):
            found[draw] = low + equal[0]
    return found


def _judged(deals: DrawnDeals, package: Mapping[str, str], steps: Floats, crossed: NDArray[np.bool_]) -> Acceptability:
    gains = steps / [scale.steps for scale in deals.scales] + deals.constants - deals.no_deal
    accepts = (gains >= -deals.slack) & ~crossed
    all_accept = accepts.all(axis=1)
    point = np.where(crossed.any(axis=1), -1, _places(deals, steps))
    there = point >= 0
    unknown = ~deals.exact
    efficient = np.asarray(np.where(unknown, np.nan, there))
    indices = {
        name: np.where(unknown, np.nan, there & deals.solutions[name][np.maximum(point, 0)]) for name in SOLUTIONS
    }
    can_gain = deals.ideal > deals.slack
    shares = np.where(
        can_gain, gains / np.where(can_gain, deals.ideal, 1.0), np.where(gains >= -deals.slack, 1.0, -1.0)
    )
    shares[np.isnan(deals.ideal) | unknown[:, None]] = np.nan
    smallest = np.where(all_accept, np.maximum(shares, 0.0).min(axis=1), 0.0)
    below = np.maximum(deals.largest_share - smallest, 0.0)
    regret = np.asarray(np.where(np.isnan(shares[:, 0]), np.nan, below))
    return Acceptability(
        dict(package),
        Estimate.of(np.asarray(all_accept, dtype=np.float64)),
        {party: Estimate.of(own.astype(np.float64)) for party, own in zip(deals.parties, accepts.T, strict=True)},
        Estimate.of(efficient),
        {name: Estimate.of(hits) for name, hits in indices.items()},
        {party: Estimate.of(own) for party, own in zip(deals.parties, shares.T, strict=True)},
        Estimate.of(regret),
    )
