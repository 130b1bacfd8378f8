"""The embedded claim reader: from a document to its claims, without a network and the same at every run."""

from collections.abc import Callable
from typing import cast

from detente.claims.assembly import claims_of
from detente.claims.candidates import Candidate
from detente.claims.certainty import hedging_of
from detente.claims.claim import Act, Claim
from detente.claims.classifier import ActModel, act_model, best_act
from detente.claims.drafts import Draft, overlap
from detente.claims.exchanges import condition_of
from detente.claims.features import features_of
from detente.claims.parties import Parties
from detente.claims.scan import Scene, scan
from detente.documents import Document

__all__ = ["drafts_of", "read"]

SAME_WORDS = 0.3
APART = 0.25
EXPLICIT = 0.05
"""Least probability of any act where the text names the act outright: the weights, fitted on news about states and
governments, doubt parties of other kinds too much."""
EXPLICIT_RIGHT = 0.17
"""How many of the claims that this lets in have party and act right (19 of 113, cross-validated by article)."""


def read(
    document: Document | str, *, threshold: float | None = None, advance: Callable[[int], object] | None = None
) -> tuple[Claim, ...]:
    """Read the claims of a document, or of a bare text, in text order.

    `threshold` is the least probability of an act for a predicate to be reported; None takes the one fitted with the
    weights. Sentences of other languages are passed over (`foreign_stretches` gives them). `advance` is called now and
    then with the number of characters read so far. Raises MissingExtraError where no English language model is
    installed.
    """
    source = document if isinstance(document, Document) else Document(id="", text=document)
    model = act_model()
    claims: list[Claim] = []
    for scenes, parties in scan(source.text, source.outlet, advance):
        drafts: list[Draft] = []
        for scene in scenes:
            drafts += drafts_of(scene, parties, model, model.threshold if threshold is None else threshold)
        claims += claims_of(drafts, source)
    return tuple(claims)


def drafts_of(scene: Scene, parties: Parties, model: ActModel, threshold: float) -> list[Draft]:
    """Give the drafts of one sentence: those of fixed constructions, and of the predicates that the model takes."""
    fixed = scene.constructions
    loose = [draft for candidate in scene.candidates if (draft := _draft(scene.offset, candidate, model, threshold))]
    loose.sort(key=lambda draft: -draft.confidence)
    kept: list[Draft] = list(fixed)
    for draft in loose:
        if not any(_same_reading(draft, other) for other in kept):
            kept.append(draft)
    return kept


def _draft(offset: int, candidate: Candidate, model: ActModel, threshold: float) -> Draft | None:
    against = condition_of(candidate.trigger)
    probabilities = model.probabilities(features_of(candidate))
    act, probability, claimed = best_act(model, probabilities, without=() if against is not None else ("trade",))
    explicit = _explicit(candidate)
    if claimed < (min(threshold, EXPLICIT) if explicit else threshold):
        return None
    return Draft(
        offset=offset,
        doc=candidate.doc,
        trigger=candidate.trigger,
        act=cast(Act, act),
        who=candidate.who,
        span=candidate.span,
        content=candidate.content,
        sources=candidate.sources,
        hedging=hedging_of(candidate.trigger, cast(Act, act), candidate.named),
        confidence=max(model.confidence(probability), EXPLICIT_RIGHT if explicit else 0.0),
        against=against if act == "trade" else None,
        target=candidate.target,
    )


def _explicit(candidate: Candidate) -> bool:
    """Say whether a party is the subject of a finite verb that names an act by itself: "Northland demands the port"."""
    trigger = candidate.trigger
    finite = trigger.tag_ in ("VBD", "VBP", "VBZ") or any(child.dep_ == "aux" for child in trigger.children)
    main = trigger.dep_ in ("ROOT", "ccomp", "conj") and trigger.pos_ == "VERB"
    return candidate.named is not None and candidate.variant == "subject" and finite and main


def _same_reading(draft: Draft, other: Draft) -> bool:
    if draft.who.party != other.who.party:
        return False
    near = overlap(draft.span, other.span)
    if other.construction:
        return near > SAME_WORDS / 2 and draft.trigger.dep_ != "relcl"
    return near > SAME_WORDS and (draft.act == other.act or overlap(draft.content, other.content) > APART)
