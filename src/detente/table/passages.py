"""Passages that one report has from another: sentences that stand in both word for word, or nearly so.

Two passages are one where four fifths of the words of the shorter stand in the other in their order, no further apart
than a few words, and where what differs is neither a number nor a negation: "twelve ships" and "ten ships" are news.
Of two texts that agree on so many words, runs of four words are the same (were all runs shorter, more than a fifth of
the words would differ), so that only passages with such a run in common are compared.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from detente.claims import Claim, Reading
from detente.claims.words import word_set
from detente.documents import Document
from detente.table.ends import sentence_around

__all__ = ["COPIED_SHARE", "LONG_PASSAGE", "Carrier", "first_carriers", "near_verbatim"]

LONG_PASSAGE = 12
"""Words from which on a passage that stands in two documents is copied, not found twice; declared."""

COPIED_SHARE = 0.8
"""The share of the words of the shorter of two passages that the other must have in the same order; declared."""

_RUN = 4
_BLOCK = 2
"""Words in a row that count as shared: single ones ("the", "of") agree by chance."""

_COMPARED = 20
"""Passages that are compared with one at most: those with the most runs in common."""

_COMMON = 500
"""Passages from which on a run of words is a phrase of the trade, and leads to no comparison."""

_DECISIVE = word_set(
    "not no never nor neither without cannot t none nobody nothing zero one two three four five six seven eight nine "
    "ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion trillion half third quarter dozen first second"
)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """The document that had a passage first, and its claim of the same party and act there, if it has one."""

    document: Document
    claim: Claim | None


def _words(text: str) -> Words:
    return tuple(re.findall(r"\w+", text.lower()))


def near_verbatim(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two passages, in words of lower case, are one but for light edits; short ones never are."""
    short, long = sorted((tuple(one), tuple(other)), key=lambda words: (len(words), words))
    if len(short) < LONG_PASSAGE:
        return False
    matcher = SequenceMatcher(None, long, short, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= _BLOCK]
    shared = sum(block.size for block in blocks)
    if shared < COPIED_SHARE * len(short):
        return False
    first, last = blocks[0], blocks[-1]
    if last.a + last.size - first.a > len(short) / COPIED_SHARE:
        return False
    end, left = last.a + last.size, short[last.b + last.size :]
    apart = [*short[: first.b], *long[max(first.a - first.b, 0) : first.a], *left, *long[end : end + len(left)]]
    for before, after in pairwise(blocks):
        apart += short[before.b + before.size : after.b] + long[before.a + before.size : after.a]
    return not any(word in _DECISIVE or any(map(str.isdigit, word)) for word in apart)


def _passages(claim: Claim, document: Document) -> Iterator[Words]:
    """Give the words of a claim and of the sentence around it, where they are long enough."""
    start, end = sentence_around(document.text, claim.start, claim.end)
    for words in dict.fromkeys((_words(claim.text), _words(document.text[start:end]))):
        if len(words) >= LONG_PASSAGE:
            yield words


class _Index:
    """The passages read so far, by their runs of words."""

    def __init__(self) -> None:
        self._known: list[tuple[Words, Document]] = []
        self._place: dict[tuple[Words, str], int] = {}
        self._claims: dict[int, list[Claim]] = defaultdict(list)
        self._holding: dict[Words, list[int]] = defaultdict(list)

    def add(self, words: Words, document: Document, claim: Claim) -> None:
        place = self._place.setdefault((words, document.id), len(self._known))
        self._claims[place].append(claim)
        if place == len(self._known):
            self._known.append((words, document))
            for run in {words[start : start + _RUN] for start in range(len(words) - _RUN + 1)}:
                self._holding[run].append(place)

    def first(self, words: Words, claim: Claim) -> Carrier | None:
        """Give the earliest document that has these words."""
        runs = {words[start : start + _RUN] for start in range(len(words) - _RUN + 1)}
        holding = [found for run in runs if 0 < len(found := self._holding.get(run, ())) <= _COMMON]
        counts = Counter(place for found in holding for place in found)
        likely = sorted(counts, key=lambda place: (-counts[place], place))[:_COMPARED]
        for place in sorted(likely):
            known, document = self._known[place]
            if near_verbatim(words, known):
                same = (c for c in self._claims[place] if (c.party, c.act) == (claim.party, claim.act))
                return Carrier(document, next(same, None))
        return None


def first_carriers(readings: Sequence[Reading]) -> dict[str, Carrier]:
    """Give, for each claim whose words or sentence stand in an earlier document too, what had them first.

    Earlier is what is dated earlier, as for near duplicates; the keys are ids of claims, which must be unique (see
    `with_unique_ids`). Only passages of at least `LONG_PASSAGE` words count.
    """
    index = _Index()
    carried: dict[str, Carrier] = {}
    for reading in sorted(readings, key=lambda reading: (not reading.document.date, reading.document.date or "")):
        told = [(claim, tuple(_passages(claim, reading.document))) for claim in reading.claims]
        for claim, passages in told:
            found = (carrier for words in passages if (carrier := index.first(words, claim)) is not None)
            carrier = next(found, None)
            if carrier is not None:
                source = carrier.claim and carried.get(carrier.claim.id)
                carried[claim.id] = source or carrier
        for claim, passages in told:
            for words in passages:
                index.add(words, reading.document, claim)
    return carried
