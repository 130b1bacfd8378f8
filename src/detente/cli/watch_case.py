"""The case that `detente watch` adds to: all that it needs of a case folder, in one place.

What computes is imported when it is needed: most rounds bring nothing new.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.claims import Reading, readings_to_json
from detente.cli.console import note, step
from detente.cli.watch_files import hash_of
from detente.errors import Fault, FormatError
from detente.files import dump_json
from detente.store.case_files import case_text, claims_beside, edited_by_hand, load_readings
from detente.store.decision_log import DECISIONS, read_decisions
from detente.table import case_from_yaml
from detente.table.decided import with_added
from detente.table.dropped import counting, dropped_sources

if TYPE_CHECKING:
    from detente.report import Analysis
    from detente.table.redraft import Redraft

__all__ = ["Merged", "analysis_in", "check_case", "merged", "person_state", "readings_in", "tell_merged"]


@dataclass(frozen=True, slots=True)
class Merged:
    """The case with new reports in it: its files by name, case.yaml first; no analysis where nothing is claimed yet."""

    readings: tuple[Reading, ...]
    files: dict[str, str | bytes]
    analysis: "Analysis | None"
    redraft: "Redraft | None"


def check_case(folder: Path) -> None:
    """See that what a person wrote can be read, before any work begins. Raises FormatError, DocumentError."""
    read_decisions(folder)
    drafted = folder / "case.yaml"
    if edited_by_hand(drafted):
        case_from_yaml(case_text(drafted), str(drafted))


def person_state(folder: Path) -> tuple[str | None, str | None]:
    """Give the hashes of what a person may change at any time: the case, and the decisions."""
    return hash_of(folder / "case.yaml"), hash_of(folder / DECISIONS)


def analysis_in(folder: Path) -> "Analysis | None":
    """Give the analysis that lies in a folder; None where there is none. Raises FormatError."""
    from detente.report import Analysis

    path = folder / "analysis.json"
    if not path.is_file():
        return None
    try:
        return Analysis.from_json(json.loads(path.read_bytes()), str(path))
    except ValueError as error:
        raise FormatError(str(path), [Fault("", f"is not JSON: {error}")]) from None


def readings_in(folder: Path) -> tuple[Reading, ...]:
    """Give what was read into a folder; nothing where nothing was. Raises FormatError, DocumentError."""
    path = claims_beside(folder)
    return load_readings(path) if path.is_file() else ()


def merged(
    folder: Path, readings: Sequence[Reading], draws: int, seed: int, superseded: Collection[str] = ()
) -> Merged:
    """Merge what was read into the case of a folder, as `detente analyze --into` does, and compute it anew.

    `superseded` are the claims of texts that were changed since. Nothing is written. Raises what drafting,
    inferring and solving raise.
    """
    from detente.cli.analyze import compute
    from detente.store.drafting import draft_as_decided, draft_into, joined

    target = folder / "case.yaml"
    both = joined(target, readings, superseded)
    if not any(reading.claims for reading in both):
        return Merged(both, {"claims.json": dump_json(readings_to_json(both))}, None, None)
    with step("laying the table"):
        decisions = read_decisions(folder, note)
        case = draft_as_decided(both, None, decisions, note)
        drafted = draft_into(target, case, both, True, decisions=decisions)
    shown = counting(with_added(both, decisions), dropped_sources(decisions))
    analysis, files = compute(both, shown, drafted.case, draws, seed)
    return Merged(both, {**drafted.files, **files}, analysis, drafted.redraft)


def tell_merged(folder: Path, redraft: "Redraft | None") -> None:
    """Say on stderr what was merged into a case that a person changed, and where they and the draft differ.

    A case that nobody changed is the new draft as a whole, of which the merging has nothing to tell.
    """
    from detente.store.drafting import tell_redraft

    if redraft is not None and any(
        (redraft.added, redraft.updated, redraft.removed, redraft.left_out, redraft.conflicts)
    ):
        tell_redraft(folder / "case.yaml", redraft, note)
