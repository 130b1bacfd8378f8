"""How strongly each mark of a talk speaks for an item's rank: a log-linear likelihood of orders.

log L(order) = Σ_marks count · (f · [its item ranks first] − l · [its item ranks last]) + constant, with two strengths
(f, l) for each mark. This is the likelihood of the evidence in `joint`, its exponents fitted instead of declared: the
strengths and the coupling of the two parties' orders maximise the probability of known true orders given their talks
(a conditional random field of two linked variables, Lafferty et al. 2001; of an order alone it is a model of first and
last choices in the family of Plackett 1975), less a penalty on the squares of the strengths.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.orders.joint import Coupling
from detente.beliefs.orders.order import Orders
from detente.errors import MissingExtraError, UsageError

__all__ = ["Strengths", "Trained", "TrainingTalk", "fit_strengths"]

Floats = NDArray[np.float64]
Marks = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Strengths:
    """Strengths (f, l) by mark."""

    values: Mapping[str, tuple[float, float]]

    def log_likelihood(self, orders: Orders, marks: Mapping[str, Marks]) -> Floats:
        """Give (orders,) the log likelihood of each order from the marks of every item; 0 for marks not known."""
        sums = np.zeros((len(orders.items), 2))
        for place, item in enumerate(orders.items):
            for name, count in marks[item].items():
                strength = self.values.get(name)
                if strength is not None:
                    sums[place] += count * np.asarray(strength)
        return np.asarray(sums[orders.places[:, 0], 0] - sums[orders.places[:, -1], 1])


@dataclass(frozen=True, slots=True)
class TrainingTalk:
    """A moment of a talk with known orders: marks of every item for both parties, true orders, and its weight.

    The first party is the one whose order is asked for at this moment.
    """

    marks: tuple[Mapping[str, Marks], Mapping[str, Marks]]
    truth: tuple[int, int]
    weight: float


@dataclass(frozen=True, slots=True)
class Trained:
    """What `fit_strengths` found."""

    strengths: Strengths
    coupling: Coupling


def _design(orders: Orders, talks: Sequence[TrainingTalk], names: Mapping[str, int], sparse: Any) -> Any:
    """Give the marks as a matrix (talks × 2 parties × items, names)."""
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for talk in talks:
        for marks in talk.marks:
            for item in orders.items:
                known = [(names[name], count) for name, count in marks[item].items() if name in names]
                columns += [column for column, _ in known]
                values += [count for _, count in known]
                ends.append(len(columns))
    return sparse.csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(names)))


def fit_strengths(
    orders: Orders,
    talks: Sequence[TrainingTalk],
    *,
    penalty: float,
    lighter: Mapping[str, float] | None = None,
    both: float = 0.3,
    least: int = 20,
    steps: int = 150,
) -> Trained:
    """Fit strengths and coupling to moments of talks with known orders.

    `penalty` is that on the squares of strengths (`lighter` gives that of single marks, whose counts are divided by
    their spread first); `both` the share of the objective that is the log probability of both orders, the rest being
    that of the order asked for; marks found in fewer than `least` rows are left out.
    Raises UsageError without talks, MissingExtraError without SciPy.
    """
    try:
        from scipy import sparse
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingExtraError("Fitting strengths", "score") from error
    if not talks:
        raise UsageError("no talk to fit strengths to")
    lighter = lighter or {}
    counts: dict[str, int] = {}
    for talk in talks:
        for marks in talk.marks:
            for item in orders.items:
                for name in marks[item]:
                    counts[name] = counts.get(name, 0) + 1
    kept = sorted(name for name, count in counts.items() if count >= least)
    names = {name: place for place, name in enumerate(kept)}
    design = _design(orders, talks, names, sparse)
    scales = np.ones(len(kept))
    for name in lighter:
        if name in names:
            column = design[:, [names[name]]].toarray()
            scales[names[name]] = max(float(column.std()), 1e-9)
    design = design @ sparse.diags_array(1.0 / scales)
    penalties = np.array([lighter.get(name, penalty) for name in kept])[:, None]
    objective = _Objective(orders, design.tocsr(), talks, both, penalties)
    start = np.zeros(2 * len(kept) + orders.count)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    strengths = found[: 2 * len(kept)].reshape(-1, 2) / scales[:, None]
    coupling = found[2 * len(kept) :]
    values = {name: (float(pair[0]), float(pair[1])) for name, pair in zip(kept, strengths, strict=True)}
    return Trained(Strengths(values), Coupling(tuple((coupling - coupling.mean()).tolist())))


class _Objective:
    """Minus the penalised log probability of the true orders, with its gradient."""

    def __init__(
        self, orders: Orders, design: Any, talks: Sequence[TrainingTalk], both: float, penalties: Floats
    ) -> None:
        self._orders, self._design, self._both, self._penalties = orders, design, both, penalties
        self._transposed = design.T.tocsr()
        self._weights = np.array([talk.weight for talk in talks])
        self._own, self._other = np.array([talk.truth for talk in talks]).T
        self._row = np.arange(len(talks))
        ends = np.eye(len(orders.items))
        self._first, self._last = ends[orders.places[:, 0]], -ends[orders.places[:, -1]]

    def __call__(self, point: Floats) -> tuple[float, Floats]:
        size = self._design.shape[1]
        strengths = point[: 2 * size].reshape(size, 2)
        posterior = self._posterior(strengths, point[2 * size :])
        row, own, other, both = self._row, self._own, self._other, self._both
        right, pair = posterior[row, own].sum(axis=1), posterior[row, own, other]
        loss = -np.sum(self._weights * ((1 - both) * np.log(right) + both * np.log(pair)))
        slope = posterior.copy()
        slope[row, own] -= (1 - both) * posterior[row, own] / right[:, None]
        slope[row, own, other] -= both
        slope *= self._weights[:, None, None]
        sides = np.stack([slope.sum(axis=2), slope.sum(axis=1)], axis=1)
        by_item = np.stack([sides @ self._first, sides @ self._last], axis=-1).reshape(-1, 2)
        gradient = self._transposed @ by_item + self._penalties * strengths
        relations = self._orders.relations.ravel()
        links = np.bincount(relations, slope.sum(axis=0).ravel(), self._orders.count)
        loss += 0.5 * np.sum(self._penalties * strengths**2)
        return float(loss), np.concatenate([np.asarray(gradient).ravel(), links])

    def _posterior(self, strengths: Floats, coupling: Floats) -> Floats:
        """Give the joint posterior (talks, orders, orders)."""
        sums = np.asarray(self._design @ strengths).reshape(len(self._row), 2, len(self._orders.items), 2)
        log = sums[..., 0] @ self._first.T + sums[..., 1] @ self._last.T
        joint = log[:, 0, :, None] + log[:, 1, None, :] + coupling[self._orders.relations]
        mass = np.exp(joint - joint.max(axis=(1, 2), keepdims=True))
        return np.asarray(mass / mass.sum(axis=(1, 2), keepdims=True))
