"""`detente schema`: the JSON Schema of case.yaml, for editors."""

from pathlib import Path

import click

from detente.cli.console import note
from detente.files import write_atomically
from detente.table.schema import SCHEMA_LINE, schema_text

__all__ = ["command"]


@click.command(name="schema")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write [default: stdout].")
def command(out: Path | None) -> None:
    """Print the JSON Schema of case.yaml, by which editors complete and check it.

    `detente table`, `analyze` and `new` write it beside the case, as case.schema.json, and the first line of the case
    tells editors that know the YAML language server to use it.
    """
    if out is None:
        print(schema_text(), end="")
        return
    write_atomically(out, schema_text())
    note(f"{out} holds the schema; a case beside it names it in its first line: {SCHEMA_LINE}")
