"""What a claim says of what is at stake: phrases in the roles that the table needs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.claims import Claim
from detente.documents import Document

__all__ = ["Mention", "Role", "mentions_of", "plain_phrase", "slug"]

Role = Literal["wants", "gives", "accepts", "refuses", "aims", "lesser"]

_ROLES: dict[str, Role] = {
    "demand": "wants",
    "offer": "gives",
    "accept": "accepts",
    "reject": "refuses",
    "interest": "aims",
}

_LEAD = re.compile(
    r"^(?:that|to|for|on|of|by|through|via|with|about|its?|their|his|her|our|an?|the|some|any|any kind of)\s+", re.I
)
_REST = re.compile(r"^(?:everything|anything|all|any|everyone)(?: that| the)? (?:else|other\w*|rest)\b")
_FILLER = re.compile(r"^(?:question|matter|issue) of (?:the )?")
_QUOTES = str.maketrans("", "", '"“”„«»')


@dataclass(frozen=True, slots=True)
class Mention:
    """One phrase of one claim, in one role.

    `phrase` names what is at stake (short, lower case, for merging), `words` are the words of the text.
    """

    claim: Claim
    document: Document
    party: str
    role: Role
    phrase: str
    words: str


def plain_phrase(words: str) -> str:
    """Give words without quotation marks, leading articles and prepositions, in lower case."""
    plain = re.sub(r"\s+", " ", words.translate(_QUOTES)).strip(" ,.;:!?-–—'‘’").lower()
    while True:
        shorter = _LEAD.sub("", plain)
        if shorter == plain or not shorter:
            return plain
        plain = shorter


def slug(words: str, taken: Sequence[str] = ()) -> str:
    """Give a short id in lower case letters, digits and underscores that is not yet `taken`."""
    base = "_".join(re.findall(r"[^\W_]+", plain_phrase(words).replace("'", "").replace("’", ""))[:5]) or "item"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def mentions_of(claim: Claim, document: Document, party: str) -> Iterator[Mention]:
    """Give the phrases of a claim that name something at stake; none for threats, tactics, judgements, unknowns."""
    if claim.certainty == "unknown":
        return
    if claim.act in _ROLES:
        issue = _FILLER.sub("", claim.issue) or claim.issue
        yield Mention(claim, document, party, _ROLES[claim.act], issue, claim.content)
    elif claim.act == "trade" and claim.against:
        yield Mention(claim, document, party, "gives", plain_phrase(claim.content), claim.content)
        yield Mention(claim, document, party, "aims", plain_phrase(claim.against), claim.against)
    elif claim.act == "priority":
        lesser = plain_phrase(claim.against) if claim.against else ""
        more = plain_phrase(claim.content)
        if not (lesser and lesser in more):
            yield Mention(claim, document, party, "aims", more, claim.content)
        if claim.against and not _REST.match(lesser):
            yield Mention(claim, document, party, "lesser", lesser, claim.against)
