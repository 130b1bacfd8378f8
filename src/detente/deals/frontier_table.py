"""The frontier as a table: one row for each point, as CSV, Parquet, or a polars or pandas frame.

Columns: one for each issue with the option of the point's package; `utility:PARTY`; `frontier:ties`, how many packages
reach the point; and `frontier:NAME` for each solution, true where the point is one.
"""

import csv
import importlib
import io
import json
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from detente.deals.problem import utilities_at
from detente.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from detente.deals.result import Deals

__all__ = ["FRONTIER_MARK", "UTILITY_MARK", "frontier_columns", "frontier_csv", "frontier_frame", "frontier_parquet"]

UTILITY_MARK = "utility:"
FRONTIER_MARK = "frontier:"
LARGEST_INTEGER = 2**63 - 1
_METADATA = b"detente.deals"


def frontier_columns(deals: "Deals") -> dict[str, list[Any]]:
    """Give the columns, each with one entry for each point of the frontier; ties beyond 2^63 make them strings."""
    frontier, problem = deals.frontier_arrays, deals.problem
    utilities = utilities_at(problem.factors, frontier.options, problem.constants)
    utilities[:, list(problem.places)] = frontier.utilities
    columns: dict[str, list[Any]] = {
        issue: [labels[option] for option in frontier.options[:, place]]
        for place, (issue, labels) in enumerate(problem.issues.items())
    }
    for place, party in enumerate(problem.parties):
        columns[f"{UTILITY_MARK}{party}"] = utilities[:, place].tolist()
    ties = [int(count) for count in frontier.ties]
    wide = any(count > LARGEST_INTEGER for count in ties)
    columns[f"{FRONTIER_MARK}ties"] = [str(count) for count in ties] if wide else ties
    for name, places in deals.places.named.items():
        columns[f"{FRONTIER_MARK}{name}"] = np.isin(np.arange(len(frontier)), places).tolist()
    return columns


def frontier_csv(deals: "Deals") -> str:
    """Give the frontier as CSV, which `detente solve` reads again as packages with utilities."""
    columns = frontier_columns(deals)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow(str(cell).lower() if isinstance(cell, bool) else cell for cell in row)
    return out.getvalue()


def frontier_parquet(deals: "Deals") -> bytes:
    """Give the frontier as a Parquet file, with all of `deals.json` in its metadata under `detente.deals`.

    Raises MissingExtraError where pyarrow is not installed.
    """
    try:
        arrow, parquet = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError("Parquet", "parquet") from None
    table = arrow.table({name: arrow.array(values) for name, values in frontier_columns(deals).items()})
    document = json.dumps(deals.to_json(), ensure_ascii=False, allow_nan=False).encode()
    buffer = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({_METADATA: document}), buffer, compression="zstd")
    return buffer.getvalue()


def frontier_frame(deals: "Deals", library: Literal["polars", "pandas"] | None = None) -> Any:
    """Give the frontier as a frame of `library`, or of polars or else pandas, whichever is installed.

    Raises MissingExtraError where none is, UsageError where `library` is neither.
    """
    if library not in (None, "polars", "pandas"):
        raise UsageError(f"there is no frame of {library!r}; give polars or pandas")
    for name in ("polars", "pandas") if library is None else (library,):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        return module.DataFrame(frontier_columns(deals))
    raise MissingExtraError(library or "A library of frames (polars or pandas)", "frames")
