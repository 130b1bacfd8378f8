"""A case where it is kept: its folder of files, the decisions beside it, and the database of the workbench.

Nothing here prints: what a person should be told while work goes on is said through a `Tell`. What needs the database
loads when it is used, since the command line does without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.errors import MissingExtraError
from detente.store.telling import Tell, count, silent

if TYPE_CHECKING:
    from detente.store.case_edits import Change
    from detente.store.case_store import CaseStore, claim_state, open_store
    from detente.store.computing import refresh
    from detente.store.export import Moved, export_case, export_files
    from detente.store.importing import import_case
    from detente.store.records import Revision, Run, Source

__all__ = [
    "CaseStore",
    "Change",
    "Moved",
    "Revision",
    "Run",
    "Source",
    "Tell",
    "claim_state",
    "count",
    "export_case",
    "export_files",
    "import_case",
    "open_store",
    "refresh",
    "silent",
]

_HOMES = {
    **dict.fromkeys(("CaseStore", "claim_state", "open_store"), "case_store"),
    **dict.fromkeys(("Revision", "Run", "Source"), "records"),
    "Change": "case_edits",
    **dict.fromkeys(("Moved", "export_case", "export_files"), "export"),
    "import_case": "importing",
    "refresh": "computing",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError as error:
        if error.name != "peewee":
            raise
        raise MissingExtraError("The database of the workbench", "web") from None
    return getattr(home, name)
