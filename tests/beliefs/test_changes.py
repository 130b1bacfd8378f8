"""What changed between two days."""

import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import case_until, find_changes, infer
from detente.errors import UsageError

EARLY = claim(date="2031-03-01")
LATE = claim("interest", "land", date="2031-05-01T09:00:00", sources=[], origin="north", outlet="The Mail")
UNDATED = claim("threat", None, origin="nobody")
CASE = two_ends(
    EARLY,
    LATE,
    UNDATED,
    trust={"The Mail": 0.9},
    hypotheses={"north": {"a": {"prior": 0.5, "evidence": {"c1": 2.0}}, "b": {"prior": 0.5}}},
    positions={
        "north": {
            "land": {
                "stated": "back",
                "because": ["c1"],
                "path": [{"date": "2031-03-01", "option": "ceded"}, {"date": "2031-05-01", "option": "back"}],
            },
            "rule": {"stated": "held", "because": ["c1"]},
        },
        "south": {"land": {"stated": "ceded"}},
    },
)


def test_a_case_as_it_stood_on_a_day() -> None:
    then = case_until(CASE, "2031-04-30")
    assert list(then.evidence) == ["c0", "c2"]
    assert then.positions["north"]["land"].stated == "ceded"
    assert "rule" not in then.positions["north"]
    assert then.hypotheses["north"]["a"].evidence == {}
    assert then.trust == {}
    infer(then, draws=50)


@pytest.mark.parametrize("day", ["2031-05-01", "2031-05", "2031", "2032-01-01"])
def test_a_day_holds_all_that_was_said_on_it(day: str) -> None:
    assert case_until(CASE, day) == CASE.model_copy(
        update={
            "positions": {
                **CASE.positions,
                "north": {
                    "land": CASE.positions["north"]["land"].model_copy(update={"because": []}),
                    "rule": CASE.positions["north"]["rule"],
                },
            }
        }
    )


def test_changes_are_differences_of_the_two_beliefs_with_their_new_claims() -> None:
    then, now = infer(case_until(CASE, "2031-04-01"), draws=50), infer(CASE, draws=50)
    found = find_changes(CASE, then, now, "2031-04-01")
    assert (found.new, found.undated) == (("c1",), ("c2",))
    weight = next(part for part in found.changes if part.words == "weight of land")
    assert weight.before == then.parties["north"].nodes["land"].weight.mean
    assert weight.after == now.parties["north"].nodes["land"].weight.mean
    assert weight.claims == ("c1",)
    assert weight.after > weight.before
    sizes = [abs(part.after - part.before) for part in found.changes]
    assert sizes == sorted(sizes, reverse=True)
    assert found.to_json()["bits"]["north"][0] == pytest.approx(then.parties["north"].evidence_bits, rel=1e-4)


def test_nothing_new_changes_nothing() -> None:
    now = infer(CASE, draws=50)
    found = find_changes(CASE, infer(case_until(CASE, "2031-12-31"), draws=50), now, "2031-12-31")
    assert found.new == ()
    assert found.changes == ()


def test_days_in_the_wrong_order_and_cases_without_days_are_errors() -> None:
    beliefs = infer(CASE, draws=50)
    with pytest.raises(UsageError, match="lies before"):
        find_changes(CASE, beliefs, beliefs, "2031-05-01", "2031-03-01")
    with pytest.raises(UsageError, match="no claim of this case has a date"):
        find_changes(two_ends(UNDATED), beliefs, beliefs, "2031-05-01")
