"""The Pareto frontier of a sum of factors, without enumerating packages.

After each factor the sums that another sum dominates are dropped: G. L. Nemhauser, Z. Ullmann, "Discrete Dynamic
Programming and Capital Allocation", Management Science 15 (1969) 494–505. What is dominated within some factors stays
dominated whatever the others add, so the result is exact; ties are counted on the way.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.approximate import thin
from detente.deals.constants import FRONTIER_LIMIT, MANY_PARTIES, SMALL_SPACE, SUM_LIMIT, WIDE_FRONTIER_LIMITS
from detente.deals.contributions import Contributions
from detente.deals.efficient import Counts, efficient
from detente.deals.factors import Factor
from detente.deals.grid import Scale

__all__ = ["Frontier", "frontier_limit", "multiplied", "pareto_frontier"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
INT64_SAFE = 2.0**62
CHUNKS = 8
"""In how many parts as many combinations of one factor are looked through as sums of two frontiers are held at once."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """Efficient points: `utilities` (points, parties), one package each, and how many packages reach it.

    `options` (points, issues) holds option indices; `ties` (points,) exact counts; `steps` (points, parties) the
    utilities as whole steps of `scales`. Where `exact` is false, every package lies at most `epsilon` (parties,)
    above some point, in each utility, and `ties` are lower bounds. `partial` holds each factor with the efficient sums,
    in steps, of it and those before it.
    """

    utilities: Floats
    options: Places
    ties: Counts
    steps: Floats
    scales: tuple[Scale, ...]
    exact: bool
    epsilon: Floats
    method: str
    partial: tuple[tuple[Factor, Floats], ...] = ()

    def __len__(self) -> int:
        return len(self.utilities)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Sums over the factors so far, each with its place in the stage before and its combination of the last factor."""

    values: Floats
    counts: Counts
    before: Places
    combination: Places


def frontier_limit(parties: int, packages: int) -> int:
    """Give how many points a frontier may hold: fewer for many parties, where nearly everything is efficient."""
    widest = min(WIDE_FRONTIER_LIMITS.values())
    limit = WIDE_FRONTIER_LIMITS.get(parties, widest if parties > MANY_PARTIES else FRONTIER_LIMIT)
    return max(limit, SMALL_SPACE) if packages <= SMALL_SPACE else limit


def _kept(values: Floats, counts: Counts, limit: int) -> tuple[Places, Counts, Floats]:
    """Give the places of the efficient rows of `values`, at most `limit`, their counts, and what is lost.

    With many parties nearly all points are efficient, and finding out takes long: there they are thinned first.
    """
    parties = values.shape[1]
    if parties > MANY_PARTIES and len(values) > 2 * limit:
        first, lost = thin(values, limit)
        places, counts = efficient(values[first], counts[first])
        places = first[places]
    else:
        lost = np.zeros(parties)
        places, counts = efficient(values, counts)
    if len(places) > limit:
        kept, more = thin(values[places], limit)
        return places[kept], counts[kept], lost + more
    return places, counts, lost


def _first_stage(contributions: Contributions, place: int, allowed: Places, limit: int) -> tuple[_Stage, Floats]:
    """Give the efficient combinations of the factor at `place`, looked through in chunks, and what is lost."""
    parties = len(contributions.parties)
    step = max(1, SUM_LIMIT // (CHUNKS * max(parties, 1)))
    parts, lost = [], np.zeros(parties)
    for start in range(0, len(allowed), step):
        places = allowed[start : start + step]
        own = contributions.steps(place, places)
        kept, counts, less = _kept(own, np.ones(len(own), np.int64), limit)
        parts.append(_Stage(own[kept], counts, np.zeros(len(kept), np.intp), places[kept]))
        lost = np.maximum(lost, less)
    return _joined(parts, lost, limit)


def _joined(parts: Sequence[_Stage], lost: Floats, limit: int) -> tuple[_Stage, Floats]:
    """Give the efficient points of several stages that lack what is `lost`, and what is lost after joining them."""
    if len(parts) == 1:
        return parts[0], lost
    joined = _Stage(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.before for part in parts]),
        np.concatenate([part.combination for part in parts]),
    )
    places, counts, less = _kept(joined.values, joined.counts, limit)
    return _Stage(joined.values[places], counts, joined.before[places], joined.combination[places]), lost + less


def multiplied(first: Counts, second: Counts, pairs: tuple[Places, Places] | None = None) -> Counts:
    """Give the products of all counts, or of those at `pairs` of places; Python integers where int64 is too small."""
    if first.dtype != object and second.dtype != object and len(first) and len(second):
        # Equal sums come from different rows on both sides, so at most this many are added up.
        most = float(first.max()) * float(second.max()) * min(len(first), len(second))
        if most >= INT64_SAFE:
            first = first.astype(object)
    if pairs is None:
        return np.multiply.outer(first, second).ravel()
    return np.asarray(first[pairs[0]] * second[pairs[1]])


