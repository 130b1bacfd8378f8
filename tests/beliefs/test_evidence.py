"""What evidence does and does not do: belief, repeats, denial, contradiction, what cannot be used."""

import math

import numpy as np
import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import infer
from detente.beliefs.constants import Constants
from detente.beliefs.reliability import reliability
from detente.beliefs.witnesses import find_witnesses
from detente.errors import FormatError, UsageError
from detente.table import Case, Evidence

STORIES = {
    "north": {
        "influence first": {"prior": 0.5, "says": {"weights": {"influence": "above land"}}},
        "land first": {"prior": 0.5, "says": {"weights": {"land": "above influence"}}},
    }
}


def rho(**fields: object) -> float:
    return reliability(Evidence.model_validate(claim(**fields)), Constants())  # type: ignore[arg-type]


def test_reliability_is_certainty_times_trust_times_confidence() -> None:
    assert rho() == pytest.approx(0.95 * 0.64)
    assert rho(certainty="probable", sources=[], confidence=0.9) == pytest.approx(0.75 * 0.9)
    assert rho(certainty="possible", trust=0.3) == pytest.approx(0.15)
    assert rho(certainty="denied") == pytest.approx(0.95 * 0.64)


def test_a_person_confirms_or_rejects() -> None:
    assert rho(confidence=0.4, status="confirmed", sources=[]) == pytest.approx(0.95)
    assert rho(status="rejected") == 0.0


def test_a_claim_nobody_believes_changes_nothing() -> None:
    summary = infer(two_ends(claim(confidence=0.0), hypotheses=STORIES)).parties["north"]
    assert summary.evidence_bits == pytest.approx(0.0, abs=1e-9)
    assert summary.hypotheses["land first"].bayes_factor == pytest.approx(1.0)
    assert summary.hypotheses["land first"].posterior == pytest.approx(0.5)
    assert summary.diagnosticity[0].log_bayes_factor == pytest.approx(0.0)
    assert summary.nodes["land"].weight.mean == pytest.approx(0.5, abs=0.015)
    assert summary.too_little_evidence


def test_no_evidence_gives_the_prior_and_no_bits() -> None:
    summary = infer(two_ends()).parties["north"]
    assert summary.evidence_bits == 0.0
    assert max(node.weight.bits for node in summary.nodes.values()) < 0.005
    assert max(ideal.bits for ideal in summary.ideals.values()) < 0.005
    assert summary.no_deal.bits < 0.005
    assert summary.nodes["land"].rank == pytest.approx((0.5, 0.5), abs=0.03)


def test_an_unknown_or_rejected_claim_is_set_aside_with_its_reason() -> None:
    beliefs = infer(two_ends(claim(certainty="unknown"), claim(status="rejected", origin="another")))
    assert set(beliefs.unused) == {"c0", "c1"}
    assert "unknown" in beliefs.unused["c0"]
    assert beliefs.parties["north"].evidence_bits == 0.0


@pytest.mark.parametrize(
    "fields",
    [
        claim("interest", "the sea"),
        claim("interest", None),
        claim("trade", over=None),
        claim("reject", "land"),
        claim("tactic"),
        claim(over="the sea"),
    ],
)
def test_a_claim_that_bears_on_nothing_is_set_aside(fields: dict[str, object]) -> None:
    beliefs = infer(two_ends(fields))
    assert list(beliefs.unused) == ["c0"]
    assert beliefs.parties["north"].evidence_bits == 0.0


def test_claims_on_a_party_without_objectives_are_set_aside() -> None:
    beliefs = infer(two_ends({**claim(), "party": "south"}))
    assert list(beliefs.parties) == ["north"]
    assert beliefs.unused == {"c0": "its party has no objectives"}


def test_of_one_witness_the_most_reliable_claim_counts() -> None:
    case = two_ends(claim(certainty="possible"), claim(), claim(certainty="denied"), claim(origin="another"))
    witnesses = find_witnesses(case.evidence, Constants())
    assert witnesses.count == ("c1", "c2", "c3")
    assert witnesses.behind == {"c0": "c1"}


def test_of_equals_the_newest_counts() -> None:
    case = two_ends(claim(date="2031-02-01"), claim(date="2031-02-05"), claim(date="2031-02-03"))
    assert find_witnesses(case.evidence, Constants()).count == ("c1",)


def test_contradictions_are_reported_and_cancel() -> None:
    other = claim(on="land", over="influence", origin="another")
    summary = infer(two_ends(claim(), other)).parties["north"]
    assert [(part.kind, part.claims) for part in summary.contradictions] == [("order", ("c0", "c1"))]
    assert summary.nodes["land"].weight.mean == pytest.approx(0.5, abs=0.018)


def test_asserted_and_denied_contradict() -> None:
    summary = infer(two_ends(claim("interest"), claim("interest", certainty="denied"))).parties["north"]
    assert [part.kind for part in summary.contradictions] == ["denial"]


