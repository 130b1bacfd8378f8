"""Concessions: a step towards the others on one issue while another is held is evidence for what was held."""

from typing import Any

import numpy as np
import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import Sampling, infer
from detente.beliefs.concessions import Concession, find_concessions
from detente.beliefs.constants import Constants
from detente.beliefs.reliability import Trust
from detente.errors import FormatError
from detente.table import Case

PRECISE = Sampling(particles=32768, prior_draws=131072)


def path(*points: tuple[str | None, str], **more: Any) -> dict[str, Any]:
    return {"stated": points[-1][1], "path": [{"date": date, "option": option} for date, option in points], **more}


DELTA = path(("2031-03-01", "ceded"), ("2031-06-01", "frozen"))
HELD = path(("2031-03-01", "held"))


def steps(positions: dict[str, Any], *claims: dict[str, Any], **parts: Any) -> dict[str, Concession]:
    case = two_ends(*claims, positions=positions, **parts)
    return dict(find_concessions(case, "north", Constants(), Trust({}, 0.8)))


def test_a_step_away_from_the_opening_is_one() -> None:
    (step,) = steps({"north": {"land": DELTA, "rule": HELD}}).values()
    assert (step.before, step.after, step.since, step.date) == ("ceded", "frozen", "2031-03-01", "2031-06-01")
    assert step.held == ("rule",)
    assert step.reliability == 1.0


def test_a_step_from_where_the_others_stand_is_none() -> None:
    others = {"south": {"land": {"stated": "ceded"}}}
    assert steps({"north": {"land": DELTA}, **others}) == {}
    assert len(steps({"north": {"land": DELTA}, "south": {"land": {"stated": "back"}}})) == 1


def test_going_back_to_the_opening_is_none() -> None:
    there_and_back = path(("2031-03-01", "ceded"), ("2031-04-01", "back"), ("2031-05-01", "ceded"))
    assert [step.after for step in steps({"north": {"land": there_and_back}}).values()] == ["back"]


@pytest.mark.parametrize(
    "rule",
    [
        path(("2031-03-01", "held"), ("2031-05-01", "shared")),
        path(("2031-07-01", "held")),
        path((None, "held")),
        {"stated": "unknown"},
    ],
    ids=["moved too", "stated later", "undated", "unknown"],
)
def test_what_moved_or_was_not_yet_stated_is_not_held(rule: dict[str, Any]) -> None:
    held = steps({"north": {"land": DELTA, "rule": rule}})["concession:land:1"].held
    assert held == ()


def test_what_moved_before_or_after_is_held() -> None:
    rule = path(("2031-01-01", "shared"), ("2031-03-01", "held"), ("2031-08-01", "free"))
    assert steps({"north": {"land": DELTA, "rule": rule}})["concession:land:1"].held == ("rule",)


def test_on_an_unordered_issue_only_the_option_of_another_is_one() -> None:
    issues = {
        "land": {"options": ["back", "frozen", "ceded"], "ordered": False},
        "rule": {"options": ["free", "shared", "held"]},
    }
    assert steps({"north": {"land": DELTA}}, issues=issues) == {}
    positions = {"north": {"land": DELTA}, "south": {"land": {"stated": "frozen"}}}
    assert len(steps(positions, issues=issues)) == 1


def test_it_is_believed_as_far_as_both_positions_are() -> None:
    demands = [claim("demand", "land", option=option, sources=[], origin="north") for option in ("ceded", "frozen")]
    moved = {
        "stated": "frozen",
        "path": [
            {"date": "2031-03-01", "option": "ceded", "because": ["c0"]},
            {"date": "2031-06-01", "option": "frozen", "because": ["c1"]},
        ],
    }
    (step,) = steps({"north": {"land": moved}}, *demands).values()
    assert step.reliability == pytest.approx(0.95**2)
    assert step.claims == ("c0", "c1")
    demands[0]["status"] = "rejected"
    assert steps({"north": {"land": moved}}, *demands) == {}


def test_its_likelihood_is_the_weight_of_what_was_held() -> None:
    # f = (1 − w_land)/((1 − w_land) + (1 − w_rule)) = w_rule, believed with 1: the density 2w, whose mean is 2/3.
    case = two_ends(positions={"north": {"land": DELTA, "rule": HELD}})
    summary = infer(case, sampling=PRECISE).parties["north"]
    assert summary.nodes["influence"].weight.mean == pytest.approx(2 / 3, abs=0.006)
    assert summary.pairs[0].probability == pytest.approx(1 / 4, abs=0.01)
    assert [part.id for part in summary.concessions] == ["concession:land:1"]
    assert summary.evidence_bits == pytest.approx(float(_bits()), abs=0.02)


def _bits() -> np.floating[Any]:
    w = (np.arange(100000) + 0.5) / 100000
    return np.mean(2 * w * np.log2(2 * w))


def test_three_issues_against_the_grid() -> None:
    ends = {"all": {"land": {"issue": "land"}, "rule": {"issue": "rule"}, "army": {"issue": "army"}}}
    issues = {name: {"options": ["back", "frozen", "ceded"]} for name in ("land", "rule", "army")}
    positions = {"north": {"land": DELTA, "rule": path(("2031-03-01", "ceded"))}}
    case = two_ends(issues=issues, objectives={"north": ends}, positions=positions)
    weights = np.random.default_rng(0).dirichlet([1, 1, 1], 400000)
    f = (1 - weights[:, 0]) / (2 - weights[:, 0] - weights[:, 1])
    summary = infer(case, sampling=PRECISE).parties["north"]
    found = [summary.nodes[name].weight.mean for name in ("land", "rule", "army")]
    assert found == pytest.approx(list((weights * f[:, None]).sum(axis=0) / f.sum()), abs=0.006)


def test_its_claims_stand_with_the_objectives_it_bears_on() -> None:
    demands = [claim("demand", "land", option=option, sources=[], origin="north") for option in ("ceded", "frozen")]
    moved = {"stated": "frozen", "path": [{**DELTA["path"][i], "because": [f"c{i}"]} for i in (0, 1)]}
    summary = infer(two_ends(*demands, positions={"north": {"land": moved, "rule": HELD}}), draws=50).parties["north"]
    assert set(summary.nodes["influence"].claims) == {"c0", "c1"}
    assert "concession:land:1" in {witness.claim for witness in summary.witnesses}


def test_a_step_on_what_is_no_objective_is_left_out() -> None:
    ends = {"all": {"rule": {"issue": "rule"}, "sea": {"issue": "sea"}}}
    issues = {**two_ends().model_dump()["issues"], "sea": {"options": ["open", "shut"]}}
    case = Case.model_validate(
        {
            **two_ends().model_dump(exclude_none=True),
            "issues": {name: {k: v for k, v in part.items() if v is not None} for name, part in issues.items()},
            "objectives": {"north": ends},
            "positions": {"north": {"land": DELTA}},
        }
    )
    assert infer(case, draws=50).parties["north"].concessions == ()


def test_an_option_of_a_path_that_is_none_is_an_error_with_its_path() -> None:
    with pytest.raises(FormatError) as caught:
        infer(two_ends(positions={"north": {"land": path(("2031-03-01", "sold"), ("2031-06-01", "frozen"))}}))
    assert caught.value.faults[0].path == "positions.north.land"
