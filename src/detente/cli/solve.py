"""`detente solve`: a case.yaml or scenario files → deals."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from detente.cli.case_input import only_assumed
from detente.cli.console import note, step
from detente.cli.describe import describe_deals
from detente.cli.options import as_json as json_option
from detente.cli.options import draws, encoding, seed
from detente.cli.package_input import load_reference
from detente.cli.solve_files import check_out, load_table, result_content, result_path
from detente.cli.table_input import with_beliefs
from detente.deals import Deals, solve
from detente.deals.agreement import match
from detente.deals.near import no_such
from detente.deals.solutions import SOLUTIONS
from detente.errors import DetenteError, UsageError
from detente.files import dump_json, write_atomically
from detente.table import Case

__all__ = ["KINDS", "command"]

KINDS = (*SOLUTIONS, "best")


@click.command(name="solve")
@click.argument("files", metavar="FILE…", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--beliefs", type=click.Path(path_type=Path), help="beliefs.json of a case [default: infer them anew].")
@click.option(
    "--solution",
    "named",
    metavar="NAME",
    multiple=True,
    help=f"Show only this solution ({', '.join(KINDS)}). May be repeated; files hold all.",
)
@click.option(
    "--reference",
    metavar="PACKAGE",
    multiple=True,
    help="Where trades start: a file that holds a package or a draft agreement, the name of a package of the case, or "
    "issue=option, repeated [default: the middle of what the parties state].",
)
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
@click.option(
    "--veto",
    metavar="PARTY",
    multiple=True,
    help="A party without which no deal counts as one of all but any one. May be repeated.",
)
@click.option(
    "--without",
    metavar="PARTY",
    multiple=True,
    help="Count besides what all but this party accept. May be repeated.",
)
@encoding
@seed
@draws
@json_option
def command(
    files: tuple[Path, ...],
    beliefs: Path | None,
    named: tuple[str, ...],
    reference: tuple[str, ...],
    profiles: tuple[Path, ...],
    out: Path | None,
    veto: tuple[str, ...],
    without: tuple[str, ...],
    encoding: str | None,
    seed: int,
    draws: int,
    as_json: bool,
) -> int:
    """Compute the deals of each FILE: a case.yaml (under its beliefs), or a scenario with given utilities.

    A scenario is a neutral JSON, a GENIUS domain (XML, or its folder), a NegMAS folder, packages with utilities (CSV or
    JSON), or an actor table of positions and saliences (CSV).
    """
    kinds = _kinds(named)
    check_out(out, files)
    several = len(files) > 1
    taken: set[Path] = set()
    solved: list[dict[str, Any]] = []
    for file in files:
        try:
            table, case = load_table(file, profiles, encoding)
            start = load_reference(reference, table)
            posterior = with_beliefs(table, beliefs, draws, seed)
            with step("computing deals"):
                deals = solve(table, posterior, reference=start, veto=veto, without=without)
            target = result_path(out, file, case, several, taken)
            if target is not None:
                write_atomically(target, result_content(target, deals))
                note(f"{target} holds the deals")
        except UsageError:
            raise
        except DetenteError as error:
            print(f"detente: {error}", file=sys.stderr, flush=True)
            continue
        solved.append(_record(deals, kinds, file if several else None))
        if not as_json:
            first = only_assumed(table) if isinstance(table, Case) else ""
            told = (f"== {file}\n" if several else "") + first + describe_deals(deals, kinds, table)
            print(told, end="\n" if several else "")
    if as_json and (several or solved):
        print(dump_json(solved if several else solved[0]), end="")
    return 0 if len(solved) == len(files) else 1


def _kinds(named: Sequence[str]) -> tuple[str, ...]:
    """Give the solutions to show. Raises UsageError naming all that do not exist."""
    chosen = {name: match(name.replace("-", "_"), {kind: kind for kind in KINDS}) for name in named}
    unknown = [no_such("solution", name, KINDS) for name, kind in chosen.items() if kind is None]
    if unknown:
        raise UsageError(f"--solution: {'; '.join(unknown)}")
    return tuple(dict.fromkeys(kind for kind in chosen.values() if kind)) or KINDS


def _record(deals: Deals, kinds: Sequence[str], file: Path | None) -> dict[str, Any]:
    """Give the JSON with these solutions, and the paths to them, alone."""
    data = deals.to_json()
    solutions = {name: points for name, points in data["solutions"].items() if name in kinds}
    paths = [
        {**path, "solutions": [name for name in path["solutions"] if name in kinds]}
        for path in data["trades"]["paths"]
        if set(path["solutions"]) & set(kinds)
    ]
    data = {**data, "solutions": solutions, "trades": {**data["trades"], "paths": paths}}
    return {**({} if file is None else {"file": str(file)}), **data, "timings": dict(deals.timings)}
