"""Actor tables: what each actor wants on each issue (its position), how much it cares (salience) and can do (power).

Three kinds are read. Plain: a header with a name, a capability, a position and a salience. KTAB's: a row with title,
description, number of actors and of dimensions, then a header, then for each actor a capability and one position and
salience for each dimension. The exchange model's: rows that begin with #A (actor), #P (issue), #M (an end of the scale
of an issue) and #D (actor, issue, position, salience, power).
"""

from collections.abc import Sequence
from pathlib import Path

from detente.deals.formats.actor_columns import is_ktab, is_plain, read_ktab, read_plain
from detente.deals.formats.actor_lines import is_marked, read_marked
from detente.deals.formats.actor_table import ActorTable
from detente.deals.formats.rows import Row, read_rows
from detente.deals.formats.text import read_text
from detente.errors import DocumentError, Fault, FormatError

__all__ = ["actors_of_rows", "is_actor_table", "read_actors"]

_READERS = ((is_marked, read_marked), (is_plain, read_plain), (is_ktab, read_ktab))


def _is_history(rows: Sequence[Row]) -> bool:
    return bool(rows) and [cell.lower() for cell in rows[0][1][:2]] == ["actor", "series"]


def is_actor_table(rows: Sequence[Row]) -> bool:
    """Tell whether rows are an actor table: one of the three kinds, or a history, of which `actors_of_rows` tells."""
    return _is_history(rows) or any(is_kind(rows) for is_kind, _ in _READERS)


def actors_of_rows(rows: Sequence[Row], name: str) -> ActorTable:
    """Give the actor table that rows hold. Raises FormatError with all its faults."""
    for is_kind, read in _READERS:
        if is_kind(rows):
            return read(rows, name)
    if _is_history(rows):
        told = "is a history of positions over the turns of a model; name the actor table it comes from"
        raise FormatError(name, [Fault("", told)])
    first = ", ".join(rows[0][1][:6])[:80] if rows else "nothing"
    told = (
        f"begins with {first}: no actor table; give columns actor, power, position and salience, a table of KTAB's, or "
        "rows of #A, #P, #M and #D"
    )
    raise FormatError(name, [Fault("", told, rows[0][0] if rows else None)])


def read_actors(path: Path, encoding: str | None = None) -> ActorTable:
    """Read an actor table of any of the three kinds, whatever the suffix of its file.

    Raises FormatError with all its faults, DocumentError where it cannot be read, UsageError where there is no such
    encoding.
    """
    text = read_text(path, encoding)
    if not text.strip():
        raise DocumentError(f"{path}: is empty; name an actor table")
    return actors_of_rows(read_rows(text, str(path)), str(path))
