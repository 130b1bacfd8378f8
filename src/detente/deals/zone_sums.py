"""Sums of what several factors give, for counting: equal ones merged, and only told apart as far as that matters."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import COUNT_STATE_LIMIT, SUM_LIMIT
from detente.deals.contributions import Contributions
from detente.deals.efficient import Counts, merge_equal

__all__ = ["Chunked", "Question", "Sums", "TooManySumsError", "added_up", "boxed", "merged", "steps_of"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
INT64_SAFE = 2.0**62
CHUNKS = 8
"""In how many parts as many combinations of one factor are looked through as sums are held at once."""


@dataclass(frozen=True, slots=True)
class Question:
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
class Sums:
    """Sums of utilities, (sums, parties), and how many packages of some factors have each."""

    values: Floats
    counts: Counts

    @classmethod
    def of(cls, values: Floats) -> "Sums":
        """Give one sum for each row."""
        return cls(values, np.ones(len(values), dtype=np.int64))


def steps_of(
    contributions: Contributions, place: int, combinations: Places | slice, question: Question
) -> tuple[Floats, NDArray[np.bool_]]:
    """Give the steps of combinations, −∞ behind a party's red line, and which are out of the question for too many."""
    permitted = contributions.factors[place].permitted
    steps = contributions.steps(place, combinations)
    crossed = np.stack([~permitted[party, combinations] for party in contributions.parties])
    if not crossed.any():
        return steps, np.zeros(len(steps), dtype=np.bool_)
    steps[crossed.T] = -np.inf
    bound = question.bound
    return steps, crossed[bound].any(axis=0) | (crossed[~bound].sum(axis=0) > question.spare)


def _range(question: Question, later: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Give the sums (parties,) that can still be accepted, and that surely are, with one row of each of `later`."""
    none = np.zeros(len(question.floor))
    need = question.floor - sum((part.max(axis=0) for part in later), none)
    return need, np.maximum(question.floor - sum((part.min(axis=0) for part in later), none), need)


def _told_apart(values: Floats, need: Floats, sure: Floats, question: Question) -> tuple[NDArray[np.bool_], Floats]:
    """Give which sums can still be accepted, and those sums, where only what matters is told apart."""
    possible = question.possible(values, need)
    # Beyond what is sure, and below what can still be reached, sums need not be told apart.
    values = np.minimum(values, np.ceil(sure))[possible]
    if question.spare:
        values[values < need] = -np.inf
    return possible, values


def _together(parts: Sequence[Sums]) -> Sums:
    return Sums(np.concatenate([part.values for part in parts]), np.concatenate([part.counts for part in parts]))


class TooManySumsError(Exception):
    """Exact counting would have to hold more sums than it may."""


def merged(sums: Sums, limit: int) -> Sums:
    """Merge equal sums. Raises TooManySumsError where more than `limit` differ."""
    kept, counts = merge_equal(sums.values, sums.counts)
    if len(kept) > limit:
        raise TooManySumsError
    return Sums(sums.values[kept], counts)


def boxed(sums: Sums, boxes: int, upper: bool) -> Sums:
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
    return Sums(corner.reduceat(sums.values[order], starts, axis=0), np.add.reduceat(sums.counts[order], starts))


def added_up(
    first: Sequence[Sums],
    second: Sequence[Floats],
    question: Question,
    merge: Callable[[Sums], Sums],
    limit: int | None = None,
) -> Sums:
    """Add up the factors of the first part, and `merge` the sums after each.

    Raises TooManySumsError where more than `limit` sums would have to be formed at once.
    """
    every = [*(part.values for part in first), *second]
    most = np.array([part.max(axis=0) for part in every])
    least = np.array([part.min(axis=0) for part in every])
    parties = len(question.floor)
    sums = Sums.of(np.zeros((1, parties)))
    total = 1
    for place, part in enumerate(first):
        total *= int(part.counts.sum())
        counts = sums.counts.astype(object) if total >= INT64_SAFE and sums.counts.dtype != object else sums.counts
        if limit is not None and len(sums.values) * len(part.values) > limit:
            raise TooManySumsError
        need = question.floor - most[place + 1 :].sum(axis=0)
        sure = np.maximum(question.floor - least[place + 1 :].sum(axis=0), need)
        step = max(1, SUM_LIMIT // (len(part.values) * parties))
        single = bool((part.counts == 1).all())
        blocks = []
        for start in range(0, max(len(sums.values), 1), step):
            values = (sums.values[start : start + step, None, :] + part.values[None, :, :]).reshape(-1, parties)
            possible, values = _told_apart(values, need, sure, question)
            many = counts[start : start + step]
            many = np.repeat(many, len(part.values)) if single else np.multiply.outer(many, part.counts).ravel()
            blocks.append(merge(Sums(values, many[possible])))
        sums = blocks[0] if len(blocks) == 1 else merge(_together(blocks))
    return sums


@dataclass(frozen=True, slots=True)
class Chunked:
    """A factor of very many combinations, whose rows of steps are given in chunks; none is out of the question.

    `rows` is how many there are, `least` and `most` (parties,) what they give.
    """

    contributions: Contributions
    place: int
    question: Question
    rows: int
    least: Floats
    most: Floats

    @classmethod
    def of(cls, contributions: Contributions, place: int, question: Question) -> "Chunked":
        """Give the factor at `place`, looked through once."""
        parties = len(question.floor)
        part = cls(contributions, place, question, 0, np.full(parties, np.inf), np.full(parties, -np.inf))
        rows, least, most = 0, part.least, part.most
        for chunk in part.chunks():
            rows += len(chunk)
            least = np.minimum(least, chunk.min(axis=0, initial=np.inf))
            most = np.maximum(most, chunk.max(axis=0, initial=-np.inf))
        return cls(contributions, place, question, rows, least, most)

    @property
    def bounds(self) -> Floats:
        """(2, parties) the least and the most."""
        return np.stack([self.least, self.most])

    def chunks(self) -> Iterator[Floats]:
        """Give the rows (combinations, parties), some at a time."""
        size = self.contributions.factors[self.place].size
        step = max(1, SUM_LIMIT // (CHUNKS * len(self.question.floor)))
        for start in range(0, size, step):
            steps, out = steps_of(self.contributions, self.place, slice(start, start + step), self.question)
            yield steps[~out] if out.any() else steps

    def merged(self, others: Sequence[Floats], merge: Callable[[Sums], Sums]) -> Sums:
        """Give the rows after `merge`, of which what matters beside the `others` is told apart."""
        need, sure = _range(self.question, others)
        found: list[Sums] = []
        for chunk in self.chunks():
            found.append(merge(Sums.of(_told_apart(chunk, need, sure, self.question)[1])))
            if sum(len(part.values) for part in found) > COUNT_STATE_LIMIT:
                found = [merge(_together(found))]
        return found[0] if len(found) == 1 else merge(_together(found))

    def drawn(self, random: np.random.Generator, count: int) -> Floats:
        """Give the rows of so many combinations, drawn from all of them; −∞ where one is out of the question."""
        size = self.contributions.factors[self.place].size
        steps, out = steps_of(self.contributions, self.place, random.integers(0, size, count), self.question)
        steps[out] = -np.inf
        return steps
