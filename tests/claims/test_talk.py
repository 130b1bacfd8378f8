"""Reading a talk of two, in words invented for these tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims import ACTS, CERTAINTIES
from detente.claims.talk import Item, Transcript, Utterance, read_sayings, read_talk
from detente.claims.talk.mentions import find_mentions
from detente.claims.talk.questions import asked_for
from detente.claims.talk.wording import find_namings
from detente.errors import UsageError

ITEMS = (Item("Lamps", ("lamp", "lantern"), 3), Item("Rope", (), 3), Item("Flour", ("bread flour",), 3))


def talk(*lines: str) -> Transcript:
    """Give a talk in which Ana and Ben take turns."""
    return Transcript(
        ("Ana", "Ben"), ITEMS, tuple(Utterance("Ana" if n % 2 == 0 else "Ben", line) for n, line in enumerate(lines))
    )


def said(*lines: str) -> list[tuple[str, str, str, str, float | None]]:
    """Give party, act, item, certainty and quantity of what the last line says."""
    return [
        (part.party, part.act, part.item, part.certainty, part.quantity)
        for part in read_sayings(talk(*lines))
        if part.utterance == len(lines) - 1
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("I need rope.", ("Ana", "interest", "Rope", "asserted", None)),
        ("We don't need any rope.", ("Ana", "interest", "Rope", "denied", None)),
        ("I have plenty of rope.", ("Ana", "interest", "Rope", "denied", None)),
        ("I did not bring enough rope.", ("Ana", "interest", "Rope", "asserted", None)),
        ("I'll take 2 lanterns.", ("Ana", "demand", "Lamps", "asserted", 2.0)),
        ("Could you give me all the flour?", ("Ana", "demand", "Flour", "asserted", 3.0)),
        ("You can have two of the lamps.", ("Ana", "offer", "Lamps", "asserted", 2.0)),
        ("I can't give up any flour.", ("Ana", "offer", "Flour", "denied", None)),
        ("Rope is my top priority.", ("Ana", "priority", "Rope", "asserted", None)),
        ("Rope is least important to me.", ("Ana", "priority", "Rope", "denied", None)),
        ("Do you need flour?", ("Ben", "interest", "Flour", "unknown", None)),
        ("You need the flour.", ("Ben", "interest", "Flour", "asserted", None)),
    ],
)
def test_a_line_says_what_it_says(line: str, expected: tuple[str, str, str, str, float | None]) -> None:
    assert said(line) == [expected]


def test_an_offer_for_a_demand() -> None:
    found = said("I'll give you three rope for two lamps.")
    assert ("Ana", "offer", "Rope", "asserted", 3.0) in found
    assert ("Ana", "demand", "Lamps", "asserted", 2.0) in found
    (trade,) = [part for part in read_sayings(talk("I'll give you three rope for two lamps.")) if part.act == "trade"]
    assert (trade.item, trade.against) == ("Lamps", "Rope")


def test_one_item_over_another() -> None:
    (only,) = [part for part in read_sayings(talk("I prefer rope over flour.")) if part.act == "priority"]
    assert (only.party, only.item, only.against) == ("Ana", "Rope", "Flour")


def test_an_answer_knows_its_question() -> None:
    (answer,) = [p for p in read_sayings(talk("What do you need the least?", "Rope.")) if p.utterance == 1]
    assert (answer.party, answer.item, answer.answers) == ("Ben", "Rope", "last")


def test_a_shared_list_ends_in_its_taker() -> None:
    assert said("How about this: 3 rope and 1 lamp for me?") == [
        ("Ana", "demand", "Rope", "asserted", 3.0),
        ("Ana", "demand", "Lamps", "asserted", 1.0),
    ]


def test_claims_lie_where_they_say() -> None:
    one = talk("I need 2 lanterns 🙂", "You need rope, don’t you? I could spare some bread flour.")
    claims = read_talk(one)
    assert {claim.issue for claim in claims} == {"Lamps", "Rope", "Flour"}
    for claim in claims:
        assert one.text[claim.start : claim.end] == claim.text
        assert claim.sources == (() if claim.party == ("Ana" if claim.id.startswith("u0") else "Ben") else ("Ben",))


def test_the_longest_name_counts() -> None:
    assert [(part.item, part.quantity) for part in find_mentions("all of the bread flour, 1 lamp", ITEMS)] == [
        ("Flour", 3.0),
        ("Lamps", 1.0),
    ]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What is your top priority?", "first"),
        ("What could you spare?", "last"),
        ("What do you want?", "what"),
        ("Hi!", None),
    ],
)
def test_what_a_question_asks_for(text: str, asks: str | None) -> None:
    assert asked_for(text) == asks


def test_words_around_an_item_do_not_name_it() -> None:
    rope, lamps = (find_namings(talk(f"I need {item} badly, not flour"))[0].words for item in ("rope", "lamps"))
    assert rope == lamps


def test_faults_of_a_talk_are_told() -> None:
    with pytest.raises(UsageError, match="two different parties"):
        Transcript(("Ana", "Ana"), ITEMS, ())
    with pytest.raises(UsageError, match="at least two items"):
        Transcript(("Ana", "Ben"), ITEMS[:1], ())
    with pytest.raises(UsageError, match=r"utterances\[1\].speaker: 'Cleo'.*utterances\[2\].speaker: 'Dan'"):
        Transcript(("Ana", "Ben"), ITEMS, (Utterance("Ana", ""), Utterance("Cleo", ""), Utterance("Dan", "")))
    with pytest.raises(UsageError, match="two different parties, not Ana"):
        Transcript.of([("Ana", "hello")], ITEMS)


WORDS = st.lists(
    st.sampled_from(
        [
            "I",
            "you",
            "need",
            "don't",
            "rope",
            "lamps",
            "flour",
            "3",
            "all",
            "for",
            "give",
            "most",
            "?",
            ".",
            ",",
            "me",
            "🙂",
            "’",
        ]
    ),
    max_size=14,
).map(" ".join)


@given(st.lists(st.one_of(WORDS, st.text(max_size=30)), max_size=4))
def test_any_words_give_sound_claims(lines: list[str]) -> None:
    one = talk(*lines)
    for claim in read_talk(one):
        assert one.text[claim.start : claim.end] == claim.text
        assert claim.act in ACTS
        assert claim.certainty in CERTAINTIES
        assert {claim.party, claim.target} == {"Ana", "Ben"}


@given(st.lists(WORDS, max_size=5), st.integers(0, 5))
def test_what_was_said_does_not_hang_on_what_follows(lines: list[str], count: int) -> None:
    one = talk(*lines)
    before = [part for part in read_sayings(one) if part.utterance < count]
    assert before == read_sayings(one.up_to(count))
    assert [part for part in find_namings(one) if part.utterance < count] == find_namings(one.up_to(count))
