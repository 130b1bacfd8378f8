"""Claims: what a report says a party demands, offers, refuses, values or is up to, each with its exact place."""

from detente.claims.claim import ACTS, BASES, CERTAINTIES, Act, Basis, Certainty, Claim
from detente.claims.files import claim_faults, load_claims
from detente.claims.language import foreign_stretches, is_english
from detente.claims.reader import read
from detente.claims.reading import (
    Reading,
    reading_to_json,
    readings_from_json,
    readings_from_lines,
    readings_to_json,
    with_unique_ids,
)
from detente.claims.succession import Succession, succeed

__all__ = [
    "ACTS",
    "BASES",
    "CERTAINTIES",
    "Act",
    "Basis",
    "Certainty",
    "Claim",
    "Reading",
    "Succession",
    "claim_faults",
    "foreign_stretches",
    "is_english",
    "load_claims",
    "read",
    "reading_to_json",
    "readings_from_json",
    "readings_from_lines",
    "readings_to_json",
    "succeed",
    "with_unique_ids",
]
