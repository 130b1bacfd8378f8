"""The observation that would tell hypotheses apart best: exact values, and the twin that infers after each answer."""

import math

import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import infer
from detente.beliefs.summary import Observation, PartySummary

RIVALS = {
    "north": {
        "influence first": {"prior": 0.5, "says": {"weights": {"influence": "above land"}}},
        "land first": {"prior": 0.5, "says": {"weights": {"land": "above influence"}}},
    }
}


def entropy(p: float) -> float:
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


def summary(*claims: dict[str, object], draws: int = 50) -> PartySummary:
    return infer(two_ends(*claims, hypotheses=RIVALS), draws=draws).parties["north"]


def of(found: PartySummary, act: str, on: str | None) -> Observation:
    return next(part for part in found.observations if (part.act, part.on) == (act, on))


def test_the_best_observation_without_evidence() -> None:
    # E[w | w > 1/2] = 3/4: it would put influence above land with .95·3/4 + .05/2 = .7375, under the rival with .2625.
    found = of(summary(), "priority", "influence")
    assert found.bits == pytest.approx(1 - entropy(0.7375), abs=0.01)
    assert found.probability == pytest.approx(0.5, abs=0.01)
    assert found.hypotheses["influence first"] == pytest.approx(0.7375, abs=0.01)
    assert found.unless["influence first"] == pytest.approx(0.2625, abs=0.01)
    assert found.error < 0.01


def test_they_stand_in_order_and_tell_no_more_than_is_open() -> None:
    found = summary(claim()).observations
    assert [part.bits for part in found] == sorted((part.bits for part in found), reverse=True)
    assert all(0 <= part.bits <= entropy(summary(claim()).hypotheses["land first"].posterior) for part in found)


def test_what_tells_nothing_apart_is_worth_nothing() -> None:
    stories = {"north": {"one": {"prior": 0.5}, "other": {"prior": 0.5}}}
    found = infer(two_ends(claim(), hypotheses=stories), draws=50).parties["north"].observations
    assert max(part.bits for part in found) < 0.002


def test_one_hypothesis_leaves_nothing_to_tell_apart() -> None:
    assert infer(two_ends(claim()), draws=50).parties["north"].observations == ()


@pytest.mark.parametrize("act", ["interest", "offer", "trade"])
def test_the_twin_infers_after_each_answer(act: str) -> None:
    before = summary(claim())
    watched = next(part for part in before.observations if part.act == act)
    seen = {"act": act, "on": watched.on, "over": watched.over, "party": "north", "origin": "north itself"}
    after = {
        certainty: summary(claim(), {**seen, "certainty": certainty}).hypotheses["land first"].posterior
        for certainty in ("asserted", "denied")
    }
    assert watched.hypotheses["land first"] == pytest.approx(after["asserted"], abs=0.025)
    assert watched.unless["land first"] == pytest.approx(after["denied"], abs=0.025)
    chance, now = watched.probability, before.hypotheses["land first"].posterior
    learnt = entropy(now) - chance * entropy(after["asserted"]) - (1 - chance) * entropy(after["denied"])
    assert watched.bits == pytest.approx(learnt, abs=0.02)
