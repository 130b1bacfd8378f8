"""Where a claim comes from: its chain without the party's own voice, and the witness behind it.

Origin (DESIGN, "Witnesses"): the innermost source if it names somebody; a generic source ("analysts", "officials")
is tied to the outlet that first quotes it; without a source, the outlet itself. Documents that copy one another
share their outlet, and so do claims whose words stand in two documents that copy only a passage.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from detente.claims import Claim, Reading
from detente.claims.words import OBSERVERS, ROLES
from detente.documents import Document

__all__ = [
    "LONG_PASSAGE",
    "chain_of",
    "first_carriers",
    "full_names",
    "is_generic",
    "origin_of",
    "outlet_of",
    "taken_up",
]

LONG_PASSAGE = 12
"""Words from which on a claim that stands word for word in two documents is copied, not found twice."""


def is_generic(source: str) -> bool:
    """Tell whether a source names nobody: its head noun, the last word before any "of" or "in", is in lower case.

    "analysts", "two European diplomats" and "people familiar with the talks" are generic, and so is the "Analysts" that
    begins a sentence; "Reuters" and "Steve Witkoff" are not.
    """
    head = re.split(r"\s+(?:of|in|at|from|for|with|close|familiar|who|briefed|near|on)\s+", source.strip())[0]
    words = re.findall(r"[^\W\d_]+", head)
    if not words or words[-1][0].islower():
        return True
    return len(words) == 1 and words[0].lower().removesuffix("s") in _NOBODY


_NOBODY = OBSERVERS | ROLES | {"other", "people"}
_COUNTED = re.compile(
    r"^(?:(?:an?|the|one|two|three|four|five|six|several|some|many|few|other|another|of)\s+)+(?=\w)", re.I
)


def _plain_generic(source: str) -> str:
    """Give a generic source without how many they are: "two shipping analysts" and "shipping analysts" may be one."""
    return _COUNTED.sub("", source.strip()).lower() or source


def chain_of(claim: Claim) -> tuple[str, ...]:
    """Give the sources whose word stands between the party and the reader, innermost first.

    Where the party states the claim itself, its own voice is no step of the chain.
    """
    if claim.basis == "stated" and claim.sources:
        return claim.sources[1:]
    return claim.sources


def taken_up(readings: Iterable[Reading]) -> dict[str, str]:
    """Map claims to the fuller name of their generic source, where the same report gives it by one name only.

    In a report that cites "two shipping analysts", "the analysts" are those, and no second witness. The keys are ids of
    claims, which must be unique (see `with_unique_ids`).
    """
    found = {}
    for reading in readings:
        told = {c.id: _plain_generic(c.sources[0]) for c in reading.claims if c.sources and is_generic(c.sources[0])}
        for claim, source in told.items():
            fuller = {other for other in told.values() if other.endswith(f" {source}")}
            if len(fuller) == 1:
                found[claim] = fuller.pop()
    return found


def outlet_of(document: Document, documents: Mapping[str, Document]) -> str:
    """Give the outlet that answers for a document: that of the one it copies, if it copies one."""
    original = documents.get(document.near_duplicate_of or "", document)
    return original.outlet or original.title or original.id


def first_carriers(readings: Sequence[Reading]) -> dict[str, Document]:
    """Give, for each claim whose words stand in an earlier document too, the first document with them.

    Earlier is what is dated earlier, as for near duplicates; the keys are ids of claims, which must be unique (see
    `with_unique_ids`). Only claims of at least `LONG_PASSAGE` words count.
    """
    first: dict[tuple[str, ...], Document] = {}
    carried: dict[str, Document] = {}
    for reading in sorted(readings, key=lambda reading: (not reading.document.date, reading.document.date or "")):
        for claim in reading.claims:
            words = tuple(re.findall(r"\w+", claim.text.lower()))
            if len(words) < LONG_PASSAGE:
                continue
            earlier = first.setdefault(words, reading.document)
            if earlier.id != reading.document.id:
                carried[claim.id] = earlier
    return carried


def full_names(readings: Iterable[Reading]) -> dict[str, str]:
    """Map each short name of a source to the one longer name that ends in it ("the Courier", "Continental Courier").

    A source that is the outlet of one of the documents, but for its article, has that outlet's name.
    """
    names: set[str] = set()
    outlets: dict[str, str] = {}
    for reading in readings:
        names |= {source for claim in reading.claims for source in claim.sources if not is_generic(source)}
        if reading.document.outlet:
            names.add(reading.document.outlet)
            outlets.setdefault(_plain(reading.document.outlet).casefold(), reading.document.outlet)
    by_ending: dict[str, set[str]] = {}
    for full in map(_plain, names):
        for space in re.finditer(" ", full):
            by_ending.setdefault(full[space.end() :], set()).add(full)
    matches = {name: by_ending.get(_plain(name), set()) for name in names}
    longer = {name: next(iter(full)) for name, full in matches.items() if len(full) == 1}
    known = {name: longer.get(name, name) for name in names}
    return longer | {
        name: outlets[plain] for name, full in known.items() if (plain := _plain(full).casefold()) in outlets
    }


def _plain(name: str) -> str:
    return re.sub(r"^the\s+", "", name, flags=re.I)


def origin_of(
    claim: Claim,
    document: Document,
    documents: Mapping[str, Document],
    longer: Mapping[str, str] | None = None,
    fuller: Mapping[str, str] | None = None,
) -> str:
    """Name the witness behind a claim.

    `longer` maps short names of sources to full ones, `fuller` claims to the full name of their generic source.
    """
    known = longer or {}
    outlet = outlet_of(document, documents)
    outlet = known.get(outlet, outlet)
    if not claim.sources:
        return outlet
    innermost = claim.sources[0]
    if not is_generic(innermost):
        return known.get(innermost, _plain(innermost))
    quoted_by = known.get(claim.sources[1], _plain(claim.sources[1])) if len(claim.sources) > 1 else outlet
    return f"{(fuller or {}).get(claim.id, _plain_generic(innermost))} via {quoted_by}"
