"""`detente solve`: a case.yaml or a scenario file → deals.json."""

from pathlib import Path

import click

from detente.beliefs import Posterior, infer
from detente.cli.case_input import load_case
from detente.cli.console import note, step
from detente.cli.describe import describe_deals
from detente.cli.options import as_json as json_option
from detente.cli.options import draws, seed
from detente.deals import Scenario, solve
from detente.deals.neutral import read_neutral
from detente.errors import UsageError
from detente.files import dump_json, write_atomically
from detente.table import Case

__all__ = ["command"]


@click.command(name="solve")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--beliefs", type=click.Path(path_type=Path), help="beliefs.json of a case [default: infer them anew].")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write [default: deals.json beside a case].")
@click.option(
    "--veto", multiple=True, help="A party without which no deal counts as one of all but any one. Repeatable."
)
@click.option("--without", multiple=True, help="Count besides what all but this party accept. Repeatable.")
@seed
@draws
@json_option
def command(
    file: Path,
    beliefs: Path | None,
    out: Path | None,
    veto: tuple[str, ...],
    without: tuple[str, ...],
    seed: int,
    draws: int,
    as_json: bool,
) -> None:
    """Compute the deals of FILE: a case.yaml (under its beliefs), or a scenario with given utilities (.json)."""
    table: Case | Scenario
    posterior: Posterior | None = None
    if file.suffix.lower() == ".json":
        if beliefs is not None:
            raise UsageError("--beliefs belongs to a case.yaml; a scenario file has its utilities given")
        table = read_neutral(file)
    else:
        table = load_case(file)
        posterior = _posterior(table, beliefs, draws, seed)
    with step("computing deals"):
        deals = solve(table, posterior, veto=veto, without=without)
    target = out or (file.parent / "deals.json" if isinstance(table, Case) else None)
    if target is not None:
        write_atomically(target, dump_json(deals.to_json()))
        note(f"{target} holds the deals")
    print(dump_json({**deals.to_json(), "timings": dict(deals.timings)}) if as_json else describe_deals(deals), end="")


def _posterior(case: Case, beliefs: Path | None, draws: int, seed: int) -> Posterior:
    if beliefs is None:
        with step("inferring what the parties want"):
            return infer(case, draws=draws, seed=seed).posterior
    from detente.beliefs import read_draws

    return read_draws(beliefs.with_suffix(".parquet"), case)
