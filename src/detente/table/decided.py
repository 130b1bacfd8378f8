"""Claims as a person decided about them: what the table is drafted from, while the claims as read stay as they are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from detente.claims import Claim, Reading, with_unique_ids
from detente.documents import Document
from detente.errors import DocumentError
from detente.table.case import Case, Evidence, SetAside
from detente.table.decisions import Decision, in_force
from detente.table.dropped import counting, dropped_sources
from detente.table.ends import sentence_around
from detente.table.settlement import IssuePair, IssueSide, PartyPair, Placing, Settlement

__all__ = [
    "Decided",
    "Ruling",
    "apply",
    "decided_case",
    "draft_decided",
    "plain",
    "same_name",
    "with_added",
    "with_content",
]

Status = Literal["confirmed", "rejected"]


@dataclass(slots=True)
class Ruling:
    """What holds of one claim: its status, the fields that were corrected, and the decisions that say so."""

    status: Status | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    onto: Mapping[str, Any] | None = None
    decisions: list[Decision] = field(default_factory=list)

    def add(self, decision: Decision) -> None:
        """Add a later decision. A correction says how the claim is to be read, so that it is confirmed by it."""
        self.decisions.append(decision)
        self.status = "rejected" if decision.kind == "reject" else "confirmed"
        if decision.kind == "correct":
            self.fields |= decision.after
            if "issue" in decision.after:
                self.onto = decision.about.get("onto") or {"name": decision.after["issue"], "claims": []}


@dataclass(frozen=True, slots=True)
class Decided:
    """Readings as decided: without dropped sources and rejected claims, with corrected ones as corrected.

    `holding` are the decisions in force; `rulings` are by claim id; `settled` is what holds of parties and issues;
    `dropped` are the sources that were taken out, each with the decision that says so.
    `lost` are decisions whose document is there and whose claim is not; `elsewhere` those about what these readings do
    not speak of.
    """

    readings: tuple[Reading, ...]
    holding: tuple[Decision, ...]
    rulings: Mapping[str, Ruling]
    settled: Settlement
    rejected: tuple[tuple[Claim, Decision], ...] = ()
    dropped: tuple[tuple[Document, Decision], ...] = ()
    lost: tuple[Decision, ...] = ()
    elsewhere: tuple[Decision, ...] = ()


def plain(words: str) -> str:
    """Give words in small letters, with single blanks: as they are compared."""
    return " ".join(words.casefold().split())


def same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two names are the same but for case and blanks."""
    return one is not None and other is not None and plain(one) == plain(other)


def _stem(document: str) -> str:
    """Give the id of a document without the hash of its text: what stays when the text changes."""
    return document.rsplit("-", 1)[0]


