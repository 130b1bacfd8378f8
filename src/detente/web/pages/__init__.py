"""The pages of the workbench, one module each; a new one is named here, and in the navigation where it belongs."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from detente.web.page import Action, Page

__all__ = ["MODULES", "NAVIGATION", "all_actions", "all_pages"]

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

NAVIGATION = (
    ("Overview", "/overview"),
    ("Sources", "/sources"),
    ("Table", "/table"),
    ("Deals", "/deals"),
    ("Motives", "/motives"),
    ("Changes", "/changes"),
)
"""What stands at the top of every page."""


def _modules() -> Iterator[ModuleType]:
    return (import_module(f"{__name__}.{name}") for name in MODULES)


def all_pages() -> list[Page]:
    """Give all pages."""
    return [page for module in _modules() for page in module.PAGES]


def all_actions() -> list[Action]:
    """Give all that forms can be sent to."""
    return [action for module in _modules() for action in getattr(module, "ACTIONS", ())]
