"""One source: its text with the claims marked in it, and beside it a card for each, to decide about."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from detente.claims import ACTS, BASES, CERTAINTIES, Claim, Reading
from detente.errors import ConflictError, UsageError
from detente.report.cards import ACTS as ACT_WORDS
from detente.report.cards import CERTAINTIES as CERTAINTY_WORDS
from detente.report.cards import GROUPS, anchor
from detente.report.segments import Segment, paragraphs
from detente.store import claim_state
from detente.table.decided import Decided, apply
from detente.table.decisions import FIELDS, Decision
from detente.table.dropped import dropped_sources, without_drops
from detente.web.page import Action, Form, NotFound, Page, Visit

__all__ = ["ACTIONS", "PAGES"]


def _show(visit: Visit) -> dict[str, Any]:
    store = visit.workbench.store
    (reading,) = store.readings([visit.path["document"]]) or (None,)
    if reading is None:
        raise NotFound(f"there is no source {visit.path['document'][:80]!r} in this case")
    decisions = store.decisions()
    removed = dropped_sources(decisions).get(reading.document.id)
    decided = apply([reading], without_drops(decisions))
    read = {claim.id: claim for claim in reading.claims}
    shown = _whole(decided)
    cards = [_card(claim, number, read.get(claim.id), decided, decisions) for number, claim in enumerate(shown, 1)]
    groups = {card["id"]: card["group"] for card in cards if card["status"] != "rejected"}
    marked = [claim for claim in shown if claim.id in groups]
    document = reading.document
    names = store.names()
    return {
        "document": document.id,
        "title": document.title or document.id,
        "outlet": document.outlet,
        "date": document.date,
        "address": document.address if re.match(r"https?://", document.address or "", re.I) else None,
        "copies": document.near_duplicate_of,
        "removed": None if removed is None else {**_told(removed), "state": removed.id},
        "paragraphs": [
            [_piece(segment, groups, {card["id"]: card for card in cards}) for segment in part]
            for part in paragraphs(document.text, marked)
        ],
        "claims": cards,
        "choices": {"act": list(ACTS), "certainty": list(CERTAINTIES), "basis": list(BASES)},
        "words": {"act": dict(ACT_WORDS), "certainty": dict(CERTAINTY_WORDS)},
        "names": {
            "party": sorted({*names["parties"], *(claim.party for claim in shown)}),
            "issue": sorted({*names["issues"], *(claim.issue for claim in shown)}),
        },
        "lost": [_told(decision) for decision in decided.lost],
    }


def _whole(decided: Decided) -> list[Claim]:
    """Give all claims as decided, rejected ones among them, in text order."""
    kept = [claim for reading in decided.readings for claim in reading.claims]
    return sorted([*kept, *(claim for claim, _ in decided.rejected)], key=lambda c: (c.start, -c.end, c.id))


def _card(
    claim: Claim, number: int, read: Claim | None, decided: Decided, decisions: tuple[Decision, ...]
) -> dict[str, Any]:
    ruling = decided.rulings.get(claim.id)
    last = ruling.decisions[-1] if ruling is not None else None
    changed = [] if read is None else [name for name in FIELDS if getattr(read, name) != getattr(claim, name)]
    return {
        **replace(claim, confidence=read.confidence if read is not None else None).to_json(),
        "anchor": anchor(claim.id),
        "number": number,
        "group": GROUPS[claim.act],
        "act_words": ACT_WORDS[claim.act],
        "certainty_words": CERTAINTY_WORDS[claim.certainty],
        "status": "open" if ruling is None else ruling.status,
        "added": read is None,
        "changed": changed,
        "as_read": None if read is None else {name: getattr(read, name) for name in changed},
        "state": claim_state(decisions, claim.id),
        "decided": None if last is None else _told(last),
    }


def _told(decision: Decision) -> dict[str, str]:
    words = str(decision.about.get("words", ""))
    return {"by": decision.author, "time": decision.time, "kind": decision.kind, "words": words}


def _piece(segment: Segment, groups: dict[str, str], cards: dict[str, dict[str, Any]]) -> dict[str, Any]:
    claims = list(segment.claims)
    return {
        "text": segment.text,
        "start": segment.start,
        "claims": claims,
        "group": groups[claims[0]] if claims else None,
        "anchor": anchor(claims[0]) if claims else None,
        "begins": sorted(
            ({"number": cards[name]["number"], "anchor": cards[name]["anchor"]} for name in segment.begins),
            key=lambda begun: int(begun["number"]),
        ),
    }


def _back(visit: Visit, claim: str | None = None) -> str:
    end = "" if claim is None else f"#claim-{anchor(claim)}"
    return f"/sources/{quote(visit.path['document'], safe='')}{end}"


def _decide(visit: Visit, form: Form) -> str:
    """Confirm, reject, correct or undo, as the pressed button says, on the state that the person saw."""
    claim, bench = visit.path["claim"], visit.workbench
    desk = bench.store.desk(bench.author, {claim: form.get("state")})
    if claim not in desk.places:
        raise NotFound(f"there is no claim {claim[:80]!r} in this case")
    kind = form.get("decision")
    if kind in {"confirm", "reject"}:
        desk.decide(desk.status("confirm" if kind == "confirm" else "reject", claim))
    elif kind == "correct":
        desk.decide(desk.correct(claim, _changes(form, desk.now(claim))))
    elif kind == "undo":
        desk.undo(form.get("state"))
    else:
        raise UsageError(f"{kind[:20]!r} is no decision; there are confirm, reject, correct and undo")
    bench.recomputing.ask()
    return _back(visit, claim)


def _drop(visit: Visit, form: Form) -> str:
    """Take the source out of the case, or bring it back, as the pressed button says."""
    bench, document = visit.workbench, visit.path["document"]
    desk = bench.store.desk(bench.author)
    if not any(reading.document.id == document for reading in desk.readings):
        raise NotFound(f"there is no source {document[:80]!r} in this case")
    kind = form.get("decision")
    if kind == "drop":
        desk.decide(desk.drop(document))
    elif kind == "undo":
        removed = dropped_sources(desk.decisions).get(document)
        if removed is None or removed.id != form.get("state"):
            raise ConflictError(f"{document} is not removed as you saw it. Nothing was changed; load the page again")
        desk.undo(removed.id)
    else:
        raise UsageError(f"{kind[:20]!r} is nothing that can be done with a source; there are drop and undo")
    bench.recomputing.ask()
    return _back(visit)


def _changes(form: Form, now: Claim | None) -> dict[str, str]:
    """Give the fields that differ from the claim as it stands. Raises UsageError where none does."""
    sent = {name: form.get(name) for name in FIELDS if name in form.fields}
    found = {name: value for name, value in sent.items() if " ".join(str(getattr(now, name) or "").split()) != value}
    if not found:
        raise UsageError("nothing is changed; press Accept where the claim is right")
    return found


def _add(visit: Visit, form: Form) -> str:
    """Add a claim: by its place, where it was selected, else by its words."""
    bench = visit.workbench
    document = visit.path["document"]
    (reading,) = bench.store.readings([document]) or (None,)
    if reading is None:
        raise NotFound(f"there is no source {document[:80]!r} in this case")
    start, end = _place(form, reading)
    desk = bench.store.desk(bench.author)
    (made,) = desk.decide(
        desk.add(document, start, end, {name: form.get(name) for name in FIELDS if name != "content"})
    )
    bench.recomputing.ask()
    return _back(visit, str(made.about["claim"]))


def _place(form: Form, reading: Reading) -> tuple[int, int]:
    places = [form.get(name) for name in ("start", "end")]
    if all(place.isdecimal() and len(place) < 10 for place in places):
        return int(places[0]), int(places[1])
    words = form.get("words").replace("\r\n", "\n")
    if not words:
        raise UsageError("select the words of the claim in the text, or copy them into the form")
    found = [match.start() for match in re.finditer(r"\s+".join(map(re.escape, words.split())), reading.document.text)]
    if len(found) != 1:
        told = (
            f"stand in the text {len(found)} times; copy more of the sentence" if found else "do not stand in the text"
        )
        raise UsageError(f"the words {words[:80]!r} {told}")
    match = re.compile(r"\s+".join(map(re.escape, words.split()))).search(reading.document.text)
    return (match.start(), match.end()) if match is not None else (0, 0)


PAGES = (Page("/sources/{document}", "source.html.j2", _show),)
ACTIONS = (
    Action("/sources/{document}", _drop),
    Action("/sources/{document}/claims", _add),
    Action("/sources/{document}/claims/{claim}", _decide),
)
