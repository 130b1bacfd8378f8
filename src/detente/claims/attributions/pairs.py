"""How a word stands to a cue: distance, way through the parse, quotation; as classes, for the network to embed."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detente.claims.attributions.words import Words
from detente.claims.labels import DEPENDENCIES

__all__ = ["SIZES", "STATES", "pair_features", "word_features"]

Integers = NDArray[np.int64]

_STEPS: Final = np.array([1, 2, 3, 4, 5, 7, 10, 15, 25, 50, 100])
_FAR = 4
_LABELS = len(DEPENDENCIES) + 1
_ITSELF, _ELSEWHERE = _LABELS, _LABELS + 1
SIZES = (23, 9, 5, (_FAR + 1) ** 2 + 1, _LABELS + 2, _LABELS + 2, 12)
"""How many classes there are of: distance in words, in sentences, in paragraphs; steps up and down the parse; the
label of the branch on the word's side and on the cue's side; quotation."""
STATES = 16
"""How many classes of `word_features` there are."""
_DEEPEST = 60


def word_features(words: Words) -> Integers:
    """Give a class (words) for each word: is it quoted, capitalised, in the first paragraph, first of its sentence?"""
    quoted = words.quotation >= 0
    capital = np.array([text[:1].isupper() for text in words.texts], dtype=bool)
    opening = np.diff(words.sentence, prepend=-1) > 0
    title = words.paragraph == 0
    result: Integers = quoted + 2 * capital + 4 * opening + 8 * title
    return result


def pair_features(words: Words, cue: int, first: int, last: int) -> Integers:
    """Give classes (words, 7) for the words from `first` to `last` as seen from a cue; sizes as in `SIZES`."""
    place = np.arange(first, last)
    away = place - cue
    step = np.searchsorted(_STEPS, np.abs(away), side="right")
    distance = np.where(away < 0, len(_STEPS) - step, len(_STEPS) + step)
    sentences = np.clip(words.sentence[first:last] - words.sentence[cue], -4, 4) + 4
    paragraphs = np.clip(words.paragraph[first:last] - words.paragraph[cue], -2, 2) + 2
    way, own, other = _paths(words, cue, first, last)
    quotation = _quotations(words, cue, first, last)
    return np.stack([distance, sentences, paragraphs, way, own, other, quotation], axis=1)


def _paths(words: Words, cue: int, first: int, last: int) -> tuple[Integers, Integers, Integers]:
    """Give, for each word, the steps up to the lowest common ancestor and down to the cue, and the branches' labels."""
    size = last - first
    way = np.full(size, (_FAR + 1) ** 2)
    own, other = np.full(size, _ELSEWHERE), np.full(size, _ELSEWHERE)
    left, right = np.searchsorted(words.sentence, [words.sentence[cue], words.sentence[cue] + 1])
    chain = [cue]
    while len(chain) < _DEEPEST and (head := int(words.head[chain[-1]])) != chain[-1] and left <= head < right:
        chain.append(head)
    low, high = max(left, first), min(right, last)
    if low >= high:
        return way, own, other
    below = np.full(right - left, -1)
    below[np.array(chain) - left] = np.arange(len(chain))
    current, under = np.arange(low, high), np.full(high - low, -1)
    up = np.zeros(high - low, dtype=np.int64)
    for _ in range(_DEEPEST):
        climbing = below[current - left] < 0
        if not climbing.any():
            break
        above = words.head[current]
        climbing &= (above != current) & (above >= left) & (above < right)
        under = np.where(climbing, current, under)
        up += climbing
        current = np.where(climbing, above, current)
    down = below[current - left]
    met = down >= 0
    labels = np.append(words.dependency, _ITSELF)
    branches = np.array([_ITSELF, *(int(words.dependency[word]) for word in chain[:-1])])
    part = slice(low - first, high - first)
    way[part] = np.where(met, np.minimum(up, _FAR) * (_FAR + 1) + np.minimum(down, _FAR), way[part])
    own[part] = np.where(met, labels[under], own[part])
    other[part] = np.where(met, branches[np.maximum(down, 0)], other[part])
    return way, own, other


def _quotations(words: Words, cue: int, first: int, last: int) -> Integers:
    """Give the class of quotation: none, the cue's, the nearest before and after it, and those beyond; twice."""
    around = words.quotation[first:last]
    mine = int(words.quotation[cue])
    before, after = around[: max(cue - first, 0)], around[max(cue - first + 1, 0) :]
    before, after = before[(before >= 0) & (before != mine)], after[(after >= 0) & (after != mine)]
    nearest, next_one = int(before[-1]) if len(before) else -2, int(after[0]) if len(after) else -2
    result = np.where(np.arange(first, last) < cue, 4, 5)
    result = np.where(around == next_one, 3, np.where(around == nearest, 2, result))
    result = np.where(around == mine, 1, result)
    result = np.where(around < 0, 0, result)
    return result + 6 * (mine >= 0)
