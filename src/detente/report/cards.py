"""Claims as a reader sees them: numbered, in words, with their source chain and what became of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.claims import Act, Certainty, Claim, Reading
from detente.report.names import Names
from detente.report.segments import Segment, paragraphs
from detente.table import Case

__all__ = ["ACTS", "CERTAINTIES", "GROUPS", "Article", "Card", "anchor", "make_articles"]

ACTS: Mapping[Act, str] = {
    "demand": "demands",
    "offer": "offers",
    "accept": "accepts",
    "reject": "rejects",
    "interest": "is after",
    "priority": "puts one thing above another",
    "trade": "would trade",
    "threat": "threatens",
    "tactic": "acts for effect",
    "assess": "judges",
}
GROUPS: Mapping[Act, str] = {
    "demand": "want",
    "interest": "want",
    "priority": "want",
    "offer": "give",
    "accept": "give",
    "trade": "give",
    "reject": "refuse",
    "threat": "refuse",
    "tactic": "about",
    "assess": "about",
}
CERTAINTIES: Mapping[Certainty, str] = {
    "asserted": "said as a fact",
    "probable": "said to be probable",
    "possible": "said to be possible",
    "denied": "said not to be so",
    "unknown": "said not to be known",
}


def anchor(claim: str) -> str:
    """Give the id of a claim as a fragment of an address can hold it."""
    return re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", claim)


@dataclass(frozen=True, slots=True)
class Card:
    """One claim as a card shows it."""

    id: str
    anchor: str
    number: int
    group: str
    party: str
    act: str
    claim: Claim
    certainty: str
    chain: tuple[str, ...]
    origin: str | None
    reliability: float | None
    repeats: str | None
    unused: str | None
    bears_on: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """One document: its text by paragraph, its claims as cards, and an address that is safe to follow."""

    id: str
    anchor: str
    title: str
    outlet: str | None
    date: str | None
    address: str | None
    copies: str | None
    headline: tuple[Segment, ...]
    paragraphs: tuple[tuple[Segment, ...], ...]
    cards: tuple[Card, ...]


def _reliabilities(beliefs: Mapping[str, Any]) -> dict[str, float]:
    parties = beliefs.get("parties", {}).values()
    return {part["claim"]: part["reliability"] for party in parties for part in party["witnesses"]}


def _bears_on(case: Case, names: Names, claim: str) -> str | None:
    part = case.evidence.get(claim)
    if part is None or part.on is None:
        return None
    what = names.objective(part.party, part.on)
    if part.option is not None and part.on in case.issues:
        what = f"{what}: {names.option(part.on, part.option)}"
    return f"{what}, over {names.objective(part.party, part.over)}" if part.over else what


def _card(claim: Claim, number: int, outlet: str | None, case: Case, beliefs: Mapping[str, Any], names: Names) -> Card:
    part = case.evidence.get(claim.id)
    return Card(
        id=claim.id,
        anchor=anchor(claim.id),
        number=number,
        group=GROUPS[claim.act],
        party=names.party(part.party) if part else claim.party,
        act=ACTS[claim.act],
        claim=claim,
        certainty=CERTAINTIES[claim.certainty],
        chain=(*claim.sources, *([outlet] if outlet else [])),
        origin=part.origin if part else None,
        reliability=_reliabilities(beliefs).get(claim.id),
        repeats=beliefs.get("behind", {}).get(claim.id),
        unused="nobody at the table said it" if part is None else beliefs.get("unused", {}).get(claim.id),
        bears_on=_bears_on(case, names, claim.id),
    )


def _safe(address: str | None) -> str | None:
    """Give an address only where following it cannot run anything."""
    return address if address and re.match(r"https?://", address, re.I) else None


def _is_headline(paragraph: Sequence[Segment]) -> bool:
    words = "".join(segment.text for segment in paragraph)
    return len(words) <= 200 and "\n" not in words.strip() and not words.rstrip().endswith(".")


def make_articles(
    readings: Sequence[Reading], case: Case, beliefs: Mapping[str, Any], names: Names
) -> tuple[Article, ...]:
    """Give every document with its claims, numbered through from 1."""
    titles = {r.document.id: r.document.outlet or r.document.title or r.document.id for r in readings}
    articles = []
    number = 0
    for place, reading in enumerate(readings, 1):
        document = reading.document
        cards = []
        for claim in sorted(reading.claims, key=lambda claim: (claim.start, -claim.end)):
            number += 1
            cards.append(_card(claim, number, document.outlet, case, beliefs, names))
        body = paragraphs(document.text, reading.claims)
        headed = len(body) > 1 and _is_headline(body[0])
        articles.append(
            Article(
                id=document.id,
                anchor=f"report-{place}",
                title=document.title or document.id,
                outlet=document.outlet,
                date=document.date,
                address=_safe(document.address),
                copies=titles.get(document.near_duplicate_of or ""),
                headline=body[0] if headed else (),
                paragraphs=body[1:] if headed else body,
                cards=tuple(cards),
            )
        )
    return tuple(articles)
