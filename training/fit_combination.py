"""Fit how claims are chosen of what the two readers propose: `detente.claims.combination.Choice`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims import Claim
from detente.claims.assembly import claims_of
from detente.claims.combination import EVIDENCE, Choice, Proposal, chosen_of
from detente.claims.readers import issues_of
from detente.claims.weights import naming
from detente.documents import Document
from examples import Report

__all__ = ["Proposed", "claims_read", "fit_choice"]

PENALTY = 3.0
STEPS = 40
THRESHOLDS = (0.16, 0.18, 0.2, 0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.34, 0.36, 0.38, 0.4)
SAME, OTHER = (0.2, 0.3, 0.4, 0.6), (0.3, 0.5, 0.8, 1.0)
INFERRED = (0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
HEDGED, RULED = (0.03, 0.06, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0), (1.0, 3.0, 10.0, 30.0)
"""What is tried for the parts of a choice."""
FOUND, BETA = 0.3, 0.8
"""What it counts that a claim is found under its own party, beside 1 for its party and act; and of F how recall counts.

Declared. What is read under another's name misleads more than what is not read, so it counts nothing, and precision
counts more than recall, by how much set with cross-validated figures in sight (F of .8: van Rijsbergen 1979,
"Information Retrieval", chapter 7)."""


@dataclass(slots=True)
class Proposed:
    """A report with the proposals of each of its sentences, and what the shipped encoder makes of each passage."""

    report: Report
    sentences: list[list[Proposal]]
    encodings: list[NDArray[np.float32]]


def claims_read(proposed: Proposed, choice: Choice) -> list[dict[str, Any]]:
    """Give the claims that a choice makes of proposals."""
    document = Document(proposed.report.name, proposed.report.text, outlet=proposed.report.outlet)
    sentences = iter(proposed.sentences)
    claims: list[Claim] = []
    for scenes, encodings in zip(proposed.report.passages, proposed.encodings, strict=True):
        drafts = [draft for _, one in zip(scenes, sentences, strict=False) for draft in chosen_of(one, choice)]
        claims += claims_of(drafts, issues_of(drafts, scenes, encodings, naming()), document)
    return [claim.to_json() for claim in claims]


def fit_choice(scorer: Any, articles: Sequence[Proposed]) -> Choice:
    """Fit the weights, then choose threshold and what is said twice by F of party and act.

    The party alone counts too, less; the rest is chosen by what is found of it.

    A hedge or an inference that is missed makes a claim look surer than it is, one too many only less sure: recall
    counts twice as much as precision there (F2).
    """
    inputs = np.array([one.evidence for article in articles for sentence in article.sentences for one in sentence])
    right = np.array([hit for article in articles for hit in _right(scorer, article)])
    own = np.array([hit for article in articles for hit in _own(scorer, article)])
    choice = Choice(_weights(inputs, right), _weights(inputs, own), 0.2)
    choice = max((replace(choice, threshold=one) for one in THRESHOLDS), key=lambda one: _worth(scorer, articles, one))
    tried = [replace(choice, same_act=same, other_act=other) for same, other in product(SAME, OTHER)]
    choice = max(tried, key=lambda one: _worth(scorer, articles, one))
    choice = max(
        (replace(choice, inferred=one) for one in INFERRED), key=lambda one: _rare(scorer, articles, one, "basis")
    )
    tried = [replace(choice, hedged=hedged, ruled=ruled) for hedged, ruled in product(HEDGED, RULED)]
    return max(tried, key=lambda one: _rare(scorer, articles, one, "certainty"))


def _weights(inputs: NDArray[np.float64], right: NDArray[np.float64]) -> dict[str, float]:
    """Fit a logistic regression with a quadratic penalty by Newton's method."""
    penalty = PENALTY * np.array([float(name != "bias") for name in EVIDENCE])
    weights = np.zeros(len(EVIDENCE))
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (likely - right) + penalty * weights
        bend = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + np.diag(penalty) + 1e-9 * np.eye(len(EVIDENCE))
        weights -= np.linalg.solve(bend, slope)
    return {name: round(float(weight), 4) for name, weight in zip(EVIDENCE, weights, strict=True)}


def _right(scorer: Any, article: Proposed) -> Iterator[float]:
    """Say of each proposal whether a claim of the annotation has its party and act, at its place.

    A claim of the annotation is found once, by the proposal that comes first in its sentence.
    """
    same = scorer.norm_party
    gold = [(claim, same(claim["party"])) for claim in article.report.gold]
    found: set[int] = set()
    for proposal in (proposal for sentence in article.sentences for proposal in sentence):
        start, end = proposal.draft.characters(proposal.draft.span)
        party, place = same(proposal.draft.who.party), {"start": start, "end": end}
        fits = [
            (scorer.iou(claim, place), number)
            for number, (claim, known) in enumerate(gold)
            if number not in found and claim["act"] == proposal.draft.act and known == party
        ]
        share, number = max(fits, default=(0.0, -1))
        if share >= scorer.IOU_MIN:
            found.add(number)
        yield float(share >= scorer.IOU_MIN)


def _own(scorer: Any, article: Proposed) -> Iterator[float]:
    """Say of each proposal whether a claim of the annotation has its party, whatever the act, at its place."""
    same = scorer.norm_party
    gold = [(claim, same(claim["party"])) for claim in article.report.gold]
    for proposal in (proposal for sentence in article.sentences for proposal in sentence):
        start, end = proposal.draft.characters(proposal.draft.span)
        party, place = same(proposal.draft.who.party), {"start": start, "end": end}
        yield float(any(known == party and scorer.iou(claim, place) >= scorer.IOU_MIN for claim, known in gold))


def _read(scorer: Any, articles: Sequence[Proposed], choice: Choice) -> Iterator[tuple[list[Any], list[Any]]]:
    for article in articles:
        read = [scorer._clean(claim) for claim in claims_read(article, choice)]
        yield [scorer._clean(claim) for claim in article.report.gold], read


def _worth(scorer: Any, articles: Sequence[Proposed], choice: Choice) -> float:
    """Give the F of party and act, and `FOUND` of that of claims found under their own party."""
    both, right = 0.0, 0.0
    for annotated, found in _read(scorer, articles, choice):
        pairs, strict, *_ = scorer.match_claims(annotated, found)
        both += BETA**2 * len(annotated) + len(found)
        right += strict + FOUND * sum(pair["party"] for pair in pairs)
    return (1 + BETA**2) * right / max(both, 1.0)


def _rare(scorer: Any, articles: Sequence[Proposed], choice: Choice, kind: str) -> float:
    """Give the F2 of the claims that are not simply asserted (`certainty`), or of those inferred (`basis`)."""
    mark, usual = ("_hedged", "asserted") if kind == "certainty" else ("_inferred", "stated")
    gold, read, right = 0, 0, 0
    for annotated, found in _read(scorer, articles, choice):
        gold += sum(claim[kind] != usual for claim in annotated)
        read += sum(claim[kind] != usual for claim in found)
        right += sum(bool(pair[kind]) for pair in scorer.match_claims(annotated, found)[0] if pair[mark])
    return 5 * right / max(4 * gold + read, 1)
