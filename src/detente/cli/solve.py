"""`detente solve`: a case.yaml or scenario files → deals."""

import sys
from pathlib import Path
from typing import Any

import click

from detente.beliefs import Posterior, infer
from detente.cli.console import note, step
from detente.cli.describe import describe_deals
from detente.cli.options import as_json as json_option
from detente.cli.options import draws, encoding, seed
from detente.cli.solve_files import check_out, load_table, result_content, result_path
from detente.deals import Deals, Scenario, solve
from detente.errors import DetenteError, UsageError
from detente.files import dump_json, write_atomically
from detente.table import Case

__all__ = ["command"]


@click.command(name="solve")
@click.argument("files", metavar="FILE…", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--beliefs", type=click.Path(path_type=Path), help="beliefs.json of a case [default: infer them anew].")
@click.option(
    "--profile",
    "profiles",
    metavar="FILE",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A party of a GENIUS or NegMAS scenario. May be repeated [default: those it names, else all beside it].",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write: .json, or the frontier as .csv or .parquet; a folder for several FILEs [default: deals.json"
    " beside a case].",
)
@encoding
@seed
@draws
@json_option
def command(
    files: tuple[Path, ...],
    beliefs: Path | None,
    profiles: tuple[Path, ...],
    out: Path | None,
    encoding: str | None,
    seed: int,
    draws: int,
    as_json: bool,
) -> int:
    """Compute the deals of each FILE: a case.yaml (under its beliefs), or a scenario with given utilities.

    A scenario is a neutral JSON, a GENIUS domain (XML, or its folder), a NegMAS folder, packages with utilities (CSV or
    JSON), or an actor table of positions and saliences (CSV).
    """
    check_out(out, files)
    several = len(files) > 1
    taken: set[Path] = set()
    solved: list[dict[str, Any]] = []
    for file in files:
        try:
            table, case = load_table(file, profiles, encoding)
            deals = _deals(table, beliefs, draws, seed)
            target = result_path(out, file, case, several, taken)
            if target is not None:
                write_atomically(target, result_content(target, deals))
                note(f"{target} holds the deals")
        except UsageError:
            raise
        except DetenteError as error:
            print(f"detente: {error}", file=sys.stderr, flush=True)
            continue
        solved.append({**({"file": str(file)} if several else {}), **deals.to_json(), "timings": dict(deals.timings)})
        if not as_json:
            print((f"== {file}\n" if several else "") + describe_deals(deals), end="\n" if several else "")
    if as_json and (several or solved):
        print(dump_json(solved if several else solved[0]), end="")
    return 0 if len(solved) == len(files) else 1


def _deals(table: "Case | Scenario", beliefs: Path | None, draws: int, seed: int) -> Deals:
    posterior: Posterior | None = None
    if isinstance(table, Case):
        posterior = _posterior(table, beliefs, draws, seed)
    elif beliefs is not None:
        raise UsageError("--beliefs belongs to a case.yaml; a scenario file has its utilities given")
    with step("computing deals"):
        return solve(table, posterior)


def _posterior(case: Case, beliefs: Path | None, draws: int, seed: int) -> Posterior:
    if beliefs is None:
        with step("inferring what the parties want"):
            return infer(case, draws=draws, seed=seed).posterior
    from detente.beliefs import read_draws

    return read_draws(beliefs.with_suffix(".parquet"), case)
