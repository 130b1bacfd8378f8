"""Findings come from the claims, and go with them."""

from collections.abc import Callable

import pytest

from detente.beliefs import infer
from detente.claims import Reading
from detente.report.finding import KINDS, Finding
from detente.report.findings import find_findings
from detente.report.party_findings import MARGIN
from detente.table import Case

COMPARED = frozenset({"c3", "c4", "c7"})


def _find(case: Case, readings: tuple[Reading, ...]) -> tuple[Finding, ...]:
    return find_findings(case, readings, infer(case, seed=1).to_json())


@pytest.fixture(scope="module")
def findings(case: Case, readings: tuple[Reading, ...]) -> tuple[Finding, ...]:
    return _find(case, readings)


def _of(findings: tuple[Finding, ...], kind: str, party: str | None = None) -> list[Finding]:
    return [part for part in findings if part.kind == kind and party in (None, part.party)]


def test_the_loudest_demand_is_not_what_weighs_most(findings: tuple[Finding, ...]) -> None:
    (gap,) = _of(findings, "gap", "northland")
    assert gap.sentence.startswith("The loudest demand of Northland is the valley (2 claims from 1 origin)")
    assert "influence over Southland" in gap.sentence
    assert gap.probability is not None
    assert gap.prior is not None
    assert gap.probability > gap.prior + MARGIN
    assert {"c1", "c2", "c3", "c7"} <= set(gap.claims)
    assert "analysts via The Courier" in gap.origins
    assert gap.basis == "cited"


def test_a_reported_trade_is_found_with_its_claim_first(findings: tuple[Finding, ...]) -> None:
    (trade,) = _of(findings, "trade")
    assert trade.sentence == "Northland would, it seems, give up the valley for the alliance."
    assert trade.claims[0] == "c4"


def test_a_story_gains_and_names_the_claims_that_tell_it_apart(findings: tuple[Finding, ...]) -> None:
    likeliest, *_ = _of(findings, "hypothesis")
    assert "influence over Southland first" in likeliest.sentence
    assert "c3" in likeliest.claims


def test_two_reports_rest_on_one_origin(findings: tuple[Finding, ...]) -> None:
    (origin,) = _of(findings, "origin")
    assert origin.sentence.startswith(
        "2 reports (Harbour Post and Ledger) rest on one origin: analysts via The Courier"
    )
    assert origin.claims == ("c3", "c7")


def test_what_is_unknown_is_said_with_what_it_bears_on(findings: tuple[Finding, ...]) -> None:
    (unknown,) = _of(findings, "unknown")
    assert unknown.sentence == "Not known: what the special envoys agreed. It bears on the valley and the alliance."
    assert unknown.claims == ("c6",)


def test_too_little_evidence_is_said_first(findings: tuple[Finding, ...]) -> None:
    assert findings[0].kind == "little_evidence"
    assert findings[0].sentence.startswith("Too little evidence to rank deals")
    assert [KINDS.index(part.kind) for part in findings] == sorted(KINDS.index(part.kind) for part in findings)


def test_findings_vanish_with_their_claims(
    case_without: Callable[[frozenset[str]], Case], readings: tuple[Reading, ...]
) -> None:
    findings = _find(case_without(COMPARED), readings)
    assert not _of(findings, "gap")
    assert not _of(findings, "trade")
    assert not _of(findings, "origin")
    assert not [part for part in _of(findings, "priority") if "To Northland, influence" in part.sentence]


def test_nothing_is_found_without_evidence(
    case_without: Callable[[frozenset[str]], Case], readings: tuple[Reading, ...]
) -> None:
    everything = frozenset(claim.id for reading in readings for claim in reading.claims)
    findings = _find(case_without(everything), readings)
    assert {part.kind for part in findings} == {"little_evidence", "unknown"}


def test_contradicting_claims_are_quoted(case: Case, readings: tuple[Reading, ...]) -> None:
    evidence = dict(case.evidence)
    evidence["c7"] = evidence["c7"].model_copy(update={"on": "valley", "over": "influence", "origin": "another"})
    findings = _find(case.model_copy(update={"evidence": evidence}), readings)
    (contradiction,) = _of(findings, "contradiction")
    assert set(contradiction.claims) == {"c3", "c7"}
    assert "“the valley matters less to Northland than influence”" in contradiction.sentence


def test_sentences_name_people_and_things_never_ids(findings: tuple[Finding, ...]) -> None:
    for part in findings:
        assert "northland" not in part.sentence
        assert "_" not in part.sentence


def test_a_finding_survives_its_file(findings: tuple[Finding, ...]) -> None:
    assert tuple(Finding.from_json(part.to_json()) for part in findings) == findings


def test_a_trade_that_evidence_speaks_for_is_stronger_than_a_likelier_one_that_was_likely_anyway() -> None:
    moved = Finding("trade", "moved", probability=0.51, prior=0.31)
    likely = Finding("trade", "likely", probability=0.6, prior=0.5)
    assert moved.lift == pytest.approx((0.51 / 0.49) / (0.31 / 0.69))
    assert moved.lift > likely.lift
    assert Finding("unknown", "no figure").lift == 1


def test_trades_are_told_by_what_evidence_adds_and_the_rest_by_probability() -> None:
    given = [
        Finding("priority", "less likely", probability=0.6, prior=0.1),
        Finding("priority", "likelier", probability=0.7, prior=0.6),
        Finding("trade", "likely anyway", probability=0.6, prior=0.5),
        Finding("trade", "moved", probability=0.51, prior=0.31),
    ]
    told = [finding.sentence for finding in sorted(given, key=lambda finding: finding.place)]
    assert told == ["moved", "likely anyway", "likelier", "less likely"]
