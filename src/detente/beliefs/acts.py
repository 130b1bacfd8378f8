"""How likely each act is, given what a party wants: f(c | θ) in [0, 1], over many points at once.

w_A is the effective weight of A, r the no-deal value, σ the sincerity; s, β, β_demand, δ, q and κ are the declared
constants. `others` are the nodes comparable with A (see `Layout.comparable`); K is their number with A itself.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.constants import Constants
from detente.beliefs.layout import Target
from detente.beliefs.wants import Wants

__all__ = [
    "accept",
    "concession",
    "demand",
    "interest",
    "logistic",
    "offer",
    "priority",
    "reject",
    "reject_unforeseen",
    "says",
    "threat",
    "trade",
]

Floats = NDArray[np.float64]
Others = Sequence[Target]


def logistic(x: Floats) -> Floats:
    """Give 1 / (1 + e^−x), without overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))


def share(wants: Wants, target: Target, others: Others, exponent: float) -> Floats:
    """Give w_A^β / Σ_k w_k^β over A and the nodes comparable with it."""
    return np.asarray(wants.power(target, exponent) / wants.total((target, *others), exponent))


def priority(
    wants: Wants, target: Target, over: Target | None, others: Others, strong: bool, constants: Constants
) -> Floats:
    """Give logistic((log w_A − log w_B − δ)/s); without B, against the heaviest of the comparable nodes.

    δ is 0, and `strong_margin` for an emphatic claim ("above all", "very secondary").
    """
    if over is not None:
        lesser = wants.log_weight(over)
    elif others:
        lesser = np.maximum.reduce([wants.log_weight(other) for other in others])
    else:
        return np.full(wants.points, 0.5)
    margin = constants.strong_margin if strong else 0.0
    return logistic((wants.log_weight(target) - lesser - margin) / constants.slope)


def interest(wants: Wants, target: Target, others: Others, constants: Constants) -> Floats:
    """Give w_A^β / Σ_k w_k^β."""
    return share(wants, target, others, constants.interest_exponent)


def says(wants: Wants, leaves: Sequence[str], option: int, options: int, constants: Constants) -> Floats:
    """Give the chance that a party says option o: q if it is ideal, else (1 − q)/(n − 1).

    With m ideal options (a tie in a satisfaction that the case gives) each is said with q/m, each other with
    (1 − q)/(n − m); where all are ideal, with 1/n. An issue with several leaves: the mean over them.
    """
    found = np.zeros(wants.points)
    for leaf in leaves:
        ideal, count = wants.is_ideal(leaf, option)
        rest = np.maximum(options - count, 1.0)
        chance = np.where(ideal, constants.says_ideal / count, (1.0 - constants.says_ideal) / rest)
        found += np.where(count >= options, 1.0 / options, chance)
    return found / len(leaves)


def demand(wants: Wants, target: Target, others: Others, constants: Constants) -> Floats:
    """Give σ·share of A with exponent β_demand + (1 − σ)/K."""
    sincere = share(wants, target, others, constants.demand_exponent)
    return wants.sincerity * sincere + (1.0 - wants.sincerity) / (1 + len(others))


def offer(wants: Wants, target: Target, others: Others) -> Floats:
    """Give (1 − w_A) / Σ_k (1 − w_k): what a party gives way on is what it can spare."""
    return np.asarray(wants.spare(target) / wants.total((target, *others), None))


def concession(wants: Wants, target: Target, held: Others) -> Floats:
    """Give (1 − w_A) / Σ_k (1 − w_k) over A and the nodes held: that A was spared rather than they.

    With one node B held, and A and B all that matters, it is w_B.
    """
    return offer(wants, target, held)


def trade(wants: Wants, wanted: Target, given: Target, constants: Constants) -> Floats:
    """Give logistic((log w_B − log w_A)/s) for giving A and wanting B."""
    return logistic((wants.log_weight(wanted) - wants.log_weight(given)) / constants.slope)


def accept(wants: Wants, leaves: tuple[str, ...], option: int, constants: Constants) -> Floats:
    """Give the chance that option o satisfies at least r: logistic((satisfaction(o) − r)/accept_slope)."""
    return logistic((wants.satisfaction_at(leaves, option) - wants.no_deal) / constants.accept_slope)


def reject_unforeseen(wants: Wants, leaves: tuple[str, ...], option: int, constants: Constants) -> Floats:
    """Give κ + (1 − κ)(1 − satisfaction(o)): a rejection of an option that no claim has rejected so far."""
    kappa = constants.red_line_prior
    return np.asarray(kappa + (1.0 - kappa) * (1.0 - wants.satisfaction_at(leaves, option)))


def reject(wants: Wants, issue: str, leaves: tuple[str, ...], option: int) -> Floats:
    """Give 1 where option o is a red line, else 1 − satisfaction(o).

    A red line has the prior κ, so that the mean over it is κ + (1 − κ)(1 − satisfaction(o)).
    """
    return np.where(wants.red_line(issue, option), 1.0, 1.0 - wants.satisfaction_at(leaves, option))


def threat(wants: Wants, constants: Constants) -> Floats:
    """Give logistic((r − median of its prior)/threat_slope)."""
    return logistic((wants.no_deal - wants.layout.no_deal.median) / constants.threat_slope)
