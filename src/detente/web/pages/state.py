"""The line of state by itself, which the page asks for while something is being computed."""

from typing import Any

from detente.web.page import Page, Visit
from detente.web.state import state_of

__all__ = ["PAGES"]


def _show(visit: Visit) -> dict[str, Any]:
    return {"state": state_of(visit.workbench)}


PAGES = (Page("/state", "state.html.j2", _show),)
