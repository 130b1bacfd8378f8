"""What a claim says of what is at stake: phrases in the roles that the table needs."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detente.claims import Claim
from detente.claims.words import BODIES, GROUPS, ROLES, SIDES, word_set
from detente.documents import Document

__all__ = ["Mention", "Role", "mentions_of", "plain_phrase", "slug", "telling"]

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
_EMPTY = (BODIES | GROUPS | ROLES | SIDES) | word_set(
    "him her them they she this that these those what which who whom whose when where why how there here both all any "
    "none one two three four five six seven eight nine ten eleven twelve hundred thousand million billion per few many "
    "some more most less least other another such same own very just only not and but for with from into than then "
    "question matter issue thing way account story"
)
_TAIL = re.compile(r"(?:[\s,]+(?:and|or|of|the|an?|to|for|with|in|on|by|from|that|which|its|their|his|her))+$|[\s,]+$")
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


def telling(mention: Mention, names: Collection[str]) -> Mention | None:
    """Give the mention under a phrase that tells what is at stake, or None where its words tell nothing.

    A phrase of names of parties, words for groups and bodies, numbers and pronouns only ("the company", "it", "ten")
    gives way to the words of the claim, if those tell more.
    """
    empty = _EMPTY | {word for name in names for word in name.lower().split()}
    for phrase in (_TAIL.sub("", mention.phrase), _TAIL.sub("", " ".join(plain_phrase(mention.words).split()[:6]))):
        words = [re.sub(r"['’]s?$", "", word) for word in re.findall(r"[^\W\d_]+(?:['’]s?)?", phrase)]
        if any(len(word) > 2 and word not in empty and word.removesuffix("s") not in empty for word in words):
            return replace(mention, phrase=phrase)
    return None


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
