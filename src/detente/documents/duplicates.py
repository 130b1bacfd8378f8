"""Documents that copy one another: shared runs of words.

Exact containment of word shingles (Broder 1997, "On the resemblance and containment of documents") is computed for
every pair, which is fast for the tens of reports that a case rests on.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from detente.documents.document import Document

__all__ = ["CONTAINMENT", "SHINGLE", "containment", "mark_near_duplicates"]

SHINGLE = 5
"""Words in a run. Five words in a row are seldom shared by chance."""

CONTAINMENT = 0.5
"""From this share of common runs in the shorter text on, the later document counts as a copy of the earlier."""


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 0)))


def containment(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Give the share of the smaller set that the other holds too, 0 where one is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def mark_near_duplicates(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Give the documents in order, each that copies an earlier one marked with the id of the first such."""
    seen: list[tuple[Document, frozenset[tuple[str, ...]]]] = []
    marked = []
    for document in documents:
        shingles = _shingles(document.text)
        copied = next((d.near_duplicate_of or d.id for d, s in seen if containment(shingles, s) >= CONTAINMENT), None)
        document = replace(document, near_duplicate_of=copied)
        seen.append((document, shingles))
        marked.append(document)
    return tuple(marked)
