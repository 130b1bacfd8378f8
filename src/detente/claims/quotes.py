"""Quotations: which words of a paragraph stand in quotation marks."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Quotation", "quotations"]

_OPEN, _CLOSE, _STRAIGHT = "“„«", "”»", '"'


@dataclass(frozen=True, slots=True)
class Quotation:
    """The tokens between two quotation marks; `open_ended` where the paragraph ends before the mark comes."""

    first: int
    last: int
    open_ended: bool = False

    @property
    def length(self) -> int:
        """How many tokens are quoted."""
        return self.last - self.first


def quotations(doc: Any) -> list[Quotation]:
    """Give the quotations of a paragraph, in order."""
    found: list[Quotation] = []
    begin: int | None = None
    for token in doc:
        text = token.text
        opens = text in _OPEN or (text == _STRAIGHT and begin is None)
        closes = text in _CLOSE or (text == _STRAIGHT and begin is not None)
        if opens:
            begin = token.i + 1
        elif closes and begin is not None:
            if token.i > begin:
                found.append(Quotation(begin, token.i))
            begin = None
    if begin is not None and len(doc) > begin:
        found.append(Quotation(begin, len(doc), open_ended=True))
    return found
