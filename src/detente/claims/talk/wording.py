"""A learnt reader: what the very words around an item tell of its rank, beside what the rules of `cues` make of them.

Each naming of an item is described by the words of its clause with the item itself masked (`T`, any other item `O`), in
runs of one to three, the words next to it, the question it answers and its place in the talk. So nothing is learnt of
what the items are, and the weights hold for items never seen. A ridge regression (Hoerl & Kennard 1970) gives from
these the chance, beyond an even one, that the item ranks first and that it ranks last, for who speaks and for who
listens.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.claims.talk.mentions import find_mentions
from detente.claims.talk.questions import asked_for
from detente.claims.talk.transcript import Transcript

__all__ = ["TARGETS", "Naming", "Wording", "find_namings", "fit_wording"]

Floats = NDArray[np.float64]

TARGETS = ("speaker first", "speaker last", "listener first", "listener last")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!.,;🙂☹😮😡]")
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
WIDTH = 5


@dataclass(frozen=True, slots=True)
class Naming:
    """One naming of `item` by `speaker` in the utterance of that index, with the words that describe it."""

    utterance: int
    speaker: str
    item: str
    words: frozenset[str]


def _masked(talk: Transcript, text: str) -> list[str]:
    """Give the words of a text, the k-th item written as `#k`."""
    places = {item.name: f" #{place} " for place, item in enumerate(talk.items)}
    parts, done = [], 0
    for mention in find_mentions(text, talk.items):
        parts += [text[done : mention.start], places[mention.item]]
        done = mention.end
    joined = "".join([*parts, text[done:]])
    found = re.findall(rf"#\d+|{_WORD.pattern}", joined)
    return [_NUMBERS.get(word, word) for word in found]


def _around(words: list[str], own: str) -> set[str]:
    plain = ["T" if word == own else "O" if word.startswith("#") else word for word in words]
    found = set(plain)
    found |= {"_".join(plain[place : place + size]) for size in (2, 3) for place in range(len(plain) - size + 1)}
    for place, word in enumerate(plain):
        if word == "T":
            found |= {
                f"@{max(min(step, 2), -3)}:{plain[place + step]}"
                for step in range(-WIDTH, WIDTH)
                if step and 0 <= place + step < len(plain)
            }
    return found


def find_namings(talk: Transcript) -> list[Naming]:
    """Give the namings of a talk, one for each item of an utterance that names it."""
    found = []
    named: dict[str, list[str]] = {party: [] for party in talk.parties}
    turns = dict.fromkeys(talk.parties, 0)
    question = None
    for place, utterance in enumerate(talk.utterances):
        speaker = utterance.speaker
        turns[speaker] += 1
        lower = utterance.text.lower().replace("’", "'")
        here: dict[str, set[str]] = {}
        for start, end in sentences(lower):
            words = _masked(talk, lower[start:end])
            for number, item in enumerate(talk.items):
                if f"#{number}" in words:
                    here.setdefault(item.name, set()).update(_around(words, f"#{number}"))
        for name, words_around in here.items():
            rank = len(named[speaker]) if name not in named[speaker] else "again"
            extra = {f"order={rank}", f"turn={min(turns[speaker], 5)}", f"answers={question}"}
            found.append(Naming(place, speaker, name, frozenset(words_around | extra)))
        named[speaker] += [name for name in here if name not in named[speaker]]
        question = asked_for(utterance.text)
    return found


_BREAK = re.compile(r"(?<=[.?!;])\s+|,\s*(?=but|so|and|because|since|if)|\bbut\b|\bbecause\b|\bsince\b")


def sentences(text: str) -> list[tuple[int, int]]:
    """Give (start, end) of the stretches looked at together: sentences, cut where a new thought joins."""
    cuts = [(hit.start(), hit.end()) for hit in _BREAK.finditer(text)]
    found, place = [], 0
    for start, end in [*cuts, (len(text), len(text))]:
        if text[place:start].strip():
            found.append((place, start))
        place = end
    return found


@dataclass(frozen=True, slots=True)
class Wording:
    """The learnt weights (words, 4) by word, for the four `TARGETS`."""

    words: tuple[str, ...]
    weights: Floats

    def design(self, namings: Sequence[Naming]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give (row, column) of every word that a naming has and the model knows."""
        known = {word: place for place, word in enumerate(self.words)}
        pairs = [(row, known[word]) for row, part in enumerate(namings) for word in sorted(part.words) if word in known]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    def read(self, namings: Sequence[Naming]) -> Floats:
        """Give (namings, 4): how much likelier than even each target is."""
        rows, columns = self.design(namings)
        found = np.zeros((len(namings), len(TARGETS)))
        np.add.at(found, rows, self.weights[columns])
        return found


def fit_wording(
    namings: Sequence[Naming], targets: Floats, part: NDArray[np.int64], *, words: int, ridge: float
) -> tuple[Wording, list[Wording]]:
    """Fit the `words` commonest words to `targets` (namings, 4), centred, with the penalty `ridge` on squares.

    Gives the fit to all namings, and for each part 0, 1, … of `part` (namings,) one that has not seen it.
    """
    counts = Counter(word for naming in namings for word in naming.words)
    common = tuple(sorted(counts, key=lambda word: (-counts[word], word))[:words])
    rows, columns = Wording(common, np.zeros((len(common), len(TARGETS)))).design(namings)
    table = np.zeros((len(namings), len(common)), dtype=np.float32)
    table[rows, columns] = 1.0
    grams, sides = [], []
    for number in range(int(part.max(initial=-1)) + 1):
        seen = table[part == number]
        grams.append((seen.T @ seen).astype(np.float64))
        sides.append(seen.T.astype(np.float64) @ targets[part == number])
    gram, side = np.sum(grams, axis=0) + ridge * np.eye(len(common)), np.sum(sides, axis=0)
    left_out = [Wording(common, np.linalg.solve(gram - g, side - s)) for g, s in zip(grams, sides, strict=True)]
    return Wording(common, np.linalg.solve(gram, side)), left_out
