"""`detente read --explain`: the words of the report stay whole, and every claim has its mark and its card."""

import re

from detente.claims import Claim, Reading
from detente.cli.explain import explained
from detente.documents import Document

TEXT = "Talks stall\n\nNorthland demands the port and rejects the fee. Nothing else was said.\nSouthland may agree.\n"


def _claim(words: str, party: str, act: str, content: str) -> Claim:
    start = TEXT.index(words)
    return Claim(
        id=act, start=start, end=start + len(words), text=words, party=party, voice=None, act=act, issue="the port",  # type: ignore[arg-type]
        content=content, against=None, target=None, sources=("analysts", "The Paper"), certainty="asserted", hedges=(),
        basis="stated", confidence=0.5,
    )  # fmt: skip


READING = Reading(
    Document("talks", TEXT),
    (
        _claim("Northland demands the port", "Northland", "demand", "the port"),
        _claim("Northland demands the port and rejects the fee", "Northland", "reject", "the fee"),
        _claim("Southland may agree", "Southland", "accept", "agree"),
    ),
)


def test_overlapping_claims_share_a_mark() -> None:
    shown = explained(READING, styled=False)
    assert "[Northland demands the port and rejects the fee](1)(2). Nothing else was said." in shown
    assert "[Southland may agree](3)." in shown


def test_without_marks_and_cards_the_text_is_whole() -> None:
    lines = [line for line in explained(READING, styled=False).splitlines() if not line.startswith("    ")]
    assert [re.sub(r"\[|\]|\(\d+\)", "", line) for line in lines] == TEXT.splitlines()


def test_a_card_tells_party_act_sources_and_confidence() -> None:
    shown = explained(READING, styled=True)
    assert "(2) Northland: reject, asserted, stated, read rightly: 50 %" in shown
    assert "the port: the fee / said by analysts, reported by The Paper" in shown
    assert "\x1b[4mSouthland may agree\x1b[0m(3)" in shown
