"""From annotated reports to what the network learns from: the windows of each report with its claims as targets."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from detente.claims.certainty import hedging_of
from detente.claims.claim import ACTS, CERTAINTIES
from detente.claims.labels import dependency, part_of_speech
from detente.claims.scan import Scene, scan
from detente.claims.trained.affiliations import namings_of
from detente.claims.trained.frames import Offers, Option, Standing, places_of
from detente.claims.trained.heads import AFFILIATION
from detente.claims.trained.relations import EDGE_SIZES, Anchor, Edges
from detente.claims.trained.windows import Line, Window, lines_of, windows_of

KNOWN, MISTAKEN = 0.75, 0.1
"""How many persons are given with their true party in training, and how many with a false one: about what the reader
knows of them when it reads claims."""


@dataclass(slots=True)
class Target:
    """One claim (or one person whose party is asked for): its anchor, what is to be chosen, and among what."""

    anchor: int
    act: int
    place: np.ndarray
    leading: np.ndarray
    features: np.ndarray
    party: np.ndarray
    certainty: int = 0
    inferred: int = 0
    by_rule: int = 0
    sentence: tuple[int, int] = (0, 1)
    content: tuple[int, int] = (0, 0)
    span: tuple[int, int] = (0, 0)
    against: tuple[int, int] | None = None
    hedge: int | None = None
    edges: tuple[np.ndarray, np.ndarray] = field(default_factory=lambda: (_no_edges(), _no_edges()))
    source: np.ndarray | None = None
    outer: np.ndarray | None = None
    target: np.ndarray | None = None


@dataclass(slots=True)
class Example:
    """One window, with the acts that hang on its words (rows of word and act) and the targets of its core."""

    pieces: np.ndarray
    starts: np.ndarray
    core: tuple[int, int]
    parts: np.ndarray
    dependencies: np.ndarray
    acts: np.ndarray
    targets: list[Target]


@dataclass(slots=True)
class Report:
    """One annotated report: its passages, as scenes and as windows, its examples, and the annotation."""

    name: str
    text: str
    outlet: str | None
    passages: list[list[Scene]]
    windows: list[list[Window]]
    examples: list[Example]
    gold: list[dict[str, Any]]


def _no_edges() -> np.ndarray:
    return np.zeros((1, len(EDGE_SIZES)), np.uint8)


def _offered(options: Sequence[Option]) -> dict[str, np.ndarray]:
    """Give the places of options and which of them stand for a mention as a source."""
    leading = [option.leading and bool(option.source) and option.place >= 0 for option in options]
    return {"place": np.array([option.place for option in options], np.int16), "leading": np.array(leading, bool)}


def load_reports(folder: Path, scorer: Any) -> list[Report]:
    """Load every annotated report of a folder. `scorer` says which names of parties and sources are the same."""
    return [load_report(path, scorer) for path in sorted(folder.glob("*.txt"))]


def load_report(path: Path, scorer: Any) -> Report:
    """Scan one annotated report and lay out its targets."""
    outlet = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8")).get("outlet")
    gold = json.loads(path.with_suffix(".claims.json").read_text(encoding="utf-8"))
    return laid_out(path.stem, path.read_text(encoding="utf-8"), outlet, gold, scorer)


def laid_out(name: str, text: str, outlet: str | None, gold: list[dict[str, Any]], scorer: Any) -> Report:
    """Scan a text and lay out the targets of its annotation."""
    passages = list(scan(text, outlet))
    lines = [lines_of(passage) for passage in passages]
    windows = [list(windows_of(passage)) for passage in lines]
    report = Report(name, text, outlet, passages, windows, [], gold)
    for passage, cut in zip(lines, windows, strict=True):
        report.examples += _Layout(report, passage, scorer).examples(cut)
    return report


class _Layout:
    """Lays out the targets of one passage."""

    def __init__(self, report: Report, lines: Sequence[Line], scorer: Any) -> None:
        self.report = report
        self.lines = lines
        self.scorer = scorer
        self.truth = spoken_for(lines, report.gold)
        self.plain = Standing.of(lines)
        self.standing = Standing.of(lines, _partly(self.truth, self.plain, report.name))

    def examples(self, windows: Sequence[Window]) -> Iterator[Example]:
        seen: dict[str, int] = {}
        for window in windows:
            places = places_of(window)
            offers = Offers(self.lines, window, places, self.standing)
            targets = [
                target
                for number in range(window.first, window.last)
                for target in self._of_line(number, offers, places)
            ]
            acts = np.array([(target.anchor, target.act) for target in targets], np.int16).reshape(-1, 2)
            targets += self._of_persons(window, places, seen)
            parts = np.array([part_of_speech(word) for word in window.words], np.uint8)
            dependencies = np.array([dependency(word) for word in window.words], np.uint8)
            pieces, starts = np.array(window.pieces, np.uint16), np.array(window.starts, np.int16)
            yield Example(pieces, starts, window.core, parts, dependencies, acts, targets)

    def _of_line(self, number: int, offers: Offers, places: Mapping[tuple[int, int], int]) -> Iterator[Target]:
        line = self.lines[number]
        first, last = _characters(line)
        claims = [claim for claim in self.report.gold if first <= claim["start"] < last]
        if not claims or any((number, word.i) not in places for word in line.words):
            return
        groups: dict[tuple[int, int], list[tuple[dict[str, Any], tuple[int, int]]]] = {}
        for claim in claims:
            begin = claim["start"] + claim["text"].find(claim["content"])
            content = words_at(line, begin, begin + len(claim["content"]))
            if content is not None:
                groups.setdefault((governing_word(line, content), ACTS.index(claim["act"])), []).append(
                    (claim, content)
                )
        for (anchor, act), found in groups.items():
            yield self._target(number, anchor, act, found, offers, places)

    def _target(
        self, number: int, anchor: int, act: int, found: list[tuple[dict[str, Any], tuple[int, int]]],
        offers: Offers, places: Mapping[tuple[int, int], int],
    ) -> Target:  # fmt: skip
        line = self.lines[number]
        claim, content = found[0]
        same = self.scorer.norm_party
        hung = Anchor.of(line.words[anchor], number, line.attribution)
        options = offers.options
        parties = {same(one["party"]) for one, _ in found}
        start = places[number, line.words[0].i]
        edges = Edges(line.words).features(hung)
        sources = claim["sources"]
        return Target(
            anchor=places[number, line.words[anchor].i],
            act=act,
            **_offered(options),
            features=offers.features(hung).astype(np.uint8),
            party=np.array([same(option.reading.party) in parties for option in options], bool),
            certainty=CERTAINTIES.index(claim["certainty"]),
            inferred=int(claim["basis"] == "inferred"),
            by_rule=CERTAINTIES.index(hedging_of(line.words[anchor], ACTS[act], ACTS[act]).certainty),
            sentence=(start, start + len(line.words)),
            content=content,
            span=words_at(line, claim["start"], claim["end"]) or content,
            against=self._named(line, claim["against"]),
            hedge=(self._named(line, claim["hedges"][0]) or (None,))[0] if claim["hedges"] else None,
            edges=(edges[0].astype(np.uint8), edges[1].astype(np.uint8)),
            source=self._source(sources[0], options) if sources else None,
            outer=self._source(sources[1], options) if len(sources) > 1 else None,
            target=np.array([same(option.reading.party) == same(claim["target"]) for option in options], bool)
            if claim["target"]
            else None,
        )

    def _source(self, name: str, options: Sequence[Option]) -> np.ndarray:
        return np.array(
            [
                option.leading
                and option.place >= 0
                and bool(option.source)
                and self.scorer.same_source(name, option.source)
                for option in options
            ],
            bool,
        )

    def _named(self, line: Line, words: str | None) -> tuple[int, int] | None:
        """Give the first and last word of the first place where a sentence has these words."""
        first, last = _characters(line)
        place = self.report.text[first:last].find(words) if words else -1
        return words_at(line, first + place, first + place + len(words)) if words and place >= 0 else None

    def _of_persons(
        self, window: Window, places: Mapping[tuple[int, int], int], seen: dict[str, int]
    ) -> Iterator[Target]:
        offers = Offers(self.lines, window, places, self.plain)
        for person, place, token, number in namings_of(window, self.lines, seen):
            if person not in self.truth:
                continue
            hung = Anchor.of(token, number, self.lines[number].attribution)
            options = offers.options
            party = self.scorer.norm_party(self.truth[person])
            right = np.array([self.scorer.norm_party(option.reading.party) == party for option in options], bool)
            if right.any():
                features = offers.features(hung).astype(np.uint8)
                yield Target(
                    place, AFFILIATION, **_offered(options), features=features, party=right, sentence=(place, place + 1)
                )


def _characters(line: Line) -> tuple[int, int]:
    return line.offset + line.words[0].idx, line.offset + line.words[-1].idx + len(line.words[-1])


def words_at(line: Line, start: int, end: int) -> tuple[int, int] | None:
    """Give the first and last word of a line that share a character with a stretch of the text."""
    shared = [
        place
        for place, word in enumerate(line.words)
        if line.offset + word.idx < end and line.offset + word.idx + len(word) > start
    ]
    return (shared[0], shared[-1]) if shared else None


def governing_word(line: Line, content: tuple[int, int]) -> int:
    """Give the word of a stretch that governs most of it; of several roots the one with the most words."""
    inside = {line.words[place].i for place in range(content[0], content[1] + 1)}
    best: tuple[int, int] | None = None
    for place in range(content[0], content[1] + 1):
        word = line.words[place]
        if word.head.i not in inside or word.head == word:
            size = sum(other.i in inside for other in word.subtree) - (5 if word.is_punct else 0)
            if best is None or size > best[0]:
                best = (size, place)
    return best[1] if best is not None else content[0]


def spoken_for(lines: Sequence[Line], gold: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Give the party that the annotation has each person of the text speak for most often."""
    by_last: dict[str, set[str]] = {}
    for person in {r.person for line in lines for one in line.mentions for r in one.mention.readings if r.person}:
        by_last.setdefault(person.split()[-1], set()).add(person)
    votes: dict[str, Counter[str]] = {}
    for claim in gold:
        voice = claim["voice"] or claim["party"]
        bearers = by_last.get(voice.split()[-1], set())
        fits = [one for one in bearers if " " not in voice or voice.endswith(one) or one.endswith(voice)]
        if len(fits) == 1 and (claim["voice"] or fits[0] == claim["party"]):
            votes.setdefault(fits[0], Counter())[claim["party"]] += 1
    return {person: counts.most_common(1)[0][0] for person, counts in votes.items()}


def _partly(truth: Mapping[str, str], standing: Standing, seed: str) -> dict[str, str]:
    chance = random.Random(seed)
    leading = list(standing.ranks)[:6]
    given = {}
    for person, party in sorted(truth.items()):
        drawn = chance.random()
        if drawn < KNOWN:
            given[person] = party
        elif drawn < KNOWN + MISTAKEN and leading:
            given[person] = chance.choice(leading)
    return given
