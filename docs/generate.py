"""Write the generated pages of docs/reference anew: command line, constants and keys of a case; and its schema.

    python docs/generate.py

A test checks that they are what this writes.
"""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from detente.beliefs.constants import Constants
from detente.cli.main import cli
from detente.table.schema import SCHEMA_FILE, case_schema

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


PARTS = {
    "Case": "The file",
    "Party": "A party",
    "Issue": "An issue",
    "Node": "An objective",
    "Position": "A position",
    "PathPoint": "A point of a path",
    "Hypothesis": "A hypothesis",
    "Says": "What a hypothesis says",
    "Stage": "A stage",
    "Unknown": "An unknown",
    "SetAside": "Something set aside",
    "Evidence": "A claim under evidence",
    "Range": "A value between bounds",
    "Normal": "A value of a normal distribution",
    "Point": "A known value, with its reason",
}


def _kind(field: dict[str, Any]) -> str:
    """Give in words what a field of the schema may hold."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{PARTS[name].lower()}](#{PARTS[name].lower().replace(',', '').replace(' ', '-')})"
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_kind(part) for part in field["anyOf"] if part.get("type") != "null"))
    if "prefixItems" in field:
        return f"`[{', '.join(_kind(part) for part in field['prefixItems'])}]`"
    if field.get("type") == "array":
        return f"a list of {_kind(field['items'])}"
    if field.get("type") == "object":
        return f"by name: {_kind(field['additionalProperties'])}"
    bounds = [
        f"{sign} {field[key]:g}"
        for key, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"))
        if key in field
    ]
    kinds = {"string": "words", "number": "number", "integer": "number", "boolean": "`true` or `false`"}
    return f"{kinds[field['type']]} {', '.join(bounds)}".strip()


def _table(part: dict[str, Any]) -> list[str]:
    rows = ["| key | holds | what it is |", "|---|---|---|"]
    for name, field in part["properties"].items():
        needed = " (needed)" if name in part.get("required", []) else ""
        kind = _kind(field).replace("|", "\\|")
        default = field.get("default")
        told = f"; else `{str(default).lower() if isinstance(default, bool) else default}`" if default else ""
        rows.append(f"| `{name}`{needed} | {kind} | {field['description']}{told} |")
    return rows


def case() -> str:
    """Give every key of a case file, part by part."""
    schema = case_schema()
    schema["$defs"]["Case"] = {name: schema[name] for name in ("description", "properties", "required")}
    rows = [
        "# The case file\n",
        "Generated from the JSON Schema that `detente schema` prints; editors complete and check a `case.yaml` by it.",
        "`detente check` finds what a schema cannot: ids that lead nowhere, priors that do not sum, things that",
        "exclude each other. How to start one: [without articles](../how-to/start-without-articles.md); how it takes",
        "in new reports: [draft again](../how-to/draft-again.md).\n",
        "Parties, issues and objectives are named by short ids of your choice; `because` lists ids of claims,",
        "`assumed` gives your reason. Aliases of YAML (`*name`) are not read; dates need no quotes.\n",
    ]
    for name, title in PARTS.items():
        part = schema["$defs"][name]
        rows += [f"## {title}\n", " ".join(part["description"].split()) + "\n", *_table(part), ""]
    return "\n".join(rows)


PAGES = {
    "reference/command-line.md": command_line,
    "reference/constants.md": constants,
    "reference/case.md": case,
}
SCHEMA = HERE.parent / "src/detente/table/data" / SCHEMA_FILE

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), encoding="utf-8")
    SCHEMA.write_text(json.dumps(case_schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
