"""The draws in a Parquet file (extra `parquet`)."""

import importlib
from os import PathLike
from typing import Any, BinaryIO

import numpy as np

from detente.beliefs.posterior import Posterior
from detente.beliefs.tables import draws_from_table, draws_to_table
from detente.errors import Fault, FormatError, MissingExtraError
from detente.table.case import Case

__all__ = ["read_draws", "write_draws"]

_SEED = b"detente.seed"


def _arrow(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingExtraError("Parquet", "parquet") from None


def write_draws(path: str | PathLike[str] | BinaryIO, case: Case, posterior: Posterior) -> None:
    """Write the draws to a Parquet file, or an open one. Raises MissingExtraError where pyarrow is not installed."""
    arrow, parquet = _arrow("pyarrow"), _arrow("pyarrow.parquet")
    columns = {name: arrow.array(values) for name, values in draws_to_table(case, posterior).items()}
    table = arrow.table(columns).replace_schema_metadata({_SEED: str(posterior.seed).encode()})
    parquet.write_table(table, path, compression="zstd")


def read_draws(path: str | PathLike[str], case: Case) -> Posterior:
    """Read draws that `write_draws` wrote. Raises FormatError where they are not draws of this case."""
    arrow, parquet = _arrow("pyarrow"), _arrow("pyarrow.parquet")
    try:
        table = parquet.read_table(path)
    except arrow.ArrowInvalid as error:
        raise FormatError(str(path), [Fault("", f"is no Parquet file: {error}")]) from None
    seed = int((table.schema.metadata or {}).get(_SEED, b"0"))
    columns = {name: np.asarray(table.column(name)) for name in table.column_names}
    return draws_from_table(case, columns, seed=seed)