class _Finder:
    """Finds the claim that a decision speaks of: by its id, else by document and words."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._by_id: dict[str, Claim] = {}
        self._by_words: dict[tuple[str, str], list[Claim]] = {}
        self._stems = set()
        for reading in readings:
            stem = _stem(reading.document.id)
            self._stems.add(stem)
            for claim in reading.claims:
                self._by_id[claim.id] = claim
                self._by_words.setdefault((stem, plain(claim.text)), []).append(claim)

    def knows(self, document: str) -> bool:
        """Tell whether a document of this name is there, with the same text or another."""
        return _stem(document) in self._stems

    def find(self, about: Mapping[str, Any], strictly: bool) -> Claim | None:
        """Give the claim; `strictly` only where its party and act are read as they were then."""
        found = self._by_id.get(about["claim"])
        if found is not None and plain(about["words"]) in plain(found.text):
            return found
        candidates = self._by_words.get((_stem(about["document"]), plain(about["words"])), [])
        alike = [c for c in candidates if (c.party, c.act) == (about.get("party"), about.get("act"))]
        if strictly or alike or len({(c.party, c.act) for c in candidates}) > 1:
            candidates = alike
        start = about.get("start")

        def distance(claim: Claim) -> tuple[bool, int]:
            return claim.issue != about.get("issue"), abs(claim.start - start) if isinstance(start, int) else 0

        return min(candidates, key=distance, default=None)


class _Fold:
    """Takes decisions in their order and keeps what holds in the end."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.finder = _Finder(readings)
        self.rulings: dict[str, Ruling] = {}
        self.sides: dict[str, str] = {}
        self.parties: list[PartyPair] = []
        self.steps: list[IssuePair | Placing] = []
        self.named: list[str] = []
        self.lost: list[Decision] = []
        self.elsewhere: list[Decision] = []
        claims = [claim for reading in readings for claim in reading.claims]
        self._documents = {reading.document.id for reading in readings}
        self._names = {plain(name) for claim in claims for name in (claim.party, claim.voice) if name}

    def take(self, decision: Decision) -> None:
        """Take one decision in force."""
        if decision.kind == "drop":
            self.elsewhere += [] if decision.about["document"] in self._documents else [decision]
        elif decision.kind == "side":
            self._side(decision)
        elif "parties" in decision.about:
            self._parties(decision)
        elif "issues" in decision.about:
            self._issues(decision)
        else:
            self._claim(decision)

    def _claim(self, decision: Decision) -> None:
        claim = self.finder.find(decision.about, strictly=decision.kind != "correct")
        if claim is not None:
            ruling = self.rulings.setdefault(claim.id, Ruling())
            ruling.add(decision)
            if "party" in decision.after:
                self.name(decision.after["party"])
            if decision.kind == "correct" and "issue" in decision.after and ruling.onto is not None:
                self.steps.append(Placing(claim.id, self.issue_side(ruling.onto)))
        else:
            (self.lost if self.finder.knows(decision.about["document"]) else self.elsewhere).append(decision)

    def _side(self, decision: Decision) -> None:
        person = plain(decision.about["person"])
        self.sides[person] = decision.after["party"]
        self.name(decision.after["party"])
        if person not in self._names:
            self.elsewhere.append(decision)

    def _parties(self, decision: Decision) -> None:
        left, right = (tuple(side["names"]) for side in decision.about["parties"])
        self.parties.append(PartyPair(left, right, decision.kind == "merge-parties"))
        if not all(self._names & set(map(plain, names)) for names in (left, right)):
            self.elsewhere.append(decision)

    def _issues(self, decision: Decision) -> None:
        left, right = (self.issue_side(side) for side in decision.about["issues"])
        self.steps.append(IssuePair(left, right, decision.kind == "merge-issues"))
        if not (left.claims and right.claims):
            self.elsewhere.append(decision)

    def name(self, party: str) -> None:
        """Keep the name of a party that a person gave."""
        self.named.append(party)
        self._names.add(plain(party))

    def issue_side(self, side: Mapping[str, Any]) -> IssueSide:
        """Give an issue with the claims of today that spoke of it when it was decided about."""
        found = ((self.finder.find(item, strictly=False), item["as"]) for item in side["claims"])
        return IssueSide(side["name"], frozenset((claim.id, role) for claim, role in found if claim is not None))

    def claim(self, claim: Claim, document: Document) -> Claim:
        """Give a claim as decided; what a person saw was read rightly."""
        for name in (claim.party, claim.voice):
            if name is not None and plain(name) in self.sides:
                claim = replace(claim, party=self.sides[plain(name)])
        ruling = self.rulings.get(claim.id)
        if ruling is None:
            return claim
        fields = dict(ruling.fields)
        content = fields.pop("content", None)
        widened = None if content is None else with_content(claim, content, document)
        if content is not None and widened is None:
            self.lost += [d for d in ruling.decisions if d.after.get("content") == content]
        return replace(widened or claim, **fields, confidence=1.0)


