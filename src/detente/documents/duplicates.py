"""Documents that copy one another: shared runs of words.

The containment of word shingles (Broder 1997, "On the resemblance and containment of documents") is computed exactly,
by an index from each run of words to the documents that hold it: time grows with the words read and the runs shared,
not with the number of pairs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from detente.documents.document import Document

__all__ = ["CONTAINMENT", "LEAST_SHARED", "SHINGLE", "mark_near_duplicates"]

SHINGLE = 5
"""Words in a run. Five words in a row are seldom shared by chance."""

CONTAINMENT = 0.5
"""From this share of common runs in the shorter text on, the later document counts as a copy of the earlier."""

LEAST_SHARED = 3
"""Runs that a copy must share at least: a name of five words and a short sentence make no copy."""


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 0)))


def _by_date(documents: Sequence[Document]) -> list[int]:
    """Give the order in which documents count as earlier: by date, those without one last; else as they stand."""
    return sorted(range(len(documents)), key=lambda place: (not documents[place].date, documents[place].date or ""))


def mark_near_duplicates(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Give the documents in order, each that copies an earlier one marked with the id of the first such.

    Earlier is what is dated earlier; documents of one date, or of none, follow one another as they stand, and those
    without a date count as later than those with one. A copy of a copy is marked with the id of the original.
    """
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    marked = list(documents)
    for place in _by_date(documents):
        shingles = _shingles(documents[place].text)
        shared = Counter(other for shingle in shingles for other in holding.get(shingle, ()))
        copied = next(
            (
                other
                for other in sizes
                if shared[other] >= max(LEAST_SHARED, CONTAINMENT * min(sizes[other], len(shingles)))
            ),
            None,
        )
        original = None if copied is None else marked[copied].near_duplicate_of or marked[copied].id
        marked[place] = replace(documents[place], near_duplicate_of=original)
        sizes[place] = len(shingles)
        for shingle in shingles:
            holding[shingle].append(place)
    return tuple(marked)
