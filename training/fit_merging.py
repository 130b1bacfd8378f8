"""Fit how mentions are merged into issues: python training/fit_merging.py [--write]. A quarter of an hour.

Pairs of mentions of one report of `reports/` are of one issue if the annotation gives them one name. Within documents:
all pairs, each report with weight in proportion to its claims. Across documents: each report is cut in two halves, and
the pairs with one mention in either half are taken. Logistic regressions with a ridge of 1, by Newton's method. The
cuts are those of the best B-cubed F1 in five folds by report (across: over whole reports, halves merged first).
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from detente.table.merging import Model, far_measures, merge_mentions, near_measures
from detente.table.phrases import Mention
from merging_examples import Example, Partition, agreement, examples

HERE = Path(__file__).resolve().parent
STORED = HERE.parent / "src" / "detente" / "table" / "data" / "merging.json"
FOLDS = 5
CUTS = [round(float(cut), 2) for cut in np.arange(-1.75, 0.26, 0.25)]


def regress(x: np.ndarray, y: np.ndarray, weight: np.ndarray, ridge: float = 1.0) -> np.ndarray:
    x = np.column_stack([x, np.ones(len(x))])
    penalty = np.eye(x.shape[1]) * ridge
    penalty[-1, -1] = 1e-6
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(hessian, x.T @ (weight * (y - p)) - penalty @ beta)
        beta += step
        if np.abs(step).max() < 1e-8:
            return beta
    raise SystemExit("the regression did not converge")


def halves(mentions: Sequence[Mention]) -> list[Mention]:
    """Give the mentions as if the second half of them stood in another document."""
    middle = len(mentions) // 2
    return [
        m if at < middle else replace(m, document=replace(m.document, id=f"{m.document.id}, second half"))
        for at, m in enumerate(mentions)
    ]


def pairs(example: Example, far: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    mentions = example.mentions
    if far:
        measures = far_measures(mentions, [[at] for at in range(len(mentions))], example.single)
    else:
        measures = near_measures(mentions, example.single)
    one, other = np.tril_indices(len(mentions), -1)
    if far:
        middle = len(mentions) // 2
        across = (one >= middle) & (other < middle)
        one, other = one[across], other[across]
    labels = example.labels(mentions)
    x = np.column_stack([measure[one, other] for measure in measures.values()])
    return x, (labels[one] == labels[other]).astype(float), np.full(len(one), 20 / len(mentions)), list(measures)


def fitted(found: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]]) -> tuple[float, ...]:
    x, y, weight = (np.concatenate([part[at] for part in found]) for at in range(3))
    return tuple(float(value) for value in regress(x, y, weight).round(4))


def groups(example: Example, mentions: list[Mention], model: Model) -> tuple[np.ndarray, np.ndarray]:
    merged = merge_mentions(mentions, example.single, model)
    place = {id(mention): at for at, group in enumerate(merged) for mention in group}
    return np.array([place[id(mention)] for mention in mentions]), example.labels(mentions)


def best(results: dict[float, list[tuple[np.ndarray, np.ndarray]]]) -> tuple[float, Partition]:
    measured = {cut: agreement(found) for cut, found in results.items()}
    for cut, found in measured.items():
        print(f"  cut {cut:6.3f}: B-cubed {told(found.b_cubed)}, pairwise {told(found.pairwise)}", flush=True)
    cut = max(measured, key=lambda cut: measured[cut].b_cubed[2])
    return cut, measured[cut]


def told(rates: tuple[float, float, float]) -> str:
    return "P {:.3f} R {:.3f} F1 {:.3f}".format(*rates)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the model in the package")
    arguments = parser.parse_args()
    reports = [example for example in examples(HERE / "reports") if len(example.mentions) > 3]
    mentioned = [example.mentions for example in reports]
    near, far = ([pairs(example, kind) for example in reports] for kind in (False, True))
    print(f"{len(reports)} reports, {sum(map(len, mentioned))} mentions, {sum(len(p[1]) for p in near)} pairs")

    def train(parts: list, fold: int) -> tuple[float, ...]:
        return fitted([part for at, part in enumerate(parts) if at % FOLDS != fold])

    folds = [Model(train(near, fold), 0.0, train(far, fold), 0.0) for fold in range(FOLDS)]
    within, across = defaultdict(list), defaultdict(list)
    for cut in CUTS:
        for at, example in enumerate(reports):
            within[cut].append(groups(example, mentioned[at], replace(folds[at % FOLDS], near_cut=cut)))
    near_cut, measured = best(within)
    print(f"within documents: cut {near_cut}, B-cubed {told(measured.b_cubed)}, pairwise {told(measured.pairwise)}")
    for cut in CUTS:
        for at, example in enumerate(reports):
            model = replace(folds[at % FOLDS], near_cut=near_cut, far_cut=cut)
            across[cut].append(groups(example, halves(mentioned[at]), model))
    far_cut, measured = best(across)
    print(f"two halves: cut {far_cut}, B-cubed {told(measured.b_cubed)}, pairwise {told(measured.pairwise)}")
    if arguments.write:
        model = {
            "near": dict(zip([*near[0][3], "constant"], fitted(near), strict=True)),
            "near_cut": near_cut,
            "far": dict(zip([*far[0][3], "constant"], fitted(far), strict=True)),
            "far_cut": far_cut,
        }
        STORED.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
