"""`detente infer`: case.yaml → beliefs.json."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from detente.beliefs import Changes, case_until, find_changes, infer
from detente.beliefs.constants import constants_of
from detente.beliefs.reliability import plain_source
from detente.cli.case_input import load_case, only_assumed
from detente.cli.console import note, step
from detente.cli.describe_beliefs import describe_beliefs, describe_changes
from detente.cli.draws import draws_file
from detente.cli.options import CaseFile, ClaimsFile, confirm, draws, seed
from detente.cli.options import as_json as json_option
from detente.errors import Fault, FormatError, UsageError
from detente.files import dump_json, write_all
from detente.store.case_files import load_readings, missing_claims, with_confirmed
from detente.table import Case

__all__ = ["command"]


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", value):
        raise click.BadParameter(f"{value!r} is no day; write for instance 2031-03-05, 2031-03 or 2031")
    return value


def _settings(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, float]:
    found = {}
    for value in values:
        name, _, number = value.rpartition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            name = ""
        if not name.strip():
            raise click.BadParameter(f"{value!r} is not understood; write a name, = and a number, as in asserted=0.9")
    return found


@click.command(name="infer")
@click.argument("case", metavar="CASE", type=CaseFile())
@click.option("--claims", type=ClaimsFile(), help="claims.json: check that its claims are the case's.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write [default: the case's].")
@click.option("--since", metavar="DATE", callback=_day, help="Tell what the claims dated after this day changed.")
@click.option("--until", metavar="DATE", callback=_day, help="Leave out claims and positions dated after this day.")
@click.option(
    "--trust",
    metavar="SOURCE=NUMBER",
    multiple=True,
    callback=_settings,
    help="How far to trust a source or outlet, from 0 to 1. May be repeated.",
)
@click.option(
    "--set",
    "constants",
    metavar="NAME=NUMBER",
    multiple=True,
    callback=_settings,
    help="A constant of the beliefs, such as asserted=0.9. May be repeated.",
)
@seed
@draws
@confirm
@json_option
def command(
    case: Path,
    claims: Path | None,
    out: Path | None,
    since: str | None,
    until: str | None,
    trust: dict[str, float],
    constants: dict[str, float],
    seed: int,
    draws: int,
    confirmed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Infer what each party wants, and write beliefs.json (and beliefs.parquet, the draws).

    CASE is a case.yaml or its folder. Told per party: how much evidence there is, what it cares about, what it states
    against what it seems to want, where it gave way, why it may act so, and how far each claim counts.
    """
    whole = _changed(with_confirmed(load_case(case), confirmed), trust, constants)
    if claims is not None:
        faults = [
            Fault(f"evidence.{name}", f"there is no such claim in {claims}; read the reports again or remove it")
            for name in missing_claims(whole, load_readings(claims))
        ]
        if faults:
            raise FormatError(str(case), faults)
    if undated := _undated(whole, since, until):
        note(undated)
    loaded = whole if until is None else case_until(whole, until)
    with step("inferring what the parties want"):
        beliefs = infer(loaded, draws=draws, seed=seed)
        changes = None
        if since is not None:
            changes = find_changes(
                whole, infer(case_until(whole, since), draws=draws, seed=seed), beliefs, since, until
            )
    found = _record(beliefs.to_json(), changes, until)
    files: dict[str, str | bytes] = {"beliefs.json": dump_json(found)}
    files |= draws_file(loaded, beliefs.posterior)
    folder = out or case.parent
    write_all(folder, files)
    if as_json:
        print(dump_json(found), end="")
    else:
        if changes is not None:
            print(describe_changes(loaded, changes))
        print(only_assumed(loaded) + describe_beliefs(loaded, beliefs), end="")
    note(f"{folder / 'beliefs.json'} holds the beliefs")


def _undated(case: Case, since: str | None, until: str | None) -> str | None:
    """Tell how many claims have no date, where the beliefs are asked for by day: a day leaves none of these out."""
    asked = " and ".join(name for name, day in (("--since", since), ("--until", until)) if day is not None)
    undated = sum(piece.date is None for piece in case.evidence.values())
    if not asked or not undated:
        return None
    if undated == len(case.evidence):
        return f"{asked}: no claim of this case has a date, so every claim counts on any day; add dates to its evidence"
    return f"{asked}: {undated} of {len(case.evidence)} claims have no date and count on any day"


def _changed(case: Case, trust: Mapping[str, float], constants: Mapping[str, float]) -> Case:
    """Give the case with what the command line says of sources and constants. Raises UsageError."""
    wrong = [f"{name}={value:g}" for name, value in trust.items() if not 0 <= value <= 1]
    if wrong:
        raise UsageError(f"--trust: {', '.join(wrong)} is not between 0 and 1")
    try:
        constants_of(constants)
    except FormatError as error:
        told = "; ".join(f"{fault.path.removeprefix('constants.')}: {fault.message}" for fault in error.faults)
        raise UsageError(f"--set: {told}") from None
    named = {plain_source(name) for name in trust}
    kept = {name: value for name, value in case.trust.items() if plain_source(name) not in named}
    return case.model_copy(update={"trust": {**kept, **trust}, "constants": {**case.constants, **constants}})


def _record(beliefs: dict[str, Any], changes: Changes | None, until: str | None) -> dict[str, Any]:
    """Give what `beliefs.json` holds, with the days it was asked about."""
    return (
        beliefs
        | ({} if until is None else {"until": until})
        | ({} if changes is None else {"changes": changes.to_json()})
    )
