"""Train the reader's network: python training/fit_network.py EXAMPLES WORK [--curve]

EXAMPLES is what `fit_reader.py --examples` wrote: windows and targets of reports, articles and news. The network
learns first from our reports, then from our annotation of PolNeAR's articles, then from both, then from the news; in
that last round it computes with weights of four bits and activations of eight, as the reader does. WORK receives
`fold0.npz` to `fold2.npz`, trained without a third of the news each, and `whole.npz`, trained on all of it. With
`--curve` the last round is repeated with none, a quarter and half of the news, and what is lost on the rest is printed.

Uses a graphics card where there is one: eight minutes of an NVIDIA H200 that nine such runs shared. On processors alone
several processes share each batch (`torchrun --nproc-per-node 2 training/fit_network.py EXAMPLES WORK`;
`training/README.md` says how long that takes, and what comes out). `--rounds` says what is learnt from, for how many
epochs, and how many of the lower layers are left as they are meanwhile (none where nothing is said), so that what they
make of a window is computed once; where it is not given, it is as for the network that ships (`ROUNDS`). The weights
after each round are kept in WORK, and the same command on the same EXAMPLES goes on from them.

`reports+articles` is a round in which batches of both come in random order. Weights are averaged where it says so:
`mean:2` goes on from the mean of those after the last two steps (Izmailov et al. 2018, "Averaging weights leads to
wider optima and better generalization", UAI), `--orders` learns from the news anew in so many random orders and takes
the mean (Wortsman et al. 2022, "Model soups: averaging weights of multiple fine-tuned models", ICML), and `--share`
takes that of those after the news and those before (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models",
CVPR).

Needs NumPy and what `requirements.txt` names, no parser. Seeded; on another machine, or with another number of
processes, the last digits differ, and with them some claims.
"""

import argparse
import hashlib
import os
import pickle
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, distributed, nn

from examples import Example
from network import Network, batch_of, claims_in, loss_of, masked
from rounding import largest_inputs, round_embeddings, round_linears

__all__ = ["FOLDS", "Examples"]

SEED, FOLDS = 1, 3
WARM, LOWEST = 0.1, 0.02
DECAY = 0.95
"""What the learning rate of a layer is beside that of the layer above it."""
CALIBRATED = 20
"""One in so many windows of the articles tells how large activations become."""
CURVE = (0.0, 0.25, 0.5)
"""Shares of the news to learn from at which the learning curve is measured, besides all of it."""
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
BRIEF = DEVICE == "cuda" or bool(torch.cpu.get_capabilities().get("avx512_bf16"))
"""Whether numbers of sixteen bits are multiplied faster here: the encoder takes them until it is rounded."""
RANK, PROCESSES = int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1"))
"""Which of how many processes this is, as torchrun says; they share each batch."""

Examples = Mapping[str, Mapping[str, Sequence[Example]]]
"""The examples of each report, by kind ("reports", "articles", "news") and name."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How reports of a kind are learnt from: windows in a batch, and learning rates of the encoder and of the heads.

    `masked` is the share of wordpieces that are hidden, `dropped` that of the activations of the heads.
    """

    batch: int
    rates: tuple[float, float]
    masked: float
    dropped: float


