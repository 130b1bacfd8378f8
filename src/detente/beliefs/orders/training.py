"""Fitting a model to talks with known orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.orders.marks import LEARNT, TalkMarks
from detente.beliefs.orders.model import TalkModel
from detente.beliefs.orders.order import Orders
from detente.beliefs.orders.strengths import TrainingTalk, fit_strengths
from detente.claims.talk.reader import Saying, read_sayings
from detente.claims.talk.transcript import Transcript
from detente.claims.talk.wording import Naming, Wording, find_namings, fit_wording
from detente.errors import UsageError

__all__ = ["Fitting", "KnownTalk", "train"]

Floats = NDArray[np.float64]


@lru_cache(maxsize=4096)
def _sayings(talk: Transcript) -> tuple[Saying, ...]:
    return tuple(read_sayings(talk))


@lru_cache(maxsize=4096)
def _namings(talk: Transcript) -> tuple[Naming, ...]:
    return tuple(find_namings(talk))


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a model is fitted.

    `penalty` on the strengths of claims and `wording_penalty` on those of the learnt reader; `words` of it, at most,
    with the `ridge`; `parts` into which training talks are split, so that the reader is heard on talks it did not learn
    from. Moments after a party's first, second, … utterance weigh `weights`; later ones are not trained on.
    """

    penalty: float = 30.0
    wording_penalty: float = 10.0
    words: int = 2500
    ridge: float = 200.0
    parts: int = 5
    both: float = 0.3
    weights: tuple[float, ...] = (5 / 15, 4 / 15, 3 / 15, 2 / 15, 1 / 15)


@dataclass(frozen=True, slots=True)
class KnownTalk:
    """A talk with the true order of each party, from the most to the least wanted item."""

    talk: Transcript
    truth: tuple[tuple[str, ...], tuple[str, ...]]


def moments(talk: Transcript, most: int) -> list[tuple[int, str, int]]:
    """Give (utterances so far, party, k) at each party's k-th utterance, k = 1 … `most`."""
    turns = dict.fromkeys(talk.parties, 0)
    found = []
    for place, utterance in enumerate(talk.utterances):
        turns[utterance.speaker] += 1
        if turns[utterance.speaker] <= most:
            found.append((place + 1, utterance.speaker, turns[utterance.speaker]))
    return found


def _targets(known: KnownTalk, namings: Sequence[Naming]) -> Floats:
    """Give (namings, 4): whether the item ranks first and last for speaker and listener, less an even chance."""
    even = 1.0 / len(known.talk.items)
    truth = dict(zip(known.talk.parties, known.truth, strict=True))
    rows = [
        [
            float(truth[party][end] == part.item) - even
            for party in (part.speaker, known.talk.other(part.speaker))
            for end in (0, -1)
        ]
        for part in namings
    ]
    return np.array(rows).reshape(-1, 4)


def train(
    talks: Sequence[KnownTalk], fitting: Fitting | None = None, *, wording: bool = True, only_offers: bool = False
) -> TalkModel:
    """Fit a model; without `wording` from claims alone, with `only_offers` from the numbers that were named alone.

    Raises UsageError where the talks are none or of different items.
    """
    fitting = fitting or Fitting()
    names = {tuple(item.name for item in known.talk.items) for known in talks}
    if len(names) != 1:
        raise UsageError(f"training takes talks over the same items; found {len(names)} different lists of items")
    orders = Orders(names.pop())
    namings = [_namings(known.talk) if wording else () for known in talks]
    readings, reader = _heard(talks, namings, fitting) if wording else ([None] * len(talks), None)
    rows = []
    for known, named, heard in zip(talks, namings, readings, strict=True):
        marks = TalkMarks(
            known.talk, sayings=_sayings(known.talk), only_offers=only_offers, namings=named, readings=heard
        )
        truth = {party: orders.index(order) for party, order in zip(known.talk.parties, known.truth, strict=True)}
        for count, party, turn in moments(known.talk, len(fitting.weights)):
            marks.advance(count)
            both = (party, known.talk.other(party))
            rows.append(
                TrainingTalk(
                    (marks.of(both[0]), marks.of(both[1])),
                    (truth[both[0]], truth[both[1]]),
                    fitting.weights[turn - 1],
                )
            )
    lighter = dict.fromkeys(LEARNT, fitting.wording_penalty)
    found = fit_strengths(orders, rows, penalty=fitting.penalty, lighter=lighter, both=fitting.both)
    return TalkModel(len(orders.items), found.strengths, found.coupling, reader)


def _heard(
    talks: Sequence[KnownTalk], namings: Sequence[Sequence[Naming]], fitting: Fitting
) -> tuple[list[Sequence[Sequence[float]] | None], Wording]:
    """Give what a reader says of each talk that learnt from the other parts only, and one that learnt from all."""
    parts = max(min(fitting.parts, len(talks)), 2)
    part = [place % parts for place, named in enumerate(namings) for _ in named]
    targets = [_targets(known, named) for known, named in zip(talks, namings, strict=True)]
    reader, left_out = fit_wording(
        [naming for named in namings for naming in named],
        np.concatenate(targets),
        np.array(part, dtype=np.int64),
        words=fitting.words,
        ridge=fitting.ridge,
    )
    return [left_out[place % parts].read(named).tolist() for place, named in enumerate(namings)], reader
