"""One list of claims out of the answers for the parts of a text, which overlap."""

from collections import Counter
from collections.abc import Iterable, Sequence

from detente.claims.claim import Claim
from detente.claims.llm.grounding import Grounded

__all__ = ["merged"]


def merged(parts: Iterable[Sequence[Grounded]], dropped: Counter[str]) -> tuple[Claim, ...]:
    """Give the claims of all parts in text order, each once; what a later part says again is counted in `dropped`.

    Claims of two parts are one where party and act are the same and their contents share at least half of the shorter
    one. Within one part nothing is taken for a repetition unless it is the very same.
    """
    kept: list[Grounded] = []
    for part in parts:
        before = tuple(kept)
        for one in part:
            if any(_same(one, other) for other in before):
                dropped["said again in the part after"] += 1
            else:
                kept.append(one)
    claims = (one.claim for one in kept)
    return tuple(sorted(claims, key=lambda claim: (claim.start, claim.end, claim.party, claim.act, claim.issue)))


def _same(one: Grounded, other: Grounded) -> bool:
    if (one.claim.party.casefold(), one.claim.act) != (other.claim.party.casefold(), other.claim.act):
        return False
    (start, end), (first, last) = one.content, other.content
    return 2 * (min(end, last) - max(start, first)) >= min(end - start, last - first)
