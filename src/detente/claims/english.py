"""English or not: the evidence of one stretch of words, by its script, its function words and a dictionary.

Which other language it is, is not said: the lists of function words below only weigh against English.
"""

import re
from collections.abc import Sequence

from detente.claims.model import dictionary
from detente.claims.words import word_set

__all__ = ["is_foreign", "words_in"]

FEWEST = 3
"""Fewest function words of another language that weigh against English, and only where they outnumber the English."""

LONG = 8
"""From this many words on, a stretch without English function words is looked up in the dictionary."""

LEAST_SHARE = 0.09
"""Half of the least share of function words in English prose: below it, the dictionary decides."""

LEAST_KNOWN = 0.35
"""Least share of dictionary words in a stretch that is English: headlines and tables are mostly names and nouns."""

_ENGLISH = word_set(
    "the of and to in that is was for it with as his her on be at by had not are but from or have an they "
    "which one you were all their there been if more when will would who so no said its he she we this has "
    "than what could should"
)
_SHARED = _ENGLISH | word_set("a i as on no do am me men den die ten con van son per plus care over any how")
"""English words, which tell nothing where another language has them too."""
_OTHERS = tuple(
    word_set(words) - _SHARED
    for words in (
        "der die das und ist nicht ein eine den dem des mit auf für von zu sich auch nach bei aus wird werden hat "
        "haben sind als wie ab im am zum zur über er sie es wir ich dass noch nur vor oder aber",
        "le la les un une des du de et est dans que qui pour sur pas plus par au aux ne se ce cette il elle ils sont "
        "avec ont été mais ou son sa ses leur nous vous en à",
        "el la los las un una de del y es en que por para con no se su sus lo como más pero ha han al fue ser este "
        "esta son entre sobre",
        "il lo la i gli le un una di del della dei delle e è in che per con non si sono come più ma ha hanno al alla "
        "da dal nel nella anche questo questa",
        "o a os as um uma de do da dos das e é em que por para com não se seu sua mais mas foi no na ao como são "
        "pelo pela",
        "de het een en van is in op te dat die voor met niet zijn aan er om ook als bij maar door naar uit wordt "
        "werd heeft hebben ze",
        "i w na z do że nie się jest o jak po co to za od przez są dla oraz ale czy ma być który która",
        "och att det som en på är av för med den till inte har de ett om jag men var sig så från vi kan när",
        "og i det at en den til er som på de med han av ikke der var for et har om men vi fra kan når",
        "bir ve bu da de için ile olarak çok daha gibi olan ne ama kadar sonra en o ki var değil",
        "yang dan di ke dari untuk dengan pada tidak ini itu dalam akan adalah oleh telah juga atau mereka sebagai",
        "și în de la cu pe nu că este o un care din pentru mai se a fi au sunt sau după",
    )
)
_ANY_OTHER = frozenset[str]().union(*_OTHERS)


def words_in(text: str) -> list[str]:
    """Give the words of a text in lower case, without figures and signs."""
    return re.findall(r"[^\W\d_]+", text.lower())


def is_foreign(words: Sequence[str]) -> bool | None:
    """Say whether the words of one stretch are of another language than English; None where they are too few to tell.

    They are where most letters are not Latin; where function words of another language outnumber the English ones; and
    where a stretch of some length has hardly any English function word and few words of the dictionary, which loads the
    language model (raises MissingExtraError where none is installed).
    """
    letters = "".join(words)
    if not letters.isascii() and len(letters) > 1 and sum(map(_is_latin, letters)) * 2 < len(letters):
        return True
    english = sum(word in _ENGLISH for word in words)
    fewest = max(FEWEST, english + 1)
    found = [word for word in words if word in _ANY_OTHER]
    if len(found) >= fewest and any(sum(word in language for word in found) >= fewest for language in _OTHERS):
        return True
    if len(words) < LONG:
        return False if english else None
    return english < LEAST_SHARE * len(words) and sum(map(_in_dictionary, words)) < LEAST_KNOWN * len(words)


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00" or "\uff21" <= letter < "\uff5b"


def _in_dictionary(word: str) -> bool:
    """Say whether the dictionary has a word, endings of inflection taken off ("rejects", "rejected", "rejecting")."""
    known = dictionary()
    if len(word) > 2 and word in known:
        return True
    stems = (word[: -len(ending)] for ending in ("s", "es", "d", "ed", "ing", "ly") if word.endswith(ending))
    return any(len(stem) > 2 and (stem in known or f"{stem}e" in known) for stem in stems)
