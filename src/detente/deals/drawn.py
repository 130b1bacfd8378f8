"""The exact frontiers and solutions of many draws of utilities at once.

Packages of different draws must not be compared. So the first party's utilities are shifted down and the second's up
by more than their range from draw to draw: then no package of one draw dominates one of another, and one call filters
the sums of a whole batch of draws.
"""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.approximate import thin
from detente.deals.constants import DRAWN_SUMS, TOLERANCE
from detente.deals.efficient import Counts, efficient
from detente.deals.evaluate import Wants, evaluate, slice_draws, split_terms
from detente.deals.factors import combinations
from detente.deals.frontier import frontier_limit, multiplied
from detente.deals.grid import Scale, find_scales
from detente.deals.joint import Constraint
from detente.deals.kalai_smorodinsky import gain_shares
from detente.deals.problem import Problem
from detente.deals.solutions import SOLUTIONS, places_of_gains
from detente.errors import Fault, FormatError, SizeError
from detente.table.objectives import All, Leaf

__all__ = ["DrawnDeals", "drawn_factors", "problem_of_draws", "solve_drawn_problem", "solve_draws"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
LARGEST_SHIFT = 2.0**52
FIRST_BATCH = 4
"""Draws of the first batch, which shows how many fit into the next."""


@dataclass(frozen=True, slots=True)
class DrawnDeals:
    """Frontier and solutions of every draw, one after another.

    Points `starts[d]` to `starts[d + 1]` are the frontier of draw d, sorted by the first party's utility: `utilities`
    (points, parties), `options` (points, issues) of one package each, and `ties` (points,), how many packages reach
    it. `rational` (points,) says where nobody falls below its no-deal value, `solutions[name]` (points,) where the
    solution lies. `ideal` (draws, parties) is each party's largest gain over the rational points, and
    `largest_share` (draws,) the largest smallest share of it; NaN where there are none. `no_deal` is (draws, parties).
    Draws that are not `exact` were thinned: any of their packages lies at most `epsilon` (draws, parties) above
    some point.
    """

    problem: Problem
    starts: Places
    steps: Floats
    scales: tuple[Scale, ...]
    options: NDArray[np.integer[Any]]
    ties: Counts
    rational: NDArray[np.bool_]
    solutions: Mapping[str, NDArray[np.bool_]]
    no_deal: Floats
    ideal: Floats
    largest_share: Floats
    exact: NDArray[np.bool_]
    epsilon: Floats

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.starts) - 1

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties whose consent counts, in the order of the columns."""
        return tuple(self.problem.parties[place] for place in self.problem.places)

    @property
    def constants(self) -> Floats:
        """(parties,) what is added to the steps to give utilities."""
        return self.problem.constants[list(self.problem.places)]

    @property
    def slack(self) -> Floats:
        """(parties,) the tolerance within which utilities count as equal."""
        return np.array([scale.slack / scale.steps for scale in self.scales])

    @property
    def draw(self) -> Places:
        """(points,) the draw to which each point belongs."""
        return np.repeat(np.arange(self.draws), np.diff(self.starts))

    @property
    def utilities(self) -> Floats:
        """(points, parties) utilities of the required parties."""
        return self.steps / [scale.steps for scale in self.scales] + self.constants

    def packages(self, places: Sequence[int] | Places) -> tuple[dict[str, str], ...]:
        """Give the packages of the named points."""
        return tuple(self.problem.package(self.options[place]) for place in places)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Sums over the factors so far, ordered by `draw`, each with its place in the stage before and its combination."""

    values: Floats
    draw: Places
    counts: Counts
    before: Places
    combination: Places

    def take(self, places: Places, counts: Counts) -> "_Stage":
        return _Stage(self.values[places], self.draw[places], counts, self.before[places], self.combination[places])


def problem_of_draws(
    issues: Mapping[str, Sequence[str]],
    utilities: Mapping[str, Floats],
    no_deal: Floats,
    parties: Sequence[str],
    name: str = "draws",
) -> Problem:
    """Give the problem of additive utilities in arrays.

    `utilities[issue]` (draws, parties, options) is what each option adds, `no_deal` (draws, parties) the value of
    walking away. Raises FormatError naming every array that does not fit or holds what is not finite.
    """
    no_deal = np.asarray(no_deal, dtype=np.float64)
    arrays = {issue: np.asarray(values, dtype=np.float64) for issue, values in utilities.items()}
    faults = list(_faults(issues, arrays, no_deal, parties))
    if faults:
        raise FormatError(name, faults)
    wants = {}
    for place, party in enumerate(parties):
        leaves = tuple(Leaf(issue, issue, None) for issue in issues)
        satisfaction = {issue: arrays[issue][:, place] for issue in issues}
        weights = {"objectives": np.ones((len(no_deal), len(leaves)))}
        wants[party] = Wants(All("objectives", leaves, None), weights, satisfaction, no_deal[:, place], {})
    return Problem.of(name, {issue: tuple(labels) for issue, labels in issues.items()}, wants, tuple(parties))


