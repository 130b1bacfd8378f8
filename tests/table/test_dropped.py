"""Taking sources out of a case: their claims count no more, copies stand for themselves, nothing decided is lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.deciding import decision, gazette, herald, of_claim, readings

from detente.claims import Reading
from detente.documents import Document
from detente.errors import DocumentError
from detente.table import case_from_yaml, case_to_yaml
from detente.table.decided import apply, decided_case, draft_decided
from detente.table.decisions import Decision, decision_faults
from detente.table.dropped import counting, dropped_sources, without_drops

GAZETTE, HERALD = (reading.document.id for reading in readings())
CLAIMS = [claim.id for reading in readings() for claim in reading.claims]


def drop(number: int, document: str) -> Decision:
    return decision(number, "drop", {"document": document, "words": "Ferry talks"})


@st.composite
def logs(draw: st.DrawFn) -> list[Decision]:
    """Logs of rulings about claims, of sources that are taken out, and of undone ones among both."""
    log: list[Decision] = []
    for number in range(draw(st.integers(0, 10))):
        kind = draw(st.sampled_from(["confirm", "reject", "drop", "undo"]))
        if kind == "drop":
            log.append(drop(number, draw(st.sampled_from([GAZETTE, HERALD, "elsewhere-00000009"]))))
        elif kind != "undo":
            log.append(of_claim(number, kind, draw(st.sampled_from(CLAIMS))))
        elif log:
            log.append(decision(number, "undo", {"undoes": draw(st.sampled_from(log)).id}))
    return log


@given(logs())
def test_what_counts_is_what_would_count_had_the_source_never_been_named(log: list[Decision]) -> None:
    gone = dropped_sources(log)
    found = apply(readings(), log)
    others = apply([one for one in readings() if one.document.id not in gone], without_drops(log))
    assert found.readings == others.readings
    assert found.rejected == others.rejected
    assert {document.id for document, _ in found.dropped} == {*gone} & {GAZETTE, HERALD}
    # What was decided about claims is known all the while, and none of it is told as lost.
    assert found.rulings == apply(readings(), without_drops(log)).rulings
    assert found.lost == ()
    assert {d.about["document"] for d in found.elsewhere} <= {"elsewhere-00000009"}


def test_a_source_that_is_brought_back_counts_as_it_was_decided_before() -> None:
    log = [of_claim(1, "reject", "g1"), drop(2, GAZETTE), of_claim(3, "confirm", "g2")]
    assert [one.document.id for one in apply(readings(), log).readings] == [HERALD]
    back = apply(readings(), [*log, decision(4, "undo", {"undoes": "d2"})])
    assert [claim.id for claim in back.readings[0].claims] == ["g2", "g3", "g4"]
    assert back.rulings["g2"].status == "confirmed"


def test_another_version_of_the_text_is_another_source() -> None:
    newer = gazette(name="gazette-0000000f")
    assert [one.document.id for one in apply([newer, herald()], [drop(1, GAZETTE)]).readings] == [
        newer.document.id,
        HERALD,
    ]


def test_the_first_of_several_copies_stands_for_the_source_that_they_copied() -> None:
    def copy(name: str, of: str | None) -> Reading:
        return Reading(Document(name, f"Text of {name}", near_duplicate_of=of), ())

    whole = [copy("a", None), copy("b", "a"), copy("c", "a"), copy("d", None), copy("e", "d")]
    kept = counting(whole, {"a": drop(1, "a"), "b": drop(2, "b")})
    assert [(one.document.id, one.document.near_duplicate_of) for one in kept] == [
        ("c", None),
        ("d", None),
        ("e", "d"),
    ]


def test_the_draft_lists_what_was_removed_and_an_edited_case_counts_its_claims_no_more() -> None:
    case, _ = draft_decided(readings(), "Ferry talks", [drop(1, HERALD)])
    assert {piece.document for piece in case.evidence.values()} == {GAZETTE}
    (aside,) = [one for one in case.set_aside if one.what.startswith("source ")]
    assert (aside.what, aside.why) == (f"source {HERALD}: {HERALD}", "removed by Ada on 2025-04-01")
    assert case_from_yaml(case_to_yaml(case)) == case
    before, _ = draft_decided(readings(), "Ferry talks", [])
    after, pending = decided_case(before, [drop(1, HERALD), of_claim(2, "confirm", "h1")])
    assert pending == ()
    status = {name: piece.status for name, piece in after.evidence.items()}
    assert {name for name in status if status[name] == "rejected"} == {
        name for name, piece in before.evidence.items() if piece.document == HERALD
    }
    with pytest.raises(DocumentError, match="of a source that was removed"):
        draft_decided(readings(), "Ferry talks", [drop(1, HERALD), drop(2, GAZETTE)])


def test_a_line_of_the_log_must_name_the_source() -> None:
    sound = drop(1, HERALD)
    assert decision_faults(sound.to_json(), "decision") == []
    broken = replace(sound, about={"document": "", "words": 3})
    assert [fault.path for fault in decision_faults(broken.to_json(), "decision")] == [
        "decision.about.document",
        "decision.about.words",
    ]
