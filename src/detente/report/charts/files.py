"""The charts as files: the specification, its table, and pictures."""

import csv
import io
import json
from collections.abc import Sequence

from detente.report.charts.chart import Chart, Table
from detente.report.charts.render import to_png, to_svg

__all__ = ["INK", "chart_files", "to_csv"]

INK = "#1b2126"
"""The ink of pictures that stand alone."""


def to_csv(table: Table) -> str:
    """Give a table as comma-separated values; the last column holds the ids of the claims, parted by blanks."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*(column.title for column in table.columns), "claims"])
    for row in table.rows:
        cells = ["" if row.get(column.key) is None else row[column.key] for column in table.columns]
        writer.writerow([*cells, " ".join(row["claims"])])
    return written.getvalue()


def chart_files(charts: Sequence[Chart]) -> dict[str, str | bytes]:
    """Give for each chart NAME.vl.json, NAME.csv, NAME.svg and NAME.png, by name.

    Raises MissingExtraError where `vl-convert-python` is not installed.
    """
    files: dict[str, str | bytes] = {}
    for chart in charts:
        files[f"{chart.name}.vl.json"] = json.dumps(dict(chart.spec), ensure_ascii=False, indent=1) + "\n"
        files[f"{chart.name}.csv"] = to_csv(chart.table)
        files[f"{chart.name}.svg"] = to_svg(chart, INK)
        files[f"{chart.name}.png"] = to_png(chart, ink=INK)
    return files
