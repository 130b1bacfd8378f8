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
