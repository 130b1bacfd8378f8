"""Fit the classifier of candidates: the regressions of `detente.claims.classifier`, on annotated reports.

`LEAST_COUNT`, the penalties and the weights below were chosen by cross-validation over articles.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from detente.claims.claim import ACTS
from detente.claims.classifier import NONE, ActModel
from detente.claims.features import features_of
from detente.claims.scan import Scene

__all__ = ["CLASSES", "Labelled", "fit_classifier", "labelled"]

CLASSES = (NONE, *ACTS)
LEAST_COUNT = 3
PENALTY = 6.0
GATE_PENALTY = 10.0
STEPS = 250
LEAST_OVERLAP = 0.35
WRONG_PARTY = 0.5
SECOND_BEST = 0.4
BESIDES = 0.6
"""What a candidate of our reports or of PolNeAR counts, beside 1 in the news: 0.3 to 0.8 differ by less than .004."""


@dataclass(slots=True)
class Labelled:
    """The candidates of one report: features, labels, weights, and whether the party is right."""

    features: list[set[str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)


def labelled(
    passages: Sequence[Sequence[Scene]],
    gold: Sequence[dict[str, Any]],
    same_party: Callable[[str], str],
    weight: float = 1.0,
) -> Labelled:
    """Label each candidate with the act of the claim that it best fits; each counts `weight`.

    A candidate of another party than the claim's counts only where no candidate has the right one, and then less.
    """
    result = Labelled()
    flat = [(scene, one) for scenes in passages for scene in scenes for one in scene.candidates]
    fits: dict[int, list[tuple[float, bool, int]]] = {}
    reached: set[int] = set()
    for place, (scene, one) in enumerate(flat):
        start = scene.offset + one.doc[one.span[0]].idx
        last = one.doc[one.span[1] - 1]
        end = scene.offset + last.idx + len(last)
        for number, claim in enumerate(gold):
            inner = min(end, claim["end"]) - max(start, claim["start"])
            share = inner / (max(end, claim["end"]) - min(start, claim["start"]))
            if share >= LEAST_OVERLAP:
                party = same_party(claim["party"]) == same_party(one.who.party)
                fits.setdefault(place, []).append((share + _shared(one, claim["content"]), party, number))
                reached.update([number] if party else [])
    leading: dict[int, float] = {}
    for score, _, number in (fit for found in fits.values() for fit in found):
        leading[number] = max(leading.get(number, 0.0), score)
    for place, (_, one) in enumerate(flat):
        good = [fit for fit in fits.get(place, []) if fit[1]] or [f for f in fits.get(place, []) if f[2] not in reached]
        best = max(good, default=None)
        result.features.append(features_of(one))
        result.labels.append(gold[best[2]]["act"] if best else NONE)
        second = best is not None and best[0] < leading[best[2]] - 1e-9
        result.weights.append(weight * (SECOND_BEST if second else 1.0))
        result.right.append(best is None or best[1])
    return result


def _shared(one: Any, content: str) -> float:
    mine = set(re.findall(r"\w+", one.doc[one.content[0] : one.content[1]].text.lower()))
    theirs = set(re.findall(r"\w+", content.lower()))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs) or 1)


def fit_classifier(reports: Sequence[Labelled]) -> ActModel:
    """Fit the weights: softmax regression with a quadratic penalty, full-batch Adam steps."""
    counts = Counter(feature for report in reports for found in report.features for feature in found)
    names = sorted(feature for feature, count in counts.items() if count >= LEAST_COUNT)
    place = {name: number for number, name in enumerate(names)}
    rows = [found for report in reports for found in report.features]
    ends = np.cumsum([0, *(sum(name in place for name in found) for found in rows)])
    columns = [place[name] for found in rows for name in sorted(found) if name in place]
    inputs = csr_matrix(
        (np.ones(len(columns), dtype=np.float32), np.array(columns), ends), shape=(len(rows), len(names))
    )
    acts = np.array([CLASSES.index(label) for report in reports for label in report.labels])
    weights = np.array([weight for report in reports for weight in report.weights], dtype=np.float32)
    sure = np.array([right for report in reports for right in report.right])
    claimed = ((acts > 0) & sure).astype(int)
    gate = _descend(inputs, np.eye(2, dtype=np.float32)[claimed], np.where(sure, weights, WRONG_PARTY), GATE_PENALTY)
    some = acts > 0
    among = _descend(inputs[some], np.eye(len(ACTS), dtype=np.float32)[acts[some] - 1], weights[some], PENALTY)
    solution = np.hstack([gate[:, :1] - gate[:, 1:], among])
    return ActModel(CLASSES, {name: solution[number].tolist() for name, number in place.items()})


def _descend(inputs: Any, targets: np.ndarray, weights: np.ndarray, penalty: float) -> np.ndarray:
    solution = np.zeros((inputs.shape[1], targets.shape[1]), dtype=np.float32)
    first, second = np.zeros_like(solution), np.zeros_like(solution)
    for step in range(1, STEPS + 1):
        scores = inputs @ solution
        scores -= scores.max(axis=1, keepdims=True)
        likely = np.exp(scores)
        likely /= likely.sum(axis=1, keepdims=True)
        slope = inputs.T @ ((likely - targets) * weights[:, None]) + penalty * solution
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = 0.05 * (1 - step / (STEPS + 1))
        solution -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return solution
