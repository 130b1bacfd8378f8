"""`detente report`: what the stages wrote into a folder → analysis.json and report.html."""

import json
from pathlib import Path
from typing import Any

import click

from detente.cli.case_input import load_case
from detente.cli.console import note
from detente.cli.options import as_json as json_option
from detente.errors import DocumentError, Fault, FormatError
from detente.files import dump_json, write_all, write_atomically
from detente.report import Analysis, build_analysis, render_html
from detente.store.case_files import load_readings
from detente.store.decision_log import read_decisions
from detente.table.decided import with_added

__all__ = ["command"]

_STAGES = {"claims.json": "read", "case.yaml": "table", "beliefs.json": "infer", "deals.json": "solve"}


@click.command(name="report")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the report [default: DIR/report.html].")
@json_option
def command(folder: Path, out: Path | None, as_json: bool) -> None:
    """Put together what the stages wrote into DIR: analysis.json, and report.html.

    DIR holds claims.json, case.yaml, beliefs.json and deals.json. An analysis.json that was made of just these is
    kept as it is.
    """
    missing = [f"{name} (detente {stage})" for name, stage in _STAGES.items() if not (folder / name).is_file()]
    if missing:
        raise DocumentError(f"{folder}: lacks {', '.join(missing)}; or make all at once with: detente analyze REPORT…")
    readings = with_added(load_readings(folder / "claims.json"), read_decisions(folder))
    case = load_case(folder / "case.yaml")
    beliefs, deals = _object(folder / "beliefs.json"), _object(folder / "deals.json")
    known = _known(folder / "analysis.json")
    same = known is not None and (known.case, known.beliefs, known.deals) == (case, beliefs, deals)
    analysis = known if known is not None and same else build_analysis(readings, case, beliefs, deals)
    page = render_html(analysis, readings)
    if not same:
        write_all(folder, {"analysis.json": dump_json(analysis.to_json())})
    target = out or folder / "report.html"
    write_atomically(target, page)
    if as_json:
        print(dump_json(analysis.to_json()), end="")
    note(f"{target} is the report")


def _object(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FormatError(str(path), [Fault("", f"is not JSON: {error}")]) from None
    if not isinstance(data, dict) or data.get("schema") != 1:
        raise FormatError(str(path), [Fault("schema", "must be 1; run the stage that writes this file again")])
    return data


def _known(path: Path) -> Analysis | None:
    return Analysis.from_json(_object(path), str(path)) if path.is_file() else None
