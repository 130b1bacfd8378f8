"""Where a claim comes from: its chain without the party's own voice, and the witness behind it.

Origin (DESIGN, "Witnesses"): the innermost source if it names somebody; a generic source ("analysts", "officials")
is tied to the outlet that first quotes it; without a source, the outlet itself. Documents that copy one another
share their outlet.
"""

import re
from collections.abc import Mapping

from detente.claims import Claim
from detente.documents import Document

__all__ = ["chain_of", "is_generic", "origin_of", "outlet_of"]


def is_generic(source: str) -> bool:
    """Tell whether a source names nobody: its head noun, the last word before any "of" or "in", is in lower case.

    "analysts", "two European diplomats" and "people familiar with the talks" are generic; "Reuters" and
    "Steve Witkoff" are not.
    """
    head = re.split(r"\s+(?:of|in|at|from|for|with|close|familiar|who|briefed|near|on)\s+", source.strip())[0]
    words = re.findall(r"[^\W\d_]+", head)
    return not words or words[-1][0].islower()


def chain_of(claim: Claim) -> tuple[str, ...]:
    """Give the sources whose word stands between the party and the reader, innermost first.

    Where the party states the claim itself, its own voice is no step of the chain.
    """
    if claim.basis == "stated" and claim.sources:
        return claim.sources[1:]
    return claim.sources


def outlet_of(document: Document, documents: Mapping[str, Document]) -> str:
    """Give the outlet that answers for a document: that of the one it copies, if it copies one."""
    original = documents.get(document.near_duplicate_of or "", document)
    return original.outlet or original.title or original.id


def origin_of(claim: Claim, document: Document, documents: Mapping[str, Document]) -> str:
    """Name the witness behind a claim."""
    outlet = outlet_of(document, documents)
    if not claim.sources:
        return outlet
    innermost = claim.sources[0]
    if not is_generic(innermost):
        return innermost
    quoted_by = claim.sources[1] if len(claim.sources) > 1 else outlet
    return f"{innermost} via {quoted_by}"
