"""CSV and other tables of cells as rows, each with its line."""

import csv
import io
import re
from collections.abc import Iterator

from detente.errors import Fault, FormatError

__all__ = ["Row", "read_rows"]

Row = tuple[int, list[str]]
"""The line on which a row begins, and its cells without the spaces around them."""
DELIMITERS = "\t;,"
LINES_LOOKED_AT = 20
_MARKED = re.compile(r"\s*['\"]?#[APMDO/]")
_AFTER_MARK = re.compile(r"^ *['\"]?#[APMD]['\"]? *([\t;,])", re.M)
_REMARK = re.compile(r"^[ \t]*['\"]?#(?:/|O\b).*$", re.M)


def _delimiter(text: str) -> str:
    """Give the one of tab, semicolon and comma that splits the first rows into cells, as many in each.

    Rows that begin with marks, such as #A, differ in their length: there it is what stands after the first mark.
    """
    marked = _AFTER_MARK.search(text) if _MARKED.match(text) else None
    if marked is not None:
        return marked[1]
    start = "\n".join(text.split("\n", LINES_LOOKED_AT)[:LINES_LOOKED_AT])

    def split(mark: str) -> tuple[bool, int]:
        widths = {len(row) for row in csv.reader(io.StringIO(start, newline=""), delimiter=mark) if row}
        return len(widths) == 1 and max(widths) > 1, max(widths, default=0)

    return max(DELIMITERS, key=split)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    line = 1
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield line, stripped
        line = reader.line_num + 1


def read_rows(text: str, name: str) -> list[Row]:
    """Give the rows of a table that are not empty, without the remarks (#/ and #O) of tables with marks.

    Raises FormatError where a quote is never closed or the like.
    """
    if _MARKED.match(text):
        text = _REMARK.sub("", text)
    try:
        return list(_rows(text, _delimiter(text)))
    except csv.Error as error:
        raise FormatError(name, [Fault("", f"is no table of cells: {error}")]) from None
