"""From scores of words to spans: the source, the cue and the content of one attribution."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CONTENT", "CUE", "NONE", "SOURCE", "Roles", "Scores", "roles_of"]

Floats = NDArray[np.float32]

NONE, SOURCE, CONTENT, CUE = range(4)
SWITCH = 1.0
"""Log-odds that a beginning or an end of a stretch of content costs; of 1, 2 and 3.5 the best on the held-out tenth."""
SOURCE_RUN = 0.3
"""Least probability of a word next to the source's likeliest word to belong to it."""
CUE_RUN = 0.5
_SMALL = 1e-6


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of the words around one cue.

    `cue` is the cue's probability and `place` its number among the words; `roles` (words, 4) are probabilities of none,
    source, content and cue; `source` (words + 1) those that the source is named by this word, the last that nobody is
    named.
    """

    cue: float
    place: int
    roles: Floats
    source: Floats


@dataclass(frozen=True, slots=True)
class Roles:
    """Runs of words (first, last + 1) of each role, and what tells how sure they are."""

    source: tuple[tuple[int, int], ...]
    cue: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]
    named: float
    held: float


def roles_of(scores: Scores, marks: NDArray[np.bool_]) -> Roles:
    """Give the runs of one attribution; `marks` (words) says which words are punctuation.

    The source is the run around its likeliest word, and the content the runs of the best labelling in which each
    change costs `SWITCH` (Viterbi). `named` is the probability of the source's words, `held` the mean probability of
    the content's.
    """
    words = len(scores.roles)
    taken = np.zeros(words, dtype=bool)
    cue = _run(scores.roles[:, CUE] >= CUE_RUN, scores.place)
    taken[slice(*cue)] = True
    chances = np.where(marks | taken, 0, scores.source[:-1])
    source: tuple[tuple[int, int], ...] = ()
    named = 0.0
    if words and chances.max(initial=0.0) > 0:
        best = int(chances.argmax())
        run = _run((scores.roles[:, SOURCE] >= SOURCE_RUN) & ~taken, best)
        run = _trimmed(run, marks)
        source, named = (run,), float(scores.source[slice(*run)].sum())
        taken[slice(*run)] = True
    content = _stretches(scores.roles[:, CONTENT], taken)
    runs = tuple(run for run in _runs(content) if not marks[slice(*run)].all())
    inside = [place for run in runs for place in range(*run)]
    held = float(scores.roles[inside, CONTENT].mean()) if inside else 0.0
    return Roles(source, (cue,), runs, named, held)


def _run(inside: NDArray[np.bool_], place: int) -> tuple[int, int]:
    """Give the run of words around a place that are inside."""
    first, last = place, place + 1
    while first > 0 and inside[first - 1]:
        first -= 1
    while last < len(inside) and inside[last]:
        last += 1
    return first, last


def _trimmed(run: tuple[int, int], marks: NDArray[np.bool_]) -> tuple[int, int]:
    first, last = run
    while last - first > 1 and marks[last - 1]:
        last -= 1
    while last - first > 1 and marks[first]:
        first += 1
    return first, last


def _stretches(chances: Floats, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Label words as content or not, by the highest sum of log-odds less the cost of changes."""
    clipped = np.clip(chances.astype(np.float64), _SMALL, 1 - _SMALL)
    odds = np.where(taken, -30.0, np.log(clipped / (1 - clipped)))
    came = np.zeros((len(odds), 2), dtype=bool)
    out, inside = 0.0, -SWITCH
    for place, value in enumerate(odds.tolist()):
        leave, enter = inside - SWITCH, out - SWITCH
        came[place] = leave > out, enter > inside
        out, inside = max(out, leave), max(inside, enter) + value
    state = inside - SWITCH > out
    labels = np.zeros(len(odds), dtype=bool)
    for place in range(len(odds) - 1, -1, -1):
        labels[place] = state
        if came[place, int(state)]:
            state = not state
    return labels


def _runs(inside: NDArray[np.bool_]) -> Iterable[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=0, append=0)).tolist()
    return zip(edges[::2], edges[1::2], strict=True)
