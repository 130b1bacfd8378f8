"""Reading a case for a command: what it cannot take in is told on stderr."""

from pathlib import Path

from detente.cli.console import note
from detente.store import case_files
from detente.table import Case

__all__ = ["load_case", "only_assumed"]


def load_case(path: Path) -> Case:
    """Read a case file, with what was decided beside it. Raises FormatError with all its faults, DocumentError."""
    return case_files.load_case(path, note)


def only_assumed(case: Case) -> str:
    """Give the line that says first that a case rests on no claim; nothing where it rests on some."""
    return "" if case.evidence else "Nothing but assumptions: this case rests on no claim, and all below is prior.\n\n"
