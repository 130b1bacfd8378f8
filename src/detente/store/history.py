"""What happened to a case, in the order of time: sources that came, decisions, edits, and what was computed."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from detente.store.case_store import CaseStore
from detente.store.kept_runs import RunHeader
from detente.store.records import Run
from detente.table.decisions import Decision

__all__ = ["Event", "RunHeader", "events", "run_headers", "run_numbered"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when (ISO 8601), by whom, in words; `about` is the run, revision, claim or document."""

    time: str
    kind: Literal["source", "decision", "edit", "run"]
    author: str | None
    words: str
    about: str


def run_headers(store: CaseStore) -> tuple[RunHeader, ...]:
    """Give all runs, newest first, without what they hold."""
    return store.run_headers()


def run_numbered(store: CaseStore, number: int) -> Run | None:
    """Give a run by its number; None where there is none."""
    return store.run(number=number)


def events(store: CaseStore) -> tuple[Event, ...]:
    """Give all that happened, oldest first; of what happened in the same second, runs stand last.

    A run stands where it was begun: what came while it was computed is not in it.
    """
    kinds = (_sources(store), _decisions(store), _edits(store), _runs(store))
    return tuple(heapq.merge(*(sorted(kind, key=_time) for kind in kinds), key=_time))


def _time(event: Event) -> str:
    return event.time[:19]


def _sources(store: CaseStore) -> Iterator[Event]:
    for source in store.sources():
        yield Event(source.added, "source", source.added_by, source.title, source.document)


def _decisions(store: CaseStore) -> Iterator[Event]:
    known = {decision.id: decision for decision in store.decisions()}
    for decision in known.values():
        yield Event(decision.time, "decision", decision.author, _told(decision, known), _about(decision, known))


def _about(decision: Decision, known: dict[str, Decision]) -> str:
    undone = known.get(str(decision.about.get("undoes", "")))
    return str((decision if undone is None else undone).about.get("document", ""))


def _told(decision: Decision, known: dict[str, Decision]) -> str:
    undone = known.get(str(decision.about.get("undoes", "")))
    about = undone.about if undone is not None else decision.about
    words = " ".join(str(about.get("words") or about.get("claim") or _sides(about)).split())
    shown = f"“{words if len(words) <= 90 else words[:88].rsplit(' ', 1)[0] + ' …'}”" if words else ""
    if (undone or decision).kind == "drop":
        return f"{'removed the source' if undone is None else 'brought back the source'} {shown}"
    told = f"{decision.kind} {undone.kind if undone is not None else ''}".strip()
    after = ", ".join(f"{name}: {value}" for name, value in (decision.after or {}).items())
    return f"{told} {shown}" + (f" ({after})" if after and decision.kind == "correct" else "")


def _sides(about: Mapping[str, Any]) -> str:
    """Give whom or what a decision about persons, parties or issues is about."""
    sides = about.get("parties") or about.get("issues") or [about.get("person")]
    names = [side.get("name") or ", ".join(side.get("names", ())) if isinstance(side, dict) else side for side in sides]
    return " and ".join(str(name) for name in names if name)


def _edits(store: CaseStore) -> Iterator[Event]:
    for one in store.revisions():
        yield Event(one.time, "edit", one.author, one.why, str(one.number))


def _runs(store: CaseStore) -> Iterator[Event]:
    headers = run_headers(store)[::-1]
    for before, after in pairwise((None, *headers)):
        if after is not None:
            same = before is not None and before.revision == after.revision
            words = "of the same case" if same else f"of revision {after.revision} of the case"
            yield Event(after.started, "run", None, words, str(after.number))
