"""What it would be worth to know something: which belief, once settled, would most help to name the right deal.

The expected value of perfect information about one quantity (H. Raiffa, R. Schlaifer, "Applied Statistical Decision
Theory", 1961), where what is at stake is the probability of naming the candidate that all accept: partition the draws
by the quantity and compare the best candidate of each part with the best over all. Choosing and judging on the same
draws flatters; so candidates are chosen on one half of the draws and judged on the other, both ways round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import TOLERANCE
from detente.deals.evaluate import split_terms
from detente.deals.problem import Problem

if TYPE_CHECKING:
    from detente.beliefs.posterior import Posterior

__all__ = ["Information", "Quantity", "quantities", "values_of_information"]

Places = NDArray[np.intp]
Truths = NDArray[np.bool_]
SMALLEST_PART = 0.02
"""Parts that hold a smaller share of the draws say too little and leave the quantity out."""
HALVES_SEED = 1
"""The halves are drawn at random, since draws may stand in some order."""
LARGEST_LIST = 30
MOST_COMPARED = 8
"""Terms of one party whose order is asked about: those with the largest expected stakes."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something unknown: `values` (draws,) are indices of `answers`."""

    party: str
    kind: str
    about: tuple[str, ...]
    words: str
    answers: tuple[str, ...]
    values: Places


@dataclass(frozen=True, slots=True)
class Information:
    """What settling one quantity is worth: the expected `gain` in the probability that the named candidate is
    acceptable to all, with its Monte Carlo `error`, and the `probability` of each answer.
    """

    party: str
    kind: str
    about: tuple[str, ...]
    words: str
    answers: tuple[str, ...]
    probabilities: tuple[float, ...]
    gain: float
    error: float

    def to_json(self) -> dict[str, Any]:
        """Give the record of `deals.json`."""
        return {
            "party": self.party,
            "kind": self.kind,
            "about": list(self.about),
            "question": self.words,
            "answers": dict(zip(self.answers, self.probabilities, strict=True)),
            "gain": self.gain,
            "error": self.error,
        }


def _orders(problem: Problem, party: str) -> Iterator[Quantity]:
    """Ask which of two things matters more to a party, for its heaviest terms."""
    wants = problem.wants[party]
    terms = sorted(split_terms(wants.objective, wants), key=lambda term: -float(term.scale.mean()))[:MOST_COMPARED]
    for place, first in enumerate(terms):
        for second in terms[place + 1 :]:
            one, other = first.node.name, second.node.name
            answers = (f"{one} above {other}", f"{other} above {one}")
            values = (second.scale > first.scale).astype(np.intp)
            words = f"which matters more to {party}, {one} or {other}?"
            yield Quantity(party, "order", (one, other), words, answers, values)


def _walking_away(problem: Problem, party: str) -> Iterator[Quantity]:
    no_deal = problem.wants[party].no_deal
    middle = float(np.median(no_deal))
    answers = (f"at most {middle:.2f}", f"above {middle:.2f}")
    words = f"what is walking away worth to {party}?"
    yield Quantity(party, "no_deal", (), words, answers, (no_deal > middle).astype(np.intp))


def _ideals(problem: Problem, posterior: "Posterior", party: str) -> Iterator[Quantity]:
    draws = posterior.parties[party]
    for issue, ideal in draws.ideals.items():
        labels = problem.issues[issue]
        words = f"what does {party} really want on {issue}?"
        yield Quantity(party, "ideal", (issue,), words, labels, np.asarray(ideal, dtype=np.intp))
    for issue, crossed in draws.red_lines.items():
        for option in np.flatnonzero(crossed.any(axis=0) & ~crossed.all(axis=0)):
            label = problem.issues[issue][option]
            words = f"is {label} on {issue} a red line for {party}?"
            values = crossed[:, option].astype(np.intp)
            yield Quantity(party, "red_line", (issue, label), words, ("no", "yes"), values)
    if len(draws.hypotheses) > 1:
        words = f"which account of {party}'s motive holds?"
        values = np.asarray(draws.hypothesis, dtype=np.intp)
        yield Quantity(party, "hypothesis", (), words, draws.hypotheses, values)


def quantities(problem: Problem, posterior: "Posterior | None") -> Iterator[Quantity]:
    """Give what is unknown about each party whose consent counts: orders of its ends, walking away, ideals, motives."""
    for party in problem.parties:
        if party in problem.required:
            yield from _orders(problem, party)
            yield from _walking_away(problem, party)
            if posterior is not None:
                yield from _ideals(problem, posterior, party)


def _gain(accepted: Truths, values: Places, parts: Places, half: Truths) -> tuple[float, float]:
    """Give the gain as judged on the draws of `half`, with candidates chosen on the others, and its squared error."""
    chosen, judged = accepted[~half], accepted[half]
    overall = judged[:, chosen.mean(axis=0).argmax()].astype(np.float64)
    informed = np.zeros(len(judged))
    for part in parts:
        own = values[~half] == part
        at = chosen[own].mean(axis=0).argmax() if own.any() else chosen.mean(axis=0).argmax()
        here = values[half] == part
        informed[here] = judged[here, at]
    difference = informed - overall
    return float(difference.mean()), float(difference.var() / len(difference))


def _valued(quantity: Quantity, accepted: Truths) -> Information | None:
    shares = np.bincount(quantity.values, minlength=len(quantity.answers)) / len(accepted)
    parts = np.flatnonzero(shares > 0)
    if len(parts) < 2 or np.sort(shares)[-2] < SMALLEST_PART:
        return None
    half = np.random.default_rng(HALVES_SEED).permutation(len(accepted)) % 2 == 0
    results = [_gain(accepted, quantity.values, parts, side) for side in (half, ~half)]
    gain = max(sum(result[0] for result in results) / 2, 0.0)
    error = float(np.sqrt(sum(result[1] for result in results))) / 2
    return Information(
        quantity.party,
        quantity.kind,
        quantity.about,
        quantity.words,
        quantity.answers,
        tuple(map(float, shares)),
        gain,
        error,
    )


def values_of_information(accepted: Truths, asked: Sequence[Quantity]) -> tuple[Information, ...]:
    """Give what settling each quantity is worth, most first.

    `accepted` (draws, candidates) says in which draws all accept a candidate. Quantities nearly settled, and gains
    within rounding of nothing, are left out.
    """
    if accepted.size == 0 or len(accepted) < 4:
        return ()
    valued = [found for quantity in asked if (found := _valued(quantity, accepted)) is not None]
    valued = [found for found in valued if found.gain > TOLERANCE]
    return tuple(sorted(valued, key=lambda found: (-found.gain, found.words))[:LARGEST_LIST])
