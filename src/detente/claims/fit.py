"""Fit the act classifier on a folder of annotated articles: python -m detente.claims.fit GOLD [--also DIR] [--write].

Prints figures cross-validated by article: every article is read with weights fitted without it. Reports of DIR (such as
`training/reports`) are learned from in every fold, and never scored. With `--write` the weights of all, the
threshold and the calibration are stored beside this module. Needs SciPy (the extra `score`).
"""

import argparse
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from detente.claims.assembly import claims_of
from detente.claims.claim import ACTS
from detente.claims.classifier import NONE, ActModel
from detente.claims.drafts import Draft
from detente.claims.features import features_of
from detente.claims.parties import Parties
from detente.claims.reader import drafts_of
from detente.claims.scan import Scene, scan
from detente.documents import Document

__all__ = ["main"]

CLASSES = (NONE, *ACTS)
FOLDS = 5
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)
LEAST_COUNT = 3
PENALTY = 6.0
GATE_PENALTY = 10.0
STEPS = 250
LEAST_OVERLAP = 0.35
WRONG_PARTY = 0.5
SECOND_BEST = 0.4
BESIDES = 0.6
"""What a candidate counts in a report that is learned from besides: 0.3, 0.6 and 1 gave strict F1 .273, .279, .275."""


@dataclass(slots=True)
class Article:
    """One annotated article, scanned: its candidates' features, labels, weights, and whether the party is right."""

    name: str
    document: Document
    parts: list[tuple[list[Scene], Parties]]
    gold: list[dict[str, Any]]
    features: list[set[str]]
    labels: list[str]
    weights: list[float]
    right: list[bool]


def load_article(path: Path, same_party: Callable[[str], str], weight: float = 1.0) -> Article:
    """Scan one annotated article and label its candidates, each of which counts `weight`."""
    meta = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
    document = Document(id=path.stem, text=path.read_text(encoding="utf-8"), outlet=meta.get("outlet"))
    gold = json.loads(path.with_suffix(".claims.json").read_text(encoding="utf-8"))
    parts = list(scan(document.text, document.outlet))
    article = Article(path.stem, document, parts, gold, [], [], [], [])
    _label(article, same_party)
    article.weights = [weight * one for one in article.weights]
    return article


def _label(article: Article, same_party: Callable[[str], str]) -> None:
    """Label each candidate with the act of the claim that it best fits.

    A candidate of another party than the claim's counts only where no candidate has the right one, and then less.
    """
    flat = [(scene, one) for scenes, _ in article.parts for scene in scenes for one in scene.candidates]
    fits: dict[int, list[tuple[float, bool, int]]] = {}
    reached: set[int] = set()
    for place, (scene, one) in enumerate(flat):
        start = scene.offset + one.doc[one.span[0]].idx
        last = one.doc[one.span[1] - 1]
        end = scene.offset + last.idx + len(last)
        for number, claim in enumerate(article.gold):
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
        article.features.append(features_of(one))
        article.labels.append(article.gold[best[2]]["act"] if best else NONE)
        second = best is not None and best[0] < leading[best[2]] - 1e-9
        article.weights.append(SECOND_BEST if second else 1.0)
        article.right.append(best is None or best[1])


def _shared(one: Any, content: str) -> float:
    mine = set(re.findall(r"\w+", one.doc[one.content[0] : one.content[1]].text.lower()))
    theirs = set(re.findall(r"\w+", content.lower()))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs) or 1)


def fit(articles: Sequence[Article]) -> dict[str, list[float]]:
    """Fit the weights: softmax regression with a quadratic penalty, full-batch Adam steps."""
    counts = Counter(feature for article in articles for found in article.features for feature in found)
    names = sorted(feature for feature, count in counts.items() if count >= LEAST_COUNT)
    place = {name: number for number, name in enumerate(names)}
    rows = [found for article in articles for found in article.features]
    ends = np.cumsum([0, *(sum(name in place for name in found) for found in rows)])
    columns = [place[name] for found in rows for name in sorted(found) if name in place]
    inputs = csr_matrix(
        (np.ones(len(columns), dtype=np.float32), np.array(columns), ends), shape=(len(rows), len(names))
    )
    acts = np.array([CLASSES.index(label) for article in articles for label in article.labels])
    weights = np.array([weight for article in articles for weight in article.weights], dtype=np.float32)
    sure = np.array([right for article in articles for right in article.right])
    claimed = ((acts > 0) & sure).astype(int)
    gate = _descend(inputs, np.eye(2, dtype=np.float32)[claimed], np.where(sure, weights, WRONG_PARTY), GATE_PENALTY)
    some = acts > 0
    among = _descend(inputs[some], np.eye(len(ACTS), dtype=np.float32)[acts[some] - 1], weights[some], PENALTY)
    solution = np.hstack([gate[:, :1] - gate[:, 1:], among])
    return {name: solution[number].tolist() for name, number in place.items()}


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


