"""A text cut by claims is the text again, whatever the claims overlap."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from detente.claims import Claim
from detente.report.segments import cut, paragraphs

CLAIM = Claim("", 0, 0, "", "P", None, "demand", "x", "", None, None, (), "asserted", (), "stated")
SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=8)


def _claims(spans: list[tuple[int, int]]) -> list[Claim]:
    return [replace(CLAIM, id=f"c{i}", start=min(s), end=max(s)) for i, s in enumerate(spans)]


@given(st.text(alphabet="ab \n", max_size=50), SPANS)
def test_segments_put_together_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    segments = cut(text, _claims(spans))
    assert "".join(segment.text for segment in segments) == text


@given(st.text(alphabet="ab \n", max_size=50), SPANS)
def test_each_claim_begins_once_and_covers_its_own_stretch(text: str, spans: list[tuple[int, int]]) -> None:
    claims = _claims(spans)
    segments = cut(text, claims)
    begun = [claim for segment in segments for claim in segment.begins]
    assert sorted(begun) == sorted(claim.id for claim in claims)
    for claim in claims:
        covered = "".join(segment.text for segment in segments if claim.id in segment.claims)
        assert covered == text[max(claim.start, 0) : max(claim.end, 0)]


@given(st.text(alphabet="ab \n", max_size=50), SPANS)
def test_paragraphs_keep_every_claim_and_all_but_blank_space(text: str, spans: list[tuple[int, int]]) -> None:
    claims = _claims(spans)
    parts = [segment for paragraph in paragraphs(text, claims) for segment in paragraph]
    assert sorted(c for segment in parts for c in segment.begins) == sorted(claim.id for claim in claims)
    assert "".join("".join(segment.text for segment in parts).split()) == "".join(text.split())


def test_paragraphs_part_at_blank_lines() -> None:
    found = paragraphs("one\n\ntwo\nstill two\n \nthree", [])
    assert ["".join(s.text for s in p) for p in found] == ["one", "two\nstill two", "three"]
