"""Whom a text sets against whom, and what that says of the side a person speaks for."""

import pytest

from detente.claims.opponents import opponents_of
from detente.claims.scan import scan


def _opponents(text: str) -> dict[str, set[str]]:
    return {
        person: set(parties)
        for scenes in scan(text)
        for person, parties in opponents_of(scenes).party.items()
        if parties
    }


@pytest.mark.parametrize(
    "words",
    [
        "Kenya rejected Jane Poe's offer.",
        "Jane Poe rejected the Kenyan offer.",
        "Jane Poe accused Kenya of stalling.",
        "Jane Poe negotiated with Kenya all night.",
        "Jane Poe's demand on Kenya was new.",
    ],
)
def test_rejecting_blaming_and_bargaining_set_a_person_against_a_party(model: object, words: str) -> None:
    assert _opponents(words).get("Jane Poe", set()) >= {"Kenya"}


@pytest.mark.parametrize(
    "words",
    ["Jane Poe praised Kenya.", "Jane Poe flew to Kenya.", "Kenyan Foreign Minister Jane Poe rejected the offer."],
)
def test_praise_travel_and_office_set_nobody_against_anybody(model: object, words: str) -> None:
    assert "Kenya" not in _opponents(words).get("Jane Poe", set())


def test_the_bench_on_which_a_person_sits_is_told_by_the_office(model: object) -> None:
    text = "Senate Minority Leader Jane Poe objected. Tom Hale, the Senate majority leader, shrugged. Poe left."
    bench = {person: one for scenes in scan(text) for person, one in opponents_of(scenes).bench.items()}
    assert bench["Jane Poe"].faces(bench["Tom Hale"])
