"""The golden example of the design: analysts, through one paper, say that influence matters more than land.

f = w, so the posterior density is 1.216 w + .392. The particles are 4,096, so that the Monte Carlo error of a
probability is at most .5/√4096 = .008 and of the mean .0045; tolerances are four times that.
"""

import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import Beliefs, Sampling, infer

PRECISE = Sampling(particles=65536, prior_draws=262144)
"""Errors a quarter of the default's."""


def heavier(beliefs: Beliefs) -> float:
    (pair,) = beliefs.parties["north"].pairs
    assert (pair.first, pair.second) == ("land", "influence")
    return 1.0 - pair.probability


def test_one_paper() -> None:
    beliefs = infer(two_ends(claim()))
    summary = beliefs.parties["north"]
    assert summary.witnesses[0].reliability == pytest.approx(0.608)
    assert summary.witnesses[0].baseline == pytest.approx(0.5, abs=0.002)
    assert heavier(beliefs) == pytest.approx(0.652, abs=0.032)
    assert summary.nodes["influence"].weight.mean == pytest.approx(0.6013, abs=0.018)


def test_one_paper_precisely() -> None:
    beliefs = infer(two_ends(claim()), sampling=PRECISE)
    assert heavier(beliefs) == pytest.approx(0.652, abs=0.008)
    assert beliefs.parties["north"].nodes["influence"].weight.mean == pytest.approx(0.6013, abs=0.0045)


def test_a_second_article_that_repeats_the_paper_changes_nothing() -> None:
    once, twice = infer(two_ends(claim())), infer(two_ends(claim(), claim(document="another")))
    assert twice.parties["north"].nodes == once.parties["north"].nodes
    assert twice.parties["north"].witnesses[0].repeats == ("c1",)
    assert twice.behind == {"c1": "c0"}


def test_a_second_paper_with_analysts_of_its_own_multiplies_the_likelihood() -> None:
    case = two_ends(claim(), claim(origin="analysts (The Gazette)"))
    beliefs = infer(case, sampling=PRECISE)
    assert heavier(beliefs) == pytest.approx(0.7707, abs=0.008)
    assert beliefs.parties["north"].nodes["influence"].origins == 2


def test_the_draws_say_the_same_as_the_summary() -> None:
    beliefs = infer(two_ends(claim()), draws=4000)
    draws = beliefs.posterior.parties["north"]
    mean = beliefs.parties["north"].nodes["influence"].weight.mean
    assert draws.effective["influence"].mean() == pytest.approx(mean, abs=0.01)
    assert draws.count == 4000


def test_the_monte_carlo_error_is_that_of_repeated_runs() -> None:
    runs = [infer(two_ends(claim()), seed=seed).parties["north"].nodes["influence"].weight for seed in range(30)]
    means = [run.mean for run in runs]
    spread = (sum((mean - 0.6013) ** 2 for mean in means) / len(means)) ** 0.5
    stated = (sum(run.error**2 for run in runs) / len(runs)) ** 0.5
    assert 0.6 < spread / stated < 1.6
