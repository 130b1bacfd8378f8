"""Tempered sequential Monte Carlo over the prior (Del Moral, Doucet & Jasra 2006).

From the prior (temperature 0) to the posterior (1): each step raises the temperature so far that the effective share
of the particles stays at `ess_share`, resamples systematically within each island, and moves the particles by
Metropolis steps. The mean weights of the steps multiply to the evidence, p(data | hypothesis).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.constants import Sampling
from detente.beliefs.likelihood import Likelihood
from detente.beliefs.prior import Prior, stratified

__all__ = ["Run", "sample_posterior", "systematic"]

Floats = NDArray[np.float64]

_BISECTIONS = 40
_MOST_STEPS = 200
_LOOK = 4


@dataclass(frozen=True, slots=True)
class Run:
    """Particles of one party under one hypothesis.

    `cube` (dimensions, islands, particles of each); `log_likelihood` (islands, particles); `log_evidence` (islands,)
    each island's estimate of log p(data | hypothesis); `temperatures` the steps; `acceptance` of the moves.
    """

    cube: Floats
    log_likelihood: Floats
    log_evidence: Floats
    temperatures: tuple[float, ...]
    acceptance: float


def systematic(weights: Floats, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Give `count` indices, index i about count·weights[i] times (Carpenter, Clifford & Fearnhead 1999)."""
    edges = np.cumsum(weights)
    places = (rng.random() + np.arange(count)) / count * edges[-1]
    return np.asarray(np.minimum(np.searchsorted(edges, places, side="right"), len(weights) - 1), dtype=np.int64)


def _effective_share(increments: Floats) -> float:
    weights = np.exp(increments - increments.max())
    return float(weights.sum() ** 2 / np.sum(weights**2) / len(weights))


def _next_temperature(now: float, log_likelihood: Floats, share: float) -> float:
    """Give the highest temperature up to 1 that keeps the effective share, by bisection."""
    values = log_likelihood.ravel()
    if _effective_share((1.0 - now) * values) >= share:
        return 1.0
    low, high = now, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if _effective_share((middle - now) * values) >= share:
            low = middle
        else:
            high = middle
    return max(low, now + 1e-6)


