import pytest
from support.making import claim, reading

from detente.claims import Claim
from detente.table.ends import AIM_WITHIN, find_ends, find_purposes, sentence_around
from detente.table.purposes import split_purpose

TEXT = (
    "Northland wants political influence over the valley. "
    "That would mean a ban on joining the pact, a friendly council and a limited army. "
    "It could be reached either by guarantees from the pact or by control of the council."
)


def test_what_would_mean_an_end_are_its_parts() -> None:
    aim = claim(TEXT, "political influence over the valley", "Northland", "interest", "political influence")
    parts = claim(
        TEXT, "a ban on joining the pact, a friendly council and a limited army", "Northland", "interest", "terms"
    )
    (end,) = find_ends(reading("a", TEXT, aim, parts))
    assert end.aim == aim
    assert end.parts == ("a ban on joining the pact", "a friendly council", "a limited army")
    assert end.alternatives == ()


def test_either_or_makes_alternatives() -> None:
    aim = claim(TEXT, "political influence over the valley", "Northland", "interest", "political influence")
    words = "either by guarantees from the pact or by control of the council"
    ways = claim(TEXT, words, "Northland", "interest", "guarantees")
    (end,) = find_ends(reading("a", TEXT, aim, ways))
    assert end.alternatives == ("guarantees from the pact", "control of the council")


def test_another_partys_aim_is_no_end_of_this_one() -> None:
    aim = claim(TEXT, "political influence over the valley", "Southland", "interest", "political influence")
    words = "either by guarantees from the pact or by control of the council"
    (end,) = find_ends(reading("a", TEXT, aim, claim(TEXT, words, "Northland", "interest", "x y")))
    assert (end.phrase, end.alternatives) == ("", ("guarantees from the pact", "control of the council"))


def test_a_denied_aim_has_no_means() -> None:
    aim = claim(TEXT, "political influence over the valley", "Northland", "interest", "x y", certainty="denied")
    words = "either by guarantees from the pact or by control of the council"
    (end,) = find_ends(reading("a", TEXT, aim, claim(TEXT, words, "Northland", "interest", "x y")))
    assert (end.phrase, end.alternatives) == ("", ("guarantees from the pact", "control of the council"))


def test_the_sentence_around_a_stretch_lies_between_its_neighbours() -> None:
    text = "One ends here. Two says “so.” Three\nFour"
    places = [(text.index(word), len(word)) for word in ("ends", "so", "Three", "Four")]
    sentences = [text[slice(*sentence_around(text, start, start + length))] for start, length in places]
    assert sentences == ["One ends here.", "Two says “so.”", "Three\n", "Four"]


def test_means_told_after_their_aim_in_one_sentence_are_its_parts() -> None:
    text = "Northland demands a council of its own, which would mean local police and a share of the tolls."
    aim = claim(text, "a council of its own", "Northland", "demand", "council")
    listed = claim(text, "local police and a share of the tolls", "Northland", "interest", "police")
    apart = find_ends(reading("a", text, aim, listed))
    whole = claim(text, text[text.index("a council") : -1], "Northland", "demand", "police")
    (inside,) = find_ends(reading("a", text, whole))
    assert [(end.aim, end.phrase, end.parts) for end in apart] == [
        (aim, "council of its own", ("local police", "a share of the tolls"))
    ]
    assert (inside.phrase, inside.parts) == ("council of its own", ("local police", "a share of the tolls"))


def test_an_aim_far_from_a_list_of_means_is_not_the_aim_of_it() -> None:
    for between, found in ((AIM_WITHIN - 1, 1), (AIM_WITHIN, 0)):
        text = (
            "It wants influence. " + "Rain fell. " * between + "That would mean a friendly council and a limited army."
        )
        aim = claim(text, "influence", "Northland", "interest", "influence")
        listed = claim(text, "a friendly council and a limited army", "Northland", "interest", "council")
        assert len(find_ends(reading("a", text, aim, listed))) == found


@pytest.mark.parametrize(
    ("words", "split"),
    [
        ("control of the pipe in order to sway the council", ("control of the pipe", "sway the council")),
        ("a deal so as to unlock loans", ("a deal", "unlock loans")),
        ("smaller classes so that fewer teachers leave", ("smaller classes", "fewer teachers leave")),
        ("a customs office, with the aim of keeping the ferry", ("a customs office", "keeping the ferry")),
        ("silence in order not to offend", None),
        ("in order to sway the council", None),
        ("an order to leave the port", None),
    ],
)
def test_a_purpose_is_split_from_what_serves_it(words: str, split: tuple[str, str] | None) -> None:
    assert split_purpose(words) == split


def pairs(text: str, *claims: Claim) -> list[tuple[str, str]]:
    return [(purpose.means.content, purpose.aim.content) for purpose in find_purposes(reading("a", text, *claims))]


def test_an_aim_told_after_what_serves_it_is_its_purpose() -> None:
    text = "Veldt offered a customs office in order to keep the ferry. Veldt wants the pier."
    office = claim(text, "a customs office", "Veldt", "offer", "office")
    ferry = claim(text, "keep the ferry", "Veldt", "interest", "ferry")
    pier = claim(text, "the pier", "Veldt", "interest", "pier")
    assert pairs(text, office, ferry, pier) == [("a customs office", "keep the ferry")]


def test_an_aim_told_first_or_as_a_reason_is_a_purpose_too() -> None:
    first = "To protect jobs, the union demands a guarantee."
    jobs = claim(first, "protect jobs", "union", "interest", "jobs")
    assert pairs(first, jobs, claim(first, "a guarantee", "union", "demand", "guarantee")) == [
        ("a guarantee", "protect jobs")
    ]
    reason = "Lomar opposes self-rule because it wants to keep the mines."
    mines = claim(reason, "keep the mines", "Lomar", "interest", "mines")
    assert pairs(reason, claim(reason, "self-rule", "Lomar", "reject", "self-rule"), mines) == [
        ("self-rule", "keep the mines")
    ]


def test_neither_another_party_nor_a_contrast_nor_a_denial_makes_a_purpose() -> None:
    text = "Veldt offered an office in order to keep the ferry."
    office = claim(text, "an office", "Veldt", "offer", "office")
    assert pairs(text, office, claim(text, "keep the ferry", "Norland", "interest", "ferry")) == []
    assert pairs(text, office, claim(text, "keep the ferry", "Veldt", "interest", "ferry", certainty="denied")) == []
    other = "Veldt offered an office but others acted in order to keep the ferry."
    office = claim(other, "an office", "Veldt", "offer", "office")
    assert pairs(other, office, claim(other, "keep the ferry", "Veldt", "interest", "ferry")) == []
