"""Runs of words as numbers, and what two texts share of them.

The shingles of a text are its runs of five words, without case and punctuation (Broder 1997, "On the resemblance and
containment of documents"). Each stands as a number of 64 bits that is the same on every machine; two different runs
among a million articles have one number with a chance below one in a hundred.
"""

import hashlib
import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["SHINGLE", "Shingles", "shared_shingles", "shingle_set", "shingles", "words_of"]

Shingles = NDArray[np.uint64]

SHINGLE = 5
"""Words in a run. Five words in a row are seldom shared by chance."""

_PLACES = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63],
    dtype=np.uint64,
)
"""An odd factor for each place in a run, so that order counts."""


def words_of(text: str) -> list[str]:
    """Give the words of a text in lower case."""
    return re.findall(r"\w+", text.lower())


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def shingles(text: str) -> Shingles:
    """Give the runs of words of a text in its order, as numbers; one fewer than `SHINGLE` words have none."""
    words = np.array([_number(word) for word in words_of(text)], dtype=np.uint64)
    count = max(len(words) - SHINGLE + 1, 0)
    total = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_PLACES):
        total += words[place : place + count] * factor
    return total ^ (total >> np.uint64(32))


def shingle_set(text: str) -> Shingles:
    """Give the different runs of words of a text, in ascending order of their numbers."""
    return np.unique(shingles(text))


def shared_shingles(one: Shingles, other: Shingles) -> int:
    """Count what two sets of runs, each as `shingle_set` gives it, have in common."""
    short, long = sorted((one, other), key=len)
    if not len(long):
        return 0
    places = np.minimum(np.searchsorted(long, short), len(long) - 1)
    return int(np.count_nonzero(long[places] == short))
