"""`detente check`: all faults of a case.yaml, and what is worth a word."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from detente.beliefs.constants import constants_of
from detente.beliefs.contradictions import find_contradictions
from detente.cli.console import count, note
from detente.cli.options import CaseFile
from detente.cli.options import as_json as json_option
from detente.errors import Fault, FormatError
from detente.files import dump_json
from detente.store.case_files import case_text
from detente.table import Case
from detente.table.case_file import case_from_parsed, placed
from detente.table.notes import case_notes
from detente.table.yaml_places import Parsed, parse

__all__ = ["command"]


@click.command(name="check")
@click.argument("case", metavar="CASE", type=CaseFile())
@json_option
def command(case: Path, as_json: bool) -> int:
    """Check CASE, a case.yaml or its folder, and list all its faults: where, what, the value, and what mends it.

    What is worth a word in a sound case (a party without objectives, claims that contradict each other) goes to
    standard error.
    """
    text = case_text(case)
    try:
        notes = _notes(text, str(case))
    except FormatError as error:
        if not as_json:
            raise
        print(dump_json({"schema": 1, "sound": False, "faults": _records(error.faults), "notes": []}), end="")
        return 1
    if as_json:
        print(dump_json({"schema": 1, "sound": True, "faults": [], "notes": _records(notes)}), end="")
        return 0
    print(f"{case}: sound")
    if notes:
        note(f"{case}: {count(len(notes), 'thing')} to know")
        for told in notes:
            note(f"  {told}")
    return 0


def _notes(text: str, name: str) -> Sequence[Fault]:
    """Give what is worth a word, by line. Raises FormatError with all faults."""
    parsed = parse(text, name)
    faults: list[Fault] = []
    case = None
    try:
        case = case_from_parsed(parsed, name)
    except FormatError as error:
        faults += error.faults
    faults += placed(_constants(parsed), parsed)
    if case is None or faults:
        raise FormatError(name, sorted(faults, key=lambda fault: fault.line or 0))
    return placed([*case_notes(case), *_contradictions(case)], parsed)


def _constants(parsed: Parsed) -> Sequence[Fault]:
    """Give the faults of the constants that are numbers; others are faults of the schema."""
    given = parsed.data.get("constants") if isinstance(parsed.data, dict) else None
    if not isinstance(given, dict):
        return ()
    try:
        constants_of({name: value for name, value in given.items() if type(value) in (int, float)})
    except FormatError as error:
        return error.faults
    return ()


def _contradictions(case: Case) -> list[Fault]:
    found = []
    for party in case.parties:
        pieces = {c: p for c, p in case.evidence.items() if p.party == party and p.status != "rejected"}
        for pair in find_contradictions(pieces):
            one, other = pair.claims
            told = f"and {other} contradict each other ({pair.words}); both count: reject the one that is wrong"
            found.append(Fault(f"evidence.{one}", told))
    return found


def _records(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [{"path": fault.path, "line": fault.line, "message": fault.message} for fault in faults]
