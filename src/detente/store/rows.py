"""All rows of `case.sqlite` as plain data, out of it and into an empty one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from detente.store import tables
from detente.store.database import Connection

__all__ = ["ROWS", "Rows", "read_rows", "write_rows"]

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""The rows of each table of `ROWS`, each by the names of its columns."""

ROWS = {
    "sources": ("place", "document"),
    "claims": ("document", "place"),
    "decisions": ("number",),
    "revisions": ("number",),
    "runs": ("number",),
    "files": ("name",),
}
"""The tables, those to which others refer first, and the columns by which their rows are ordered."""


def read_rows(connection: Connection) -> Rows:
    """Give all rows, ordered."""
    found = {}
    for name, order in ROWS.items():
        table = tables.metadata.tables[name]
        rows = connection.execute(select(table).order_by(*(table.c[column] for column in order)))
        found[name] = [dict(row._mapping) for row in rows]
    return found


def write_rows(connection: Connection, rows: Rows) -> None:
    """Put rows into tables that are empty."""
    for name in ROWS:
        if rows.get(name):
            connection.execute(insert(tables.metadata.tables[name]), [dict(row) for row in rows[name]])
