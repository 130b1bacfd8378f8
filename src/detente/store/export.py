"""A whole case as a plain folder: its files as they are, and as files whatever else the workbench keeps of it.

FOLDER/  case.yaml, claims.json, decisions.jsonl, …   as they stand in the folder of the case
         export.json                                  what is what: see `manifest`
         sources/NAME.txt, NAME.meta.json             each source as `detente read` can read it again
         sources/NAME.claims.json                     its claims as they were read
         revisions/NUMBER.yaml, runs/NUMBER.json      the case after each change, and what was computed of it
         analysis.json, beliefs.json, deals.json      of the newest run, for `detente report`
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import detente
from detente.errors import DocumentError
from detente.files import dump_json, write_all
from detente.store.case_files import draft_path, load_readings
from detente.store.case_store import CaseStore, open_store
from detente.store.database import writing
from detente.store.decision_log import DECISIONS, read_decisions
from detente.store.kept_runs import OWN_COLUMNS, KeptAnalysis
from detente.store.manifest import MANIFEST, is_name, sha256_of
from detente.store.rows import Rows, read_rows
from detente.store.telling import Tell, silent

__all__ = ["CARRIED", "Moved", "check_free", "export_case", "export_files", "made_aside", "moved"]

CARRIED = ("case.schema.json", "watch.json", "changes.jsonl")
"""Files of a case that are taken along as they are, where they are there."""

_ABOUT = (
    "document", "title", "outlet", "date", "address", "near_duplicate_of", "came_from", "added", "added_by", "gone",
    "place", "sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """How much of a case was exported or imported."""

    sources: int
    claims: int
    decisions: int
    revisions: int
    runs: int


def moved(rows: Rows) -> Moved:
    """Count the rows of a case."""
    return Moved(*(len(rows[name]) for name in ("sources", "claims", "decisions", "revisions", "runs")))


def check_free(target: Path) -> None:
    """See that nothing stands at `target`, or an empty folder. Raises DocumentError."""
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise DocumentError(f"{target}: is there and not empty; name a new folder")


@contextmanager
def made_aside(target: Path) -> Iterator[Path]:
    """Give a folder that comes to stand at `target` when the block ends without an exception, and else never does.

    Raises DocumentError where something stands there already, OSError.
    """
    check_free(target)
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=parent))
    try:
        yield aside
        mask = os.umask(0)
        os.umask(mask)
        aside.chmod(0o777 & ~mask)
        if target.exists():
            target.rmdir()
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def export_case(store: CaseStore, target: Path) -> Moved:
    """Write the whole case into a folder that is new or empty, or nothing at all. Raises DocumentError, OSError."""
    store.sync()
    with made_aside(target) as folder:
        # While this holds the database, nobody else changes it, nor a file by way of it.
        with writing(store.database):
            rows = read_rows(store.database)
            own = _own_files(store.file, rows)
        names = _file_names(rows)
        manifest = {
            "schema": 1,
            "detente": detente.__version__,
            "files": _known_files(store.file, rows),
            "sources": [],
            "revisions": [],
            "runs": [],
        }
        write_all(folder / "sources", _sources(rows, names, manifest["sources"]))
        write_all(folder / "revisions", _revisions(rows, manifest["revisions"]))
        write_all(folder / "runs", _runs(rows, manifest["runs"]))
        if rows["runs"]:
            newest = dict(KeptAnalysis(rows["runs"][-1]))
            own |= {f"{name}.json": dump_json(newest[name]) for name in OWN_COLUMNS}
            own["analysis.json"] = dump_json(newest)
        write_all(folder, {**own, MANIFEST: dump_json(manifest)})
    return moved(rows)


def export_files(file: Path, target: Path, tell: Tell = silent) -> Moved:
    """Export the case of `file` on which no workbench was opened, and leave no database behind.

    Raises FormatError, DocumentError, OSError.
    """
    claims = file.with_name("claims.json")
    if claims.is_file():
        load_readings(claims)
    read_decisions(file.parent, tell)
    names = (file.name, draft_path(file).name, claims.name, DECISIONS, *CARRIED)
    found: dict[str, str | bytes] = {
        _plain_name(file, name): path.read_bytes() for name in names if (path := file.with_name(name)).is_file()
    }
    with tempfile.TemporaryDirectory() as aside:
        write_all(Path(aside), found)
        store = open_store(Path(aside))
        try:
            return export_case(store, target)
        finally:
            store.close()


def _plain_name(file: Path, name: str) -> str:
    """Give what a file of the case is called in an export, where the case itself is always case.yaml."""
    return {file.name: "case.yaml", draft_path(file).name: "case.drafted.yaml"}.get(name, name)


def _own_files(file: Path, rows: Rows) -> dict[str, str | bytes]:
    """Give the files of the case by the names that they have in an export, as they are or are confirmed to become."""
    pending = {row["name"]: row["pending"] for row in rows["files"] if row["pending"] is not None}
    found: dict[str, str | bytes] = {}
    for name in (file.name, draft_path(file).name, "claims.json", *CARRIED):
        path = file.with_name(name)
        if name in pending:
            found[_plain_name(file, name)] = pending[name]
        elif path.is_file():
            found[_plain_name(file, name)] = path.read_bytes()
    if rows["decisions"]:
        found[DECISIONS] = "".join(f"{row['decision']}\n" for row in rows["decisions"])
    return found


def _known_files(file: Path, rows: Rows) -> dict[str, str]:
    return {
        _plain_name(file, row["name"]): row["sha256"] if row["pending"] is None else sha256_of(row["pending"].encode())
        for row in rows["files"]
    }


def _file_names(rows: Rows) -> dict[str, str]:
    """Give for each source the name of its files: its id, where that is the name of a file on any system."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number, row in enumerate(rows["sources"], 1):
        name = row["document"]
        if not is_name(name) or name.casefold() in taken:
            name = f"source-{number}"
            while name in taken:
                name += "-"
        taken.add(name.casefold())
        found[row["document"]] = name
    return found


def _sources(rows: Rows, names: Mapping[str, str], told: Any) -> dict[str, str | bytes]:
    claims: dict[str, list[Any]] = {}
    for row in rows["claims"]:
        claims.setdefault(row["document"], []).append(json.loads(row["claim"]))
    files: dict[str, str | bytes] = {}
    for row in rows["sources"]:
        name, read = names[row["document"]], dump_json(claims.get(row["document"], [])).encode()
        about = {"title": row["title"], "outlet": row["outlet"], "date": row["date"], "url": row["address"]}
        files[f"{name}.txt"] = row["text"].encode()
        files[f"{name}.meta.json"] = dump_json({key: value for key, value in about.items() if value})
        files[f"{name}.claims.json"] = read
        told.append({"file": name, **{key: row[key] for key in _ABOUT}, "claims": sha256_of(read)})
    return files


def _revisions(rows: Rows, told: Any) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    for row in rows["revisions"]:
        files[f"{row['number']}.yaml"] = row["text"].encode()
        told.append({key: row[key] for key in ("number", "time", "author", "why", "drafted_from", "sha256")})
    return files


def _runs(rows: Rows, told: Any) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    for row in rows["runs"]:
        data = dump_json(dict(KeptAnalysis(row))).encode()
        files[f"{row['number']}.json"] = data
        about = ("number", "inputs", "revision", "seed", "draws", "started", "finished")
        told.append({**{key: row[key] for key in about}, "sha256": sha256_of(data)})
    return files
