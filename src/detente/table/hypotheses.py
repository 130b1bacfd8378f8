"""Hypotheses about a party's motive, drafted only where claims offer them.

A claim that the party puts A above B sets "A first" against "B first"; a claim of tactics sets "acts for effect"
beside them. Equal priors are assumed and can be changed in the case.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from detente.claims import Claim
from detente.table.case import Evidence, Hypothesis, Says

__all__ = ["TACTIC_RATIO", "draft_hypotheses"]

TACTIC_RATIO = 3.0
"""How many times likelier a report of tactics is when the party does act for effect: a declared judgement, on the
scale where 3 is "substantial" (Jeffreys 1961, Theory of Probability, app. B: 10^(1/2))."""

_EQUAL = "equal priors: no claim says how likely each is"


def _leading_pair(evidence: Mapping[str, Evidence]) -> tuple[str, str] | None:
    pairs = Counter(
        (piece.on, piece.over)
        for piece in evidence.values()
        if piece.act == "priority" and piece.on and piece.over and piece.certainty not in {"unknown", "denied"}
    )
    spoken = Counter(node for piece in evidence.values() for node in (piece.on, piece.over) if node)
    return min(pairs, key=lambda pair: (-pairs[pair], -spoken[pair[0]] - spoken[pair[1]], pair)) if pairs else None


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …"


def draft_hypotheses(evidence: Mapping[str, Evidence], tactics: Sequence[Claim]) -> dict[str, Hypothesis]:
    """Give the hypotheses on one party that its `evidence` and the claims of `tactics` offer; none without either."""
    stories: dict[str, tuple[Says, list[str], dict[str, float]]] = {}
    pair = _leading_pair(evidence)
    if pair is not None:
        one, other = pair
        told = {key: {*_ids(evidence, key)} for key in ((one, other), (other, one))}
        stories[f"{one} first"] = (Says(weights={one: f"above {other}"}), sorted(told[one, other]), {})
        stories[f"{other} first"] = (Says(weights={other: f"above {one}"}), sorted(told[other, one]), {})
    told_tactics = [claim for claim in tactics if claim.certainty not in {"denied", "unknown"}]
    if told_tactics:
        lead = max(told_tactics, key=lambda claim: (claim.confidence or 0.0, claim.id))
        ids = sorted(claim.id for claim in told_tactics)
        if pair is None:
            stories["means what it says"] = (Says(sincerity="high"), [], {})
        name = f"acts for effect: {_short(lead.content)}"
        stories[name] = (Says(sincerity="low"), ids, dict.fromkeys(ids, TACTIC_RATIO))
    if len(stories) < 2:
        return {}
    prior = round(1 / len(stories), 6)
    priors = [prior] * (len(stories) - 1)
    priors.append(round(1 - sum(priors), 6))
    return {
        name: Hypothesis(prior=p, says=says, because=ids, assumed=_EQUAL, evidence=ratios)
        for p, (name, (says, ids, ratios)) in zip(priors, stories.items(), strict=True)
    }


def _ids(evidence: Mapping[str, Evidence], pair: tuple[str, str]) -> list[str]:
    return [i for i, piece in evidence.items() if piece.act == "priority" and (piece.on, piece.over) == pair]
