"""`detente report`: what the stages wrote into a folder → analysis.json and the report."""

import json
from pathlib import Path
from typing import Any

import click

from detente.cli.case_input import load_case
from detente.cli.console import count, note, step
from detente.cli.options import as_json as json_option
from detente.errors import DocumentError, Fault, FormatError
from detente.files import dump_json, write_all, write_atomically
from detente.report import Analysis, build_analysis, chart_files, check_format, make_charts, render_report
from detente.store.case_files import claims_beside, load_readings
from detente.store.decision_log import read_decisions
from detente.table.decided import with_added
from detente.table.dropped import counting, dropped_sources

__all__ = ["command"]

_STAGES = {"claims.json": "read", "case.yaml": "table", "beliefs.json": "infer", "deals.json": "solve"}


@click.command(name="report")
@click.argument("place", metavar="CASE", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; its name ends in .html, .json, .md or .pdf [default: report.html beside the case].",
)
@click.option(
    "--charts",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write every chart into this folder: as Vega-Lite, with its table as CSV, as SVG and as PNG.",
)
@json_option
def command(place: Path, out: Path | None, charts: Path | None, as_json: bool) -> None:
    """Put together what the stages wrote beside a case: analysis.json, and a report to read or to send.

    CASE is a folder that holds claims.json (or claims.jsonl), case.yaml, beliefs.json and deals.json, or the case.yaml
    in it. An analysis.json that was made of just these is kept as it is.
    """
    if out is not None:
        check_format(out)
    folder, case_file = (place, place / "case.yaml") if place.is_dir() else (place.parent, place)
    paths = {name: folder / name for name in _STAGES} | {"case.yaml": case_file, "claims.json": claims_beside(folder)}
    missing = [f"{path.name} (detente {_STAGES[name]})" for name, path in paths.items() if not path.is_file()]
    if missing:
        raise DocumentError(f"{place}: lacks {', '.join(missing)}; or make all at once with: detente analyze REPORT…")
    decisions = read_decisions(folder)
    readings = counting(with_added(load_readings(paths["claims.json"]), decisions), dropped_sources(decisions))
    case = load_case(case_file)
    beliefs, deals = _object(paths["beliefs.json"]), _object(paths["deals.json"])
    known = _known(folder / "analysis.json")
    same = known is not None and (known.case, known.beliefs, known.deals) == (case, beliefs, deals)
    analysis = known if known is not None and same else build_analysis(readings, case, beliefs, deals)
    target = out or folder / "report.html"
    with step("writing the report"):
        report = render_report(target, analysis, readings)
        drawn = {} if charts is None else chart_files(make_charts(analysis.to_json()))
    if not same:
        write_all(folder, {"analysis.json": dump_json(analysis.to_json())})
    write_atomically(target, report)
    if charts is not None:
        write_all(charts, drawn)
        note(f"{charts} holds {count(len(drawn) // 4, 'chart')}")
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
