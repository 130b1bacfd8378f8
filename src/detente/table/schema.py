"""The JSON Schema of `case.yaml`, by which editors complete and check it."""

from pathlib import Path
from typing import Any

from detente.table.case import Case

__all__ = ["SCHEMA_FILE", "SCHEMA_LINE", "case_schema", "schema_text"]

SCHEMA_FILE = "case.schema.json"
"""What the schema is called where it lies beside a case."""

SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""The first line of a case: where editors find its schema."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def case_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a case.

    It holds what a schema can: fields, kinds, bounds. That ids lead somewhere and priors sum is for `case_faults`.
    """
    schema = Case.model_json_schema()
    return {"$schema": _DIALECT, **schema, "title": "A case of detente"}


def schema_text() -> str:
    """Give the schema as the text of its file, as it is shipped; `docs/generate.py` writes it anew."""
    return (Path(__file__).parent / "data" / SCHEMA_FILE).read_text(encoding="utf-8")
