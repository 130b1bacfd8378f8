"""Grounding: a claim whose words do not stand in the text is dropped and counted, never kept."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from detente.claims.claim import Claim
from detente.claims.gazetteer import gazetteer, known
from detente.claims.identity import claim_id
from detente.claims.llm.matching import Words
from detente.claims.llm.parts import Part
from detente.claims.llm.proposals import MOST_CLAIMS, Proposal, proposal_of
from detente.claims.words import word_set
from detente.documents import Document

__all__ = ["UNSTATED_CONFIDENCE", "Ground", "Grounded"]

UNSTATED_CONFIDENCE = 0.5
"""Confidence of a claim for which the model states none that is a number from 0 to 1 (declared)."""

LEAST_CONFIDENCE, MOST_CONFIDENCE = 0.05, 0.95
"""Bounds to which the confidence a model states is clipped (declared); it is uncalibrated all the same."""

LONGEST_ISSUE = 80
"""Characters of the name of an issue, the one field besides party and target that is not copied from the text."""

_FUNCTION_WORDS = word_set("a an and for in of on the to with other")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grounded:
    """A claim that stands in the text, and where its content does."""

    claim: Claim
    content: Span


class Ground:
    """The canonical text of a document, in which the words of claims are looked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = Words(document.text)
        self._names: dict[str, str | None] = {}
        self._parties: dict[str, str | None] = {}

    def claims(self, items: Iterable[Any], part: Part, dropped: Counter[str]) -> list[Grounded]:
        """Give the claims of an answer that stand in its part of the text; why others do not is counted in `dropped`.

        Of words that stand in several places, those in the sentence that the claim names are meant, else the first
        after the claim before it, else the first.
        """
        found: dict[str, Grounded] = {}
        last = part.start
        for number, item in enumerate(items):
            if number >= MOST_CLAIMS:
                dropped[f"beyond {MOST_CLAIMS} claims in one answer"] += 1
                continue
            proposal = proposal_of(item)
            grounded = proposal if isinstance(proposal, str) else self._grounded(proposal, part, last)
            if isinstance(grounded, str):
                dropped[grounded] += 1
                continue
            claim = grounded.claim
            last = claim.start
            if claim.id in found:
                dropped["said twice"] += 1
            found.setdefault(claim.id, grounded)
        return list(found.values())

    def _grounded(self, proposal: Proposal, part: Part, last: int) -> Grounded | str:
        """Give the claim of a proposal, or why it is dropped."""
        place = self._place(proposal, part, last)
        if isinstance(place, str):
            return place
        (start, end), content, sentence = place
        text = self.document.text
        against = self._one(proposal.against, sentence) if proposal.act in ("trade", "priority") else None
        if against is None and proposal.act == "trade":
            return "trade without what is wanted in return"
        if against == "":
            return "against not in its sentence"
        hedges = [self._one(hedge, sentence) for hedge in proposal.hedges]
        if not all(hedges):
            return "hedge not in its sentence"
        sources = [self.name(source) for source in proposal.sources]
        if not all(sources):
            return "source not in the text"
        party = self.party(proposal.party)
        if party is None:
            return "party not in the text"
        issue = " ".join(proposal.issue.lower().split())
        if not issue.isprintable() or not 0 < len(issue) <= LONGEST_ISSUE:
            return "no short name of its issue"
        target = self.party(proposal.target) if proposal.target else None
        claim = Claim(
            id=claim_id(self.document.id, start, end, party, proposal.act, issue),
            start=start,
            end=end,
            text=text[start:end],
            party=party,
            voice=self.name(proposal.voice) if proposal.voice else None,
            act=proposal.act,
            issue=issue,
            content=text[slice(*content)],
            against=against,
            target=target if target != party else None,
            sources=tuple(source for source in sources if source),
            certainty=proposal.certainty,
            hedges=tuple(hedge for hedge in hedges if hedge),
            basis=proposal.basis,
            date=self.document.date,
            confidence=_confidence(proposal.confidence),
        )
        return Grounded(claim, content)

    def _place(self, proposal: Proposal, part: Part, last: int) -> tuple[Span, Span, Span] | str:
        """Give where a claim, its content and its sentence stand, or why they do not.

        A claim over several sentences is cut to the first of them that holds its content.
        """
        places = self.words.places(proposal.text, part.start, part.end)
        if not places:
            return "words not in the text"
        meant = part.named(proposal.sentence)
        inside = [place for place in places if meant and meant[0] <= place[0] and place[1] <= meant[1]]
        later = [place for place in places if place[0] >= last]
        start, end = (inside or later or places)[0]
        sentences = part.covering(start, end)
        for sentence in sentences:
            piece = (max(start, sentence[0]), min(end, sentence[1]))
            if content := self.words.places(proposal.content, *piece):
                return piece, content[0], sentence
        return "content not in its words" if len(sentences) == 1 else "content not in one sentence of its words"

    def _one(self, words: str | None, sentence: Span) -> str | None:
        """Give words as they stand in a sentence: None where there are none to look for, empty where they do not."""
        if words is None or not words.strip():
            return None if words is None else ""
        places = self.words.places(words, *sentence)
        return self.document.text[slice(*places[0])] if places else ""

    def name(self, words: str) -> str | None:
        """Give the name of a voice or source as it stands in the text; None if it does not.

        Its first letter may differ in case, since the first word of a sentence is written large.
        """
        if words not in self._names:
            words_in = (words, words[:1].swapcase() + words[1:])
            places = next((places for one in words_in if (places := self.words.places(one))), None)
            self._names[words] = self.document.text[slice(*places[0])] if places else None
        return self._names[words]

    def party(self, words: str) -> str | None:
        """Give the canonical name of a party; None if nothing of it stands in the text.

        Something does if the name stands there, or another name that the gazetteer knows for it ("Moscow" for
        "Russia"), or one of its words with a capital, or, if it has none, one of its words.
        """
        if words not in self._parties:
            self._parties[words] = self._party(" ".join(words.split()))
        return self._parties[words]

    def _party(self, words: str) -> str | None:
        plain = words[4:] if words.startswith("the ") else words
        entry = known(plain)
        name = entry.party if entry is not None and entry.relation != "people" else plain
        if not name.isprintable():
            return None
        return name if name and self._anything_of(name) else None

    def _anything_of(self, name: str) -> bool:
        own = [word for word in re.findall(r"\w+", name) if word.lower() not in _FUNCTION_WORDS]
        capitals = [word for word in own if word[0].isupper()]
        names = [name, *_other_names(name), *(capitals or own)]
        if any(self.name(one) for one in names):
            return True
        inside = [other for other in gazetteer() if re.search(rf"\b{re.escape(other)}\b", name)]
        return any(self.name(one) for other in inside for one in _other_names(gazetteer()[other].party))


@lru_cache(maxsize=1)
def _all_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for name, entry in gazetteer().items():
        names[entry.party] = (*names.get(entry.party, ()), name)
    return names


def _other_names(party: str) -> tuple[str, ...]:
    return _all_names().get(party, ())


def _confidence(stated: Any) -> float:
    number = isinstance(stated, int | float) and not isinstance(stated, bool)
    if not number or not 0 <= stated <= 1:
        return UNSTATED_CONFIDENCE
    return round(min(max(float(stated), LEAST_CONFIDENCE), MOST_CONFIDENCE), 4)
