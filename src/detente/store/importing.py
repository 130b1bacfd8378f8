"""Making a case of a plain folder, as `export` wrote it or as `detente analyze` did: checked as a whole, then made."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.claims import Claim, readings_from_json
from detente.errors import DocumentError, Fault, FormatError
from detente.files import write_all
from detente.store.case_files import case_text
from detente.store.case_store import open_store
from detente.store.database import close_database, open_database, reading, writing
from detente.store.decision_log import DECISIONS, read_decisions
from detente.store.export import CARRIED, Moved, check_free, made_aside, moved
from detente.store.kept_runs import OWN_COLUMNS
from detente.store.manifest import MANIFEST, Manifest, RevisionEntry, RunEntry, SourceEntry, manifest_of, sha256_of
from detente.store.rows import Rows, read_rows, write_rows
from detente.store.telling import Tell, silent
from detente.table import case_from_yaml

__all__ = ["import_case"]

_OWN = ("case.yaml", "case.drafted.yaml", "claims.json", DECISIONS, *CARRIED)
_LARGEST = 1_000_000_000
"""Bytes of one file (declared): more is no text that a person wrote or a run gave."""


def import_case(folder: Path, target: Path, tell: Tell = silent) -> Moved:
    """Make a case at `target`, new or empty, of the files in `folder`: of an export, all that the case was.

    A file that was changed by hand since the export counts as changed outside the workbench. Raises FormatError with
    all faults of all files, DocumentError, OSError: then nothing is written.
    """
    if not folder.is_dir():
        raise DocumentError(f"{folder}: is no folder; name one that detente export wrote")
    check_free(target)
    box = _Box(folder)
    files = _own_files(box)
    if box.holds(MANIFEST):
        data = box.bytes_of(MANIFEST)
        found, faults = (None, []) if data is None else manifest_of(data)
        box.faults += [Fault(f"{MANIFEST}: {fault.path}".rstrip(": "), fault.message) for fault in faults]
        rows: Rows = {} if found is None else _rows(box, found, DECISIONS in files)
    elif box.holds("case.yaml") or box.holds("claims.json"):
        rows = {}
        tell(f"{folder}: is no export (it has no {MANIFEST}): only its files are taken, and no history")
        _check_case(box)
    else:
        raise DocumentError(
            f"{folder}: holds neither {MANIFEST} nor case.yaml nor claims.json; name a folder that detente export wrote"
        )
    if box.faults:
        raise FormatError(str(folder), box.faults)
    return _made(target, files, rows)


def _made(target: Path, files: dict[str, str | bytes], rows: Rows) -> Moved:
    with made_aside(target) as aside:
        write_all(aside, files)
        database = open_database(aside / "case.sqlite")
        try:
            with writing(database):
                write_rows(database, rows)
        finally:
            close_database(database)
        # What was changed by hand since the export is taken in now, or refused.
        store = open_store(aside)
        try:
            with reading(store.database):
                made = moved(read_rows(store.database))
        finally:
            store.close()
    return made


class _Box:
    """A folder that may be hostile: nothing is read but plain files in it, and each fault is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def holds(self, name: str) -> bool:
        """Tell whether there is something of this name."""
        return (self.folder / name).exists() or (self.folder / name).is_symlink()

    def fault(self, name: str, told: str) -> None:
        """Keep a fault of a file."""
        self.faults.append(Fault(name, told))

    def bytes_of(self, name: str, sha256: str | None = None) -> bytes | None:
        """Give the content of a file; None, and a fault, where it is missing, no plain file, or not as it was."""
        path = self.folder / name
        step = self.folder
        for part in Path(name).parts:
            step /= part
            if step.is_symlink():
                self.fault(name, "is a link, or behind one; put the file itself there")
                return None
        if not path.is_file():
            self.fault(name, "is missing" if not path.exists() else "is no file")
            return None
        try:
            if path.stat().st_size > _LARGEST:
                self.fault(name, f"has more than {_LARGEST / 1e9:g} GB")
                return None
            data = path.read_bytes()
        except OSError as error:
            self.fault(name, f"cannot be read ({error.strerror})")
            return None
        if sha256 is not None and sha256_of(data) != sha256:
            self.fault(name, "is not what was exported; take it from the export again")
            return None
        return data

    def text_of(self, name: str, sha256: str | None = None) -> str | None:
        """Give the text of a file, or None and a fault."""
        data = self.bytes_of(name, sha256)
        if data is None:
            return None
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            self.fault(name, f"is not text in UTF-8 (byte {error.start})")
            return None

    def json_of(self, name: str, sha256: str | None = None) -> Any:
        """Give the JSON of a file, or None and a fault."""
        text = self.text_of(name, sha256)
        if text is None:
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            self.fault(name, f"is not JSON ({error or type(error).__name__})")
            return None


