"""What a person decided holds through every later decision and draft, and moves nothing that it does not speak of."""

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from support.deciding import readings
from support.keeping import Sitting, dragged, places
from support.making import claim, reading

from detente.claims import Reading, read
from detente.documents import load
from detente.errors import UsageError
from detente.table import laying
from detente.table.decided import plain
from detente.table.decisions import Decision
from detente.table.laying import lay_table

ACTS = ("demand", "offer", "accept", "reject", "interest")
SAMPLES = Path(__file__).resolve().parents[2] / "samples"

TRIBUNE = """The island wants more

The Island wants longer contracts for its crews. The harbour company demands cheap tickets for tourists. The islanders
reject a long contract. Ruud Baker said the company offers a night ferry in summer. The island insists on lower fares.
"""


def tribune() -> Reading:
    """A third report, on the same things in other words."""
    return reading(
        "tribune-00000003",
        TRIBUNE,
        claim(TRIBUNE, "longer contracts for its crews", "The Island", "demand", "crew contracts", id="t1"),
        claim(TRIBUNE, "cheap tickets for tourists", "harbour company", "demand", "tickets", id="t2", confidence=0.7),
        claim(TRIBUNE, "a long contract", "islanders", "reject", "long contract", id="t3", confidence=0.6),
        claim(TRIBUNE, "a night ferry in summer", "company", "offer", "night ferry", id="t4", voice="Ruud Baker"),
        claim(TRIBUNE, "lower fares", "island", "demand", "fares", id="t5", confidence=0.8),
        outlet="Tribune",
    )


@lru_cache(maxsize=1)
def labour() -> tuple[Reading, ...]:
    """The labour sample, read."""
    documents = [load(path) for path in sorted((SAMPLES / "labour").glob("*.txt"))]
    return tuple(Reading(document, read(document)) for document in documents)


def correction(draw: st.DrawFn, sitting: Sitting) -> tuple[str, dict[str, str]]:
    """Draw a claim and what is said of it."""
    name = draw(st.sampled_from(sorted(sitting.claims)))
    values = {
        "issue": st.sampled_from([*sitting.desk.issue_names(), "harbour dues"]),
        "party": st.sampled_from([*sitting.desk.party_names(), "Town Council"]),
        "act": st.sampled_from(ACTS),
        "certainty": st.sampled_from(["asserted", "possible", "denied", "unknown"]),
    }
    part = draw(st.sampled_from(sorted(values)))
    return name, {part: draw(values[part])}


class Deciding(RuleBasedStateMachine):
    """Somebody decides, takes back and adds a report, in any order, and drafts the case again each time."""

    def __init__(self) -> None:
        super().__init__()
        self.sitting = Sitting(readings())
        self.merged: dict[str, tuple[str, set[str], str]] = {}
        """Decision → what was merged, the claims that were in it then, its name."""
        self.before: list[tuple[Decision, str]] = []
        """Decisions that the next undos take back, and the file as it was before each."""

    def _decide(self, make: object, touched: set[str]) -> Decision | None:
        before, text = self.sitting.case, self.sitting.text
        made = self.sitting.decide(make)  # type: ignore[arg-type]
        assert dragged(before, self.sitting.case, touched) == []
        self.before.append((made, text))
        return made

    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        """Say that a claim is right: it moves nothing at all."""
        name = data.draw(st.sampled_from(sorted(self.sitting.claims)))
        self._decide(self.sitting.desk.status("confirm", name), {name})

    @rule(data=st.data())
    def reject(self, data: st.DataObject) -> None:
        """Say that a claim is wrong."""
        left = sorted(self.sitting.case.evidence)
        if len(left) > 4:
            name = data.draw(st.sampled_from(left))
            self._decide(self.sitting.desk.status("reject", name), {name})

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        """Say that a claim says otherwise."""
        name, changes = data.draw(st.composite(correction)(self.sitting))
        try:
            make = self.sitting.desk.correct(name, changes)
        except UsageError:
            return
        self._decide(make, {name})
        if changes.get("issue") and name in self.sitting.case.evidence and not self._merged(name):
            on = places(self.sitting.case)[name][1]
            issue = self.sitting.case.issues.get(on or "")
            assert issue is None or issue.name == changes["issue"] or self.merged

    def _merged(self, name: str) -> bool:
        return any(name in claims for _, claims, _ in self.merged.values())

    @rule(data=st.data(), what=st.sampled_from(["issues", "parties"]))
    def merge(self, data: st.DataObject, what: str) -> None:
        """Say that two are one."""
        desk, case = self.sitting.desk, self.sitting.case
        names = desk.issue_names() if what == "issues" else desk.party_names()
        if len(names) < 2:
            return
        one, other = data.draw(st.permutations(names))[:2]
        entries = {i: part.name or i for i, part in getattr(case, what).items()}
        both = {i for i, name in entries.items() if name in (one, other)}
        held = places(case)
        touched = {c for c, (party, on, over, _) in held.items() if {party, on, over} & both}
        at = 0 if what == "parties" else 1
        claims = {c for c, place in held.items() if place[at] in both}
        made = self._decide(desk.merge(what, one, other), touched)  # type: ignore[arg-type]
        assert made is not None
        self.merged[made.id] = (what, claims, one)

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        """Take the last decision back: the case is as it was before it, to the letter."""
        made, text = self.before.pop()
        self.sitting.undo()
        self.merged.pop(made.id, None)
        assert self.sitting.text == text

    @precondition(lambda self: len(self.sitting.readings) == 2)
    @rule()
    def another_report(self) -> None:
        """Add a report: what was decided holds for it too."""
        self.sitting.more(tribune())
        self.before.clear()

    @rule()
    def draft_again(self) -> None:
        """Draft from the same once more: nothing changes."""
        text = self.sitting.text
        self.sitting.draft()
        assert self.sitting.text == text

    @invariant()
    def is_whole(self) -> None:
        """See that the case is sound, and names nothing twice."""
        self.sitting.check()

    @invariant()
    def merged_stays_merged(self) -> None:
        """See that what was merged is one, but for claims that were decided about one by one."""
        single = {d.about["claim"] for d in self.sitting.desk.decisions if d.kind == "correct"}
        held = places(self.sitting.case)
        for what, claims, _ in self.merged.values():
            left = [held[c] for c in claims - single if c in held]
            homes = {place[0 if what == "parties" else 1] for place in left}
            assert len(homes) <= 1

    @invariant()
    def decided_claims_say_what_was_decided(self) -> None:
        """See that what was said of a claim stands in the case, whatever else was decided since."""
        decided = self.sitting.desk.decided
        evidence = self.sitting.case.evidence
        for name, ruling in decided.rulings.items():
            assert (name in evidence) <= (ruling.status != "rejected")
            if name in evidence:
                assert evidence[name].status == "confirmed"
                for part in ("act", "certainty"):
                    assert getattr(evidence[name], part) == ruling.fields.get(part, getattr(evidence[name], part))


