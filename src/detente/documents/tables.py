"""The records of a Parquet file, batch after batch (by pyarrow)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.documents.records import Record, record_of
from detente.errors import DocumentError, MissingExtraError

__all__ = ["records_of_parquet"]

_FIELDS = ("title", "outlet", "date", "url", "address", "id")
_BATCH = 64
"""Rows in memory at once (declared): 64 reports of the largest size are 320 MB, of a usual one half a megabyte."""


def records_of_parquet(source: Path | bytes, name: str, text_field: str) -> Iterator[Record]:
    """Give the records of a Parquet file, of which only the columns that are used are read.

    Raises DocumentError where it is broken, after what it gave, or where it lacks the column; MissingExtraError.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("The reader of Parquet", "parquet") from None
    try:
        opened = pyarrow.BufferReader(source) if isinstance(source, bytes) else pyarrow.OSFile(str(source))
        with opened, pyarrow.parquet.ParquetFile(opened) as file:
            columns = file.schema_arrow.names
            if text_field not in columns:
                there = ", ".join(columns[:20]) + (", …" if len(columns) > 20 else "")
                raise DocumentError(
                    f"{name}: has no column {text_field!r} (there are: {there}); name it with --text-field"
                )
            wanted = [text_field, *(field for field in _FIELDS if field in columns and field != text_field)]
            number = 0
            for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
                for row in range(batch.num_rows):
                    number += 1
                    yield _record(batch, row, f"row {number:,}", text_field)
    except FileNotFoundError:
        raise DocumentError(f"{name}: does not exist") from None
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise DocumentError(f"{name}: cannot be read as Parquet ({' '.join(str(error).split())[:150]})") from None
    if not number:
        raise DocumentError(f"{name}: has no row")


def _record(batch: Any, row: int, place: str, text_field: str) -> Record:
    try:
        fields = {field: batch.column(at)[row].as_py() for at, field in enumerate(batch.schema.names)}
    except UnicodeDecodeError as error:
        return Record(place, fault=f"holds bytes that are not UTF-8 ({error.reason})")
    return record_of(fields, place, text_field)
