"""The act of a candidate, as a probability: logistic regression over named features, in two parts.

The first class, "none", is a logistic regression of its own (is there a claim of this party here at all?); the acts
are a multinomial one among predicates that carry a claim of whomever.

The weights (`data/weights.json`, described in `data/reader.md`) are plain numbers by feature name and class.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["NONE", "ActModel"]

NONE = "none"


@dataclass(frozen=True, slots=True)
class ActModel:
    """Weights by feature; `classes` are "none" and the acts."""

    classes: tuple[str, ...]
    weights: Mapping[str, Sequence[float]]

    def probabilities(self, features: Iterable[str]) -> list[float]:
        """Give the probability of each class."""
        rows = [row for feature in sorted(features) if (row := self.weights.get(feature)) is not None]
        gate, *scores = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(self.classes)
        claimed = 1 / (1 + math.exp(min(gate, 500.0)))
        highest = max(scores)
        odds = [math.exp(score - highest) for score in scores]
        total = sum(odds)
        return [1 - claimed, *(claimed * value / total for value in odds)]
