"""One pass over a text: parsed sentences with their speakers and mentions, in text order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from candidate.hints import hints_of
from candidate.mentions import mentions_of
from candidate.windows import Line, pieces_of
from detente.claims.attribution import Attribution, Source
from detente.claims.language import parse
from detente.claims.parties import Parties
from detente.claims.roster import Roster
from detente.claims.scan import _windows

__all__ = ["Passage", "scan"]


@dataclass(slots=True)
class Passage:
    """The lines of some paragraphs of a text."""

    lines: list[Line]


def scan(text: str, outlet: str | None = None) -> Iterator[Passage]:
    """Yield the passages of a text, so that a text of any length needs bounded memory."""
    roster = Roster()
    parties = Parties(roster)
    known: dict[str, list[int]] = {}
    carried: Source | None = None
    for part in _windows(text):
        parsed = parse(part)
        roster.learn([doc for _, doc in parsed])
        passage = Passage([])
        for offset, doc in parsed:
            attribution = Attribution(doc, parties, outlet, carried)
            speaker: Source | None = None
            for sentence in doc.sents:
                words = [token for token in sentence if not token.is_space]
                if not words:
                    continue
                hints = hints_of(offset, sentence, attribution, parties)
                pieces = pieces_of([word.text for word in words], known)
                mentions = mentions_of(sentence, attribution, parties)
                passage.lines.append(Line(offset, sentence, attribution, words, pieces, mentions, hints))
                speaker = _speaker(sentence, attribution) or speaker
            carried = speaker or carried
        yield passage


def _speaker(sentence: Any, attribution: Attribution) -> Source | None:
    sources = attribution.sources_of(sentence.root)
    return sources[-1] if sources else None
