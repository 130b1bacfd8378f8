"""The desk at which a person decides: a case, its claims, what was decided, and each new decision put into the log."""

import getpass
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from detente.claims import Claim, Reading, with_unique_ids
from detente.claims.identity import claim_id
from detente.documents import Document
from detente.errors import ConflictError, DocumentError, MissingExtraError, UsageError
from detente.files import write_all
from detente.store.case_files import case_text, claims_beside, load_readings
from detente.store.decision_log import add_decisions, read_decisions
from detente.store.telling import Tell, silent
from detente.table import Case, case_from_yaml
from detente.table.case import Evidence
from detente.table.decided import Decided, apply, decided_case, plain, same_name, with_added, with_content
from detente.table.decisions import FIELDS, Decision, Kind, field_faults, in_force, last_in_force
from detente.table.dropped import dropped_sources
from detente.table.ends import sentence_around
from detente.table.redraft import Redraft
from detente.table.trees import leaf_issues

if TYPE_CHECKING:
    from detente.beliefs.doubts import Question

__all__ = ["Desk", "Keeper", "Maker", "What", "default_author", "open_desk"]

What = Literal["parties", "issues"]
Made = tuple[Kind, Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]
"""A decision before it is dated and signed: kind, about, before, after."""

Maker = Callable[[Decided], Iterable[Made]]
Keeper = Callable[
    [Callable[[tuple[Decision, ...]], Sequence[Decision]]], tuple[tuple[Decision, ...], tuple[Decision, ...]]
]


def default_author() -> str:
    """Give who decides where nobody is named: the user of this computer."""
    try:
        return os.environ.get("DETENTE_AUTHOR") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def open_desk(path: Path, author: str, tell: Tell = silent) -> "Desk":
    """Open the case at `path`, a case.yaml or the folder of one. Raises DocumentError, FormatError with all faults."""
    file = path / "case.yaml" if path.is_dir() else path
    kept = claims_beside(file.parent)
    if not file.exists() and kept.is_file():
        raise DocumentError(f"{file}: does not exist; draft it with: detente table {kept}")
    written = case_from_yaml(case_text(file), str(file))
    readings = with_unique_ids(load_readings(kept)) if kept.is_file() else ()
    return Desk(file, written, readings, author, read_decisions(file.parent, tell), tell)


