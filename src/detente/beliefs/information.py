"""How much was learnt: the Kullback–Leibler divergence of the posterior from the prior, in bits.

In total it is exact up to Monte Carlo error: E_posterior[log p(data | θ)] − log p(data), over log 2. For one quantity
it is estimated over `CELLS` cells of equal prior mass (a discrete quantity: over its values), less the bias
(m − 1)/(2 n log 2) that m cells and n effective draws give where nothing was learnt (Miller 1955), and at least 0.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.population import Population

__all__ = ["CELLS", "LEARNT_BITS", "bits_of_discrete", "bits_of_values", "total_bits"]

Floats = NDArray[np.float64]

CELLS = 20

LEARNT_BITS = 0.02
"""Bits below which nothing was learnt about a quantity: what the Monte Carlo error alone would give. Declared."""


def bits_of_discrete(posterior: Floats, prior: Floats, draws: float) -> float:
    """Give Σ p log2(p/q) less its bias at `draws` effective draws, at least 0; cells of no prior mass are left out."""
    used = (prior > 0) & (posterior > 0)
    raw = float(np.sum(posterior[used] * np.log2(posterior[used] / prior[used])))
    bias = (int((prior > 0).sum()) - 1) / (2.0 * max(draws, 1.0) * np.log(2.0))
    return max(raw - float(bias), 0.0)


def bits_of_values(
    posterior: Population, prior: Population, values: Floats, prior_values: Floats, draws: float
) -> float:
    """Give the bits learnt about one quantity, given its values at the points of posterior and prior."""
    edges = np.unique(prior.quantiles(prior_values, np.arange(1, CELLS) / CELLS))
    cells = len(edges) + 1
    after = np.bincount(np.searchsorted(edges, values), posterior.weights, cells).astype(np.float64)
    before = np.bincount(np.searchsorted(edges, prior_values), prior.weights, cells).astype(np.float64)
    return bits_of_discrete(after, before, draws)


def total_bits(
    posterior: Population, log_likelihood: Floats, log_evidence: Sequence[float], priors: Sequence[float]
) -> float:
    """Give the bits learnt about everything together, the hypothesis included."""
    terms = np.asarray(log_evidence)
    highest = terms.max()
    total = highest + np.log(np.asarray(priors) @ np.exp(terms - highest))
    return max((posterior.mean(log_likelihood) - float(total)) / float(np.log(2.0)), 0.0)
