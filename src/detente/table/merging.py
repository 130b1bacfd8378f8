"""Which mentions speak of one matter: a learnt chance for each pair, and groups by average linkage of its log-odds.

Within a document a logistic regression weighs how near the words are in meaning and in letters, shared numbers and
names, how far apart the claims stand, and what they do: one side demands, the other rejects. Across documents place
tells nothing, and only measures serve whose mean over two groups is a product of sums, so that many documents take
no longer than their groups. Both were fitted on annotated reports by `training/fit_merging.py`; weights, cuts and
figures stand in `data/merging.json` and `data/merging.md`.
"""

import json
import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from detente.claims.words import word_set
from detente.table.ends import sentence_starts
from detente.table.phrases import Mention, plain_phrase
from detente.table.word_vectors import quick_vectors

__all__ = [
    "ACT_PAIRS",
    "LARGEST",
    "Model",
    "average_linkage",
    "far_measures",
    "joining_odds",
    "merge_mentions",
    "merging_model",
    "near_measures",
    "word_stems",
]

Floats = NDArray[np.float64]

LARGEST = 1000
"""Most mentions of one document that are compared pair by pair; a longer one is merged in parts of that size, and the
parts like documents."""

ACT_PAIRS = (
    ("demand", "reject"),
    ("offer", "reject"),
    ("demand", "offer"),
    ("demand", "accept"),
    ("offer", "accept"),
    ("accept", "reject"),
    ("interest", "demand"),
    ("interest", "reject"),
    ("interest", "offer"),
)
"""What one party does and another answers: a measure of each, 1 where two parties' claims are such a pair."""

_STOP = word_set(
    "a an the of to in on at for from by with and or as is are was be been that which who its his her their this these "
    "those it he she they we not no will would could any all some such more than"
)
_SUFFIXES = ("ations", "ation", "ements", "ement", "ings", "ing", "ions", "ion", "ies", "ers")  # longest first
_SUFFIXES_SHORT = ("er", "ed", "es", "s", "al", "ly")
_QUESTION = re.compile(r"^question of ")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"\b(?:[A-Z][a-z]+|[A-Z]{2,})\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADJACENT = 2
"""Sentences apart up to which the likeness of whole clauses counts by itself: what comes next is often of the same."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the measures (last the constant) and cuts of the log-odds, within a document and across documents."""

    near: tuple[float, ...]
    near_cut: float
    far: tuple[float, ...]
    far_cut: float


@lru_cache(maxsize=1)
def merging_model() -> Model:
    """Give the fitted model that is shipped."""
    data = json.loads(files("detente.table").joinpath("data", "merging.json").read_text(encoding="utf-8"))
    return Model(tuple(data["near"].values()), data["near_cut"], tuple(data["far"].values()), data["far_cut"])


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    for suffix in (*_SUFFIXES, *_SUFFIXES_SHORT):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _stems(words: str, names: Collection[str]) -> frozenset[str]:
    plain = (word.lower() for word in _WORD.findall(words))
    return frozenset(_stem(word) for word in plain if word not in _STOP and word not in names)


