"""Infer people's priorities from their talks: python benchmarks/casino.py --test DIALOGUES.json --out PREDICTIONS.json

The dialogues are CaSiNo's (Chawla et al. 2021, CC-BY-4.0): two people divide three packages each of food, water and
firewood; the order in which each wants them is known. Asked is, after a party's k-th utterance (k = 1 … 5; turns that
only submit, accept or reject a deal left out), for its order.

    --train DIALOGUES.json --test DIALOGUES.json --out PREDICTIONS.json
    --cross-validate DIALOGUES.json [--plot RELIABILITY.svg] [--out PREDICTIONS.json] [--jobs N]

`--test` without `--train` uses the model that comes with detente. `--cross-validate` prints a table of methods; five
folds split by dialogue, everything that is learnt is learnt on the other four.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.constants import Constants
from detente.beliefs.orders import (
    Coupling,
    KnownTalk,
    OrderEvidence,
    Orders,
    TalkModel,
    best_order,
    infer_orders,
    shipped_model,
    train,
)
from detente.beliefs.orders.decision import ranked_gain
from detente.beliefs.orders.evidence import case_of_talk
from detente.beliefs.orders.marks import TalkMarks
from detente.beliefs.orders.training import moments
from detente.claims.talk import Item, Transcript, Utterance, read_talk
from detente.claims.talk.mentions import find_mentions
from detente.table.case import Evidence

Floats = NDArray[np.float64]

ITEMS = (
    Item("Food", ("meal", "snack"), 3),
    Item("Water", (), 3),
    Item("Firewood", ("fire wood", "fire-wood", "wood", "log"), 3),
)
PARTIES = ("mturk_agent_1", "mturk_agent_2")
DEAL = {"Submit-Deal", "Reject-Deal", "Accept-Deal", "Walk-Away"}
MOST = 5
GAINS = (24.0, 15.0, 8.0)
ORDERS = Orders(tuple(item.name for item in ITEMS))
FOLDS = 5


@dataclass(frozen=True)
class Moment:
    """Party `party`'s `turn`-th utterance in talk `talk`, when `count` utterances have been made."""

    talk: int
    party: str
    turn: int
    count: int
    truth: int


def load(path: Path) -> tuple[list[int], list[KnownTalk]]:
    """Give the ids and talks of a file of CaSiNo; of what it holds only words and true orders are taken."""
    ids, talks = [], []
    for dialogue in json.loads(path.read_text(encoding="utf-8")):
        lines = tuple(Utterance(t["id"], t["text"]) for t in dialogue["chat_logs"] if t["text"] not in DEAL)
        values = [dialogue["participant_info"][party]["value2issue"] for party in PARTIES]
        truth = [tuple(value[level] for level in ("High", "Medium", "Low")) for value in values]
        talks.append(KnownTalk(Transcript(PARTIES, ITEMS, lines), (truth[0], truth[1])))
        ids.append(dialogue["dialogue_id"])
    return ids, talks


def all_moments(talks: Sequence[KnownTalk]) -> list[Moment]:
    return [
        Moment(place, party, turn, count, ORDERS.index(known.truth[PARTIES.index(party)]))
        for place, known in enumerate(talks)
        for count, party, turn in moments(known.talk, MOST)
    ]


def counted_mentions(known: KnownTalk) -> list[Floats]:
    """Give a posterior that only counts how often a party names each item: all on the order of the counts."""
    found = []
    for count, party, _ in moments(known.talk, MOST):
        names = [
            mention.item
            for part in known.talk.utterances[:count]
            if part.speaker == party
            for mention in find_mentions(part.text, ITEMS)
        ]
        tally = [names.count(item.name) for item in ITEMS]
        fits = [all(tally[a] >= tally[b] for a, b in pairwise(order)) for order in ORDERS.places]
        found.append(np.array(fits) / sum(fits))
    return found


@cache
def evidence_of(known: KnownTalk, only_offers: bool) -> list[tuple[int, Evidence]]:
    """Give the evidence of a talk with the utterance it comes from."""
    claims = read_talk(known.talk)
    if only_offers:
        offered = [claim for claim in claims if claim.act in ("offer", "demand")]
        claims = [c for c in offered if any(m.quantity is not None for m in find_mentions(c.text, ITEMS))]
    turns = [int(claim.id[1:].split("-")[0]) for claim in claims]
    return list(zip(turns, case_of_talk(PARTIES, ORDERS.items, claims).evidence.values(), strict=True))


