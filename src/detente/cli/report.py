"""`detente report`: the files of an analysis → report.html."""

import json
from pathlib import Path

import click

from detente.cli.case_input import load_readings
from detente.cli.console import note
from detente.cli.options import as_json as json_option
from detente.errors import DocumentError, Fault, FormatError
from detente.files import dump_json, write_atomically
from detente.report import Analysis, render_html

__all__ = ["command"]


@click.command(name="report")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write [default: DIR/report.html].")
@json_option
def command(folder: Path, out: Path | None, as_json: bool) -> None:
    """Write the report of an analysis anew from DIR/analysis.json and DIR/claims.json."""
    source = folder / "analysis.json"
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DocumentError(f"{source}: does not exist; make it with: detente analyze REPORT… --out {folder}") from None
    except ValueError as error:
        raise FormatError(str(source), [Fault("", f"is not JSON: {error}")]) from None
    readings = load_readings(folder / "claims.json")
    analysis = Analysis.from_json(data)
    target = out or folder / "report.html"
    write_atomically(target, render_html(analysis, readings))
    if as_json:
        print(dump_json(analysis.to_json()), end="")
    note(f"{target} is the report")
