"""Simulation-based calibration (Talts et al. 2018), small: ranks of the truth among the draws are uniform.

The model, and a larger run, are `benchmarks/calibration.py`.
"""

import importlib.util
import math
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from detente.beliefs import Sampling

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 128
CHI_SQUARE_7 = 24.3
"""Quantile .999 of χ² with 7 degrees of freedom: fixed seeds, so that the test holds or fails for good."""
KOLMOGOROV = 1.95
"""Quantile .999 of Kolmogorov's distribution."""


@cache
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibration", ROOT / "benchmarks/calibration.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def ranks() -> dict[str, NDArray[np.int64]]:
    found: dict[str, NDArray[np.int64]] = benchmark().ranks(
        REPEATS, Sampling(particles=512, islands=4, prior_draws=2048)
    )
    return found


QUANTITIES = ("influence", "army", "no_deal", "sincerity", "hypothesis", "ideal", "red_line")


@pytest.mark.parametrize("name", QUANTITIES)
def test_ranks_are_uniform(name: str) -> None:
    assert benchmark().chi_square(ranks()[name]) < CHI_SQUARE_7


@pytest.mark.parametrize("name", QUANTITIES)
def test_their_distribution_stays_near_the_uniform_one(name: str) -> None:
    assert benchmark().largest_distance(ranks()[name]) < KOLMOGOROV / math.sqrt(REPEATS)


def test_the_measures_see_what_is_not_uniform() -> None:
    """Draws too narrow, too wide and shifted, as in Talts et al., figures 3 to 5."""
    rng, module = np.random.default_rng(0), benchmark()
    ranks_of = lambda truth, spread: np.array(  # noqa: E731
        [(rng.normal(0, spread, module.DRAWS) < value).sum() for value in truth]
    )
    truth = rng.normal(0, 1, REPEATS)
    for wrong in (ranks_of(truth, 0.6), ranks_of(truth, 1.7), ranks_of(truth + 0.5, 1.0)):
        assert module.chi_square(wrong) > CHI_SQUARE_7
    right = ranks_of(truth, 1.0)
    assert module.chi_square(right) < CHI_SQUARE_7
    assert module.largest_distance(right) < KOLMOGOROV / math.sqrt(REPEATS)


def test_the_tail_of_chi_square_is_that_of_the_tables() -> None:
    # Abramowitz & Stegun, table 26.8, ν = 7
    for value, tail in ((14.0671, 0.05), (18.4753, 0.01), (24.3219, 0.001)):
        assert benchmark().chi_square_tail(value) == pytest.approx(tail, rel=1e-3)
