"""For whom the persons of a text speak: read from every place that names them, and settled before claims are read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.trained.choosing import Choosing
from detente.claims.trained.frames import Offers, Standing, places_of
from detente.claims.trained.heads import AFFILIATION, Heads
from detente.claims.trained.relations import Anchor
from detente.claims.trained.windows import Line, Window

__all__ = ["affiliations_of", "namings_of"]

Floats = NDArray[np.float32]

NAMINGS = 3
"""How many of the places that name a person are read."""
SURE = 0.5
"""Least mean probability of a party for a person to be tied to it."""
TOLD = 1.0
"""How many readings of a place it counts that the text itself ties the person to a party ("British Prime Minister").

Declared: of 109 persons whom the text of the news ties to a party, 94 ties were right, of the network's choices 89."""


def namings_of(window: Window, lines: Sequence[Line], seen: dict[str, int]) -> Iterator[tuple[str, int, Any, int]]:
    """Yield (person, place, word, line) of names in the core of a window; `seen` counts those of each person."""
    places = places_of(window)
    for number in range(window.first, window.last):
        for mention in (placed.mention for placed in lines[number].mentions):
            person = next((reading.person for reading in mention.readings if reading.person is not None), None)
            place = places.get((number, mention.token.i))
            if person is None or place is None or mention.token.pos_ == "PRON" or seen.get(person, 0) >= NAMINGS:
                continue
            seen[person] = seen.get(person, 0) + 1
            yield person, place, mention.token, number


def affiliations_of(
    windows: Sequence[Window], lines: Sequence[Line], encoded: Sequence[Floats], heads: Heads, standing: Standing
) -> Mapping[str, str]:
    """Give the party of each person that the trained reader is sure enough of; who speaks for none has itself."""
    seen: dict[str, int] = {}
    sums: dict[str, dict[str, float]] = {}
    told = _told(lines)
    for window, given in zip(windows, encoded, strict=True):
        named = list(namings_of(window, lines, seen))
        if not named:
            continue
        offers = Offers(lines, window, places_of(window), standing)
        if not offers.options:
            continue
        choosing = Choosing(offers.options)
        words = heads.words(given, window.words)
        claims = heads.claims(words[[place for _, place, _, _ in named]], [AFFILIATION] * len(named))
        scores, _ = heads.pairs(claims, heads.mentioned(words, offers.places))
        for (person, _, token, number), own in zip(named, scores[0], strict=True):
            offered = heads.offered(offers.features(Anchor.of(token, number, lines[number].attribution)))
            for party in choosing.parties(own + heads.fitting(offered, AFFILIATION)[0]):
                found = sums.setdefault(person, {})
                found[party.name] = found.get(party.name, 0.0) + party.probability
    learnt = {}
    for person, found in sums.items():
        by_text = told.get(person)
        if by_text is not None:
            found[by_text] = found.get(by_text, 0.0) + TOLD
        best = max(found, key=lambda name: (found[name], name))
        if found[best] >= SURE * (seen[person] + (TOLD if by_text is not None else 0.0)):
            learnt[person] = best
    return learnt


def _told(lines: Sequence[Line]) -> Mapping[str, str]:
    """Give the party of each person whom the rules of names find the text to tie to one."""
    readings = (reading for line in lines for placed in line.mentions for reading in placed.mention.readings)
    return {one.person: one.party for one in readings if one.person is not None and one.kind == "person"}
