"""The attributions of a text: words, windows, scores, roles, and a calibrated probability for each."""

import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.attributions.decode import Roles, roles_of
from detente.claims.attributions.encoder import lower, session
from detente.claims.attributions.network import Network
from detente.claims.attributions.pairs import word_features
from detente.claims.attributions.relation import AttributionRelation, Span
from detente.claims.attributions.windows import Window, windows_of
from detente.claims.attributions.words import Words, words_of
from detente.errors import DetenteError

__all__ = ["EVIDENCE", "Choice", "Proposal", "attributions", "chosen", "load_network", "proposals_of", "relation_of"]

Floats = NDArray[np.float32]

EVIDENCE = ("cue", "named", "held", "nobody", "length")
"""What tells how likely a proposal is: log-odds of its cue, of the source's words, of the mean word of the content and
of there being nobody named, and the logarithm of the number of words of the content."""
_CLIP = 1e-3


@dataclass(frozen=True, slots=True)
class Proposal:
    """An attribution that may be one: the roles' runs as words of the text, and what tells how likely it is."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """How proposals are chosen.

    A proposal is one with a source where its words are at least `named` likely. Weights of the evidence (the last
    stands alone) give the log-odds that a proposal is right: one set for those with a source, one for those without,
    with the least probability of each that is reported.
    """

    named: float
    weights: tuple[float, ...]
    threshold: float
    unnamed_weights: tuple[float, ...]
    unnamed_threshold: float

    def has_source(self, proposal: Proposal) -> bool:
        """Say whether a proposal's source is to be given."""
        return bool(proposal.source) and proposal.evidence[1] >= _logit(self.named)

    def probability(self, proposal: Proposal) -> float:
        """Give the probability that a proposal is right."""
        *weights, constant = self.weights if self.has_source(proposal) else self.unnamed_weights
        odds = constant + sum(weight * value for weight, value in zip(weights, proposal.evidence, strict=True))
        return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))

    def takes(self, proposal: Proposal) -> bool:
        """Say whether a proposal is likely enough."""
        least = self.threshold if self.has_source(proposal) else self.unnamed_threshold
        return self.probability(proposal) >= least


def proposals_of(words: Words, network: Network, windows: Iterable[tuple[Window, Floats]]) -> Iterator[Proposal]:
    """Yield what may be an attribution, in the order of cues; windows come with their lower hidden states."""
    marks, state = words.marks(), word_features(words)
    for window, hidden in windows:
        for found in network.found(words, state, window, hidden):
            size = len(found.scores.roles)
            roles = roles_of(found.scores, marks[found.first : found.first + size])
            if roles.content:
                yield _proposal(roles, found.first, found.scores.cue, float(found.scores.source[-1]))


def _proposal(roles: Roles, first: int, cue: float, nobody: float) -> Proposal:
    moved = [tuple((start + first, last + first) for start, last in runs) for runs in (roles.source, roles.cue)]
    content = tuple((start + first, last + first) for start, last in roles.content)
    length = sum(last - start for start, last in content)
    evidence = (_logit(cue), _logit(roles.named), _logit(roles.held), _logit(nobody), math.log1p(length))
    return Proposal(moved[0], moved[1], content, evidence)


def _logit(probability: float) -> float:
    clipped = min(max(probability, _CLIP), 1 - _CLIP)
    return math.log(clipped / (1 - clipped))


def relation_of(proposal: Proposal, words: Words, choice: Choice) -> AttributionRelation:
    """Give a proposal as characters of the text."""
    source = proposal.source if choice.has_source(proposal) else ()
    source, cue, content = (
        tuple((int(words.start[first]), int(words.last[last - 1])) for first, last in runs)
        for runs in (source, proposal.cue, proposal.content)
    )
    return AttributionRelation(source, cue, content, choice.probability(proposal))


def chosen(proposals: Sequence[Proposal], words: Words, choice: Choice) -> tuple[AttributionRelation, ...]:
    """Give the proposals that are likely enough, in text order of their cues."""
    return tuple(relation_of(proposal, words, choice) for proposal in proposals if choice.takes(proposal))


def load_network(upper: bytes, heads: bytes) -> Network:
    """Load a network from the two files that the training script writes. Raises MissingExtraError."""
    stored = np.load(io.BytesIO(heads))
    return Network(session(upper), {name: stored[name].astype(np.float32) for name in stored.files})


def _stored(name: str) -> bytes:
    path = files("detente.claims").joinpath("data", name)
    if not path.is_file():
        raise DetenteError(f"weights of the attribution reader are missing: {path}; install detente anew")
    return path.read_bytes()


@lru_cache(maxsize=1)
def _shipped() -> tuple[Network, Choice]:
    stored: dict[str, Any] = json.loads(_stored("attribution.json"))
    given: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in stored.items()}
    return load_network(_stored("attribution.onnx"), _stored("attribution.npz")), Choice(**given)


def attributions(text: str) -> tuple[AttributionRelation, ...]:
    """Give the attributions of an English text, in text order of their cues.

    Takes text of any length and kind; offsets count characters of the text as given. The same text gives the same
    attributions; probabilities may differ in their last digits between processors. Raises MissingExtraError where the
    extra `read` is not installed, and DetenteError where the weights are not there.
    """
    words = words_of(text)
    network, choice = _shipped()
    windows = ((window, lower(window.pieces)) for window in windows_of(words))
    return chosen(list(proposals_of(words, network, windows)), words, choice)