MANNERS = {
    "reports": Manner(12, (1.2e-4, 1e-3), 0.0, 0.1),
    "articles": Manner(4, (8e-5, 6e-4), 0.15, 0.2),
    "news": Manner(4, (6e-5, 3e-4), 0.15, 0.2),
}
"""Of our reports, the articles and the news.

Chosen by what is lost on news that was not trained on, among some twenty settings.
"""
MIXED = (6e-5, 5e-4)
"""Learning rates of a round of several kinds: declared, below those of each, for it comes last."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round of training: kinds of reports, epochs, and how many lower layers of the encoder are left as they are."""

    kinds: tuple[str, ...]
    epochs: int
    settled: int = 0

    @property
    def rates(self) -> tuple[float, float]:
        """Learning rates of the encoder and of the heads."""
        return MIXED if len(self.kinds) > 1 else MANNERS[self.kinds[0]].rates

    @property
    def masked(self) -> bool:
        """Whether wordpieces are hidden, so that no window comes again unchanged."""
        return any(MANNERS[kind].masked for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the weights after each of the last steps, from which training goes on."""

    steps: int


def step_of(told: str) -> Round | Mean:
    """Give what "KIND:EPOCHS", "KIND+KIND:EPOCHS", "KIND:EPOCHS:SETTLED" or "mean:STEPS" tells."""
    kind, *numbers = told.split(":")
    kinds, counts = tuple(kind.split("+")), [int(number) for number in numbers if number.isdigit()]
    if len(counts) == len(numbers):
        if kind == "mean" and len(counts) == 1 and counts[0] > 1:
            return Mean(counts[0])
        if set(kinds) <= set(MANNERS) and len(counts) in (1, 2):
            return Round(kinds, *counts)
    raise argparse.ArgumentTypeError(
        f"{told!r} is no step: write {'|'.join(MANNERS)}:EPOCHS[:SETTLED], several kinds with +, or mean:STEPS"
    )


ROUNDS = "reports:2 articles:2 reports+articles:1 reports+articles:1 mean:2 news:4"
ORDERS, SHARE = 1, 0.7
"""The steps of the network that ships, in how many orders it learns from the news, and what it keeps of that.

Of shares of .4 and .7 the better for the network before."""


def train(network: Network, examples: Mapping[str, Sequence[Example]], plan: Round, place: int = 0) -> None:
    """Train on the examples of the kinds of a round with AdamW; the rate rises at first and then falls to nothing.

    `place` is the round's among all, so that each has an order of its own.
    """
    chance = random.Random(SEED + place)
    seed = SEED + RANK + place * PROCESSES
    torch.manual_seed(seed)
    hiding = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(_groups(network, plan), weight_decay=0.01, fused=True)
    usable = {kind: [example for example in examples[kind] if example.targets] for kind in plan.kinds}
    steps, step = plan.epochs * sum(-(-len(some) // MANNERS[kind].batch) for kind, some in usable.items()), 0
    if not steps:
        return
    network.train()
    for epoch in range(plan.epochs):
        began, total = time.perf_counter(), 0.0
        batches = [(MANNERS[kind], batch) for kind in plan.kinds for batch in _batches(usable[kind], kind, chance)]
        if len(plan.kinds) > 1:
            chance.shuffle(batches)
        for manner, batch in batches:
            step += 1
            network.drop.p = manner.dropped
            share = min(1.0, step / (WARM * steps)) * max(LOWEST, min(1.0, (steps - step) / (steps * (1 - WARM))))
            for group in optimizer.param_groups:
                group["lr"] = group["highest"] * share
            optimizer.zero_grad()
            own = batch[RANK::PROCESSES]
            if own:
                given = masked(batch_of(own), manner.masked, hiding).to(DEVICE)
                loss = loss_of(network, given, claims_in(batch))
                loss.backward()
                total += float(loss.detach())
            _add_up(network)
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
        _say(f"epoch {epoch + 1}: loss {_sum(total) / len(batches):.2f}, {time.perf_counter() - began:.0f} s")


def _add_up(network: Network) -> None:
    """Add up the gradients of all processes, each of which has seen its part of a batch."""
    if PROCESSES == 1:
        return
    trained = [value for value in network.parameters() if value.requires_grad]
    sums = torch.cat([(torch.zeros_like(one) if one.grad is None else one.grad).flatten() for one in trained])
    distributed.all_reduce(sums)
    for value, part in zip(trained, sums.split([one.numel() for one in trained]), strict=True):
        value.grad = part.view_as(value)


def _sum(value: float) -> float:
    """Give the sum of a number over all processes."""
    if PROCESSES == 1:
        return value
    summed = torch.tensor(value)
    distributed.all_reduce(summed)
    return float(summed)


def _say(line: str) -> None:
    if RANK == 0:
        print(line, flush=True)


def _groups(network: Network, plan: Round) -> list[dict[str, object]]:
    """Give what is trained, with its highest rate: lower layers of the encoder learn more slowly."""
    layers = len(network.encoder.encoder.layer)
    groups: dict[float, list[nn.Parameter]] = {}
    for name, value in network.named_parameters():
        rate = plan.rates[0 if name.startswith("encoder.") else 1]
        if ".layer." in name:
            rate *= DECAY ** (layers - 1 - int(name.split(".layer.")[1].split(".")[0]))
        if value.requires_grad:
            groups.setdefault(rate, []).append(value)
    return [{"params": values, "lr": rate, "highest": rate} for rate, values in groups.items()]


def _batches(examples: Sequence[Example], kind: str, chance: random.Random) -> list[list[Example]]:
    """Give batches of windows of like length, in random order."""
    size = MANNERS[kind].batch
    order = chance.sample(list(examples), len(examples))
    batches = []
    for start in range(0, len(order), size * 8):
        part = sorted(order[start : start + size * 8], key=lambda example: len(example.pieces))
        batches += [part[place : place + size] for place in range(0, len(part), size)]
    chance.shuffle(batches)
    return batches


def flat(reports: Mapping[str, Sequence[Example]]) -> list[Example]:
    """Give the examples of reports in order."""
    return [example for examples in reports.values() for example in examples]


def mean_of(states: Sequence[Mapping[str, Tensor]], shares: Sequence[float]) -> dict[str, Tensor]:
    """Give the mean of weights, each with its share; what is not a number with a fraction is the first's."""
    first = states[0]
    return {
        name: sum(share * state[name] for state, share in zip(states, shares, strict=True))
        if value.is_floating_point()
        else value
        for name, value in first.items()
    }


def _copied(network: Network) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in network.state_dict().items()}


