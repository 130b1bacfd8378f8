"""Hypotheses about motive: restricted priors, posterior probabilities, Bayes factors, declared likelihood ratios."""

import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import infer
from detente.errors import EvidenceError, FormatError

RIVALS = {
    "influence first": {"prior": 0.5, "says": {"weights": {"influence": "above land"}}},
    "land first": {"prior": 0.5, "says": {"weights": {"land": "above influence"}}},
}


def test_the_prior_obeys_what_each_hypothesis_says() -> None:
    stories = {
        **RIVALS,
        "playing for time": {"prior": 0.5, "says": {"no_deal": "high", "sincerity": "low"}},
    }
    draws = infer(two_ends(hypotheses={"north": stories})).posterior.parties["north"]
    of = {name: draws.hypothesis == place for place, name in enumerate(draws.hypotheses)}
    assert (draws.effective["influence"] > draws.effective["land"])[of["influence first"]].all()
    assert (draws.effective["influence"] < draws.effective["land"])[of["land first"]].all()
    assert (draws.no_deal > 0)[of["playing for time"]].all()
    assert (draws.sincerity < 0.5)[of["playing for time"]].all()
    assert [float(of[name].mean()) for name in stories] == pytest.approx([1 / 3] * 3, abs=0.01)


def test_the_bayes_factor_of_the_golden_claim() -> None:
    # Under w > 1/2 the mean of .608 w + .196 is .652, under w < 1/2 it is .348.
    summary = infer(two_ends(claim(), hypotheses={"north": RIVALS})).parties["north"]
    found = summary.hypotheses["influence first"]
    assert found.posterior == pytest.approx(0.652, abs=0.008)
    assert found.bayes_factor == pytest.approx(0.652 / 0.348, rel=0.03)
    assert summary.hypotheses["land first"].bayes_factor == pytest.approx(0.348 / 0.652, rel=0.03)
    assert summary.diagnosticity[0].log_bayes_factor == pytest.approx(0.6279, abs=0.02)


def test_without_its_only_origin_a_hypothesis_falls_back_to_its_prior() -> None:
    summary = infer(two_ends(claim(), hypotheses={"north": RIVALS})).parties["north"]
    (origin,) = summary.origins
    assert origin.hypotheses["land first"] == pytest.approx(0.5, abs=0.01)
    assert origin.weights["land"] == pytest.approx(0.5, abs=0.015)


def test_declared_ratios_move_hypotheses_and_nothing_else() -> None:
    stories = {"bluff": {"prior": 0.5, "evidence": {"c0": 4.0}}, "earnest": {"prior": 0.5}}
    case = two_ends(claim("tactic", sources=[]), hypotheses={"north": stories})
    summary = infer(case).parties["north"]
    # f = 1 and 1/4, f̄ = 5/8: .95 + .05·5/8 against .95/4 + .05·5/8
    assert summary.hypotheses["bluff"].bayes_factor == pytest.approx(0.98125 / 0.26875, rel=1e-6)
    assert summary.nodes["land"].weight.mean == pytest.approx(0.5, abs=0.01)
    assert summary.sampled.acceptance == 1.0


def test_how_the_counterpart_reads_a_signal_can_bear_on_a_motive() -> None:
    stories = {"bluff": {"prior": 0.5, "evidence": {"c0": 4.0}}, "earnest": {"prior": 0.5}}
    assessed = {**claim("assess", None), "party": "south"}
    beliefs = infer(two_ends(assessed, hypotheses={"north": stories}))
    assert beliefs.parties["north"].hypotheses["bluff"].posterior > 0.6
    assert beliefs.unused == {}


def test_a_hypothesis_that_excludes_itself_is_an_error() -> None:
    weights = {"influence": "above land", "land": "above influence"}
    with pytest.raises(EvidenceError, match="almost no prior mass"):
        infer(two_ends(hypotheses={"north": {"both": {"prior": 1.0, "says": {"weights": weights}}}}))


def test_a_hypothesis_about_a_known_no_deal_value_is_an_error() -> None:
    stories = {"north": {"time": {"prior": 1.0, "says": {"no_deal": "high"}}}}
    with pytest.raises(EvidenceError, match="almost no prior mass"):
        infer(two_ends(hypotheses=stories, no_deal={"north": 0.2}))


@pytest.mark.parametrize("says", ["beyond land", "above the sea"])
def test_words_that_mean_nothing_are_an_error_with_their_path(says: str) -> None:
    stories = {"north": {"odd": {"prior": 1.0, "says": {"weights": {"influence": says}}}}}
    with pytest.raises(FormatError) as raised:
        infer(two_ends(hypotheses=stories))
    assert raised.value.faults[0].path == "hypotheses.north.odd.says.weights.influence"


def test_a_ratio_for_a_claim_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FormatError, match=r"hypotheses.north.bluff.evidence.c9"):
        infer(two_ends(hypotheses={"north": {"bluff": {"prior": 1.0, "evidence": {"c9": 2.0}}}}))


def test_the_effective_number_of_particles_is_high() -> None:
    claims = [claim("interest", origin=f"origin {place}") for place in range(6)]
    sampled = infer(two_ends(*claims, hypotheses={"north": RIVALS})).parties["north"].sampled
    assert sampled.effective > 1000