def apply(readings: Sequence[Reading], decisions: Iterable[Decision]) -> Decided:
    """Give the readings as decided. Applying the same decisions again changes nothing more."""
    holding = in_force(decisions)
    given = with_added(readings, holding)
    fold = _Fold(given)
    for decision in holding:
        fold.take(decision)
    rejected = {name: ruling.decisions[-1] for name, ruling in fold.rulings.items() if ruling.status == "rejected"}
    dropped = dropped_sources(holding)
    left = counting(given, dropped)
    decided = []
    for reading in left:
        kept = (claim for claim in reading.claims if claim.id not in rejected)
        decided.append(replace(reading, claims=tuple(fold.claim(claim, reading.document) for claim in kept)))
    added = [decision for decision in holding if decision.kind == "add"]
    settled = Settlement(
        parties=tuple(fold.parties),
        issues=tuple(fold.steps),
        read=with_unique_ids(readings),
        touched=tuple(dict.fromkeys([*fold.rulings, *(str(d.about["claim"]) for d in added)])),
        named=(*fold.named, *(str(d.after["party"]) for d in added)),
    )
    return Decided(
        readings=tuple(decided),
        holding=holding,
        rulings=fold.rulings,
        settled=settled,
        rejected=tuple((c, rejected[c.id]) for reading in left for c in reading.claims if c.id in rejected),
        dropped=tuple((one.document, dropped[one.document.id]) for one in given if one.document.id in dropped),
        lost=tuple(fold.lost),
        elsewhere=tuple(fold.elsewhere),
    )


def with_added(readings: Sequence[Reading], decisions: Iterable[Decision]) -> tuple[Reading, ...]:
    """Give the readings, ids made unique, with the claims that people added, in text order.

    One whose words do not stand in its document any more is left out.
    """
    given = with_unique_ids(readings)
    adding = [decision for decision in in_force(decisions) if decision.kind == "add"]
    if not adding:
        return given
    known = {claim.id for reading in given for claim in reading.claims}
    found = []
    for reading in given:
        stem = _stem(reading.document.id)
        here = [d for d in adding if _stem(d.about["document"]) == stem and d.about["claim"] not in known]
        new = [claim for decision in here if (claim := _added(reading.document, decision)) is not None]
        known |= {claim.id for claim in new}
        claims = sorted((*reading.claims, *new), key=lambda claim: (claim.start, claim.end)) if new else reading.claims
        found.append(replace(reading, claims=tuple(claims)))
    return tuple(found)


def _added(document: Document, decision: Decision) -> Claim | None:
    words, place, says = decision.about["words"], decision.about["start"], decision.after
    starts = [match.start() for match in re.finditer(re.escape(words), document.text)]
    if not starts:
        return None
    start = min(starts, key=lambda start: abs(start - place))
    return Claim(
        id=decision.about["claim"],
        start=start,
        end=start + len(words),
        text=words,
        party=says["party"],
        voice=None,
        act=says["act"],
        issue=says["issue"],
        content=says["content"],
        against=says.get("against"),
        target=None,
        sources=(),
        certainty=says["certainty"],
        hedges=(),
        basis=says["basis"],
        date=document.date,
        confidence=1.0,
    )


def with_content(claim: Claim, content: str, document: Document) -> Claim | None:
    """Give the claim with other words as its content, and its stretch widened to hold them.

    None where these words do not stand in its sentence.
    """
    if content in claim.text:
        return replace(claim, content=content)
    first, last = sentence_around(document.text, claim.start, claim.end)
    at = document.text.find(content, first, last)
    if at < 0:
        return None
    start, end = min(claim.start, at), max(claim.end, at + len(content))
    return replace(claim, content=content, start=start, end=end, text=document.text[start:end])


def draft_decided(
    readings: Sequence[Reading], title: str | None, decisions: Iterable[Decision]
) -> tuple[Case, Decided]:
    """Draft the case from what was read and what was decided about it.

    Confirmed and corrected claims are marked so; rejected ones and dropped sources are listed under `set_aside`. Raises
    DocumentError where no claim is left, MissingExtraError where the phrase embedding is not installed.
    """
    # Drafting loads what compares phrases; applying decisions does without it.
    from detente.table.draft import draft_case

    decided = apply(readings, decisions)
    if (decided.rejected or decided.dropped) and not any(reading.claims for reading in decided.readings):
        told = "rejected, or of a source that was removed" if decided.dropped else "rejected"
        raise DocumentError(f"every claim is {told}, and nothing is left to draft; undo one: detente review --undo")
    case = draft_case(decided.readings, title, decided.settled)
    evidence = {
        name: piece.model_copy(update={"status": "confirmed"}) if name in decided.rulings else piece
        for name, piece in case.evidence.items()
    }
    aside = [
        SetAside(
            what=f"claim {claim.id}: {' '.join(claim.text.split())}",
            why=f"rejected by {decision.author} on {decision.time[:10]}",
            because=[claim.id],
        )
        for claim, decision in decided.rejected
    ]
    aside += [
        SetAside(
            what=f"source {document.id}: {' '.join((document.title or document.id).split())}",
            why=f"removed by {decision.author} on {decision.time[:10]}",
        )
        for document, decision in decided.dropped
    ]
    return case.model_copy(update={"evidence": evidence, "set_aside": [*case.set_aside, *aside]}), decided


