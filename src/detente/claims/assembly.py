"""From drafts to claims: offsets into the canonical text, names, issues, basis, and ids that stay the same."""

import re
from collections.abc import Sequence

from detente.claims.claim import Act, Basis, Claim
from detente.claims.drafts import Draft
from detente.claims.identity import claim_id
from detente.documents import Document

__all__ = ["claims_of"]

_FORETOLD: frozenset[Act] = frozenset({"trade", "offer", "accept", "demand", "reject"})
_MODALS = {"would", "will", "could", "might", "may", "'ll", "’d", "'d"}
_POINTING = re.compile(
    r"(?:that|this|the|those|these|its|their|his|her)\s+"
    r"(?:demand|claim|call|insistence|request|condition|precondition|requirement|ultimatum|bid|push)s?$",
    re.I,
)
"""Says only that something was asked for: what it was, the last demand of the party says."""
_ASCRIBED: frozenset[Act] = frozenset({"interest", "priority", "tactic"})


def claims_of(drafts: Sequence[Draft], issues: Sequence[str], document: Document) -> list[Claim]:
    """Give the claims of drafts with the names of their issues, in text order; drafts that say the same are one."""
    found: dict[tuple[object, ...], Claim] = {}
    demanded: dict[str, str] = {}
    for draft, issue in zip(drafts, issues, strict=True):
        if draft.construction and _POINTING.match(document.text[slice(*draft.characters(draft.content))]):
            issue = demanded.get(draft.who.party, issue)
        elif draft.act == "demand":
            demanded[draft.who.party] = issue
        claim = _claim(draft, issue, document)
        if claim is not None:
            found.setdefault((claim.start, claim.end, claim.party, claim.act, claim.issue), claim)
    return sorted(found.values(), key=lambda claim: (claim.start, claim.end, claim.party, claim.act, claim.issue))


def _claim(draft: Draft, issue: str, document: Document) -> Claim | None:
    start, end = draft.characters(draft.span)
    content = document.text[slice(*draft.characters(draft.content))]
    text = document.text[start:end]
    against = None if draft.against is None else document.text[slice(*draft.characters(draft.against))]
    if not content or content not in text or not draft.who.party:
        return None
    target = draft.target if draft.target != draft.who.party else None
    return Claim(
        id=claim_id(document.id, start, end, draft.who.party, draft.act, issue),
        start=start,
        end=end,
        text=text,
        party=draft.who.party,
        voice=draft.who.voice if draft.who.voice is not None and _stands_in(draft.who.voice, draft, document) else None,
        act=draft.act,
        issue=issue,
        content=content,
        against=against,
        target=target,
        sources=tuple(source.name for source in draft.sources if _stands_in(source.name, draft, document)),
        certainty=draft.hedging.certainty,
        hedges=draft.hedging.cues,
        basis=draft.basis or _basis(draft),
        date=document.date,
        confidence=round(draft.confidence, 4),
    )


def _stands_in(name: str, draft: Draft, document: Document) -> bool:
    """Say whether the words of a name stand in the text: first in the paragraph of the draft, where most do."""
    last = draft.doc[-1]
    end = draft.offset + last.idx + len(last)
    return document.text.find(name, draft.offset, end) >= 0 or name in document.text


def _basis(draft: Draft) -> Basis:
    own = any(source.who is not None and source.who.party == draft.who.party for source in draft.sources)
    if own:
        return "stated"
    if draft.act in _ASCRIBED or draft.hedging.certainty in ("possible", "probable", "unknown"):
        return "inferred"
    if (
        draft.sources
        and draft.act in _FORETOLD
        and any(c.dep_ == "aux" and c.lower_ in _MODALS for c in draft.trigger.children)
    ):
        return "inferred"
    return "inferred" if draft.sources and draft.act == "assess" else "stated"
