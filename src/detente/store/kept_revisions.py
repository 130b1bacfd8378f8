"""Revisions of the case in the database."""

from peewee import fn

from detente.store import tables
from detente.store.database import Database
from detente.store.records import Revision
from detente.store.stamps import hash_of, now

__all__ = ["drafted_from", "keep_drafted_from", "keep_revision", "kept_revision", "kept_revisions"]

_table = tables.Revisions
_asked = _table.select(_table.number, _table.text, _table.time, _table.author, _table.why).tuples()


def kept_revisions(database: Database) -> tuple[Revision, ...]:
    """Give all revisions, oldest first."""
    return tuple(Revision(*row) for row in _asked.order_by(_table.number).execute(database))


def kept_revision(database: Database, number: int | None = None) -> Revision | None:
    """Give the newest revision, or the one of this number; None where there is none."""
    asked = _asked.order_by(_table.number.desc()).limit(1)
    row = (asked if number is None else asked.where(_table.number == number)).first(database)
    return None if row is None else Revision(*row)


def keep_revision(database: Database, text: str, author: str, why: str, drafted_from: str | None = None) -> int:
    """Add a revision as the newest; give its number."""
    number = int(_table.select(fn.MAX(_table.number)).scalar(database) or 0) + 1
    row = {"number": number, "text": text, "sha256": hash_of(text), "time": now(), "author": author, "why": why}
    _table.insert(row, drafted_from=drafted_from).execute(database)
    return number


def drafted_from(database: Database) -> str | None:
    """Give of what claims and decisions the case was drafted last; None where it never was."""
    asked = _table.select(_table.drafted_from).where(_table.drafted_from.is_null(False))
    found: str | None = asked.order_by(_table.number.desc()).limit(1).scalar(database)
    return found


def keep_drafted_from(database: Database, number: int, state: str) -> None:
    """Keep of a revision of what claims and decisions it is a draft as well."""
    _table.update(drafted_from=state).where(_table.number == number).execute(database)
