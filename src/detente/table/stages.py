"""Channels of the talks, where claims name them: who speaks in each, from envoys to the leaders in person.

The words for a channel are words of rank in English. That what a lower channel leaves open goes to the next, and that
the leaders may settle all, is assumed and said so.
"""

import re
from collections.abc import Iterable, Mapping

from detente.claims import Claim
from detente.table.case import Stage

__all__ = ["draft_stages"]

_ENVOYS = r"\b(?:(?:special|senior|chief) )?(?:envoys?|negotiators?|delegat(?:es?|ions?)|emissar(?:y|ies))\b"
_MINISTERS = r"\b(?:foreign|finance|trade|defen[cs]e|interior) (?:ministers?|secretar(?:y|ies))\b"
_HEADS = r"(?:leaders|presidents|prime ministers|heads of (?:state|government))"
_LEADERS = (
    rf"\b(?:summits?|in person|face[- ]to[- ]face|{_HEADS}(?:['’]s?)? (?:meet\w*|summit|talks)"
    rf"|meetings? (?:of|between) the (?:two )?{_HEADS})\b"
)
_CHANNELS = {
    "envoys": re.compile(_ENVOYS, re.I),
    "ministers": re.compile(_MINISTERS, re.I),
    "leaders in person": re.compile(_LEADERS, re.I),
}
_ASSUMED = "the order of the channels, and that each leaves what it cannot settle to the next; the last may settle all"


def draft_stages(claims: Iterable[Claim], ids: Mapping[str, str]) -> list[Stage]:
    """Give the channels that the claims name, lower ones first; none where fewer than two are named.

    `ids` maps the names of parties to their ids; who sits in a channel is whose claims name it.
    """
    named: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.certainty == "denied":
            continue
        words = f"{claim.voice or ''} | {claim.text}"
        for channel, pattern in _CHANNELS.items():
            if pattern.search(words):
                named.setdefault(channel, []).append(claim)
    found = [(channel, named[channel]) for channel in _CHANNELS if channel in named]
    if len(found) < 2:
        return []
    return [
        Stage(
            channel=channel,
            who=sorted({ids[claim.party] for claim in inside if claim.party in ids}),
            may_settle="all" if channel == found[-1][0] else [],
            because=[claim.id for claim in inside],
            assumed=_ASSUMED,
        )
        for channel, inside in found
    ]
