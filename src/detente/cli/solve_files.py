"""What `detente solve` reads and writes: a case or a scenario in any format; results by the suffix of their file."""

from collections.abc import Sequence
from pathlib import Path

from detente.cli.case_input import load_case
from detente.deals import Deals, Scenario
from detente.deals.formats.recognise import case_within, read_scenario
from detente.deals.frontier_table import frontier_csv, frontier_parquet
from detente.errors import UsageError
from detente.files import dump_json
from detente.table import Case

__all__ = ["check_out", "load_table", "result_content", "result_path"]

_SUFFIXES = (".json", ".csv", ".parquet")


def load_table(path: Path, profiles: Sequence[Path], encoding: str | None) -> tuple[Case | Scenario, Path | None]:
    """Read a case or a scenario, and give the file of the case.

    Raises FormatError with all its faults, DocumentError, UsageError where `profiles` are named for a case.
    """
    case = case_within(path, encoding)
    if case is None:
        return read_scenario(path, profiles, encoding), None
    if profiles:
        raise UsageError(f"--profile belongs to a GENIUS or NegMAS scenario; {path} is a case")
    return load_case(case), case


def check_out(out: Path | None, files: Sequence[Path]) -> None:
    """See that `out` is a file with a suffix that is known, or a folder for several results. Raises UsageError."""
    if out is None:
        return
    if len(files) > 1 and not (out.is_dir() or (not out.exists() and not out.suffix)):
        raise UsageError(f"--out {out}: there are {len(files)} FILEs; give a folder")
    if len(files) == 1 and not out.is_dir() and out.suffix and out.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"--out {out}: results are written as {', '.join(_SUFFIXES)}; give one of these suffixes")


def result_path(out: Path | None, file: Path, case: Path | None, several: bool, taken: set[Path]) -> Path | None:
    """Give where the deals of `file` go: `out`, a file in it where it is a folder, or beside its `case`, if any."""
    if out is None:
        return None if case is None else case.parent / "deals.json"
    if not several and not out.is_dir():
        return out
    stem = file.resolve().stem or "scenario"
    free, count = out / f"{stem}.deals.json", 2
    while free in taken:
        free, count = out / f"{stem}-{count}.deals.json", count + 1
    taken.add(free)
    return free


def result_content(path: Path, deals: Deals) -> str | bytes:
    """Give what to write to `path`, by its suffix. Raises MissingExtraError."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return frontier_csv(deals)
    return frontier_parquet(deals) if suffix == ".parquet" else dump_json(deals.to_json())