def _faults(
    issues: Mapping[str, Sequence[str]], arrays: Mapping[str, Floats], no_deal: Floats, parties: Sequence[str]
) -> Iterator[Fault]:
    if not issues or not parties:
        yield Fault("issues" if not issues else "parties", "there are none; name at least one")
    if no_deal.ndim != 2 or no_deal.shape[1] != len(parties) or not len(no_deal):
        yield Fault("no_deal", f"has shape {no_deal.shape}; give (draws, parties) for {len(parties)} parties")
        return
    for what, values in (("no_deal", no_deal), *((f"utilities.{issue}", array) for issue, array in arrays.items())):
        if not np.isfinite(values).all():
            yield Fault(what, "holds NaN or infinity; give finite numbers")
    for issue, labels in issues.items():
        shape = (len(no_deal), len(parties), len(labels))
        if not labels:
            yield Fault(f"issues.{issue}", "has no options; give at least one")
        if issue not in arrays:
            yield Fault(f"utilities.{issue}", f"is missing; give an array of shape {shape}")
        elif arrays[issue].shape != shape:
            yield Fault(
                f"utilities.{issue}", f"has shape {arrays[issue].shape}; give (draws, parties, options) = {shape}"
            )
    for issue in arrays:
        if issue not in issues:
            yield Fault(f"utilities.{issue}", f"no such issue; there are: {', '.join(issues)}")


def drawn_factors(problem: Problem, part: slice) -> tuple[list[Floats], list[NDArray[np.bool_]]]:
    """Give each factor's contributions, and whose red lines are crossed, both (draws, combinations, parties).

    What a constraint rules out crosses everybody's.
    """
    issues = list(problem.issues)
    chosen = [list(problem.wants.items())[place] for place in problem.places]
    home = {issues[issue]: place for place, factor in enumerate(problem.factors) for issue in factor.issues}
    index = [
        dict(zip([issues[issue] for issue in factor.issues], combinations(factor.shape), strict=True))
        for factor in problem.factors
    ]
    count = len(range(*part.indices(problem.draws)))
    values = [np.zeros((count, factor.size, len(chosen))) for factor in problem.factors]
    shut = [np.zeros(own.shape, dtype=np.bool_) for own in values]
    for column, (party, want) in enumerate(chosen):
        own = slice_draws(want, part) if want.draws > 1 else want
        for term in split_terms(own.objective, own):
            # An issue without a choice ties nothing, and may have a factor of its own.
            alone = [issue for issue in term.issues if len(problem.issues[issue]) == 1]
            places = {home[issue] for issue in term.issues if issue not in alone} or {home[term.issues[0]]}
            if len(places) > 1:
                raise SizeError(f"the objective {term.node.name!r} of {party} ties too many combinations to be drawn")
            place = places.pop()
            none = dict.fromkeys(alone, np.zeros(problem.factors[place].size, dtype=np.intp))
            values[place][:, :, column] += term.scale[:, None] * evaluate(term.node, own, {**index[place], **none})
        for part_values in own.joint:
            place, at = _combined(part_values.issues, problem, home, index)
            values[place][:, :, column] += part_values.values[at]
        for issue, crossed in own.red_lines.items():
            shut[home[issue]][:, :, column] |= crossed[:, index[home[issue]][issue]]
    for constraint in problem.constraints:
        reduced = Constraint(constraint.condition.reduced(problem.issues))
        place, at = _combined(reduced.issues, problem, home, index)
        shut[place] |= ~reduced.allowed(problem.issues)[at][None, :, None]
    return values, shut


def _combined(
    issues: Sequence[str], problem: Problem, home: Mapping[str, int], index: Sequence[Mapping[str, Places]]
) -> tuple[int, tuple[Places, ...]]:
    """Give the factor that holds `issues`, and which option of each of them each of its combinations has."""
    place = next((home[issue] for issue in issues if len(problem.issues[issue]) > 1), home[issues[0]])
    # An issue without a choice ties nothing, and may have a factor of its own.
    none = np.zeros(problem.factors[place].size, dtype=np.intp)
    return place, tuple(index[place].get(issue, none) for issue in issues)