def word_stems(words: str) -> frozenset[str]:
    """Give the stems of words that tell something: "caps on the beds" has cap and bed."""
    return _stems(words, ())


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is compared of mentions: vectors and sets of their words, a row each."""

    content: Floats
    phrase: Floats
    clause: Floats
    stems: Sequence[frozenset[str]]
    issue: Sequence[frozenset[str]]
    numbers: Sequence[frozenset[str]]
    named: Sequence[frozenset[str]]
    heads: Sequence[frozenset[str]]
    names: Sequence[frozenset[str]]


def _marks(mentions: Sequence[Mention], single: Collection[str]) -> _Marks:
    def bare(words: str) -> str:
        kept = [w for w in re.sub(r"['’]s\b", "", words).split() if w.lower().strip(",.") not in single]
        return " ".join(kept) or words

    phrases = [_QUESTION.sub("", mention.phrase) for mention in mentions]
    lower = {*single, *_STOP}
    return _Marks(
        quick_vectors([bare(plain_phrase(mention.words)) for mention in mentions]),
        quick_vectors([bare(phrase) for phrase in phrases]),
        quick_vectors([bare(mention.claim.text) for mention in mentions]),
        [_stems(mention.words, single) for mention in mentions],
        [_stems(phrase, single) for phrase in phrases],
        [frozenset(_NUMBER.findall(mention.words)) for mention in mentions],
        [frozenset(n for n in _NAME.findall(mention.claim.text) if n.lower() not in lower) for mention in mentions],
        [frozenset({_stem(phrase.split()[-1])} if phrase.split() else ()) for phrase in phrases],
        [frozenset({phrase}) for phrase in phrases],
    )


def _incidence(sets: Sequence[frozenset[str]], weigh: Callable[[str], float] | None = None) -> Floats:
    places = {word: at for at, word in enumerate(sorted({word for words in sets for word in words}))}
    table = np.zeros((len(sets), max(len(places), 1)))
    for row, words in enumerate(sets):
        for word in words:
            table[row, places[word]] = weigh(word) if weigh else 1.0
    return table


def _jaccard(sets: Sequence[frozenset[str]]) -> Floats:
    table = _incidence(sets)
    shared, sizes = table @ table.T, table.sum(axis=1)
    return np.asarray(shared / np.maximum(sizes[:, None] + sizes[None] - shared, 1))


def _relative(near: Floats) -> Floats:
    """Give likeness as deviations from what is usual among the mentions of the document."""
    others = near[~np.eye(len(near), dtype=bool)]
    return np.asarray((near - others.mean()) / (others.std() + 0.05))


def _equal(labels: Sequence[Hashable]) -> Floats:
    codes: dict[Hashable, int] = {}
    array = np.array([codes.setdefault(label, len(codes)) for label in labels])
    return np.asarray(array[:, None] == array[None], dtype=np.float64)


def _acts(mentions: Sequence[Mention], differ: Floats) -> dict[str, Floats]:
    acts = [mention.claim.act for mention in mentions]
    is_act = {act: np.array([a == act for a in acts], dtype=float) for pair in ACT_PAIRS for act in pair}
    return {
        f"{one}-{other}": (np.outer(is_act[one], is_act[other]) + np.outer(is_act[other], is_act[one])) * differ
        for one, other in ACT_PAIRS
    }


def near_measures(mentions: Sequence[Mention], single: Collection[str] = ()) -> dict[str, Floats]:
    """Give the measures of all pairs of mentions of one document, each (mentions, mentions), by name.

    `single` are single words of parties' names, in lower case; they tell who, not what.
    """
    marks = _marks(mentions, single)
    content, phrase = marks.content @ marks.content.T, marks.phrase @ marks.phrase.T
    cross, clause = marks.content @ marks.phrase.T, marks.clause @ marks.clause.T
    table = _incidence(marks.stems)
    shared, sizes, spread = table @ table.T, table.sum(axis=1), table.sum(axis=0)
    rarity = np.log(len(mentions) / np.maximum(spread, 1)) + 0.2
    starts = [mention.claim.start for mention in mentions]
    text = mentions[0].document.text
    sentences = np.searchsorted(sentence_starts(text), starts, side="right")
    apart = np.abs(sentences[:, None] - sentences[None])
    same_party = _equal([mention.party for mention in mentions])
    bare = (sizes[:, None] < 2) | (sizes[None] < 2)
    numbers = _incidence(marks.numbers)
    return {
        "content": content,
        "phrase": phrase,
        "content to phrase": np.maximum(cross, cross.T),
        "clause": clause,
        "content, relative": _relative(content),
        "phrase, relative": _relative(phrase),
        "same phrase": _equal([mention.phrase for mention in mentions]),
        "stems of content": shared / np.maximum(sizes[:, None] + sizes[None] - shared, 1),
        "stems of shorter content": shared / np.maximum(np.minimum(sizes[:, None], sizes[None]), 1),
        "stems of phrase": _jaccard(marks.issue),
        "same head": _equal([next(iter(head), at) for at, head in enumerate(marks.heads)]),
        "rare stems": (table * rarity) @ table.T / np.log(len(mentions) + 1),
        "same number": (numbers @ numbers.T > 0).astype(float),
        "names": _jaccard(marks.named),
        "sentences apart": np.log1p(apart),
        "same clause": _equal(starts),
        "next sentence": (apart == 1).astype(float),
        "same party": same_party,
        "same act": _equal([mention.claim.act for mention in mentions]),
        "few words, next sentence": (bare & (apart <= 1)).astype(float),
        "clause, near": clause * (apart <= _ADJACENT),
        **_acts(mentions, 1 - same_party),
    }


def _unit(table: Floats) -> Floats:
    length = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(np.divide(table, length, out=np.zeros_like(table), where=length > 0))


FAR = ("content", "phrase", "content to phrase", "clause", "stems", "same phrase", "same head", "numbers", "names")
"""Measures that are products of vectors: their mean over two groups is the product of the groups' means."""


