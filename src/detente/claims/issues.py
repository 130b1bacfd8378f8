"""What is at stake: a name of two to five words for every claim, the same for the same issue all through a text.

How likely each form of a text's words is in the name of a claim's issue is learnt: what the encoder makes of the claim
against what it makes of the word wherever it stands (a pointer, Vinyals et al. 2015, "Pointer networks", NeurIPS), with
the features of `matters`. A noun phrase is worth the F1 of words that it would then have: twice the sum of its words'
chances, by their number and that which names have. Phrases are taken one by one, each time the one that adds most to
the worth of all claims (the greedy rule for facilities, Cornuejols et al. 1977, *Management Science* 23(8)); where one
is taken, none that holds all its words or none but its words is ("higher wages", "higher wages for dockers"). Each
claim then has the name that is worth most for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.matters import Forms, Held, Phrase, Told, features_of, forms_of, held_by, phrases_of

__all__ = ["Asked", "Naming", "name_issues"]

Floats = NDArray[np.float32]

USUAL = 2.0
"""Telling words of a usual name. Declared: annotated names have 2.7, and 1.5 to 3 gave the same F1 within .003."""
SHORTEST = 2
"""Words of the shortest name: a bare noun, which is told as "question of deal", counts as so many."""
NEAREST = 8
"""Phrases of each claim that are looked at, those worth most for it: declared, for the sake of time."""
BLOCK = 100
"""Claims whose features are in memory at once: those of a long text would take hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What is learnt of names: maps of claims (2 × width → key) and words (width → key), and weights of features.

    `claim` and `word` have a last row that is added; `form` (width + features + 1,) weighs words by themselves, then
    the features, and ends with the constant.
    """

    claim: Floats
    word: Floats
    form: Floats

    def chances(self, asked: "Asked") -> Floats:
        """Give the chance (claims, forms) that a form is in a claim's name."""
        width = asked.words.shape[1]
        queries, keys = asked.claims @ self.claim[:-1] + self.claim[-1], asked.words @ self.word[:-1] + self.word[-1]
        alone, scale = asked.words @ self.form[:width], np.sqrt(self.word.shape[1], dtype=np.float32)
        found = []
        for rows in _blocks(len(queries)):
            pointed = queries[rows] @ keys.T / scale + alone
            known = features_of(asked.held, asked.forms, rows) @ self.form[width:-1] + self.form[-1]
            found.append(np.float32(1) / (np.float32(1) + np.exp(-asked.forms.at_most(pointed) - known)))
        return np.concatenate(found)


def _blocks(number: int) -> Iterator[slice]:
    return (slice(first, first + BLOCK) for first in range(0, number, BLOCK))


@dataclass(frozen=True, slots=True)
class Asked:
    """The claims of a text beside all that their names may be made of.

    `claims` (claims, 2 × width) are the mean encodings of content and stretch, `words` (places, width) those of the
    words that forms have.
    """

    claims: Floats
    words: Floats
    held: Held
    forms: Forms
    phrases: Sequence[Phrase]

    @classmethod
    def of(cls, told: Sequence[Told], lines: Sequence[Sequence[Any]], encoded: Floats) -> "Asked | None":
        """Lay out the claims of a text, whose words `lines` (sentences) have encodings (words, width).

        None where there is no claim, or no phrase that could name an issue.
        """
        forms = forms_of(lines) if told else None
        phrases = phrases_of(lines, forms) if forms is not None else []
        if forms is None or not phrases:
            return None
        rows = {id(token): row for row, token in enumerate(token for words in lines for token in words)}
        at = {id(token): number for number, words in enumerate(lines) for token in words}
        claims = np.stack([_claim(one, rows, encoded) for one in told])
        held = held_by(told, [_first(one, at) for one in told], forms)
        return cls(claims, encoded[forms.rows], held, forms, phrases)

    def named(self, naming: Naming) -> list[str]:
        """Name the issue of each claim."""
        chances = naming.chances(self)
        near = _nearest(chances, self.phrases)
        return [near[place].name for place in _shared(_worth(chances, near), near)]


def name_issues(told: Sequence[Told], lines: Sequence[Sequence[Any]], encoded: Floats, naming: Naming) -> list[str]:
    """Name the issue of each claim of a text, whose words `lines` (sentences) have encodings (words, width)."""
    asked = Asked.of(told, lines, encoded)
    return [_otherwise(one) for one in told] if asked is None else asked.named(naming)


def _claim(told: Told, rows: dict[int, int], encoded: Floats) -> Floats:
    """Give the mean encodings of the words of content and stretch, one behind the other."""
    span = [rows[id(token)] for token in told.doc[slice(*told.span)] if id(token) in rows]
    content = [rows[id(token)] for token in told.doc[slice(*told.content)] if id(token) in rows] or span
    if not span:
        return np.zeros(2 * encoded.shape[1], dtype=np.float32)
    return np.concatenate([encoded[content].mean(axis=0), encoded[span].mean(axis=0)])


def _first(told: Told, at: dict[int, int]) -> int:
    return next((at[id(token)] for token in told.doc[slice(*told.span)] if id(token) in at), 0)


def _worth(chances: Floats, phrases: Sequence[Phrase]) -> Floats:
    """Give the F1 of words (claims, phrases) that a phrase would have as a claim's name."""
    longest = max(len(phrase.forms) for phrase in phrases)
    nothing = chances.shape[1]
    places = np.array([[*phrase.forms, *[nothing] * (longest - len(phrase.forms))] for phrase in phrases])
    padded = np.pad(chances, ((0, 0), (0, 1)))
    sizes = np.maximum((places < nothing).sum(axis=1), SHORTEST)
    total = np.zeros((len(chances), len(phrases)), dtype=np.float32)
    for column in places.T:
        total += padded[:, column]
    worth: Floats = 2 * total / (sizes + np.float32(USUAL))
    return worth


def _nearest(chances: Floats, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Give the phrases that are worth most for some claim."""
    found: set[int] = set()
    for rows in _blocks(len(chances)):
        worth = _worth(chances[rows], phrases)
        found.update(np.argsort(-worth, axis=1, kind="stable")[:, :NEAREST].ravel().tolist())
    return [phrases[place] for place in sorted(found)]


def _shared(worth: Floats, phrases: Sequence[Phrase]) -> list[int]:
    """Give the phrase of each claim: of those that together serve the claims best, the one worth most for it."""
    words = [frozenset(phrase.forms) for phrase in phrases]
    free = np.ones(len(phrases), dtype=bool)
    served = np.zeros(len(worth), dtype=np.float32)
    taken: list[int] = []
    while True:
        added = np.where(free, np.maximum(worth - served[:, None], 0).sum(axis=0), -1)
        best = int(added.argmax())
        if taken and added[best] <= 0:
            return [taken[place] for place in worth[:, taken].argmax(axis=1)]
        taken.append(best)
        served = np.maximum(served, worth[:, best])
        free &= [not (one <= words[best] or one >= words[best]) for one in words]


def _otherwise(told: Told) -> str:
    """Name the issue of a claim in a text without noun phrases."""
    words = [
        token.lemma_.lower()
        for token in told.doc[slice(*told.span)]
        if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ") and token.text.isalpha()
    ]
    return f"question of {words[-1]}" if words else "matter at hand"
