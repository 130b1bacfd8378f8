"""Who is who: persons are told apart, and tied to the side that the text says they lead."""

import pytest

from detente.claims.language import paragraphs, parse
from detente.claims.roster import Roster


def _roster(text: str) -> Roster:
    roster = Roster()
    roster.learn([doc for _, doc in parse(list(paragraphs(text)))])
    return roster


def test_two_persons_of_one_surname_stay_apart(model: object) -> None:
    roster = _roster("The children of Henri Moreau met. Claire Moreau wants the vineyard. Claire Moreau will not sell.")
    claire, henri = roster.person("Claire Moreau"), roster.person("Henri Moreau")
    assert claire is not None
    assert henri is not None
    assert (claire.name, henri.name) == ("Claire Moreau", "Henri Moreau")


@pytest.mark.parametrize(
    "words",
    [
        "The Kenyan delegation, led by Amina Otieno, arrived.",
        "The Kenyan side, under Defence Minister Amina Otieno, arrived.",
        "Kenya's delegation, headed by Amina Otieno, arrived.",
    ],
)
def test_who_leads_a_delegation_speaks_for_its_side(model: object, words: str) -> None:
    person = _roster(f"{words} Otieno spoke first.").person("Otieno")
    assert person is not None
    assert person.party == "Kenya"


@pytest.mark.parametrize(
    ("words", "name", "party"),
    [
        ("Kenyan Secretary-General Amina Kip-otieno spoke.", "Amina Kip-otieno", "Kenya"),
        ("Trade Minister Lars Berg of Sweden spoke first.", "Berg", "Sweden"),
        ("Syrian President Omar al-Khatib spoke. Khatib left soon.", "Khatib", "Syria"),
        ("Jane Poe met the press. Poe spokesman Tom Hale spoke of peace.", "Tom Hale", "Jane Poe"),
        ("Jane Poe met the press. Tom Hale, a spokesman for Poe, spoke of peace.", "Tom Hale", "Jane Poe"),
        (
            "Jane Poe met the press. Poe's budget director is ready. We will see, budget director Tom Hale said.",
            "Tom Hale",
            "Jane Poe",
        ),
    ],
)
def test_a_text_ties_a_person_to_a_side(model: object, words: str, name: str, party: str) -> None:
    person = _roster(words).person(name)
    assert person is not None
    assert person.party == party


@pytest.mark.parametrize(
    "words",
    [
        "Vermont Sen. Jane Poe demanded a vote.",
        "Jane Poe, a senator from Vermont, demanded a vote.",
        "Jane Poe, the Senate Armed Services chairman, demanded a vote.",
    ],
)
def test_neither_a_constituency_nor_a_committee_is_the_side_of_a_legislator(model: object, words: str) -> None:
    person = _roster(words).person("Poe")
    assert person is not None
    assert person.party is None


def test_a_former_office_is_none(model: object) -> None:
    roster = _roster("Former President Jane Poe spoke. President Tom Hale listened.")
    assert roster.person("Poe").offices.keys() & {"president"} == set()  # type: ignore[union-attr]
    assert roster.person("Hale").offices["president"] > 0  # type: ignore[union-attr]
