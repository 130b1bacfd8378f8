"""What is not known: terms that "remain classified" or "were not disclosed"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.clauses import subtree_bounds, trimmed

__all__ = ["Unknown", "unknowns_of"]

Range = tuple[int, int]

_TERMS = {"content", "contents", "term", "detail", "text", "substance", "outcome", "result", "wording", "condition"}
_HIDDEN = {"classified", "secret", "unknown", "undisclosed", "unclear", "confidential", "sealed", "unpublished"}
_ASKING = {"what", "whether", "how", "which", "when", "where", "who"}
_SHOWN = {"disclose", "publish", "reveal", "release", "know", "announce"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """Terms that are not known: the verb, the stretch, the terms, and the cue words as a range."""

    trigger: Any
    span: Range
    content: Range
    cue: Range
    holder: Any | None = None


def unknowns_of(sentence: Any) -> Iterator[Unknown]:
    """Yield the unknown terms of a sentence."""
    asked = _asked(sentence) or _left_open(sentence)
    if asked is not None:
        yield asked
        return
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


def _asked(sentence: Any) -> Unknown | None:
    """Read "What the envoys agreed is not known", "Whether it would sign remains unclear"."""
    words = [token for token in sentence if not token.is_space]
    if not words or words[0].lower_ not in _ASKING:
        return None
    verb = next((t for t in reversed(words) if t.lemma_ in ("be", "remain", "stay") and t.i > words[0].i + 2), None)
    if verb is None:
        return None
    after = [token for token in words if token.i > verb.i]
    hidden = next((t for t in after if t.lower_ in _HIDDEN), None)
    negation = next((t for t in after if t.lower_ in ("not", "n't", "n’t")), None)
    shown = next((t for t in after if t.lemma_ in _SHOWN | {"clear"}), None)
    if hidden is not None:
        cue = (hidden.i, hidden.i + 1)
    elif negation is not None and shown is not None:
        cue = (negation.i, shown.i + 1)
    else:
        return None
    inner = next((t for t in words if t.dep_ in ("nsubj", "nsubjpass") and words[0].i < t.i < verb.i), None)
    return Unknown(verb, (words[0].i, cue[1]), trimmed(sentence.doc, words[0].i, verb.i), cue, inner)


def _left_open(sentence: Any) -> Unknown | None:
    """Read "It is not known what the envoys agreed", "It remains unclear whether Egypt would sign"."""
    words = [token for token in sentence if not token.is_space]
    for place, word in enumerate(words[2:], 2):
        if word.lower_ not in _ASKING:
            continue
        before = words[place - 1]
        negation = words[place - 2] if words[place - 2].lower_ in ("not", "n't", "n’t") else None
        if before.lower_ in _HIDDEN:
            cue = (before.i, before.i + 1)
        elif negation is not None and before.lemma_ in _SHOWN | {"clear"}:
            cue = (negation.i, before.i + 1)
        else:
            continue
        last = words[-1].i + (0 if words[-1].is_punct else 1)
        inner = next((t for t in words[place:] if t.dep_ in ("nsubj", "nsubjpass") and t.lower_ not in _ASKING), None)
        return Unknown(before, (words[0].i, last), trimmed(sentence.doc, word.i, last), cue, inner)
    return None
