"""Ends and means: aims that claims say are made of other things, or reached by either of two means.

"It is after influence. That would mean a ban on joining, a friendly government and a limited army" hangs three
issues below the end; "either by guarantees or by control" makes an `any` of two means; "a customs office in order to
keep the ferry running" hangs the one below the other.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.claims import Claim, Reading
from detente.table.phrases import plain_phrase
from detente.table.purposes import leads_to_purpose, split_purpose

__all__ = ["AIM_WITHIN", "End", "Purpose", "find_ends", "find_purposes", "sentence_around", "sentence_starts"]

AIM_WITHIN = 3
"""Sentences before a list of means in which the aim is sought that they spell out: declared."""

_MEANS_ACTS = frozenset({"demand", "offer", "accept", "reject", "interest"})
_WHICH = re.compile(r"[\s,;:–—-]*\b(?:which|that|this|it|all of which)?\s*$", re.I)

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
    """An end of a party, named by the phrase of an aim; its parts, or its alternative means, in the claim's words.

    `phrase` is empty where a claim names alternatives and no aim that they serve.
    """

    party: str
    aim: Claim
    phrase: str
    parts: tuple[str, ...]
    alternatives: tuple[str, ...]
    claim: Claim


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a party asks for or does, and the claim with the purpose that this serves (the same claim may tell both)."""

    party: str
    means: Claim
    aim: Claim


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


def _certain(claim: Claim) -> bool:
    return claim.certainty not in {"denied", "unknown"}


def _aim_before(claims: Sequence[Claim], at: int, text: str, lead: int) -> Claim | None:
    """Give the aim that a claim's list of means spells out: told in its sentence before `lead`, or shortly before.

    In the same sentence a demand may be the aim ("a council of its own, which would mean …"); before that, the nearest
    interest or priority of the same party, at most `AIM_WITHIN` sentences away, that is itself no list of means.
    """
    own = [claim for claim in claims if claim.party == claims[at].party and claim is not claims[at] and _certain(claim)]
    start, _ = sentence_around(text, claims[at].start, claims[at].end)
    inside = [claim for claim in own if claim.act in {"interest", "priority", "demand"} and start <= claim.start]
    inside = [claim for claim in inside if _place(claim, text) + len(claim.content) <= lead]
    if inside:
        return max(inside, key=lambda claim: (claim.start, claim.act == "interest"))
    ends = _sentence_ends(text)
    first = ends[max(bisect_right(ends, start) - 1 - AIM_WITHIN, 0)]
    for claim in reversed(claims[:at]):
        plain = not _EITHER.search(claim.content) and len(_items(claim.content)) < 2
        if claim in own and claim.act in {"interest", "priority"} and plain and claim.start >= first:
            return claim
    return None


def _phrase_of(aim: Claim) -> str:
    return plain_phrase(aim.content) if aim.act in {"priority", "demand"} else aim.issue


def _place(claim: Claim, text: str) -> int:
    """Give where the content of a claim begins in the text."""
    return max(text.find(claim.content, claim.start), claim.start)


def find_ends(reading: Reading) -> tuple[End, ...]:
    """Give the ends that a reading's claims spell out, in text order."""
    ends = []
    text = reading.document.text
    for at, claim in enumerate(reading.claims):
        if claim.act not in {"interest", "demand", "offer", "accept"} or not _certain(claim):
            continue
        inside = _MEANS.search(claim.content)
        if inside is not None:
            whole, parts = _WHICH.sub("", claim.content[: inside.start()]), _items(claim.content[inside.end() :])
            if plain_phrase(whole) and len(parts) > 1:
                ends.append(End(claim.party, claim, plain_phrase(whole), parts, (), claim))
                continue
        alternatives = _alternatives(claim.content) or _alternatives(claim.text)
        start, end = sentence_around(text, claim.start, claim.end)
        place = _place(claim, text)
        lead = next((m for m in _MEANS.finditer(text, start, end) if m.end() <= place), None)
        if not alternatives and (lead is None or claim.act == "accept"):
            continue
        aim = _aim_before(reading.claims, at, text, place if lead is None else lead.start())
        if aim is not None:
            parts = () if alternatives else _items(claim.content)
            ends.append(End(claim.party, aim, _phrase_of(aim), parts, alternatives, claim))
        elif alternatives and all(len(plain_phrase(words)) > 2 for words in alternatives):
            ends.append(End(claim.party, claim, "", (), alternatives, claim))
    return tuple(ends)


def find_purposes(reading: Reading) -> tuple[Purpose, ...]:
    """Give the means that claims of one sentence say serve a purpose of the same party, in text order."""
    text = reading.document.text
    told = [claim for claim in reading.claims if claim.act in _MEANS_ACTS and _certain(claim)]
    found = [Purpose(claim.party, claim, claim) for claim in told if split_purpose(claim.content)]
    for aim in told:
        if aim.act != "interest":
            continue
        start, end = sentence_around(text, aim.start, aim.end)
        place = _place(aim, text)
        for claim in told:
            if claim.party != aim.party or claim.id == aim.id or not start <= claim.start < end:
                continue
            other = _place(claim, text)
            before = leads_to_purpose("", text[other + len(claim.content) : place])
            after = other > place and claim.act != "interest" and leads_to_purpose(text[start:place])
            if before or after:
                found.append(Purpose(aim.party, claim, aim))
    return tuple(found)
