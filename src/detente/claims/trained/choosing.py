"""From scores to names: the likeliest party and the likeliest sources among the options of a window."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.claims.mentions import Reading
from detente.claims.trained.frames import Option

__all__ = ["Choosing", "Named", "softmax"]

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

MOST_PARTIES = 4
"""How many of the likeliest parties of a claim are kept."""


@dataclass(frozen=True, slots=True)
class Named:
    """A party or a source that was chosen among the mentions, with its probability."""

    name: str
    probability: float
    reading: Reading


def softmax(scores: Floats) -> Floats:
    """Give the probabilities of scores along their last axis."""
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return result


class Choosing:
    """The options of a window by the names they stand for; options that mean the same are chosen together."""

    def __init__(self, options: Sequence[Option]) -> None:
        self._options = options
        self._parties, self._party = _by_name([option.reading.party for option in options])
        self._rows = [np.flatnonzero(self._party == number) for number in range(len(self._parties))]
        able = [place for place, option in enumerate(options) if option.leading and option.source and option.place >= 0]
        self._able = np.array(able, dtype=np.int64)
        self._sources, self._source = _by_name([options[place].source for place in able])

    def parties(self, scores: Floats, none: np.float32 | None = None) -> list[Named]:
        """Give the likeliest parties, likeliest first; the probabilities of options of the same party are summed.

        Where "none" is possible it is an entry without a name.
        """
        if not self._options and none is None:
            return []
        likely = softmax(np.append(scores, none) if none is not None else scores)
        own = likely[: len(self._options)]
        sums = np.bincount(self._party, weights=own, minlength=len(self._parties))
        sums[0] = likely[-1] if none is not None else -1
        ranked = [number for number in np.argsort(-sums, kind="stable")[:MOST_PARTIES].tolist() if sums[number] >= 0]
        return [Named(self._parties[number], float(sums[number]), self._reading(number, own)) for number in ranked]

    def _reading(self, number: int, likely: Floats) -> Reading:
        """Give the likeliest reading that names a party."""
        rows = self._rows[number]
        return self._options[rows[np.argmax(likely[rows])]].reading if number else Reading("", None, "phrase")

    def sources(self, pairs: Floats, none: Floats) -> tuple[str, ...]:
        """Give a chain of sources, innermost first, by the scores (links, options) of each link
        and those (links,) of there being no further one.
        """
        chain: list[str] = []
        for scores, nobody in zip(pairs, none, strict=True):
            likely = softmax(np.append(scores[self._able], nobody))
            sums = np.bincount(self._source, weights=likely[:-1], minlength=len(self._sources))
            sums[0] = likely[-1]
            name = self._sources[len(sums) - 1 - int(np.argmax(sums[::-1]))]
            if not name or name in chain:
                break
            chain.append(name)
        return tuple(chain)


def _by_name(names: Sequence[str]) -> tuple[list[str], Integers]:
    """Give the names in their order, "" first, and the number of each one's."""
    ordered = sorted({"", *names})
    number = {name: place for place, name in enumerate(ordered)}
    return ordered, np.array([number[name] for name in names], dtype=np.int64)