def declared(known: KnownTalk, evidence: OrderEvidence, coupling: Coupling, only_offers: bool = False) -> list[Floats]:
    """Give the posterior at each moment from claims with the constants of `evidence`."""
    found = []
    for count, party, _ in moments(known.talk, MOST):
        said = [part for turn, part in evidence_of(known, only_offers) if turn < count]
        one, other = (evidence.log_likelihood([part for part in said if part.party == p]) for p in PARTIES)
        found.append(infer_orders(ORDERS, PARTIES, (one, other), coupling).of(party))
    return found


def fitted(known: KnownTalk, model: TalkModel, only_offers: bool = False) -> list[Floats]:
    """Give the posterior at each moment from fitted strengths."""
    marks = TalkMarks(known.talk, only_offers=only_offers, wording=model.wording)
    found = []
    for count, party, _ in moments(known.talk, MOST):
        marks.advance(count)
        one, other = (model.strengths.log_likelihood(ORDERS, marks.of(p)) for p in PARTIES)
        found.append(infer_orders(ORDERS, PARTIES, (one, other), model.coupling).of(party))
    return found


def coupling_of(talks: Sequence[KnownTalk]) -> Coupling:
    return Coupling.counted(ORDERS, [(ORDERS.index(k.truth[0]), ORDERS.index(k.truth[1])) for k in talks])


FITTED = ("asserted", "possible", "denied", "slope", "interest_exponent", "demand_exponent", "trust_step")


