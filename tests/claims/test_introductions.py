"""Whom persons act for, by how a text introduces them: as the pass over a text settles it, before any claim is read."""

import pytest

from detente.claims.scan import scan

HAULERS, WORKERS = "The Oregon Haulers League wants more.", "The highway workers' union asked for time."


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
            "The Animators' Guild wants more. The trust's chief executive, Mirela Stanciu, said no.",
            "Mirela Stanciu",
            "trust",
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
        ("Kyiv's ambassador to the EU, Larysa Hnatyuk, welcomed the move.", "Larysa Hnatyuk", "Ukraine"),
        (
            "The Junts party refused. Its spokeswoman in Congress, Mireia Canadell, said so.",
            "Mireia Canadell",
            "Junts party",
        ),
        ("The United Nations envoy for Iraq, Ingrid Falkanger, praised it.", "Ingrid Falkanger", "United Nations"),
        ("The US ambassador to the group, Wendell Okafor-Pratt, left.", "Wendell Okafor-Pratt", "United States"),
        ("Its chairman left. Ukraine's envoy, Vadim Orlovets, remarked that it was cold.", "Vadim Orlovets", "Ukraine"),
        ("The Liberty Caucus met. Its chairman, Rep. Clint Hale, said no.", "Clint Hale", "Liberty Caucus"),
        ("The chief Republican negotiator, Sen. Clark Poe of Arkansas, said so.", "Clark Poe", "Republicans"),
        ("Sen. Dolores Poe of Michigan, who leads for the Democrats, left.", "Dolores Poe", "Democrats"),
        ("Sohn Jae-hak is 71 and leads the Future Party, which has 30 seats.", "Sohn Jae-hak", "Future Party"),
        ("His seat hangs on the Renewal Party, whose leader Ann Munte left.", "Ann Munte", "Renewal Party"),
        ("It stays. Conservative leader Tom Röhrig ruled out any help.", "Tom Röhrig", "Conservatives"),
        ("It stays. Christian Democratic leader Tom Stetten hopes.", "Tom Stetten", "Christian Democrats"),
        ("They met. “Write it,” says Arben Limani of the European Front.", "Arben Limani", "European Front"),
        ("It failed. Shira Goldfarb of Courts for All said so.", "Shira Goldfarb", "Courts for All"),
        (f"{HAULERS} League lobbyist Burt Keough said a date would do.", "Burt Keough", "Oregon Haulers League"),
        (f"{WORKERS} Union president Lupe Arriaga left.", "Lupe Arriaga", "highway workers' union"),
        ("The players' union wrote. The union's officer, Jo Poe, said no.", "Jo Poe", "players' union"),
        ("Wages rose. The drivers' union GDLF met. The union's chairman, Tom Klages, left.", "Tom Klages", "GDLF"),
        ("“No,” said Dionne Hale-Beaton, a purser who heads the Flyers Guild.", "Dionne Hale-Beaton", "Flyers Guild"),
        (
            "“No,” said Ann Hale, a purser with years in the galley who heads the Pay Council.",
            "Ann Hale",
            "Pay Council",
        ),
        ("The league met. League chief executive Sabrina Hale said no.", "Sabrina Hale", "league"),
        ("Governor Ann Poe of Makueni, who chairs the Health Council, left.", "Ann Poe", "Health Council"),
        ("Tucker Poe, the Carolinian who has chaired the Liberty Caucus, left.", "Tucker Poe", "Liberty Caucus"),
        ("The Socialists met. Then Socialist leader Pedro Anjos left the talks.", "Pedro Anjos", "Socialists"),
        ("Beijing was firm. Its ambassador, Gu Lanfen, was icy. She left.", "Gu Lanfen", "China"),
    ],
)
def test_whom_an_office_is_held_for(model: object, text: str, person: str, party: str) -> None:
    assert _ties(text).get(person) == party


def test_a_last_name_alone_is_the_person_whom_an_office_introduced(model: object) -> None:
    text = (
        "Ukraine's envoy, Vadim Orlovets, was calm. Orlovets refused. “Orlovets is tired,” an aide said. Orlovets left."
    )
    assert _ties(text) == {"Vadim Orlovets": "Ukraine"}


def test_nobody_serves_a_place(model: object) -> None:
    text = "The planes to Boston stood still. Boston was cold. Chief executive Lars Hale does not intend to improve it."
    assert "Lars Hale" not in _ties(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Labour Party met. Trade Minister Ann Poe and Labour Minister Hussein Kawtharani left.", "Labour"),
        ("Kenya was firm. Its counterpart, Hussein Kawtharani, left.", "Kenya"),
    ],
)
def test_a_portfolio_and_a_counterpart_tie_nobody(model: object, text: str, wrong: str) -> None:
    assert _ties(text).get("Hussein Kawtharani") != wrong


def test_a_day_has_no_officers(model: object) -> None:
    ties = _ties("The Animators' Guild wants more. The day's chairman, Mirela Stanciu, said no.")
    assert ties.get("Mirela Stanciu") not in ("day", "day's")
