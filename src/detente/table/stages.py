"""Channels of the talks, where claims name them: who speaks in each, from technical teams to the leaders in person.

The words for a channel are words of rank in English; they are sought in the sentence of each claim and in its voice.
That what a lower channel leaves open goes to the next, and that the last may settle all, is assumed and said so.
"""

import re
from collections.abc import Iterable, Mapping

from detente.claims import Claim
from detente.table.case import Stage

__all__ = ["draft_stages"]

_HEADS = r"(?:leaders|presidents|prime ministers|chief executives|heads of (?:state|government))"
_MEETING = re.compile(
    r"\b(?:meets?|met|meetings?|negotiat(?:es?|ed|ing)|shuttl\w+|sit(?:s|ting)? down|talks (?:with|between)"
    r"|(?:h[oe]ld|open|resume|attend|lead|led)(?:s|ing|ed)? talks)\b",
    re.I,
)
"""What makes a channel of a single person: a minister who speaks to a paper is none."""

_MANY = {
    "technical teams": r"\b(?:technical|expert) (?:teams?|talks|level|meetings?|delegations?)\b|\bworking groups?\b",
    "envoys": r"\b(?:envoys|negotiators|negotiating teams|delegat(?:es|ions)|emissaries)\b",
    "a mediator": r"\b(?:mediators?|mediat(?:es?|ed|ing|ion)|go-betweens?|intermediar(?:y|ies)|facilitators?)\b",
    "ministers": r"\b(?:foreign|finance|trade|defen[cs]e|interior) (?:ministers|secretaries)\b",
    "leaders in person": r"\b(?:summits?|in person|face[- ]to[- ]face"
    rf"|{_HEADS}(?:['’]s?)? (?:\w+ ){{0,3}}?(?:meet\w*|talks)"
    rf"|meetings? (?:of|between) (?:the )?(?:two |both )?{_HEADS})\b",
}
_ONE = {
    "envoys": r"\b(?:envoy|negotiator|delegation|emissary)\b",
    "ministers": r"\b(?:(?:foreign|finance|trade|defen[cs]e|interior) minister|secretary of state)\b",
}
_CHANNELS = {
    channel: (re.compile(many, re.I), re.compile(_ONE[channel], re.I) if channel in _ONE else None)
    for channel, many in _MANY.items()
}
_ORDER = "the order of the channels, and that each leaves what it cannot settle to the next; the last may settle all"
_SINGLE = "that what is settled in the one channel that claims name is settled: no claim says what it may settle"


def _names(channel: str, voice: str, words: str) -> bool:
    many, one = _CHANNELS[channel]
    if many.search(f"{voice} | {words}"):
        return True
    return one is not None and bool(one.search(words) and _MEETING.search(words))


def draft_stages(
    claims: Iterable[Claim], ids: Mapping[str, str], sentences: Mapping[str, str] | None = None
) -> list[Stage]:
    """Give the channels that the claims name, lower ones first.

    `ids` maps the names of parties to their ids, `sentences` ids of claims to the sentence each stands in; without it
    the words of the claim are read. Who sits in a channel is whose claims name it, and who is named beside it.
    """
    named: dict[str, list[Claim]] = {}
    seats: dict[str, set[str]] = {}
    called = [(party, re.compile(rf"\b{re.escape(name)}\b")) for name, party in ids.items()]
    for claim in claims:
        if claim.certainty == "denied":
            continue
        words = (sentences or {}).get(claim.id, claim.text)
        for channel in _CHANNELS:
            if _names(channel, claim.voice or "", words):
                named.setdefault(channel, []).append(claim)
                beside = {party for party, pattern in called if pattern.search(words)}
                seats.setdefault(channel, set()).update(beside | {ids[name] for name in [claim.party] if name in ids})
    found = [(channel, named[channel]) for channel in _CHANNELS if channel in named]
    return [
        Stage(
            channel=channel,
            who=sorted(seats[channel]),
            may_settle="all" if channel == found[-1][0] else [],
            because=[claim.id for claim in inside],
            assumed=_ORDER if len(found) > 1 else _SINGLE,
        )
        for channel, inside in found
    ]
