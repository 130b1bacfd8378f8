"""What a person is asked, and in what order."""

from dataclasses import replace

import numpy as np
import pytest
from support.deciding import decision, readings
from support.making import claim, reading
from support.two_ends import claim as piece
from support.two_ends import two_ends

from detente.beliefs.doubts import ALIKE, NEAR_NAMES, SIDE, Question, open_questions
from detente.table import Case
from detente.table.decided import apply, draft_decided


def _asked(case: Case) -> dict[str, Question]:
    return {question.id: question for question in open_questions(case, apply((), []))}


def test_the_importance_of_a_claim_is_the_share_that_its_answer_is_expected_to_move() -> None:
    """By hand: ρ = .608·c; the two stand alone, of parties of their own witness."""
    case = two_ends(
        piece("interest", "land", confidence=0.5, origin="a"), piece("demand", "land", confidence=0.9, origin="b")
    )
    asked = _asked(case)
    full = 0.608
    total = full * (0.5 + 0.9)
    assert asked["c0"].importance == pytest.approx(2 * 0.5 * 0.5 * full / total)
    assert asked["c1"].importance == pytest.approx(2 * 0.9 * 0.1 * full / total)


def test_a_claim_behind_another_moves_only_what_it_would_add() -> None:
    case = two_ends(piece("interest", "land", confidence=0.9), piece("interest", "land", confidence=0.4))
    asked = _asked(case)
    assert asked["c1"].importance == pytest.approx(0.4 * (1 - 0.9) / 0.9)
    assert asked["c0"].importance == pytest.approx((0.9 * 0.1 + 0.1 * (0.9 - 0.4)) / 0.9)


def test_claims_that_contradict_each_other_are_doubtful_however_well_read() -> None:
    case = two_ends(
        piece("priority", "influence", over="land", certainty="asserted", origin="a"),
        piece("priority", "land", over="influence", certainty="asserted", origin="b"),
    )
    asked = _asked(case)
    assert asked["c0"].importance == pytest.approx(0.25)
    assert asked["c0"].doubts == ("contradicts c1 (influence above land, and land above influence)",)
    assert asked["c1"].doubts[0].startswith("contradicts c0")


def test_decided_claims_are_not_asked_about_and_idle_ones_come_last() -> None:
    case = two_ends(
        piece("interest", "land", status="confirmed"),
        piece("interest", "land", status="rejected"),
        piece("assess", None, confidence=0.3),
        piece("demand", "land", confidence=0.8),
    )
    questions = open_questions(case, apply((), []))
    assert [question.id for question in questions] == ["c3", "c2"]
    assert questions[1].importance == 0
    assert "left out of the table: it names no issue of the table" in questions[1].doubts


def test_a_claim_that_the_draft_left_out_is_told_with_the_reason() -> None:
    given = readings()
    case, decided = draft_decided(given, None, [])
    without = {name: part for name, part in case.evidence.items() if name != "h3"}
    aside = [{"what": "issue: lower fares", "why": "said too seldom", "because": ["h3"]}]
    case = Case.model_validate(case.model_dump() | {"evidence": without, "set_aside": aside})
    asked = {question.id: question for question in open_questions(case, decided)}
    assert asked["h3"].doubts == ("left out of the table: said too seldom",)


def test_a_person_whose_side_no_sentence_tells_is_asked_about_once() -> None:
    text = "Mara Holt was there. She demands a night ferry. The island wants cheap tickets."
    ferry = claim(text, "She demands a night ferry", "Island", "demand", "night ferry", content="a night ferry")
    ferry = replace(ferry, id="a", voice="Mara Holt")
    other = claim(text, "The island wants cheap tickets", "Island", "interest", "tickets", content="cheap tickets")
    given = (reading("paper", text, ferry, replace(other, id="b")),)
    case, decided = draft_decided(given, None, [])
    asked = {question.id: question for question in open_questions(case, decided)}
    side = asked["side:mara_holt"]
    assert side.names == ("Mara Holt", "Island")
    assert side.claims == ("a",)
    rho = {name: 0.95 * 0.8 ** len(part.sources) for name, part in case.evidence.items()}
    assert side.importance == pytest.approx(rho["a"] / sum(rho.values()) * 2 * SIDE * (1 - SIDE))
    told = decision(1, "side", {"person": "mara  holt"}, {"party": "Island"})
    assert "side:mara_holt" not in {q.id for q in open_questions(case, apply(given, [told]))}
    named = text.replace("Mara Holt was there.", "Mara Holt spoke for the island.")
    assert named != text
    moved = tuple(replace(c, start=named.index(c.text), end=named.index(c.text) + len(c.text)) for c in given[0].claims)
    again = (reading("paper", named, *moved),)
    assert "side:mara_holt" not in {q.id for q in open_questions(case, apply(again, []))}


def test_parties_alike_by_name_are_asked_about_until_it_is_decided() -> None:
    given = readings()
    case, decided = draft_decided(given, None, [])
    asked = {question.id: question for question in open_questions(case, decided)}
    pair = asked["parties:island=islanders"]
    assert (pair.kind, pair.as_one, pair.claims) == ("parties", False, ("h2",))
    assert 0 < pair.importance <= 2 * NEAR_NAMES * (1 - NEAR_NAMES)
    two = {"parties": [{"name": n, "names": [n]} for n in ("Islanders", "Island")]}
    for kind in ("keep-apart", "merge-parties"):
        case, decided = draft_decided(given, None, [decision(1, kind, two)])  # type: ignore[arg-type]
        assert not [q for q in open_questions(case, decided) if q.kind == "parties"]


def test_issues_near_in_meaning_are_asked_about_until_it_is_decided() -> None:
    given = readings()
    case, decided = draft_decided(given, None, [])

    def near(one: list[str], other: list[str]) -> np.ndarray:  # type: ignore[type-arg]
        return np.array([[0.5 if {a, b} == {"night ferry", "long contract"} else 0.0 for b in other] for a in one])

    names = [part.name for part in case.issues.values()]
    assert {"night ferry", "long contract"} <= set(names)
    found = [q for q in open_questions(case, decided, near) if q.kind == "issues" and not q.as_one]  # type: ignore[arg-type]
    assert [set(q.names) for q in found] == [{"night ferry", "long contract"}]
    assert "cosine 0.50" in found[0].doubts[0]
    assert ALIKE <= 0.5
    one, other = found[0].names
    about = {"issues": [{"name": one, "claims": []}, {"name": other, "claims": []}]}
    settled = apply(given, [decision(1, "keep-apart", about)])
    assert not [q for q in open_questions(case, settled, near) if q.kind == "issues" and not q.as_one]  # type: ignore[arg-type]
