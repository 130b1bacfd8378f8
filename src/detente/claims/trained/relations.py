"""How a predicate stands to a mention, a party and a word, as small numbers that scores look at besides the words.

Every feature is the index of one of a few classes; `MENTION_SIZES`, `READING_SIZES` and `EDGE_SIZES` say of how many.
Class 0 stands for "absent": a party that the window does not mention.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.attribution import Attribution
from detente.claims.clauses import subject_of
from detente.claims.mentions import Mention, Reading

__all__ = [
    "EDGE_SIZES",
    "MENTION_SIZES",
    "READING_SIZES",
    "Anchor",
    "Edges",
    "Laid",
    "Placed",
    "reading_features",
]

Integers = NDArray[np.int64]

_DEPS = {
    name: place
    for place, name in enumerate(
        ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj", "appos", "attr", "amod", "ROOT", "agent")
    )
}
_ROLE = {
    "nsubj": 0, "nsubjpass": 0, "csubj": 0, "expl": 0, "dobj": 1, "dative": 1, "attr": 1, "oprd": 1, "poss": 2,
    "amod": 2, "compound": 2, "nmod": 2, "pobj": 3, "prep": 3, "agent": 3, "conj": 4, "appos": 4,
}  # fmt: skip
_KINDS = ("state", "body", "person", "group", "onlooker", "self", "phrase", "guess", "learnt")
_FIRST = {"i", "we", "us", "our", "my", "me"}
_DISTANCES = (-60, -30, -15, -8, -4, -1, 1, 4, 8, 15, 30)
_RANKS, _COUNTS = (1, 2, 3, 5, 9), (2, 4, 8, 16)
_STEPS = (-20, -10, -4, -1, 0, 1, 4, 10)
_DEPTH, _CLIMB = 4, 8
_FAR = 1000
"""Words that count as between an anchor and a mention of another paragraph."""

MENTION_SIZES = (8, len(_DISTANCES) + 2, len(_DEPS) + 2, 6 * _DEPTH + 4, _DEPTH + 2, 4, 6, 5)
"""Distance in lines and in words, own dependency, way to the predicate, understood subject, attribution, word class,
quotes."""
READING_SIZES = (len(_KINDS) + 1, 7, 3, 6)
"""Kind, rank in the text, whether the speaker by the attribution speaks for it, how often it is named."""
EDGE_SIZES = (2, 2, 2, 2, 2, 9)
"""Edge of the subtree of the predicate and of what governs it (four levels), quotation or punctuation, distance."""


@dataclass(slots=True)
class Anchor:
    """The word that a claim hangs on, with what is needed of its sentence more than once."""

    token: Any
    line: int
    chain: list[Any]
    subjects: list[Any | None]
    sources: list[Any]
    quotation: Any | None

    @classmethod
    def of(cls, token: Any, line: int, attribution: Attribution) -> "Anchor":
        """Take what governs a word, the understood subjects on the way up, and its sources."""
        chain = [token]
        while chain[-1].head != chain[-1] and len(chain) < _CLIMB:
            chain.append(chain[-1].head)
        subjects = [subject_of(word) if word.pos_ in ("VERB", "AUX", "ADJ", "NOUN") else None for word in chain]
        sources, quotation = attribution.sources_of(token), attribution.quoted(token)
        return cls(token, line, chain, subjects, sources, quotation)


@dataclass(slots=True)
class Placed:
    """A mention at its place: what of its features does not depend on the anchor.

    `line` is the number of its line, `index` that of its word in the document, `source` and `last` the name it would
    have as a source and the last word of that.
    """

    mention: Mention
    line: int
    index: int
    document: Any
    dependency: int
    word_class: int
    quotation: Any | None
    source: str
    last: list[str]

    @classmethod
    def of(cls, mention: Mention, line: int, attribution: Attribution) -> "Placed":
        """Place a mention that stands on a line of a number."""
        token, source = mention.token, mention.source
        dependency = _DEPS.get(token.dep_, len(_DEPS))
        quotation = attribution.quoted(token)
        return cls(
            mention, line, token.i, token.doc, dependency, _word_class(token), quotation, source, source.split()[-1:]
        )


class Laid:
    """Mentions side by side, so that how all of them stand to an anchor is computed at once."""

    def __init__(self, mentions: Sequence[Placed]) -> None:
        documents: dict[int, int] = {}
        quotations: dict[tuple[int, Any], int] = {}
        self._tokens = [placed.mention.token for placed in mentions]
        self._lines = np.array([placed.line for placed in mentions], dtype=np.int64)
        self._indices = np.array([placed.index for placed in mentions], dtype=np.int64)
        self._documents = _numbered([id(placed.document) for placed in mentions], documents)
        self._quotations = np.array(
            [
                -1 if placed.quotation is None else quotations.setdefault(
                    (id(placed.document), placed.quotation), len(quotations)
                )
                for placed in mentions
            ],
            dtype=np.int64,
        )  # fmt: skip
        self._document, self._quotation = documents, quotations
        self._source: dict[str, int] = {"": 0}
        self._last: dict[str, int] = {"": 0}
        self._sources = _numbered([placed.source for placed in mentions], self._source)
        self._lasts = _numbered(["".join(placed.last) for placed in mentions], self._last)
        self._own = np.array([(1 + placed.dependency, placed.word_class) for placed in mentions], dtype=np.int64)
        self._of_line: dict[int, list[int]] = {}
        for place, placed in enumerate(mentions):
            self._of_line.setdefault(placed.line, []).append(place)

    def features(self, anchor: Anchor) -> Integers:
        """Give the classes of `MENTION_SIZES` (mentions, features) of each mention towards an anchor."""
        found = np.ones((len(self._tokens), len(MENTION_SIZES)), dtype=np.int64)
        if not self._tokens:
            return found
        gap = self._lines - anchor.line
        same = self._documents == self._document.get(id(anchor.token.doc), -1)
        steps = np.where(same, self._indices - anchor.token.i, np.where(gap > 0, _FAR, -_FAR))
        found[:, 0] = 5 + np.clip(gap, -4, 1)
        found[:, 1] = 1 + np.searchsorted(_DISTANCES, steps, side="right")
        found[:, [2, 6]] = self._own
        for place in self._of_line.get(anchor.line, ()):
            found[place, 3] = _way(anchor, self._tokens[place])
            found[place, 4] = _understood(anchor, self._tokens[place])
        found[:, 5] = self._attributed(anchor)
        found[:, 7] = self._quotes(anchor, same)
        return found

    def _attributed(self, anchor: Anchor) -> Integers:
        found = np.ones(len(self._tokens), dtype=np.int64)
        for place, source in reversed(list(enumerate(anchor.sources))):
            last = "".join(source.name.split()[-1:])
            named = self._sources == self._source.get(source.name, -1)
            found[(named | (self._lasts == self._last.get(last, -1))) & (self._sources > 0)] = 2 if place == 0 else 3
        return found

    def _quotes(self, anchor: Anchor, same: NDArray[np.bool_]) -> Integers:
        if anchor.quotation is None:
            return np.where(self._quotations < 0, 1, 2)
        number = self._quotation.get((id(anchor.token.doc), anchor.quotation), -2)
        return np.where(same & (self._quotations == number), 3, 4)


def _numbered(names: Sequence[Any], known: dict[Any, int]) -> Integers:
    """Number names in the order in which they come; `known` keeps the numbers."""
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def _way(anchor: Anchor, token: Any) -> int:
    for depth, word in enumerate(anchor.chain):
        if token.i == word.i:
            return 2
        if token.head.i == word.i:
            return 4 + min(depth, _DEPTH - 1) * 6 + _ROLE.get(token.dep_, 5)
        if token.head.dep_ in ("prep", "agent", "conj") and token.head.head.i == word.i:
            return 4 + min(depth, _DEPTH - 1) * 6 + (4 if token.head.dep_ == "conj" else 3)
    inside = anchor.token.left_edge.i <= token.i <= anchor.token.right_edge.i
    return 3 if inside else 1


def _understood(anchor: Anchor, token: Any) -> int:
    for depth, subject in enumerate(anchor.subjects):
        if subject is not None and (subject.i == token.i or any(other.i == token.i for other in subject.conjuncts)):
            return 2 + min(depth, _DEPTH - 1)
    return 1


def _word_class(token: Any) -> int:
    if token.lower_ in _FIRST:
        return 1
    if token.pos_ == "PRON":
        return 2
    if token.pos_ == "PROPN":
        return 3
    return 4 if token.pos_ == "NOUN" else 5


def reading_features(reading: Reading, speaks: bool, rank: int, count: int) -> tuple[int, int, int, int]:
    """Give the classes of `READING_SIZES`; `rank` is the place among the parties of the text, from 0."""
    return (
        1 + _KINDS.index(reading.kind),
        1 + bisect_right(_RANKS, rank),
        2 if speaks else 1,
        1 + bisect_right(_COUNTS, count),
    )


class Edges:
    """The words of a sentence side by side: where each could begin or end a stretch."""

    def __init__(self, words: Sequence[Any]) -> None:
        self._places = np.array([word.i for word in words], dtype=np.int64)
        self._marks = np.array([word.is_punct or word.is_quote for word in words], dtype=np.int64)

    def features(self, anchor: Anchor) -> tuple[Integers, Integers]:
        """Give, for each word, the classes of `EDGE_SIZES` (words, features) as a first and as a last word."""
        first = np.zeros((len(self._places), len(EDGE_SIZES)), dtype=np.int64)
        last = np.zeros_like(first)
        for level, word in enumerate(anchor.chain[:4]):
            first[:, level] = self._places == word.left_edge.i
            last[:, level] = self._places == word.right_edge.i
        first[:, 4] = last[:, 4] = self._marks
        first[:, 5] = last[:, 5] = np.searchsorted(_STEPS, self._places - anchor.token.i, side="right")
        return first, last
