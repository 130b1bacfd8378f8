"""From scores to frames: the likeliest act, words, party, sources and certainty of a claim on each word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.certainty import Hedging, hedging_of
from detente.claims.claim import ACTS, CERTAINTIES, Act, Certainty
from detente.claims.trained.choosing import Choosing, Named, softmax
from detente.claims.trained.frames import Offers, Standing, core_of, places_of
from detente.claims.trained.heads import PAIRS, Heads
from detente.claims.trained.relations import Anchor, Edges
from detente.claims.trained.windows import Line, Window

__all__ = ["Frame", "frames_of"]

Floats = NDArray[np.float32]
Range = tuple[int, int]

FAINTEST = 0.08
"""Least probability of an act for a word to be looked at."""


@dataclass(slots=True)
class Frame:
    """What a claim on one word would say. Ranges count the tokens of the paragraph; parties come likeliest first.

    `by_rule` is the certainty that rules read, `cue` the word likeliest to say a certainty that they do not see.
    """

    line: Line
    token: Any
    act: Act
    probability: float
    content: Range
    span: Range
    against: Range | None
    by_rule: Hedging
    cue: str
    certainty: dict[Certainty, float]
    inferred: float
    parties: list[Named]
    sources: tuple[str, ...]
    target: str | None


@dataclass(frozen=True, slots=True)
class _Hung:
    """A word on which claims may hang: its place in the window, the number of its line, and each likely act of them."""

    place: int
    token: Any
    number: int
    acts: Mapping[int, float]


def frames_of(
    window: Window, lines: Sequence[Line], standing: Standing, encoded: Floats, heads: Heads, faintest: float = FAINTEST
) -> Iterator[tuple[int, Frame]]:
    """Yield the frames of a window whose words are encoded as `encoded` (words, width), each with its line's number."""
    words = heads.words(encoded, window.words)
    hung = list(_hung_in(window, heads.acts(words), faintest))
    if not hung:
        return
    places = places_of(window)
    offers = Offers(lines, window, places, standing)
    if not offers.options:
        return
    choosing, claims = Choosing(offers.options), _Claims(hung, words, offers, heads)
    ends, row = heads.stretch_keys(words), 0
    for one in hung:
        line = lines[one.number]
        own = [word for word in line.words if (one.number, word.i) in places]
        anchor = Anchor.of(one.token, one.number, line.attribution)
        offered = heads.offered(offers.features(anchor))
        keys = ends[[places[one.number, word.i] for word in own]]
        edges = heads.edges(*Edges(own).features(anchor))
        for act in one.acts:
            fitting = claims.pairs[:, row] + heads.fitting(offered, act)
            yield one.number, _frame(one, act, line, own, claims.of(row, keys, edges, fitting), choosing)
            row += 1


def _hung_in(window: Window, acts: Floats, faintest: float) -> Iterator[_Hung]:
    able = acts.max(axis=1, initial=0) >= faintest
    for place, token, number in core_of(window):
        if able[place]:
            likely = np.flatnonzero(acts[place] >= faintest).tolist()
            yield _Hung(place, token, number, {act: float(acts[place, act]) for act in likely})


@dataclass(frozen=True, slots=True)
class _Scores:
    """What the heads make of one claim: `stretches` (stretches, words), `pairs` (pairs, options), `none` (pairs,)."""

    by_rule: Hedging
    certainty: Floats
    inferred: float
    stretches: Floats
    no_against: float
    pairs: Floats
    none: Floats


class _Claims:
    """The claims that may hang on the words of a window, and what the heads make of all of them at once."""

    def __init__(self, hung: Sequence[_Hung], words: Floats, offers: Offers, heads: Heads) -> None:
        due = [(one, act) for one in hung for act in one.acts]
        self._by_rule = [hedging_of(one.token, ACTS[act], ACTS[act]) for one, act in due]
        rules = [CERTAINTIES.index(hedging.certainty) for hedging in self._by_rule]
        claims = heads.claims(words[[one.place for one, _ in due]], [act for _, act in due])
        self._certainty = softmax(heads.certainty(claims, rules))
        self._basis = softmax(heads.basis(claims, rules))
        self._queries = heads.stretch_queries(claims)
        self._no_against = heads.no_against(claims)
        self.pairs, self._none = heads.pairs(claims, heads.mentioned(words, offers.places))

    def of(self, row: int, keys: Floats, edges: Floats, pairs: Floats) -> _Scores:
        """Give the scores of one claim, by the keys and edges of the words of its sentence."""
        return _Scores(
            self._by_rule[row],
            self._certainty[row],
            float(self._basis[row, 1]),
            edges + np.einsum("sd,wsd->sw", self._queries[row], keys) / np.sqrt(keys.shape[2], dtype=np.float32),
            float(self._no_against[row]),
            pairs,
            self._none[row],
        )


def _frame(one: _Hung, number: int, line: Line, own: list[Any], scores: _Scores, choosing: Choosing) -> Frame:
    act, ends = ACTS[number], scores.stretches
    anchor = next(place for place, word in enumerate(own) if word.i == one.token.i)
    content = _stretch(ends[0], ends[1], anchor, anchor)
    span = _stretch(ends[2], ends[3], *content)
    against = None
    if act == "trade" or (act == "priority" and scores.no_against <= max(ends[4])):
        against = _apart(ends[4], ends[5], content)
    source, outer, target = (PAIRS.index(pair) for pair in ("source", "outer", "target"))
    targets = choosing.parties(scores.pairs[target], scores.none[target])
    return Frame(
        line=line,
        token=one.token,
        act=act,
        probability=one.acts[number],
        content=(own[content[0]].i, own[content[1]].i + 1),
        span=(own[span[0]].i, own[span[1]].i + 1),
        against=None if against is None else (own[against[0]].i, own[against[1]].i + 1),
        by_rule=scores.by_rule,
        cue=own[int(np.argmax(ends[6]))].text,
        certainty=dict(zip(CERTAINTIES, scores.certainty.tolist(), strict=True)),
        inferred=scores.inferred,
        parties=choosing.parties(scores.pairs[PAIRS.index("party")]),
        sources=choosing.sources(scores.pairs[[source, outer]], scores.none[[source, outer]]),
        target=targets[0].name or None,
    )


def _stretch(first: Floats, last: Floats, begin: int, end: int) -> tuple[int, int]:
    """Give the likeliest first and last word of a stretch that holds `begin` to `end`."""
    return int(np.argmax(first[: begin + 1])), end + int(np.argmax(last[end:]))


def _apart(first: Floats, last: Floats, content: Range) -> Range | None:
    """Give the likeliest stretch of at most forty words that is not inside the content."""
    best: tuple[float, Range] | None = None
    for begin in np.argsort(-first)[:4]:
        for end in np.argsort(-last[begin : begin + 40])[:4] + begin:
            inside = content[0] <= begin and end <= content[1]
            score = float(first[begin] + last[end])
            if not inside and (best is None or score > best[0]):
                best = (score, (int(begin), int(end)))
    return best[1] if best else None