TestDeciding = Deciding.TestCase
TestDeciding.settings = settings(max_examples=5, stateful_step_count=8, suppress_health_check=list(HealthCheck))


def test_an_option_goes_with_the_claim_whose_words_it_is() -> None:
    sitting = Sitting(readings())
    sitting.decide(sitting.desk.correct("g2", {"issue": "lower fares"}))
    assert places(sitting.case)["g2"][1:] == ("lower_fares", None, "lower fares")
    before = sitting.case
    sitting.decide(sitting.desk.status("reject", "h3"))
    assert places(sitting.case)["g2"][1:] == ("lower_fares", None, "cheap tickets for students")
    assert sitting.case.issues["lower_fares"].options == [
        "not: cheap tickets for students",
        "cheap tickets for students",
    ]
    assert dragged(before, sitting.case, {"h3"}) == []
    sitting.check()


# On a sample as it is read


@given(st.data())
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
def test_a_correction_moves_no_other_claim_of_a_sample(data: st.DataObject) -> None:
    sitting = Sitting(labour())
    for _ in range(2):
        name, changes = data.draw(st.composite(correction)(sitting))
        before = sitting.case
        try:
            sitting.decide(sitting.desk.correct(name, changes))
        except UsageError:
            continue
        assert dragged(before, sitting.case, {name}) == []
        sitting.check()


def test_merged_issues_of_a_sample_are_one_ordered_scale_and_survive_later_corrections() -> None:
    sitting = Sitting(labour())
    case = sitting.case
    one, other = [name for name, part in case.issues.items() if part.ordered][:2]
    name = case.issues[one].name
    held = {claim for claim, place in places(case).items() if place[1] in (one, other)}
    sitting.decide(sitting.desk.merge("issues", one, other))
    merged = sitting.case.issues[one]
    assert (merged.name, merged.ordered, other in sitting.case.issues) == (name, True, False)
    # A trade that is made an offer leaves one of its two issues.
    alone = [claim for claim in sorted(held) if places(case)[claim][2] is None]
    for claim_id in alone[:3]:
        act = "offer" if sitting.claims[claim_id].act != "offer" else "demand"
        sitting.decide(sitting.desk.correct(claim_id, {"act": act}))
        here = places(sitting.case)
        assert {here[c][1] for c in held if c in here} == {one}
        sitting.check()
    for _ in range(4):
        sitting.undo()
    assert sitting.case == case


def test_an_issue_that_was_set_aside_comes_to_the_table_when_a_claim_is_put_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lay_table.cache_clear()
    monkeypatch.setattr(laying, "MAX_ISSUES", 3)
    monkeypatch.setattr(laying, "COMPARED_ISSUES", 1)
    try:
        sitting = Sitting(readings())
        asides = [part for part in sitting.case.set_aside if part.what.startswith("issue: ")]
        name, claim_id = asides[0].what.removeprefix("issue: "), asides[0].because[0]
        before = sitting.case
        sitting.decide(sitting.desk.correct(claim_id, {"issue": name}))
        assert any(plain(part.name or "") == plain(name) for part in sitting.case.issues.values())
        assert dragged(before, sitting.case, {claim_id}) == []
    finally:
        lay_table.cache_clear()


def test_an_issue_that_was_set_aside_brings_all_its_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    lay_table.cache_clear()
    monkeypatch.setattr(laying, "MAX_ISSUES", 2)
    monkeypatch.setattr(laying, "COMPARED_ISSUES", 1)
    try:
        sitting = Sitting((*readings(), tribune()))
        before = sitting.case
        assert [part.because for part in before.set_aside if part.what == "issue: fares"] == [["h3", "t4", "t5"]]
        sitting.decide(sitting.desk.correct("g1", {"issue": "fares"}))
        here = places(sitting.case)
        (raised,) = sitting.case.issues.keys() - before.issues.keys()
        assert [name for name in ("g1", "h3", "t5") if here[name][1] != raised] == []
        assert dragged(before, sitting.case, {"g1"}) == []
        assert dragged(before, sitting.case, set()) != []
    finally:
        lay_table.cache_clear()
