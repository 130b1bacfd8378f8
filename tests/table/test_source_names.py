"""One person is one source, however named; two of one surname are two."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.making import claim

from detente.claims import Reading
from detente.documents import Document
from detente.table.origins import trace
from detente.table.source_names import Person, SourceNames, person_named, plain_source

TEXT = "Northland wants the port."


def cites(document: str, *sources: str, text: str = "", outlet: str | None = None) -> Reading:
    """Give a reading of an invented report that cites these sources, one a claim."""
    claims = (
        claim(TEXT, TEXT, "Northland", "interest", "the port", sources=(source,), id=f"{document}-{source}")
        for source in sources
    )
    return Reading(Document(document, f"{TEXT} {text}", outlet=outlet or f"The {document}"), tuple(claims))


@pytest.mark.parametrize(
    ("source", "person"),
    [
        ("Foreign Minister Tarn", Person((), "Tarn")),
        ("the Citadel spokesman Ivo Tarn", Person(("Ivo",), "Tarn")),
        ("Norway's Foreign Minister Ivo Tarn", Person(("Ivo",), "Tarn")),
        ("Ivo Tarn, the foreign minister", Person(("Ivo",), "Tarn")),
        ("the foreign minister, Ivo Tarn", Person(("Ivo",), "Tarn")),
        ("Secretary of State Ivo Tarn", Person(("Ivo",), "Tarn")),
        ("Sen. Ivo Tarn (N-Port)", Person(("Ivo",), "Tarn")),
        ("I. Tarn", Person(("I.",), "Tarn")),
        ("Ada von der Tarn", Person(("Ada",), "von der Tarn")),
        ("Omar al-Tarn", Person(("Omar",), "al-Tarn")),
        ("Ivo Tarn and Ada Roe", None),
        ("Ministry of Defence", None),
        ("Tarn Courier", None),
        ("Saudi Arabia", None),
        ("NATO", None),
        ("two ministers", None),
    ],
)
def test_the_person_is_named_without_title_and_office(source: str, person: Person | None) -> None:
    assert person_named(source) == person


@pytest.mark.parametrize(
    ("name", "plain"),
    [("the TASS news agency", "TASS"), ("an Israeli newspaper", "an Israeli newspaper"), ("The Courier", "Courier")],
)
def test_an_outlet_is_named_without_its_kind(name: str, plain: str) -> None:
    assert plain_source(name) == plain


VARIANTS = ["Foreign Minister Tarnov", "Sergei Tarnov", "Tarnov", "the Citadel spokesman Sergey Tarnov", "S. Tarnov"]


@settings(max_examples=20)
@given(st.permutations(VARIANTS))
def test_one_person_under_any_name_is_one_origin_in_any_order(order: list[str]) -> None:
    readings = [cites(f"d{number}", name) for number, name in enumerate(order)]
    assert {traced.origin for traced in trace(readings).values()} == {"Sergei Tarnov"}


def test_two_people_of_one_surname_are_two() -> None:
    readings = [
        cites("a", "Ivo Tarn", "Tarn"),
        cites("b", "Ada Tarn", "Tarn"),
        cites("c", "Tarn"),
        cites("d", "I. Tarn"),
    ]
    names = SourceNames(readings)
    assert [names.full("Tarn", document) for document in "abc"] == ["Ivo Tarn", "Ada Tarn", "Tarn"]
    assert names.full("I. Tarn", "d") == "Ivo Tarn"


def test_the_report_itself_tells_whom_a_surname_means() -> None:
    other = cites("b", "Tarn", text="The union is led by Ada Tarn.")
    names = SourceNames([cites("a", "Ivo Tarn"), other, cites("c", "Tarn", text="Despite Tarn, it failed.")])
    assert [names.full("Tarn", document) for document in "abc"] == ["Ivo Tarn", "Ada Tarn", "Tarn"]


def test_a_first_name_leads_to_the_person_of_the_same_report_only() -> None:
    names = SourceNames([cites("a", "Kim Tan-su", "Kim"), cites("b", "Kim")])
    assert [names.full("Kim", document) for document in "ab"] == ["Kim Tan-su", "Kim"]


def test_outlets_by_their_letters_or_a_part_of_their_name_are_one() -> None:
    names = SourceNames([cites("a", "AP", "the Associated Press", "Courier"), cites("b", "x", outlet="Tarn Courier")])
    assert names.full("AP", "a") == names.full("the Associated Press", "a") == "Associated Press"
    assert names.full("Courier", "a") == "Tarn Courier"


def test_a_part_of_two_names_stands_for_neither() -> None:
    names = SourceNames([cites("a", "Evening Post", "Morning Post", "Post")])
    assert names.full("Post", "a") == "Post"


def test_names_do_not_depend_on_the_order_of_the_reports() -> None:
    readings = [cites(f"d{n}", *VARIANTS[: n + 1], "Ada Tarnov", "A. Tarnov", "Post") for n in range(4)]
    found = {claim_id: one.origin for claim_id, one in trace(readings).items()}
    random.Random(1).shuffle(readings)
    assert {claim_id: one.origin for claim_id, one in trace(readings).items()} == found
