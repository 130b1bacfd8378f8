"""Reliability: three factors, each visible in the result and changeable in the case."""

import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import infer
from detente.errors import FormatError
from detente.table import Case, case_from_data


def witness(case: Case) -> tuple[float, float, float, float]:
    (found,) = infer(case, draws=50).parties["north"].witnesses
    return found.certainty, found.trust, found.confidence, found.reliability


def test_the_three_factors_stand_in_the_result() -> None:
    case = two_ends(claim(certainty="probable", confidence=0.6))
    assert witness(case) == pytest.approx((0.75, 0.64, 0.6, 0.75 * 0.64 * 0.6))


def test_a_confirmed_claim_is_read_rightly() -> None:
    assert witness(two_ends(claim(confidence=0.6, status="confirmed")))[2] == 1.0


def test_trust_in_a_source_takes_the_place_of_its_step() -> None:
    assert witness(two_ends(claim(), trust={"The Paper": 0.25}))[1] == pytest.approx(0.8 * 0.25)
    assert witness(two_ends(claim(), trust={"paper": 1.0, "Analysts": 0.5}))[1] == pytest.approx(0.5)


def test_trust_in_the_outlet_counts_once() -> None:
    assert witness(two_ends(claim(outlet="The Mail"), trust={"the mail": 0.5}))[1] == pytest.approx(0.64 * 0.5)
    assert witness(two_ends(claim(outlet="The Paper"), trust={"The Paper": 0.5}))[1] == pytest.approx(0.8 * 0.5)


def test_the_trust_of_a_claim_stands_above_that_of_its_sources() -> None:
    assert witness(two_ends(claim(trust=0.9), trust={"The Paper": 0.1}))[1] == pytest.approx(0.9)


def test_the_most_trusted_of_one_witness_counts() -> None:
    case = two_ends(claim(outlet="The Mail"), claim(outlet="The Post"), trust={"The Mail": 0.3})
    assert infer(case, draws=50).behind == {"c0": "c1"}


def test_levels_of_certainty_are_constants_of_the_case() -> None:
    assert witness(two_ends(claim(), constants={"asserted": 0.6}))[0] == pytest.approx(0.6)


def test_a_source_that_is_none_and_one_named_twice_are_told_together() -> None:
    with pytest.raises(FormatError) as caught:
        infer(two_ends(claim(), trust={"The Papre": 0.5, "The Paper": 0.5, "paper": 0.4}))
    assert [fault.path for fault in caught.value.faults] == ["trust.The Papre", "trust.paper"]
    assert "there are The Paper, analysts" in str(caught.value)


def test_a_trust_beyond_its_bounds_is_told_with_its_path() -> None:
    data = two_ends(claim()).model_dump(mode="json", exclude_defaults=True)
    with pytest.raises(FormatError) as caught:
        case_from_data({**data, "trust": {"The Paper": 1.5}, "detente": 1})
    assert caught.value.faults[0].path == "trust.The Paper"
    assert "1.5" in str(caught.value)
