"""A whole case as a plain folder: written out, and taken in."""

from collections.abc import Sequence
from pathlib import Path

from detente.claims import Reading
from detente.errors import DocumentError
from detente.files import dump_json, write_all
from detente.store.case_files import draft_path
from detente.store.decision_log import DECISIONS
from detente.store.folder_sync import CLAIMS
from detente.store.records import Run
from detente.table.schema import SCHEMA_FILE

__all__ = ["copy_files", "new_folder", "write_folder"]


def new_folder(target: Path) -> None:
    """See that nothing is there that would be written over. Raises DocumentError."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DocumentError(f"{target}: is there and not empty; name a new folder")


def write_folder(target: Path, file: Path, readings: Sequence[Reading], run: Run | None) -> None:
    """Write the files of the case `file`, each source as a text, and what a run gave. Raises OSError."""
    files = _found(file.parent, (file.name, draft_path(file).name, SCHEMA_FILE, CLAIMS, DECISIONS))
    texts: dict[str, str | bytes] = {}
    for document in (one.document for one in readings):
        texts[f"{document.id}.txt"] = document.text.encode("utf-8", "surrogatepass")
        about = {"title": document.title, "outlet": document.outlet, "date": document.date, "url": document.address}
        texts[f"{document.id}.meta.json"] = dump_json({key: value for key, value in about.items() if value})
    if run is not None:
        files |= {f"{name}.json": dump_json(run.analysis[name]) for name in ("beliefs", "deals")}
        files["analysis.json"] = dump_json(run.analysis)
    write_all(target / "sources", texts)
    write_all(target, files)


def copy_files(folder: Path, target: Path) -> None:
    """Copy the files of a case, as `write_folder` or `detente analyze` wrote them. Raises DocumentError, OSError."""
    if not (folder / "case.yaml").is_file() and not (folder / CLAIMS).is_file():
        raise DocumentError(f"{folder}: holds neither case.yaml nor claims.json; name the folder of a case")
    new_folder(target)
    write_all(target, _found(folder, ("case.yaml", "case.drafted.yaml", SCHEMA_FILE, CLAIMS, DECISIONS)))


def _found(folder: Path, names: Sequence[str]) -> dict[str, str | bytes]:
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
