"""`detente read --explain`: the report in the terminal, what carries a claim underlined, and a card for each claim."""

import textwrap
from collections.abc import Iterator, Sequence

from detente.claims import Claim, Reading

__all__ = ["explained"]

_WIDTH = 96
_UNDERLINED, _PLAIN = "\x1b[4m", "\x1b[0m"


def explained(reading: Reading, *, styled: bool) -> str:
    """Give the text paragraph by paragraph, claims numbered and underlined, each paragraph's cards below it.

    Without a terminal (`styled` false) square brackets stand for the underlining.
    """
    text, claims = reading.document.text, reading.claims
    lines: list[str] = []
    start = 0
    for paragraph in text.splitlines(keepends=True):
        end = start + len(paragraph)
        inside = [(number, claim) for number, claim in enumerate(claims, 1) if start <= claim.start < end]
        lines += _wrapped(_marked(text, start, start + len(paragraph.rstrip()), inside, styled))
        for number, claim in inside:
            lines += _card(number, claim)
        start = end
    return "\n".join(lines)


def _marked(text: str, start: int, end: int, inside: Sequence[tuple[int, Claim]], styled: bool) -> str:
    """Give a stretch of the text with what carries claims marked; stretches that overlap are marked as one."""
    opening, closing = (_UNDERLINED, _PLAIN) if styled else ("[", "]")
    shown, place = "", start
    for first, last, numbers in _merged(inside):
        label = "".join(f"({number})" for number in numbers)
        shown += f"{text[place:first]}{opening}{text[first:last]}{closing}{label}"
        place = last
    return shown + text[place:end]


def _merged(inside: Sequence[tuple[int, Claim]]) -> Iterator[tuple[int, int, list[int]]]:
    current: tuple[int, int, list[int]] | None = None
    for number, claim in sorted(inside, key=lambda one: (one[1].start, one[1].end)):
        if current is not None and claim.start < current[1]:
            current = (current[0], max(current[1], claim.end), [*current[2], number])
            continue
        if current is not None:
            yield current
        current = (claim.start, claim.end, [number])
    if current is not None:
        yield current


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, _WIDTH, break_long_words=False) or [""]


def _card(number: int, claim: Claim) -> Iterator[str]:
    sure = "" if claim.confidence is None else f", read rightly: {100 * claim.confidence:.0f} %"
    hedges = f" ({', '.join(claim.hedges)})" if claim.hedges else ""
    voice = f" through {claim.voice}" if claim.voice else ""
    head = f"{claim.party}{voice}: {claim.act}, {claim.certainty}{hedges}, {claim.basis}{sure}"
    yield from textwrap.wrap(f"({number}) {head}", _WIDTH - 4, initial_indent="    ", subsequent_indent="        ")
    against = f" / against: {claim.against}" if claim.against else ""
    target = f" / to {claim.target}" if claim.target else ""
    said = f" / said by {', reported by '.join(claim.sources)}" if claim.sources else ""
    body = " ".join(f"{claim.issue}: {claim.content}{against}{target}{said}".split())
    yield from textwrap.wrap(body, _WIDTH - 4, initial_indent="        ", subsequent_indent="        ")
