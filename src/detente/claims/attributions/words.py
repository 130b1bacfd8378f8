"""The words of a text as arrays: where they stand, how they hang together, what stands in quotation marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.labels import dependency
from detente.claims.language import paragraphs, parse

__all__ = ["ENTITIES", "TAGS", "Words", "words_of"]

Integers = NDArray[np.int64]

TAGS = (
    "#", "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "HYPH", "IN", "JJ",
    "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS", "RP",
    "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "``",
)  # fmt: skip
ENTITIES = ("", "PERSON", "NORP", "ORG", "GPE", "FAC", "LOC", "WORK_OF_ART", "LAW", "EVENT", "DATE")
_TAG = {name: number for number, name in enumerate(TAGS)}
_ENTITY = {name: number for number, name in enumerate(ENTITIES)}
_OPENING, _CLOSING, _EITHER = "“«„", "”»", '"'


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text (spaces left out); all arrays run over words.

    `start` and `last` are offsets of characters in the text, `last` being the end; `sentence` and `paragraph` count up
    through the text; `head` is the number of the word on which a word hangs (its own at the root of a sentence);
    `tag`, `dependency` and `entity` are numbers of the classes above (one more for any other); `quotation` counts the
    passages in quotation marks, -1 outside of them.
    """

    texts: list[str]
    start: Integers
    last: Integers
    sentence: Integers
    paragraph: Integers
    head: Integers
    tag: Integers
    dependency: Integers
    entity: Integers
    quotation: Integers

    def __len__(self) -> int:
        return len(self.texts)

    def marks(self) -> NDArray[np.bool_]:
        """Say which words are punctuation (words without a letter or a figure)."""
        return np.array([not any(map(str.isalnum, text)) for text in self.texts], dtype=bool)


def words_of(text: str) -> Words:
    """Give the words of a text, parsed paragraph by paragraph. Raises MissingExtraError."""
    return words_of_parsed(parse(list(paragraphs(text))))


def words_of_parsed(parsed: Iterable[tuple[int, Any]]) -> Words:
    """Give the words of parsed paragraphs, each with its offset in the text."""
    texts: list[str] = []
    rows: list[tuple[int, ...]] = []
    quotations = _Quotations()
    sentence = -1
    for paragraph, (offset, doc) in enumerate(parsed):
        kept = [token for token in doc if not token.is_space]
        number = {token.i: len(texts) + place for place, token in enumerate(kept)}
        quotations.leave()
        for place, token in enumerate(kept):
            sentence += place == 0 or bool(token.is_sent_start)
            head = number.get(token.head.i, number[token.i])
            rows.append((
                offset + token.idx, offset + token.idx + len(token), sentence, paragraph, head,
                _TAG.get(token.tag_, len(TAGS)), dependency(token),
                _ENTITY.get(token.ent_type_, len(ENTITIES)), quotations.read(token.text),
            ))  # fmt: skip
        texts += [token.text for token in kept]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 9).T
    return Words(texts, *columns)


class _Quotations:
    """Counts quotations as words go by: a mark belongs to the quotation that it opens or closes."""

    def __init__(self) -> None:
        self._count = 0
        self._inside = False

    def leave(self) -> None:
        """Close what a paragraph left open: the next one opens it anew where it goes on."""
        self._count += self._inside
        self._inside = False

    def read(self, word: str) -> int:
        """Give the number of the quotation of the next word, -1 outside."""
        opens = any(mark in word for mark in _OPENING)
        closes = any(mark in word for mark in _CLOSING)
        if any(mark in word for mark in _EITHER) or word in ("``", "''"):
            opens, closes = not self._inside, self._inside
        if opens and not closes and not self._inside:
            self._inside = True
        inside = self._inside
        number = self._count if inside else -1
        if closes and inside:
            self._inside = False
            self._count += 1
        return number
