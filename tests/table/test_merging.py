"""Which names are one party, which wordings one issue."""

import pytest
from support.making import claim, reading

from detente.claims import Reading
from detente.table import draft_case


def two(one: str, other: str, voice: str | None = None) -> Reading:
    text = f"{one} wants the harbour. {other} rejects the plan."
    return reading(
        "a",
        text,
        claim(text, "wants the harbour", one, "demand", "use of the harbour", voice=voice),
        claim(text, "rejects the plan", other, "reject", "plan for the town"),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norrholm Terminals", "Norrholm"),
        ("the Quayside Union", "Quayside Union"),
        ("Eastgate Harbour Workers' Union", "Harbour Workers' Union"),
        ("North Atlantic Grain Organisation", "NAGO"),
    ],
)
def test_names_of_one_party_are_merged(one: str, other: str) -> None:
    assert len(draft_case([two(one, other)]).parties) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("United States", "United States Congress"),
        ("Norrholm", "Norrholm council"),
        ("Northland", "Southland"),
    ],
)
def test_other_parties_are_kept_apart(one: str, other: str) -> None:
    assert len(draft_case([two(one, other)]).parties) == 2


def test_a_voice_is_no_party_of_its_own() -> None:
    case = draft_case([two("Northland", "Jane Roe", voice="Jane Roe")])
    (party,) = case.parties.values()
    assert party.name == "Northland"
    assert party.aliases == ["Jane Roe"]


def test_what_is_compared_is_what_the_party_demands_in_other_words() -> None:
    text = "Northland demands the four regions. For Northland territory is secondary to influence."
    case = draft_case(
        [
            reading(
                "a",
                text,
                claim(text, "the four regions", "Northland", "demand", "four regions"),
                claim(
                    text,
                    "territory is secondary to influence",
                    "Northland",
                    "priority",
                    "influence",
                    content="influence",
                    against="territory",
                ),
            )
        ]
    )
    demand, priority = case.evidence.values()
    assert len(case.issues) == 2
    assert (priority.on, priority.over) == ("influence", demand.on)


def test_the_two_sides_of_a_comparison_are_never_one_issue() -> None:
    text = "The Union demands job security. For the Union pay is secondary to job guarantees."
    case = draft_case(
        [
            reading(
                "a",
                text,
                claim(text, "job security", "The Union", "demand", "job security"),
                claim(
                    text,
                    "pay is secondary to job guarantees",
                    "The Union",
                    "priority",
                    "job guarantees",
                    content="job guarantees",
                    against="pay",
                ),
            )
        ]
    )
    (piece,) = [piece for piece in case.evidence.values() if piece.act == "priority"]
    assert piece.on != piece.over
    assert {piece.on, piece.over} == {"job_security", "pay"}


def test_words_that_tell_nothing_name_no_issue() -> None:
    text = "Northland rejects it. Southland demands ten."
    case = draft_case(
        [
            reading(
                "a",
                text,
                claim(text, "it", "Northland", "reject", "question of company"),
                claim(text, "ten", "Southland", "demand", "question of northland"),
            )
        ]
    )
    assert case.issues == {}
