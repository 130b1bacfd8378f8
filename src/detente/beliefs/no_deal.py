"""The prior of the value of walking away, as a quantile function."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.constants import Constants
from detente.table.case import Normal, Point, Range, Value

__all__ = ["NoDealPrior", "no_deal_prior"]

Floats = NDArray[np.float64]

_GRID = 4097
"""Points of the table by which the normal quantile is interpolated (error below 1e-6 within ±3.5 sd)."""


def _normal_table() -> tuple[Floats, Floats]:
    scores = np.linspace(-6.0, 6.0, _GRID)
    standard = NormalDist()
    return np.array([standard.cdf(score) for score in scores]), scores


_PROBABILITIES, _SCORES = _normal_table()


@dataclass(frozen=True, slots=True)
class NoDealPrior:
    """U(first, second) or N(first, second); a fixed value is uniform on one point."""

    kind: Literal["uniform", "normal"]
    first: float
    second: float

    @property
    def median(self) -> float:
        """The median of the prior."""
        return self.first if self.kind == "normal" else (self.first + self.second) / 2

    @property
    def fixed(self) -> bool:
        """Whether the value is known."""
        return self.kind == "uniform" and self.first == self.second

    def quantile(self, u: Floats) -> Floats:
        """Give the values below which the shares `u` of the prior lie."""
        if self.kind == "uniform":
            return self.first + (self.second - self.first) * u
        return self.first + self.second * np.interp(u, _PROBABILITIES, _SCORES)


def no_deal_prior(value: Value | None, constants: Constants) -> NoDealPrior:
    """Give the prior that a case's `no_deal` declares; U(`no_deal_low`, `no_deal_high`) where it is silent."""
    match value:
        case Range(range=(low, high)):
            return NoDealPrior("uniform", min(low, high), max(low, high))
        case Normal(normal=(mean, deviation)):
            return NoDealPrior("normal", mean, deviation)
        case Point(value=point):
            return NoDealPrior("uniform", point, point)
        case float() | int():
            return NoDealPrior("uniform", float(value), float(value))
        case _:
            return NoDealPrior("uniform", constants.no_deal_low, constants.no_deal_high)
