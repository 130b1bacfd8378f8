"""Options that several commands share."""

from pathlib import Path
from typing import Any

import click

from detente.errors import DocumentError

__all__ = ["CaseFile", "ClaimsFile", "as_json", "confirm", "draws", "encoding", "max_mb", "reports", "seed"]


class CaseFile(click.ParamType[Path]):
    """A case.yaml, or the folder of one. Raises DocumentError where a folder holds none."""

    name = "case"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Give the file."""
        path = Path(value)
        if not path.is_dir():
            return path
        if not (path / "case.yaml").is_file():
            claims = _claims_beside(path)
            draft = f"draft it with: detente table {claims}" if claims.is_file() else f"begin it: detente new {path}"
            raise DocumentError(f"{path}: holds no case.yaml; {draft}")
        return path / "case.yaml"


class ClaimsFile(click.ParamType[Path]):
    """A run's claims.json, a corpus's claims.jsonl, or the folder of either. Raises DocumentError."""

    name = "claims"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Give the file."""
        path = Path(value)
        if not path.is_dir():
            return path
        if not _claims_beside(path).is_file():
            raise DocumentError(f"{path}: holds no claims.json; read reports with: detente read REPORT… --out {path}")
        return _claims_beside(path)


def _claims_beside(folder: Path) -> Path:
    from detente.store.case_files import claims_beside  # the stages load only where a folder is named

    return claims_beside(folder)


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
