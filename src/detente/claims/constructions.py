"""Claims that a fixed construction of English carries: comparisons, exchanges, motives, withdrawals, alternatives."""

from collections.abc import Iterator
from typing import Any

from detente.claims.alternatives import alternatives_of
from detente.claims.attribution import Attribution, Source
from detente.claims.certainty import Hedging, hedging_of
from detente.claims.claim import Act
from detente.claims.clauses import finite_head, subject_of, subtree_bounds, trimmed
from detente.claims.comparisons import comparisons_of
from detente.claims.contrasts import contrasts_of, renunciations_of
from detente.claims.drafts import Draft, Range
from detente.claims.exchanges import exchanges_of
from detente.claims.motives import motives_of
from detente.claims.parties import Parties
from detente.claims.phrases import Who
from detente.claims.unknowns import Unknown, unknowns_of
from detente.claims.withdrawals import withdrawals_of

__all__ = ["constructions_of"]

OUTRIGHT = 0.36
"""Least chance of a claim whose words name its act outright.

The greater of two things, what is withdrawn or not wanted, a choice left to others, two means to one end.

Of 158 such claims in the 75 annotated articles, the held-out reports and 180 reports of ours, 56 had party and act
right, by rules alone. Exchanges, other motives and what is not known have no such least chance: of 70 in the articles
that were unlikely by all other evidence, one was right."""


def constructions_of(offset: int, sentence: Any, attribution: Attribution, parties: Parties) -> list[Draft]:
    """Give the drafts that the constructions of one sentence carry; the parties of the sentence must have been read."""
    builder = _Builder(offset, attribution, parties)
    found: list[Draft] = []
    for one in comparisons_of(sentence):
        own = not one.by_subject
        found += builder.drafts("priority", one.trigger, one.holder, one.more, one.less, own=own)
    for exchange in exchanges_of(sentence):
        found += builder.drafts("trade", exchange.trigger, None, exchange.given, exchange.wanted, least=0.0)
    for motive in motives_of(sentence):
        act: Act = "tactic" if motive.kind == "tactic" else "interest"
        holder = motive.holder
        own, least = holder is not None, OUTRIGHT if motive.kind == "means" else 0.0
        found += builder.drafts(act, motive.trigger, holder, motive.content, None, motive.span, own=own, least=least)
    for contrast in contrasts_of(sentence):
        denied = Hedging("denied", (contrast.negation.text,))
        found += builder.drafts("demand", contrast.trigger, None, contrast.unwanted, None, hedging=denied)
        found += builder.drafts(
            "interest", contrast.trigger, None, contrast.wanted, None, hedging=Hedging("asserted", ())
        )
    for step in withdrawals_of(sentence):
        given_up = None if step.cue is None else Hedging("denied", (step.cue.text,))
        span = min(finite_head(step.trigger).left_edge.i, step.content[0]), step.content[1]
        span = trimmed(sentence.doc, max(span[0], sentence.start), span[1])
        found += builder.drafts(step.act, step.trigger, None, step.content, None, span, hedging=given_up)
    for either in alternatives_of(sentence):
        if builder.spoken(either.trigger):
            found += builder.drafts("demand", either.trigger, None, either.content, None, either.content, own=True)
    if not any(draft.hedging.certainty == "denied" for draft in found):
        for renounced in renunciations_of(sentence):
            denied = Hedging("denied", (renounced.negation.text,))
            found += builder.drafts("demand", renounced.trigger, None, renounced.unwanted, None, hedging=denied)
    for unknown in unknowns_of(sentence):
        found += builder.unknown(unknown)
    return found


class _Builder:
    """Makes drafts of one sentence: finds the parties, the sources and the certainty of a construction."""

    def __init__(self, offset: int, attribution: Attribution, parties: Parties) -> None:
        self.offset = offset
        self.attribution = attribution
        self.parties = parties

    def drafts(
        self,
        act: Act,
        trigger: Any,
        holder: Any | None,
        content: Range,
        against: Range | None,
        span: Range | None = None,
        own: bool = False,
        hedging: Hedging | None = None,
        least: float = OUTRIGHT,
    ) -> Iterator[Draft]:
        """Yield one draft for each party of a construction, with its least chance."""
        sources = tuple(self.attribution.sources_of(trigger))
        verb = trigger if trigger.pos_ in ("VERB", "AUX") else trigger.head
        stretch = span or subtree_bounds(finite_head(verb))
        for part in (content, against if act == "trade" else None):
            if part is not None:
                stretch = (min(stretch[0], part[0]), max(stretch[1], part[1]))
        hedging = hedging or self._hedging(trigger, verb, act)
        for who in self._whose(act, verb, holder, own, sources):
            yield Draft(
                offset=self.offset,
                doc=trigger.doc,
                trigger=trigger,
                act=act,
                who=who,
                span=stretch,
                content=content,
                against=against,
                sources=sources,
                hedging=hedging,
                confidence=least,
                construction=True,
            )

    def spoken(self, trigger: Any) -> bool:
        """Tell whether one who speaks for a party says the words around a trigger."""
        speaker = next((source.who for source in self.attribution.sources_of(trigger) if source.who is not None), None)
        return speaker is not None and speaker.kind != "onlooker"

    def unknown(self, found: Unknown) -> Iterator[Draft]:
        """Yield a draft for each of the two main parties: what they agreed on is not known."""
        doc = found.trigger.doc
        hedging = Hedging("unknown", (doc[found.cue[0] : found.cue[1]].text,))
        named = [who for who in self._named(found.holder) if who.kind != "onlooker"]
        for who in named or [Who(party, None, "body", party) for party in self.parties.memory.leading()]:
            yield Draft(
                offset=self.offset,
                doc=doc,
                trigger=found.trigger,
                act="accept",
                who=who,
                span=(min(found.span[0], found.content[0]), max(found.span[1], found.content[1], found.cue[1])),
                content=found.content,
                sources=tuple(self.attribution.sources_of(found.trigger)),
                hedging=hedging,
                construction=True,
            )

    def _named(self, holder: Any | None) -> list[Who]:
        return self.parties.resolve(holder) if holder is not None else []

    def _whose(self, act: Act, verb: Any, holder: Any | None, own: bool, sources: tuple[Source, ...]) -> list[Who]:
        speaker = next((source.who for source in sources if source.who is not None), None)
        subject = holder if holder is not None or own else subject_of(verb)
        found = self.parties.resolve(subject, self.attribution.speaking(verb, sources)) if subject is not None else []
        found = [who for who in found if who.kind != "onlooker"]
        if found:
            return found
        if speaker is not None and speaker.kind != "onlooker":
            return [speaker]
        last = self.parties.memory.last
        return [last] if last is not None and last.kind != "onlooker" else []

    @staticmethod
    def _hedging(trigger: Any, verb: Any, act: Act) -> Hedging:
        hedging = hedging_of(verb, act, None)
        return hedging if hedging.certainty != "asserted" or verb is trigger else hedging_of(trigger, act, None)
