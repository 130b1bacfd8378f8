"""The draws of an inference as a file."""

import io

from detente.beliefs import Posterior, write_draws
from detente.cli.console import note
from detente.errors import MissingExtraError
from detente.table import Case

__all__ = ["draws_file"]


def draws_file(case: Case, posterior: Posterior) -> dict[str, str | bytes]:
    """Give beliefs.parquet and its bytes; nothing, and a line on stderr, where Parquet is not installed."""
    buffer = io.BytesIO()
    try:
        write_draws(buffer, case, posterior)
    except MissingExtraError as error:
        note(f"beliefs.parquet is left out, and `detente solve --beliefs` would need it: {error}")
        return {}
    return {"beliefs.parquet": buffer.getvalue()}
