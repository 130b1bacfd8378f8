"""From scores to frames: the likeliest act, words, party, sources and certainty of a claim on each word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.certainty import Hedging, hedging_of
from detente.claims.claim import ACTS, CERTAINTIES, Act, Certainty
from detente.claims.mentions import Reading
from detente.claims.trained.frames import Option, Standing, core_of, options_of, places_of
from detente.claims.trained.heads import PAIRS, Heads
from detente.claims.trained.relations import Anchor, edge_features
from detente.claims.trained.windows import Line, Window

__all__ = ["Frame", "Named", "frames_of", "grouped"]

Floats = NDArray[np.float32]
Range = tuple[int, int]

FAINTEST = 0.08
"""Least probability of an act for a word to be looked at."""
MOST_PARTIES = 4
"""How many of the likeliest parties of a claim are kept."""


@dataclass(frozen=True, slots=True)
class Named:
    """A party or a source that was chosen among the mentions, with its probability."""

    name: str
    probability: float
    reading: Reading


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


def frames_of(
    window: Window, lines: Sequence[Line], standing: Standing, encoded: Floats, heads: Heads, faintest: float = FAINTEST
) -> Iterator[tuple[int, Frame]]:
    """Yield the frames of a window whose words are encoded as `encoded` (words, width), each with its line's number."""
    words = heads.words(encoded, window.words)
    acts, keys, ends = heads.acts(words), heads.keys(words), heads.stretch_keys(words)
    places = places_of(window)
    for place, token, number in core_of(window):
        likely = [act for act in range(len(ACTS)) if acts[place, act] >= faintest]
        if not likely:
            continue
        line = lines[number]
        own = [word for word in line.words if (number, word.i) in places]
        anchor = Anchor.of(token, number, line.attribution)
        options = options_of(anchor, lines, window, places, standing)
        if not options:
            continue
        offered = heads.offered(np.array([option.features for option in options], dtype=np.int64))
        where = np.array([option.place for option in options], dtype=np.int64)
        inside = ends[[places[number, word.i] for word in own]]
        first, last = (np.array(edges, dtype=np.int64) for edges in edge_features(anchor, own))
        for act in likely:
            claim = heads.claim(words[place], act)
            scores = heads.stretches(claim, inside, first, last)
            chosen = heads.pairs(claim, act, keys, where, offered)
            probability = float(acts[place, act])
            yield number, _frame(line, token, act, probability, own, claim, scores, options, chosen, heads)


def _frame(
    line: Line, token: Any, number: int, probability: float, own: list[Any], claim: Floats, scores: Floats,
    options: list[Option], chosen: tuple[Floats, Floats], heads: Heads,
) -> Frame:  # fmt: skip
    act = ACTS[number]
    by_rule = hedging_of(token, act, act)
    rule = CERTAINTIES.index(by_rule.certainty)
    certainty = softmax(heads.certainty(claim, rule))
    inferred = float(softmax(heads.basis(claim, rule))[1])
    anchor = next(place for place, word in enumerate(own) if word.i == token.i)
    content = _stretch(scores[0], scores[1], anchor, anchor)
    span = _stretch(scores[2], scores[3], *content)
    against = None
    if act in ("trade", "priority"):
        against = _apart(scores[4], scores[5], content)
        if act == "priority" and heads.no_against(claim) > max(scores[4]):
            against = None
    pairs, none = chosen
    sources = _sources(options, pairs, none)
    targets = grouped(options, pairs[PAIRS.index("target")], float(none[PAIRS.index("target")]))
    return Frame(
        line=line,
        token=token,
        act=act,
        probability=probability,
        content=(own[content[0]].i, own[content[1]].i + 1),
        span=(own[span[0]].i, own[span[1]].i + 1),
        against=None if against is None else (own[against[0]].i, own[against[1]].i + 1),
        by_rule=by_rule,
        cue=own[int(np.argmax(scores[6]))].text,
        certainty=dict(zip(CERTAINTIES, map(float, certainty), strict=True)),
        inferred=inferred,
        parties=grouped(options, pairs[0], None),
        sources=tuple(name for name, _ in sources),
        target=targets[0].name if targets and targets[0].name else None,
    )


def softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max())
    result: Floats = odds / odds.sum()
    return result


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


def grouped(options: Sequence[Option], scores: Floats, none: float | None) -> list[Named]:
    """Give the likeliest parties, likeliest first; the probabilities of options that name the same party are summed.

    Where "none" is possible it is an entry without a name.
    """
    likely = softmax(np.append(scores, none).astype(np.float32) if none is not None else scores).tolist()
    sums: dict[str, float] = {"": likely[-1]} if none is not None else {}
    for option, probability in zip(options, likely, strict=False):
        name = option.reading.party
        if name:
            sums[name] = sums.get(name, 0.0) + probability
    ranked = sorted(sums, key=lambda name: (-sums[name], name))[:MOST_PARTIES]
    return [Named(name, sums[name], _reading(name, options, likely)) for name in ranked]


def _reading(name: str, options: Sequence[Option], likely: Sequence[float]) -> Reading:
    """Give the likeliest reading that names a party."""
    fits = [place for place, option in enumerate(options) if option.reading.party == name]
    return options[max(fits, key=lambda place: likely[place])].reading if name else Reading("", None, "phrase")


def _sources(options: list[Option], pairs: Floats, none: Floats) -> list[tuple[str, float]]:
    """Give the chain of at most two sources, innermost first."""
    able = [place for place, option in enumerate(options) if option.leading and option.source and option.place >= 0]
    chain: list[tuple[str, float]] = []
    for kind in ("source", "outer"):
        row = PAIRS.index(kind)
        likely = softmax(np.append(pairs[row][able], none[row]))
        sums: dict[str, float] = {"": float(likely[-1])}
        for place, probability in zip(able, likely, strict=False):
            sums[options[place].source] = sums.get(options[place].source, 0.0) + float(probability)
        name = max(sums, key=lambda one: (sums[one], one))
        if not name or any(name == other for other, _ in chain):
            break
        chain.append((name, sums[name]))
    return chain
