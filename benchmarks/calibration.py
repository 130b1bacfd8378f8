"""Simulation-based calibration of the beliefs: python benchmarks/calibration.py [repeats] [particles].

A truth drawn from the prior, and claims drawn as the likelihood says, must fall at every rank among the posterior draws
equally often (S. Talts et al., "Validating Bayesian inference algorithms with simulation-based calibration", 2018,
arXiv 1804.06788). A slot of evidence is asserted with probability L(θ) = ρ·f + (1 − ρ)·f̄ and denied with 1 − L(θ),
which is the likelihood of a denial at the same reliability: a whole model of the data, with every act that has a
likelihood, an `any`, and two hypotheses.

Told for each quantity: χ² over eight cells of ranks with its probability, and the largest distance of the ranks'
distribution function from the uniform one beside the 95 % band of that (Kolmogorov).
"""

import math
import sys
import time

import numpy as np
from numpy.typing import NDArray

from detente.beliefs import Constants, Sampling, infer
from detente.beliefs.layout import Layout, lay_out
from detente.beliefs.likelihood import Likelihood, compile_evidence
from detente.beliefs.prior import hypotheses_of, prior_of
from detente.beliefs.wants import Wants
from detente.table import Case

DRAWS = 31
CELLS = 8
CONSTANTS = Constants()
QUANTITIES = ("influence", "army", "no_deal", "sincerity", "hypothesis", "ideal", "red_line")

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


def claim(act: str, on: str | None, origin: str, **more: str) -> dict[str, str | None]:
    return {"party": "north", "act": act, "on": on, "origin": origin, **more}


SLOTS = (
    claim("priority", "influence", "z", over="land"),
    claim("interest", "army", "a"),
    claim("demand", "land", "b", option="ceded"),
    claim("offer", "land", "c"),
    claim("accept", "rule", "d", option="held"),
    claim("reject", "land", "e", option="back"),
    claim("threat", None, "f"),
    claim("tactic", None, "g"),
    claim("trade", "rule", "h", over="army"),
)


def case_of(denied: NDArray[np.bool_]) -> Case:
    claims = [
        {**slot, "sources": [], "certainty": "denied" if no else "asserted"}
        for slot, no in zip(SLOTS, denied, strict=True)
    ]
    return Case.model_validate(
        {
            "detente": 1,
            "parties": {"north": {"name": "North"}},
            "issues": ISSUES,
            "objectives": {"north": TREE},
            "hypotheses": {"north": STORIES},
            "evidence": {f"c{place}": part for place, part in enumerate(claims)},
        }
    )


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


def ranks(repeats: int, sampling: Sampling, seed: int = 5) -> dict[str, NDArray[np.int64]]:
    """Give the rank of the truth among the draws, 0 to `DRAWS`, in each repeat; ties are broken by chance."""
    layout, likelihood, samples = setting()
    rng = np.random.default_rng(seed)
    found: dict[str, list[int]] = {name: [] for name in QUANTITIES}
    for repeat in range(repeats):
        story = int(rng.random() >= STORIES["influence first"]["prior"])
        point = rng.integers(samples[story].shape[1])
        wants = Wants(layout, samples[story][:, point : point + 1], CONSTANTS.weight_floor)
        chance = np.exp(likelihood.log_of_each(wants, story))[:, 0]
        beliefs = infer(case_of(rng.random(len(SLOTS)) >= chance), draws=DRAWS, seed=repeat, sampling=sampling)
        draws = beliefs.posterior.parties["north"]
        pairs = {
            "influence": (draws.effective["influence"], wants.effective["influence"][0]),
            "army": (draws.effective["army"], wants.effective["army"][0]),
            "no_deal": (draws.no_deal, wants.no_deal[0]),
            "sincerity": (draws.sincerity, wants.sincerity[0]),
            "hypothesis": (draws.hypothesis, story),
            "ideal": (draws.ideals["land"], wants.satisfaction("land")[:, 0].argmax()),
            "red_line": (draws.red_lines["land"][:, 0], wants.red_line("land", 0)[0]),
        }
        for name, (drawn, truth) in pairs.items():
            below, equal = int((drawn < truth).sum()), int((drawn == truth).sum())
            found[name].append(below + int(rng.integers(equal + 1)))
    return {name: np.array(values) for name, values in found.items()}


def chi_square(found: NDArray[np.int64]) -> float:
    """Give Σ (n − e)²/e over `CELLS` cells of ranks."""
    counts = np.bincount(found * CELLS // (DRAWS + 1), minlength=CELLS)
    expected = len(found) / CELLS
    return float(((counts - expected) ** 2 / expected).sum())


def largest_distance(found: NDArray[np.int64]) -> float:
    """Give the largest |F(rank) − (rank + 1)/(draws + 1)|."""
    reached = np.cumsum(np.bincount(found, minlength=DRAWS + 1)) / len(found)
    return float(np.abs(reached - np.arange(1, DRAWS + 2) / (DRAWS + 1)).max())


def chi_square_tail(value: float) -> float:
    """Give P(χ² > value) with seven degrees of freedom (Abramowitz & Stegun 26.4.4)."""
    root = math.sqrt(value)
    density = math.exp(-value / 2) / math.sqrt(2 * math.pi)
    return math.erfc(root / math.sqrt(2)) + 2 * density * (root + root**3 / 3 + root**5 / 15)


def main() -> None:
    repeats, particles = ([int(word) for word in sys.argv[1:]] + [1000, 1024][len(sys.argv) - 1 :])[:2]
    start = time.process_time()
    found = ranks(repeats, Sampling(particles=particles, prior_draws=4 * particles))
    print(
        f"{repeats} repeats of {particles} particles, {DRAWS} draws: {time.process_time() - start:.0f} s of processor"
    )
    band = 1.358 / math.sqrt(repeats)
    for name, values in found.items():
        value = chi_square(values)
        print(
            f"{name:<12} χ² {value:5.1f} (p = {chi_square_tail(value):.3f}), largest distance "
            f"{largest_distance(values):.4f} (95 % band {band:.4f})"
        )


if __name__ == "__main__":
    main()
