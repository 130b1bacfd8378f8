"""Annotated claims beside the words of their texts: what the names of issues are learnt from, and named anew."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.claims import Claim
from detente.claims.matters import Told
from detente.claims.scan import Scene, scan
from detente.claims.tokens import Parse, Token
from detente.claims.trained.finding import encodings_of
from detente.claims.trained.windows import lines_of
from detente.claims.weights import encoder
from detente.documents import Document

__all__ = ["Beside", "beside"]


class Beside(NamedTuple):
    """Annotated claims whose words are found among the parsed ones, what each says, and the words of all sentences."""

    claims: list[Claim]
    told: list[Told]
    lines: list[list[Token]]
    encoded: NDArray[np.float32]


def beside(document: Document, claims: Sequence[Claim]) -> Beside:
    """Give annotated claims beside the words of their text, with what the shipped encoder makes of these."""
    scenes = [scene for passage in scan(document.text, document.outlet) for scene in passage]
    found = [(claim, told) for claim in claims if (told := _told(claim, document, scenes)) is not None]
    encoded = encodings_of(lines_of(scenes), encoder())
    return Beside([one for one, _ in found], [told for _, told in found], [scene.words for scene in scenes], encoded)


def _told(claim: Claim, document: Document, scenes: Sequence[Scene]) -> Told | None:
    at = max(document.text.find(claim.content, claim.start, claim.end), claim.start)
    content = _stretch(scenes, at, at + len(claim.content))
    span = _stretch(scenes, claim.start, claim.end)
    if content is None or span is None:
        return None
    return Told(span[0], content[1:] if content[0] is span[0] else span[1:], span[1:], claim.party)


def _stretch(scenes: Sequence[Scene], start: int, end: int) -> tuple[Parse, int, int] | None:
    for scene in scenes:
        doc, begins = scene.sentence.doc, scene.offset
        if begins <= start < begins + len(doc.text):
            inside = [one.i for one in doc if one.idx < end - begins and one.idx + len(one) > start - begins]
            return (doc, inside[0], inside[-1] + 1) if inside else None
    return None