@dataclass(frozen=True, slots=True)
class Keep:
    """Where the weights after each round are kept, so that a training that was interrupted goes on after the last.

    `learnt` marks what is learnt from: of other examples or steps nothing is taken over.
    """

    folder: Path
    learnt: str

    def found(self, name: str, after: Sequence[object]) -> dict[str, Tensor] | None:
        """Give the weights of a name, if they are kept and are those after these steps."""
        path = self.folder / f"{name}.pt"
        stored = torch.load(path, map_location=DEVICE) if path.is_file() else {}
        return stored["weights"] if stored.get("after") == repr([self.learnt, *after]) else None

    def put(self, name: str, after: Sequence[object], weights: Mapping[str, Tensor]) -> None:
        """Keep the weights after these steps under a name; one process does, and no half file is left."""
        if RANK == 0:
            path = self.folder / f"{name}.pt"
            torch.save({"after": repr([self.learnt, *after]), "weights": weights}, path.with_suffix(".part"))
            path.with_suffix(".part").replace(path)


def first_steps(pieces: Sequence[str], examples: Examples, steps: Sequence[Round | Mean], keep: Keep) -> Network:
    """Train on our reports and the articles; the network given computes with rounded numbers from now on."""
    torch.manual_seed(SEED)
    network = Network(pieces).to(DEVICE)
    network.brief = BRIEF
    after: list[dict[str, Tensor]] = []
    longest = max((step.steps for step in steps if isinstance(step, Mean)), default=1)
    for place, step in enumerate(steps):
        if isinstance(step, Mean):
            averaged = after[-step.steps :]
            network.load_state_dict(mean_of(averaged, [1 / len(averaged)] * len(averaged)))
        elif (stored := keep.found(f"step{place + 1}", steps[: place + 1])) is not None:
            network.load_state_dict(stored)
        else:
            network.settle(step.settled)
            network.kept = {} if step.settled and not step.masked and DEVICE == "cpu" else None
            train(network, {kind: flat(examples[kind]) for kind in step.kinds}, step, place)
            network.kept = None
            keep.put(f"step{place + 1}", steps[: place + 1], network.state_dict())
        after = [*after, _copied(network)][-longest:]
    network.brief = False
    seen = flat(examples["articles"] or examples["reports"])[::CALIBRATED]

    def run() -> None:
        network.eval()
        with torch.no_grad():
            for example in seen:
                given = torch.from_numpy(example.pieces.astype(np.int64))[None].to(DEVICE)
                network.encoded(given, torch.ones_like(given))

    largest = largest_inputs(network.encoder, run)
    round_embeddings(network.encoder.embeddings.word_embeddings)
    round_linears(network.encoder, largest, brief=BRIEF)
    return network


def called(fold: int) -> str:
    """Name what is trained without a fold, or, where that is negative, on all of the news."""
    return "whole" if fold < 0 else f"fold{fold}"


