"""A text cut into pieces, so that overlapping claims can be marked in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.claims import Claim

__all__ = ["Segment", "cut", "paragraphs"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text: where it starts, the claims that cover it, and those that begin with it."""

    text: str
    start: int
    claims: tuple[str, ...]
    begins: tuple[str, ...]


def cut(text: str, claims: Iterable[Claim], edges: Iterable[int] = ()) -> tuple[Segment, ...]:
    """Cut `text` at every start and end of a claim, and at `edges`; the pieces, put together, are the text again.

    A claim whose offsets lie outside the text is clipped to it; one that covers nothing marks nothing, but begins
    where it stands, so that a link to it leads somewhere. The claims of a piece are ordered shortest first.
    """
    spans = [(min(max(c.start, 0), len(text)), min(max(c.end, 0), len(text)), c.id) for c in claims]
    spans.sort(key=lambda span: span[1] - span[0])
    stops = sorted({0, len(text), *edges, *(edge for start, end, _ in spans for edge in (start, max(start, end)))})
    segments = []
    for start, end in zip(stops, [*stops[1:], len(text)], strict=True):
        covering = tuple(name for first, last, name in spans if first <= start and last >= end > start)
        begins = tuple(name for first, _, name in spans if first == start)
        if end > start or begins:
            segments.append(Segment(text[start:end], start, covering, begins))
    return tuple(segments)


_BREAK = re.compile(r"[^\S\n]*\n\s*\n")


def paragraphs(text: str, claims: Sequence[Claim]) -> tuple[tuple[Segment, ...], ...]:
    """Cut `text` as `cut` does, and give the pieces by paragraph; the blank lines between them are left out."""
    breaks = [(gap.start(), gap.end()) for gap in _BREAK.finditer(text)]
    found: list[list[Segment]] = [[]]
    ends = {end for _, end in breaks}
    for segment in cut(text, claims, [edge for gap in breaks for edge in gap]):
        if segment.start in ends:
            found.append([])
        blank = any(start <= segment.start < end for start, end in breaks)
        if not blank or segment.begins:
            found[-1].append(segment)
    return tuple(tuple(part) for part in found if part)
