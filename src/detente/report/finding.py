"""One thing found: a sentence with its probability, its prior, and what it rests on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

__all__ = ["KINDS", "Finding", "Kind"]

Kind = Literal[
    "little_evidence",
    "unrelated",
    "gap",
    "trade",
    "interest",
    "priority",
    "hypothesis",
    "contradiction",
    "unknown",
    "origin",
    "near_duplicate",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which a reader needs them."""

Basis = Literal["cited", "prior"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a sentence, its probability beside the prior, and what it rests on.

    `error` is the Monte Carlo standard error of `probability`. `basis` is "cited" where claims carry it.
    """

    kind: Kind
    sentence: str
    party: str | None = None
    probability: float | None = None
    prior: float | None = None
    error: float | None = None
    claims: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    basis: Basis = "cited"

    @property
    def lift(self) -> float:
        """How many times likelier the evidence makes it: its odds over those of the prior (1 where one is missing)."""
        if self.probability is None or self.prior is None:
            return 1.0
        odds = [value / (1 - value) for value in (_inside(self.probability), _inside(self.prior))]
        return odds[0] / odds[1]

    @property
    def place(self) -> tuple[int, float]:
        """Where it is told: by kind, then the likeliest first; of trades what evidence speaks for most."""
        strength = self.lift if self.kind == "trade" else self.probability or 0.0
        return KINDS.index(self.kind), -strength

    def to_json(self) -> dict[str, Any]:
        """Give the object that `analysis.json` holds."""
        origins = {"count": len(self.origins), "names": list(self.origins)}
        return {**asdict(self), "claims": list(self.claims), "origins": origins}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Finding":
        """Give the finding that an object of `analysis.json` holds."""
        return cls(**{**data, "claims": tuple(data["claims"]), "origins": tuple(data["origins"]["names"])})


def _inside(probability: float) -> float:
    return min(max(probability, 1e-6), 1 - 1e-6)
