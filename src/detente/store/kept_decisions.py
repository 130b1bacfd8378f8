"""Decisions in the database, in order, and whether a claim still is as a person saw it."""

import json
from collections.abc import Iterable, Sequence

from detente.errors import ConflictError
from detente.store import tables
from detente.store.database import Database
from detente.table.decisions import Decision, in_force

__all__ = ["check_state", "claim_state", "keep_decisions", "kept_decisions", "lacking"]


def kept_decisions(database: Database) -> tuple[Decision, ...]:
    """Give all that was decided, in order."""
    table = tables.Decisions
    found = table.select(table.decision).order_by(table.number).scalars(database)
    return tuple(Decision.from_json(json.loads(line)) for line in found)


def keep_decisions(database: Database, new: Iterable[Decision], known: Iterable[Decision]) -> None:
    """Add those of `new` that are not among the known ones."""
    for decision in lacking(new, known):
        line = json.dumps(decision.to_json(), ensure_ascii=False)
        row = {"id": decision.id, "time": decision.time, "author": decision.author, "decision": line}
        tables.Decisions.insert(row).execute(database)


def lacking(some: Iterable[Decision], others: Iterable[Decision]) -> list[Decision]:
    """Give of some decisions those that are not among the others."""
    ids = {decision.id for decision in others}
    return [decision for decision in some if decision.id not in ids]


def claim_state(decisions: Iterable[Decision], claim: str) -> str:
    """Give the id of the last decision in force about a claim; nothing ("") where there is none."""
    return next((d.id for d in reversed(in_force(decisions)) if d.about.get("claim") == claim), "")


def check_state(known: Sequence[Decision], claim: str, state: str) -> None:
    """See that a claim is in the state that a person saw. Raises ConflictError, which says who changed what."""
    now = claim_state(known, claim)
    if now == state:
        return
    last = next((d for d in reversed(known) if d.about.get("claim") == claim or d.about.get("undoes") == state), None)
    told = "it was changed" if last is None else f"{last.author} decided otherwise at {last.time}: {last.kind}"
    if last is not None and last.kind == "correct":
        told += " (" + ", ".join(f"{name}: {value}" for name, value in last.after.items()) + ")"
    raise ConflictError(
        f"claim {claim} is not as you saw it: {told}. Nothing of yours was kept; look, and decide again"
    )
