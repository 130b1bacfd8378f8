"""A run's reading: documents with the claims found in them, as `claims.json` holds them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.claims.claim import Claim
from detente.claims.files import claim_faults
from detente.documents import Document
from detente.errors import Fault, FormatError

__all__ = [
    "Reading",
    "reading_to_json",
    "readings_from_json",
    "readings_from_lines",
    "readings_to_json",
    "with_unique_ids",
]

SCHEMA = 1
_DOCUMENT_FIELDS = ("id", "text", "title", "outlet", "date", "address", "near_duplicate_of", "sha256")


@dataclass(frozen=True, slots=True)
class Reading:
    """One document and its claims, in text order."""

    document: Document
    claims: tuple[Claim, ...]


def readings_to_json(readings: Iterable[Reading]) -> dict[str, Any]:
    """Give the object that `claims.json` holds."""
    return {"schema": SCHEMA, "documents": [reading_to_json(reading) for reading in readings]}


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """Give the object that `claims.json` holds for one document."""
    document = reading.document
    return {
        "id": document.id,
        "title": document.title,
        "outlet": document.outlet,
        "date": document.date,
        "address": document.address,
        "sha256": document.sha256,
        "near_duplicate_of": document.near_duplicate_of,
        "text": document.text,
        "claims": [claim.to_json() for claim in reading.claims],
    }


def with_unique_ids(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Give the readings with claim ids that no two claims share: a repeated id gets its document's number."""
    seen: set[str] = set()
    result: list[Reading] = []
    for number, reading in enumerate(readings, 1):
        claims = []
        for place, claim in enumerate(reading.claims, 1):
            name = claim.id or f"c{place}"
            while name in seen:
                name = f"{name}-{number}"
            seen.add(name)
            claims.append(replace(claim, id=name))
        result.append(replace(reading, claims=tuple(claims)))
    return tuple(result)


def readings_from_json(text: str, name: str = "claims.json") -> tuple[Reading, ...]:
    """Read what `claims.json` holds. Raises FormatError with all its faults."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise FormatError(name, [Fault("", f"is not JSON: {error}")]) from None
    entries = data.get("documents") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise FormatError(name, [Fault("documents", "is missing; this file must be a run's claims.json")])
    faults: list[Fault] = []
    readings = []
    for number, entry in enumerate(entries):
        reading = _reading(entry, f"documents[{number}]", faults)
        if reading is not None:
            readings.append(reading)
    if faults:
        raise FormatError(name, faults)
    return tuple(readings)


def readings_from_lines(lines: Iterable[str], name: str = "claims.jsonl") -> tuple[Reading, ...]:
    """Read what `claims.jsonl` holds, a document with its claims on each line. Raises FormatError with all faults."""
    faults: list[Fault] = []
    readings = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            faults.append(Fault("", f"is not JSON: {error}", number))
            continue
        own: list[Fault] = []
        reading = _reading(entry, "", own)
        faults += (Fault(fault.path.lstrip("."), fault.message, number) for fault in own)
        if reading is not None:
            readings.append(reading)
    if faults:
        raise FormatError(name, faults)
    return tuple(readings)


def _reading(entry: Any, path: str, faults: list[Fault]) -> Reading | None:
    """Give the reading of a document's object that stands at `path`; what is wrong with it joins the faults."""
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not entry.get("id"):
        faults.append(Fault(path, "must be an object with id, text and claims"))
        return None
    fields: dict[str, Any] = {key: entry.get(key) for key in _DOCUMENT_FIELDS if key in entry}
    document = Document(**fields)
    found = claim_faults(entry.get("claims"), f"{path}.claims", entry["text"])
    if document.sha256 != Document(document.id, document.text).sha256:
        found.append(Fault(f"{path}.sha256", "is not that of the text; the text was changed: read the report again"))
    faults += found
    return None if found else Reading(document, tuple(Claim.from_json(claim) for claim in entry["claims"]))
