"""Two reports with claims made by hand, and decisions about them."""

from functools import lru_cache
from typing import Any

from detente.claims import Claim, Reading
from detente.documents import Document
from detente.table.decisions import Decision, Kind
from support.making import claim

GAZETTE = """Ferry talks

The island demands a night ferry every day. The island also wants cheap tickets for students, Mara Holt said. The
harbour company offers two ferries a day. Cheap tickets matter less to the company than a long contract.
"""
HERALD = """Ferry talks go on

Ruud Baker said that the company rejects a night ferry. The islanders demand a ferry by night. The island demands
lower fares.
"""


def gazette(text: str = GAZETTE, name: str = "gazette-00000001") -> Reading:
    return Reading(
        Document(name, text, outlet="Gazette", date="2025-03-01"),
        (
            claim(text, "The island demands a night ferry every day", "Island", "demand", "night ferry", id="g1",
                  content="a night ferry every day", confidence=0.6),
            claim(text, "The island also wants cheap tickets for students", "Island", "interest", "cheap tickets",
                  id="g2", content="cheap tickets for students", voice="Mara Holt", confidence=0.4),
            claim(text, "The\nharbour company offers two ferries a day", "Harbour Company", "offer", "ferries a day",
                  id="g3", content="two ferries a day", confidence=0.9),
            claim(text, "Cheap tickets matter less to the company than a long contract", "Harbour Company", "priority",
                  "long contract", id="g4", content="a long contract", against="Cheap tickets", confidence=0.7),
        ),
    )  # fmt: skip


def herald(text: str = HERALD) -> Reading:
    return Reading(
        Document("herald-00000002", text, outlet="Herald", date="2025-03-03"),
        (
            claim(text, "the company rejects a night ferry", "Harbour Company", "reject", "night ferry", id="h1",
                  content="a night ferry", voice="Ruud Baker", confidence=0.3),
            claim(text, "The islanders demand a ferry by night", "Islanders", "demand", "ferry by night", id="h2",
                  content="a ferry by night", confidence=0.8),
            claim(text, "The island demands\nlower fares", "Island", "demand", "lower fares", id="h3",
                  content="lower fares", confidence=0.5),
        ),
    )  # fmt: skip


@lru_cache(maxsize=1)
def readings() -> tuple[Reading, ...]:
    return gazette(), herald()


def decision(number: int, kind: Kind, about: dict[str, Any], after: dict[str, Any] | None = None) -> Decision:
    return Decision(f"d{number}", f"2025-04-01T12:{number % 60:02}:00+00:00", "Ada", kind, about, {}, after or {})


def about(claim: Claim, document: str) -> dict[str, Any]:
    told = {"claim": claim.id, "document": document, "words": claim.text, "party": claim.party, "act": claim.act}
    return told | {"issue": claim.issue, "start": claim.start}


def of_claim(number: int, kind: Kind, name: str, after: dict[str, Any] | None = None) -> Decision:
    """Give a decision about one of the claims above."""
    for reading in readings():
        for one in reading.claims:
            if one.id == name:
                return decision(number, kind, about(one, reading.document.id), after)
    raise KeyError(name)


def side_of(name: str, *claims: str) -> dict[str, Any]:
    """Give an issue by its name and claims."""
    found = {one.id: (one, reading.document.id) for reading in readings() for one in reading.claims}
    return {"name": name, "claims": [{**about(*found[c]), "as": "on"} for c in claims]}
