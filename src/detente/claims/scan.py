"""One pass over a text: parsed sentences with their speakers, mentions and candidates, in text order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from detente.claims.attribution import Attribution, Source
from detente.claims.candidates import Candidate, candidates_of
from detente.claims.constructions import constructions_of
from detente.claims.drafts import Draft
from detente.claims.introductions import name_persons
from detente.claims.language import Paragraph, paragraphs, parse
from detente.claims.mentions import Mention, mentions_of
from detente.claims.parties import Parties
from detente.claims.roster import Roster

__all__ = ["Scene", "scan"]

WINDOW = 200_000
"""Characters that are read together: what they tell of names serves all of them, and their parses are in memory."""


@dataclass(slots=True)
class Scene:
    """One sentence: where its paragraph starts in the text, its words without the spaces, and what rules find in it."""

    offset: int
    sentence: Any
    words: list[Any]
    attribution: Attribution
    mentions: list[Mention]
    candidates: list[Candidate]
    constructions: list[Draft]


def scan(text: str, outlet: str | None = None, advance: Callable[[int], object] | None = None) -> Iterator[list[Scene]]:
    """Yield the scenes of a text, window by window, so that the parses in memory are bounded, however long it is.

    `advance` is called with the place in the text up to which it is parsed.
    """
    roster = Roster()
    parties = Parties(roster)
    carried: Source | None = None
    introducing: Source | None = None
    for window in _windows(text):
        parsed = parse(window, advance)
        docs = [doc for _, doc in parsed]
        name_persons(docs)
        roster.learn(docs)
        scenes: list[Scene] = []
        for offset, doc in parsed:
            attribution = Attribution(doc, parties, outlet, introducing or carried, introducing is not None)
            for sentence in doc.sents:
                words = [token for token in sentence if not token.is_space]
                if words:
                    scenes.append(_scene(offset, sentence, words, attribution, parties))
            carried = _last_speaker(scenes) or carried
            introducing = attribution.introducing
        _rank(scenes, parties)
        yield scenes


def _scene(offset: int, sentence: Any, words: list[Any], attribution: Attribution, parties: Parties) -> Scene:
    candidates = list(candidates_of(sentence, attribution, parties))
    mentions = mentions_of(sentence, attribution, parties)
    constructions = constructions_of(offset, sentence, attribution, parties)
    return Scene(offset, sentence, words, attribution, mentions, candidates, constructions)


def _rank(scenes: list[Scene], parties: Parties) -> None:
    ranks = {party: place for place, party in enumerate(parties.memory.leading(10))}
    for candidate in chain.from_iterable(scene.candidates for scene in scenes):
        candidate.rank = ranks.get(candidate.who.party, 10)


def _windows(text: str) -> Iterator[list[Paragraph]]:
    window: list[Paragraph] = []
    size = 0
    for paragraph in paragraphs(text):
        window.append(paragraph)
        size += len(paragraph[1])
        if size >= WINDOW:
            yield window
            window, size = [], 0
    if window:
        yield window


def _last_speaker(scenes: list[Scene]) -> Source | None:
    if not scenes:
        return None
    doc = scenes[-1].sentence.doc
    of_paragraph = [scene.candidates for scene in scenes[-12:] if scene.sentence.doc is doc]
    named = [candidate.sources[-1] for candidate in chain.from_iterable(of_paragraph) if candidate.sources]
    return named[-1] if named else None
