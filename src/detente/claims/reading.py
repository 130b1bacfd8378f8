"""A run's reading: documents with the claims found in them, as `claims.json` holds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from detente.claims.claim import Claim
from detente.documents import Document

__all__ = ["Reading", "readings_to_json"]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """One document and its claims, in text order."""

    document: Document
    claims: tuple[Claim, ...]


def readings_to_json(readings: Iterable[Reading]) -> dict[str, Any]:
    """Give the object that `claims.json` holds."""
    return {
        "schema": SCHEMA,
        "documents": [
            {
                "id": reading.document.id,
                "title": reading.document.title,
                "outlet": reading.document.outlet,
                "date": reading.document.date,
                "address": reading.document.address,
                "sha256": reading.document.sha256,
                "near_duplicate_of": reading.document.near_duplicate_of,
                "text": reading.document.text,
                "claims": [claim.to_json() for claim in reading.claims],
            }
            for reading in readings
        ],
    }
