"""A chart: a Vega-Lite specification whose data are the rows of the table that stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from detente.report.charts.theme import THEME

__all__ = ["Chart", "Column", "Kind", "Table", "draw"]

Kind = Literal["text", "percent", "points", "signed", "count", "date"]
"""What a column holds: words; a share or probability in [0, 1]; a utility times 100; a share in [−1, 1]; a number of
things; an ISO 8601 date."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the key of its values in each row, its title, and what they are."""

    key: str
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart. A row is plain JSON by column key; `claims` in it are the ids of what it rests on.

    Keys that are no column (places, labels) serve the drawing alone.
    """

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `name` is fit for a file, `title` says what it shows, `caption` how to read it.

    `spec` is a Vega-Lite specification with `table.rows` as its only data, so that nothing is drawn that the table
    does not hold.
    """

    name: str
    title: str
    caption: str
    spec: Mapping[str, Any]
    table: Table

    def to_json(self) -> dict[str, Any]:
        """Give the chart as plain data: what a page needs to draw it and to show its table."""
        return {
            "name": self.name,
            "title": self.title,
            "caption": self.caption,
            "spec": dict(self.spec),
            "table": {
                "columns": [{"key": part.key, "title": part.title, "kind": part.kind} for part in self.table.columns],
                "rows": [dict(row) for row in self.table.rows],
            },
        }


def draw(
    name: str,
    title: str,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    body: Mapping[str, Any],
) -> Chart:
    """Put a chart together: `body` is its specification without data, of marks and encodings alone."""
    table = Table(tuple(columns), tuple(rows))
    spec = {
        "$schema": SCHEMA,
        "description": f"{title}.",
        "background": "transparent",
        "config": THEME,
        "data": {"name": "table", "values": [dict(row) for row in table.rows]},
        **body,
    }
    return Chart(name, title, caption, spec, table)
