"""`detente table`: claims.json → case.yaml."""

from pathlib import Path

import click

from detente.cli.case_input import edited_by_hand, load_readings, sealed, with_confirmed
from detente.cli.console import count, note
from detente.cli.options import as_json as json_option
from detente.cli.options import confirm
from detente.errors import DocumentError
from detente.files import dump_json, write_atomically
from detente.table import case_to_yaml, draft_case

__all__ = ["command"]


@click.command(name="table")
@click.argument("claims", metavar="CLAIMS.json", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; '-' for stdout [default: beside CLAIMS].")
@click.option("--title", help="Title of the case [default: the first headline].")
@confirm
@json_option
def command(claims: Path, out: Path | None, title: str | None, confirmed: tuple[str, ...], as_json: bool) -> None:
    """Draft case.yaml from the claims of a run."""
    case = with_confirmed(draft_case(load_readings(claims), title), confirmed)
    text = sealed(case_to_yaml(case))
    if as_json:
        print(dump_json({"schema": 1, **case.model_dump(mode="json", exclude_defaults=True)}), end="")
    if out is not None and str(out) == "-":
        print(text, end="")
        return
    target = out or claims.parent / "case.yaml"
    if edited_by_hand(target):
        raise DocumentError(f"{target}: was changed by hand; it stays as it is. Name another file with --out")
    write_atomically(target, text)
    parties = count(len(case.parties), "party", "parties")
    note(f"{target}: {parties}, {count(len(case.issues), 'issue')}, {count(len(case.evidence), 'claim')}")
