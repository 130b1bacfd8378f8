"""Deals in words: alike ones stand together, and who gains is told for each party."""

from typing import Any

from detente.report import Analysis
from detente.report.names import Names
from detente.report.outcomes import make_outcomes
from detente.table import Case


def _candidate(valley: str, army: str, accepted: float, share: float = 0.5) -> dict[str, Any]:
    shares = {
        party: {"mean": mean, "low": 0.0, "high": 1.0}
        for party, mean in (("northland", share), ("southland", 1 - share))
    }
    return {
        "package": {"valley": valley, "army": army},
        "origins": ["every package"],
        "acceptable_to_all": accepted,
        "error": 0.01,
        "acceptable": {"northland": 0.9, "southland": 0.8},
        "efficient": 0.5,
        "shares": shares,
        "expected": {"northland": 0.6, "southland": 0.7},
    }


def _deals(*candidates: dict[str, Any]) -> dict[str, Any]:
    point = {"package": {"valley": "frozen", "army": "free"}, "utilities": {"northland": 0.6, "southland": 0.7}}
    return {
        "frontier": [point],
        "frontier_points": 1,
        "exact": True,
        "epsilon": 0.0,
        "packages": "123456789012345678901234",
        "zopa": {"low": 3, "high": 5, "exact": False},
        "parties": {"required": ["northland", "southland"], "others": [], "without_objectives": []},
        "solutions": {"nash": [point], "best": {}},
        "trades": {"reference": None, "swaps": [], "logrolls": [], "would_give_up": []},
        "robust": {
            "candidates": list(candidates),
            "complete": False,
            "agreement": 0.8,
            "agreement_error": 0.01,
        },
        "information": [
            {"party": "northland", "kind": "order", "about": ["valley", "influence"], "question": "", "gain": 0.04}
            | {"error": 0.01, "answers": {}}
        ],
    }


def test_deals_that_fare_alike_stand_together(case: Case) -> None:
    deals = _deals(
        _candidate("frozen", "capped", 0.80),
        _candidate("frozen", "free", 0.79),
        _candidate("ceded", "free", 0.40, 0.9),
        _candidate("returned", "free", 0.30, 0.5),
    )
    outcomes = make_outcomes(case, Names(case), {}, deals)
    assert [deal.words for deal in outcomes.deals] == [
        "the valley: frozen; no matter how: the army",
        "the valley: ceded; the army: free",
    ]
    assert outcomes.deals[0].roles == ("Nash",)


def test_what_a_party_demands_is_shown_though_it_is_better_for_nobody(case: Case) -> None:
    demanded = {**_candidate("returned", "free", 0.30), "origins": ["stated by southland"]}
    outcomes = make_outcomes(case, Names(case), {}, _deals(_candidate("frozen", "free", 0.8), demanded))
    assert outcomes.deals[-1].roles == ("what Southland demands",)


def test_counts_and_bounds_are_told(case: Case) -> None:
    first, *_ = make_outcomes(case, Names(case), {}, _deals(_candidate("frozen", "free", 0.8))).remarks
    assert "1.2 × 10^23 possible packages, between 3 and 5" in first


def test_a_count_that_rests_on_assumed_values_of_no_deal_is_called_empty(case: Case) -> None:
    assumed, *_ = make_outcomes(case, Names(case), {}, _deals(_candidate("frozen", "free", 0.8))).remarks
    told = case.model_copy(update={"no_deal": {"northland": 0.2}})
    known, *_ = make_outcomes(told, Names(told), {}, _deals(_candidate("frozen", "free", 0.8))).remarks
    assert "no report tells what walking away is worth" in assumed
    assert "no report tells" not in known


def test_what_it_would_help_to_learn_is_told(case: Case) -> None:
    outcomes = make_outcomes(case, Names(case), {}, _deals(_candidate("frozen", "free", 0.8)))
    assert outcomes.matters[0].startswith(
        "Whether the valley or influence over Southland matters more to Northland: to know it"
    )


def test_real_deals_name_every_party_and_issue(analysis: Analysis) -> None:
    outcomes = make_outcomes(analysis.case, Names(analysis.case), analysis.beliefs, analysis.deals)
    assert outcomes.ranked
    for deal in outcomes.deals:
        assert {issue for issue, _ in deal.options} == {"the valley", "the alliance", "the army"}
        assert [share.party for share in deal.shares] == ["northland", "southland"]


def test_one_party_alone_makes_no_deal(case: Case) -> None:
    alone = case.model_copy(update={"parties": {"northland": case.parties["northland"]}})
    assert make_outcomes(alone, Names(alone), {}, _deals(_candidate("frozen", "free", 0.8))).deals == ()


def test_who_gives_way_is_told_whatever_their_number(case: Case) -> None:
    change = {"issue": "army", "from": "free", "to": "capped", "yields": ["northland", "southland"], "gains": []}
    swap = {"changes": [change], "gains": {"northland": 0.1}, "probability": 1.0, "error": 0.0}
    deals = _deals(_candidate("frozen", "free", 0.8))
    deals["trades"]["swaps"] = [swap]
    (told,) = make_outcomes(case, Names(case), {}, deals).swaps
    assert told.sentence == "Northland and Southland would give way on the army from “free” to “capped”"
