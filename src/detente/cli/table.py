"""`detente table`: claims.json → case.yaml."""

from pathlib import Path
from typing import Any

import click

from detente.claims import Reading, readings_to_json
from detente.cli.console import count, note
from detente.cli.options import ClaimsFile, confirm
from detente.cli.options import as_json as json_option
from detente.errors import UsageError
from detente.files import dump_json, write_all
from detente.store.case_files import confirmed_text, load_readings
from detente.store.decision_log import carry_decisions, decisions_beside
from detente.store.drafting import Drafted, draft_as_decided, draft_into, joined, tell_redraft
from detente.table import case_to_yaml

__all__ = ["command"]


@click.command(name="table")
@click.argument("claims", metavar="CLAIMS…", type=ClaimsFile(), nargs=-1, required=True)
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; '-' for stdout [default: beside CLAIMS].")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="CASE.yaml",
    help="Draft again into this case: its claims and these together; all that you changed in it stays.",
)
@click.option("--title", help="Title of the case [default: the first headline].")
@confirm
@json_option
def command(
    claims: tuple[Path, ...],
    out: Path | None,
    into: Path | None,
    title: str | None,
    confirmed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Draft case.yaml from CLAIMS…: the claims.json of a run, the claims.jsonl of a corpus, or the folder of either.

    Where a person changed the case that is there, their edits stay, and conflicts with the new draft are listed. The
    last draft is kept beside it, as case.drafted.yaml; what you removed from the case stays out. What was decided with
    `detente review` (decisions.jsonl, beside the claims or the case) is applied.
    """
    if out is not None and into is not None:
        raise UsageError("--out writes a new case and --into adds to one; give one of the two")
    readings = _readings(claims)
    if out is not None and str(out) == "-":
        decisions = decisions_beside((path.parent for path in claims), note)
        drafted_case = draft_as_decided(readings, title, decisions, note)
        text = confirmed_text(case_to_yaml(drafted_case), confirmed, "case.yaml")
        print(text, end="")
        return
    target = into or out or claims[0].parent / "case.yaml"
    if into is not None:
        readings = joined(target, readings)
    decisions = decisions_beside([target.parent, *(path.parent for path in claims)], note)
    case = draft_as_decided(readings, title, decisions, note)
    drafted = draft_into(target, case, readings, into is not None, confirmed)
    files = dict(drafted.files)
    if into is not None:
        files["claims.json"] = dump_json(readings_to_json(readings))
    write_all(target.parent, {**files})
    carry_decisions(target.parent, decisions, note)
    if as_json:
        print(dump_json(_record(drafted)), end="")
    tell_redraft(target, drafted.redraft, note)
    case = drafted.case
    parties = count(len(case.parties), "party", "parties")
    note(f"{target}: {parties}, {count(len(case.issues), 'issue')}, {count(len(case.evidence), 'claim')}")


def _readings(claims: tuple[Path, ...]) -> tuple[Reading, ...]:
    """Give the readings of all files, each document once; the last named counts."""
    found = {reading.document.id: reading for path in claims for reading in load_readings(path)}
    return tuple(found.values())


def _record(drafted: Drafted) -> dict[str, Any]:
    result = drafted.redraft
    record = {"schema": 1, **drafted.case.model_dump(mode="json", exclude_defaults=True)}
    if result is None:
        return record
    merged = {
        "added": list(result.added),
        "updated": list(result.updated),
        "removed": list(result.removed),
        "left_out": list(result.left_out),
        "conflicts": [
            {"path": c.path, "mine": _plain(c.mine), "drafted": _plain(c.drafted), "remedy": c.remedy}
            for c in result.conflicts
        ],
    }
    return {**record, "merge": merged}


def _plain(value: Any) -> Any:
    return value if isinstance(value, dict | list | str | int | float | None) else None
