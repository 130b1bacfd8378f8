"""Where a claim comes from: its chain without the party's own voice, and the witness behind it.

Origin (DESIGN, "Witnesses"): the innermost source if it names somebody; a generic source ("analysts", "officials")
is tied to the outlet that first quotes it; without a source, the outlet itself. Documents that copy one another
share their outlet.
"""

import re
from collections.abc import Iterable, Mapping

from detente.claims import Claim, Reading
from detente.documents import Document

__all__ = ["chain_of", "full_names", "is_generic", "origin_of", "outlet_of"]


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


def full_names(readings: Iterable[Reading]) -> dict[str, str]:
    """Map each short name of a source to the one longer name that ends in it ("the Courier", "Continental Courier")."""
    names: set[str] = set()
    for reading in readings:
        names |= {source for claim in reading.claims for source in claim.sources if not is_generic(source)}
        names |= {reading.document.outlet} if reading.document.outlet else set()
    by_ending: dict[str, set[str]] = {}
    for full in map(_plain, names):
        for space in re.finditer(" ", full):
            by_ending.setdefault(full[space.end() :], set()).add(full)
    matches = {name: by_ending.get(_plain(name), set()) for name in names}
    return {name: next(iter(full)) for name, full in matches.items() if len(full) == 1}


def _plain(name: str) -> str:
    return re.sub(r"^the\s+", "", name, flags=re.I)


def origin_of(
    claim: Claim, document: Document, documents: Mapping[str, Document], longer: Mapping[str, str] | None = None
) -> str:
    """Name the witness behind a claim; `longer` maps short names of sources to full ones."""
    known = longer or {}
    outlet = outlet_of(document, documents)
    if not claim.sources:
        return outlet
    innermost = claim.sources[0]
    if not is_generic(innermost):
        return known.get(innermost, _plain(innermost))
    quoted_by = known.get(claim.sources[1], _plain(claim.sources[1])) if len(claim.sources) > 1 else outlet
    return f"{innermost} via {quoted_by}"
