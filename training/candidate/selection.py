"""Which frames become claims: those likely enough, each said once, with a calibrated confidence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from candidate.decode import Frame, Named
from detente.claims.attribution import Source
from detente.claims.drafts import Draft, overlap
from detente.claims.parties import Who

__all__ = ["Choice", "drafts_of"]


@dataclass(frozen=True, slots=True)
class Choice:
    """How claims are chosen; every number was chosen by cross-validation over articles.

    `threshold` is the least chance, by the scores, that act and party are right; `second` the least probability of a
    further party of the same claim; claims of a party on one sentence are one where their contents overlap by more than
    `same_act` (by `other_act`, if their acts differ). `calibration` is slope and intercept of the logistic from the
    log-odds of that chance to the measured one.
    """

    threshold: float
    second: float
    same_act: float
    other_act: float
    calibration: tuple[float, float]

    def confidence(self, chance: float) -> float:
        """Give the calibrated probability that party and act are right."""
        clipped = min(max(chance, 1e-6), 1 - 1e-6)
        slope, intercept = self.calibration
        return 1 / (1 + math.exp(-(slope * math.log(clipped / (1 - clipped)) + intercept)))


def drafts_of(frames: Sequence[Frame], chosen: Choice) -> list[Draft]:
    """Give the drafts of the frames that are likely enough, likeliest first."""
    ranked = [
        (frame.probability * party.probability, frame, party)
        for frame in frames
        for place, party in enumerate(frame.parties[:3])
        if place == 0 or party.probability >= chosen.second
    ]
    ranked.sort(key=lambda one: (-one[0], one[1].line.offset, one[1].token.i, one[1].act, one[2].name))
    kept: list[tuple[float, Frame, Named]] = []
    for chance, frame, party in ranked:
        if chance < chosen.threshold:
            break
        if not any(_said(frame, party, other, named, chosen) for _, other, named in kept):
            kept.append((chance, frame, party))
    return [_draft(frame, party, chosen.confidence(chance)) for chance, frame, party in kept]


def _said(frame: Frame, party: Named, other: Frame, named: Named, chosen: Choice) -> bool:
    if other.line is not frame.line or named.name != party.name:
        return False
    shared = overlap(frame.content, other.content)
    if frame.act != other.act:
        return shared > chosen.other_act
    return shared > chosen.same_act or (overlap(frame.span, other.span) > 0.9 and shared > 0.2)


def _draft(frame: Frame, party: Named, confidence: float) -> Draft:
    kind = party.reading.kind if party.reading.kind in ("state", "body", "person", "group", "onlooker") else "body"
    return Draft(
        offset=frame.line.offset,
        doc=frame.token.doc,
        trigger=frame.token,
        act=frame.act,
        who=Who(party.name, party.reading.voice, kind, party.name),
        span=frame.span,
        content=frame.content,
        sources=tuple(Source(name, None) for name in frame.sources),
        hedging=frame.hedging,
        basis="inferred" if frame.inferred > 0.5 else "stated",
        confidence=confidence,
        against=frame.against,
        target=frame.target,
    )
