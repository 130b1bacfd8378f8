"""Whom persons act for, by how a text introduces them: as the pass over a text settles it, before any claim is read."""

import pytest

from detente.claims.scan import scan


def _ties(text: str) -> dict[str, str]:
    """Give the party of each person whom the rules of names tie to one."""
    return {
        reading.person: reading.party
        for scenes in scan(text)
        for scene in scenes
        for mention in scene.mentions
        for reading in mention.readings
        if reading.person is not None and reading.kind in ("person", "guess")
    }


@pytest.mark.parametrize(
    ("text", "person", "party"),
    [
        (
            "Hungary blocked the plan. Its foreign minister, Zoltan Barkoczi, said so on Monday.",
            "Zoltan Barkoczi",
            "Hungary",
        ),
        (
            "The Animators' Guild met the studio. The guild's negotiator, Mirela Stanciu, said no.",
            "Mirela Stanciu",
            "Animators' Guild",
        ),
        (
            "The Animators' Guild met the studio. Mirela Stanciu, who leads the guild, said no.",
            "Mirela Stanciu",
            "Animators' Guild",
        ),
        (
            "France and Estonia met. Estonia must be consulted. Prime Minister Kaarel Tamberg said that France agreed.",
            "Kaarel Tamberg",
            "Estonia",
        ),
        ("Beijing was firm. Its ambassador, Gu Lanfen, was icy. She left.", "Gu Lanfen", "China"),
    ],
)
def test_whom_an_office_is_held_for(model: object, text: str, person: str, party: str) -> None:
    assert _ties(text).get(person) == party


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Labour Party met. Trade Minister Ann Poe and Labour Minister Hussein Kawtharani left.", "Labour"),
        ("Kenya was firm. Its counterpart, Hussein Kawtharani, left.", "Kenya"),
    ],
)
def test_a_portfolio_and_a_counterpart_tie_nobody(model: object, text: str, wrong: str) -> None:
    assert _ties(text).get("Hussein Kawtharani") != wrong
