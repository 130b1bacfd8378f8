"""One thing for another: "in exchange for", "only if", "unless", "on condition that", "not … without"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.clauses import finite_head, subtree_bounds, trimmed

__all__ = ["Exchange", "condition_of", "exchanges_of"]

Range = tuple[int, int]

_RETURN = {"exchange", "return"}
_CONDITIONS = {"if", "unless", "provided", "providing"}
_NEGATIVE = {"unless", "until", "without"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is given and what is wanted for it, as token ranges; `trigger` is the verb of giving."""

    trigger: Any
    given: Range
    wanted: Range


def exchanges_of(sentence: Any) -> Iterator[Exchange]:
    """Yield the exchanges of a sentence."""
    for token in sentence:
        found = _in_return(token) or _on_condition(token)
        if found is not None:
            yield found


def condition_of(verb: Any) -> Range | None:
    """Give the condition that hangs on a verb, as a token range: "if Y", "unless Y", "until Y"."""
    for child in verb.children:
        mark = next(
            (c for c in child.children if c.dep_ in ("mark", "advmod") and c.lower_ in _CONDITIONS | _NEGATIVE), None
        )
        if child.dep_ == "advcl" and mark is not None:
            wanted = _wanted(mark, child) if mark.dep_ == "mark" else subtree_bounds(child)
            return wanted if wanted is not None and wanted[0] < wanted[1] else None
        if child.dep_ == "prep" and child.lower_ in _NEGATIVE:
            return _wanted(child, child)
    return None


def _in_return(token: Any) -> Exchange | None:
    """Read "X in exchange for Y" and "X in return for Y"."""
    if token.lower_ not in _RETURN or token.i == 0 or token.nbor(-1).lower_ != "in":
        return None
    doc = token.doc
    if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "for":
        return None
    verb = _verb_above(token)
    wanted_head = next((c for c in doc[token.i + 1].children if c.dep_ in ("pobj", "pcomp")), None)
    if verb is None or wanted_head is None:
        return None
    first = _first_given(verb, token.i - 1)
    given = trimmed(doc, first, token.i - 1)
    return Exchange(verb, given, subtree_bounds(wanted_head)) if given[0] < given[1] else None


def _on_condition(token: Any) -> Exchange | None:
    """Read "X only if Y", "not X unless Y", "no X without Y", "X on condition that Y"."""
    word, doc = token.lower_, token.doc
    if (
        word == "condition"
        and token.i > 0
        and (token.nbor(-1).lower_ == "on" or (token.i > 1 and token.nbor(-2).lower_ == "on"))
    ):
        return _of_condition_noun(token)
    if word not in _CONDITIONS | _NEGATIVE:
        return None
    if word == "if" and token.i + 1 < len(doc) and token.nbor().lower_ in ("only", "not"):
        return None
    clause = token.head if token.dep_ == "mark" else token
    wanted = _wanted(token, clause)
    verb = _verb_above(clause)
    if verb is None or wanted is None:
        return None
    only = (token.i > 0 and doc[token.i - 1].lower_ in ("only", "even")) or any(
        child.lower_ == "only" and child.i < clause.i for child in [*verb.children, *clause.children]
    )
    negative = any(
        child.dep_ == "neg" or child.lower_ in ("no", "never", "cannot") for child in verb.subtree if child.i < token.i
    )
    fits = (word in ("provided", "providing")) or (word == "if" and only) or (word in _NEGATIVE and negative)
    if not fits:
        return None
    first = _first_given(verb, token.i)
    last = token.i - 1 if token.i > first and doc[token.i - 1].lower_ == "only" else token.i
    if token.i < verb.i:
        first, last = verb.i, subtree_bounds(verb)[1]
    given = trimmed(doc, first, last)
    return Exchange(verb, given, wanted) if given[0] < given[1] else None


def _of_condition_noun(token: Any) -> Exchange | None:
    verb = _verb_above(token)
    clause = next((c for c in token.children if c.dep_ in ("acl", "ccomp", "relcl") and c.i > token.i), None)
    if verb is None:
        return None
    if clause is None:
        clause = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > token.i), None)
    if clause is None:
        return None
    preposition = token.i - 1 if token.nbor(-1).lower_ == "on" else token.i - 2
    given = trimmed(token.doc, _first_given(verb, preposition), preposition)
    wanted = subtree_bounds(clause)
    return Exchange(verb, given, wanted) if given[0] < given[1] else None


def _wanted(token: Any, clause: Any) -> Range | None:
    if token.dep_ == "mark":
        first, last = subtree_bounds(clause)
        first = max(first, token.i + 1) if token.i < clause.i else first
        return trimmed(token.doc, first, last)
    inner = next((child for child in token.children if child.dep_ in ("pobj", "pcomp")), None)
    return subtree_bounds(inner) if inner is not None else None


def _verb_above(token: Any) -> Any | None:
    head = token.head
    while head.pos_ not in ("VERB", "AUX"):
        if head.head == head:
            return None
        head = head.head
    return head


def _first_given(verb: Any, stop: int) -> int:
    """Give where the thing given begins: at the innermost infinitive that the condition governs, else at the verb."""
    inner = verb
    for child in verb.children:
        if child.dep_ in ("xcomp", "acomp") and child.i < stop:
            inner = next((c for c in child.children if c.dep_ == "xcomp" and c.i < stop), child)
    return int(inner.i) if inner.pos_ in ("VERB", "AUX") else int(finite_head(verb).i)
