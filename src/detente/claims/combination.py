"""From what two readers propose to claims: the frames of the trained reader, and the candidates of the classifier.

The two err in different places. What both propose of a sentence, by party, act and words, is one proposal; a logistic
regression over what either makes of it (`EVIDENCE`) gives the chance that its party and act are right, another one the
chance that its party says something there, whatever the act (Wolpert 1992, "Stacked generalization", Neural Networks
5(2), 241-259).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from detente.claims.attribution import Source
from detente.claims.certainty import Hedging, hedging_of
from detente.claims.claim import ACTS, CERTAINTIES, Basis, Certainty
from detente.claims.drafts import Draft, overlap
from detente.claims.lexicon import lexical_act
from detente.claims.phrases import Who
from detente.claims.trained.choosing import Named
from detente.claims.trained.decode import Frame
from detente.claims.words import OBSERVERS, ROLES, word_set

__all__ = ["EVIDENCE", "Choice", "Proposal", "chosen_of", "proposals_of"]

KINDS = ("self", "phrase", "guess", "learnt", "person", "group", "onlooker")
"""Kinds of readings of a party that are right more or less often than a state or a body that is named."""

EVIDENCE = (
    "bias", "frames", "frame's act", "frame's party", "frame's next party", "frames of the party", "frames of others",
    "candidate", "candidates of the party", "candidates of others", "construction", "no frame", "no candidate", *KINDS,
    "twin", "other act", "other party", "place", *ACTS,
)  # fmt: skip
"""What the chance of a proposal rests on: log-odds by the frames and by the candidates, of it, of its party and of
others; what is missing; how its party was read; likelier proposals of the sentence (of the same party and act; of other
acts or parties on the same words; how many); its act."""

FURTHER = 3
"""How many parties of one frame are looked at."""
FAINT_PARTY = 0.1
"""Least probability of a further party of a frame."""
FAINT_ACT = 0.08
"""Least probability of a candidate's act for it to be a proposal without a frame."""
SAME_PROPOSAL = 0.2
"""Overlap of contents from which proposals of one party and act are one."""
NEAR, SAME_CONTENT, BESIDE = 0.15, 0.1, 0.5
"""Overlap of spans from which a candidate speaks of the same words; that of contents, and what its act counts below."""
RIVAL, MOST_PLACES = 0.3, 4
"""Overlap of contents from which proposals are rivals; from how many likelier ones on their number says no more."""
SAME_SPAN = 0.9
"""Overlap of spans from which two claims stand on the same words."""
SAME_WORDS = 0.6
"""Overlap of contents from which they say the same.

These nine are declared: set once by hand, before the regression that weighs what they make was fitted."""
OWN, FAINT = 0.5, 0.15
"""What is enough of a claim that is denied, possible, probable or unknown, if its chance is below the threshold: the
chance that its party says something there, and that its act is right too.

Declared: such claims are missed most often, and their act is the least sure, so it is enough that the party is likelier
right than wrong. Both were set with cross-validated figures of the news in sight: .45 in place of .5 reads party worse
and finds more; of .1, .15 and .2 for the other, the one between."""
RIVALLED = 0.5
"""Of the chance of a claim, what another of the same act and words but of another party must have to stand beside it.

Declared: one party in two is a guess there; of 80 errors that were looked at, 12 were such doubles."""
_MADE_BY_NEGATION = frozenset({"reject", "assess", "trade"})
"""Acts that a negated verb of another act makes: of 65 such claims that were read as denied in news that the reader had
not learnt from, and that stand on claims of the same act, 3 were denied by their annotators."""


_MANY = OBSERVERS | ROLES | word_set("people person others")
"""Who is a source without a name."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How claims are chosen of proposals; every number is fitted or chosen by cross-validation over articles.

    `weights` and `party_weights` are those of `EVIDENCE`; `threshold` is the least chance that party and act are right;
    of a claim that is not asserted `OWN` and `FAINT` are enough. Claims of a party on one sentence are one where
    their contents overlap by more than `same_act` (`other_act`, if their acts differ).
    A claim is inferred from probability `inferred` on, and not asserted where the likeliest certainty besides has
    at least `hedged` times the probability of "asserted"; the one that rules read counts `ruled` times.
    """

    weights: Mapping[str, float]
    party_weights: Mapping[str, float]
    threshold: float
    same_act: float = 0.4
    other_act: float = 0.8
    inferred: float = 0.5
    hedged: float = 1.0
    ruled: float = 1.0

    def chance(self, evidence: Sequence[float]) -> float:
        """Give the probability that party and act are right."""
        return _logistic(self.weights, evidence)

    def party_chance(self, evidence: Sequence[float]) -> float:
        """Give the probability that the party claims something on these words, whatever the act."""
        return _logistic(self.party_weights, evidence)


