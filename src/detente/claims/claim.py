"""A claim: one proposition in a text about what a party to a negotiation wants, offers, refuses, values or is up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

__all__ = ["ACTS", "BASES", "CERTAINTIES", "Act", "Basis", "Certainty", "Claim"]

Act = Literal["demand", "offer", "accept", "reject", "interest", "priority", "trade", "threat", "tactic", "assess"]
Certainty = Literal["asserted", "probable", "possible", "denied", "unknown"]
Basis = Literal["stated", "inferred"]

ACTS: tuple[Act, ...] = get_args(Act)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
BASES: tuple[Basis, ...] = get_args(Basis)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, with its exact place in the canonical text of its document.

    `start` and `end` are character offsets (Python slicing) of the smallest stretch that carries the claim and
    `text` is that stretch, verbatim. `party` is whose stance it is, by canonical name; `voice` through whom it
    speaks. `content` and, for `trade` and `priority`, `against` are verbatim words of the sentence. `sources` is
    the attribution chain, innermost first; it is empty when the article itself asserts the claim. `date` is ISO
    8601 or None. `confidence` is the probability, in [0, 1], that party and act were read rightly.
    """

    id: str
    start: int
    end: int
    text: str
    party: str
    voice: str | None
    act: Act
    issue: str
    content: str
    against: str | None
    target: str | None
    sources: tuple[str, ...]
    certainty: Certainty
    hedges: tuple[str, ...]
    basis: Basis
    date: str | None = None
    confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the claim as the object that claim files hold."""
        return {
            "id": self.id,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "party": self.party,
            "voice": self.voice,
            "act": self.act,
            "issue": self.issue,
            "content": self.content,
            "against": self.against,
            "target": self.target,
            "sources": list(self.sources),
            "certainty": self.certainty,
            "hedges": list(self.hedges),
            "basis": self.basis,
            "date": self.date,
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Claim":
        """Give the claim that a checked object of a claim file holds (see `claims.files` for the check)."""
        return cls(
            id=str(data.get("id", "")),
            start=data["start"],
            end=data["end"],
            text=data["text"],
            party=data["party"],
            voice=data.get("voice"),
            act=data["act"],
            issue=data["issue"],
            content=data["content"],
            against=data.get("against"),
            target=data.get("target"),
            sources=tuple(data["sources"]),
            certainty=data["certainty"],
            hedges=tuple(data["hedges"]),
            basis=data["basis"],
            date=data.get("date"),
            confidence=data.get("confidence"),
        )
