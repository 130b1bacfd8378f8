"""A passage that two reports share but for light edits goes back to the first."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.making import claim

from detente.claims import Reading
from detente.documents import Document
from detente.table.origins import trace
from detente.table.passages import COPIED_SHARE, LONG_PASSAGE, first_carriers, near_verbatim

PASSAGE = "Northland would hand the mines back to the council before winter in exchange for the port and a road"
WORDS = PASSAGE.lower().split()


@pytest.mark.parametrize(
    ("edited", "same"),
    [
        (PASSAGE, True),
        (PASSAGE.replace("council", "assembly"), True),
        (f"Sources here say that {PASSAGE}", True),
        (PASSAGE.removesuffix(" and a road"), True),
        (PASSAGE.replace("would", "would not"), False),
        (PASSAGE.replace("a road", "two roads"), False),
        (PASSAGE.replace("the mines", "9 mines"), False),
        (" ".join(PASSAGE.split()[:11]), False),
        ("Southland asked its envoys to come home at once and to leave all of the papers where they were", False),
    ],
)
def test_light_edits_leave_a_passage_what_it_is(edited: str, same: bool) -> None:
    assert near_verbatim(WORDS, edited.lower().split()) is same
    assert near_verbatim(edited.lower().split(), WORDS) is same


@settings(max_examples=200)
@given(st.integers(LONG_PASSAGE, 60), st.data())
def test_passages_that_are_one_share_a_run_of_four_words(count: int, data: Any) -> None:
    one = [f"a{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(count)]
    edits = data.draw(st.sets(st.integers(0, count - 1), max_size=round((1 - COPIED_SHARE) * count) + 1))
    other = ["edited" if n in edits else word for n, word in enumerate(one)]
    runs = [{tuple(words[n : n + 4]) for n in range(count - 3)} for words in (one, other)]
    assert not near_verbatim(one, other) or runs[0] & runs[1]


def report(name: str, text: str, words: str, date: str, *sources: str, act: str = "trade") -> Reading:
    made = claim(text, words, "Northland", act, "the mines", id=name, sources=sources)
    return Reading(Document(name, text, outlet=f"The {name}", date=date), (made,))


def test_a_short_claim_in_a_copied_sentence_is_of_the_first_report() -> None:
    first = report("Wire", f"{PASSAGE}.", "hand the mines back", "2031-05-02")
    second = report("Post", f"Our own words. {PASSAGE.replace('council', 'assembly')}.", "the mines", "2031-05-04")
    assert {name: carrier.document.id for name, carrier in first_carriers([second, first]).items()} == {"Post": "Wire"}
    assert {one.origin for one in trace([second, first]).values()} == {"The Wire"}


def test_a_copied_claim_without_a_source_has_that_of_the_first() -> None:
    first = report("Wire", f"{PASSAGE}, she said.", PASSAGE, "2031-05-02", "Ada Roe")
    second = report("Post", f"{PASSAGE}.", PASSAGE, "2031-05-04")
    other = report("Echo", f"{PASSAGE}.", PASSAGE, "2031-05-05", "Ivo Tarn")
    origins = {name: one.origin for name, one in trace([first, second, other]).items()}
    assert origins == {"Wire": "Ada Roe", "Post": "Ada Roe", "Echo": "Ivo Tarn"}


def test_a_copy_of_a_copied_passage_goes_back_to_the_first() -> None:
    second = PASSAGE.replace("council", "assembly").replace("winter", "autumn")
    third = second.replace("mines", "pits").replace("road", "track")
    readings = [
        report(name, f"{text}.", text, f"2031-05-0{day}")
        for day, (name, text) in enumerate((("Wire", PASSAGE), ("Post", second), ("Echo", third)), 1)
    ]
    assert not near_verbatim(WORDS, third.lower().split())
    assert {one.origin for one in trace(readings).values()} == {"The Wire"}


def test_the_same_words_twice_in_one_report_are_no_copy() -> None:
    text = f"{PASSAGE}. {PASSAGE}."
    claims = (claim(text, PASSAGE, "Northland", "trade", "the mines", id=name) for name in ("a", "b"))
    assert first_carriers([Reading(Document("Wire", text), tuple(claims))]) == {}