def _logistic(weights: Mapping[str, float], evidence: Sequence[float]) -> float:
    odds = sum(weights[name] * value for name, value in zip(EVIDENCE, evidence, strict=True))
    return 1 / (1 + math.exp(-max(min(odds, 50.0), -50.0)))


@dataclass(slots=True)
class Proposal:
    """A claim that either reader proposes, with its `evidence`; `draft` holds the words of the likelier reading."""

    draft: Draft
    frame: Frame | None
    party: Named | None
    chance: float
    evidence: list[float] = field(default_factory=list)


def proposals_of(frames: Sequence[Frame], candidates: Sequence[Draft], fixed: Sequence[Draft]) -> list[Proposal]:
    """Give the proposals of one sentence: of its frames, of its candidates for each act, and of its constructions."""
    found: list[Proposal] = []
    for chance, frame, party in _ranked(frames):
        draft = _draft(frame, party)
        twin = next((other for other in found if _one(other.draft, draft)), None)
        if twin is None:
            found.append(Proposal(draft, frame, party, chance))
        else:
            twin.chance = 1 - (1 - twin.chance) * (1 - chance)
    best: dict[tuple[int, str], Draft] = {}
    for draft in candidates:
        key = (draft.trigger.i, draft.who.party)
        if key not in best or draft.confidence > best[key].confidence:
            best[key] = draft
    for draft in fixed:
        _put(found, draft)
    for draft in (one for one in best.values() if one.confidence >= FAINT_ACT):
        _put(found, draft)
    said = {id(proposal): _said_by(candidates, proposal.draft) for proposal in found}
    found.sort(key=lambda one: -(1 - (1 - said[id(one)]) * (1 - one.chance)))
    for place, proposal in enumerate(found):
        framed = [1.0, *_framed(proposal, found)]
        ruled = _ruled(proposal, said[id(proposal)], candidates, fixed)
        acts = (float(proposal.draft.act == act) for act in ACTS)
        likelier = _rivalled(proposal.draft, [one.draft for one in found[:place]])
        proposal.evidence = [*framed, *ruled, *likelier, *acts]
    return found


def _put(found: list[Proposal], draft: Draft) -> None:
    """Put in what rules propose; a frame for the same takes over the words of a construction, else the rest."""
    twin = next((other for other in found if _one(other.draft, draft)), None)
    if twin is None:
        found.append(Proposal(draft, None, None, 0.0))
    elif draft.construction:
        twin.draft = draft
    elif not twin.draft.construction:
        own = twin.draft
        hedging = draft.hedging if own.hedging.certainty == "asserted" else own.hedging
        who = draft.who if own.who.voice is None else own.who
        twin.draft = replace(own, hedging=hedging, who=who, sources=_longer_chain(own.sources, draft.sources))


def _longer_chain(own: tuple[Source, ...], ruled: tuple[Source, ...]) -> tuple[Source, ...]:
    """Give the chain that rules read where it puts somebody unnamed before all of a frame's sources, else the frame's.

    What an unnamed source tells must not pass for the party's own word.
    """
    longer = len(ruled) > len(own) and {one.name for one in own} <= {one.name for one in ruled}
    return ruled if longer and _unnamed(ruled[0]) else own


def _unnamed(source: Source) -> bool:
    """Tell whether a source is some of many: the last word of its name is in lower case, and names no body."""
    last = source.name.split()[-1]
    return last.islower() and last.removesuffix("s") in _MANY


def _ranked(frames: Sequence[Frame]) -> list[tuple[float, Frame, Named]]:
    ranked = [
        (frame.probability * party.probability, frame, party)
        for frame in frames
        for place, party in enumerate(frame.parties[:FURTHER])
        if place == 0 or party.probability >= FAINT_PARTY
    ]
    return sorted(ranked, key=lambda one: (-one[0], one[1].token.i, one[1].act, one[2].name))


