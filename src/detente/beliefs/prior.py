"""Draws from the prior of one party, under what each hypothesis says of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.constants import Constants
from detente.beliefs.layout import Layout, Target
from detente.beliefs.wants import Wants
from detente.errors import EvidenceError, Fault, FormatError
from detente.table.case import Case, Hypothesis

__all__ = ["NONE_STATED", "Prior", "hypotheses_of", "prior_of", "stratified"]

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Rule = Callable[[Wants], Truths]

NONE_STATED = "none stated"
"""The one hypothesis of a party for which the case declares none."""


def hypotheses_of(case: Case, party: str) -> dict[str, Hypothesis]:
    """Give a party's hypotheses with priors that sum to 1."""
    declared = case.hypotheses.get(party) or {NONE_STATED: Hypothesis(prior=1.0)}
    total = sum(hypothesis.prior for hypothesis in declared.values())
    if total <= 0:
        raise FormatError("case", [Fault(f"hypotheses.{party}", "the priors are all 0; they must sum to 1")])
    return {name: part.model_copy(update={"prior": part.prior / total}) for name, part in declared.items()}


def stratified(dimensions: int, points: int, rng: np.random.Generator) -> Floats:
    """Give a Latin hypercube (dimensions, points): one point in each of `points` strata of every coordinate."""
    strata = np.tile(np.arange(points, dtype=np.float64), (dimensions, 1))
    rng.permuted(strata, axis=1, out=strata)
    return np.asarray((strata + rng.random((dimensions, points))) / points)


def _weight_rule(name: str, says: str, layout: Layout) -> tuple[Rule | None, str]:
    word, _, other = says.partition(" ")
    high, low = layout.target(name), layout.target(other.strip())
    if word not in ("above", "below"):
        return None, f"{says!r} is neither 'above OTHER' nor 'below OTHER'"
    if high is None or low is None:
        return None, f"no objective of this party is called {name if high is None else other!r}"
    upper, lower = (high, low) if word == "above" else (low, high)
    return (lambda wants: _greater(wants, upper, lower)), ""


def _greater(wants: Wants, upper: Target, lower: Target) -> Truths:
    return np.asarray(wants.weight(upper) > wants.weight(lower))


def _rules(name: str, hypothesis: Hypothesis, layout: Layout) -> tuple[Rule, ...]:
    says = hypothesis.says
    rules: list[Rule] = []
    faults = []
    for node, words in says.weights.items():
        rule, fault = _weight_rule(node, words, layout)
        if rule is None:
            faults.append(Fault(f"hypotheses.{layout.party}.{name}.says.weights.{node}", fault))
        else:
            rules.append(rule)
    if faults:
        raise FormatError("case", faults)
    median = layout.no_deal.median
    if says.no_deal is not None:
        high = says.no_deal == "high"
        rules.append(lambda wants: wants.no_deal > median if high else wants.no_deal < median)
    if says.sincerity is not None:
        sincere = says.sincerity == "high"
        rules.append(lambda wants: wants.sincerity > 0.5 if sincere else wants.sincerity < 0.5)
    return tuple(rules)


@dataclass(frozen=True, slots=True)
class Prior:
    """The prior of one party under one hypothesis: the unit cube where all `rules` hold."""

    layout: Layout
    name: str
    rules: tuple[Rule, ...]
    floor: float
    least_mass: float

    def wants(self, cube: Floats) -> Wants:
        """Give what points of the cube mean."""
        return Wants(self.layout, cube, self.floor)

    def allows(self, wants: Wants) -> Truths:
        """(points,) where all that the hypothesis says holds."""
        allowed = np.ones(wants.points, dtype=np.bool_)
        for rule in self.rules:
            allowed &= rule(wants)
        return allowed

    def sample(self, points: int, rng: np.random.Generator) -> Floats:
        """Give (dimensions, points) draws, by rejection. Raises EvidenceError where almost no prior mass is left."""
        if not self.rules:
            return stratified(self.layout.dimensions, points, rng)
        kept: list[Floats] = []
        found = tried = 0
        rows = self._ruled_rows()
        batch = max(points, 4096)
        cube = np.full((self.layout.dimensions, batch), 0.5)
        while found < points:
            cube[rows] = stratified(len(rows), batch, rng) if tried == 0 else rng.random((len(rows), batch))
            kept.append(cube[:, self.allows(self.wants(cube))][rows])
            found += kept[-1].shape[1]
            tried += batch
            if found < self.least_mass * tried and tried * self.least_mass > 5:
                raise EvidenceError(
                    f"hypotheses.{self.layout.party}.{self.name}.says: leaves almost no prior mass ({found} of {tried} "
                    "draws); look for restrictions that exclude one another, fixed weights or a fixed no_deal"
                )
        sample = stratified(self.layout.dimensions, points, rng)
        sample[rows] = np.concatenate(kept, axis=1)[:, :points]
        return sample

    def _ruled_rows(self) -> NDArray[np.int64]:
        """Give the coordinates that the rules read."""
        wants = self.wants(np.full((self.layout.dimensions, 1), 0.5))
        self.allows(wants)
        rows = [np.arange(part.start, part.stop) for block, part in self.layout.blocks.items() if block in wants.read]
        return np.concatenate([np.arange(0), *rows])


def prior_of(
    layout: Layout, hypotheses: Mapping[str, Hypothesis], constants: Constants, least_mass: float
) -> tuple[Prior, ...]:
    """Give the prior of a party under each of its hypotheses, in their order."""
    return tuple(
        Prior(layout, name, _rules(name, part, layout), constants.weight_floor, least_mass)
        for name, part in hypotheses.items()
    )
