"""`detente exchanges`: which actors of a table would trade support on which issues."""

from collections.abc import Iterator
from pathlib import Path

import click

from detente.cli.console import count, note, step
from detente.cli.options import as_json as json_option
from detente.cli.options import encoding as encoding_option
from detente.deals.actor_powers import power_table
from detente.deals.exchange import Exchange, Exchanges, exchanges
from detente.deals.formats import read_actors
from detente.files import dump_json, write_atomically

__all__ = ["command"]


@click.command(name="exchanges")
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="How many of each kind are told.")
@click.option("--no-rings", is_flag=True, help="Leave out exchanges of three actors in a ring.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the JSON there.")
@encoding_option
@json_option
def command(table: Path, limit: int, no_rings: bool, out: Path | None, encoding: str | None, as_json: bool) -> None:
    """Find the trades of support in TABLE: actors with positions, saliences and powers on issues.

    The position exchange model: two actors on opposite sides of two issues each give way on the one that matters less
    to them, at the rate at which both gain equally. TABLE has columns actor, power, position and salience, or is one
    of KTAB's, or has lines: #A actor, #P issue, #M issue end-of-scale, #D actor issue position salience power.
    """
    actors = power_table(read_actors(table, encoding), str(table))
    if len(actors.issues) == 1:
        note(f"{table} has one issue; an exchange takes two")
    with step("finding exchanges"):
        found = exchanges(
            actors.positions,
            actors.saliences,
            actors.powers,
            actors.actors,
            actors.issues,
            rings=not no_rings,
            limit=limit,
        )
    text = dump_json(found.to_json())
    if out is not None:
        write_atomically(out, text)
        note(f"{out} holds the exchanges")
    print(text if as_json else "\n".join(_described(found, not no_rings)) + "\n", end="")


def _described(found: Exchanges, rings: bool) -> Iterator[str]:
    actors, issues = count(len(found.table.actors), "actor"), count(len(found.table.issues), "issue")
    yield f"{actors}, {issues}; gains are in salience times position, on scales of 0 to 100"
    yield from _listed(f"Exchanges of two: {found.pairs_found:,} leave both better off", found.pairs)
    yield from _listed(f"Of these {found.harmless_found:,} leave nobody worse off", found.harmless)
    if rings:
        yield from _listed(f"Three in a ring: {found.rings_found:,} leave all three better off", found.rings)


def _listed(title: str, found: tuple[Exchange, ...]) -> Iterator[str]:
    yield ""
    yield title + (". The largest gains:" if found else ".")
    for exchange in found:
        *told, gain = exchange.words.split("; ")
        yield f"- {gain}"
        for part in told:
            yield f"    {part}"
        winners = [actor for actor in exchange.others if actor not in exchange.harms]
        if exchange.harms:
            yield f"    worse off: {', '.join(exchange.harms)}"
        if winners:
            yield f"    better off besides: {', '.join(winners)}"