def test_certainties_that_exclude_each_other_give_no_nan() -> None:
    sure = {"sources": [], "constants": {}}
    sure.pop("constants")
    claims = (
        claim("reject", "rule", option="held", **sure),
        claim("reject", "rule", option="held", certainty="denied", **sure),
        claim("accept", "rule", option="held", **sure),
    )
    case = two_ends(*claims, constants={"asserted": 1.0, "denied": 1.0, "red_line_prior": 0.0})
    summary = infer(case).parties["north"]
    assert {part.kind for part in summary.contradictions} == {"denial", "answer"}
    assert math.isfinite(summary.evidence_bits)
    assert sum(summary.ideals["rule"].probability) == pytest.approx(1.0)


def test_a_rejection_opens_a_red_line() -> None:
    beliefs = infer(two_ends(claim("reject", "land", option="back")))
    (line,) = beliefs.parties["north"].red_lines
    assert (line.issue, line.option, line.declared) == ("land", "back", False)
    assert line.probability > line.prior
    assert beliefs.posterior.parties["north"].red_lines["land"].mean(axis=0)[0] == pytest.approx(
        line.probability, abs=0.03
    )


def test_a_declared_red_line_stands() -> None:
    beliefs = infer(two_ends(positions={"north": {"land": {"red_line": ["back"]}}}))
    assert beliefs.posterior.parties["north"].red_lines["land"].all(axis=0).tolist() == [True, False, False]


def test_the_gap_between_stated_and_inferred() -> None:
    demands = [claim("demand", "land", option="frozen", origin=f"voice {place}", sources=[]) for place in range(3)]
    case = two_ends(*demands, positions={"north": {"land": {"stated": "ceded", "because": ["c0"]}}})
    (gap,) = infer(case).parties["north"].gaps
    assert (gap.issue, gap.stated, gap.because) == ("land", "ceded", ("c0",))
    assert gap.prior == pytest.approx(2 / 3, abs=0.01)
    assert gap.differs > 0.85
    assert 0.3 < gap.distance < gap.differs


def test_constants_of_the_case_override_the_defaults() -> None:
    beliefs = infer(two_ends(claim(), constants={"trust_step": 1.0}))
    assert beliefs.constants.trust_step == 1.0
    assert beliefs.parties["north"].witnesses[0].reliability == pytest.approx(0.95)


def test_all_wrong_constants_are_named_at_once() -> None:
    with pytest.raises(FormatError) as raised:
        infer(two_ends(constants={"trust_step": 2.0, "mood": 1.0}))
    assert [fault.path for fault in raised.value.faults] == ["constants.trust_step", "constants.mood"]


def test_an_option_that_is_none_is_an_error_with_its_path() -> None:
    with pytest.raises(FormatError) as raised:
        infer(two_ends(claim("demand", "land", option="sold")))
    assert raised.value.faults[0].path == "evidence.c0.option"


def test_draws_must_be_at_least_one() -> None:
    with pytest.raises(UsageError):
        infer(two_ends(), draws=0)


def test_satisfaction_of_the_case_stands_and_unknown_entries_are_drawn() -> None:
    ends = {"all": {"land": {"issue": "land", "satisfaction": [0, "unknown", 1]}, "influence": {"issue": "rule"}}}
    draws = infer(two_ends(objectives={"north": ends})).posterior.parties["north"]
    table = draws.satisfaction["land"]
    assert (table[:, 0] == 0).all()
    assert (table[:, 2] == 1).all()
    assert table[:, 1].mean() == pytest.approx(0.5, abs=0.03)
    assert np.unique(draws.ideals["land"]).tolist() == [2]


def test_declared_weights_are_fixed() -> None:
    ends = {"all": {"land": {"issue": "land"}, "influence": {"issue": "rule"}}, "weights": {"land": 1, "influence": 3}}
    summary = infer(two_ends(claim(), objectives={"north": ends})).parties["north"]
    assert summary.nodes["influence"].weight.mean == pytest.approx(0.75)
    assert summary.nodes["influence"].weight.bits == 0.0


def test_no_deal_priors() -> None:
    for value, mean, sd in [
        (0.3, 0.3, 0.0),
        ({"range": [-0.2, 0.4]}, 0.1, 0.6 / 12**0.5),
        ({"normal": [0.2, 0.1]}, 0.2, 0.1),
    ]:
        found = infer(two_ends(no_deal={"north": value})).parties["north"].no_deal
        assert found.mean == pytest.approx(mean, abs=0.01)
        assert found.sd == pytest.approx(sd, abs=0.01)


def test_a_fine_numeric_issue_is_no_burden() -> None:
    issues = {"land": {"range": [0, 100], "step": 0.1, "unit": "%"}, "rule": {"options": ["free", "held"]}}
    case = two_ends(claim("demand", "land", option=20), claim("accept", "land", option=30), issues=issues)
    assert isinstance(case, Case)
    ideal = infer(case, draws=200).parties["north"].ideals["land"]
    assert len(ideal.options) == 1001
    assert max(ideal.probability) == ideal.probability[200]
