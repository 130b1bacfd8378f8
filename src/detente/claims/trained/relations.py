"""How a predicate stands to a mention, a party and a word, as small numbers that scores look at besides the words.

Every feature is the index of one of a few classes; `MENTION_SIZES`, `READING_SIZES` and `EDGE_SIZES` say of how many.
Class 0 stands for "absent": a party that the window does not mention.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.claims.attribution import Attribution
from detente.claims.clauses import subject_of
from detente.claims.mentions import Mention, Reading

__all__ = [
    "EDGE_SIZES",
    "MENTION_SIZES",
    "READING_SIZES",
    "Anchor",
    "Placed",
    "edge_features",
    "mention_features",
    "reading_features",
]

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


def mention_features(anchor: Anchor, placed: Placed) -> tuple[int, ...]:
    """Give the classes of `MENTION_SIZES` for a mention at its place."""
    same, here = placed.document is anchor.token.doc, placed.line == anchor.line
    steps = placed.index - anchor.token.i if same else 1000 if placed.line > anchor.line else -1000
    return (
        1 + min(max(placed.line - anchor.line, -4), 1) + 4,
        1 + bisect_right(_DISTANCES, steps),
        1 + placed.dependency,
        _way(anchor, placed.mention.token) if here else 1,
        _understood(anchor, placed.mention.token) if here else 1,
        _attributed(anchor, placed) if placed.source else 1,
        placed.word_class,
        _quotes(anchor, placed.quotation, same),
    )


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


def _attributed(anchor: Anchor, placed: Placed) -> int:
    for place, source in enumerate(anchor.sources):
        if source.name == placed.source or source.name.split()[-1:] == placed.last:
            return 2 if place == 0 else 3
    return 1


def _word_class(token: Any) -> int:
    if token.lower_ in _FIRST:
        return 1
    if token.pos_ == "PRON":
        return 2
    if token.pos_ == "PROPN":
        return 3
    return 4 if token.pos_ == "NOUN" else 5


def _quotes(anchor: Anchor, quotation: Any | None, same: bool) -> int:
    if anchor.quotation is None:
        return 1 if quotation is None else 2
    return 3 if same and quotation == anchor.quotation else 4


def reading_features(reading: Reading, speaks: bool, rank: int, count: int) -> tuple[int, int, int, int]:
    """Give the classes of `READING_SIZES`; `rank` is the place among the parties of the text, from 0."""
    return (
        1 + _KINDS.index(reading.kind),
        1 + bisect_right(_RANKS, rank),
        2 if speaks else 1,
        1 + bisect_right(_COUNTS, count),
    )


def edge_features(anchor: Anchor, words: Sequence[Any]) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Give, for each word of a sentence, the classes of `EDGE_SIZES` as a first and as a last word of a stretch."""
    lefts = [word.left_edge.i for word in anchor.chain[:4]]
    rights = [word.right_edge.i for word in anchor.chain[:4]]
    lefts += [-1] * (4 - len(lefts))
    rights += [-1] * (4 - len(rights))
    (one, two, three, four), (five, six, seven, eight) = lefts, rights
    first: list[tuple[int, ...]] = []
    last: list[tuple[int, ...]] = []
    for word in words:
        mark = int(bool(word.is_punct or word.is_quote))
        steps = word.i - anchor.token.i
        distance, place = bisect_right(_STEPS, steps), word.i
        first.append((place == one, place == two, place == three, place == four, mark, distance))
        last.append((place == five, place == six, place == seven, place == eight, mark, distance))
    return first, last