def load_scorer(gold: Path) -> Any:
    """Load the scorer that stands beside the folder of annotated articles."""
    spec = importlib.util.spec_from_file_location("score", gold.resolve().parent / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py beside {gold}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_with(article: Article, model: ActModel, threshold: float) -> list[dict[str, Any]]:
    """Give the claims that a model reads in a scanned article."""
    claims = []
    for scenes, parties in article.parts:
        drafts: list[Draft] = [draft for scene in scenes for draft in drafts_of(scene, parties, model, threshold)]
        claims += [claim.to_json() for claim in claims_of(drafts, article.document)]
    return claims


def cross_validated(articles: Sequence[Article], also: Sequence[Article]) -> list[tuple[Article, ActModel]]:
    """Pair every article with a model that was fitted without it, on the others and on all of `also`."""
    pairs = []
    for fold in range(FOLDS):
        inside = [article for number, article in enumerate(articles) if number % FOLDS != fold]
        model = ActModel(CLASSES, fit([*inside, *also]), 0.0, (1.0, 0.0))
        pairs += [(article, model) for number, article in enumerate(articles) if number % FOLDS == fold]
    return pairs


def calibrate(samples: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Fit slope and intercept of the logistic from the log-odds of the act to "party and act are right"."""
    given = np.clip([value for value, _ in samples], 1e-6, 1 - 1e-6)
    odds, right = np.log(given / (1 - given)), np.array([float(hit) for _, hit in samples])
    slope, intercept = 1.0, 0.0
    for _ in range(4000):
        error = 1 / (1 + np.exp(-(slope * odds + intercept))) - right
        slope -= 0.05 * float(np.mean(error * odds))
        intercept -= 0.05 * float(np.mean(error))
    return slope, intercept


def _samples(scorer: Any, pairs: Sequence[tuple[Article, ActModel]], threshold: float) -> list[tuple[float, bool]]:
    found: list[tuple[float, bool]] = []
    for article, model in pairs:
        cleaned = [scorer._clean(claim) for claim in read_with(article, model, threshold)]
        found += scorer.match_claims([scorer._clean(claim) for claim in article.gold], cleaned)[2]
    return found


def scored(scorer: Any, pairs: Sequence[tuple[Article, ActModel]], threshold: float) -> dict[str, Any]:
    """Score the cross-validated reading at a threshold."""
    gold = {article.name: [scorer._clean(claim) for claim in article.gold] for article, _ in pairs}
    read = {a.name: [scorer._clean(claim) for claim in read_with(a, model, threshold)] for a, model in pairs}
    result: dict[str, Any] = scorer.score(gold, read)
    return result


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Fit the act classifier on annotated articles.")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--also", type=Path, help="Folder of annotated reports to learn from besides.")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.gold)
    articles = [load_article(path, scorer.norm_party) for path in sorted(arguments.gold.glob("*.txt"))]
    others = sorted(arguments.also.glob("*.txt")) if arguments.also else []
    also = [load_article(path, scorer.norm_party, BESIDES) for path in others]
    pairs = cross_validated(articles, also)
    figures = {t: scored(scorer, pairs, t) for t in THRESHOLDS}
    for value, result in figures.items():
        micro = result["micro"]
        print(value, *(round(micro[f"{k}_{m}"], 3) for k in ("detection", "strict") for m in ("p", "r", "f1")))
    threshold = max(figures, key=lambda value: figures[value]["micro"]["strict_f1"])
    print(scorer.table(figures[threshold]))
    slope, intercept = calibrate(_samples(scorer, pairs, threshold))
    print("threshold", threshold, "calibration", slope, intercept)
    if arguments.write:
        _write(fit([*articles, *also]), threshold, (slope, intercept))


def _write(weights: dict[str, list[float]], threshold: float, calibration: tuple[float, float]) -> None:
    rows = {name: [round(float(value), 3) for value in row] for name, row in sorted(weights.items())}
    kept = {name: row for name, row in rows.items() if max(map(abs, row)) >= 0.02}
    head = {"classes": CLASSES, "threshold": threshold, "calibration": [round(value, 4) for value in calibration]}
    lines = ",\n".join(f" {json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in kept.items())
    text = json.dumps(head)[:-1] + ', "weights": {\n' + lines + "\n}}\n"
    (Path(__file__).parent / "data" / "weights.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
