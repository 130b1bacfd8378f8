"""What a page is: an address, what it shows as plain data, and a template; its `.json` twin shows the same data.

    PAGES = (Page("/deals/{deal}", "deal.html.j2", show_deal),)
    ACTIONS = (Action("/deals/{deal}/keep", keep_deal),)

`show_deal(visit)` gives a dictionary of plain data: the template gets it as `data`, `/deals/7.json` prints it. So a
twin costs nothing, and a template cannot show what the twin lacks. `keep_deal(visit, form)` changes something and gives
the address to go on to; it is reached by POST only, with the token that `{{ token_field() }}` puts into a form. Where
a form cannot be taken it may give `Again` instead: the page it stands on, with what was sent and what is wrong. Both
may block: they run in a thread. What they raise becomes a page: UsageError 400, ConflictError 409,
`NotFound` 404, other errors of detente 422.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.web.not_found import NotFound
from detente.web.workbench import Workbench

__all__ = ["Action", "Again", "Form", "NotFound", "Page", "Visit"]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: the workbench, the variable parts of the address, and its query."""

    workbench: Workbench
    path: Mapping[str, str]
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: the fields, and the files that were chosen, each with its name and its bytes."""

    fields: Mapping[str, str]
    files: tuple[tuple[str, bytes], ...] = field(default=())

    def get(self, name: str) -> str:
        """Give a field without blanks around it; nothing ("") where it was not sent."""
        return self.fields.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Page:
    """An address and what it shows."""

    path: str
    template: str
    show: Callable[[Visit], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Again:
    """A form that was not taken: the page with what was sent in it, so that nothing a person wrote is lost.

    `fragment` is the id of the element that a script puts in place of the form, where it was sent by one.
    """

    template: str
    data: dict[str, Any]
    status: int = 422
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An address to which a form is sent, and what that does; it gives the address to go on to, or the form again."""

    path: str
    act: Callable[[Visit, Form], str | Again]
