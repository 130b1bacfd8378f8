"""`detente assess`: a draft agreement → who would sign it, who balks over what, and what would mend it."""

from pathlib import Path

import click

from detente.cli.console import note, step
from detente.cli.describe_assessment import describe_assessment
from detente.cli.options import as_json as json_option
from detente.cli.options import draws, seed
from detente.cli.package_input import load_agreement
from detente.cli.table_input import load_with_beliefs
from detente.deals.assess import assess
from detente.errors import DocumentError
from detente.files import dump_json, write_atomically

__all__ = ["command"]


@click.command(name="assess")
@click.argument("draft", metavar="DRAFT", type=click.Path(path_type=Path))
@click.option(
    "--case",
    "case_file",
    type=click.Path(path_type=Path),
    help="The case.yaml, or the scenario with given utilities [default: case.yaml beside DRAFT].",
)
@click.option("--beliefs", type=click.Path(path_type=Path), help="beliefs.json of the case [default: infer them anew].")
@click.option("--out", type=click.Path(path_type=Path), help="Write the JSON there.")
@seed
@draws
@json_option
def command(
    draft: Path,
    case_file: Path | None,
    beliefs: Path | None,
    out: Path | None,
    seed: int,
    draws: int,
    as_json: bool,
) -> None:
    """Tell who would sign DRAFT, who balks and over what, what is better for all, and what would bring all on board.

    DRAFT is YAML or JSON: a package (issue: option), or a list of articles, each with a title, a text, and the issue
    and option that it settles. What it leaves open is named, and taken in the way all are likeliest to sign.
    """
    table_file = case_file or draft.parent / "case.yaml"
    if case_file is None and not table_file.exists():
        raise DocumentError(f"{table_file}: does not exist; name the case that {draft.name} belongs to with --case")
    table, posterior = load_with_beliefs(table_file, beliefs, draws, seed, lambda read: load_agreement(draft, read))
    agreement = load_agreement(draft, table)
    with step("assessing the draft"):
        assessment = assess(table, agreement, posterior)
    text = dump_json(assessment.to_json())
    if out is not None:
        write_atomically(out, text)
        note(f"{out} holds the assessment")
    print(text if as_json else describe_assessment(assessment, table, draft.name), end="")
