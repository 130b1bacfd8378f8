"""What is at stake: a name of two to five words for every claim, the same for the same issue all through a text."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from detente.claims.gazetteer import known
from detente.claims.words import CALENDAR, word_set

__all__ = ["name_issues"]

Stretch = tuple[Any, int, int]
"""A parsed paragraph, and the first token and the one after the last of a stretch of it."""

_EMPTY = CALENDAR | word_set(
    "thing way time year day week month people part side party country lot kind sort number one percent point "
    "case statement word fact hand step place end matter something anything nothing everything everyone "
    "anyone us today tomorrow yesterday order term basis effort"
)
_INSIDE = {"amod", "compound", "nmod", "nummod"}
LONGEST = 5


def name_issues(stretches: Sequence[Stretch], spans: Sequence[Stretch]) -> list[str]:
    """Name the issue of each claim from the words of its content; its whole stretch serves where that has no noun."""
    nouns = [_nouns(stretch) or _nouns(span) for stretch, span in zip(stretches, spans, strict=True)]
    weight = Counter(noun.lemma_.lower() for heads in nouns for noun in heads)
    chosen = [_choose(heads, weight) for heads in nouns]
    phrases: dict[str, Counter[str]] = defaultdict(Counter)
    for head in chosen:
        if head is not None:
            phrases[head.lemma_.lower()][_phrase(head)] += 1
    return [
        _name(head, phrases) if head is not None else _fallback(span) for head, span in zip(chosen, spans, strict=True)
    ]


def _nouns(stretch: Stretch) -> list[Any]:
    doc, first, last = stretch
    return [
        token
        for token in doc[first:last]
        if token.pos_ in ("NOUN", "PROPN")
        and token.dep_ != "compound"
        and token.lemma_.lower() not in _EMPTY
        and re.fullmatch(r"[^\W\d_][\w’'-]*", token.text)
        and token.ent_type_ not in ("PERSON", "DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT")
        and known(token.text) is None
    ]


def _choose(heads: list[Any], weight: Counter[str]) -> Any | None:
    """Take the noun that the contents of the text share most; the earlier one of equals."""
    best = None
    for place, head in enumerate(heads):
        score = weight[head.lemma_.lower()] - 0.6 * place
        if best is None or score > best[0]:
            best = (score, head)
    return best[1] if best is not None else None


def _phrase(head: Any) -> str:
    doc = head.doc
    words = [child for child in head.children if child.dep_ in _INSIDE and child.i < head.i and child.text[0].isalnum()]
    begin = max(min((child.left_edge.i for child in words), default=head.i), head.i - LONGEST + 1)
    kept = [token.lower_ for token in doc[begin : head.i + 1] if re.fullmatch(r"[^\W_][\w’'.-]*", token.text)]
    if len(kept) < 2:
        kept += _continued(head)
    return " ".join(kept[-LONGEST:] if len(kept) > LONGEST else kept)


def _continued(head: Any) -> list[str]:
    for child in head.children:
        if child.dep_ == "prep" and child.i > head.i:
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None and inner.pos_ in ("NOUN", "PROPN"):
                before = [c.lower_ for c in inner.children if c.dep_ in ("compound", "amod") and c.i < inner.i][-2:]
                return [child.lower_, *before, inner.lower_]
    if head.dep_ == "pobj" and head.head.head.pos_ == "NOUN":
        return []
    return []


def _name(head: Any, phrases: dict[str, Counter[str]]) -> str:
    known_phrases = phrases[head.lemma_.lower()]
    best = min(known_phrases, key=lambda phrase: (len(phrase.split()) < 2, -known_phrases[phrase], len(phrase), phrase))
    words = best.split()
    return " ".join(words) if 2 <= len(words) <= LONGEST else f"question of {words[0]}"


def _fallback(span: Stretch) -> str:
    doc, first, last = span
    words = [
        token.lemma_.lower() for token in doc[first:last] if token.pos_ in ("VERB", "ADJ") and token.text.isalpha()
    ]
    return f"question of {words[-1]}" if words else "matter at hand"
