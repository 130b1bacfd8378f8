"""Claims made by hand for tests of the table."""

from typing import Any

from detente.claims import Claim, Reading
from detente.documents import Document


def claim(text: str, words: str, party: str, act: str, issue: str, **more: Any) -> Claim:
    """Give a claim on `words` of `text`; content is the words unless `content` names others."""
    start = text.index(words)
    fields: dict[str, Any] = {
        "id": f"{party}-{act}-{start}",
        "start": start,
        "end": start + len(words),
        "text": words,
        "party": party,
        "voice": None,
        "act": act,
        "issue": issue,
        "content": words,
        "against": None,
        "target": None,
        "sources": (),
        "certainty": "asserted",
        "hedges": (),
        "basis": "stated" if act in {"demand", "offer", "reject", "accept"} else "inferred",
        "date": None,
        "confidence": 1.0,
    }
    return Claim(**(fields | more))


def reading(name: str, text: str, *claims: Claim, outlet: str | None = None, copy_of: str | None = None) -> Reading:
    """Give a reading of a made-up document."""
    return Reading(Document(name, text, outlet=outlet or name, near_duplicate_of=copy_of), claims)
