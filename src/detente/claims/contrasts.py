"""Not this but that: "will not insist on X but on Y", "seeks not X but Y", "wants Y rather than X"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.clauses import subtree_bounds, trimmed
from detente.claims.lexicon import lexical_act

__all__ = ["Contrast", "Renunciation", "contrasts_of", "renunciations_of"]

Range = tuple[int, int]
_DEMANDING = {"insist", "demand", "ask", "press", "push", "call"}
_WANTING = {"insist", "want", "seek", "demand", "ask", "need", "pursue", "aim", "care", "look", "call", "press", "be"}


@dataclass(frozen=True, slots=True)
class Contrast:
    """A verb of wanting, the token that negates it, what is not wanted, and what is wanted instead."""

    trigger: Any
    negation: Any
    unwanted: Range
    wanted: Range


@dataclass(frozen=True, slots=True)
class Renunciation:
    """A verb of demanding that is denied, the token that denies it, and what is not demanded."""

    trigger: Any
    negation: Any
    unwanted: Range


def renunciations_of(sentence: Any) -> Iterator[Renunciation]:
    """Yield what a party is said not to demand: "will not insist on X", "no longer asks for X"."""
    for token in sentence:
        if token.pos_ != "VERB" or token.lemma_ not in _DEMANDING or lexical_act(token) not in ("demand", None):
            continue
        negation = next((c for c in token.children if c.dep_ == "neg" or c.lower_ == "longer"), None)
        if negation is None or negation.i > token.i:
            continue
        thing = next((_object(c) for c in token.children if c.i > token.i and _object(c) is not None), None)
        if thing is not None:
            yield Renunciation(token, negation, subtree_bounds(thing))


def _object(child: Any) -> Any | None:
    """Give what is demanded: the object of "insist on", "ask for", "demand"."""
    if child.dep_ == "dobj":
        return child
    if child.dep_ == "prep" and child.lower_ in ("on", "upon", "for"):
        return next((inner for inner in child.children if inner.dep_ in ("pobj", "pcomp")), None)
    return None


def contrasts_of(sentence: Any) -> Iterator[Contrast]:
    """Yield the contrasts of a sentence."""
    for token in sentence:
        if token.lower_ != "but" or token.i <= sentence.start or token.i + 1 >= sentence.end:
            continue
        verb = _wanting_before(token)
        negation = _negation(verb, token) if verb is not None else None
        if verb is None or negation is None:
            continue
        follows = token.nbor().pos_ in (
            "ADP",
            "DET",
            "NOUN",
            "PROPN",
            "ADJ",
            "PRON",
            "PART",
            "SCONJ",
        ) and not _own_subject(token)
        unwanted = trimmed(token.doc, _begin(max(verb.i, negation.i) + 1, token), token.i)
        wanted = _wanted(token)
        if follows and unwanted[0] < unwanted[1] and wanted[0] < wanted[1]:
            yield Contrast(verb, negation, unwanted, wanted)


def _wanting_before(token: Any) -> Any | None:
    doc, start = token.doc, token.sent.start
    for place in range(token.i - 1, start - 1, -1):
        verb = doc[place]
        wanting = verb.pos_ == "VERB" and verb.lemma_ in _WANTING
        if wanting and lexical_act(verb) in ("demand", "interest", None) and _negation(verb, token) is not None:
            return verb
    return None


def _negation(verb: Any, stop: Any) -> Any | None:
    near = [child for child in verb.subtree if child.lower_ in ("not", "n't", "n’t") and child.i < stop.i]
    return min(near, key=lambda child: abs(child.i - verb.i), default=None)


def _own_subject(token: Any) -> bool:
    doc = token.doc
    head = next(
        (t for t in doc[token.i + 1 : token.sent.end] if t.pos_ in ("VERB", "AUX") and t.dep_ in ("conj", "ROOT")), None
    )
    return head is not None and any(
        child.dep_ in ("nsubj", "nsubjpass") and child.i > token.i for child in head.children
    )


def _begin(first: int, stop: Any) -> int:
    """Skip the preposition that the verb takes ("insist on", "ask for")."""
    token = stop.doc[first]
    return first + 1 if token.pos_ in ("ADP", "PART") and first + 1 < stop.i else first


def _wanted(token: Any) -> Range:
    doc, first = token.doc, token.i + 1
    if doc[first].pos_ in ("ADP", "PART"):
        first += 1
    last = next((t.i for t in doc[first : token.sent.end] if t.text in (";", "—", "–")), token.sent.end)
    comma = next((t.i for t in doc[first:last] if t.text == ","), None)
    vague = any(t.lower_ in ("something", "things") for t in doc[first : comma or last])
    if comma is not None and vague:
        return trimmed(doc, comma + 1, last)
    head = doc[first]
    while head.head.i >= first and head.head != head:
        head = head.head
    edge = subtree_bounds(head)[1] if head.pos_ in ("NOUN", "PROPN") else last
    return trimmed(doc, first, max(edge, first + 1))