def _merge(stage: _Stage, single: _Stage, limit: int) -> tuple[_Stage, Floats]:
    """Give the efficient sums of the stage so far and one more factor, at most `limit`, and what is lost."""
    width, parties = len(single.values), stage.values.shape[1]
    step = max(1, SUM_LIMIT // max(width * max(parties, 1), 1))
    parts, lost = [], np.zeros(parties)
    for start in range(0, len(stage.values), step):
        block = stage.values[start : start + step]
        # Along the rows of one combination the stage keeps its order: runs that a stable sort only has to merge.
        sums = (single.values[:, None, :] + block[None, :, :]).reshape(-1, parties)
        counts = multiplied(single.counts, stage.counts[start : start + step])
        places, counts, less = _kept(sums, counts, limit)
        combination, before = np.divmod(places, len(block))
        parts.append(_Stage(sums[places], counts, start + before, single.combination[combination]))
        lost = np.maximum(lost, less)
    return _joined(parts, lost, limit)


def _trace(stages: Sequence[tuple[Factor, _Stage]], issues: int) -> Places:
    """Follow each final point back through the stages, to the option of every issue."""
    last = stages[-1][1].values if stages else np.zeros((1, 0))
    options = np.zeros((len(last), issues), dtype=np.intp)
    place = np.arange(len(last))
    for factor, stage in reversed(stages):
        options[:, list(factor.issues)] = factor.options(stage.combination[place]).T
        place = stage.before[place]
    return options


def _ascending(values: Floats) -> Places:
    """Give the order of rows by the first column, then the second, and so on."""
    order = values[:, 0].argsort(kind="stable")
    first = values[order, 0]
    return order if (first[1:] != first[:-1]).all() else np.lexsort(values.T[::-1])


def _empty(parties: int, issues: int, scales: tuple[Scale, ...]) -> Frontier:
    none = np.zeros((0, parties))
    options = np.zeros((0, issues), dtype=np.intp)
    return Frontier(none, options, np.zeros(0, dtype=np.int64), none, scales, True, np.zeros(parties), "no packages")


def pareto_frontier(
    factors: Sequence[Factor],
    parties: Sequence[int],
    constants: Sequence[float] | Floats | None = None,
    limit: int | None = None,
    loss: Sequence[float] | Floats | None = None,
) -> Frontier:
    """Give the Pareto frontier over the named `parties` (places), of the packages that cross no red line of theirs.

    `constants` are added to the utilities of `parties`. A frontier that grows beyond `limit` points is thinned, and
    the result says by how much it may be off. `loss` (parties,) is how far the factors themselves may be off.
    """
    chosen = list(parties)
    issues = sum(len(factor.issues) for factor in factors)
    contributions = Contributions.of(factors, chosen)
    scales, allowed = contributions.scales, contributions.allowed()
    if any(len(places) == 0 for places in allowed):
        return _empty(len(chosen), issues, scales)
    limit = limit or frontier_limit(len(chosen), math.prod(len(places) for places in allowed))
    lost = np.zeros(len(chosen)) + (2 * np.asarray(loss) * contributions.per_unit if loss is not None else 0.0)
    singles = []
    for place, factor in enumerate(factors):
        single, less = _first_stage(contributions, place, allowed[place], limit)
        singles.append((factor, single))
        lost += less
    singles.sort(key=lambda pair: len(pair[1].values))
    stages: list[tuple[Factor, _Stage]] = []
    for factor, single in singles:
        stage, less = _merge(stages[-1][1], single, limit) if stages else (single, np.zeros(len(chosen)))
        lost += less
        stages.append((factor, stage))
    most = sum((single.values.max(axis=0) for _, single in singles), np.zeros(len(chosen))) if lost.any() else lost
    return _finish(
        stages, issues, scales, lost, most, np.zeros(len(chosen)) if constants is None else np.array(constants)
    )


def _finish(
    stages: Sequence[tuple[Factor, _Stage]],
    issues: int,
    scales: tuple[Scale, ...],
    lost: Floats,
    most: Floats,
    constants: Floats,
) -> Frontier:
    last = stages[-1][1] if stages else None
    steps = np.zeros((1, len(scales))) if last is None else last.values
    ties = np.ones(1, dtype=np.int64) if last is None else last.counts
    per_unit = np.array([scale.steps for scale in scales])
    options = _trace(stages, issues)
    if len(scales) > 2:
        # Two parties' points are in order already; `moocore` leaves others in the order in which they came.
        order = _ascending(steps)
        steps, options, ties = steps[order], options[order], ties[order]
    exact = not lost.any()
    if not exact:
        # No package lies further above a point than the sum of what each factor gives at most.
        lost = np.minimum(lost, most - steps.min(axis=0))
    method = "Minkowski sum of factors, pruned" if exact else "Minkowski sum of factors, pruned and thinned to boxes"
    partial = tuple((factor, stage.values) for factor, stage in stages)
    return Frontier(steps / per_unit + constants, options, ties, steps, scales, exact, lost / per_unit, method, partial)
