"""`detente check`: all faults of a case.yaml."""

import json
from pathlib import Path

import click

from detente.cli.case_input import load_case
from detente.cli.options import as_json as json_option
from detente.errors import FormatError

__all__ = ["command"]


@click.command(name="check")
@click.argument("case", metavar="CASE.yaml", type=click.Path(path_type=Path))
@json_option
def command(case: Path, as_json: bool) -> int:
    """Check a case.yaml, and list all its faults with their paths."""
    try:
        load_case(case)
    except FormatError as error:
        if not as_json:
            raise
        faults = [{"path": fault.path, "line": fault.line, "message": fault.message} for fault in error.faults]
        print(json.dumps({"schema": 1, "sound": False, "faults": faults}, ensure_ascii=False, indent=1))
        return 1
    print(json.dumps({"schema": 1, "sound": True, "faults": []}) if as_json else f"{case}: sound")
    return 0
