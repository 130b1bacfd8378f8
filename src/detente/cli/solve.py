"""`detente solve`: a case.yaml or a scenario file → deals.json."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from detente.beliefs import Posterior, infer
from detente.cli.case_input import load_case
from detente.cli.console import note, step
from detente.cli.describe import describe_deals
from detente.cli.options import as_json as json_option
from detente.cli.options import draws, seed
from detente.cli.package_input import load_reference
from detente.deals import Scenario, solve
from detente.deals.agreement import match
from detente.deals.near import no_such
from detente.deals.neutral import read_neutral
from detente.deals.solutions import SOLUTIONS
from detente.errors import UsageError
from detente.files import dump_json, write_atomically
from detente.table import Case

__all__ = ["command", "load_table"]

KINDS = (*SOLUTIONS, "best")


@click.command(name="solve")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
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
@click.option("--out", type=click.Path(path_type=Path), help="Where to write [default: deals.json beside a case].")
@seed
@draws
@json_option
def command(
    file: Path,
    beliefs: Path | None,
    named: tuple[str, ...],
    reference: tuple[str, ...],
    out: Path | None,
    seed: int,
    draws: int,
    as_json: bool,
) -> None:
    """Compute the deals of FILE: a case.yaml (under its beliefs), or a scenario with given utilities (.json)."""
    kinds = _kinds(named)
    table, posterior = load_table(file, beliefs, draws, seed, lambda read: load_reference(reference, read))
    start = load_reference(reference, table)
    with step("computing deals"):
        deals = solve(table, posterior, reference=start)
    target = out or (file.parent / "deals.json" if isinstance(table, Case) else None)
    if target is not None:
        write_atomically(target, dump_json(deals.to_json()))
        note(f"{target} holds the deals")
    if as_json:
        print(dump_json({**_shown(deals.to_json(), kinds), "timings": dict(deals.timings)}), end="")
    else:
        print(describe_deals(deals, kinds), end="")


def _kinds(named: Sequence[str]) -> tuple[str, ...]:
    """Give the solutions to show. Raises UsageError naming all that do not exist."""
    chosen = {name: match(name.replace("-", "_"), {kind: kind for kind in KINDS}) for name in named}
    unknown = [no_such("solution", name, KINDS) for name, kind in chosen.items() if kind is None]
    if unknown:
        raise UsageError(f"--solution: {'; '.join(unknown)}")
    return tuple(dict.fromkeys(kind for kind in chosen.values() if kind)) or KINDS


def _shown(deals: dict[str, Any], kinds: Sequence[str]) -> dict[str, Any]:
    """Give the JSON with these solutions, and the paths to them, alone."""
    solutions = {name: points for name, points in deals["solutions"].items() if name in kinds}
    paths = [
        {**path, "solutions": [name for name in path["solutions"] if name in kinds]}
        for path in deals["trades"]["paths"]
        if set(path["solutions"]) & set(kinds)
    ]
    return {**deals, "solutions": solutions, "trades": {**deals["trades"], "paths": paths}}


def load_table(
    file: Path,
    beliefs: Path | None,
    draws: int,
    seed: int,
    check: Callable[[Case | Scenario], object] = lambda table: None,
) -> tuple[Case | Scenario, Posterior | None]:
    """Read a case with its beliefs, read or inferred anew, or a scenario with given utilities.

    `check` sees the table before the beliefs are inferred, so that what does not fit it is told at once.
    """
    if file.suffix.lower() == ".json":
        if beliefs is not None:
            raise UsageError("--beliefs belongs to a case.yaml; a scenario file has its utilities given")
        table = read_neutral(file)
        check(table)
        return table, None
    case = load_case(file)
    check(case)
    return case, _posterior(case, beliefs, draws, seed)


def _posterior(case: Case, beliefs: Path | None, draws: int, seed: int) -> Posterior:
    if beliefs is None:
        with step("inferring what the parties want"):
            return infer(case, draws=draws, seed=seed).posterior
    from detente.beliefs import read_draws

    return read_draws(beliefs.with_suffix(".parquet"), case)
