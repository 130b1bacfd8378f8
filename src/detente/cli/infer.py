"""`detente infer`: case.yaml → beliefs.json."""

from pathlib import Path

import click

from detente.beliefs import infer
from detente.cli.case_input import load_case, load_readings, missing_claims, only_assumed, with_confirmed
from detente.cli.console import note, step
from detente.cli.describe import describe_beliefs
from detente.cli.draws import draws_file
from detente.cli.options import as_json as json_option
from detente.cli.options import confirm, draws, seed
from detente.errors import Fault, FormatError
from detente.files import dump_json, write_all

__all__ = ["command"]


@click.command(name="infer")
@click.argument("case", metavar="CASE.yaml", type=click.Path(path_type=Path))
@click.option("--claims", type=click.Path(path_type=Path), help="claims.json: check that its claims are the case's.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write [default: the case's].")
@seed
@draws
@confirm
@json_option
def command(
    case: Path,
    claims: Path | None,
    out: Path | None,
    seed: int,
    draws: int,
    confirmed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Infer what each party wants, and write beliefs.json (and beliefs.parquet, the draws)."""
    loaded = with_confirmed(load_case(case), confirmed)
    if claims is not None:
        faults = [
            Fault(f"evidence.{name}", f"there is no such claim in {claims}; read the reports again or remove it")
            for name in missing_claims(loaded, load_readings(claims))
        ]
        if faults:
            raise FormatError(str(case), faults)
    with step("inferring what the parties want"):
        beliefs = infer(loaded, draws=draws, seed=seed)
    files: dict[str, str | bytes] = {"beliefs.json": dump_json(beliefs.to_json())}
    files |= draws_file(loaded, beliefs.posterior)
    folder = out or case.parent
    write_all(folder, files)
    print(dump_json(beliefs.to_json()) if as_json else only_assumed(loaded) + describe_beliefs(loaded, beliefs), end="")
    note(f"{folder / 'beliefs.json'} holds the beliefs")
