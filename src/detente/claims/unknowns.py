"""What is not known: terms that "remain classified" or "were not disclosed"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.clauses import subtree_bounds

__all__ = ["Unknown", "unknowns_of"]

Range = tuple[int, int]

_TERMS = {"content", "contents", "term", "detail", "text", "substance", "outcome", "result", "wording", "condition"}
_HIDDEN = {"classified", "secret", "unknown", "undisclosed", "unclear", "confidential", "sealed", "unpublished"}
_SHOWN = {"disclose", "publish", "reveal", "release", "know", "announce"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """Terms that are not known: the verb, the stretch, the terms, and the cue words as a range."""

    trigger: Any
    span: Range
    content: Range
    cue: Range


def unknowns_of(sentence: Any) -> Iterator[Unknown]:
    """Yield the unknown terms of a sentence."""
    for token in sentence:
        if token.lemma_.lower() not in _TERMS or token.dep_ not in ("nsubj", "nsubjpass"):
            continue
        verb = token.head
        hidden = next(
            (c for c in verb.children if c.lower_ in _HIDDEN and c.dep_ in ("acomp", "attr", "oprd", "advcl")), None
        )
        negation = next((c for c in verb.children if c.dep_ == "neg"), None)
        if hidden is not None:
            cue = (hidden.i, hidden.i + 1)
        elif verb.lower_ in _HIDDEN:
            cue = (verb.i, verb.i + 1)
        elif verb.lemma_ in _SHOWN and negation is not None:
            cue = (negation.i, verb.i + 1)
        else:
            continue
        yield Unknown(verb, subtree_bounds(verb), subtree_bounds(token), cue)
