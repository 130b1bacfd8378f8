"""The zone of possible agreement: how many packages those accept whose consent counts.

Issues are split in two. Over the first part sums of utilities are added up factor by factor: equal sums are merged and
counted, what is sure to be accepted whatever follows need not be told apart any more, and what can no longer be
accepted is dropped. The packages of the second part are listed, and each sum of the first is joined with all of
them at once: for every party a row of bits says which complete it to a package that the party accepts, and the rows
of all parties are intersected (meeting in the middle: E. Horowitz, S. Sahni, "Computing Partitions with Applications
to the Knapsack Problem", J. ACM 21 (1974) 277–292). A factor of very many combinations is looked through in chunks: its
equal rows are merged where few are distinct, else it takes the place of the second part. Where too many sums remain,
those in one box of a grid are merged into its lower corner, then into its upper one: two counts between which the true
one lies.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import (
    COUNT_ADDED_LIMIT,
    COUNT_BOXES,
    COUNT_JOIN_LIMIT,
    COUNT_LISTED,
    COUNT_SAMPLE,
    COUNT_STATE_LIMIT,
)
from detente.deals.contributions import Contributions
from detente.deals.factors import Factor
from detente.deals.zone_sums import Chunked, Question, Sums, TooManySumsError, added_up, boxed, merged, steps_of

__all__ = ["Zone", "count_zone", "permitted_packages"]

Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]
BLOCK = 2048
"""Packages of the second part whose bits are handled at one time."""
ROWS = 8192
"""Sums of the first part joined at one time."""
FEW = 32
"""Sums of the first part up to which the packages of the second are looked through once for each."""
MERGED = "sums of factors, equal ones merged, met in the middle"
LOOKED_THROUGH = "every package looked through"
BOXES = "sums of factors, merged into the corners of boxes"


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


def _joined(block: Floats, floors: Floats, question: Question) -> NDArray[np.int64]:
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


def _completed(floors: Floats, rest: Floats, question: Question) -> NDArray[np.int64]:
    """Give how many packages of the second part are accepted together with each of the rows of `floors`."""
    if len(floors) <= FEW:
        return np.array([question.possible(rest, floor).sum() for floor in floors], dtype=np.int64)
    found = np.zeros(len(floors), dtype=np.int64)
    for row in range(0, len(floors), ROWS):
        for start in range(0, len(rest), BLOCK):
            found[row : row + ROWS] += _joined(rest[start : start + BLOCK], floors[row : row + ROWS], question)
    return found


def _total(sums: Sums, rest: Floats, question: Question) -> int:
    found = _completed(question.floor - sums.values, rest, question)
    return sum(map(int, sums.counts.astype(object) * found)) if len(found) else 0


def _estimate(
    first: Sequence[Floats], chunked: Sequence[Chunked], rest: Floats, question: Question
) -> tuple[float, float]:
    """Give an estimate of the count, and its standard error, from a sample of the first part and the large factors."""
    random = np.random.default_rng(0)
    sums = np.zeros((COUNT_SAMPLE, len(question.floor)))
    for part in first:
        sums += part[random.integers(0, len(part), COUNT_SAMPLE)]
    for large in chunked:
        sums += large.drawn(random, COUNT_SAMPLE)
    found = _completed(question.floor - sums, rest, question)
    every = float(
        math.prod(len(part) for part in first)
        * math.prod(large.contributions.factors[large.place].size for large in chunked)
    )
    return float(found.mean()) * every, float(found.std(ddof=1)) / math.sqrt(COUNT_SAMPLE) * every


def _exact(parts: Sequence[Floats], chunked: Sequence[Chunked], question: Question, limit: int) -> int:
    """Give the count. Raises TooManySumsError where too many sums would have to be told apart."""
    if chunked:
        return _exact_chunked(parts, chunked, question, limit)
    split = _split(parts)
    rest = _listed(parts[split:], len(question.floor))
    limit = min(limit, COUNT_JOIN_LIMIT // (len(rest) * len(question.floor)))
    first = [Sums.of(part) for part in parts[:split]]
    merge = partial(merged, limit=limit)
    return _total(added_up(first, parts[split:], question, merge, COUNT_ADDED_LIMIT), rest, question)


def _exact_chunked(parts: Sequence[Floats], chunked: Sequence[Chunked], question: Question, limit: int) -> int:
    """Give the count where some factors are given in chunks; at most one of them need not have few distinct rows."""
    first, joint = [Sums.of(part) for part in parts], chunked[-1]
    left = list(chunked)
    if len(chunked) == 1 and all(len(part) == 1 for part in parts):
        return _met(first, joint, question, limit)
    for large in chunked:
        # One after another, with what the others have become: what is clipped is clipped for these.
        others = [*(part.values for part in first), *(other.bounds for other in left if other is not large)]
        try:
            rows = large.merged(others, partial(merged, limit=limit))
        except TooManySumsError:
            continue
        if len(rows.values) == 0:
            return 0
        left.remove(large)
        first.append(rows)
    if len(left) > 1:
        raise TooManySumsError
    if left:
        return _met(first, left[0], question, limit)
    try:
        return _met(first, None, question, limit)
    except TooManySumsError:
        # The last one was merged last: those before it know it as it was.
        return _met(first[:-1], joint, question, limit)


def _met(first: Sequence[Sums], joint: Chunked | None, question: Question, limit: int) -> int:
    """Give the count of the sums of `first` and of what is left in chunks."""
    parties = len(question.floor)
    if joint is not None:
        limit = max(1, min(limit, COUNT_JOIN_LIMIT // (joint.rows * parties)))
    first = sorted(first, key=lambda part: len(part.values))
    second = [] if joint is None else [joint.bounds]
    sums = added_up(first, second, question, partial(merged, limit=limit), COUNT_ADDED_LIMIT)
    if len(sums.values) == 0:
        return 0
    if joint is None:
        return _total(sums, np.zeros((1, parties)), question)
    need = question.floor - sums.values.max(axis=0)
    return sum(_total(sums, rest[question.possible(rest, need)], question) for rest in joint.chunks())


def _bounded(parts: Sequence[Floats], chunked: Sequence[Chunked], question: Question, boxes: int) -> Zone:
    """Give a lower and an upper bound, and an estimate where they differ."""
    split = _split(parts)
    second = parts[split:]
    rest = _listed(second, len(question.floor))
    boxes = max(1, min(boxes, COUNT_JOIN_LIMIT // (len(rest) * len(question.floor))))
    low, high = (
        _corner(parts[:split], second, rest, chunked, question, partial(boxed, boxes=boxes, upper=upper))
        for upper in (False, True)
    )
    if low == high:
        return Zone(low, high, True, BOXES)
    estimate, error = _estimate(parts[:split], chunked, rest, question)
    return Zone(low, high, False, BOXES, min(max(estimate, float(low)), float(high)), error)


def _corner(
    parts: Sequence[Floats],
    second: Sequence[Floats],
    rest: Floats,
    chunked: Sequence[Chunked],
    question: Question,
    merge: Callable[[Sums], Sums],
) -> int:
    """Give the count where `merge` moves sums into corners of boxes."""
    first, left = [Sums.of(part) for part in parts], list(chunked)
    while left:
        large = left.pop(0)
        others = [*(part.values for part in first), *second, *(other.bounds for other in left)]
        first.append(large.merged(others, merge))
        if len(first[-1].values) == 0:
            return 0
    return _total(added_up(first, second, question, merge), rest, question)


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
    contributions = Contributions.of(factors, chosen)
    slack = np.array([scale.slack for scale in contributions.scales])
    question = Question(np.array(no_deal, dtype=np.float64) * contributions.per_unit - slack, bound, spare)
    parts, chunked = [], []
    for place, factor in enumerate(factors):
        if factor.size > COUNT_LISTED:
            chunked.append(Chunked.of(contributions, place, question))
        else:
            # A package that is out of the question for too many is left out at once.
            steps, out = steps_of(contributions, place, slice(None), question)
            parts.append(steps[~out])
    if any(len(part) == 0 for part in parts) or any(large.rows == 0 for large in chunked):
        return Zone(0, 0, True, "every package crosses a red line")
    parts.sort(key=len)
    chunked.sort(key=lambda large: large.rows)
    try:
        exact = _exact(parts, chunked, question, limit)
        alone = len(chunked) == 1 and all(len(part) == 1 for part in parts)
        return Zone(exact, exact, True, LOOKED_THROUGH if alone else MERGED)
    except TooManySumsError:
        return _bounded(parts, chunked, question, min(COUNT_BOXES, limit))
