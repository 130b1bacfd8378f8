"""Claims chosen to break the beliefs: sure of themselves, at odds with one another, under constants at their bounds."""

import json
import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.two_ends import claim, two_ends

from detente.beliefs import Beliefs, Sampling, infer
from detente.beliefs.contradictions import MOST, find_contradictions
from detente.claims import ACTS
from detente.table import Case

SAMPLING = Sampling(particles=128, islands=4, prior_draws=256, most_moves=8)
EXTREMES = {
    "asserted": [0.0, 1.0],
    "denied": [0.0, 1.0],
    "slope": [1e-3, 1e6],
    "strong_margin": [0.0, 1e6],
    "interest_exponent": [0.0, 50.0],
    "demand_exponent": [0.0, 50.0],
    "says_ideal": [0.0, 1.0],
    "red_line_prior": [0.0, 1.0],
    "accept_slope": [1e-3, 1e6],
    "threat_slope": [1e-3, 1e6],
    "weight_floor": [1e-300, 0.1],
}
OPTIONS = {"land": ["back", "frozen", "ceded"], "rule": ["free", "shared", "held"], "influence": ["free", "held"]}


@st.composite
def quarrels(draw: st.DrawFn) -> Case:
    claims = []
    for _ in range(draw(st.integers(1, 30))):
        on = draw(st.sampled_from(["land", "rule", "influence"]))
        claims.append(
            {
                "party": "north",
                "act": draw(st.sampled_from(ACTS)),
                "on": on,
                "over": draw(st.sampled_from([None, "land", "rule", "influence"])),
                "option": draw(st.sampled_from([None, *OPTIONS[on]])),
                "emphasis": draw(st.sampled_from(["plain", "strong"])),
                "certainty": draw(st.sampled_from(["asserted", "denied"])),
                "origin": f"origin {draw(st.integers(0, 30))}",
            }
        )
    constants = draw(st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in EXTREMES.items()}))
    ratios = st.dictionaries(st.sampled_from([f"c{i}" for i in range(len(claims))]), st.sampled_from([1e-300, 1e300]))
    stories = {name: {"prior": prior, "evidence": draw(ratios)} for name, prior in (("a", 0.999), ("b", 0.001))}
    return two_ends(*claims, constants=constants, hypotheses=draw(st.sampled_from([{}, {"north": stories}])))


def numbers(value: Any) -> Iterator[float]:
    if is_dataclass(value):
        for part in fields(value):
            yield from numbers(getattr(value, part.name))
    elif isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, float):
        yield value
    elif isinstance(value, np.ndarray):
        yield from value.astype(float).ravel().tolist()


def check(beliefs: Beliefs) -> None:
    assert all(math.isfinite(number) for number in numbers(beliefs.parties))
    assert all(math.isfinite(number) for number in numbers(beliefs.posterior))
    summary, draws = beliefs.parties["north"], beliefs.posterior.parties["north"]
    assert sum(story.posterior for story in summary.hypotheses.values()) == pytest.approx(1.0)
    assert sum(node.weight.mean for node in summary.nodes.values()) == pytest.approx(1.0)
    assert all(np.allclose(table.sum(axis=1), 1.0) for table in draws.weights.values())
    for watched in summary.observations:
        assert sum(watched.hypotheses.values()) == pytest.approx(1.0)
        assert 0 <= watched.bits <= 1 + 1e-9
    json.dumps(beliefs.to_json(), allow_nan=False)


@given(quarrels())
@settings(max_examples=40, derandomize=True)
def test_no_quarrel_gives_a_nan(case: Case) -> None:
    check(infer(case, draws=50, sampling=SAMPLING))


def test_thousands_of_certain_claims_at_odds_give_no_nan() -> None:
    certain = {"sources": [], "trust": 1.0}
    claims = [
        claim(on=on, over=over, origin=f"origin {place}", **certain)
        for place in range(1000)
        for on, over in (("land", "influence"), ("influence", "land"))
    ]
    beliefs = infer(two_ends(*claims, constants={"asserted": 1.0}), draws=50, sampling=SAMPLING)
    check(beliefs)
    summary = beliefs.parties["north"]
    assert summary.nodes["land"].weight.mean == pytest.approx(0.5, abs=0.05)
    assert len(summary.contradictions) == MOST


def test_two_certain_claims_at_odds_are_told_as_a_contradiction() -> None:
    certain = {"sources": [], "trust": 1.0}
    demands = [claim("demand", "land", option="ceded", **certain)]
    denied = [claim("demand", "land", option="ceded", certainty="denied", **certain)]
    case = two_ends(*demands, *denied, constants={"asserted": 1.0, "denied": 1.0})
    beliefs = infer(case, draws=50, sampling=SAMPLING)
    check(beliefs)
    (found,) = beliefs.parties["north"].contradictions
    assert (found.kind, found.claims) == ("denial", ("c0", "c1"))


@given(quarrels())
@settings(max_examples=40, derandomize=True)
def test_contradictions_are_those_that_comparing_every_pair_finds(case: Case) -> None:
    found = {part.claims for part in find_contradictions(case.evidence)}
    names = list(case.evidence)
    pairs = {
        (one, other)
        for place, one in enumerate(names)
        for other in names[place + 1 :]
        if find_contradictions({name: case.evidence[name] for name in (one, other)})
    }
    assert found == pairs
