"""Drafting a case into a folder that may hold one: a fresh file, or the one that is there with its edits kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detente.claims import Reading, succeed, with_unique_ids
from detente.documents import mark_near_duplicates
from detente.errors import DocumentError
from detente.store.case_files import (
    case_text,
    claims_beside,
    confirmed_text,
    draft_path,
    edited_by_hand,
    last_draft,
    load_readings,
)
from detente.store.decision_log import read_decisions
from detente.store.telling import Tell, count, silent
from detente.table import Case, case_from_yaml, case_to_yaml
from detente.table.case_file import yaml_data
from detente.table.decided import Decided, draft_decided
from detente.table.decisions import Decision
from detente.table.redraft import Redraft, redraft
from detente.table.schema import SCHEMA_FILE, schema_text

__all__ = ["Drafted", "draft_as_decided", "draft_into", "joined", "rests_on", "tell_lost", "tell_redraft"]

_SHOWN = 20
"""How many conflicts are shown at once on the terminal; --json gives all."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A case with the files to write beside each other, and what drafting again changed (None: it is new)."""

    case: Case
    text: str
    files: dict[str, str]
    redraft: Redraft | None = None


def _claim_ids(readings: Sequence[Reading], decisions: Sequence[Decision]) -> set[str]:
    """Give the ids of the claims that were read, and of those that a person added."""
    added = {str(decision.about["claim"]) for decision in decisions if decision.kind == "add"}
    return added | {claim.id for reading in with_unique_ids(readings) for claim in reading.claims}


def _files(target: Path, text: str, drafted: str) -> dict[str, str]:
    return {target.name: text, draft_path(target).name: drafted, SCHEMA_FILE: schema_text()}


def joined(target: Path, readings: Sequence[Reading], superseded: Collection[str] = ()) -> tuple[Reading, ...]:
    """Give what was read before into the folder of the case `target`, and `readings`; a report read anew counts so.

    One whose text is another than before supersedes it: claims that still stand keep their ids, the others are gone. A
    report that copies one read before is marked so. Raises DocumentError where the case rests on claims that are in
    none of them, nor among those that were `superseded`.
    """
    kept = claims_beside(target.parent)
    before = load_readings(kept) if kept.is_file() else ()
    anew = {reading.document.id: reading for reading in readings}
    lost = set(superseded)
    for reading in before:
        name = reading.document.id
        if name in anew and anew[name].document.sha256 != reading.document.sha256:
            changed = succeed(reading, anew[name])
            anew[name] = changed.after
            lost |= {claim.id for claim in changed.gone}
    both = [anew.pop(reading.document.id, reading) for reading in before]
    both += anew.values()
    base = last_draft(target)
    data = {} if base is None else yaml_data(base, str(draft_path(target)))
    missing = set(data.get("evidence", {})) - lost - _claim_ids(both, read_decisions(target.parent))
    if missing:
        told = ", ".join(sorted(missing)[:3]) + (", …" if len(missing) > 3 else "")
        raise DocumentError(
            f"{target}: {count(len(missing), 'claim')} of its last draft ({told}) are neither in {kept} nor in what is "
            "named here; name the claims.json that it was drafted from as well"
        )
    marked = mark_near_duplicates([reading.document for reading in both])
    return tuple(replace(reading, document=document) for reading, document in zip(both, marked, strict=True))


def draft_as_decided(
    readings: Sequence[Reading], title: str | None, decisions: Sequence[Decision], tell: Tell = silent
) -> Case:
    """Draft a case from what was read and decided; say which decisions have lost what they were about."""
    case, decided = draft_decided(readings, title, decisions)
    tell_lost(decided, tell)
    return case


def tell_lost(decided: Decided, tell: Tell) -> None:
    """Say which decisions have lost their claim, and how many are about other reports. All are kept."""
    for decision in decided.lost:
        words = " ".join(str(decision.about["words"]).split())
        told = f"{decision.kind} of {decision.time[:10]} by {decision.author}"
        tell(f"a decision has lost its claim, and does not count ({told}): “{words}” in {decision.about['document']}")
    if decided.elsewhere:
        those = count(len(decided.elsewhere), "decision")
        tell(f"{those} about what these reports do not speak of; kept, without effect")


def rests_on(target: Path, readings: Sequence[Reading], decisions: Sequence[Decision]) -> bool:
    """Tell whether the last draft of the case `target` rests on nothing but these readings and decisions."""
    base = last_draft(target)
    return base is not None and set(yaml_data(base, str(target)).get("evidence", {})) <= _claim_ids(readings, decisions)


def draft_into(
    target: Path,
    case: Case,
    readings: Sequence[Reading],
    into: bool,
    confirmed: Sequence[str] = (),
    decisions: Sequence[Decision] = (),
) -> Drafted:
    """Give `case`, drafted from `readings`, as the files to write at `target`.

    A case there that a person changed is merged with it where `into` asks so, or where `readings` hold all of its
    claims. Raises DocumentError where it would be lost otherwise, FormatError where it has faults.
    """
    fresh = case_to_yaml(case)
    result: Redraft | None = None
    if target.is_file():
        base, edited = last_draft(target), edited_by_hand(target)
        covered = rests_on(target, readings, decisions or read_decisions(target.parent))
        if edited and not into and not covered:
            raise DocumentError(
                f"{target}: was changed by hand, and rests on reports that are not named here; add these reports to it "
                f"with --into, use it as it stands with: detente analyze --case {target}, or give another --out"
            )
        if into or covered:
            result = redraft(case_text(target), base, case, str(target))
    text, drafted = (fresh, fresh) if result is None else (result.text, result.drafted)
    text = confirmed_text(text, confirmed, str(target))
    read = case if text == fresh else case_from_yaml(text, str(target))  # What is written reads back the same.
    return Drafted(read, text, _files(target, text, drafted), result)


def tell_redraft(target: Path, result: Redraft | None, tell: Tell) -> None:
    """Say what drafting again changed, and list what a person and the draft both changed."""
    if result is None:
        return
    told = [
        count(len(paths), "entry", "entries") + f" {what}"
        for paths, what in (
            (result.added, "added"),
            (result.updated, "brought up to date"),
            (result.removed, "removed"),
        )
        if paths
    ]
    tell(f"{target}: {', '.join(told) or 'nothing changed'}; what you changed stays")
    if result.left_out:
        names = ", ".join(result.left_out[:5]) + (", …" if len(result.left_out) > 5 else "")
        tell(f"{target}: stays out, since you removed it: {names}")
    if result.conflicts:
        tell(f"{target}: {count(len(result.conflicts), 'conflict')} between your edits and the new draft")
        for conflict in result.conflicts[:_SHOWN]:
            tell(f"  {conflict}")
        if len(result.conflicts) > _SHOWN:
            tell(f"  and {len(result.conflicts) - _SHOWN} more; --json lists all")
