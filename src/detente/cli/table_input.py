"""The table that a command computes on: a case with its beliefs, or a scenario with given utilities."""

from collections.abc import Callable
from pathlib import Path

from detente.beliefs import Posterior, infer
from detente.cli.console import step
from detente.cli.solve_files import load_table
from detente.deals import Scenario
from detente.errors import UsageError
from detente.table import Case

__all__ = ["load_with_beliefs", "with_beliefs"]


def load_with_beliefs(
    path: Path, beliefs: Path | None, draws: int, seed: int, check: Callable[[Case | Scenario], object]
) -> tuple[Case | Scenario, Posterior | None]:
    """Read a case with its beliefs, read or inferred anew, or a scenario with given utilities.

    `check` sees the table before the beliefs are inferred, so that what does not fit it is told at once.
    """
    table, _ = load_table(path, (), None)
    check(table)
    return table, with_beliefs(table, beliefs, draws, seed)


def with_beliefs(table: Case | Scenario, beliefs: Path | None, draws: int, seed: int) -> Posterior | None:
    """Give the beliefs about a case, read or inferred anew; None for a scenario. Raises UsageError, DocumentError."""
    if isinstance(table, Scenario):
        if beliefs is not None:
            raise UsageError("--beliefs belongs to a case.yaml; a scenario file has its utilities given")
        return None
    if beliefs is None:
        with step("inferring what the parties want"):
            return infer(table, draws=draws, seed=seed).posterior
    from detente.beliefs import read_draws

    return read_draws(beliefs.with_suffix(".parquet"), table)