def _one(left: Draft, right: Draft) -> bool:
    return _alike(left, right) and overlap(left.content, right.content) > SAME_PROPOSAL


def _said_by(candidates: Sequence[Draft], draft: Draft) -> float:
    """Give the highest probability of the act of a draft by the candidates of its party on the same words."""
    return max(
        (
            one.confidence * (1.0 if overlap(one.content, draft.content) > SAME_CONTENT else BESIDE)
            for one in candidates
            if one.act == draft.act and one.who.party == draft.who.party and overlap(one.span, draft.span) > NEAR
        ),
        default=0.0,
    )


def _framed(proposal: Proposal, found: Sequence[Proposal]) -> Iterator[float]:
    draft, party, frame = proposal.draft, proposal.draft.who.party, proposal.frame
    yield _log_odds(proposal.chance)
    yield _log_odds(frame.probability if frame is not None else 0.0)
    yield _log_odds(proposal.party.probability if proposal.party is not None else 0.0)
    options = frame.parties if frame is not None else ()
    yield _log_odds(max((one.probability for one in options if one.name != party), default=0.0))
    own = (one for one in found if one.draft.who.party == party and overlap(one.draft.span, draft.span) > NEAR)
    yield _log_odds(1 - math.prod(1 - one.chance for one in own))
    others = (one for one in found if one.draft.who.party != party)
    rivals = (one.chance for one in others if overlap(one.draft.content, draft.content) > RIVAL)
    yield _log_odds(max(rivals, default=0.0))


def _ruled(proposal: Proposal, said: float, candidates: Sequence[Draft], fixed: Sequence[Draft]) -> Iterator[float]:
    draft, party = proposal.draft, proposal.draft.who.party
    near = [one for one in candidates if overlap(one.span, draft.span) > NEAR]
    yield _log_odds(said)
    yield _log_odds(_any_act([one for one in near if one.who.party == party]))
    yield _log_odds(_any_act([one for one in near if one.who.party != party]))
    yield float(any(_alike(one, draft) and overlap(one.span, draft.span) > NEAR for one in fixed))
    yield float(proposal.frame is None)
    yield float(said == 0)
    kind = proposal.party.reading.kind if proposal.party is not None else draft.who.kind
    yield from (float(kind == one) for one in KINDS)


def _rivalled(draft: Draft, likelier: Sequence[Draft]) -> Iterator[float]:
    shared = [one for one in likelier if overlap(one.content, draft.content) > RIVAL]
    yield float(any(_alike(one, draft) for one in likelier))
    yield float(any(one.who.party == draft.who.party and one.act != draft.act for one in shared))
    yield float(any(one.who.party != draft.who.party and one.act == draft.act for one in shared))
    yield min(len(likelier), MOST_PLACES) / MOST_PLACES


def _alike(left: Draft, right: Draft) -> bool:
    return left.who.party == right.who.party and left.act == right.act


def _any_act(candidates: Sequence[Draft]) -> float:
    """Give the highest probability that a predicate carries a claim at all, of those that candidates stand on."""
    sums: dict[tuple[int, str], float] = {}
    for one in candidates:
        key = (one.trigger.i, one.who.party)
        sums[key] = sums.get(key, 0.0) + one.confidence
    return max(sums.values(), default=0.0)


def _log_odds(chance: float) -> float:
    clipped = min(max(chance, 1e-3), 1 - 1e-3)
    return math.log(clipped / (1 - clipped))


def chosen_of(proposals: Sequence[Proposal], choice: Choice) -> list[Draft]:
    """Give the drafts of the proposals of one sentence that are likely enough, each said once, likeliest first.

    What a construction of the language carries comes first, and is all that its words say of its party: neither a
    condition nor a thing that is put above another is a claim of its own, nor is a demand given up one that is made or
    rejected. Where its words name the act outright it has a least chance (`constructions.OUTRIGHT`); else it must be as
    likely as any other claim.
    """
    ranked = [(choice.chance(proposal.evidence), proposal) for proposal in proposals]
    ranked.sort(
        key=lambda one: (
            not one[1].draft.construction, -one[0], one[1].draft.trigger.i, one[1].draft.act, one[1].draft.who.party
        )
    )  # fmt: skip
    kept: list[Draft] = []
    for chance, proposal in ranked:
        if any(_said(proposal.draft, one, choice) for one in kept):
            continue
        draft = _settled(proposal, chance, choice)
        rival = max((one.confidence for one in kept if _is_rival(draft, one)), default=0.0)
        if _is_likely(draft, proposal, choice) and draft.confidence >= RIVALLED * rival:
            kept.append(draft)
    return kept


