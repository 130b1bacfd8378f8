"""All rows of `case.sqlite` as plain data, out of it and into an empty one."""

from collections.abc import Mapping, Sequence
from typing import Any

from peewee import chunked

from detente.store.database import Database
from detente.store.tables import TABLES

__all__ = ["Rows", "read_rows", "write_rows"]

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""The rows of each table by its name, each by the names of its columns."""

ORDER = {"sources": ("place", "document"), "claims": ("document", "place"), "files": ("name",)}
"""By which columns the rows of a table are ordered, where it is not their number."""
AT_ONCE = 50
"""Rows in one statement; SQLite takes 999 values in one."""


def read_rows(database: Database) -> Rows:
    """Give all rows, ordered."""
    found = {}
    for table in TABLES:
        name = str(table._meta.table_name)
        order = (getattr(table, column) for column in ORDER.get(name, ("number",)))
        found[name] = list(table.select().order_by(*order).dicts().execute(database))
    return found


def write_rows(database: Database, rows: Rows) -> None:
    """Put rows into tables that are empty."""
    for table in TABLES:
        for some in chunked(rows.get(str(table._meta.table_name), ()), AT_ONCE):
            table.insert_many([dict(row) for row in some]).execute(database)
