"""What names an issue and what an option says: the thing at stake, without who said it and how much of it."""

import pytest
from support.making import claim, reading

from detente.table import Issue, draft_case
from detente.table.phrases import bare_phrase


def issues(text: str, *claims: tuple[str, str, str, str]) -> dict[str, Issue]:
    """Draft the issues of claims given as party, act, issue and words of the text."""
    made = [claim(text, words, party, act, issue) for party, act, issue, words in claims]
    return draft_case([reading("a", text, *made)]).issues


def test_who_said_it_is_no_part_of_an_option() -> None:
    words = "a truce in May, according to two people familiar with the matter"
    (issue,) = issues(f"Northland demands {words}.", ("Northland", "demand", "truce", words)).values()
    assert issue.labels == ("no truce in May", "a truce in May")


def test_words_that_only_say_who_spoke_are_no_issue() -> None:
    text = "Northland wants it, according to two people familiar with the matter."
    words = "according to two people familiar with the matter"
    assert issues(text, ("Northland", "demand", "people", words)) == {}


@pytest.mark.parametrize(
    "words",
    [
        "the rocks had been mentioned at the table",
        "that Brenn had broken the truce",
        "it was planning dismissals",
    ],
)
def test_a_fact_denied_is_no_issue(words: str) -> None:
    text = f"Northland denied {words}."
    assert issues(text, ("Northland", "reject", "rocks", words)) == {}


@pytest.mark.parametrize(
    "words",
    [
        "any deal that is not verified",
        "the plan Brenn had been offered",
        "Brenn would keep the harbour",
        "any talks on the harbour, which it has closed",
    ],
)
def test_a_thing_refused_is_an_issue_though_it_is_told_in_a_clause(words: str) -> None:
    text = f"Northland rejects {words}."
    assert issues(text, ("Northland", "reject", "harbour plan", words))


def test_what_a_noun_takes_up_is_the_issue_it_heads() -> None:
    text = "Northland demands a ban on trawling in April. Southland rejects the ban."
    found = issues(
        text,
        ("Northland", "demand", "ban on trawling", "a ban on trawling in April"),
        ("Southland", "reject", "ban", "the ban"),
    )
    assert [issue.name for issue in found.values()] == ["ban on trawling"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("truce of 30 days", "truce"),
        ("nine per cent more pay", "more pay"),
        ("tons of grain", "grain"),
        ("land of", "land"),
        ("four regions", "four regions"),
        ("control of four regions", "control of four regions"),
        ("42 dollars", ""),
        ("300 cubic metres per second", ""),
        ("400 megawatts at a reduced price", ""),
    ],
)
def test_a_quantity_names_nothing(words: str, name: str) -> None:
    assert bare_phrase(words) == name


@pytest.mark.parametrize(
    ("phrase", "words", "name"),
    [("per cent", "nine per cent more pay", "more pay"), ("ton", "42 dollars a ton", "42 dollars a ton")],
)
def test_an_issue_is_named_by_its_claims_where_its_phrase_is_a_quantity(phrase: str, words: str, name: str) -> None:
    (issue,) = issues(f"The Union demands {words}.", ("The Union", "demand", phrase, words)).values()
    assert issue.name == name


@pytest.mark.parametrize(
    ("wanted", "absent"),
    [
        ("to be recognised as the owner", "not to be recognised as the owner"),
        ("a seat at the table", "no seat at the table"),
        ("the whole valley", "not: the whole valley"),
    ],
)
def test_the_absence_of_what_is_wanted_is_told_in_words(wanted: str, absent: str) -> None:
    text = f"Northland wants {wanted}."
    (issue,) = issues(text, ("Northland", "demand", "ownership of the valley", wanted)).values()
    assert issue.labels == (absent, wanted)
