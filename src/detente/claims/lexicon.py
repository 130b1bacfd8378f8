"""The words that name an act: verbs, nouns and adjectives of demanding, offering, refusing and so on."""

from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, cast

from detente.claims.claim import Act

__all__ = ["WordClass", "act_of_word", "lexical_act", "words_of_act"]

WordClass = Literal["verb", "noun", "adjective"]
_CLASSES: tuple[WordClass, ...] = ("verb", "noun", "adjective")
_OF_POS: dict[str, WordClass] = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}


@lru_cache(maxsize=1)
def _lexicon() -> dict[tuple[WordClass, str], Act]:
    found: dict[tuple[WordClass, str], Act] = {}
    table = files("detente.claims").joinpath("data", "acts.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        act, *cells = line.split("\t")
        for word_class, cell in zip(_CLASSES, cells, strict=False):
            for word in cell.split():
                found.setdefault((word_class, word), cast(Act, act))
    return found


def words_of_act(act: Act, word_class: WordClass) -> frozenset[str]:
    """Give the words of a class that name an act."""
    return frozenset(word for (kind, word), named in _lexicon().items() if named == act and kind == word_class)


def act_of_word(word: str, word_class: WordClass) -> Act | None:
    """Give the act that a word names by itself, or None."""
    return _lexicon().get((word_class, word))


def lexical_act(token: Any) -> Act | None:
    """Give the act that a token names, its particle or preposition taken with it ("rule out", "call for")."""
    word_class = _OF_POS.get(token.pos_)
    if word_class is None:
        return None
    lemma = token.lemma_.lower()
    if word_class == "verb":
        for child in token.children:
            if child.dep_ in ("prt", "prep") and (act := act_of_word(f"{lemma}_{child.lower_}", "verb")):
                return act
    return act_of_word(lemma, word_class)
