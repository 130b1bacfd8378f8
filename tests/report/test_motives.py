"""The matrix of claims and hypotheses: against Bayes' rule written out, and against the beliefs themselves."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.beliefs import infer
from detente.report.motives import evidence_rows, in_words, posterior_under, without_ratios
from detente.table import Case, case_from_yaml

SAMPLE = Path(__file__).resolve().parents[2] / "samples/hard-line/case.yaml"


@pytest.fixture(scope="module")
def told() -> tuple[Case, dict[str, Any]]:
    case = case_from_yaml(SAMPLE.read_text("utf-8"), "case.yaml")
    belief: dict[str, Any] = infer(case, draws=200, seed=1).to_json()["parties"]["halm"]
    return case, belief


@given(
    likelihoods=st.lists(st.floats(0.001, 1.0), min_size=2, max_size=5),
    data=st.data(),
)
def test_bits_are_the_bayes_factor_of_one_claim_against_the_others(
    likelihoods: list[float], data: st.DataObject
) -> None:
    raw = [data.draw(st.floats(0.05, 1.0)) for _ in likelihoods]
    priors = [value / sum(raw) for value in raw]
    names = [f"h{place}" for place in range(len(priors))]
    pairs = [
        {"claim": "c", "first": names[i], "second": names[j], "log_bayes_factor": math.log(one / other)}
        for i, one in enumerate(likelihoods)
        for j, other in enumerate(likelihoods)
        if i < j
    ]
    factors = {"reliability": 0.5, "certainty": 0.5, "trust": 1.0, "confidence": 1.0, "origin": "o", "repeats": []}
    belief = {
        "hypotheses": {name: {"prior": prior} for name, prior in zip(names, priors, strict=True)},
        "diagnosticity": pairs,
        "witnesses": [{"claim": "c", **factors}],
    }
    (row,) = evidence_rows(Case(detente=1, parties={}), "p", belief)
    evidence = sum(prior * value for prior, value in zip(priors, likelihoods, strict=True))
    for prior, value, bits in zip(priors, likelihoods, row.bits, strict=True):
        after = prior * value / evidence
        odds = (after / (1 - after)) / (prior / (1 - prior))
        assert 2.0**bits == pytest.approx(odds, rel=1e-6)
    assert row.spread == pytest.approx(math.log2(max(likelihoods) / min(likelihoods)), abs=1e-9)


def test_a_declared_ratio_of_two_at_reliability_0_4_gives_its_bits_by_hand(told: tuple[Case, dict[str, Any]]) -> None:
    case, belief = told
    rows = {row.claim: row for row in evidence_rows(case, "halm", belief)}
    believed = rows["a2"].reliability
    assert believed == pytest.approx(0.5 * 0.8)  # possible, and one step of the chain
    # Ratio 2 under one story, 1 under the other: f̄ = 1.5, so the likelihoods are ρ·2 + (1 − ρ)·1.5 and ρ + (1 − ρ)·1.5.
    bits = math.log2((2 * believed + 1.5 * (1 - believed)) / (believed + 1.5 * (1 - believed)))
    assert rows["a2"].bits == pytest.approx((bits, -bits), rel=1e-4)
    assert rows["a2"].ratios == (2.0, None)
    assert [row.spread for row in rows.values()] == sorted((row.spread for row in rows.values()), reverse=True)


def test_a_claim_of_tactics_that_nobody_weighed_is_named(told: tuple[Case, dict[str, Any]]) -> None:
    case, belief = told
    assert without_ratios(case, "halm", belief) == ()
    silent = {name: story.model_copy(update={"evidence": {}}) for name, story in case.hypotheses["halm"].items()}
    case = case.model_copy(update={"hypotheses": {"halm": silent}})
    found = infer(case, draws=100, seed=1).to_json()["parties"]["halm"]
    assert without_ratios(case, "halm", found) == ("a2",)


def test_the_posterior_under_the_priors_of_the_run_is_that_of_the_run(told: tuple[Case, dict[str, Any]]) -> None:
    _, belief = told
    stories = belief["hypotheses"].values()
    again = posterior_under([part["prior"] for part in stories], [part["log_evidence"] for part in stories])
    assert again == pytest.approx([part["posterior"] for part in stories], abs=1e-4)
    assert posterior_under([0.0, 0.0], [1.0, 2.0]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (1.0, "barely worth mentioning"),
        (1 / 3, "barely worth mentioning"),
        (3.2, "substantial for it"),
        (1 / 9, "substantial against it"),
        (10.1, "strong for it"),
        (32, "very strong for it"),
        (1e9, "decisive for it"),
        (0.0, "decisive against it"),
    ],
)
def test_a_bayes_factor_is_called_what_jeffreys_calls_it(factor: float, words: str) -> None:
    assert in_words(factor) == words
