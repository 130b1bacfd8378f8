"""Which claims count: those of one party, act, objective, polarity and origin are one witness."""

from collections.abc import Mapping
from dataclasses import dataclass

from detente.beliefs.constants import Constants
from detente.beliefs.reliability import Trust, reliability
from detente.table.case import Evidence

__all__ = ["Witnesses", "find_witnesses"]

_Key = tuple[str, str, str | None, str | None, bool, str]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The claims that `count`, and for each repeated claim the one it stands behind."""

    count: tuple[str, ...]
    behind: Mapping[str, str]


def _key(evidence: Evidence) -> _Key:
    """Give what makes two claims one witness. A comparison is about both of its objectives, `on` and `over`."""
    return evidence.party, evidence.act, evidence.on, evidence.over, evidence.certainty == "denied", evidence.origin


def find_witnesses(evidence: Mapping[str, Evidence], constants: Constants, trusted: Trust | None = None) -> Witnesses:
    """Give for each witness its most reliable claim; of equals the newest, then the first of the case."""
    best: dict[_Key, str] = {}
    keys = {claim: _key(part) for claim, part in evidence.items()}
    standing = {claim: (reliability(part, constants, trusted), part.date or "") for claim, part in evidence.items()}
    for claim, key in keys.items():
        if key not in best or standing[claim] > standing[best[key]]:
            best[key] = claim
    behind = {claim: best[key] for claim, key in keys.items() if best[key] != claim}
    return Witnesses(tuple(claim for claim in evidence if claim not in behind), behind)
