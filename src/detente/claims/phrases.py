"""Phrases: the words of a noun phrase that name somebody, and what its form says of that."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

__all__ = [
    "HYPHENS",
    "MODIFIERS",
    "Kind",
    "Who",
    "bare",
    "from_capital",
    "is_definite",
    "last_word",
    "phrase_of",
    "stands_apart",
    "without_possessive",
]  # fmt: skip

Kind = Literal["state", "body", "person", "group", "onlooker"]

_EDGES = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|its|their|his|her|our|my|your|some|many|most|several|few|other|all|both|various|any|certain|whose)\s+)+|['’]s?$",
    re.I,
)
HYPHENS = {"-", "‑", "–"}
_SMALL = {"of", "the", "and", "for", "in", "de", "del", "la", "du", "von", "van", "al", "e", "y"}
"""Small words inside of names."""
MODIFIERS = {"amod", "compound", "poss", "nmod", "nummod"}
"""What stands before a noun and belongs to its name."""
_APART = {"rebel", "opposition", "insurgent", "separatist", "dissident", "hardliner", "guerrilla", "exile", "militant"}
"""Words for those who stand against a government, or apart from it."""
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Who:
    """A party as a phrase names it: canonical name, voice or None, what kind it is, and the name as the text has it."""

    party: str
    voice: str | None
    kind: Kind
    name: str


def phrase_of(head: Any) -> str:
    """Give the noun phrase of a head without what follows it, its article and its possessive ending."""
    doc = head.doc
    begin = head.i
    for child in head.children:
        near = child.dep_ in MODIFIERS or child.dep_ == "det"
        if near and child.i < head.i and child.left_edge.i < begin and head.i - child.left_edge.i <= 8:
            begin = child.left_edge.i
    words = doc[begin : head.i + 1].text.strip(" “”\"‘’',")
    return bare(words).strip() or head.text


def last_word(name: Any) -> str:
    """Give the last word of a name by its last token, with what hyphens join to it: "Poe-Hale", "Ki-moon"."""
    doc, first = name.doc, name.i
    while first > 1 and doc[first - 1].text in HYPHENS and _touch(doc[first - 2], doc[first - 1], doc[first]):
        first -= 2
    words: str = doc[first : name.i + 1].text
    return words if words[:1].isupper() else str(name.text)


def _touch(*tokens: Any) -> bool:
    """Say whether no space stands between tokens."""
    return all(one.idx + len(one) == other.idx for one, other in pairwise(tokens))


def from_capital(phrase: str) -> str:
    """Give the name in a phrase: what stands from its first capital on ("conservative House Freedom Caucus").

    Where common words follow that, it is what stands behind them: "Kenyan fish farmer Harbor Foods".
    """
    words = phrase.split()
    first = next((place for place, word in enumerate(words) if word[:1].isupper()), 0)
    common = [place for place, word in enumerate(words) if word[:1].islower() and word not in _SMALL]
    behind = [place for place in common if first < place < len(words) - 1]
    if behind and all(word[:1].isupper() or word in _SMALL for word in words[behind[-1] + 1 :]):
        first = behind[-1] + 1
    return " ".join(words[first:])


def stands_apart(phrase: str) -> bool:
    """Say whether a phrase names those who stand against the state that it names ("Northland's rebels")."""
    words = phrase.lower()
    return any(word.rstrip("s") in _APART for word in re.split(r"[\s-]+", words)) or "hard-line" in words


def is_definite(head: Any) -> bool:
    """Say whether a noun has a definite article, or stands bare in a headline, which leaves articles out."""
    if any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") for child in head.children):
        return True
    alone = not any(child.dep_ in MODIFIERS or child.dep_ == "det" for child in head.children)
    return alone and head.tag_ in ("NN", "NNP") and head.doc[-1].text not in (".", "?", "!", "”", '"', "’", "'")


def bare(words: str) -> str:
    """Give words without the articles and the like before them, and without a possessive ending."""
    return _EDGES.sub("", words)


def without_possessive(words: str) -> str:
    """Give a name without the "'s" at its end."""
    return _POSSESSIVE.sub("", words)
