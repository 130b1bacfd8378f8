"""The zone of possible agreement: how many packages those accept whose consent counts.

Issues are split in two. Over the first part sums of utilities are added up factor by factor: equal sums are merged and
counted, what is sure to be accepted whatever follows need not be told apart any more, and what can no longer be
accepted is dropped. The packages of the second part are listed, and each sum of the first is joined with all of
them at once: for every party a row of bits says which complete it to a package that the party accepts, and the rows
of all parties are intersected (meeting in the middle: E. Horowitz, S. Sahni, "Computing Partitions with Applications
to the Knapsack Problem", J. ACM 21 (1974) 277–292). Where too many sums remain, those in one box of a grid are merged
into its lower corner, then into its upper one: two counts between which the true one lies.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import COUNT_BOXES, COUNT_JOIN_LIMIT, COUNT_LISTED, COUNT_SAMPLE, COUNT_STATE_LIMIT
from detente.deals.efficient import Counts, merge_equal
from detente.deals.factors import Factor
from detente.deals.grid import find_scales

__all__ = ["Zone", "count_zone", "permitted_packages"]

Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]
INT64_SAFE = 2.0**62
BLOCK = 2048
"""Packages of the second part whose bits are handled at one time."""
ROWS = 8192
"""Sums of the first part joined at one time."""


@dataclass(frozen=True, slots=True)
class Zone:
    """How many packages are accepted by those who were asked: surely between `low` and `high`, equal where `exact`.

    Where it is not exact, `estimate` is what a sample of packages says, with its standard `error`.
    """

    low: int
    high: int
    exact: bool
    method: str
    estimate: float | None = None
    error: float | None = None

    @property
    def count(self) -> int | None:
        """The exact number, or None where only bounds are known."""
        return self.low if self.exact else None


@dataclass(frozen=True, slots=True)
class _Question:
    """Sums that reach `floor` (parties,) are accepted; all `bound` parties must, of the others all but `spare`."""

    floor: Floats
    bound: NDArray[np.bool_]
    spare: int

    def possible(self, sums: Floats, need: Floats) -> NDArray[np.bool_]:
        """Give which rows of `sums` can still be accepted, where every party needs at least `need`."""
        short = sums < need
        if not self.spare:
            return np.asarray(~short.any(axis=1))
        return np.asarray(~short[:, self.bound].any(axis=1) & (short[:, ~self.bound].sum(axis=1) <= self.spare))


@dataclass(frozen=True, slots=True)
class _Sums:
    """Distinct sums of utilities, (sums, parties), and how many packages of the first part have each."""

    values: Floats
    counts: Counts


def permitted_packages(factors: Sequence[Factor], parties: Sequence[int]) -> int:
    """Give how many packages cross no red line of the named parties."""
    return math.prod(int(factor.permitted[list(parties)].all(axis=0).sum()) for factor in factors)


def _split(parts: Sequence[Floats]) -> int:
    """Give how many of the factors, smallest first, are added up; the others are listed."""
    total = math.prod(len(part) for part in parts)
    listed, place = 1, len(parts)
    while place > 0 and (more := listed * len(parts[place - 1])) <= COUNT_LISTED and more * more <= total:
        listed, place = more, place - 1
    return place


class _TooManySumsError(Exception):
    """Exact counting would have to hold more sums than it may."""


def _merged(sums: _Sums, limit: int) -> _Sums:
    """Merge equal sums. Raises _TooManySumsError where more than `limit` differ."""
    kept, counts = merge_equal(sums.values, sums.counts)
    if len(kept) > limit:
        raise _TooManySumsError
    return _Sums(sums.values[kept], counts)


def _boxed(sums: _Sums, boxes: int, upper: bool) -> _Sums:
    """Merge the sums in each box of a grid into its lower or its upper corner, so that about `boxes` remain."""
    if len(sums.values) <= boxes:
        return sums
    finite = np.where(np.isfinite(sums.values), sums.values, 0.0)
    low, spread = finite.min(axis=0), np.ptp(finite, axis=0)
    shares = (finite - low) / np.where(spread > 0, spread, 1.0)
    sides = max(1, round(boxes ** (1 / max(1, int((spread > 0).sum()))) * 2))
    while True:
        cells = np.minimum((shares * sides).astype(np.int64), sides - 1)
        # What has failed for different parties has boxes of its own. Should a key overflow and two boxes become one,
        # its corners hold for both.
        keys = np.zeros(len(cells), dtype=np.int64)
        for column, failed in zip(cells.T, ~np.isfinite(sums.values.T), strict=True):
            keys = keys * (sides + 1) + np.where(failed, sides, column)
        order = keys.argsort(kind="stable")
        ordered = keys[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        if len(starts) <= boxes or sides == 1:
            break
        sides = max(1, int(sides / 1.3))
    corner = np.maximum if upper else np.minimum
    return _Sums(corner.reduceat(sums.values[order], starts, axis=0), np.add.reduceat(sums.counts[order], starts))


def _added_up(
    first: Sequence[Floats], second: Sequence[Floats], question: _Question, merge: Callable[[_Sums], _Sums]
) -> _Sums:
    """Add up the factors of the first part, and `merge` the sums after each."""
    every = [*first, *second]
    most = np.array([part.max(axis=0) for part in every])
    least = np.array([part.min(axis=0) for part in every])
    sums = _Sums(np.zeros((1, len(question.floor))), np.ones(1, dtype=np.int64))
    total = 1
    for place, part in enumerate(first):
        total *= len(part)
        counts = sums.counts.astype(object) if total >= INT64_SAFE and sums.counts.dtype != object else sums.counts
        values = (sums.values[:, None, :] + part[None, :, :]).reshape(-1, len(question.floor))
        need = question.floor - most[place + 1 :].sum(axis=0)
        sure = np.maximum(question.floor - least[place + 1 :].sum(axis=0), need)
        possible = question.possible(values, need)
        # Beyond what is sure, and below what can still be reached, sums need not be told apart.
        values = np.minimum(values, np.ceil(sure))[possible]
        if question.spare:
            values[values < need] = -np.inf
        sums = merge(_Sums(values, np.repeat(counts, len(part))[possible]))
    return sums


def _listed(rest: Sequence[Floats], parties: int) -> Floats:
    values = np.zeros((1, parties))
    for part in rest:
        values = (values[:, None, :] + part[None, :, :]).reshape(-1, parties)
    return values


def _rows(block: Floats, floors: Floats) -> Iterator[Bits]:
    """Give for each party which of `block` (packages, parties) reach each of `floors` (rows, parties), as bits."""
    count = len(block)
    place = np.arange(count)
    one = np.uint64(1) << (place % 64).astype(np.uint64)
    for own, needed in zip(block.T, floors.T, strict=True):
        order = own.argsort()
        # Row k holds the bits of the k packages that give the party most.
        best = np.zeros((count + 1, -(-count // 64)), dtype=np.uint64)
        best[place + 1, order[::-1] // 64] = one[order[::-1]]
        np.bitwise_or.accumulate(best, axis=0, out=best)
        yield best[count - own[order].searchsorted(needed)]


def _joined(block: Floats, floors: Floats, question: _Question) -> NDArray[np.int64]:
    """Give how many of `block` (packages, parties) are accepted with each of the rows of `floors`."""
    full = np.full((len(floors), -(-len(block) // 64)), ~np.uint64(0), dtype=np.uint64)
    # within[k]: at most k of those who may refuse do so. Bits beyond the block are cleared by every party's row.
    within = [full.copy() for _ in range(question.spare + 1)]
    for bound, reached in zip(question.bound, _rows(block, floors), strict=True):
        for spare in range(question.spare, -1, -1):
            within[spare] &= reached
            if spare and not bound:
                within[spare] |= within[spare - 1]
    if question.spare and len(block) % 64:
        within[-1][:, -1] &= np.uint64(2 ** (len(block) % 64) - 1)
    return np.asarray(np.bitwise_count(within[-1]).sum(axis=1, dtype=np.int64))


def _completed(floors: Floats, rest: Floats, question: _Question) -> NDArray[np.int64]:
    """Give how many packages of the second part are accepted together with each of the rows of `floors`."""
    found = np.zeros(len(floors), dtype=np.int64)
    for row in range(0, len(floors), ROWS):
        for start in range(0, len(rest), BLOCK):
            found[row : row + ROWS] += _joined(rest[start : start + BLOCK], floors[row : row + ROWS], question)
    return found


def _total(sums: _Sums, rest: Floats, question: _Question) -> int:
    found = _completed(question.floor - sums.values, rest, question)
    return sum(map(int, sums.counts.astype(object) * found)) if len(found) else 0


def _estimate(first: Sequence[Floats], rest: Floats, question: _Question) -> tuple[float, float]:
    """Give an estimate of the count, and its standard error, from a sample of the first part."""
    random = np.random.default_rng(0)
    sums = np.zeros((COUNT_SAMPLE, len(question.floor)))
    for part in first:
        sums += part[random.integers(0, len(part), COUNT_SAMPLE)]
    found = _completed(question.floor - sums, rest, question)
    every = float(math.prod(len(part) for part in first))
    return float(found.mean()) * every, float(found.std(ddof=1)) / math.sqrt(COUNT_SAMPLE) * every


def count_zone(
    factors: Sequence[Factor],
    parties: Sequence[int],
    no_deal: Sequence[float] | Floats,
    spare: int = 0,
    veto: Sequence[int] = (),
    limit: int = COUNT_STATE_LIMIT,
) -> Zone:
    """Give how many packages all of `parties` (places) accept; `no_deal` is what each gets without a deal.

    With `spare`, that many of them may refuse, but none of `veto` (places). No constants are added to utilities here:
    subtract them from `no_deal`. A party accepts at u ≥ r within the tolerance of its scale, and no package that
    crosses a red line of its own.
    """
    chosen = list(parties)
    if not chosen:
        return Zone(every := permitted_packages(factors, ()), every, True, "nobody is asked")
    bound = np.array([party in veto for party in chosen], dtype=np.bool_)
    spare = min(spare, int((~bound).sum()))
    values = np.concatenate([np.empty((len(chosen), 0)), *(factor.values[chosen] for factor in factors)], axis=1).T
    scales = find_scales(values, [factor.size for factor in factors])
    per_unit = np.array([scale.steps for scale in scales])
    floor = np.array(no_deal, dtype=np.float64) * per_unit - np.array([scale.slack for scale in scales])
    parts = []
    for factor in factors:
        steps = np.rint(factor.values[chosen].T * per_unit)
        crossed = ~factor.permitted[chosen].T
        steps[crossed] = -np.inf
        # A package that is out of the question for too many is left out at once.
        out = crossed[:, bound].any(axis=1) | (crossed[:, ~bound].sum(axis=1) > spare)
        parts.append(steps[~out])
    if any(len(part) == 0 for part in parts):
        return Zone(0, 0, True, "every package crosses a red line")
    parts.sort(key=len)
    question = _Question(floor, bound, spare)
    split = _split(parts)
    first, second = parts[:split], parts[split:]
    rest = _listed(second, len(chosen))
    limit = min(limit, COUNT_JOIN_LIMIT // (len(rest) * len(chosen)))
    try:
        exact = _total(_added_up(first, second, question, lambda sums: _merged(sums, limit)), rest, question)
        return Zone(exact, exact, True, "sums of factors, equal ones merged, met in the middle")
    except _TooManySumsError:
        boxes = min(COUNT_BOXES, limit)
    low, high = (
        _total(_added_up(first, second, question, partial(_boxed, boxes=boxes, upper=upper)), rest, question)
        for upper in (False, True)
    )
    method = "sums of factors, merged into the corners of boxes"
    if low == high:
        return Zone(low, high, True, method)
    estimate, error = _estimate(first, rest, question)
    return Zone(low, high, False, method, min(max(estimate, float(low)), float(high)), error)
