"""Write the generated pages of docs/reference anew: the command line and the constants.

    python docs/generate.py

A test checks that they are what this writes.
"""

from pathlib import Path

from click.testing import CliRunner

from detente.beliefs.constants import Constants
from detente.cli.main import cli

HERE = Path(__file__).resolve().parent


def command_line() -> str:
    """Give the --help text of every command."""
    runner = CliRunner()
    parts = [
        "# Command line\n\nGenerated from `--help`. Data go to standard output, everything else to standard error.\n"
    ]
    for name in ["", *cli.list_commands(None)]:
        words = f"detente {name}".strip()
        help_text = runner.invoke(cli, [*([name] if name else []), "--help"], prog_name="detente").output
        parts.append(f"## `{words}`\n\n```text\n{help_text.rstrip()}\n```\n")
    return "\n".join(parts)


def constants() -> str:
    """Give a table of the constants of beliefs."""
    rows = [
        "# Constants of the beliefs\n",
        "Generated from `detente.beliefs.constants`. Change any of them in `case.yaml`:\n",
        "```yaml\nconstants: {trust_step: 0.7}\n```\n",
        "| name | default | bounds | meaning | origin |",
        "|---|---|---|---|---|",
    ]
    for name, about in Constants.describe().items():
        low, high = (about[bound] for bound in ("low", "high"))
        rows.append(
            f"| `{name}` | {about['default']:g} | {low:g} … {high:g} | {about['meaning']} | {about['origin']} |"
        )
    return "\n".join(rows) + "\n"


PAGES = {"reference/command-line.md": command_line, "reference/constants.md": constants}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
