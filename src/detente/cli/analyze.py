"""`detente analyze`: the main job, from reports to report.html."""

import time
from collections.abc import Sequence
from pathlib import Path

import click

from detente.beliefs import Beliefs, infer
from detente.claims import Reading, readings_to_json
from detente.cli.console import count, note, step
from detente.cli.draws import draws_file
from detente.cli.language_model import ReaderChoice, reader_options
from detente.cli.options import CaseFile, confirm, draws, reports, seed
from detente.cli.options import as_json as json_option
from detente.cli.sources import read_sources, source_options
from detente.deals import Deals, solve
from detente.documents import SourceOptions
from detente.errors import DocumentError, UsageError
from detente.files import dump_json, write_all
from detente.report import Analysis, build_analysis, render_html, summarize
from detente.store.case_files import (
    as_decided,
    case_text,
    check_claims,
    claims_beside,
    confirmed_text,
    draft_path,
    edited_by_hand,
    last_draft,
    load_readings,
    sealed,
)
from detente.store.decision_log import carry_decisions, read_decisions
from detente.store.drafting import draft_as_decided, draft_into, joined, tell_redraft
from detente.table import Case, case_from_yaml
from detente.table.decided import with_added
from detente.table.dropped import counting, dropped_sources
from detente.table.redraft import Redraft

__all__ = ["command", "compute"]

_DEFAULT_OUT = Path("analysis")


@click.command(name="analyze")
@reports
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write [default: analysis; with --case, the folder of the case].",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Add these reports to the analysis in this folder: its reports count too, and your edits of its case stay.",
)
@click.option("--case", "case_file", type=CaseFile(), help="Use this case.yaml instead of drafting one.")
@seed
@draws
@confirm
@source_options
@reader_options()
@json_option
def command(
    reports: tuple[str, ...],
    out: Path | None,
    into: Path | None,
    case_file: Path | None,
    seed: int,
    draws: int,
    confirmed: tuple[str, ...],
    taking: SourceOptions,
    as_json: bool,
    reader: ReaderChoice,
) -> int:
    """Read REPORT… (files, folders, addresses, or - for standard input) and analyze the negotiation they tell of.

    Writes claims.json, case.yaml, beliefs.json, deals.json, analysis.json and report.html into a folder, and a
    summary to standard output. With --case, a case that you edited is used as it stands, and copied where --out is
    another folder; its claims are read from the reports named, or else from claims.json or claims.jsonl beside it.

    When new reports come, --into DIR drafts the case again from all of them and merges: what you changed, added or
    removed in case.yaml stays, and where the new draft differs from it, that is listed. What was decided with `detente
    review` (decisions.jsonl in the folder) is applied.
    """
    begun = time.monotonic()
    _check_options(reports, out, into, case_file)
    folder = into or out or (case_file.parent if case_file else _DEFAULT_OUT)
    _check_folder(folder, case_file)
    failed = 0
    readings: tuple[Reading, ...] = ()
    if reports:
        sources = read_sources(reports, taking, reader)
        readings, failed = sources.readings, sources.failed
    elif case_file is not None and (kept := claims_beside(case_file.parent)).is_file():
        readings = load_readings(kept)
    if into is not None:
        readings = joined(folder / "case.yaml", readings)
    case, texts, merged = _case(readings, case_file, folder, into is not None, confirmed)
    decisions = read_decisions(folder if case_file is None else case_file.parent)
    known = with_added(readings, decisions)
    if case_file is not None:
        check_claims(case, known, case_file, note)
    shown = counting(known, dropped_sources(decisions))
    analysis = _analyze(readings, shown, case, texts, folder, draws, seed)
    if case_file is not None:
        carry_decisions(folder, read_decisions(case_file.parent, note), note)
    if as_json:
        print(dump_json(analysis.to_json()), end="")
    else:
        print(summarize(analysis), flush=True)
    tell_redraft(folder / "case.yaml", merged, note)
    note(f"{folder / 'report.html'} is the report ({time.monotonic() - begun:.1f} s)")
    if failed:
        note(f"{count(failed, 'report')} could not be read (see above); the others were")
    return 1 if failed else 0