def _own_files(box: _Box) -> dict[str, str | bytes]:
    """Give the files of the case as they are to stand in it, with claims and decisions checked."""
    files: dict[str, str | bytes] = {}
    for name in _OWN:
        if box.holds(name) and (data := box.bytes_of(name)) is not None:
            files[name] = data
    if "claims.json" in files and (text := box.text_of("claims.json")) is not None:
        _kept(box, "claims.json", lambda: readings_from_json(text, "claims.json"))
    if DECISIONS in files and _kept(box, DECISIONS, lambda: read_decisions(box.folder)) is None:
        del files[DECISIONS]
    if "case.yaml" in files:
        _kept(box, "case.yaml", lambda: case_text(box.folder / "case.yaml"))
    return files


def _check_case(box: _Box) -> None:
    if box.holds("case.yaml") and (text := box.text_of("case.yaml")) is not None:
        _kept(box, "case.yaml", lambda: case_from_yaml(text, "case.yaml"))


def _kept(box: _Box, name: str, read: Any) -> Any:
    """Give what `read` gives; its faults join the others."""
    try:
        return read()
    except FormatError as error:
        for fault in error.faults:
            where = name if fault.line is None else f"{name}, line {fault.line}"
            box.fault(f"{where}: {fault.path}".rstrip(": "), fault.message)
    except DocumentError as error:
        box.fault(name, str(error).removeprefix(f"{box.folder / name}: "))
    return None


def _rows(box: _Box, manifest: Manifest, decided: bool) -> Rows:
    """Give the rows of the database that an export tells of."""
    sources: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    for source in manifest.sources:
        row = _source(box, source, claims)
        sources += [] if row is None else [row]
    for name, sha256 in manifest.files.items():
        if sha256 and not box.holds(name):
            box.fault(name, "is missing")
    return {
        "sources": sources,
        "claims": claims,
        "decisions": list(_decisions(box)) if decided else [],
        "revisions": [row for one in manifest.revisions if (row := _revision(box, one)) is not None],
        "runs": [row for one in manifest.runs if (row := _run(box, one)) is not None],
        "files": [{"name": name, "sha256": sha256, "pending": None} for name, sha256 in manifest.files.items()],
    }


def _source(box: _Box, entry: SourceEntry, claims: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Give the row of a source; those of its claims join `claims`."""
    name = f"sources/{entry.file}.claims.json"
    text = box.text_of(f"sources/{entry.file}.txt", entry.sha256)
    read = box.json_of(name, entry.claims)
    if text is None or read is None:
        return None
    about = entry.model_dump(exclude={"file", "claims"})
    whole = {"id": entry.document, "text": text, "sha256": entry.sha256, "claims": read}
    try:
        found = readings_from_json(json.dumps({"documents": [whole]}), name)
    except FormatError as error:
        box.faults += [Fault(f"{name}: {one.path.removeprefix('documents[0].')}", one.message) for one in error.faults]
        return None
    own: tuple[Claim, ...] = found[0].claims
    for place, claim in enumerate(own):
        told = json.dumps(claim.to_json(), ensure_ascii=False)
        claims.append({"document": entry.document, "place": place, "id": claim.id, "claim": told})
    return {**about, "text": text}


def _decisions(box: _Box) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(read_decisions(box.folder), 1):
        line = json.dumps(one.to_json(), ensure_ascii=False)
        yield {"number": number, "id": one.id, "time": one.time, "author": one.author, "decision": line}


def _revision(box: _Box, entry: RevisionEntry) -> dict[str, Any] | None:
    text = box.text_of(f"revisions/{entry.number}.yaml", entry.sha256)
    return None if text is None else {**entry.model_dump(), "text": text}


def _run(box: _Box, entry: RunEntry) -> dict[str, Any] | None:
    # The report's parts load only where there is a run to look at.
    from detente.report.analysis import Analysis

    name = f"runs/{entry.number}.json"
    data = box.json_of(name, entry.sha256)
    if data is None:
        return None
    if not isinstance(data, dict):
        box.fault(name, "is no object")
        return None
    try:
        if _kept(box, name, lambda: Analysis.from_json(data, name)) is None:
            return None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        box.fault(name, f"is no analysis ({type(error).__name__}: {error})")
        return None
    rest = {key: value for key, value in data.items() if key not in OWN_COLUMNS}
    told = {**{name: data[name] for name in OWN_COLUMNS}, "analysis": rest}
    return {**entry.model_dump(exclude={"sha256"}), **{key: json.dumps(value) for key, value in told.items()}}
