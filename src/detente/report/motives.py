"""The matrix of evidence and hypotheses about one party, as in analysis of competing hypotheses, with its numbers.

Heuer (1999, ch. 8) sets claims against hypotheses and asks of each claim how well it tells them apart: one that fits
all of them alike says nothing. Here each cell holds how many bits the claim, by itself, adds for a hypothesis against
the others together: log₂ of p(claim | h) over the mean of p(claim | h′), weighted by the priors of the others. That is
the Bayes factor of one claim; those of a table do not simply add up, as claims bear on the same wants.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.table import Case, Hypothesis

__all__ = ["SCALE", "SCALE_SOURCE", "EvidenceRow", "evidence_rows", "in_words", "posterior_under", "without_ratios"]

Json = Mapping[str, Any]

SCALE = (
    (math.sqrt(10), "barely worth mentioning"),
    (10.0, "substantial"),
    (10.0 * math.sqrt(10), "strong"),
    (100.0, "very strong"),
    (math.inf, "decisive"),
)
"""What a Bayes factor up to a bound is called."""
SCALE_SOURCE = "Jeffreys, H. (1961). Theory of Probability (3rd ed.), appendix B"


def in_words(factor: float) -> str:
    """Give a Bayes factor (> 0) in the words of `SCALE`, and whether it speaks for the hypothesis or against it."""
    size = factor if factor >= 1 else 1 / max(factor, 1e-300)
    words = next(words for bound, words in SCALE if size < bound or bound == math.inf)
    if words == SCALE[0][1]:
        return words
    return f"{words} {'for' if factor >= 1 else 'against'} it"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One claim against all hypotheses: `bits` (hypotheses,) for each against the others together, by this claim alone.

    `spread` is what tells the two hypotheses furthest apart that the claim sets apart, in bits; 0 where it fits all
    alike. `ratios` are the likelihood ratios that the case declares. The reliability is the product of its factors.
    """

    claim: str
    bits: tuple[float, ...]
    spread: float
    ratios: tuple[float | None, ...]
    reliability: float
    certainty: float
    trust: float
    confidence: float
    origin: str
    repeats: tuple[str, ...]


def evidence_rows(case: Case, party: str, belief: Json) -> tuple[EvidenceRow, ...]:
    """Give the claims that moved what is believed of a party, what tells its hypotheses apart best first.

    `belief` is what `beliefs.json` holds of the party. Its hypotheses are in the order of `belief["hypotheses"]`.
    """
    stories = belief["hypotheses"]
    priors = [part["prior"] for part in stories.values()]
    declared = case.hypotheses.get(party, {})
    logs = _logs(tuple(stories), belief["diagnosticity"])
    found = []
    for witness in belief["witnesses"]:
        claim = witness["claim"]
        of_claim = logs.get(claim, [0.0] * len(priors))
        found.append(
            EvidenceRow(
                claim=claim,
                bits=_bits(of_claim, priors),
                spread=(max(of_claim) - min(of_claim)) / math.log(2) if of_claim else 0.0,
                ratios=tuple(_ratio(declared.get(name), claim) for name in stories),
                **{key: witness[key] for key in ("reliability", "certainty", "trust", "confidence", "origin")},
                repeats=tuple(witness["repeats"]),
            )
        )
    return tuple(sorted(found, key=lambda row: (-row.spread, -row.reliability)))


def _logs(names: Sequence[str], pairs: Sequence[Json]) -> dict[str, list[float]]:
    """Give by claim log p(claim | h) up to a constant, from the ratios to the first hypothesis."""
    found: dict[str, list[float]] = {}
    for part in pairs:
        if part["first"] == names[0]:
            of_claim = found.setdefault(part["claim"], [0.0] * len(names))
            of_claim[names.index(part["second"])] = -part["log_bayes_factor"]
    return found


def _bits(logs: Sequence[float], priors: Sequence[float]) -> tuple[float, ...]:
    found = []
    for place, own in enumerate(logs):
        others = [(prior, log) for at, (prior, log) in enumerate(zip(priors, logs, strict=True)) if at != place]
        weight = sum(prior for prior, _ in others)
        if weight <= 0:
            found.append(0.0)
            continue
        mean = sum(prior * math.exp(log - own) for prior, log in others) / weight
        found.append(-math.log2(mean))
    return tuple(found)


def _ratio(story: Hypothesis | None, claim: str) -> float | None:
    return None if story is None else story.evidence.get(claim)


def without_ratios(case: Case, party: str, belief: Json) -> tuple[str, ...]:
    """Give the claims about tactics and motives that count for nothing, as nobody declared on which story they bear."""
    declared = {claim for story in case.hypotheses.get(party, {}).values() for claim in story.evidence}
    return tuple(
        claim
        for claim in belief["unused"]
        if claim in case.evidence and case.evidence[claim].act in {"tactic", "assess"} and claim not in declared
        if case.evidence[claim].status != "rejected" and case.evidence[claim].certainty != "unknown"
    )


def posterior_under(priors: Sequence[float], log_evidence: Sequence[float]) -> tuple[float, ...]:
    """Give P(h | claims) ∝ prior · p(claims | h), in the order of the hypotheses; priors that sum to 0 give 0.

    The evidence is that of a run. It holds for other priors but for f̄, the mean under the joint prior, by which claims
    that are hardly believed count: the run after a change of priors tells it exactly.
    """
    highest = max(log_evidence, default=0.0)
    masses = [prior * math.exp(log - highest) for prior, log in zip(priors, log_evidence, strict=True)]
    total = sum(masses)
    return tuple(mass / total if total > 0 else 0.0 for mass in masses)
