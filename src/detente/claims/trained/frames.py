"""What a window offers to choose from: the parties of the text, and the mentions as options, with their features."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.mentions import Mention, Reading
from detente.claims.trained.relations import MENTION_SIZES, READING_SIZES, Anchor, Laid, Placed, reading_features
from detente.claims.trained.windows import Line, Window

__all__ = ["Offers", "Option", "Standing", "core_of", "places_of"]

ABSENT = 8
"""How many of the parties most spoken of are to choose from though the window does not mention them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How often a text speaks of each party, their order by that, and for whom its persons speak (`learnt`)."""

    counts: Counter[str]
    ranks: Mapping[str, int]
    learnt: Mapping[str, str] = field(default_factory=dict)
    _known: dict[int, tuple[Mention, list[Reading]]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, lines: Sequence[Line], learnt: Mapping[str, str] | None = None) -> "Standing":
        """Count the mentions of each party; names that a mention only might stand for are left out."""
        learnt = learnt or {}
        counts: Counter[str] = Counter()
        for line in lines:
            for placed in line.mentions:
                counts.update(
                    reading.party
                    for reading in _readings(placed.mention, learnt)
                    if reading.kind not in ("phrase", "onlooker", "self")
                )
        return cls(counts, {party: place for place, (party, _) in enumerate(counts.most_common())}, learnt)

    @property
    def leading(self) -> Iterator[str]:
        """The parties most spoken of."""
        return islice(self.ranks, ABSENT)

    def readings(self, mention: Mention) -> list[Reading]:
        """Give the readings of a mention, a person's with the party that the person was found to speak for."""
        known = self._known.get(id(mention))
        if known is None:
            # The mention is kept beside its readings, so that its id stays its own.
            known = self._known[id(mention)] = (mention, _readings(mention, self.learnt))
        return known[1]

    def features(self, reading: Reading) -> tuple[int, ...]:
        """Give the classes of `READING_SIZES` of a reading, for a claim whose source does not speak for its party."""
        return reading_features(reading, False, self.ranks.get(reading.party, 99), self.counts.get(reading.party, 0))

    def speaker(self, anchor: Anchor) -> str | None:
        """Give the party that the source of a claim speaks for, by the rules of attribution."""
        who = next((source.who for source in anchor.sources[:1]), None)
        return None if who is None else self.learnt.get(who.voice or who.name, who.party)


def _readings(mention: Mention, learnt: Mapping[str, str]) -> list[Reading]:
    person = next((reading.person for reading in mention.readings if reading.person is not None), None)
    party = learnt.get(person) if person is not None else None
    if person is None or party is None:
        return [_beyond(reading, learnt) for reading in mention.readings]
    own = [reading for reading in mention.readings if reading.person is None or reading.kind == "self"]
    if party == person:
        return sorted(own, key=lambda reading: reading.kind != "self")
    voice = next((reading.voice for reading in mention.readings if reading.person is not None), None) or person
    return [Reading(party, voice, "learnt", person), *own]


def _beyond(reading: Reading, learnt: Mapping[str, str]) -> Reading:
    """Give the reading of those who act for a person ("a Roe aide") with the party for which he acts."""
    beyond = learnt.get(reading.party)
    if beyond is None or reading.person is not None or reading.kind == "phrase":
        return reading
    return replace(reading, party=beyond)


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of one mention, or a party that the window does not mention (`place` -1).

    `leading` marks the first reading of a mention, which stands for it as a source.
    """

    place: int
    reading: Reading
    source: str
    leading: bool


_NOBODY = (Reading("", None, "phrase"),)
_SPEAKS = len(MENTION_SIZES) + 2
"""The feature that says whether the source of the claim speaks for the party of an option."""


class Offers:
    """What a claim on any word of a window may be of, be said by, or be addressed to: its `options`, laid out once.

    `places` are the words of the options in the window, -1 for parties that it does not mention.
    """

    def __init__(
        self, lines: Sequence[Line], window: Window, places: Mapping[tuple[int, int], int], standing: Standing
    ) -> None:
        self.options: list[Option] = []
        self._standing = standing
        present: set[str] = set()
        mentions: list[Placed] = []
        self._rows: list[int] = []
        for number in range(window.lines[0], window.lines[-1] + 1):
            for placed in lines[number].mentions:
                place = places.get((number, placed.index))
                if place is None:
                    continue
                for order, reading in enumerate(standing.readings(placed.mention) or _NOBODY):
                    self.options.append(Option(place, reading, placed.source, order == 0))
                    self._rows.append(len(mentions))
                    present.add(reading.party)
                mentions.append(placed)
        self._laid = Laid(mentions)
        for party in standing.leading:
            if party not in present:
                self.options.append(Option(-1, Reading(party, None, "body"), "", True))
        self.places = np.array([option.place for option in self.options], dtype=np.int64)
        self._parties = np.array([option.reading.party for option in self.options], dtype=object)
        self._features = np.zeros((len(self.options), len(MENTION_SIZES) + len(READING_SIZES)), dtype=np.int64)
        for row, option in zip(self._features, self.options, strict=True):
            row[len(MENTION_SIZES) :] = standing.features(option.reading)

    def features(self, anchor: Anchor) -> NDArray[np.int64]:
        """Give the classes of `MENTION_SIZES` and `READING_SIZES` (options, features) towards a claim at an anchor.

        Those of a mention are 0 for a party that the window does not mention.
        """
        found = self._features.copy()
        found[: len(self._rows), : len(MENTION_SIZES)] = self._laid.features(anchor)[self._rows]
        speaker = self._standing.speaker(anchor)
        if speaker is not None:
            found[self._parties == speaker, _SPEAKS] = 2
        return found


def places_of(window: Window) -> dict[tuple[int, int], int]:
    """Give the place in the window of each word, by line and token number."""
    return {
        (number, word.i): place for place, (number, word) in enumerate(zip(window.lines, window.words, strict=True))
    }


def core_of(window: Window) -> list[tuple[int, Any, int]]:
    """Give (place, word, line) of the words that a window is read for."""
    return [(place, window.words[place], window.lines[place]) for place in range(*window.core)]
