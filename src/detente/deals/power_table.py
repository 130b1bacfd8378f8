"""Positions, saliences and powers of actors on many issues, as arrays for the exchange model, checked."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.errors import Fault, FormatError

__all__ = ["PowerTable"]

Floats = NDArray[np.float64]
MOST_FAULTS = 50
ROUNDING = 1e-12
"""Distances that are a smaller part of the largest position are rounding."""


@dataclass(frozen=True, slots=True)
class PowerTable:
    """Actors on issues: `positions`, `saliences` and `powers`, each (actors, issues).

    An actor that takes no part in an issue has NaN there as its position; its salience and power then do not count.
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    positions: Floats
    saliences: Floats
    powers: Floats

    @classmethod
    def of(
        cls,
        positions: ArrayLike,
        saliences: ArrayLike,
        powers: ArrayLike,
        actors: Sequence[str] | None = None,
        issues: Sequence[str] | None = None,
        name: str = "actor table",
    ) -> "PowerTable":
        """Give a checked table; `powers` may be (actors,) where they are the same on all issues.

        Names default to "actor 1", "issue 1", … Raises FormatError with all faults at once: shapes that do not fit,
        names that stand there twice, numbers that are negative or not finite, an issue on which nobody counts.
        """
        at, weight, strength = (np.array(part, dtype=np.float64) for part in (positions, saliences, powers))
        if strength.ndim == 1 and at.ndim == 2 and len(strength) == len(at):
            strength = np.tile(strength[:, None], (1, at.shape[1]))
        rows = tuple(actors) if actors is not None else tuple(f"actor {place + 1}" for place in range(len(at)))
        columns = at.shape[1] if at.ndim == 2 else 0
        named = tuple(issues) if issues is not None else tuple(f"issue {place + 1}" for place in range(columns))
        table = cls(rows, named, at, weight, strength)
        faults = list(table._shape_faults()) or list(table._faults())
        if faults:
            more = len(faults) - MOST_FAULTS
            raise FormatError(name, faults[:MOST_FAULTS] + ([Fault("", f"and {more} more")] if more > 0 else []))
        absent = np.isnan(at)
        return cls(rows, named, at, np.where(absent, 0.0, weight), np.where(absent, 0.0, strength))

    def _shape_faults(self) -> Iterator[Fault]:
        shape = (len(self.actors), len(self.issues))
        for what, part in (("positions", self.positions), ("saliences", self.saliences), ("powers", self.powers)):
            if part.shape != shape:
                yield Fault(what, f"has shape {part.shape}; {shape} are needed: one row an actor, one column an issue")
        for what, names in (("actors", self.actors), ("issues", self.issues)):
            for twice in sorted({name for name in names if names.count(name) > 1}):
                yield Fault(what, f"{twice!r} stands there twice; give each its own name")

    def _faults(self) -> Iterator[Fault]:
        for row, actor in enumerate(self.actors):
            for column, issue in enumerate(self.issues):
                place = f"[{actor}, {issue}]"
                position = self.positions[row, column]
                if math.isnan(position):
                    continue
                if math.isinf(position):
                    yield Fault(f"positions{place}", f"is {position}; give a finite number")
                for what, value in (
                    ("saliences", self.saliences[row, column]),
                    ("powers", self.powers[row, column]),
                ):
                    if not math.isfinite(value) or value < 0:
                        yield Fault(f"{what}{place}", f"is {value}; give a finite number that is not negative")
        weights = np.where(np.isnan(self.positions), 0.0, self.saliences * self.powers)
        for column, issue in enumerate(self.issues):
            if weights[:, column].sum() == 0:
                yield Fault(f"issues.{issue}", "nobody has both salience and power on it; leave it out")

    @property
    def weights(self) -> Floats:
        """Salience times power (actors, issues), 0 where an actor takes no part."""
        return self.saliences * self.powers

    @property
    def outcomes(self) -> Floats:
        """The expected outcome of each issue: the mean of the positions, weighted by salience times power."""
        weights = self.weights
        outcomes: Floats = (weights * np.nan_to_num(self.positions)).sum(axis=0) / weights.sum(axis=0)
        return outcomes

    @property
    def distances(self) -> Floats:
        """Position less expected outcome (actors, issues); 0 where an actor takes no part, or where it is rounding."""
        apart = np.where(np.isnan(self.positions), 0.0, np.nan_to_num(self.positions) - self.outcomes)
        largest = np.abs(np.nan_to_num(self.positions)).max(initial=1.0)
        return np.where(np.abs(apart) <= ROUNDING * largest, 0.0, apart)
