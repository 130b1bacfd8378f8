"""How far a claim is believed: ρ = P(certainty) × trust(source chain) × confidence that it was read right."""

from detente.beliefs.constants import Constants
from detente.table.case import Evidence

__all__ = ["reliability", "trust"]


def trust(evidence: Evidence, constants: Constants) -> float:
    """Give the trust in the source chain: as declared, else `trust_step` to the number of its steps.

    The party's own voice is no step, and `sources` leaves it out.
    """
    if evidence.trust is not None:
        return evidence.trust
    return float(constants.trust_step ** len(evidence.sources))


def reliability(evidence: Evidence, constants: Constants) -> float:
    """Give ρ in [0, 1]; 0 for a claim that a person rejected or that is said to be unknown."""
    if evidence.status == "rejected" or evidence.certainty == "unknown":
        return 0.0
    certainty = {
        "asserted": constants.asserted,
        "probable": constants.probable,
        "possible": constants.possible,
        "denied": constants.denied,
    }[evidence.certainty]
    confidence = 1.0 if evidence.status == "confirmed" else evidence.confidence
    return certainty * trust(evidence, constants) * confidence
