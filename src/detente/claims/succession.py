"""A text that was changed after it was read: which claims still stand in it, which have gone, and which are new."""

from collections import defaultdict, deque
from dataclasses import dataclass, replace

from detente.claims.claim import Claim
from detente.claims.identity import claim_id
from detente.claims.reading import Reading

__all__ = ["Succession", "succeed"]


@dataclass(frozen=True, slots=True)
class Succession:
    """A document's reading before and after its text changed: `gone` claims stood before only, `came` ones after."""

    before: Reading
    after: Reading
    gone: tuple[Claim, ...]
    came: tuple[Claim, ...]


def succeed(before: Reading, after: Reading) -> Succession:
    """Give the reading of a changed text, in which the claims that still stand have the ids that they had before.

    A claim still stands where party, act, certainty and content were read from the same words, blanks aside, wherever
    these stand now. What its issue is called depends on the rest of the text, and counts only among several alike; of
    those, the first goes with the first. All other claims get ids that none had before, so that one in the same place
    with other words is not taken for it.
    """
    ids: dict[int, str] = {}
    free = dict(enumerate(before.claims))
    for told in (lambda claim: (*_told(claim), claim.issue), _told):
        alike = defaultdict[tuple[str | None, ...], deque[int]](deque)
        for place, claim in free.items():
            alike[told(claim)].append(place)
        for number, claim in enumerate(after.claims):
            if number not in ids and (places := alike[told(claim)]):
                ids[number] = free.pop(places.popleft()).id
    known = {claim.id for claim in before.claims}
    claims, came = [], []
    for number, claim in enumerate(after.claims):
        if number in ids:
            claims.append(replace(claim, id=ids[number]))
            continue
        name = claim.id
        if name in known:
            version = f"{after.document.id}@{after.document.sha256}"
            name = claim_id(version, claim.start, claim.end, claim.party, claim.act, claim.issue)
        came.append(replace(claim, id=name))
        claims.append(came[-1])
    return Succession(before, replace(after, claims=tuple(claims)), tuple(free.values()), tuple(came))


def _told(claim: Claim) -> tuple[str | None, ...]:
    words = (claim.text, claim.content, claim.against)
    return (claim.party, claim.act, claim.certainty, *(part and " ".join(part.split()) for part in words))
