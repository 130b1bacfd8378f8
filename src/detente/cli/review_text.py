"""What a person sees when they review: a question with its sentence, its source and its place; lists; the history."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.beliefs.doubts import READ_WITH, Question
from detente.claims import Claim
from detente.documents import Document
from detente.store.desk import Desk
from detente.table.decisions import Decision, in_force
from detente.table.ends import sentence_around

__all__ = ["decision_line", "fields_of", "history_lines", "history_record", "list_lines", "question_record", "shown"]

_WIDTH = 96
_SHOWN = 3
"""How many claims stand below a question about several."""


def shown(desk: Desk, question: Question, styled: bool) -> str:
    """Give a question as text: what is asked, the sentences it rests on, and why it is asked."""
    lines = list(_wrapped(_asked(desk, question), "", "  "))
    for name in question.claims[:_SHOWN]:
        lines += _claim_lines(desk, name, styled, whole=question.kind == "claim")
    if len(question.claims) > _SHOWN:
        lines.append(f"  and {len(question.claims) - _SHOWN} more")
    for doubt in question.doubts:
        if not doubt.startswith(READ_WITH):
            lines += _wrapped(doubt, "  ? ", "    ")
    return "\n".join(lines)


def _asked(desk: Desk, question: Question) -> str:
    if question.kind == "claim":
        return reading_of(desk, question.id)
    one, other = question.names
    if question.kind == "side":
        return f"Does {one} speak for {other}?"
    what = "party" if question.kind == "parties" else "issue"
    return f"Are “{one}” and “{other}” the same {what}?"


def reading_of(desk: Desk, name: str) -> str:
    """Give in words what a claim says, as it counts now."""
    claim, piece = desk.now(name), desk.written.evidence.get(name)
    if claim is None:
        if piece is None:
            return name
        party = desk.written.parties[piece.party].name
        option = f": {piece.option}" if piece.option is not None else ""
        over = f" over {piece.over}" if piece.over else ""
        return f"{party} · {piece.act} · {piece.on or 'no issue'}{option}{over} ({piece.certainty})"
    content = " ".join(claim.content.split())
    against = f" / against “{' '.join(claim.against.split())}”" if claim.against else ""
    voice = f" (through {claim.voice})" if claim.voice else ""
    told = f"{claim.party}{voice} · {claim.act} · {claim.issue}"
    words = "" if content.casefold() == claim.issue.casefold() else f": “{content}”"
    return f"{told}{words}{against} · {claim.certainty}, {claim.basis}"


def _claim_lines(desk: Desk, name: str, styled: bool, whole: bool) -> Iterator[str]:
    claim, document, piece = desk.found(name)
    if claim is None or document is None:
        words = piece.words if piece is not None and piece.words else "(no words are given)"
        yield from _wrapped(f"“{' '.join(words.split())}”", "  ", "  ")
        if piece is not None:
            yield from _wrapped(" < ".join([*piece.sources, piece.outlet or piece.origin]), "  said by ", "    ")
        return
    if not whole:
        yield from _wrapped(reading_of(desk, name), "  – ", "    ")
    indent = "  " if whole else "    "
    yield from _wrapped(_sentence(claim, document, styled), indent, indent)
    yield from _wrapped(_source(claim, document), f"{indent}— ", f"{indent}  ")
    yield from _wrapped(_standing(desk, name), indent, indent)


def _sentence(claim: Claim, document: Document, styled: bool) -> str:
    """Give the sentence of a claim with its stretch marked: bold on a terminal, else in square brackets."""
    first, last = sentence_around(document.text, claim.start, claim.end)
    opening, closing = ("\x1b[1m", "\x1b[0m") if styled else ("[", "]")
    before, after = document.text[first : claim.start], document.text[claim.end : last]
    return " ".join(f"“{before.lstrip()}{opening}{claim.text}{closing}{after.rstrip()}”".split())


def _source(claim: Claim, document: Document) -> str:
    chain = [*claim.sources]
    outlet = document.outlet or document.title or document.id
    if outlet not in chain:
        chain.append(outlet)
    date = f", {claim.date or document.date}" if claim.date or document.date else ""
    line = document.text.count("\n", 0, claim.start) + 1
    place = f"line {line}, characters {claim.start}–{claim.end} of {document.id}"
    return f"{' < '.join(chain)}{date} ({place})"


def _standing(desk: Desk, name: str) -> str:
    claim, _, piece = desk.found(name)
    sure = (
        "" if claim is None or claim.confidence is None else f", {READ_WITH} {100 * claim.confidence:.0f} % confidence"
    )
    if piece is None or piece.on is None:
        return f"claim {name}{sure}"
    issue = desk.written.issues.get(piece.on)
    where = (issue.name or piece.on) if issue is not None else piece.on
    option = f", as “{piece.option}”" if piece.option is not None else ""
    return f"claim {name}{sure}; on the table under “{where}”{option}"


def _wrapped(words: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        words, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def fields_of(desk: Desk, name: str) -> dict[str, str | None]:
    """Give what can be corrected of a claim, as it counts now."""
    claim, piece = desk.now(name), desk.written.evidence.get(name)
    if claim is not None:
        read = {
            field: getattr(claim, field)
            for field in ("party", "act", "issue", "content", "against", "certainty", "basis")
        }
        return {field: value if value is None else " ".join(value.split()) for field, value in read.items()}
    if piece is None:
        return {}
    party = desk.written.parties[piece.party].name
    return {"party": party, "act": piece.act, "issue": piece.on, "certainty": piece.certainty}


# Lists


def list_lines(desk: Desk, questions: Sequence[Question]) -> Iterator[str]:
    """Give a line for each open question, and its doubts below."""
    if not questions:
        yield "Nothing is open: every claim and merger is decided."
        return
    yield f"{'moves':>6}  id  what is asked"
    for question in questions:
        moves = f"{100 * question.importance:.1f} %"
        yield f"{moves:>6}  {question.id}  {_asked(desk, question)}"
        yield from (f"{'':8}? {doubt}" for doubt in question.doubts)


def question_record(desk: Desk, question: Question) -> dict[str, Any]:
    """Give a question as an object: with what is asked in words, and the claim, its sentence and its source."""
    record = question.to_json() | {"asked": _asked(desk, question)}
    if question.kind != "claim":
        return record
    claim, document, piece = desk.found(question.id)
    record["issue"] = None if piece is None else piece.on
    if claim is not None and document is not None:
        first, last = sentence_around(document.text, claim.start, claim.end)
        sentence = " ".join(document.text[first:last].split())
        now = desk.now(question.id) or claim
        record |= {"claim": now.to_json(), "sentence": sentence, "document": document.id, "outlet": document.outlet}
    return record


# Decisions


def decision_line(decision: Decision, decisions: Sequence[Decision] = ()) -> str:
    """Give a decision in words."""
    about = decision.about
    if decision.kind == "undo":
        numbers = {d.id: number for number, d in enumerate(decisions, 1)}
        return f"undo of decision {numbers.get(about['undoes'], about['undoes'])}"
    if decision.kind == "side":
        return f"{about['person']} speaks for {decision.after['party']} (before: {decision.before.get('party')})"
    for what, noun in (("parties", "party"), ("issues", "issue")):
        if what in about:
            one, other = (side["name"] for side in about[what])
            return f"“{one}” and “{other}” are {'one' if decision.kind != 'keep-apart' else 'not one'} {noun}"
    words = " ".join(str(about["words"]).split())
    if decision.kind == "drop":
        return f"source {about['document']} removed: “{textwrap.shorten(words, 70, placeholder=' …')}”"
    told = f"{decision.kind} claim {about['claim']}"
    if decision.kind == "correct":
        told += ": " + ", ".join(
            f"{f} {_plain(decision.before.get(f))} → {_plain(v)}" for f, v in decision.after.items()
        )
    if decision.kind == "add":
        told += f": {_plain(decision.after['party'])} · {decision.after['act']} · {_plain(decision.after['issue'])}"
    return f"{told} “{textwrap.shorten(words, 70, placeholder=' …')}”"


def _plain(value: Any) -> str:
    return "none" if value is None else " ".join(str(value).split())


def history_lines(decisions: Sequence[Decision]) -> Iterator[str]:
    """Give a line for each decision, oldest first, and which are undone."""
    if not decisions:
        yield "Nothing was decided yet."
        return
    width = max(len(decision.author) for decision in decisions)
    holding = {decision.id for decision in in_force(decisions)}
    for number, decision in enumerate(decisions, 1):
        gone = "" if decision.id in holding or decision.kind == "undo" else "  (undone)"
        time = decision.time[:16].replace("T", " ")
        yield f"{number:>4}  {time}  {decision.author:<{width}}  {decision_line(decision, decisions)}{gone}"


def history_record(decisions: Sequence[Decision]) -> list[Mapping[str, Any]]:
    """Give each decision as an object, with its number and whether it is in force."""
    holding = {decision.id for decision in in_force(decisions)}
    return [
        {"number": number, **decision.to_json(), "in_force": decision.id in holding}
        for number, decision in enumerate(decisions, 1)
    ]