def _apart(values: Floats, draw: Places, ranges: Floats) -> Floats:
    """Shift the rows so that none dominates one of another draw."""
    if values.shape[1] == 1:
        return np.stack([values[:, 0] - draw * ranges[0], draw.astype(np.float64)], axis=1)
    apart = values.copy()
    apart[:, 0] -= draw * ranges[0]
    apart[:, 1] += draw * ranges[1]
    return apart


def _kept(stage: _Stage, ranges: Floats, limit: int, lost: Floats) -> _Stage:
    """Give the efficient points of each draw, at most `limit`, ordered by draw; what is lost is added to `lost`."""
    places, counts = efficient(_apart(stage.values, stage.draw, ranges), stage.counts)
    order = stage.draw[places].argsort(kind="stable")
    kept = stage.take(places[order], counts[order])
    many = np.bincount(kept.draw, minlength=len(lost))
    if many.max(initial=0) <= limit:
        return kept
    ends = np.cumsum([0, *many])
    left = []
    for draw, count in enumerate(many):
        own = np.arange(ends[draw], ends[draw + 1])
        if count > limit:
            thinned, less = thin(kept.values[own], limit)
            own = own[thinned]
            lost[draw] += less
        left.append(own)
    return kept.take(np.concatenate(left), kept.counts[np.concatenate(left)])