def fit_constants(talks: Sequence[KnownTalk], coupling: Coupling, sincerity: float | None) -> Constants:
    """Fit the constants of the acts by coordinate search for the log probability of the true orders after each talk."""
    some = talks[:: max(len(talks) // 60, 1)]
    grids = {
        "asserted": (0.6, 0.75, 0.95, 1.0),
        "possible": (0.1, 0.3, 0.5, 0.7),
        "denied": (0.5, 0.75, 0.95),
        "slope": (0.3, 0.6, 1.0),
        "interest_exponent": (0.5, 1.0, 1.5, 2.5, 4.0),
        "demand_exponent": (0.5, 1.0, 2.0, 4.0),
        "trust_step": (0.3, 0.5, 0.8),
    }

    def merit(constants: Constants) -> float:
        evidence = OrderEvidence(ORDERS, constants, points=32, sincerity=sincerity)
        total = 0.0
        for known in some:
            truth = {party: ORDERS.index(order) for party, order in zip(PARTIES, known.truth, strict=True)}
            for (_, party, turn), chances in zip(
                moments(known.talk, MOST), declared(known, evidence, coupling), strict=True
            ):
                total += (MOST + 1 - turn) * float(np.log(chances[truth[party]]))
        return total

    best, found = Constants(), merit(Constants())
    for name in FITTED:
        for value in grids[name]:
            tried = replace(best, **{name: value})
            reached = merit(tried) if tried != best else found
            if reached > found:
                best, found = tried, reached
    return best


def scores(chances: Floats) -> dict[str, float]:
    """Give scores of which the order is the best one; the learnt probabilities decide every tie."""
    order = best_order(ORDERS, chances, GAINS)
    return {name: float(len(ITEMS) - place) for place, name in enumerate(ORDERS.names(order))}


def measures(posterior: Floats, at: Sequence[Moment]) -> Floats:
    """Give (k, 3): exact order, first item and ranked gain, averaged at each k."""
    gain = ranked_gain(ORDERS, GAINS)
    named = np.array([best_order(ORDERS, row, GAINS) for row in posterior])
    truth, turn = np.array([m.truth for m in at]), np.array([m.turn for m in at])
    first = ORDERS.places[named, 0] == ORDERS.places[truth, 0]
    table = np.stack([named == truth, first, gain[named, truth]], axis=1)
    return np.array([table[turn == k].mean(axis=0) for k in range(1, MOST + 1)])


def brier(posterior: Floats, at: Sequence[Moment]) -> float:
    """Give the mean squared distance of the six probabilities from the truth, moments weighing 5, 4, 3, 2, 1."""
    truth = np.eye(ORDERS.count)[[m.truth for m in at]]
    weight = np.array([MOST + 1.0 - m.turn for m in at])
    return float(np.average(((posterior - truth) ** 2).sum(axis=1), weights=weight))


def reliability(posterior: Floats, at: Sequence[Moment], bins: int = 10) -> list[tuple[float, float, int]]:
    """Give (mean stated chance, share that was true, count) of "this item is what the party wants most" by bin."""
    first = np.stack([posterior[:, ORDERS.places[:, 0] == item].sum(axis=1) for item in range(len(ITEMS))], axis=1)
    true = np.eye(len(ITEMS))[ORDERS.places[[m.truth for m in at], 0]]
    stated, came = first.ravel(), true.ravel()
    which = np.minimum((stated * bins).astype(int), bins - 1)
    return [
        (float(stated[which == b].mean()), float(came[which == b].mean()), int((which == b).sum()))
        for b in range(bins)
        if (which == b).any()
    ]


def plot(rows: Sequence[tuple[float, float, int]]) -> str:
    """Give the reliability diagram as SVG."""
    size, edge = 320, 40
    span = size - 2 * edge

    def x(value: float) -> float:
        return edge + span * value

    def y(value: float) -> float:
        return size - edge - span * value

    most = max(count for _, _, count in rows)
    dots = "".join(
        f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="{3 + 7 * (n / most) ** 0.5:.1f}" fill="#2b6cb0">'
        f"<title>stated {a:.2f}, came true {b:.2f}, {n} times</title></circle>"
        for a, b, n in rows
    )
    line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b, _ in rows)
    ticks = "".join(
        f'<text x="{x(v):.0f}" y="{size - edge + 16}" text-anchor="middle">{v:g}</text>'
        f'<text x="{edge - 8}" y="{y(v) + 4:.0f}" text-anchor="end">{v:g}</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="11" '
        'role="img" aria-label="Stated chance that an item is wanted most, against how often it was">'
        f'<rect width="{size}" height="{size}" fill="white"/>'
        f'<path d="M{x(0)} {y(0)}H{x(1)}V{y(1)}H{x(0)}Z" fill="none" stroke="#999"/>'
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#999" stroke-dasharray="4 4"/>'
        f'<polyline points="{line}" fill="none" stroke="#2b6cb0"/>{dots}{ticks}'
        f'<text x="{size / 2}" y="{size - 6}" text-anchor="middle">stated chance that the item is wanted most</text>'
        f'<text x="12" y="{size / 2}" text-anchor="middle" transform="rotate(-90 12 {size / 2})">came true</text>'
        "</svg>\n"
    )


Predictor = Callable[[KnownTalk], list[Floats]]


def methods(talks: Sequence[KnownTalk]) -> dict[str, Predictor]:
    """Give every method, with what it learns learnt from `talks`."""
    flat, coupling = Coupling.flat(ORDERS), coupling_of(talks)
    plain, naive = OrderEvidence(ORDERS), OrderEvidence(ORDERS, sincerity=1.0)
    constants = fit_constants(talks, coupling, None)
    better = OrderEvidence(ORDERS, constants)
    at_face = OrderEvidence(ORDERS, fit_constants(talks, coupling, 1.0), sincerity=1.0)
    claims, offers, words = train(talks, wording=False), train(talks, wording=False, only_offers=True), train(talks)
    even = np.full(ORDERS.count, 1 / ORDERS.count)
    return {
        "random": lambda known: [even] * len(moments(known.talk, MOST)),
        "counting mentions": counted_mentions,
        "offers only, declared constants": lambda known: declared(known, plain, flat, only_offers=True),
        "claims, declared constants, sincerity 1": lambda known: declared(known, naive, flat),
        "claims, declared constants": lambda known: declared(known, plain, flat),
        "claims, declared constants, orders coupled": lambda known: declared(known, plain, coupling),
        "claims, fitted constants, sincerity 1": lambda known: declared(known, at_face, coupling),
        "claims, fitted constants": lambda known: declared(known, better, coupling),
        "offers only, fitted strengths": lambda known: fitted(known, offers, only_offers=True),
        "claims, fitted strengths": lambda known: fitted(known, claims),
        "claims and learnt reader": lambda known: fitted(known, words),
    }


def cross_validate(talks: Sequence[KnownTalk], jobs: int) -> tuple[dict[str, Floats], list[Moment]]:
    """Give each method's posterior (moments, orders), every talk read by what was learnt without its fold."""
    at = all_moments(talks)
    fold = np.empty(len(talks), dtype=int)
    fold[np.random.default_rng(0).permutation(len(talks))] = np.arange(len(talks)) % FOLDS
    found: dict[str, dict[int, list[Floats]]] = {}
    with ProcessPoolExecutor(jobs) as pool:
        for part in pool.map(_read_fold, [(talks, fold == left_out) for left_out in range(FOLDS)]):
            for name, rows in part.items():
                found.setdefault(name, {}).update(rows)
    return {name: np.array([row for p in range(len(talks)) for row in rows[p]]) for name, rows in found.items()}, at


def _read_fold(given: tuple[Sequence[KnownTalk], NDArray[np.bool_]]) -> dict[str, dict[int, list[Floats]]]:
    """Read the talks of one fold by what the others teach."""
    talks, left_out = given
    learnt = methods([known for known, out in zip(talks, left_out, strict=True) if not out])
    places = np.flatnonzero(left_out).tolist()
    found = {name: {place: predict(talks[place]) for place in places} for name, predict in learnt.items()}
    print(f"a fold done in {time.process_time():.0f} s of processor time", file=sys.stderr, flush=True)
    return found


def tied_measures(posterior: Floats, at: Sequence[Moment]) -> Floats:
    """Give what is reached on average when one of the equally good orders is named at random."""
    gain = ranked_gain(ORDERS, GAINS)
    first = (ORDERS.places[:, None, 0] == ORDERS.places[None, :, 0]).astype(float)
    truth, turn = np.array([m.truth for m in at]), np.array([m.turn for m in at])
    merits = np.stack([np.eye(ORDERS.count), first, gain])[:, :, truth]
    table = np.einsum("no,mon->nm", posterior, merits)
    return np.array([table[turn == k].mean(axis=0) for k in range(1, MOST + 1)])


def report(found: dict[str, Floats], at: Sequence[Moment]) -> None:
    weights = np.arange(MOST, 0, -1) / 15
    print("| method | exact order | first item | NDCG@3 | Brier |\n|---|---|---|---|---|")
    for name, posterior in found.items():
        table = tied_measures(posterior, at) if name in ("random", "counting mentions") else measures(posterior, at)
        cells = " | ".join(f"{value:.1f}" for value in 100 * (weights @ table))
        print(f"| {name} | {cells} | {brier(posterior, at):.3f} |")
    last = list(found)[-1]
    print(f"\n{last}, by utterance:\n\n| k | exact order | first item | NDCG@3 |\n|---|---|---|---|")
    for turn, row in enumerate(measures(found[last], at), 1):
        print(f"| {turn} | {' | '.join(f'{value:.1f}' for value in 100 * row)} |")
    print("\n| stated chance | came true | how often stated |\n|---|---|---|")
    for stated, came, count in reliability(found[last], at):
        print(f"| {stated:.2f} | {came:.2f} | {count} |")


def predictions(ids: Sequence[int], talks: Sequence[KnownTalk], posterior: Floats) -> list[dict[str, Any]]:
    return [
        {"dialogue_id": ids[m.talk], "party": m.party, "k": m.turn, "scores": scores(row)}
        for m, row in zip(all_moments(talks), posterior, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--cross-validate", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="folds computed at once")
    given = parser.parse_args()
    if (given.test is None) == (given.cross_validate is None) or (given.test is not None and given.out is None):
        parser.error("give either --test DIALOGUES.json --out PREDICTIONS.json, or --cross-validate DIALOGUES.json")
    if given.cross_validate is not None:
        ids, talks = load(given.cross_validate)
        found, at = cross_validate(talks, given.jobs)
        report(found, at)
        posterior = list(found.values())[-1]
        if given.plot:
            given.plot.write_text(plot(reliability(posterior, at)), encoding="utf-8")
    else:
        model = shipped_model() if given.train is None else train(load(given.train)[1])
        ids, talks = load(given.test)
        posterior = np.array([row for known in talks for row in fitted(known, model)])
        at = all_moments(talks)
        report({"claims and learnt reader": posterior}, at)
    if given.out:
        given.out.write_text(json.dumps(predictions(ids, talks, posterior)), encoding="utf-8")


if __name__ == "__main__":
    main()
