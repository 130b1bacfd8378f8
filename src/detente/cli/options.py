"""Options that several commands share."""

import click

__all__ = ["as_json", "confirm", "draws", "encoding", "max_mb", "reports", "seed"]

reports = click.argument("reports", metavar="REPORT…", nargs=-1)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
seed = click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of all sampling.")
draws = click.option(
    "--draws",
    type=click.IntRange(100, 1_000_000),
    default=2000,
    show_default=True,
    help="How many times the parties' wants are drawn.",
)
encoding = click.option("--encoding", metavar="NAME", help="Encoding of text that is not UTF-8, such as cp1252.")
max_mb = click.option("--max-mb", type=click.FloatRange(0, min_open=True), help="Largest report, in MB [default: 5].")
confirm = click.option(
    "--confirm",
    "confirmed",
    metavar="ID",
    multiple=True,
    help="A claim that you checked against its text: its reading counts as certain. May be repeated; 'all' for all.",
)
