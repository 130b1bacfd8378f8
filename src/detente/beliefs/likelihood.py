"""The likelihood of a party's evidence: Σ_c log(ρ·f(c | θ, h) + (1 − ρ)·f̄(c)).

f̄ is the mean of f under the joint prior over all hypotheses, so that a claim nobody believes (ρ = 0) moves
neither θ nor a Bayes factor.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.beliefs import acts
from detente.beliefs.concessions import Concession
from detente.beliefs.constants import Constants
from detente.beliefs.layout import Layout, Target
from detente.beliefs.reliability import Reliability, Trust, reliability_of
from detente.beliefs.wants import Wants
from detente.table.case import Evidence, Hypothesis

__all__ = ["Compiled", "Density", "Likelihood", "Term", "compile_evidence", "density_of"]

Floats = NDArray[np.float64]
Density = Callable[[Wants], Floats]

LEAST = 1e-12
"""Likelihoods are floored here: contradictory certainties give an improbable posterior and never a NaN."""


@dataclass(frozen=True, slots=True)
class Term:
    """One claim as the likelihood takes it.

    `factors` are the three whose product is ρ. `form` names f (equal forms are computed once); `ratios` (hypotheses,)
    the declared likelihood ratios over the largest of them, which multiply f.
    """

    claim: str
    origin: str
    factors: Reliability
    denied: bool
    form: tuple[object, ...]
    ratios: tuple[float, ...]

    @property
    def reliability(self) -> float:
        """ρ in [0, 1]."""
        return self.factors.value


@dataclass(frozen=True, slots=True)
class Compiled:
    """The claims that bear on one party, their densities by form, and why the others do not."""

    terms: tuple[Term, ...]
    densities: Mapping[tuple[object, ...], Density]
    unused: Mapping[str, str]


def _flat(wants: Wants) -> Floats:
    return np.ones(wants.points)


FLAT = ("flat",)


def density_of(part: Evidence, layout: Layout, constants: Constants) -> tuple[tuple[object, ...], Density] | str:
    """Give the form and density of a claim, or why it has none."""
    if part.act in ("tactic", "assess"):
        return "its bearing on hypotheses is not declared"
    if part.act == "threat":
        return ("threat",), lambda wants: acts.threat(wants, constants)
    target = layout.target(part.on)
    if target is None:
        return f"{part.on!r} is no objective of this party" if part.on else "it names no objective"
    if part.act in ("accept", "reject"):
        return _on_option(part, target, layout, constants)
    over = layout.target(part.over)
    if part.over is not None and over is None and part.act in ("priority", "trade"):
        return f"{part.over!r} is no objective of this party"
    if part.act == "trade" and over is None:
        return "it does not say what is given up"
    return _on_weights(part, target, over, layout, constants)


def _of_concession(step: Concession, layout: Layout) -> tuple[tuple[object, ...], Density] | None:
    """Give the form and density of a concession: against the issues held, else all nodes comparable with its own.

    None where the issue is no objective of the party.
    """
    target = layout.target(step.issue)
    if target is None:
        return None
    held = [found for issue in step.held if (found := layout.target(issue)) is not None]
    if not held:
        held = [Target(name, (name,), True) for name in layout.comparable(target)]
    form = ("concession", target, tuple(part.name for part in held))
    return form, lambda wants: acts.concession(wants, target, held)


def _on_option(
    part: Evidence, target: Target, layout: Layout, constants: Constants
) -> tuple[tuple[object, ...], Density] | str:
    issue = layout.issue_of(part.on)
    if issue is None or part.option is None:
        return "it names no option of an issue"
    option = layout.issues[issue].index(part.option)
    form = (part.act, target, issue, option)
    if part.act == "accept":
        return form, lambda wants: acts.accept(wants, target.leaves, option, constants)
    return form, lambda wants: acts.reject(wants, issue, target.leaves, option)


def _on_weights(
    part: Evidence, target: Target, over: Target | None, layout: Layout, constants: Constants
) -> tuple[tuple[object, ...], Density]:
    others = [Target(name, (name,), True) for name in layout.comparable(target)]
    strong = part.emphasis == "strong"
    match part.act:
        case "priority":
            form: tuple[object, ...] = ("priority", target, over, strong)
            return _saying(
                part,
                target,
                layout,
                constants,
                form,
                lambda w: acts.priority(w, target, over, others, strong, constants),
            )
        case "trade":
            given = over or target
            form = ("trade", target, given)
            return _saying(part, target, layout, constants, form, lambda w: acts.trade(w, target, given, constants))
        case "offer":
            return ("offer", target), lambda wants: acts.offer(wants, target, others)
        case "demand":
            form = ("demand", target)
            return _saying(part, target, layout, constants, form, lambda w: acts.demand(w, target, others, constants))
        case _:
            form = ("interest", target)
            return _saying(part, target, layout, constants, form, lambda w: acts.interest(w, target, others, constants))


def _saying(
    part: Evidence,
    target: Target,
    layout: Layout,
    constants: Constants,
    form: tuple[object, ...],
    weighing: Density,
) -> tuple[tuple[object, ...], Density]:
    """Multiply the density of a claim by the chance that a party says the option it names, where it names one.

    DESIGN has this factor for demands. What a party is after, puts first or wants in return names its ideal no less:
    who is said to be after a ban on joining does not mean the absence of one.
    """
    issue = layout.issue_of(part.on)
    if issue is None or part.option is None:
        return (*form, None), weighing
    option, options = layout.issues[issue].index(part.option), len(layout.issues[issue].labels)

    def density(wants: Wants) -> Floats:
        return weighing(wants) * acts.says(wants, target.leaves, option, options, constants)

    return (*form, option), density


def _ratios(claim: str, hypotheses: Sequence[Hypothesis]) -> tuple[float, ...]:
    declared = [hypothesis.evidence.get(claim, 1.0) for hypothesis in hypotheses]
    return tuple(ratio / max(declared) for ratio in declared)


def compile_evidence(
    evidence: Mapping[str, Evidence],
    layout: Layout,
    hypotheses: Sequence[Hypothesis],
    constants: Constants,
    trusted: Trust | None = None,
    concessions: Mapping[str, Concession] | None = None,
) -> Compiled:
    """Turn claims into terms of the likelihood.

    `evidence` is what the party's claims and those that its hypotheses declare a ratio for leave after repeats are
    put aside. A claim of another party bears on the hypotheses alone. `concessions` become terms of their own.
    """
    terms, unused = [], {}
    densities: dict[tuple[object, ...], Density] = {FLAT: _flat}
    for claim, part in evidence.items():
        if part.status == "rejected" or part.certainty == "unknown":
            unused[claim] = "a person rejected it" if part.status == "rejected" else "it says that this is unknown"
            continue
        ratios = _ratios(claim, hypotheses)
        own = part.party == layout.party
        found = density_of(part, layout, constants) if own else "it is about another party"
        if isinstance(found, str):
            if min(ratios) == 1.0:
                unused[claim] = found
                continue
            found = FLAT, _flat
        densities[found[0]] = found[1]
        denied = part.certainty == "denied"
        terms.append(Term(claim, part.origin, reliability_of(part, constants, trusted), denied, found[0], ratios))
    for name, step in (concessions or {}).items():
        moved = _of_concession(step, layout)
        if moved is not None:
            densities[moved[0]] = moved[1]
            terms.append(Term(name, step.origin, step.factors, False, moved[0], (1.0,) * len(hypotheses)))
    return Compiled(tuple(terms), densities, unused)


_DEEPEST = -600.0
"""The log of a product that is surely no underflow."""


@dataclass(frozen=True, slots=True)
class _Factor:
    """The likelihood a·f + b of `times` claims: `slope` a, `rest` b, its `least` value, and the log of that."""

    slope: float
    rest: float
    times: int
    least: float
    reach: float


def _together(factors: Sequence[tuple[float, float]]) -> tuple[_Factor, ...]:
    """Count equal factors once."""
    found = []
    for (slope, rest), times in Counter(factors).items():
        least = min(rest, slope + rest)
        found.append(_Factor(slope, rest, times, least, float(np.log(max(least, LEAST)))))
    return tuple(found)


class Likelihood:
    """The likelihood over points of the cube under each hypothesis, with f̄ from a sample of the prior."""

    def __init__(self, compiled: Compiled, priors: Sequence[float], samples: Sequence[Wants]) -> None:
        self.terms = compiled.terms
        self._densities = compiled.densities
        self._groups: dict[tuple[object, ...], list[int]] = {}
        for place, term in enumerate(self.terms):
            self._groups.setdefault(term.form, []).append(place)
        means = np.zeros((len(self.terms), len(priors)))
        for hypothesis, wants in enumerate(samples):
            of_form = {form: float(self._densities[form](wants).mean()) for form in self._groups}
            plain = [term.ratios[hypothesis] * of_form[term.form] for term in self.terms]
            means[:, hypothesis] = [1.0 - f if term.denied else f for term, f in zip(self.terms, plain, strict=True)]
        self._affine: dict[int, dict[tuple[object, ...], tuple[_Factor, ...]]] = {}
        self.prior_means: Floats = means
        self.baselines: Floats = means @ np.asarray(priors)

    def _values(self, wants: Wants, hypothesis: int) -> list[Floats]:
        forms = {form: self._densities[form](wants) for form in self._groups}
        found = []
        for term in self.terms:
            value = term.ratios[hypothesis] * forms[term.form]
            found.append(1.0 - value if term.denied else value)
        return found

    def of_claim(self, place: int, value: Floats) -> Floats:
        """Give ρ·f + (1 − ρ)·f̄ of one claim."""
        believed = self.terms[place].reliability
        return np.asarray(np.maximum(believed * value + (1.0 - believed) * self.baselines[place], LEAST))

    def _factors(self, hypothesis: int) -> dict[tuple[object, ...], tuple[_Factor, ...]]:
        """Give the likelihood of all claims of each form as affine factors a·f + b, equal ones together."""
        if hypothesis not in self._affine:
            self._affine[hypothesis] = {
                form: _together([self._factor(place, hypothesis) for place in places])
                for form, places in self._groups.items()
            }
        return self._affine[hypothesis]

    def _factor(self, place: int, hypothesis: int) -> tuple[float, float]:
        """Give a and b of ρ·f + (1 − ρ)·f̄ = a·f + b, f being r·f of the form, or 1 − r·f where it is denied."""
        term = self.terms[place]
        slope = term.reliability * term.ratios[hypothesis]
        rest = (1.0 - term.reliability) * float(self.baselines[place])
        return (-slope, term.reliability + rest) if term.denied else (slope, rest)

    def log(self, wants: Wants, hypothesis: int) -> Floats:
        """Give the log likelihood (points,) of all claims.

        Factors are multiplied before the logarithm is taken, for as long as their product surely stays in range.
        """
        total, product, value = np.zeros(wants.points), np.ones(wants.points), np.empty(wants.points)
        reach = 0.0
        for form, factors in self._factors(hypothesis).items():
            density = self._densities[form](wants)
            for factor in factors:
                np.multiply(density, factor.slope, out=value)
                np.add(value, factor.rest, out=value)
                if factor.least <= LEAST:
                    np.maximum(value, LEAST, out=value)
                if factor.times > 1:
                    total += factor.times * np.log(value)
                    continue
                reach += factor.reach
                if reach < _DEEPEST:
                    total += np.log(product)
                    product.fill(1.0)
                    reach = factor.reach
                product *= value
        return np.asarray(total + np.log(product))

    def log_of_each(self, wants: Wants, hypothesis: int) -> Floats:
        """Give the log likelihood (claims, points) of each claim."""
        values = self._values(wants, hypothesis)
        return np.asarray(np.log([self.of_claim(place, value) for place, value in enumerate(values)]))

    def prior_predictive(self, place: int) -> Floats:
        """(hypotheses,) the mean likelihood of one claim under the prior of each hypothesis."""
        return self.of_claim(place, self.prior_means[place])