@dataclass(slots=True)
class Desk:
    """A case (`written` as its file has it), the readings it was drafted from, and the decisions about both."""

    file: Path
    written: Case
    readings: tuple[Reading, ...]
    author: str
    decisions: tuple[Decision, ...]
    tell: Tell = silent
    keep: "Keeper | None" = None
    """What puts decisions into the log; None: `add_decisions`, for the folder of the case."""
    places: dict[str, tuple[Claim, Document]] = field(init=False)
    """Claim id → the claim as it was read, or as a person added it, and its document."""

    def __post_init__(self) -> None:
        self._place()

    def _place(self) -> None:
        known = with_added(self.readings, self.decisions)
        self.places = {c.id: (c, reading.document) for reading in known for c in reading.claims}

    def _keep(self, make: Callable[[tuple[Decision, ...]], Sequence[Decision]]) -> tuple[Decision, ...]:
        keep = self.keep or partial(add_decisions, self.folder)
        self.decisions, added = keep(make)
        self._place()
        return added

    @property
    def folder(self) -> Path:
        """Where the decisions lie."""
        return self.file.parent

    @property
    def decided(self) -> Decided:
        """The claims as decided so far."""
        return apply(self.readings, self.decisions)

    @property
    def case(self) -> Case:
        """The case as decided so far."""
        return decided_case(self.written, self.decisions)[0]

    def questions(self) -> "tuple[Question, ...]":
        """Give what is open, the most important first; issues are compared where the phrase embedding is installed."""
        # The weighing of questions and the phrase embedding load only here.
        from detente.beliefs.doubts import open_questions
        from detente.table.similarity import similarities

        try:
            return open_questions(self.case, self.decided, similarities if self.readings else None)
        except MissingExtraError as error:
            self.tell(f"issues are not compared: {error}")
            return open_questions(self.case, self.decided)

    # What is on the desk

    def claim_ids(self) -> list[str]:
        """Give the ids of all claims, as read."""
        return list(dict.fromkeys([*self.places, *self.written.evidence]))

    def claim_called(self, words: str) -> str:
        """Give the id of the claim that `words` is, or begins as none other does. Raises UsageError."""
        known = self.claim_ids()
        if words in known:
            return words
        begun = [name for name in known if len(words) >= 3 and name.startswith(words)]
        if len(begun) == 1:
            return begun[0]
        told = "begins the ids of several claims" if begun else "is no claim here"
        raise UsageError(f"{words!r} {told}; detente review {self.file} --list shows the open ones")

    def found(self, name: str) -> tuple[Claim | None, Document | None, Evidence | None]:
        """Give a claim as it was read, its document, and its evidence in the case; None for what there is not."""
        claim, document = self.places.get(name, (None, None))
        return claim, document, self.written.evidence.get(name)

    def now(self, name: str, decided: Decided | None = None) -> Claim | None:
        """Give a claim as it counts now; as read where it was rejected, None where no report holds it."""
        current = decided or self.decided
        kept = (claim for reading in current.readings for claim in reading.claims)
        return next((claim for claim in kept if claim.id == name), self.found(name)[0])

    def party_names(self) -> list[str]:
        """Give the name of each party of the case."""
        return [part.name for part in self.written.parties.values()]

    def issue_names(self) -> list[str]:
        """Give the name of each issue of the case."""
        return [part.name or name for name, part in self.written.issues.items()]

    def party_called(self, words: str) -> str | None:
        """Give the name of the party that goes by `words`: its id, its name, an alias, or a name that claims have."""
        for party, part in self.written.parties.items():
            if any(same_name(words, name) for name in (party, part.name, *part.aliases)):
                return part.name
        side = self.party_side(words)
        return None if side is None else str(side["name"])

    def party_side(self, words: str) -> dict[str, Any] | None:
        """Give a party by id, name or alias, or a name that claims have: its name and all names it goes by."""
        for party, part in self.written.parties.items():
            if same_name(words, party) or same_name(words, part.name):
                return {"name": part.name, "names": [part.name, *part.aliases]}
            for alias in part.aliases:
                if same_name(words, alias):
                    return {"name": alias, "names": [alias]}
        read = [claim.party for reading in self.decided.readings for claim in reading.claims]
        name = next((name for name in read if same_name(words, name)), None)
        return None if name is None else {"name": name, "names": [name]}

    def issue_side(self, words: str) -> dict[str, Any] | None:
        """Give an issue by id or name, one that was set aside, or a wording of claims: its name and its claims."""
        for issue, part in self.written.issues.items():
            if same_name(words, issue) or same_name(words, part.name):
                roles = [(name, "because") for name in part.because if name not in self.written.evidence]
                return self._side(part.name or issue, [*self._bearing(issue), *roles])
        for aside in self.written.set_aside:
            if same_name(words, aside.what.removeprefix("issue: ")) and aside.what.startswith("issue: "):
                return self._side(aside.what.removeprefix("issue: "), [(name, "because") for name in aside.because])
        read = [claim for reading in self.decided.readings for claim in reading.claims if same_name(words, claim.issue)]
        return self._side(read[0].issue, [(claim.id, "on") for claim in read]) if read else None

    def _bearing(self, issue: str) -> Iterator[tuple[str, str]]:
        for name, piece in self.written.evidence.items():
            leaves = dict(leaf_issues(self.written.objectives.get(piece.party)))
            for role, node in (("on", piece.on), ("over", piece.over)):
                if node is not None and leaves.get(node, node) == issue:
                    yield name, role

    def _side(self, name: str, roles: Iterable[tuple[str, str]]) -> dict[str, Any]:
        return {"name": name, "claims": [{**self._about(claim), "as": role} for claim, role in dict.fromkeys(roles)]}

    def _about(self, name: str) -> dict[str, Any]:
        """Give what tells a claim again when its source is read anew."""
        claim, document, piece = self.found(name)
        if claim is not None and document is not None:
            about: dict[str, Any] = {"claim": name, "document": document.id, "words": claim.text}
            return about | {"party": claim.party, "act": claim.act, "issue": claim.issue, "start": claim.start}
        if piece is None:
            return {"claim": name, "document": "case", "words": name, "party": "unknown", "act": "unknown"}
        party = self.written.parties[piece.party].name
        about = {"claim": name, "document": piece.document or "case", "words": piece.words or name}
        return about | {"party": party, "act": piece.act}

    # Deciding: each of these checks what is asked, and gives what `decide` then puts into the log

    def status(self, kind: Literal["confirm", "reject"], *names: str) -> Maker:
        """Say of claims that they were read rightly, or wrongly: then they count no more."""

        def made(decided: Decided) -> Iterator[Made]:
            for name in names:
                ruling = decided.rulings.get(name)
                piece = self.written.evidence.get(name) if not self.readings else None
                before = ruling.status if ruling is not None else piece.status if piece is not None else None
                after = "confirmed" if kind == "confirm" else "rejected"
                yield kind, self._about(name), {"status": before}, {"status": after}

        return made

    def correct(self, name: str, changes: Mapping[str, Any]) -> Maker:
        """Say how a claim is to be read; what it says already is left out, and told.

        Raises UsageError with all that is wrong with the changes, and where they change nothing.
        """
        checked, onto = self._checked(name, changes)
        same = self._same(name, checked)
        if same:
            told = ", ".join(f"{part} is {'nothing' if value is None else repr(value)}" for part, value in same.items())
            if len(same) == len(checked):
                raise UsageError(f"claim {name}: this changes nothing: {told} already; to confirm it: --confirm {name}")
            self.tell(f"claim {name}: {told} already; the rest is kept")
            checked = {part: value for part, value in checked.items() if part not in same}
            onto = onto if "issue" in checked else None
        about = self._about(name) | ({} if onto is None else {"onto": onto})

        def made(decided: Decided) -> Iterator[Made]:
            now, piece = self.now(name, decided), self.written.evidence.get(name)
            if now is not None:
                old = {part: getattr(now, part) for part in checked}
            elif piece is not None:
                seen = {"party": self.written.parties[piece.party].name, "issue": piece.on}
                old = {part: seen.get(part, getattr(piece, part, None)) for part in checked}
            yield "correct", about, old, checked

        return made

    def add(self, document: str, start: int, end: int, fields: Mapping[str, Any]) -> Maker:
        """Add a claim that was not read: a stretch of a document and what it says. Raises UsageError with all faults.

        `fields` are those that can be corrected; `content` is the whole stretch where it is not given.
        """
        reading = next((reading for reading in self.readings if reading.document.id == document), None)
        if reading is None:
            raise UsageError(f"{document!r} is no document of this case")
        text = reading.document.text
        if not 0 <= start < end <= len(text) or not text[start:end].strip():
            raise UsageError(
                f"{start}–{end} is no stretch of {document}, which has {len(text)} characters; select words"
            )
        words = text[start:end]
        given = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
        given["content"] = given.get("content") or words
        given["against"] = given.get("against") or None
        missing = [
            f"{name} is missing" for name in ("party", "act", "issue", "certainty", "basis") if not given.get(name)
        ]
        faults = missing or [f"{name} {told}" for name, told in field_faults(given).items()]
        faults += [
            f"{name} {given[name]!r} does not stand in the words that were selected"
            for name in ("content", "against")
            if given[name] and given[name] not in words
        ]
        if faults:
            raise UsageError("the claim cannot be added: " + "; ".join(faults))
        party = self.party_called(given["party"])
        given["party"] = party or given["party"]
        name = claim_id(document, start, end, given["party"], given["act"], given["issue"])
        if name in self.places:
            raise UsageError(f"this claim is there already: {name}")
        about = {"claim": name, "document": document, "words": words, "start": start}
        about |= {part: given[part] for part in ("party", "act", "issue")}
        return lambda _: [("add", about, {}, given)]

    def drop(self, *documents: str) -> Maker:
        """Take sources out: their claims count no more, and what was decided about them is kept.

        Raises UsageError where one is none of this case; deciding raises ConflictError where one is out already.
        """
        known = {reading.document.id: reading.document for reading in self.readings}
        unknown = [name for name in documents if name not in known]
        if unknown:
            raise UsageError(f"{', '.join(map(repr, unknown))}: no source of this case")

        def made(decided: Decided) -> Iterator[Made]:
            gone = dropped_sources(decided.holding)
            if told := [
                f"{name} was removed by {gone[name].author} at {gone[name].time}" for name in documents if name in gone
            ]:
                raise ConflictError(f"{'; '.join(told)}. Nothing of yours was kept")
            for name in documents:
                about = {"document": name, "words": known[name].title or name}
                yield "drop", about, {"counts": True}, {"counts": False}

        return made

    def source_called(self, words: str) -> str:
        """Give the id of the source that `words` is, or begins as none other does, or its title or address.

        Raises UsageError.
        """
        known = [reading.document for reading in self.readings]
        if any(words == document.id for document in known):
            return words
        named = [d.id for d in known if same_name(words, d.title) or (d.address is not None and words == d.address)]
        named = named or [d.id for d in known if len(words) >= 3 and d.id.startswith(words)]
        if len(named) == 1:
            return named[0]
        told = f"names several sources: {', '.join(named)}" if named else "is no source of this case"
        shown = ", ".join(d.id for d in known[:12]) + (", …" if len(known) > 12 else "")
        raise UsageError(f"{words!r} {told}; name one by its id, its title or its address: {shown or 'there is none'}")

    def _checked(self, name: str, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """Give the changes with parties and issues by their names, and the issue of the case that is meant, if any."""
        given = {part: value.strip() if isinstance(value, str) else value for part, value in changes.items()}
        if given.get("against") in ("", "-"):
            given["against"] = None
        faults = [f"{part} {told}" for part, told in field_faults(given).items()]
        claim, document, _ = self.found(name)
        onto = None
        if given.get("party"):
            party = self.party_called(given["party"])
            given["party"] = party or given["party"]
            if party is None and document is None:
                faults.append(f"party {given['party']!r} is none of this case: {', '.join(self.party_names())}")
        if given.get("issue"):
            onto = self.issue_side(given["issue"])
            given["issue"] = onto["name"] if onto is not None else given["issue"]
        for part in ("content", "against"):
            words = given.get(part)
            if words and claim is not None and document is not None and with_content(claim, words, document) is None:
                sentence = document.text[slice(*sentence_around(document.text, claim.start, claim.end))]
                told = " ".join(sentence.split())
                faults.append(f"{part} {words!r} does not stand in the sentence of the claim: {told!r}")
        if not given:
            faults.append(f"nothing to correct is named; name some of {', '.join(FIELDS)}, as act=offer")
        if faults:
            raise UsageError(f"claim {name}: " + "; ".join(faults))
        return given, onto

    def _same(self, name: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Give those of checked changes that a claim says already: its fields, the issue that it stands under."""
        decided = self.decided
        now, piece, ruling = self.now(name, decided), self.written.evidence.get(name), decided.rulings.get(name)
        same = {}
        for part, value in changes.items():
            if part == "issue":
                stands = self._stands_under(name, value, None if ruling is None else ruling.onto)
            elif part == "party":
                party = now.party if now is not None else piece.party if piece is not None else ""
                stands = same_name(self.party_called(party) or party, value)
            else:
                stands = getattr(now or piece, part, changes) == value
            if stands:
                same[part] = value
        return same

    def _stands_under(self, name: str, issue: str, onto: Mapping[str, Any] | None) -> bool:
        """Tell whether a claim bears on an issue of this name already: as a person put it, else as it was drafted."""
        if onto is not None:
            return same_name(onto["name"], issue)
        found = next((key for key, part in self.written.issues.items() if same_name(part.name or key, issue)), None)
        return found is not None and (name, "on") in self._bearing(found)

    def side(self, person: str, party: str) -> Maker:
        """Say for which party a person speaks. Raises UsageError."""
        read = [claim for reading in self.readings for claim in reading.claims]
        spoken = [(name, claim) for claim in read for name in (claim.voice, claim.party) if same_name(person, name)]
        if not spoken:
            voices = sorted({claim.voice for claim in read if claim.voice})
            raise UsageError(f"{person!r} speaks in no claim; those who do: {', '.join(voices[:12]) or 'nobody'}")
        name = self.party_called(party) or party.strip()
        if not name:
            raise UsageError("name the party that the person speaks for")
        now = self.now(spoken[0][1].id) or spoken[0][1]
        return lambda _: [("side", {"person": spoken[0][0]}, {"party": now.party}, {"party": name})]

    def merge(self, what: What, one: str, other: str) -> Maker:
        """Say that two `parties` or two `issues` are one. Raises UsageError."""
        left, right = self._both(what, one, other)
        kind: Kind = "merge-parties" if what == "parties" else "merge-issues"
        return lambda decided: [(kind, {what: [left, right]}, _ruled(decided, what, left, right), {"one": True})]

    def keep_apart(self, one: str, other: str, what: What | None = None) -> Maker:
        """Say that two parties, or two issues, are not one. Raises UsageError."""
        kind = what or self._kind(one, other)
        left, right = self._both(kind, one, other)
        if kind == "parties":
            both = set(map(plain, right["names"]))
            left["names"] = [n for n in left["names"] if plain(n) not in both or same_name(n, left["name"])]
        else:
            shared = {(item["claim"], item["as"]) for item in right["claims"]}
            own = [item for item in left["claims"] if (item["claim"], item["as"]) not in shared]
            left["claims"] = own or left["claims"]
        return lambda decided: [
            ("keep-apart", {kind: [left, right]}, _ruled(decided, kind, left, right), {"one": False})
        ]

    def answer(self, question: "Question", right: bool) -> Maker:
        """Say that what a question asks about is `right` as the draft has it, or wrong. Raises UsageError."""
        if question.kind == "claim":
            return self.status("confirm" if right else "reject", question.id)
        one, other = question.names
        if question.kind == "side":
            if not right:
                raise UsageError(f"say whom {one} speaks for: --side {one!r} PARTY")
            return self.side(one, other)
        if question.as_one == right:
            return self.merge(question.kind, one, other)
        return self.keep_apart(one, other, question.kind)

    def _kind(self, one: str, other: str) -> What:
        """Tell whether two names are those of parties or of issues. Raises UsageError where they are neither."""
        parties = [self.party_side(words) is not None for words in (one, other)]
        issues = [self.issue_side(words) is not None for words in (one, other)]
        return "parties" if all(parties) or (any(parties) and not all(issues)) else "issues"

    def _both(self, what: What, one: str, other: str) -> tuple[dict[str, Any], dict[str, Any]]:
        found = []
        for words in (one, other):
            side = self.party_side(words) if what == "parties" else self.issue_side(words)
            if side is None:
                names = self.party_names() if what == "parties" else self.issue_names()
                kind = "party" if what == "parties" else "issue"
                raise UsageError(f"{words!r} is no {kind} here; there are: {'; '.join(names) or 'none'}")
            found.append(side)
        if same_name(found[0]["name"], found[1]["name"]):
            raise UsageError(f"{one!r} and {other!r} are the same already: {found[0]['name']}; name two")
        return found[0], found[1]

    def decide(self, *makers: Maker) -> tuple[Decision, ...]:
        """Put decisions into the log, all or none. Raises FormatError, OSError."""

        def made(known: tuple[Decision, ...]) -> list[Decision]:
            decided = apply(self.readings, known)
            return [self._signed(part) for make in makers for part in make(decided)]

        return self._keep(made)

    def undo(self, which: str | None = None) -> tuple[Decision, ...]:
        """Undo the newest decision in force, or the one that `which` names by number or id. Raises UsageError."""
        if not self.decisions:
            raise UsageError("there is nothing to undo: nothing was decided here")

        def made(known: tuple[Decision, ...]) -> list[Decision]:
            undone = _to_undo(known, which)
            return [self._signed(("undo", {"undoes": undone.id}, undone.after, undone.before))]

        return self._keep(made)

    def _signed(self, made: Made) -> Decision:
        time = datetime.now(UTC).isoformat(timespec="seconds")
        kind, about, before, after = made
        return Decision(uuid4().hex[:12], time, self.author, kind, about, before, after)

    # Afterwards

    def redraft(self) -> None:
        """Draft case.yaml again as decided, with what a person changed in it kept. Raises what drafting raises."""
        from detente.store.drafting import draft_as_decided, draft_into, rests_on, tell_redraft

        if not self.readings:
            self.tell(f"{self.file}: stays as it is; whatever uses it takes the decisions beside it into account")
            return
        if not rests_on(self.file, self.readings, self.decisions):
            kept = claims_beside(self.folder)
            self.tell(f"{self.file}: stays as it is, since it was not drafted from {kept} alone; whatever uses it")
            self.tell(
                f"  takes the decisions into account; to draft it again: detente table CLAIMS.json… --into {self.file}"
            )
            return
        case = draft_as_decided(self.readings, self.written.title, self.decisions, self.tell)
        before = case_text(self.file)
        drafted = draft_into(self.file, case, self.readings, into=False, decisions=self.decisions)
        write_all(self.folder, {**drafted.files})
        if drafted.redraft is not None and _reckoned(drafted.redraft):
            tell_redraft(self.file, drafted.redraft, self.tell)
        else:
            self.tell(f"{self.file}: {'as it was' if drafted.text == before else 'drafted again as decided'}")
        self.written = drafted.case


def _reckoned(result: Redraft) -> bool:
    """Tell whether drafting again had to reckon with edits of a person; else it says nothing of what changed."""
    return bool(result.added or result.updated or result.removed or result.left_out or result.conflicts)


def _ruled(decided: Decided, what: What, left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, bool | None]:
    """Give what was decided before about two parties or issues of these names: one, not one, or nothing (None)."""
    names = {plain(left["name"]), plain(right["name"])}
    for decision in reversed(decided.holding):
        if what in decision.about and {plain(side["name"]) for side in decision.about[what]} == names:
            return {"one": decision.kind != "keep-apart"}
    return {"one": None}


def _to_undo(known: tuple[Decision, ...], which: str | None) -> Decision:
    if which is None:
        last = last_in_force(known)
        if last is None:
            raise UsageError("there is nothing to undo: all that was decided is undone")
        return last
    numbered = [(d, which == str(number)) for number, d in enumerate(known, 1)]
    chosen = next((d for d, named in numbered if named or (len(which) > 3 and d.id.startswith(which))), None)
    if chosen is None:
        raise UsageError(f"there is no decision {which}; detente review CASE --history shows all, with their numbers")
    if chosen.kind != "undo" and chosen not in in_force(known):
        raise UsageError(f"decision {which} is undone already; to bring it back, undo that undo")
    return chosen