def _is_likely(draft: Draft, proposal: Proposal, choice: Choice) -> bool:
    """Say whether a claim is likely enough; of one that is not asserted a likely party is, or that rules made it."""
    if draft.confidence >= choice.threshold:
        return True
    likely = draft.construction or choice.party_chance(proposal.evidence) >= OWN
    return draft.hedging.certainty != "asserted" and draft.confidence >= FAINT and likely


def _is_rival(draft: Draft, other: Draft) -> bool:
    """Say whether another claim is of the same act and words, but of another party."""
    shared = overlap(draft.content, other.content) > SAME_WORDS
    return shared and draft.act == other.act and draft.who.party != other.who.party


def _said(draft: Draft, other: Draft, choice: Choice) -> bool:
    if draft.who.party != other.who.party:
        return False
    if other.construction and not draft.construction and overlap(draft.span, other.span) > SAME_SPAN:
        return True
    shared = overlap(draft.content, other.content)
    if other.construction and other.act == "demand" and draft.act in ("demand", "reject", "interest") and shared > 0:
        return True
    if draft.act != other.act:
        return shared > choice.other_act or _is_condition(draft, other) or _is_condition(other, draft)
    return shared > choice.same_act or (overlap(draft.span, other.span) > SAME_SPAN and shared > SAME_PROPOSAL)


def _is_condition(draft: Draft, trade: Draft) -> bool:
    """Say whether a claim says what a trade wants in return: the condition is no second claim (the guide, rule 13)."""
    return trade.against is not None and trade.act == "trade" and overlap(draft.content, trade.against) > SAME_WORDS


def _settled(proposal: Proposal, chance: float, choice: Choice) -> Draft:
    """Give the draft with its confidence, and a frame's with its certainty and basis; a construction says both."""
    draft, frame = proposal.draft, proposal.frame
    if draft.construction:
        return replace(draft, confidence=max(chance, draft.confidence))
    if frame is None:
        return replace(draft, confidence=chance)
    basis: Basis = "inferred" if frame.inferred >= choice.inferred else "stated"
    return replace(draft, confidence=chance, basis=basis, hedging=_hedging(frame, draft.hedging, choice))


def _hedging(frame: Frame, ruled: Hedging, choice: Choice) -> Hedging:
    """Weigh the certainties; that a thing is not known is only taken from words that rules see.

    Where a negation makes the act ("will not sign", "is not serious"), it denies nothing; where the verb of the act is
    itself negated ("does not oppose"), the act is denied, whatever the network makes of it.
    """
    if frame.act in _MADE_BY_NEGATION and (denied := _denied(frame)) is not None:
        return denied
    likely = {one: p * (choice.ruled if one == ruled.certainty else 1.0) for one, p in frame.certainty.items()}
    barred: set[Certainty] = {"asserted"}
    if ruled.certainty != "unknown":
        barred.add("unknown")
    plain = frame.certainty["asserted"]
    if frame.act in _MADE_BY_NEGATION:
        barred.add("denied")
        plain += frame.certainty["denied"]
    able = [one for one in CERTAINTIES if one not in barred]
    besides: Certainty = max(able, key=lambda one: likely[one])
    if likely[besides] < choice.hedged * plain:
        return Hedging("asserted", ())
    return ruled if ruled.certainty == besides else Hedging(besides, (frame.cue,))


def _denied(frame: Frame) -> Hedging | None:
    """Give the denial of a verb that names the act of the claim itself ("does not oppose", "did not rule out")."""
    for verb in (token for token in (frame.token, frame.token.head) if token.pos_ == "VERB"):
        if lexical_act(verb) == frame.act:
            hedging = hedging_of(verb, frame.act, frame.act)
            if hedging.certainty == "denied":
                return hedging
    return None


def _draft(frame: Frame, party: Named) -> Draft:
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
        hedging=frame.by_rule,
        confidence=0.0,
        against=frame.against,
        target=frame.target,
    )
