"""The pages of the workbench, one module each; a new one is named here, and in the navigation where it belongs."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType

from detente.web.page import Action, Page

__all__ = ["AT_ONCE", "MODULES", "NAVIGATION", "all_actions", "all_pages"]

MODULES = (
    "overview",
    "sources",
    "source",
    "jobs",
    "table",
    "table_issue",
    "table_cell",
    "table_party",
    "deals",
    "deals_basis",
    "compose",
    "compare",
    "motives",
    "changes",
    "state",
)
"""The order matters only where two addresses match the same request: the first named answers it."""

AT_ONCE = ("overview", "state")
"""Those that load before the server answers; the others when one of them is asked for, or once a page was shown."""

NAVIGATION = (
    ("Overview", "/overview"),
    ("Sources", "/sources"),
    ("Table", "/table"),
    ("Deals", "/deals"),
    ("Motives", "/motives"),
    ("Changes", "/changes"),
)
"""What stands at the top of every page."""


def _loaded(names: Sequence[str]) -> Iterator[ModuleType]:
    return (import_module(f"{__name__}.{name}") for name in names)


def all_pages(names: Sequence[str] = MODULES) -> list[Page]:
    """Give the pages of these modules."""
    return [page for module in _loaded(names) for page in module.PAGES]


def all_actions(names: Sequence[str] = MODULES) -> list[Action]:
    """Give all in these modules that forms can be sent to."""
    return [action for module in _loaded(names) for action in getattr(module, "ACTIONS", ())]
