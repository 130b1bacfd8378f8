"""Ends and means: aims that claims say are made of other things, or reached by either of two means.

"It is after influence. That would mean a ban on joining, a friendly government and a limited army" hangs three
issues below the end; "either by guarantees or by control" makes an `any` of two means.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.claims import Claim, Reading
from detente.table.phrases import plain_phrase

__all__ = ["End", "find_ends", "sentence_around", "sentence_starts"]

_EITHER = re.compile(r"\beither\s+(?P<one>.+?)\s*,?\s+or\s+(?P<other>.+)$", re.I | re.S)
_EITHER_LEAD = re.compile(
    r"^(?:(?:be )?(?:reached|had|got|gained|secured|achieved)\s+)?(?:by|through|via|with)\s+", re.I
)
_MEANS = re.compile(
    r"\b(?:(?:would|will|could|might)\s+(?:in practice\s+)?"
    r"(?:mean|entail|require|involve|amount to|consist of|take\s+the\s+form\s+of|include)"
    r"|means|(?:consists?|made up) of|comes? down to|boils? down to|which is to say|namely"
    r"|in (?:practice|concrete terms|plain terms|other words))\b",
    re.I,
)
_ITEM = re.compile(
    r"\s*(?:,\s*(?:and|as well as)\s+|,\s*|;\s*(?:and\s+)?|\s+as well as\s+"
    r"|\s+and\s+(?=(?:an?|the|its?|no|some|limits?|\w+ing)\b))\s*",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*(?=\s)|\n")


@dataclass(frozen=True, slots=True)
class End:
    """An end of a party, named by the phrase of an aim; its parts, or its alternative means, in the claim's words."""

    party: str
    aim: Claim
    phrase: str
    parts: tuple[str, ...]
    alternatives: tuple[str, ...]
    claim: Claim


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give where the sentence around a stretch begins and ends."""
    ends = _sentence_ends(text)
    before = ends[bisect_right(ends, start) - 1]
    after = ends[bisect_left(ends, end)]
    stretch = text[before:after]
    return before + len(stretch) - len(stretch.lstrip()), after


@lru_cache(maxsize=16)
def _sentence_ends(text: str) -> tuple[int, ...]:
    """Give where the sentences of a text end, from 0 to its length."""
    return (0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text))


def sentence_starts(text: str) -> tuple[int, ...]:
    """Give where the sentences of a text begin."""
    return _sentence_ends(text)[:-1]


def _items(words: str) -> tuple[str, ...]:
    pieces = [piece.strip(" ,;.") for piece in _ITEM.split(words)]
    return tuple(piece for piece in pieces if len(plain_phrase(piece)) > 2)


def _alternatives(words: str) -> tuple[str, ...]:
    match = _EITHER.search(words)
    if not match:
        return ()
    return tuple(_EITHER_LEAD.sub("", match[name].strip(" ,;.")) for name in ("one", "other"))


def _aim_before(claims: Sequence[Claim], at: int) -> Claim | None:
    """Give the nearest earlier aim of the same party that is itself no list of means."""
    for claim in reversed(claims[:at]):
        if claim.party != claims[at].party or claim.certainty in {"denied", "unknown"}:
            continue
        if (
            claim.act in {"interest", "priority"}
            and not _EITHER.search(claim.content)
            and len(_items(claim.content)) < 2
        ):
            return claim
    return None


def _phrase_of(aim: Claim) -> str:
    return plain_phrase(aim.content) if aim.act == "priority" else aim.issue


def find_ends(reading: Reading) -> tuple[End, ...]:
    """Give the ends that a reading's claims spell out, in text order."""
    ends = []
    claims = reading.claims
    for at, claim in enumerate(claims):
        if claim.act not in {"interest", "demand", "offer"} or claim.certainty in {"denied", "unknown"}:
            continue
        alternatives = _alternatives(claim.content) or _alternatives(claim.text)
        sentence = reading.document.text[slice(*sentence_around(reading.document.text, claim.start, claim.end))]
        lead = _MEANS.search(sentence)
        names_parts = lead is not None and sentence.find(claim.content) >= lead.end()
        if not alternatives and not names_parts:
            continue
        aim = _aim_before(claims, at)
        if aim is None or aim.id == claim.id:
            continue
        parts = () if alternatives else _items(claim.content)
        ends.append(End(claim.party, aim, _phrase_of(aim), parts, alternatives, claim))
    return tuple(ends)