def _merge(stage: _Stage, single: _Stage, ranges: Floats, limit: int, lost: Floats) -> _Stage:
    """Give the efficient sums of the stage so far and one more factor, draw by draw."""
    widths = np.bincount(single.draw, minlength=len(lost))
    starts = np.cumsum([0, *widths[:-1]])
    repeats = widths[stage.draw]
    left = np.repeat(np.arange(len(stage.draw)), repeats)
    within = np.arange(len(left)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    right = starts[stage.draw[left]] + within
    sums = _Stage(
        stage.values[left] + single.values[right],
        stage.draw[left],
        multiplied(stage.counts, single.counts, (left, right)),
        left,
        single.combination[right],
    )
    return _kept(sums, ranges, limit, lost)


@dataclass(frozen=True, slots=True)
class _Draws:
    """What the frontiers of draws are found from: per factor, smallest first, `steps` (draws, combinations, parties)
    and `free` (draws, combinations), what crosses no red line; `ranges` (parties,) which no sum of steps exceeds.
    """

    problem: Problem
    order: tuple[int, ...]
    steps: tuple[Floats, ...]
    free: tuple[NDArray[np.bool_], ...]
    ranges: Floats
    limit: int


@dataclass(frozen=True, slots=True)
class _Found:
    """The frontiers of some draws: points in order, how `many` of them each draw has, what each draw `lost`.

    `sums` is how many sums of two frontiers were held at once.
    """

    steps: Floats
    options: NDArray[np.integer[Any]]
    ties: Counts
    many: Places
    lost: Floats
    sums: int


def _stages(draws: _Draws, part: slice, lost: Floats) -> list[_Stage]:
    """Give the stages of some draws, one after each factor."""
    stages: list[_Stage] = []
    for steps, free in zip(draws.steps, draws.free, strict=True):
        draw, combination = np.nonzero(free[part])
        ones = np.ones(len(draw), dtype=np.int64)
        single = _Stage(steps[part][draw, combination], draw, ones, np.zeros(len(draw), np.intp), combination)
        single = _kept(single, draws.ranges, draws.limit, lost)
        stages.append(_merge(stages[-1], single, draws.ranges, draws.limit, lost) if stages else single)
    return stages


def _found(draws: _Draws, part: slice) -> _Found:
    problem = draws.problem
    lost = np.zeros((part.stop - part.start, len(problem.places)))
    stages = _stages(draws, part, lost)
    last = stages[-1]
    place = np.lexsort((last.values[:, 0], last.draw))
    steps, ties = last.values[place], last.counts[place]
    small = max((len(labels) for labels in problem.issues.values()), default=0) < 2**15
    options = np.zeros((len(place), len(problem.issues)), dtype=np.int16 if small else np.int64)
    for at, stage in zip(reversed(draws.order), reversed(stages), strict=True):
        factor = problem.factors[at]
        options[:, list(factor.issues)] = factor.options(stage.combination[place]).T
        place = stage.before[place]
    widths = [*(own.shape[1] for own in draws.steps[1:]), 1]
    sums = max(len(stage.draw) * width for stage, width in zip(stages, widths, strict=True))
    return _Found(steps, options, ties, np.bincount(last.draw, minlength=len(lost)), lost, sums)


def _batches(draws: _Draws) -> Iterator[_Found]:
    """Give the frontiers of all draws in batches, worked on by as many threads as there are cores."""
    from concurrent.futures import ThreadPoolExecutor

    count = draws.problem.draws
    first = slice(0, min(FIRST_BATCH, count))
    found = _found(draws, first)
    yield found
    # How many sums a draw needs is known now: a batch is as large as caches hold, and as shifts stay exact.
    size = DRAWN_SUMS * first.stop // max(found.sums, 1)
    size = max(1, min(size, int(LARGEST_SHIFT / float(draws.ranges.max(initial=1.0)))))
    parts = [slice(start, min(start + size, count)) for start in range(first.stop, count, size)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(partial(_found, draws), parts)


def solve_drawn_problem(problem: Problem, limit: int | None = None) -> DrawnDeals:
    """Give frontier and solutions of every draw of a problem that has some issues and required parties.

    A draw's frontier beyond `limit` points is thinned within a proven bound. Raises SizeError where tied issues are
    too many.
    """
    parties = len(problem.places)
    values, shut = drawn_factors(problem, slice(None))
    order = tuple(sorted(range(len(values)), key=lambda place: problem.factors[place].size))
    flat = np.concatenate([values[place].reshape(-1, parties) for place in order])
    scales = find_scales(flat, [values[place][:, :, 0].size for place in order])
    per_unit = np.array([scale.steps for scale in scales])
    steps = tuple(np.rint(values[place] * per_unit) for place in order)
    free = tuple(np.logical_not(shut[place].any(axis=2)) for place in order)
    ranges = sum((np.ptp(part, axis=(0, 1)) for part in steps), np.zeros(parties)) + 1
    limit = limit or frontier_limit(parties, math.prod(factor.size for factor in problem.factors))
    found = list(_batches(_Draws(problem, order, steps, free, ranges, limit)))
    return _solved(
        problem,
        np.cumsum(np.concatenate([[0], *(part.many for part in found)])).astype(np.intp),
        np.concatenate([part.steps for part in found]),
        scales,
        np.concatenate([part.options for part in found]),
        np.concatenate([part.ties for part in found]),
        np.concatenate([part.lost for part in found]) / per_unit,
    )


def _solved(
    problem: Problem,
    starts: Places,
    steps: Floats,
    scales: tuple[Scale, ...],
    options: NDArray[np.integer[Any]],
    ties: Counts,
    lost: Floats,
) -> DrawnDeals:
    chosen = [list(problem.wants.values())[place] for place in problem.places]
    draws = problem.draws
    no_deal = np.stack([np.broadcast_to(want.no_deal, draws) for want in chosen], axis=1)
    constants = np.array([want.constant for want in chosen])
    slack = np.array([scale.slack / scale.steps for scale in scales])
    largest = max(
        (float(np.abs(steps[:, column]).max(initial=0.0)) / scale.steps for column, scale in enumerate(scales))
    )
    tolerance = TOLERANCE * max(1.0, largest)
    rational = np.zeros(len(steps), dtype=np.bool_)
    solutions = {name: np.zeros(len(steps), dtype=np.bool_) for name in SOLUTIONS}
    ideal, largest_share = np.full((draws, len(chosen)), np.nan), np.full(draws, np.nan)
    for draw in range(draws):
        own = slice(starts[draw], starts[draw + 1])
        gains = steps[own] / [scale.steps for scale in scales] + constants - no_deal[draw]
        accepted = (gains >= -slack).all(axis=1)
        rational[own] = accepted
        places = np.flatnonzero(accepted)
        if len(places):
            gains = np.maximum(gains[places], 0.0)
            ideal[draw] = gains.max(axis=0)
            largest_share[draw] = gain_shares(gains, tolerance).min(axis=1).max()
            for name, at in places_of_gains(gains, tolerance).items():
                solutions[name][starts[draw] + places[at]] = True
    return DrawnDeals(
        problem,
        starts,
        steps,
        scales,
        options,
        ties,
        rational,
        solutions,
        no_deal,
        ideal,
        largest_share,
        np.logical_not(lost.any(axis=1)),
        lost,
    )


def solve_draws(
    issues: Mapping[str, Sequence[str]],
    utilities: Mapping[str, Floats],
    no_deal: Floats,
    parties: Sequence[str],
    limit: int | None = None,
) -> DrawnDeals:
    """Give the exact frontier and the solutions of every draw of additive utilities.

    `utilities[issue]` (draws, parties, options) is what each option adds, `no_deal` (draws, parties) the value of
    walking away. A frontier beyond `limit` points is thinned within a proven bound. Raises FormatError naming every
    array that does not fit.
    """
    return solve_drawn_problem(problem_of_draws(issues, utilities, no_deal, parties), limit)