def inside(news: Mapping[str, Sequence[Example]], fold: int, share: float = 1.0) -> list[Example]:
    """Give the examples of a share of the news outside of a fold."""
    kept = [examples for number, examples in enumerate(news.values()) if number % FOLDS != fold]
    return [example for examples in (kept[:: round(1 / share)] if share else []) for example in examples]


def lost(network: Network, examples: Sequence[Example]) -> tuple[float, float]:
    """Give the mean loss of windows, and the average precision of words and acts: how well claims are ranked."""
    network.eval()
    total, scores, right = 0.0, [], []
    usable = [example for example in examples if example.targets]
    with torch.no_grad():
        for example in usable:
            batch = batch_of([example]).to(DEVICE)
            total += float(loss_of(network, batch, claims_in([example])))
            scores.append(network.acts(network.words(batch))[batch.core].flatten().cpu().numpy())
            right.append(batch.acts[batch.core].flatten().cpu().numpy())
    order = np.argsort(-np.concatenate(scores), kind="stable")
    hits = np.concatenate(right)[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return total / len(usable), float((precision * hits).sum() / hits.sum())


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--curve", action="store_true")
    parser.add_argument(
        "--rounds",
        type=step_of,
        nargs="+",
        metavar="KIND[+KIND]:EPOCHS[:SETTLED]|mean:STEPS",
        default=[step_of(told) for told in ROUNDS.split()],
        help="reports, articles and at last news: epochs, and how many lower layers are left as they are; or a mean",
    )
    parser.add_argument("--orders", type=int, default=ORDERS, help="in which the news are learnt, for their mean")
    parser.add_argument("--share", type=float, default=SHARE, help="of the weights after the news; the rest: of before")
    arguments = parser.parse_args()
    *firsts, last = arguments.rounds
    learnt = [step for step in firsts if isinstance(step, Round)]
    if not learnt or firsts[0] not in learnt or last != Round(("news",), last.epochs, last.settled):
        parser.error("--rounds must begin with what is learnt before the news, and end with the news")
    if any("news" in step.kinds for step in learnt):
        parser.error("--rounds must have the news once, at the end")
    if not 0 < arguments.share <= 1 or arguments.orders < 1:
        parser.error("--share is above 0 and at most 1, --orders at least 1")
    arguments.work.mkdir(parents=True, exist_ok=True)
    with arguments.examples.open("rb") as file:
        pieces, examples = pickle.load(file)
    if PROCESSES > 1:
        distributed.init_process_group("gloo")
    _say(", ".join(f"{len(reports)} {kind}" for kind, reports in examples.items()) + f" on {DEVICE}")
    with arguments.examples.open("rb") as file:
        keep = Keep(arguments.work, hashlib.file_digest(file, "sha256").hexdigest())
    network, news = first_steps(pieces, examples, firsts, keep), examples["news"]
    network.settle(last.settled)
    base = _copied(network)

    def again(fold: int, share: float = 1.0) -> None:
        """Learn from a share of the news outside of a fold, in each order anew; take the mean, with what was before."""
        after = []
        for order in range(arguments.orders if share else 0):
            name, steps = f"{called(fold)}-order{order}", [*arguments.rounds, fold, order, share]
            weights = keep.found(name, steps)
            if weights is None:
                network.load_state_dict(base)
                train(network, {"news": inside(news, fold, share)}, last, order)
                weights = _copied(network)
                keep.put(name, steps, weights)
            after.append(weights)
        kept = arguments.share if after else 0.0
        shares = [1 - kept, *(kept / len(after) for _ in after)]
        network.load_state_dict(mean_of([base, *after], shares))

    for share in CURVE if arguments.curve else ():
        found = []
        for fold in range(FOLDS):
            again(fold, share)
            outside = [examples for number, examples in enumerate(news.values()) if number % FOLDS == fold]
            found.append(lost(network, [example for examples in outside for example in examples]))
        _say(f"{share:g} of the news: loss and average precision {np.mean(found, axis=0)}")
    for fold in (*range(FOLDS), -1):
        again(fold)
        if RANK:
            continue
        heads = {f"heads.{part}": value for part, value in network.head_weights().items()}
        np.savez_compressed(arguments.work / f"{called(fold)}.npz", **network.encoder_weights(), **heads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
