"""Windows: stretches of whole sentences in wordpieces, with some words of context on either side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.claims.attributions.words import Words
from detente.claims.wordpieces import END, START, pieces_of

__all__ = ["Window", "windows_of"]

CORE = 360
"""Wordpieces of the sentences that a window is read for; context comes on top."""
BEFORE, AFTER = 48, 24
LONGEST = 430
"""Wordpieces of the longest sentence; what goes beyond is context of nothing and is not read."""


@dataclass(frozen=True, slots=True)
class Window:
    """Words `first` to `last` of a text as wordpieces, of which those from `core[0]` to `core[1]` are read.

    `pieces` are the ids with start and end marks; `starts` (words) tells where each word begins among them. The core
    is counted in words of the text, as are `first` and `last`.
    """

    first: int
    last: int
    core: tuple[int, int]
    pieces: NDArray[np.int64]
    starts: NDArray[np.int64]


def windows_of(words: Words) -> Iterator[Window]:
    """Yield windows in order; each word (but the end of a sentence beyond measure) is in the core of one."""
    if not len(words):
        return
    pieces = pieces_of(words.texts, {})
    sizes = np.array([len(own) for own in pieces])
    ends = np.append(np.flatnonzero(np.diff(words.sentence)) + 1, len(words))
    total = np.concatenate([[0], np.cumsum(sizes)])
    first, place = 0, 0
    while first < len(words):
        last = int(ends[place])
        place += 1
        while place < len(ends) and total[ends[place]] - total[first] <= CORE:
            last = int(ends[place])
            place += 1
        yield _window(pieces, total, first, last)
        first = last


def _window(pieces: Sequence[list[int]], total: NDArray[np.int64], first: int, last: int) -> Window:
    read = min(last, int(np.searchsorted(total, total[first] + LONGEST, side="right")) - 1)
    start = int(np.searchsorted(total, total[first] - BEFORE, side="left"))
    end = read if read < last else int(np.searchsorted(total, total[last] + AFTER, side="right")) - 1
    inside = pieces[start:end]
    sizes = [len(own) for own in inside]
    starts = 1 + np.concatenate([[0], np.cumsum(sizes)])[:-1]
    ids = [START, *(piece for own in inside for piece in own), END]
    return Window(start, end, (first, read), np.array(ids, dtype=np.int64), starts.astype(np.int64))
