"""`detente import`: a case made of a plain folder."""

from dataclasses import asdict
from pathlib import Path

import click

from detente.cli.console import note
from detente.cli.export_case import told
from detente.cli.options import as_json as json_option
from detente.files import dump_json

__all__ = ["command"]


@click.command(name="import")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@json_option
def command(folder: Path, case: Path, as_json: bool) -> None:
    """Make a case in the folder CASE, new or empty, of what detente export wrote into FOLDER.

    All of it is checked first, and all faults are told at once; then all of it is there, or nothing. A file that was
    changed by hand since it was exported (case.yaml, claims.json, decisions.jsonl) counts as changed outside the
    workbench. Of a folder that is no export but holds case.yaml or claims.json, only these files are taken.
    """
    from detente.store import import_case

    done = import_case(folder, case, note)
    if as_json:
        print(dump_json({"schema": 1, "case": str(case), **asdict(done)}), end="")
    note(f"{case}: {told(asdict(done))}; open it with: detente serve {case}")
