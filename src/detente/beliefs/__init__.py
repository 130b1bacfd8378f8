"""Beliefs: from the evidence of a case to what each party wants, with how sure one can be.

Names load on first use, so that the deals stage, which needs only the draws, does not pay for the inference.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.beliefs.changes import Change, Changes, case_until, find_changes, moved_beliefs
    from detente.beliefs.constants import Constants, Sampling
    from detente.beliefs.inference import infer
    from detente.beliefs.parquet import read_draws, write_draws
    from detente.beliefs.posterior import PartyDraws, Posterior
    from detente.beliefs.result import Beliefs
    from detente.beliefs.summary import PartySummary
    from detente.beliefs.tables import draws_from_table, draws_to_table

__all__ = [
    "Beliefs",
    "Change",
    "Changes",
    "Constants",
    "PartyDraws",
    "PartySummary",
    "Posterior",
    "Sampling",
    "case_until",
    "draws_from_table",
    "draws_to_table",
    "find_changes",
    "infer",
    "moved_beliefs",
    "read_draws",
    "write_draws",
]

_HOMES = {
    "Beliefs": "result",
    **dict.fromkeys(("Change", "Changes", "case_until", "find_changes", "moved_beliefs"), "changes"),
    "Constants": "constants",
    "PartySummary": "summary",
    "Sampling": "constants",
    "draws_from_table": "tables",
    "draws_to_table": "tables",
    "infer": "inference",
    "read_draws": "parquet",
    "write_draws": "parquet",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'posterior')}"), name)
