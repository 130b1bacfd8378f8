from support.making import claim, reading

from detente.table.ends import find_ends, sentence_around

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
    assert find_ends(reading("a", TEXT, aim, claim(TEXT, words, "Northland", "interest", "x y"))) == ()


def test_a_denied_aim_has_no_means() -> None:
    aim = claim(TEXT, "political influence over the valley", "Northland", "interest", "x y", certainty="denied")
    words = "either by guarantees from the pact or by control of the council"
    assert find_ends(reading("a", TEXT, aim, claim(TEXT, words, "Northland", "interest", "x y"))) == ()


def test_the_sentence_around_a_stretch_lies_between_its_neighbours() -> None:
    text = "One ends here. Two says “so.” Three\nFour"
    places = [(text.index(word), len(word)) for word in ("ends", "so", "Three", "Four")]
    sentences = [text[slice(*sentence_around(text, start, start + length))] for start, length in places]
    assert sentences == ["One ends here.", "Two says “so.”", "Three\n", "Four"]
