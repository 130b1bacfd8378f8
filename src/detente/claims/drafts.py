"""A claim in the making: token ranges of a parsed paragraph, before names and offsets are settled."""

from dataclasses import dataclass
from typing import Any

from detente.claims.attribution import Source
from detente.claims.certainty import Hedging
from detente.claims.claim import Act, Basis
from detente.claims.phrases import Who

__all__ = ["Draft", "overlap"]

Range = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """One claim to be: `offset` is where the paragraph starts in the text, ranges count its tokens.

    `against` may be a stretch outside `span`, in the same sentence. `construction` marks a draft that a fixed
    construction of the language carries, which takes the place of looser readings of the same words. A `basis` of None
    is settled by the rules of assembly; the `confidence` of a construction is the least chance that it has.
    """

    offset: int
    doc: Any
    trigger: Any
    act: Act
    who: Who
    span: Range
    content: Range
    sources: tuple[Source, ...]
    hedging: Hedging
    confidence: float = 0.0
    against: Range | None = None
    target: str | None = None
    construction: bool = False
    basis: Basis | None = None

    def characters(self, tokens: Range) -> tuple[int, int]:
        """Give where a range of tokens starts and ends in the text."""
        first, last = self.doc[tokens[0]], self.doc[tokens[1] - 1]
        return self.offset + first.idx, self.offset + last.idx + len(last)


def overlap(left: Range, right: Range) -> float:
    """Give the intersection over union of two token ranges."""
    inner = min(left[1], right[1]) - max(left[0], right[0])
    return max(inner, 0) / (max(left[1], right[1]) - min(left[0], right[0]) or 1)
