"""Computing a case anew: drafted again from claims and decisions where these changed, then beliefs, deals, analysis.

This is what follows every change in the workbench: an edit makes a new revision, a decision or a new source makes the
next draft; `refresh` brings case and run up to date, and a run with the same inputs is found again instead of made.
"""

import hashlib
import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import detente
from detente.claims import with_unique_ids
from detente.errors import DocumentError
from detente.store.case_store import CaseStore, open_store
from detente.store.records import Run
from detente.store.telling import Tell, silent

__all__ = ["changed_findings", "inputs_of", "refresh", "refresh_case", "up_to_date"]

TRIES = 5
"""How often a draft is made anew where somebody changed the case while it was made."""


def refresh_case(path: Path, author: str, seed: int, draws: int) -> int | None:
    """Bring the case at `path` up to date, as `refresh` does; give the number of its newest run.

    It opens the case for itself, so that it can be sent to another process.
    """
    store = open_store(path)
    try:
        run = refresh(store, author, seed, draws)
        return None if run is None else run.number
    finally:
        store.close()


def refresh(store: CaseStore, author: str, seed: int = 0, draws: int = 2000, tell: Tell = silent) -> Run | None:
    """Draft the case again where claims or decisions changed, and compute it; None where there is no case yet.

    Raises FormatError, DocumentError, SizeError, EvidenceError.
    """
    store.sync()
    for _ in range(TRIES):
        if _draft(store, author, tell):
            break
    revision = store.revision()
    if revision is None:
        return None
    inputs = inputs_of(store, seed, draws)
    known = store.run(inputs)
    if known is None:
        return _compute(store, inputs, revision.number, seed, draws)
    newest = store.newest_run()
    if newest is not None and newest[0] != known.number:
        # The case is again what it was: the run of then is the newest now.
        return store.put_run(inputs, revision.number, seed, draws, known.started, known.analysis)
    return known


def up_to_date(store: CaseStore, seed: int, draws: int) -> bool:
    """Tell whether the newest run is of the case, the claims and the decisions as they are now."""
    return store.newest_inputs() == inputs_of(store, seed, draws)


def inputs_of(store: CaseStore, seed: int, draws: int) -> str:
    """Give the hash of all that a run depends on.

    The number of the revision counts too: where an edit is taken back, what it leads back to is the newest run again.
    """
    revision = store.revision()
    text, number = ("", 0) if revision is None else (revision.text, revision.number)
    told = [detente.__version__, str(seed), str(draws), store.state_of_claims(), str(number), text]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _draft(store: CaseStore, author: str, tell: Tell) -> bool:
    """Draft again what is not drafted of today's claims and decisions; False where the case changed meanwhile."""
    from detente.store.drafting import draft_as_decided, draft_into, rests_on

    state, before = store.state_of_claims(), store.revision()
    if state == store.drafted_from():
        return True
    readings, decisions = with_unique_ids(store.readings()), store.decisions()
    if not any(reading.claims for reading in store.readings_as_added()):
        return True
    if before is not None and not rests_on(store.file, readings, decisions):
        return True
    title = None if before is None else _title(store)
    try:
        case = draft_as_decided(readings, title, decisions, tell)
    except DocumentError:
        if before is None:
            return True
        raise
    drafted = draft_into(store.file, case, readings, into=False, decisions=decisions)
    return store.put_draft(drafted.files, None if before is None else before.number, state, author)


def _title(store: CaseStore) -> str | None:
    case = store.case()
    return None if case is None else case.title


def _compute(store: CaseStore, inputs: str, revision: int, seed: int, draws: int) -> Run | None:
    from detente.beliefs import infer
    from detente.deals import solve
    from detente.report import build_analysis

    started = datetime.now(UTC).isoformat(timespec="seconds")
    case = store.case()
    if case is None:
        return None
    beliefs = infer(case, draws=draws, seed=seed)
    deals = solve(case, beliefs.posterior)
    analysis = build_analysis(store.readings_as_added(), case, beliefs, deals)
    return store.put_run(inputs, revision, seed, draws, started, analysis.to_json())


def changed_findings(before: Run, after: Run) -> list[dict[str, Any]]:
    """Give the findings that moved by a point or more, the largest move first, then new ones, then gone ones.

    A move within twice the error of its two numbers, which come of draws, is none.
    """
    old, new = (_by_key(run) for run in (before, after))
    found = []
    for key in {**old, **new}:
        was, now = (side[key].get("probability") if key in side else None for side in (old, new))
        least = max(0.01, 2 * math.hypot(*(side.get(key, {}).get("error") or 0.0 for side in (old, new))))
        kind = "new" if key not in old else "gone" if key not in new else "moved"
        if kind != "moved" or (was is not None and now is not None and abs(now - was) >= least):
            sentence = (new.get(key) or old[key])["sentence"]
            found.append({"change": kind, "sentence": sentence, "before": was, "after": now})
    kinds = ("moved", "new", "gone")
    return sorted(found, key=lambda o: (kinds.index(o["change"]), -abs((o["after"] or 0.0) - (o["before"] or 0.0))))


def _by_key(run: Run) -> dict[str, dict[str, Any]]:
    """Give the findings by what they say apart from their numbers."""
    return {"".join(c for c in f["sentence"] if not c.isdigit()): f for f in run.analysis["findings"]}