def decided_case(case: Case, decisions: Iterable[Decision]) -> tuple[Case, tuple[Decision, ...]]:
    """Give a case with what was decided about its claims, and the decisions that only a new draft can take in.

    Those are merged or parted parties and issues which the case has otherwise, and corrections that name what it has
    not. A case that was drafted with the decisions stays as it is.
    """
    evidence = dict(case.evidence)
    pending: list[Decision] = []
    holding = in_force(decisions)
    for decision in holding:
        if decision.kind in {"confirm", "reject", "correct"}:
            name = _in_case(case, decision)
            if name is not None and not _decide(case, evidence, name, decision):
                pending.append(decision)
        elif decision.kind == "drop":
            continue
        elif decision.kind == "add":
            if decision.about["claim"] not in case.evidence:
                pending.append(decision)
        elif not _shown(case, decision):
            pending.append(decision)
    dropped = dropped_sources(holding)
    for name, piece in evidence.items():
        if piece.document in dropped:
            evidence[name] = piece.model_copy(update={"status": "rejected"})
    return case.model_copy(update={"evidence": evidence}), tuple(pending)


def _in_case(case: Case, decision: Decision) -> str | None:
    about: Mapping[str, Any] = decision.about
    strictly = decision.kind != "correct"
    for name in (str(about["claim"]), *case.evidence):
        piece = case.evidence.get(name)
        if piece is None:
            continue
        if name == about["claim"]:
            if piece.words is None or plain(about["words"]) in plain(piece.words):
                return name
            continue
        if (
            piece.words is not None
            and plain(about["words"]) == plain(piece.words)
            and _stem(about["document"]) == _stem(piece.document or "")
            and (not strictly or piece.act == about["act"])
        ):
            return name
    return None


def _decide(case: Case, evidence: dict[str, Evidence], name: str, decision: Decision) -> bool:
    """Put a decision about a claim into the evidence; tell whether all of it could be."""
    piece = evidence[name]
    update: dict[str, Any] = {"status": "rejected" if decision.kind == "reject" else "confirmed"}
    whole = True
    if decision.kind == "correct":
        drafted = case.evidence[name].status == "confirmed"
        for field_name, value in decision.after.items():
            if field_name in {"act", "certainty"}:
                update[field_name] = value
            elif field_name == "party":
                seat = _seat(case, value)
                whole &= seat is not None
                update |= {} if seat is None or seat == piece.party else {"party": seat}
            else:
                whole &= drafted
    evidence[name] = piece.model_copy(update=update)
    return whole


def _seat(case: Case, name: str) -> str | None:
    for party, part in case.parties.items():
        if any(same_name(name, other) for other in (party, part.name, *part.aliases)):
            return party
    return None


def _shown(case: Case, decision: Decision) -> bool:
    """Tell whether a case already has parties, issues or a person's side as decided."""
    if decision.kind == "side":
        seat = _seat(case, decision.after["party"])
        person = decision.about["person"]
        homes = [p for p, part in case.parties.items() if any(same_name(person, voice) for voice in part.voices)]
        return seat is None or not homes or homes == [seat]
    merged = decision.kind.startswith("merge")
    if "parties" in decision.about:
        left, right = ({_seat(case, name) for name in side["names"]} - {None} for side in decision.about["parties"])
        return not (left and right) or bool(left & right) == merged
    left, right = (_issues_of(case, side) for side in decision.about["issues"])
    return bool(left & right) == merged if left and right else not (merged and (left or right))


def _issues_of(case: Case, side: Mapping[str, Any]) -> set[str | None]:
    found: set[str | None] = set()
    for item in side["claims"]:
        piece = case.evidence.get(item["claim"])
        if piece is not None:
            places = {"on": [piece.on], "over": [piece.over]}.get(item["as"], [piece.on, piece.over])
            found |= {*places} - {None}
    return found
