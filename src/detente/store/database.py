"""`case.sqlite`: opened with write-ahead log, busy timeout and foreign keys, and brought to the layout of today."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from detente.errors import DocumentError

__all__ = ["HEAD", "Connection", "Engine", "open_database", "reading", "writing"]

HEAD = "0001"
"""The newest layout, as its migration calls it."""

BUSY_SECONDS = 20
"""How long a writer waits for another one."""


def open_database(path: Path) -> Engine:
    """Open the database at `path`, made where it is missing. Raises DocumentError where it is not one of detente."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        _migrate(engine, path)
    except DatabaseError as error:
        engine.dispose()
        told = str(error.orig or error)
        raise DocumentError(f"{path}: cannot be used as the database of a case ({told}); move it away") from None
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver is not to begin transactions by itself: `_begin` says which kind.
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Hold the database for writing: all that is done becomes part of it at the end, or nothing does."""
    with engine.execution_options(writes=True).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """See the database as it stands at one moment."""
    with engine.begin() as connection:
        yield connection


def _migrate(engine: Engine, path: Path) -> None:
    if _layout(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(resources.files("detente.store").joinpath("migrations")))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DocumentError(f"{path}: was made by a newer detente ({error}); update detente") from None


def _layout(engine: Engine) -> str | None:
    with reading(engine) as connection:
        if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first():
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return None if found is None else str(found[0])
