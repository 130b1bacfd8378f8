"""`detente export`: a whole case as a plain folder."""

from dataclasses import asdict
from pathlib import Path

import click

from detente.cli.console import count, note
from detente.cli.options import as_json as json_option
from detente.errors import DocumentError
from detente.files import dump_json

__all__ = ["command", "told"]


@click.command(name="export")
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@json_option
def command(case: Path, folder: Path, as_json: bool) -> None:
    """Write a whole case into FOLDER, new or empty, as plain files: to keep, to send, or to read with other tools.

    CASE is a case.yaml or its folder. FOLDER then holds its files, each source as a text with its claims as they were
    read, the case after each change, and what was computed of it; with who decided, added and changed what, and when.
    detente import makes a case of it again, in which nothing is missing.
    """
    from detente.store import export_case, export_files, open_store

    file = case if case.suffix in {".yaml", ".yml"} and not case.is_dir() else case / "case.yaml"
    if not file.is_file() and not (file.parent / "claims.json").is_file():
        raise DocumentError(f"{case}: holds no case: neither {file.name} nor claims.json is there")
    if file.with_suffix(".sqlite").is_file():
        store = open_store(file, note)
        try:
            done = export_case(store, folder)
        finally:
            store.close()
    else:
        done = export_files(file, folder, note)
    if as_json:
        print(dump_json({"schema": 1, "folder": str(folder), **asdict(done)}), end="")
    note(f"{folder}: {told(asdict(done))}")


def told(done: dict[str, int]) -> str:
    """Give in words how much was exported or imported."""
    return ", ".join(count(number, noun.removesuffix("s")) for noun, number in done.items())
