"""The particles of one party under all of its hypotheses, as one weighted population."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.posterior import PartyDraws
from detente.beliefs.sampler import Run, systematic
from detente.beliefs.wants import Wants
from detente.table.objectives import Leaf

__all__ = ["Population", "draw", "gather", "gather_prior"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Population:
    """Weighted points: `weights` (points,) sum to 1; `hypothesis` and `island` (points,) tell where each is from."""

    wants: Wants
    weights: Floats
    hypothesis: NDArray[np.int64]
    island: NDArray[np.int64]
    islands: int

    def mean(self, values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
        """Give the weighted mean of a quantity (points,)."""
        return float(np.sum(self.weights * values))

    def error(self, values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
        """Give the Monte Carlo standard error of `mean`, from the spread of the islands."""
        if self.islands < 2:
            return 0.0
        mass = np.bincount(self.island, self.weights, self.islands)
        sums = np.bincount(self.island, self.weights * values, self.islands)
        residuals = sums - self.mean(values) * mass
        return float(np.sqrt(self.islands / (self.islands - 1) * np.sum(residuals**2)))

    def quantiles(self, values: Floats, at: Sequence[float] | Floats) -> Floats:
        """Give weighted quantiles."""
        order = np.argsort(values, kind="stable")
        reached = np.cumsum(self.weights[order])
        places = np.searchsorted(reached, np.asarray(at) * reached[-1])
        return np.asarray(values[order][np.minimum(places, len(order) - 1)])


def gather(runs: Sequence[Run], priors: Sequence[float], first: Wants) -> Population:
    """Put the runs under each hypothesis together: weight prior(h) × the island's evidence, over its particles."""
    islands, size = runs[0].log_likelihood.shape
    evidence = np.array([run.log_evidence for run in runs])
    masses = np.exp(evidence - evidence.max()) * np.asarray(priors)[:, None]
    masses /= masses.sum()
    points = np.concatenate([run.cube.reshape(run.cube.shape[0], -1) for run in runs], axis=1)
    return Population(
        Wants(first.layout, points, first.floor),
        np.repeat(masses.ravel() / size, size),
        np.repeat(np.arange(len(runs)), islands * size),
        np.tile(np.repeat(np.arange(islands), size), len(runs)),
        islands,
    )


def gather_prior(samples: Sequence[Wants], priors: Sequence[float]) -> Population:
    """Put prior samples of each hypothesis together, weighted by the priors."""
    sizes = [sample.points for sample in samples]
    count = sum(sizes)
    return Population(
        Wants(samples[0].layout, np.concatenate([sample.cube for sample in samples], axis=1), samples[0].floor),
        np.repeat(np.asarray(priors) / np.asarray(sizes), sizes),
        np.repeat(np.arange(len(samples)), sizes),
        np.zeros(count, dtype=np.int64),
        1,
    )


def draw(population: Population, count: int, hypotheses: Sequence[str], rng: np.random.Generator) -> PartyDraws:
    """Give `count` equally weighted draws, in random order."""
    chosen = rng.permutation(systematic(population.weights, count, rng))
    layout = population.wants.layout
    wants = Wants(layout, population.wants.cube[:, chosen], population.wants.floor)
    leaves = [name for name, node in layout.nodes.items() if isinstance(node, Leaf)]
    return PartyDraws(
        party=layout.party,
        weights={name: np.ascontiguousarray(part.T) for name, part in wants.weights.items()},
        effective=wants.effective,
        ideals=_ideals(wants),
        satisfaction={leaf: np.ascontiguousarray(wants.satisfaction(leaf).T) for leaf in leaves},
        no_deal=wants.no_deal,
        sincerity=wants.sincerity.copy(),
        red_lines={issue: _red_lines(wants, issue) for issue in layout.option_issues()},
        hypothesis=population.hypothesis[chosen],
        hypotheses=tuple(hypotheses),
    )


def _ideals(wants: Wants) -> dict[str, NDArray[np.int64]]:
    """Give the ideal option of each issue whose satisfaction is not wholly given: as drawn, else the best drawn."""
    found: dict[str, NDArray[np.int64]] = {}
    for name, node in wants.layout.nodes.items():
        if not isinstance(node, Leaf) or (node.satisfaction is not None and None not in node.satisfaction):
            continue
        drawn = wants.ideal(node.issue)
        found.setdefault(node.issue, wants.satisfaction(name).argmax(axis=0) if drawn is None else drawn)
    return found


def _red_lines(wants: Wants, issue: str) -> NDArray[np.bool_]:
    options = range(len(wants.layout.issues[issue].labels))
    return np.stack([wants.red_line(issue, option) for option in options], axis=1)