def _far_vectors(mentions: Sequence[Mention], single: Collection[str]) -> list[tuple[Floats, Floats]]:
    marks = _marks(mentions, single)
    counts: dict[str, int] = {}
    for words in marks.stems:
        for word in words:
            counts[word] = counts.get(word, 0) + 1

    def rarity(word: str) -> float:
        return 1 + float(np.log(len(mentions) / counts[word]))

    own = [
        marks.content,
        marks.phrase,
        marks.clause,
        _unit(_hashed(marks.stems, rarity)),
        _unit(_hashed(marks.names)),
        _unit(_hashed(marks.heads)),
        _unit(_hashed(marks.numbers)),
        _unit(_hashed(marks.named)),
    ]
    pairs = [(vectors, vectors) for vectors in own]
    one, other = np.hstack([marks.content, marks.phrase]), np.hstack([marks.phrase, marks.content])
    return [*pairs[:2], (one / 2, other), *pairs[2:]]


COLUMNS = 1024
"""Columns that distinct words are spread over; at 1,024 two words rarely share one."""


def _hashed(sets: Sequence[frozenset[str]], weigh: Callable[[str], float] | None = None) -> Floats:
    table = np.zeros((len(sets), COLUMNS))
    for row, words in enumerate(sets):
        for word in words:
            table[row, _column(word)] += weigh(word) if weigh else 1.0
    return table


@lru_cache(maxsize=200_000)
def _column(word: str) -> int:
    """Give a column that depends on the letters only (FNV-1a, Fowler, Noll & Vo)."""
    value = 2166136261
    for byte in word.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value % COLUMNS


def far_measures(
    mentions: Sequence[Mention], groups: Sequence[Sequence[int]], single: Collection[str] = ()
) -> dict[str, Floats]:
    """Give the mean measures over the pairs of mentions of all pairs of groups, each (groups, groups), by name."""
    places = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    order = np.array([at for group in groups for at in group])
    sizes = np.array([len(group) for group in groups], dtype=float)[:, None]
    measures = {}
    for name, (one, other) in zip(FAR, _far_vectors(mentions, single), strict=True):
        means = []
        for vectors in (one, other):
            total = np.zeros((len(groups), vectors.shape[1]))
            np.add.at(total, places, vectors[order])
            means.append(total / sizes)
        measures[name] = means[0] @ means[1].T
    return measures


def _odds(measures: Mapping[str, Floats], weights: Sequence[float]) -> Floats:
    odds = sum(weight * measure for weight, measure in zip(weights, measures.values(), strict=False)) + weights[-1]
    return np.asarray(odds)


def average_linkage(near: Floats, counts: Floats, cut: float) -> list[list[int]]:
    """Merge the nearest two groups until none are nearer than `cut`; `near` (n, n) is symmetric and is overwritten.

    Average linkage (Sokal & Michener 1958). The nearest neighbour of each group is kept, and a merged group's means
    follow from those of its parts (Lance & Williams 1967), so that a merger costs one row.
    """
    groups: list[list[int]] = [[i] for i in range(len(near))]
    if len(groups) < 2:
        return groups
    sizes = counts.copy()
    np.fill_diagonal(near, -np.inf)
    nearest, closest = near.argmax(axis=1), near.max(axis=1)
    while True:
        first = int(closest.argmax())
        if closest[first] < cut:
            return [group for group in groups if group]
        one, other = sorted((first, int(nearest[first])))
        merged = (sizes[one] * near[one] + sizes[other] * near[other]) / (sizes[one] + sizes[other])
        near[one], near[:, one] = merged, merged
        near[other], near[:, other] = -np.inf, -np.inf
        near[one, one] = -np.inf
        groups[one] += groups[other]
        groups[other] = []
        sizes[one] += sizes[other]
        stale = np.flatnonzero((nearest == one) | (nearest == other) | (merged >= closest) & np.isfinite(merged))
        rows = [one, other, *stale]
        nearest[rows] = near[rows].argmax(axis=1)
        closest[rows] = near[rows].max(axis=1)


