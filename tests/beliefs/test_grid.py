"""Every act against its twin: the posterior by integration over a fine grid, written anew from the table of acts."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support.two_ends import claim, two_ends

from detente.beliefs import Constants, Sampling, infer

Floats = NDArray[np.float64]
SAMPLING = Sampling(particles=32768, prior_draws=131072)
DECLARED = Constants()
CERTAIN = {"confidence": 1.0, "trust": 1.0, "sources": []}

# The grid: weight of influence, sincerity, no-deal value, each by midpoints; ideals of land and rule.
W, SIGMA, R = np.meshgrid(
    (np.arange(400) + 0.5) / 400, (np.arange(21) + 0.5) / 21, (np.arange(60) + 0.5) / 60 - 0.5, indexing="ij"
)
IDEALS = tuple(product(range(3), range(3)))


def twin_logistic(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def twin(f: Callable[[int, int], Floats], rho: float, denied: bool = False) -> dict[str, float]:
    """Give posterior means by the likelihood ρ·f + (1 − ρ)·f̄ over the grid and the nine pairs of ideals."""
    values = np.array([np.broadcast_to(f(land, rule), W.shape) for land, rule in IDEALS])
    values = 1 - values if denied else values
    mass = rho * values + (1 - rho) * values.mean()
    mass = mass / mass.sum()
    by_rule = np.array([sum(mass[i].sum() for i, (_, rule) in enumerate(IDEALS) if rule == o) for o in range(3)])
    over_ideals = mass.sum(axis=0)
    return {
        "weight": float((over_ideals * W).sum()),
        "sincerity": float((over_ideals * SIGMA).sum()),
        "no_deal": float((over_ideals * R).sum()),
        "held": float(by_rule[2]),
    }


def strong(land: int, rule: int) -> Floats:
    return twin_logistic(np.log(W / (1 - W)) - DECLARED.strong_margin)


def demanded(land: int, rule: int) -> Floats:
    root, other = W**DECLARED.demand_exponent, (1 - W) ** DECLARED.demand_exponent
    said = DECLARED.says_ideal if rule == 2 else (1 - DECLARED.says_ideal) / 2
    return (SIGMA * root / (root + other) + (1 - SIGMA) / 2) * said


def rejected(land: int, rule: int) -> Floats:
    return np.array(DECLARED.red_line_prior + (1 - DECLARED.red_line_prior) * abs(2 - rule) / 2)


ACTS: dict[str, tuple[dict[str, Any], Callable[[int, int], Floats]]] = {
    "priority": (claim(), lambda land, rule: W),
    "priority over all else": (claim(over=None), lambda land, rule: W),
    "emphatic priority": (claim(emphasis="strong"), strong),
    "interest": (claim("interest"), lambda land, rule: W),
    "interest in an issue": (claim("interest", "rule"), lambda land, rule: W),
    "offer": (claim("offer"), lambda land, rule: 1 - W),
    "trade": (claim("trade", over="land"), lambda land, rule: W),
    "demand": (claim("demand", option="held"), demanded),
    "accept": (
        claim("accept", option="held"),
        lambda land, rule: twin_logistic((1 - abs(2 - rule) / 2 - R) / DECLARED.accept_slope),
    ),
    "reject": (claim("reject", option="held"), rejected),
    "threat": (claim("threat", None), lambda land, rule: twin_logistic(R / DECLARED.threat_slope)),
}


@pytest.mark.parametrize("certainty", ["asserted", "denied"])
@pytest.mark.parametrize("name", ACTS)
def test_the_sampler_agrees_with_the_grid(name: str, certainty: str) -> None:
    fields, f = ACTS[name]
    expected = twin(f, 0.95, certainty == "denied")
    summary = infer(two_ends({**fields, **CERTAIN, "certainty": certainty}), sampling=SAMPLING).parties["north"]
    found = {
        "weight": summary.nodes["influence"].weight.mean,
        "sincerity": summary.sincerity.mean,
        "no_deal": summary.no_deal.mean,
        "held": summary.ideals["rule"].probability[2],
    }
    assert found == pytest.approx(expected, abs=0.009)


def test_several_claims_multiply() -> None:
    claims = [{**ACTS[name][0], **CERTAIN, "origin": name} for name in ("interest", "demand", "accept", "threat")]
    values = np.array(
        [[np.broadcast_to(ACTS[part["origin"]][1](*ideal), W.shape) for ideal in IDEALS] for part in claims]
    )
    mass = np.prod([0.95 * value + 0.05 * value.mean() for value in values], axis=0)
    evidence = mass.mean()
    mass = mass / mass.sum()
    summary = infer(two_ends(*claims), sampling=SAMPLING).parties["north"]
    assert summary.nodes["influence"].weight.mean == pytest.approx(float((mass * W).sum()), abs=0.006)
    assert summary.no_deal.mean == pytest.approx(float((mass * R).sum()), abs=0.006)
    hypothesis = summary.hypotheses["none stated"]
    assert hypothesis.log_evidence == pytest.approx(np.log(evidence), abs=0.02)
    assert summary.evidence_bits == pytest.approx(float((mass * np.log2(mass * mass.size)).sum()), abs=0.03)
