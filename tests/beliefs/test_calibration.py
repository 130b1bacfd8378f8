"""Simulation-based calibration (Talts et al. 2018): a truth drawn from the prior, and claims drawn as the likelihood
says, must fall at every rank among the posterior draws equally often.

A slot of evidence is asserted with probability L(θ) = ρ·f + (1 − ρ)·f̄ and denied with 1 − L(θ), which is the
likelihood of a denial at the same reliability: a whole model of the data.
"""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from support.two_ends import claim, two_ends

from detente.beliefs import Sampling, infer
from detente.beliefs.constants import Constants
from detente.beliefs.layout import Layout, lay_out
from detente.beliefs.likelihood import Likelihood, compile_evidence
from detente.beliefs.prior import hypotheses_of, prior_of
from detente.beliefs.wants import Wants
from detente.table import Case

REPEATS = 240
DRAWS = 31
CELLS = 8
CHI_SQUARE_7 = 24.3
"""Quantile .999 of χ² with 7 degrees of freedom: fixed seeds, so that the test holds or fails for good."""
SAMPLING = Sampling(particles=512, islands=4, prior_draws=2048)
CONSTANTS = Constants()

TREE = {
    "all": {
        "land": {"issue": "land"},
        "influence": {
            "any": {"pact": {"all": {"rule": {"issue": "rule"}, "army": {"issue": "army"}}}, "seat": {"issue": "seat"}}
        },
    }
}
ISSUES = {
    "land": {"options": ["back", "frozen", "ceded"]},
    "rule": {"options": ["free", "held"], "ordered": False},
    "army": {"options": ["big", "half", "small"]},
    "seat": {"options": ["no", "yes"]},
}
STORIES = {
    "influence first": {"prior": 0.6, "says": {"weights": {"influence": "above land"}}},
    "stalling": {"prior": 0.4, "says": {"no_deal": "high", "sincerity": "low"}, "evidence": {"c7": 3.0}},
}
SLOTS = (
    claim(),
    claim("interest", "army", origin="a"),
    claim("demand", "land", option="ceded", origin="b"),
    claim("offer", "land", origin="c"),
    claim("accept", "rule", option="held", origin="d"),
    claim("reject", "land", option="back", origin="e"),
    claim("threat", None, origin="f"),
    claim("tactic", None, origin="g"),
    claim("trade", "rule", over="army", origin="h"),
)


def case_of(denied: NDArray[np.bool_]) -> Case:
    claims = [
        {**slot, "sources": [], "certainty": "denied" if no else "asserted"}
        for slot, no in zip(SLOTS, denied, strict=True)
    ]
    return two_ends(*claims, issues=ISSUES, objectives={"north": TREE}, hypotheses={"north": STORIES})


def setting() -> tuple[Layout, Likelihood, list[NDArray[np.float64]]]:
    case = case_of(np.zeros(len(SLOTS), dtype=np.bool_))
    layout = lay_out(case, "north", case.evidence, CONSTANTS)
    assert layout is not None
    hypotheses = hypotheses_of(case, "north")
    compiled = compile_evidence(case.evidence, layout, list(hypotheses.values()), CONSTANTS)
    priors = prior_of(layout, hypotheses, CONSTANTS, 1e-4)
    rng = np.random.default_rng(11)
    samples = [prior.sample(20000, rng) for prior in priors]
    wants = [prior.wants(sample) for prior, sample in zip(priors, samples, strict=True)]
    return layout, Likelihood(compiled, (0.6, 0.4), wants), samples


@cache
def ranks() -> dict[str, list[int]]:
    layout, likelihood, samples = setting()
    rng = np.random.default_rng(5)
    found: dict[str, list[int]] = {"influence": [], "army": [], "no_deal": [], "sincerity": [], "hypothesis": []}
    for repeat in range(REPEATS):
        story = int(rng.random() >= 0.6)
        point = rng.integers(samples[story].shape[1])
        wants = Wants(layout, samples[story][:, point : point + 1], CONSTANTS.weight_floor)
        chance = np.exp(likelihood.log_of_each(wants, story))[:, 0]
        beliefs = infer(case_of(rng.random(len(SLOTS)) >= chance), draws=DRAWS, seed=repeat, sampling=SAMPLING)
        draws = beliefs.posterior.parties["north"]
        for name in ("influence", "army"):
            found[name].append(int((draws.effective[name] < wants.effective[name][0]).sum()))
        found["no_deal"].append(int((draws.no_deal < wants.no_deal[0]).sum()))
        found["sincerity"].append(int((draws.sincerity < wants.sincerity[0]).sum()))
        below, equal = int((draws.hypothesis < story).sum()), int((draws.hypothesis == story).sum())
        found["hypothesis"].append(below + int(rng.integers(equal + 1)))
    return found


@pytest.mark.parametrize("name", ["influence", "army", "no_deal", "sincerity", "hypothesis"])
def test_ranks_are_uniform(name: str) -> None:
    counts = np.bincount(np.array(ranks()[name]) * CELLS // (DRAWS + 1), minlength=CELLS)
    expected = REPEATS / CELLS
    assert ((counts - expected) ** 2 / expected).sum() < CHI_SQUARE_7
