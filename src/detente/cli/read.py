"""`detente read`: reports → claims."""

import os
import sys
from pathlib import Path

import click

from detente.claims import Claim, Reading, readings_to_json
from detente.cli.console import count, note
from detente.cli.corpus import CorpusChoice, corpus_options, read_as_corpus
from detente.cli.explain import explained
from detente.cli.language_model import ReaderChoice, reader_options, record_requests
from detente.cli.options import as_json as json_option
from detente.cli.options import reports
from detente.cli.sources import STANDARD_INPUT, load_sources, read_sources, source_options, tell_failures
from detente.documents import SourceOptions
from detente.errors import UsageError
from detente.files import dump_json, write_all
from detente.store.decision_log import read_decisions

__all__ = ["command"]


@click.command(name="read")
@reports
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for claims.json and NAME.claims.json."
)
@click.option("--explain", is_flag=True, help="Show each report with its claims underlined, and a card for each claim.")
@source_options
@corpus_options
@reader_options(record=True)
@json_option
def command(
    reports: tuple[str, ...],
    out: Path | None,
    explain: bool,
    taking: SourceOptions,
    as_json: bool,
    reader: ReaderChoice,
    corpus: CorpusChoice,
) -> int:
    """Read REPORT… (files, folders, addresses, or - for standard input) into claims, each with its exact place.

    With --out, writes claims.json for the run and NAME.claims.json for each report; otherwise shows the claims. What
    was decided about claims with `detente review` is kept apart from them, and stays; a decision whose claim is gone is
    told.

    With --workers, --cluster or --parquet, the reports are a corpus: they are read one by one into claims.jsonl (a
    report with its claims on each line), at constant memory, and the same command goes on where one was interrupted.
    """
    if not reports:
        raise UsageError("name at least one report; detente read --help tells more")
    if corpus.wanted:
        if explain or reader.is_model:
            raise UsageError(f"{corpus.option}: a corpus is read by the embedded reader, and without --explain")
        return read_as_corpus(reports, taking, out, corpus, as_json=as_json)
    if "record" in reader.options:
        documents, failures = load_sources(reports, taking)
        written = record_requests(list(documents.values()), reader)
        note(f"{reader.options['record']}: {count(written, 'request')}; put each answer beside it as KEY.answer.json")
        tell_failures(failures)
        return 1 if failures else 0
    sources = read_sources(reports, taking, reader)
    if out is not None:
        files: dict[str, str | bytes] = {"claims.json": dump_json(readings_to_json(sources.readings))}
        for reading in sources.readings:
            name = _file_name(sources.names[reading.document.id], reading.document.id)
            name = reading.document.id if f"{name}.claims.json".lower() in map(str.lower, files) else name
            files[f"{name}.claims.json"] = dump_json([claim.to_json() for claim in reading.claims])
        write_all(out, files)
        decisions = read_decisions(out, note)
        if decisions:
            from detente.store.drafting import tell_lost
            from detente.table.decided import apply

            tell_lost(apply(sources.readings, decisions), note)
        note(f"{out / 'claims.json'}: {count(sources.claims, 'claim')} in {count(len(sources.readings), 'report')}")
    if as_json:
        print(dump_json(readings_to_json(sources.readings)), end="")
    elif explain:
        styled = sys.stdout.isatty()
        print("\n\n".join(explained(reading, styled=styled) for reading in sources.readings))
    elif out is None:
        print("\n\n".join(_shown(reading) for reading in sources.readings))
    return 1 if sources.failed else 0


def _file_name(called: str, document: str) -> str:
    """Give the name of the claim file of a report: by its own name where it is a file, else by its document's id."""
    if called == STANDARD_INPUT:
        return "standard-input"
    return Path(called).stem if os.path.isfile(called) else document


def _shown(reading: Reading) -> str:
    head = reading.document.title or reading.document.id
    lines = [head, "=" * min(len(head), 100)]
    lines += [_line(claim) for claim in reading.claims] or ["(no claim)"]
    return "\n".join(lines)


def _line(claim: Claim) -> str:
    chain = f"  [{' < '.join(claim.sources)}]" if claim.sources else ""
    sure = "" if claim.certainty == "asserted" else f", {claim.certainty}"
    against = f" / against: {claim.against}" if claim.against else ""
    words = " ".join(f"{claim.content}{against}".split())
    return f"{claim.id}  {claim.party}: {claim.act}{sure} ({claim.basis}) {claim.issue}: {words}{chain}"