class _Mover:
    """Metropolis moves of all particles at once, over the coordinates that the likelihood reads.

    Each particle touches each coordinate by a chance of its own, from four coordinates to all of them on average.
    By turns one half of the particles redraws what it touches from the prior, and the other takes a step within it,
    reflected at the walls of the cube: two kernels in a cycle. All proposals are symmetric under the uniform prior;
    what a hypothesis rules out is refused.
    """

    def __init__(self, prior: Prior, likelihood: Likelihood, hypothesis: int, rng: np.random.Generator) -> None:
        self.prior = prior
        self.likelihood = likelihood
        self.hypothesis = hypothesis
        self.rng = rng
        self.proposed = 0
        self.accepted = 0

    def start(self, cube: Floats) -> Floats:
        """Give the log likelihood of the first particles, and see which coordinates it reads."""
        wants = self.prior.wants(cube)
        values = self.likelihood.log(wants, self.hypothesis)
        self.prior.allows(wants)
        blocks = self.prior.layout.blocks.items()
        rows = [np.arange(part.start, part.stop) for block, part in blocks if block in wants.read]
        self.rows = np.concatenate([np.arange(0), *rows])
        self.idle = np.setdiff1d(np.arange(len(cube)), self.rows)
        self.proposal = cube.copy()
        shape = (len(self.rows), cube.shape[1])
        self.drawn, self.step = np.empty(shape), np.empty(shape)
        self.touched = np.empty(shape, dtype=np.bool_)
        self.turn = 0
        return values

    def _propose(self, cube: Floats) -> None:
        count, points = self.drawn.shape
        drawn, touched = self.drawn, self.touched
        chance = min(4.0 / count, 1.0) ** self.rng.random(points)
        self.rng.random(out=drawn)
        np.less(drawn, chance, out=touched)
        np.divide(drawn, chance, out=drawn)  # what is touched is uniform again
        new = np.take(cube, self.rows, axis=0)
        self.turn += 1
        walkers = slice(0, points // 2) if self.turn % 2 else slice(points // 2, points)
        step = self.step[:, walkers]
        np.subtract(drawn[:, walkers], 0.5, out=step)
        step *= 0.05 * 40.0 ** self.rng.random(step.shape[1])
        step += new[:, walkers]
        # 1 − |1 − |x|| reflects at both walls: a step is no longer than 1
        np.abs(step, out=step)
        np.subtract(1.0, step, out=step)
        np.abs(step, out=step)
        np.subtract(1.0, step, out=drawn[:, walkers])
        np.copyto(new, drawn, where=touched)
        np.minimum(new, 1.0 - 1e-16, out=new)
        self.proposal[self.rows] = new

    def move(self, cube: Floats, log_likelihood: Floats, temperature: float) -> None:
        """Make one Metropolis step for every particle, in place."""
        self._propose(cube)
        wants = self.prior.wants(self.proposal)
        theirs = self.likelihood.log(wants, self.hypothesis)
        ratio = temperature * (theirs - log_likelihood)
        taken = (np.log1p(-self.rng.random(len(ratio))) < ratio) & self.prior.allows(wants)
        self.proposed += len(ratio)
        self.accepted += int(taken.sum())
        # What the likelihood does not read is drawn anew at the end, so that whole columns may be taken.
        np.copyto(cube, self.proposal, where=taken)
        np.copyto(log_likelihood, theirs, where=taken)

    def stir(self, cube: Floats, log_likelihood: Floats, temperature: float, sampling: Sampling) -> None:
        """Move until no coordinate remembers where it stood (Buchholz, Chopin & Jacob 2021), in place."""
        before = _standardised(cube[self.rows])
        for moves in range(1, sampling.most_moves + 1):
            self.move(cube, log_likelihood, temperature)
            if moves % _LOOK == 0:
                memory = np.einsum("ij,ij->i", before, _standardised(cube[self.rows]))
                if memory.max() < sampling.memory:
                    break


def _standardised(rows: Floats) -> Floats:
    """Give rows of mean 0 and length 1, so that products of two are correlations; constant rows become 0."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12))


def sample_posterior(
    prior: Prior, likelihood: Likelihood, hypothesis: int, size: int, sampling: Sampling, rng: np.random.Generator
) -> Run:
    """Give particles of the posterior of one party under one hypothesis, `size` on each island, and its evidence."""
    islands = sampling.islands
    cube = prior.sample(islands * size, rng)[:, rng.permutation(islands * size)]
    mover = _Mover(prior, likelihood, hypothesis, rng)
    values = mover.start(cube)
    log_evidence = np.zeros(islands)
    temperatures = [0.0]
    while temperatures[-1] < 1.0:
        now = temperatures[-1]
        after = 1.0 if len(temperatures) > _MOST_STEPS else _next_temperature(now, values, sampling.ess_share)
        # 1. reweight: each island multiplies the mean weight into its evidence
        increments = ((after - now) * values).reshape(islands, size)
        highest = increments.max(axis=1, keepdims=True)
        weights = np.exp(increments - highest)
        log_evidence += highest[:, 0] + np.log(weights.mean(axis=1))
        # 2. resample within each island, 3. move
        if len(mover.rows) and np.ptp(increments) > 0:
            chosen = np.concatenate([i * size + systematic(weights[i], size, rng) for i in range(islands)])
            cube, values = cube[:, chosen], values[chosen]
            mover.stir(cube, values, after, sampling)
        temperatures.append(after)
    # What the likelihood does not read keeps its prior, free of the copies that resampling made.
    if len(temperatures) > 1 and len(mover.idle):
        cube[mover.idle] = stratified(len(mover.idle), islands * size, rng)
    return Run(
        cube.reshape(-1, islands, size),
        values.reshape(islands, size),
        log_evidence,
        tuple(temperatures),
        mover.accepted / mover.proposed if mover.proposed else 1.0,
    )
