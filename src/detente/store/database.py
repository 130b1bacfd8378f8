"""`case.sqlite`: opened with write-ahead log, busy timeout and foreign keys, and brought to the layout of today."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import Database, DatabaseError, PeeweeException
from playhouse.pool import PooledSqliteDatabase

from detente.errors import DocumentError
from detente.store.migrations import HEAD, STEPS

__all__ = ["Database", "DatabaseError", "close_database", "open_database", "reading", "writing"]

BUSY_SECONDS = 20
"""How long a writer waits for another one."""

_SETTINGS = (
    # First, since each of the others may have to wait for another process.
    ("busy_timeout", 1000 * BUSY_SECONDS),
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", 1),
)


def open_database(path: Path) -> Database:
    """Open the database at `path`, made where it is missing. Raises DocumentError where it is not one of detente."""
    # A connection serves one thread at a time, and any thread after that; there may be as many as there are threads.
    database: Database = PooledSqliteDatabase(
        str(path), max_connections=0, pragmas=_SETTINGS, autoconnect=False, check_same_thread=False
    )
    try:
        _migrate(database, path)
    except PeeweeException as error:
        close_database(database)
        raise DocumentError(f"{path}: cannot be used as the database of a case ({error}); move it away") from None
    return database


def close_database(database: PooledSqliteDatabase) -> None:
    """Close the connections that no thread is using."""
    database.close_idle()


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Hold the database for writing: all that is done becomes part of it at the end, or nothing does."""
    with database.connection_context(), database.atomic("IMMEDIATE"):
        yield


@contextmanager
def reading(database: Database) -> Iterator[None]:
    """See the database as it stands at one moment."""
    with database.connection_context(), database.atomic():
        yield


def _migrate(database: Database, path: Path) -> None:
    with reading(database):
        if _layout(database) == HEAD:
            return
    with writing(database):
        layout = _layout(database)
        adopted = _of_alembic(database)
        if layout > HEAD or adopted not in {None, "0001"}:
            told = adopted if adopted is not None else layout
            raise DocumentError(f"{path}: was made by a newer detente (layout {told}); update detente")
        if adopted is not None:
            layout = 1
            database.execute_sql("DROP TABLE alembic_version")
        for step in STEPS[layout:]:
            step(database)
        database.execute_sql(f"PRAGMA user_version = {HEAD}")


def _layout(database: Database) -> int:
    return int(database.execute_sql("PRAGMA user_version").fetchone()[0])


def _of_alembic(database: Database) -> str | None:
    """Give the layout as detente named it before it had numbers, kept in a table; None where there is none."""
    if not database.table_exists("alembic_version"):
        return None
    found = database.execute_sql("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])
