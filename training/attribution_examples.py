"""Annotated attributions as examples for a network: windows, cues in them, and the role of each word for each cue."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.claims.attributions.pairs import pair_features, word_features
from detente.claims.attributions.windows import Window, windows_of
from detente.claims.attributions.words import Words, words_of

REACH = 72
"""How many words away from its cue a role is looked for."""
ROLES = ("source", "content", "cue")
"""Roles 1 to 3 of a word; 0 is none."""


@dataclass(slots=True)
class Cue:
    """A gold cue of a window: places count in the window's words."""

    place: int
    first: int
    roles: np.ndarray
    features: np.ndarray


@dataclass(slots=True)
class Example:
    window: Window
    tag: np.ndarray
    dependency: np.ndarray
    entity: np.ndarray
    state: np.ndarray
    is_cue: np.ndarray
    core: np.ndarray
    cues: list[Cue]


@dataclass(slots=True)
class Article:
    name: str
    text: str
    gold: list[dict[str, Any]]
    words: Words
    examples: list[Example]


def records(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def covered(words: Words, spans: Sequence[Sequence[int]]) -> list[int]:
    """Give the words that touch any of the spans."""
    found: list[int] = []
    for start, end in spans:
        low = int(np.searchsorted(words.last, start, side="right"))
        high = int(np.searchsorted(words.start, end, side="left"))
        found += range(low, high)
    return sorted(set(found))


def head_of(words: Words, places: Sequence[int], marks: np.ndarray) -> int:
    """Give the word of a cue that hangs on none of its others; punctuation only where there is nothing else."""
    among = [place for place in places if not marks[place]] or list(places)
    inside = set(among)
    return next(
        (place for place in among if int(words.head[place]) not in inside or words.head[place] == place), among[0]
    )


def article_of(record: dict[str, Any]) -> Article:
    words = words_of(record["text"])
    marks, state = words.marks(), word_features(words)
    cues: dict[int, list[list[int]]] = {}
    for attribution in record["attributions"]:
        parts = [covered(words, attribution.get(role, [])) for role in ROLES]
        if parts[2]:
            cues.setdefault(head_of(words, parts[2], marks), parts)
    examples = []
    for window in windows_of(words):
        among = slice(window.first, window.last)
        own = []
        for place, parts in cues.items():
            if not window.core[0] <= place < window.core[1]:
                continue
            first, last = max(window.first, place - REACH), min(window.last, place + REACH + 1)
            roles = np.zeros(last - first, np.int64)
            for number, part in enumerate(parts, 1):
                inside = np.array([word for word in part if first <= word < last], np.int64)
                roles[inside - first] = number
            features = pair_features(words, place, first, last).astype(np.uint8)
            own.append(Cue(place - window.first, first - window.first, roles.astype(np.uint8), features))
        numbers = np.arange(window.first, window.last)
        examples.append(
            Example(
                window, words.tag[among].astype(np.uint8), words.dependency[among].astype(np.uint8),
                words.entity[among].astype(np.uint8), state[among].astype(np.uint8),
                np.isin(numbers, list(cues)), (numbers >= window.core[0]) & (numbers < window.core[1]), own,
            )
        )  # fmt: skip
    return Article(record["id"], record["text"], record["attributions"], words, examples)
