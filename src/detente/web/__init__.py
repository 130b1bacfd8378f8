"""The workbench: a case in the browser, to look at, to question and to change.

The server is a Starlette application that renders every page; htmx only makes some of them livelier. To add a page,
write `pages/NAME.py` with `PAGES` (and `ACTIONS`, where it changes something), a template `templates/NAME.html.j2`, and
name the module in `pages/__init__.py`; `page.py` says what a page is, and `recomputing.py` how changes are computed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detente.errors import MissingExtraError

if TYPE_CHECKING:
    from detente.web.app import make_app
    from detente.web.workbench import Workbench, open_workbench

__all__ = ["Workbench", "make_app", "open_workbench"]

_HOMES = {"Workbench": "workbench", "make_app": "app", "open_workbench": "workbench"}
_NEEDED = {"peewee", "python_multipart", "starlette", "uvicorn"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _NEEDED:
            raise
        raise MissingExtraError("The workbench", "web") from None
    return getattr(home, name)
