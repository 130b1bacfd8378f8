"""The two readers side by side: what the classifier makes of the candidates of a sentence, and the frames besides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detente.claims.candidates import Candidate
from detente.claims.certainty import hedging_of
from detente.claims.claim import Act
from detente.claims.classifier import ActModel
from detente.claims.combination import Proposal, proposals_of
from detente.claims.drafts import Draft
from detente.claims.exchanges import condition_of
from detente.claims.features import features_of
from detente.claims.issues import Naming, name_issues
from detente.claims.matters import Told
from detente.claims.opponents import opponents_of
from detente.claims.scan import Scene
from detente.claims.trained.encoder import Encoder
from detente.claims.trained.finding import Found, find
from detente.claims.trained.heads import Heads
from detente.claims.trained.windows import lines_of

__all__ = ["frames_in", "issues_of", "proposals_in"]

Floats = NDArray[np.float32]

FAINTEST = 0.02
"""Least probability of an act for a candidate to be looked at."""


def frames_in(scenes: Sequence[Scene], encoder: Encoder, heads: Heads) -> Found:
    """Give what the trained reader finds in scenes."""
    return find(lines_of(scenes), opponents_of(scenes), encoder, heads)


def issues_of(drafts: Sequence[Draft], scenes: Sequence[Scene], encodings: Floats, naming: Naming) -> list[str]:
    """Name the issue of each draft of some scenes, whose words have `encodings` (words, width)."""
    told = [Told(draft.doc, draft.content, draft.span, draft.who.party) for draft in drafts]
    return name_issues(told, [scene.words for scene in scenes], encodings, naming)


def proposals_in(scenes: Sequence[Scene], found: Found, model: ActModel) -> Iterator[list[Proposal]]:
    """Yield the proposals of each scene, of both readers."""
    for scene, frames in zip(scenes, found.frames, strict=True):
        candidates = [draft for one in scene.candidates for draft in _drafts(scene.offset, one, model)]
        yield proposals_of(
            frames,
            [_spoken_for(draft, found.affiliations) for draft in candidates],
            [_spoken_for(draft, found.affiliations) for draft in scene.constructions],
        )


def _spoken_for(draft: Draft, affiliations: Mapping[str, str]) -> Draft:
    """Give a draft whose person speaks for the party that the trained reader found in the whole text."""
    party = affiliations.get(draft.who.voice or draft.who.name)
    if party is None or party == draft.who.party:
        return draft
    return replace(draft, who=replace(draft.who, party=party, voice=draft.who.voice or draft.who.name))


def _drafts(offset: int, candidate: Candidate, model: ActModel) -> Iterator[Draft]:
    """Yield a draft of each act that a candidate may be of; a trade needs what is wanted in return."""
    against = condition_of(candidate.trigger)
    _, *likely = model.probabilities(features_of(candidate))
    for name, probability in zip(model.classes[1:], likely, strict=True):
        if probability < FAINTEST or (name == "trade" and against is None):
            continue
        act: Act = name  # type: ignore[assignment]
        yield Draft(
            offset=offset,
            doc=candidate.doc,
            trigger=candidate.trigger,
            act=act,
            who=candidate.who,
            span=candidate.span,
            content=candidate.content,
            sources=candidate.sources,
            hedging=hedging_of(candidate.trigger, act, candidate.named),
            confidence=probability,
            against=against if act == "trade" else None,
            target=candidate.target,
        )
