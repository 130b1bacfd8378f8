"""For whom the persons of a text speak: read from every place that names them, and settled before claims are read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.chambers import Bench
from detente.claims.gazetteer import is_faction, is_state
from detente.claims.opponents import Opponents
from detente.claims.trained.choosing import Choosing
from detente.claims.trained.frames import Offers, Standing, places_of
from detente.claims.trained.heads import AFFILIATION, Heads
from detente.claims.trained.relations import Anchor
from detente.claims.trained.windows import Line, Window

__all__ = ["affiliations_of", "namings_of", "settled", "weighed"]

Floats = NDArray[np.float32]

NAMINGS = 6
"""How many of the places that name a person are read."""
SURE = 0.5
"""Least mean probability of a party for a person to be tied to it."""
TOLD = 4.0
"""How many readings of a place it counts that the text itself ties the person to a party ("British Prime Minister").

Declared: of 109 persons whom the text of the news ties to a party, 94 ties were right, of the network's choices 89,
counted when it stood at 1.0 and three places were read; of 242 persons that 180 reports tie, which nothing has learnt
from, the network overruled the text at 2.0 in one, wrongly."""

GUESSED = 1.0
"""The same for a state that is guessed from an office which the text names without saying whose.

A government of his own name ("the Roe administration") counts as what the text says, another is not counted."""
OPPOSED = 0.2
"""What is left of the probability of a party each time that the text sets it against the person: of 45 such places in
the news, 1 set a person against his own party."""


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
    windows: Sequence[Window],
    lines: Sequence[Line],
    encoded: Sequence[Floats],
    heads: Heads,
    standing: Standing,
    opponents: Opponents,
) -> Mapping[str, str]:
    """Give the party of each person that the trained reader is sure enough of; who speaks for none has itself.

    `opponents` tells for each person whom the text sets against him: a party leaves him a fifth of its odds each time;
    who sits in a chamber speaks for a faction, where one is to choose from, and for another than who sits on the other
    bench. The surest go first.
    """
    seen: dict[str, int] = {}
    sums: dict[str, dict[str, float]] = {}
    told, guessed = _tied(lines, "person"), _tied(lines, "guess")
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
    odds, shares = {}, {}
    for person, found in sums.items():
        likely, shares[person] = weighed(person, found, seen[person], told.get(person), guessed.get(person))
        against = opponents.party.get(person, Counter[str]())
        odds[person] = {name: chance * OPPOSED ** against[name] for name, chance in likely.items()}
    learnt = settled(odds, shares, opponents.bench)
    return {person: _beyond(person, party, learnt, told) for person, party in learnt.items()}


def weighed(
    person: str, read: Mapping[str, float], places: int, told: str | None, guessed: str | None
) -> tuple[dict[str, float], float]:
    """Weigh what was read for a person at so many places with what the text tells and what an office lets guess.

    Gives the odds of each party, and how much was read at each place, 1 where everything was. For whom a state is
    guessed does not speak for himself: of 166 such persons of the news, the sixty reports and a quarter of ours, 8 do.
    """
    odds, weight = dict(read), float(places)
    state = guessed if guessed is not None and is_state(guessed) else None
    if state is not None:
        weight -= odds.pop(person, 0.0)
    own = guessed if guessed is not None and guessed.startswith(f"{person.split()[-1]} ") else None
    for party, counts in ((told, TOLD), (own, TOLD), (state, GUESSED)):
        if party is not None:
            odds[party] = odds.get(party, 0.0) + counts
            weight += counts
    return odds, sum(odds.values()) / weight


def settled(
    odds: Mapping[str, dict[str, float]], shares: Mapping[str, float], benches: Mapping[str, Bench]
) -> dict[str, str]:
    """Tie persons to their likeliest parties, the surest first; who faces one that is tied is not of that party.

    `odds` are those of each party for each person, of which who has a bench has only those of factions, if there are
    any; `shares` say how much was read for a person at each place, 1 where everything was.
    """
    able = {
        person: {name: likely for name, likely in own.items() if person in benches and is_faction(name)} or own
        for person, own in odds.items()
    }
    learnt: dict[str, str] = {}
    for person in sorted(able, key=lambda one: (-_sure(able[one]), one)):
        bench = benches.get(person)
        facing = {learnt.get(other) for other, one in benches.items() if bench is not None and one.faces(bench)}
        own = {name: likely for name, likely in able[person].items() if name not in facing} or able[person]
        best = max(own, key=lambda name: (own[name], name))
        if _sure(own) * shares[person] >= SURE:
            learnt[person] = best
    return learnt


def _sure(odds: Mapping[str, float]) -> float:
    """Give the share of the likeliest party in the odds of all."""
    return max(odds.values()) / (sum(odds.values()) or 1.0)


def _beyond(person: str, party: str, learnt: Mapping[str, str], told: Mapping[str, str]) -> str:
    """Give whom a person speaks for in the end: who speaks for another person speaks for whom that one speaks."""
    passed = {person}
    while party not in passed:
        passed.add(party)
        party = learnt.get(party) or told.get(party) or party
    return party


def _tied(lines: Sequence[Line], kind: str) -> Mapping[str, str]:
    """Give the party of each person to which the rules of names tie him: "person" by the text, "guess" by office."""
    readings = (reading for line in lines for placed in line.mentions for reading in placed.mention.readings)
    return {one.person: one.party for one in readings if one.person is not None and one.kind == kind}