def _check_options(reports: Sequence[str], out: Path | None, into: Path | None, case_file: Path | None) -> None:
    """See that the options say one thing. Raises UsageError."""
    if not reports and case_file is None:
        raise UsageError("name at least one report, or a case with --case; detente analyze --help tells more")
    if into is not None and (out is not None or case_file is not None):
        raise UsageError("--into names the folder and its case; leave out --out and --case")


def _check_folder(folder: Path, case_file: Path | None) -> None:
    """See that nothing stands in the way of writing the folder before the work begins. Raises DocumentError."""
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise DocumentError(f"{place}: is a file; give a folder with --out")
    drafted = folder / "case.yaml"
    if case_file is not None and edited_by_hand(drafted) and not _same(drafted, case_file):
        raise DocumentError(
            f"{drafted}: was changed by hand and would be lost; "
            f"use it with: detente analyze --case {drafted}, or give another --out"
        )
    # Faults are told before the reports are read, which takes longer.
    read_decisions(folder, note)
    if case_file is None and edited_by_hand(drafted):
        case_from_yaml(case_text(drafted), str(drafted))


def _same(one: Path, other: Path | None) -> bool:
    return other is not None and one.exists() and other.exists() and one.samefile(other)


def _case(
    readings: Sequence[Reading], case_file: Path | None, folder: Path, into: bool, confirmed: Sequence[str]
) -> tuple[Case, dict[str, str], Redraft | None]:
    """Give the case, its files by name as they are to be written, and what drafting again changed."""
    if case_file is not None:
        text = confirmed_text(case_text(case_file), confirmed, str(case_file))
        case = as_decided(case_from_yaml(text, str(case_file)), case_file, note)
        if _same(folder / "case.yaml", case_file):
            return case, {}, None
        base = last_draft(case_file)
        kept = {} if base is None else {draft_path(folder / "case.yaml").name: base}
        return case, {"case.yaml": sealed(text), **kept}, None
    if not any(reading.claims for reading in readings):
        raise DocumentError(
            f"no claim about a negotiation was found in {count(len(readings), 'report')}: nobody is said to demand, "
            "offer, refuse or want anything"
        )
    with step("laying the table"):
        case = draft_as_decided(readings, None, read_decisions(folder, note), note)
        drafted = draft_into(folder / "case.yaml", case, readings, into, confirmed)
    return drafted.case, drafted.files, drafted.redraft


def _analyze(
    readings: Sequence[Reading],
    shown: Sequence[Reading],
    case: Case,
    texts: dict[str, str],
    folder: Path,
    draws: int,
    seed: int,
) -> Analysis:
    analysis, files = compute(readings, shown, case, draws, seed)
    with step("writing the report"):
        write_all(folder, {**files, **texts})
    return analysis


def compute(
    readings: Sequence[Reading], shown: Sequence[Reading], case: Case, draws: int, seed: int
) -> tuple[Analysis, dict[str, str | bytes]]:
    """Give the analysis of a case, and the files that show it, by name.

    `shown` are the readings with the claims that people added, which claims.json lacks.
    """
    with step("inferring what the parties want"):
        beliefs = infer(case, draws=draws, seed=seed)
    with step("computing deals"):
        deals = solve(case, beliefs.posterior)
    with step("making the report"):
        analysis = build_analysis(shown, case, beliefs, deals)
        return analysis, _files(readings, shown, case, beliefs, deals, analysis)


def _files(
    readings: Sequence[Reading],
    shown: Sequence[Reading],
    case: Case,
    beliefs: Beliefs,
    deals: Deals,
    analysis: Analysis,
) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "claims.json": dump_json(readings_to_json(readings)),
        "beliefs.json": dump_json(beliefs.to_json()),
        "deals.json": dump_json(deals.to_json()),
        "analysis.json": dump_json(analysis.to_json()),
        "report.html": render_html(analysis, shown),
    }
    return files | draws_file(case, beliefs.posterior)