def _kept_apart(odds: Floats, told: Sequence[str], mentions: Sequence[Mention]) -> Floats:
    """Keep apart what one sentence tells as several things, and rival motives: no odds outweigh that."""
    apart = (_equal(told) == 1) & ~np.eye(len(told), dtype=bool)
    for at, mention in enumerate(mentions):
        if _told_against(mention):
            rivals = [
                other
                for other in range(len(mentions))
                if mentions[other].party == mention.party
                and mentions[other].claim.act in _MOTIVES
                and mentions[other].claim.sources[:1] not in ((), mention.claim.sources[:1])
                and abs(mentions[other].claim.start - mention.claim.start) <= BESIDE
            ]
            apart[at, rivals] = apart[rivals, at] = True
    return np.asarray(np.where(apart, APART, odds))


def _told_against(mention: Mention) -> bool:
    """Tell whether a motive is told against another: "some believe … others suspect …"."""
    sources = mention.claim.sources
    return mention.claim.act in _MOTIVES and bool(sources) and bool(_OTHERS.match(sources[0]))


_MOTIVES = frozenset({"interest", "priority"})
_OTHERS = re.compile(r"others?\b|rivals\b|critics\b", re.I)
BESIDE = 400
"""Characters within which "others" are set against those named before: declared, some three sentences."""


def _without_strangers(groups: Sequence[Sequence[int]], measures: Mapping[str, Floats]) -> list[list[int]]:
    """Take out of each group what is like nothing else in it: joined by its place and its acts alone.

    Likeness is the highest cosine of words and phrases with any other member; a stem, a head or a number in common is
    likeness enough. The last pair of a group falls apart as well.
    """
    like = np.maximum.reduce([measures[name] for name in ("content", "phrase", "content to phrase")])
    shared = sum(measures[name] for name in ("stems of content", "stems of phrase", "same head", "same number"))
    near = np.where(np.asarray(shared) > 0, 1.0, like)
    np.fill_diagonal(near, -1.0)
    found: list[list[int]] = []
    for group in groups:
        kept = [at for at in group if near[at, group].max() >= STRANGE]
        found += [kept] if kept else []
        found += [[at] for at in group if at not in kept]
    return found


STRANGE = 0.1
"""Highest cosine of quick vectors below which a mention has nothing to do with the rest of its group."""

APART = -1000.0
"""Log-odds of two mentions that one claim tells apart, as the parts of an aim or the two sides of a trade."""


def merge_mentions(
    mentions: Sequence[Mention],
    single: Collection[str] = (),
    model: Model | None = None,
    spelled: Mapping[str, str] | None = None,
) -> list[list[Mention]]:
    """Group mentions by the matter they speak of, those of each document first, then the groups of all documents.

    Mentions of one claim stay apart; `spelled` maps a claim to another (an aim) that it spells out, and whose mention
    stays apart from its own. `single` are single words of parties' names, in lower case. Raises MissingExtraError where
    wordpieces are missing.
    """
    told = [(spelled or {}).get(mention.claim.id, mention.claim.id) for mention in mentions]
    fitted = model or merging_model()
    by_document: dict[str, list[int]] = {}
    for at, mention in enumerate(mentions):
        by_document.setdefault(mention.document.id, []).append(at)
    groups: list[list[int]] = []
    parts = 0
    for places in by_document.values():
        for start in range(0, len(places), LARGEST):
            part = places[start : start + LARGEST]
            parts += 1
            inner = [[0]]
            if len(part) > 1:
                measures = near_measures([mentions[at] for at in part], single)
                odds = _odds(measures, fitted.near)
                odds = _kept_apart(odds, [told[at] for at in part], [mentions[at] for at in part])
                inner = average_linkage(odds, np.ones(len(part)), fitted.near_cut)
                inner = _without_strangers(inner, measures)
            groups += [[part[at] for at in group] for group in inner]
    if parts > 1:
        near = _odds(far_measures(mentions, groups, single), fitted.far)
        sizes = np.array([float(len(group)) for group in groups])
        groups = [[at for g in joined for at in groups[g]] for joined in average_linkage(near, sizes, fitted.far_cut)]
    return [[mentions[at] for at in sorted(group)] for group in groups]


def joining_odds(
    mention: Mention, groups: Sequence[Sequence[Mention]], single: Collection[str] = (), model: Model | None = None
) -> list[float]:
    """Give by how much the log-odds that a mention is of each group exceed what merges them; as across documents."""
    if not groups:
        return []
    fitted = model or merging_model()
    everything = [mention, *(other for group in groups for other in group)]
    places = iter(range(1, len(everything)))
    parts = [[0], *([next(places) for _ in group] for group in groups)]
    odds = _odds(far_measures(everything, parts, single), fitted.far)
    return [float(value) - fitted.far_cut for value in odds[0, 1:]]
