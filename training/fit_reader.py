"""Fit the reader around its network: python training/fit_reader.py NEWS --articles POLNEAR --work WORK [--write]

Three steps, of which the second may run on another machine (`fit_network.py`):

1. `--examples FILE` lays out windows and targets of the reports of this folder (`reports/`), of our annotation of
   PolNeAR's articles (`polnear-claims.jsonl`; the texts stand in the folder POLNEAR) and of the annotated news of the
   folder NEWS (the scorer stands beside it), and ends;
2. `fit_network.py FILE WORK` trains the networks: one for each fold of the news, and one that knows all of it;
3. without `--examples`, the classifier of candidates is fitted on all of them at once, and how claims are chosen of
   what network and classifier propose on the proposals for articles that neither of them was trained on.

The figures are cross-validated by article over NEWS: each article is read by a network and a classifier trained
without it, the network stored as it is shipped, and with a choice fitted on the proposals for the other articles.
`--write` stores the reader in the package. Needs what `requirements.txt` names.
"""

import argparse
import gc
import json
import pickle
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

import detente.claims
from detente.claims.classifier import ActModel
from detente.claims.combination import Choice
from detente.claims.readers import frames_in, proposals_in
from detente.claims.trained.encoder import Encoder
from detente.claims.trained.finding import encodings_of
from detente.claims.trained.heads import Heads
from detente.claims.trained.windows import lines_of
from detente.claims.weights import encoder as shipped
from detente.claims.wordpieces import FREQUENT
from examples import Report, load_reports
from export import export
from fit_classifier import BESIDES, Labelled, fit_classifier, labelled
from fit_combination import Proposed, claims_read, fit_choice
from fit_network import FOLDS
from polnear import load_articles
from scorer import load_scorer

HERE = Path(__file__).resolve().parent
DATA = Path(detente.claims.__file__).parent / "data"
CLASSIFIED = 214
"""How many of the articles the classifier learns from: the rest, poorer in claims, made it no better."""


@dataclass(slots=True)
class Trained:
    """A reader to be tried: the files of the encoder (graph and weights), the heads, and the classifier."""

    encoder: tuple[Path, Path]
    heads: dict[str, np.ndarray]
    classifier: ActModel


def proposed(trained: Trained, reports: Sequence[Report]) -> list[Proposed]:
    """Read reports with a trained reader, as far as proposals."""
    encoder = Encoder(*trained.encoder)
    heads = Heads({name: value.astype(np.float32) for name, value in trained.heads.items()})
    found = []
    for report in reports:
        sentences, encodings = [], []
        for scenes in report.passages:
            encodings.append(encodings_of(lines_of(scenes), shipped()))
            sentences += list(proposals_in(scenes, frames_in(scenes, encoder, heads), trained.classifier))
        found.append(Proposed(report, sentences, encodings))
    return found


@dataclass(slots=True)
class Material:
    """What is learned from: reports of ours, articles and news, their candidates labelled, and the scorer."""

    scorer: Any
    reports: Sequence[Report]
    articles: Sequence[Report]
    news: Sequence[Report]
    candidates: dict[str, Labelled]

    @classmethod
    def of(
        cls, scorer: Any, reports: Sequence[Report], articles: Sequence[Report], news: Sequence[Report]
    ) -> "Material":
        """Label the candidates of all of them."""
        weights = [*((one, BESIDES) for one in [*reports, *articles]), *((article, 1.0) for article in news)]
        found = {one.name: labelled(one.passages, one.gold, scorer.norm_party, weight) for one, weight in weights}
        return cls(scorer, reports, articles, news, found)

    def trained(self, inside: Sequence[Report], work: Path, name: str) -> Trained:
        """Take the network of that name, and fit the classifier on all reports and articles and some of the news."""
        if not (work / f"{name}.npz").is_file():
            raise SystemExit(f"{work}/{name}.npz is missing: train the networks with training/fit_network.py")
        with np.load(work / f"{name}.npz") as stored:
            weights = dict(stored)
        heads = {part.removeprefix("heads."): value for part, value in weights.items() if part.startswith("heads.")}
        files = work / f"{name}.onnx", work / f"{name}-weights.npz"
        export({part: value for part, value in weights.items() if not part.startswith("heads.")}, *files)
        learned = [self.candidates[one.name] for one in [*inside, *self.articles[:CLASSIFIED], *self.reports]]
        return Trained(files, heads, fit_classifier(learned))


