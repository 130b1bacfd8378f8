"""Who leads a chamber, and for whom those speak who sit in it."""

import pytest
from support.rosters import roster_of

from detente.claims.chambers import Bench
from detente.claims.trained.affiliations import settled


@pytest.mark.parametrize(
    ("words", "chamber", "faction"),
    [
        ("The Republican-controlled Senate met. Democrats objected.", "Senate", "Republicans"),
        ("The Labour-led Assembly met. Conservatives objected.", "Assembly", "Labour"),
        ("Democrats control the House. Republicans objected.", "House", "Democrats"),
        ("The Republican majority in the House met. Democrats objected.", "House", "Republicans"),
        ("Senate Majority Leader Jane Poe (D-Nev.) met Republicans.", "Senate", "Democrats"),
        ("Senate Minority Leader Jane Poe (D-Nev.) met Republicans.", "Senate", "Republicans"),
        ("The White House met Republicans.", "House", None),
        ("Republicans lost the Senate.", "Senate", None),
    ],
)
def test_a_text_tells_who_leads_a_chamber(model: object, words: str, chamber: str, faction: str | None) -> None:
    assert roster_of(words).chambers.leading(chamber) == faction


@pytest.mark.parametrize(
    ("words", "bench"),
    [
        ("House Speaker Jane Poe smiled.", Bench("House", "majority")),
        ("Jane Poe, the chairman of the Senate Budget Committee, smiled.", Bench("Senate", "majority")),
        ("The minority leader of the House of Representatives, Jane Poe, smiled.", Bench("House", "minority")),
        ("Former House Speaker Jane Poe smiled.", None),
        ("White House Chief of Staff Jane Poe smiled.", None),
        ("House Republican Conference Chairwoman Jane Poe smiled.", None),
    ],
)
def test_an_office_tells_the_bench(model: object, words: str, bench: Bench | None) -> None:
    person = roster_of(words).people.person("Poe")
    assert person is not None
    assert [*person.benches] == ([bench] if bench is not None else [])


def test_who_leads_the_minority_is_of_the_faction_that_does_not_lead(model: object) -> None:
    roster = roster_of(
        "House Minority Leader Jane Poe rejected the plan. House Majority Leader Tom Hale said that he and fellow "
        "Republicans would vote. Democrats will not."
    )
    poe, hale = roster.people.person("Poe"), roster.people.person("Hale")
    assert poe is not None
    assert hale is not None
    assert (poe.party, hale.party) == ("Democrats", "Republicans")


def test_a_faction_beside_a_lower_chamber_leads_it_and_one_beside_an_upper_chamber_may_not(model: object) -> None:
    roster = roster_of("House Republicans and Senate Republicans met. Democrats did not.")
    assert roster.chambers.likely("House") == "Republicans"
    assert roster.chambers.likely("Senate") is None


def test_of_two_who_face_each_other_the_surer_is_settled_first() -> None:
    odds = {
        "Poe": {"Republicans": 0.7, "Democrats": 0.3},
        "Hale": {"Republicans": 0.9, "Democrats": 0.05, "Hale": 0.05},
    }
    facing = {"Poe": Bench("House", "majority"), "Hale": Bench("House", "minority")}
    assert settled(odds, {"Poe": 1.0, "Hale": 1.0}, facing) == {"Hale": "Republicans", "Poe": "Democrats"}
    apart = facing | {"Hale": Bench("Senate", "minority")}
    assert settled(odds, {"Poe": 1.0, "Hale": 1.0}, apart) == {"Hale": "Republicans", "Poe": "Republicans"}


def test_who_is_set_against_every_party_without_end_is_tied_to_none() -> None:
    assert settled({"Poe": {"Kenya": 0.2**500}}, {"Poe": 1.0}, {}) == {}
