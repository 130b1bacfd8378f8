"""What changed between two analyses: golden cases, and a brute-force twin of the comparison of beliefs."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.beliefs import infer
from detente.claims import Reading
from detente.deals import solve
from detente.report import Analysis, build_analysis, compare_analyses, tell_changes
from detente.report.changes import Figure
from detente.table import Case

MakeCase = Any


@pytest.fixture(scope="session")
def before(analysis: Analysis) -> Analysis:
    """The analysis as it was before the second report came, and before Southland stated a position."""
    case = analysis.case
    evidence = {name: part for name, part in case.evidence.items() if name not in ("c7", "c8", "c9")}
    stories = {
        party: {name: part.model_copy(update={"evidence": {}}) for name, part in by_name.items()}
        for party, by_name in case.hypotheses.items()
    }
    positions = {"northland": case.positions["northland"]}
    then = case.model_copy(update={"evidence": evidence, "hypotheses": stories, "positions": positions})
    return _analysis(then, analysis.readings[:1])


def _analysis(case: Case, readings: tuple[Reading, ...]) -> Analysis:
    beliefs = infer(case, draws=300)
    return build_analysis(readings, case, beliefs, solve(case, beliefs.posterior))


def test_nothing_changes_from_an_analysis_to_itself(analysis: Analysis) -> None:
    found = compare_analyses(analysis, analysis)
    assert not found.any
    assert found.same_packages
    assert "Nothing changed" in tell_changes(found, analysis.case, analysis.case)


def test_new_claims_come_with_their_places(before: Analysis, analysis: Analysis) -> None:
    found = compare_analyses(before, analysis)
    assert (found.documents, found.gone, found.first) == (("d2",), (), False)
    assert [claim.id for claim in found.claims] == ["c7", "c8", "c9"]
    texts = {reading.document.id: reading.document.text for reading in analysis.readings}
    for claim in found.claims:
        assert texts[claim.document][claim.start : claim.end] == claim.text
        assert (claim.outlet, claim.counts) == ("Ledger", claim.id in analysis.case.evidence)


def test_positions_that_moved_entered_or_left(before: Analysis, analysis: Analysis) -> None:
    (found,) = compare_analyses(before, analysis).positions
    assert (found.party, found.issue, found.before, found.after) == ("southland", "valley", None, "returned")
    (back,) = compare_analyses(analysis, before).positions
    assert (back.before, back.after) == ("returned", None)
    place = analysis.case.positions["southland"]["valley"].model_copy(update={"stated": "frozen"})
    positions = {**analysis.case.positions, "southland": {"valley": place}}
    moved = replace(analysis, case=analysis.case.model_copy(update={"positions": positions}))
    (found,) = compare_analyses(analysis, moved).positions
    assert (found.before, found.after, found.claims) == ("returned", "frozen", ("c9",))
    assert "Southland on the valley: returned → frozen" in tell_changes(
        compare_analyses(analysis, moved), analysis.case, moved.case
    )


def test_beliefs_are_told_where_they_moved_beyond_their_error(before: Analysis, analysis: Analysis) -> None:
    found = compare_analyses(before, analysis)
    told = {(change.party, change.kind, change.words): change for change in found.beliefs}
    seen = 0
    for party, then in before.beliefs["parties"].items():
        now = analysis.beliefs["parties"][party]
        for name, story in then["hypotheses"].items():
            other = now["hypotheses"][name]
            error = (story["error"] ** 2 + other["error"] ** 2) ** 0.5
            moved = abs(other["posterior"] - story["posterior"]) >= max(0.01, 2 * error)
            change = told.get((party, "hypothesis", f"“{name}”"))
            assert (change is not None) == (moved and len(then["hypotheses"]) > 1)
            if change is not None:
                seen += 1
                assert (change.before, change.after) == (story["posterior"], other["posterior"])
                assert (change.error_before, change.error_after) == (story["error"], other["error"])
                assert change.error == pytest.approx(error)
    assert seen


def test_a_motive_enters_and_leaves(analysis: Analysis) -> None:
    stories = dict(analysis.case.hypotheses["northland"])
    stories["waits for a vote"] = stories.pop("plays for time")
    other = _analysis(analysis.case.model_copy(update={"hypotheses": {"northland": stories}}), analysis.readings)
    found = {motive.name: motive.chance for motive in compare_analyses(analysis, other).motives}
    assert set(found) == {"plays for time", "waits for a vote"}
    assert (found["plays for time"].what, found["waits for a vote"].what) == ("left", "entered")
    assert (
        found["waits for a vote"].after
        == other.beliefs["parties"]["northland"]["hypotheses"]["waits for a vote"]["posterior"]
    )


def test_deals_that_entered_left_or_moved(before: Analysis, analysis: Analysis) -> None:
    found = compare_analyses(before, analysis)
    then, now = (
        {tuple(sorted(part["package"].items())): part for part in one.deals["robust"]["candidates"]}
        for one in (before, analysis)
    )
    told = {tuple(sorted(deal.package.items())): deal.accepted for deal in found.deals}
    assert told
    for package in {*then, *now}:
        figure = told.get(package)
        if package not in then or package not in now:
            assert figure is not None
            assert figure.what == ("entered" if package in now else "left")
            continue
        old, new = then[package], now[package]
        error = (old["error"] ** 2 + new["error"] ** 2) ** 0.5
        moved = abs(new["acceptable_to_all"] - old["acceptable_to_all"]) >= max(0.01, 2 * error)
        assert (figure is not None) == moved
    assert found.agreement.before == before.deals["robust"]["agreement"]
    likeliest = [max(part["acceptable_to_all"] for part in side.values()) for side in (then, now)]
    assert [found.likeliest.before, found.likeliest.after] == likeliest


def test_another_option_makes_other_packages(analysis: Analysis) -> None:
    army = analysis.case.issues["army"].model_copy(update={"options": ["free", "capped", "none"]})
    issues = {**analysis.case.issues, "army": army}
    other = _analysis(analysis.case.model_copy(update={"issues": issues}), analysis.readings)
    found = compare_analyses(analysis, other)
    assert not found.same_packages
    assert "no package of before can be found again" in tell_changes(found, analysis.case, other.case)


def test_a_first_analysis_enters_as_a_whole(analysis: Analysis) -> None:
    found = compare_analyses(None, analysis)
    assert found.first
    assert found.parties == tuple(analysis.case.parties)
    assert [claim.id for claim in found.claims] == [claim["id"] for claim in analysis.claims]
    assert found.beliefs == ()
    told = tell_changes(found, None, analysis.case)
    assert told.startswith("A case begins: 2 new reports with 10 new claims")
    assert max(map(len, told.split("\n"))) <= 110


def test_words_of_a_report_give_the_terminal_no_orders(analysis: Analysis) -> None:
    hostile = {**analysis.claims[0], "id": "new", "text": "they\x1b[2J\u202e demand\nit"}
    other = replace(analysis, claims=(*analysis.claims, hostile))
    told = tell_changes(compare_analyses(analysis, other), analysis.case, other.case)
    assert "they [2J  demand it" in told
    assert all(line.isprintable() for line in told.split("\n"))


def test_a_party_that_left_is_told_by_the_name_it_had(analysis: Analysis) -> None:
    parties = {"northland": analysis.case.parties["northland"]}
    gone = replace(analysis, case=analysis.case.model_copy(update={"parties": parties}))
    found = compare_analyses(analysis, gone)
    assert found.parties_left == ("southland",)
    assert "no longer at the table: Southland" in tell_changes(found, analysis.case, gone.case)


def test_the_comparison_is_the_same_from_files(before: Analysis, analysis: Analysis) -> None:
    kept = [Analysis.from_json(one.to_json()) for one in (before, analysis)]
    assert compare_analyses(*kept) == compare_analyses(before, analysis)
    record = compare_analyses(before, analysis).to_json()
    assert {deal["what"] for deal in record["deals"]} <= {"entered", "left", "moved"}
    assert record["claims"][0]["start"] == compare_analyses(before, analysis).claims[0].start


chances = st.none() | st.floats(0, 1)
errors = st.floats(0, 0.2)


@given(chances, chances, errors, errors)
def test_a_figure_enters_leaves_or_moves_and_the_other_way_round(
    before: float | None, after: float | None, first: float, second: float
) -> None:
    there, back = Figure(before, after, first, second), Figure(after, before, second, first)
    turned = {"entered": "left", "left": "entered"}
    assert back.what == turned.get(there.what or "", there.what)
    if before is not None and after is not None:
        assert (there.what == "moved") == (abs(after - before) >= max(0.01, 2 * (first**2 + second**2) ** 0.5))