def proposals_by_fold(material: Material, work: Path) -> list[list[Proposed]]:
    """Give the proposals for the articles of each fold, by a reader trained on the other folds' articles."""
    folds = []
    for fold in range(FOLDS):
        inside = [report for number, report in enumerate(material.news) if number % FOLDS != fold]
        outside = [report for number, report in enumerate(material.news) if number % FOLDS == fold]
        folds.append(proposed(material.trained(inside, work, f"fold{fold}"), outside))
    return folds


def cross_validated(scorer: Any, folds: Sequence[Sequence[Proposed]]) -> dict[str, list[dict[str, Any]]]:
    """Give the claims of each article, chosen as is best on the other folds."""
    claims = {}
    for place, fold in enumerate(folds):
        choice = fit_choice(scorer, [one for other, part in enumerate(folds) if other != place for one in part])
        print({name: value for name, value in asdict(choice).items() if "weights" not in name}, flush=True)
        claims |= {one.report.name: claims_read(one, choice) for one in fold}
    return claims


def scored(scorer: Any, news: Sequence[Report], claims: dict[str, list[dict[str, Any]]]) -> str:
    """Give the scorer's table."""
    gold = {report.name: [scorer._clean(claim) for claim in report.gold] for report in news}
    read = {name: [scorer._clean(claim) for claim in found] for name, found in claims.items()}
    table: str = scorer.table(scorer.score(gold, read))
    return table


def store(trained: Trained, choice: Choice) -> None:
    """Store a reader in the package."""
    for source, name in zip(trained.encoder, ("reader.onnx", "reader-weights.npz"), strict=True):
        shutil.copy(source, DATA / name)
    np.savez_compressed(DATA / "reader-heads.npz", **trained.heads)
    (DATA / "reader.json").write_text(json.dumps(asdict(choice), indent=1) + "\n", encoding="utf-8")
    weights = trained.classifier.weights
    rows = {name: [round(float(value), 3) for value in row] for name, row in sorted(weights.items())}
    kept = {name: row for name, row in rows.items() if max(map(abs, row)) >= 0.02}
    lines = ",\n".join(f" {json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in kept.items())
    head = json.dumps({"classes": trained.classifier.classes})[:-1]
    (DATA / "weights.json").write_text(head + ', "weights": {\n' + lines + "\n}}\n", encoding="utf-8")


def write_examples(path: Path, kinds: dict[str, Sequence[Report]]) -> None:
    """Write what the network learns from, and the wordpieces that it knows."""
    pieces = (DATA / FREQUENT).read_text(encoding="utf-8").split()
    laid_out = {kind: {report.name: report.examples for report in reports} for kind, reports in kinds.items()}
    path.write_bytes(pickle.dumps((pieces, laid_out)))


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--reports", type=Path, default=HERE / "reports")
    parser.add_argument("--articles", type=Path, help="folder of PolNeAR's parts: learn from our annotation of it too")
    parser.add_argument("--examples", type=Path, help="write what the network learns from here, and end")
    parser.add_argument("--work", type=Path, help="where the networks stand; the claims read are kept there too")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if (arguments.work is None) == (arguments.examples is None):
        parser.error("give either --examples or --work")
    scorer = load_scorer(arguments.news)
    gc.disable()  # millions of small objects that all stay: looking for garbage among them only costs time
    reports, news = load_reports(arguments.reports, scorer), load_reports(arguments.news, scorer)
    articles = load_articles(arguments.articles, scorer) if arguments.articles else []
    print(f"{len(reports)} reports of ours, {len(articles)} articles, {len(news)} of the news", flush=True)
    if arguments.examples is not None:
        write_examples(arguments.examples, {"reports": reports, "articles": articles, "news": news})
        return 0
    material = Material.of(scorer, reports, articles, news)
    folds = proposals_by_fold(material, arguments.work)
    claims = cross_validated(scorer, folds)
    (arguments.work / "claims.json").write_text(json.dumps(claims), encoding="utf-8")
    print(scored(scorer, news, claims), flush=True)
    if arguments.write:
        choice = fit_choice(scorer, [one for fold in folds for one in fold])
        store(material.trained(news, arguments.work, "whole"), choice)
    return 0


if __name__ == "__main__":
    sys.exit(main())
