"""Either this or that, as whole clauses: "Either the company freezes hiring or it guarantees every post," she said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.clauses import trimmed

__all__ = ["Alternatives", "alternatives_of"]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The verb of the first of two clauses of which one suffices to who speaks, and both as a range of tokens."""

    trigger: Any
    content: tuple[int, int]


def alternatives_of(sentence: Any) -> Iterator[Alternatives]:
    """Yield where a sentence offers two clauses to choose from."""
    for token in sentence:
        if token.lower_ != "either":
            continue
        word = next((other for other in sentence if other.i > token.i and other.lower_ == "or"), None)
        if word is None:
            continue
        first = _verb(token.i + 1, word.i, token.doc)
        second = _verb(word.i + 1, sentence.end, token.doc)
        if first is None or second is None:
            continue
        last = second.i + 1
        while last < sentence.end and not (token.doc[last].is_punct and token.doc[last].text not in "-'’"):
            last += 1
        yield Alternatives(first, trimmed(token.doc, token.i, last))


def _verb(first: int, last: int, doc: Any) -> Any | None:
    """Give the verb of a clause with a subject of its own that begins at `first`."""
    for token in doc[first:last]:
        if (
            token.dep_ in ("nsubj", "nsubjpass")
            and token.head.pos_ in ("VERB", "AUX")
            and token.i < token.head.i < last
        ):
            return token.head if token.left_edge.i == first else None
    return None
