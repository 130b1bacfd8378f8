"""Where a claim comes from: its chain without the party's own voice, and the witness behind it.

Origin (DESIGN, "Witnesses"): the innermost source if it names somebody, however it is named (`source_names`); a generic
source ("analysts", "officials") is tied to the outlet that first quotes it; without a source, the outlet itself.
Documents that copy one another share their outlet, and so do claims whose words stand in two documents that copy only
a passage (`passages`); a claim of such a passage that names no source has that of the claim it was copied from.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.claims import Claim, Reading
from detente.claims.words import MEDIA_WORDS, word_set
from detente.documents import Document
from detente.table.passages import first_carriers
from detente.table.source_names import SourceNames, is_generic, person_named, plain_source

__all__ = ["Traced", "chain_of", "is_generic", "outlet_of", "sides_of", "taken_up", "trace"]


@dataclass(frozen=True, slots=True)
class Traced:
    """Where a claim comes from: the `outlet` that answers for it, and its `origin`, the witness behind it."""

    outlet: str
    origin: str


_COUNTED = re.compile(
    r"^(?:(?:an?|the|one|two|three|four|five|six|several|some|many|few|other|another|of)\s+)+(?=\w)", re.I
)


def _plain_generic(source: str) -> str:
    """Give a generic source without how many they are: "two shipping analysts" and "shipping analysts" may be one."""
    return _COUNTED.sub("", source.strip()).lower() or source


def chain_of(claim: Claim, sides: Mapping[str, Collection[str]] | None = None) -> tuple[str, ...]:
    """Give the sources whose word stands between the party and the reader, innermost first.

    Where the party states the claim itself, its own voice is no step of the chain; who is unnamed, an outlet, or known
    to be on another side is not its voice. `sides` gives for a name, plain and casefolded, the parties it is or speaks
    for, by the names that claims give them.
    """
    if claim.basis == "stated" and claim.sources and _is_voice(claim.sources[0], claim, sides or {}):
        return claim.sources[1:]
    return claim.sources


def sides_of(readings: Iterable[Reading]) -> dict[str, frozenset[str]]:
    """Give for each party and each voice of the readings the parties that it is or speaks for; see `chain_of`."""
    found: dict[str, set[str]] = {}
    for reading in readings:
        for claim in reading.claims:
            for name in (claim.party, claim.voice):
                if name:
                    found.setdefault(plain_source(name).casefold(), set()).add(claim.party)
    return {name: frozenset(parties) for name, parties in found.items()}


def _is_voice(source: str, claim: Claim, sides: Mapping[str, Collection[str]]) -> bool:
    """Tell whether a source is the party itself or one who speaks for it, as far as its name and the claims tell."""
    plain, party = plain_source(source).casefold(), plain_source(claim.party).casefold()
    if plain in {party, plain_source(claim.voice or "").casefold()}:
        return True
    on = sides.get(plain)
    if on is not None:
        return claim.party in on
    if set(re.findall(r"[^\W_]{3,}", plain)) & set(re.findall(r"[^\W_]{3,}", party)) - _OF_ANY:
        return True
    if is_generic(source):
        return _HEAD.findall(plain)[-1:] != [] and _HEAD.findall(plain)[-1].removesuffix("s") in _VOICES
    return person_named(source) is not None and not MEDIA_WORDS & set(source.split())


_HEAD = re.compile(r"[^\W\d_]+(?=$|\s+(?:of|for|in|at|with)\b)")
_VOICES = word_set("envoy negotiator delegate delegation emissary spokesman spokeswoman spokesperson he she they we")
"""Words for those who speak for a party; "officials" and "sources" may be anybody's."""
_OF_ANY = word_set("the and for party side government")


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


def trace(readings: Sequence[Reading]) -> dict[str, Traced]:
    """Name the outlet and the witness behind each claim, by its id; ids must be unique (see `with_unique_ids`)."""
    documents = {reading.document.id: reading.document for reading in readings}
    names, fuller, carriers = SourceNames(readings), taken_up(readings), first_carriers(readings)

    def origin(claim: Claim, document: Document, outlet: str) -> str:
        answering = names.full(outlet, document.id)
        if not claim.sources:
            return answering
        innermost = claim.sources[0]
        if not is_generic(innermost):
            return names.full(innermost, document.id)
        told = fuller.get(claim.id, _plain_generic(innermost))
        quoting = next((source for source in claim.sources[1:] if not is_generic(source)), None)
        return f"{told} via {answering if quoting is None else names.full(quoting, document.id)}"

    traced = {}
    for reading in readings:
        for claim in reading.claims:
            carrier = carriers.get(claim.id)
            carried = reading.document if carrier is None else carrier.document
            outlet = outlet_of(carried, documents)
            own = bool(claim.sources) and not is_generic(claim.sources[0])
            if carrier is not None and carrier.claim is not None and not own:
                traced[claim.id] = Traced(outlet, origin(carrier.claim, carried, outlet))
            else:
                traced[claim.id] = Traced(outlet, origin(claim, reading.document, outlet))
    return traced
