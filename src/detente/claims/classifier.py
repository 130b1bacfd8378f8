"""The act of a candidate, as a probability: logistic regression over named features, in two parts.

The first class, "none", is a logistic regression of its own (is there a claim of this party here at all?); the acts
are a multinomial one among predicates that carry a claim of whomever.

The weights (`data/weights.json`, described in `data/weights.md`) are plain numbers by feature name and class.
"""

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["NONE", "ActModel", "act_model", "best_act"]

NONE = "none"


@dataclass(frozen=True, slots=True)
class ActModel:
    """Weights by feature; `classes` are "none" and the acts; `threshold` is the least probability of any act to report.

    `calibration` is the slope and the intercept of the logistic that turns the log-odds of the reported act into the
    probability that party and act are both right.
    """

    classes: tuple[str, ...]
    weights: Mapping[str, Sequence[float]]
    threshold: float
    calibration: tuple[float, float]

    def probabilities(self, features: Iterable[str]) -> list[float]:
        """Give the probability of each class."""
        rows = [row for feature in sorted(features) if (row := self.weights.get(feature)) is not None]
        gate, *scores = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(self.classes)
        claimed = 1 / (1 + math.exp(min(gate, 500.0)))
        highest = max(scores)
        odds = [math.exp(score - highest) for score in scores]
        total = sum(odds)
        return [1 - claimed, *(claimed * value / total for value in odds)]

    def confidence(self, probability: float) -> float:
        """Give the calibrated probability that party and act are right."""
        clipped = min(max(probability, 1e-6), 1 - 1e-6)
        slope, intercept = self.calibration
        return 1 / (1 + math.exp(-(slope * math.log(clipped / (1 - clipped)) + intercept)))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ActModel":
        """Give the model that a weights file holds."""
        classes = tuple(data["classes"])
        return cls(
            classes,
            {feature: tuple(row) for feature, row in data["weights"].items()},
            float(data["threshold"]),
            (float(data["calibration"][0]), float(data["calibration"][1])),
        )


@lru_cache(maxsize=1)
def act_model() -> ActModel:
    """Load the shipped weights, once per process."""
    text = files("detente.claims").joinpath("data", "weights.json").read_text(encoding="utf-8")
    return ActModel.from_json(json.loads(text))


def best_act(
    model: ActModel, probabilities: Sequence[float], *, without: Collection[str] = ()
) -> tuple[str, float, float]:
    """Give the likeliest act ("none" and those of `without` aside), its probability, and that of any act."""
    acts = [(probability, name) for name, probability in zip(model.classes, probabilities, strict=True) if name != NONE]
    likeliest, name = max(act for act in acts if act[1] not in without)
    return name, likeliest, sum(probability for probability, _ in acts)
