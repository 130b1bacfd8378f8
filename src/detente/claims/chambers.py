"""The chambers of a legislature: which faction leads each, and on which of its benches a person sits.

The leader of a majority, a speaker and those who chair committees are of the faction that leads the chamber, the leader
of a minority is of another. Who leads a chamber a text tells by what it calls it ("the Labour-led Assembly"), by one
of its leaders whose faction it tells, or by the faction that it names beside it alone ("House Republicans").
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from detente.claims.gazetteer import Known, known
from detente.claims.offices import BYGONE, apposition, left_of
from detente.claims.words import word_set

__all__ = ["CHAMBERS", "Bench", "Chambers", "bench_of", "faction_of"]

CHAMBERS = word_set("House Senate Assembly Congress Parliament Legislature Commons Lords Knesset")
_LOWER = word_set("House Assembly Commons")
_CHAMBER = "|".join(sorted(CHAMBERS))
_LED = re.compile(rf"\b([A-Z][\w.]+)[- ](?:controlled|led|run|held|dominated|majority) (?:[A-Z]\S+ )?({_CHAMBER})\b")
_LEADS = re.compile(
    rf"\b([A-Z]\w+),? (?:who |which )?(?:already |still |also |now )?(?:control|lead|run|hold|dominate)s? "
    rf"(?:only )?(?:the )?({_CHAMBER})\b"
)
_MAJORITY = re.compile(rf"\b([A-Z]\w+)(?:['’]s?)? (?:[a-z]\w* )?majority in the ({_CHAMBER})\b")
_CHAIRS = word_set("chair chairman chairwoman chairperson")
_LEADERS = word_set("leader whip")
_NO_CHAMBER = word_set("White Custom Blue Random")
"""What stands before "House" where it is no chamber."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where somebody sits: in which chamber, "" where that is not told, and whether with those who lead it."""

    chamber: str
    side: Literal["majority", "minority"]

    def faces(self, other: "Bench") -> bool:
        """Say whether somebody sits on the other side of the same chamber."""
        return self.chamber == other.chamber and self.side != other.side


class Chambers:
    """Which faction leads each chamber of a text, as told so far."""

    def __init__(self) -> None:
        self._told: dict[str, Counter[str]] = defaultdict(Counter)
        self._beside: dict[str, Counter[str]] = defaultdict(Counter)

    def learn(self, doc: Any) -> None:
        """Take in what a parsed paragraph tells."""
        for pattern in (_LED, _LEADS, _MAJORITY):
            for found in pattern.finditer(doc.text):
                if (faction := faction_of(found.group(1))) is not None:
                    self._told[found.group(2)][faction.party] += 1
        for token in doc[:-1]:
            faction = faction_of(token.nbor().text) if _is_chamber(token) else None
            if faction is not None:
                self._beside[token.text][faction.party] += 1

    def learn_leader(self, bench: Bench, faction: str, other: str | None) -> None:
        """Take in of which faction somebody is; `other` is the other one of two that contend."""
        leading = faction if bench.side == "majority" else other
        if leading is not None:
            self._told[bench.chamber][leading] += 1

    def leading(self, chamber: str) -> str | None:
        """Give the faction that leads a chamber by what the text says outright of it or of its leaders."""
        told = self._told.get(chamber)
        return told.most_common(1)[0][0] if told else None

    def likely(self, chamber: str) -> str | None:
        """Give the same, or the only faction that is named beside a lower chamber, where a minority has little say."""
        beside = self._beside.get(chamber, Counter()) if chamber in _LOWER else Counter[str]()
        return self.leading(chamber) or (next(iter(beside)) if len(beside) == 1 else None)


def faction_of(words: str) -> Known | None:
    """Give the faction that a name or a word for what belongs to it means ("Conservative"); None for other words."""
    for one in (words, f"{words}s"):
        entry = known(one) if words[:1].isupper() else None
        if entry is not None and entry.faction:
            return entry
    return None


def bench_of(name: Any) -> Bench | None:
    """Give the bench of a person whose name is a stretch of tokens, as the offices beside it tell; None if they do not.

    "Senate Minority Leader Roe"; "Roe, the chairman of the House Budget Committee"; "the leader of the majority, Roe".
    """
    doc, sentence = name.doc, name.sent
    last = doc[name.end - 1]
    before = (token for token in last.head.subtree if token.i < name.start) if last.dep_ == "appos" else ()
    for tokens in (left_of(doc, name.start, sentence.start), apposition(doc, name.end, sentence.end), before):
        found = _bench(list(tokens))
        if found is not None:
            return found
    return None


def _bench(tokens: Sequence[Any]) -> Bench | None:
    words = {token.lower_ for token in tokens}
    if words & BYGONE:
        return None
    chamber = next((token.text for token in tokens if _is_chamber(token)), "")
    if words & _LEADERS:
        led = Bench(chamber, "majority") if "majority" in words else None
        return Bench(chamber, "minority") if led is None and "minority" in words else led
    if "speaker" in words:
        return Bench(chamber or "House", "majority")
    if "ranking" in words and chamber:
        return Bench(chamber, "minority")
    if words & _CHAIRS and chamber and not any(faction_of(token.text) for token in tokens):
        return Bench(chamber, "majority")
    return None


def _is_chamber(token: Any) -> bool:
    before = token.doc[token.i - 1].text if token.i else ""
    return token.text in CHAMBERS and before not in _NO_CHAMBER
