"""All that is only assumed is listed, with its path and value."""

from detente.beliefs.constants import Constants
from detente.report.assumptions import Assumption, find_assumptions
from detente.table import Case


def _by_path(case: Case) -> dict[str, Assumption]:
    return {part.path: part for part in find_assumptions(case)}


def test_every_assumed_of_the_case_is_listed(case: Case) -> None:
    found = _by_path(case)
    assert found["no_deal.northland"].reason == "nobody reports the cost of war to it"
    assert found["no_deal.northland"].value == "-0.3 to 0.5"
    assert found["issues.army"].what == "the army: options"
    assert found["objectives.northland"].value == "unknown"


def test_priors_where_the_case_is_silent_are_listed(case: Case) -> None:
    found = _by_path(case)
    assert found["no_deal.southland"].value == "-0.5 to 0.5"
    assert found["objectives.southland.weights"].kind == "prior"
    assert found["hypotheses.northland.valley first"].value == "40\u00a0%"


def test_every_constant_is_listed_with_the_value_used(case: Case) -> None:
    found = _by_path(case.model_copy(update={"constants": {"slope": 2.0}}))
    assert {name.removeprefix("constants.") for name in found if name.startswith("constants.")} == set(
        Constants.describe()
    )
    assert (found["constants.slope"].value, found["constants.slope"].reason) == ("2", "set in the case")


def test_what_was_set_aside_is_listed(case: Case) -> None:
    assert _by_path(case)["set_aside[0]"].reason == "too little is said of it"
