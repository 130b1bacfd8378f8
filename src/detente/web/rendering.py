"""Pages from templates: everything is escaped; nothing that a source, a case or a person says becomes markup."""

import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente import __version__
from detente.web.pages import NAVIGATION
from detente.web.state import state_of
from detente.web.static_files import version_of
from detente.web.workbench import Workbench

__all__ = ["render"]

_HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "historyCacheSize": 0,
    "includeIndicatorStyles": False,
    "responseHandling": [{"code": "...", "swap": True}],
    "selfRequestsOnly": True,
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("detente.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = _percent
    environment.filters["plural"] = _plural
    environment.globals["static"] = lambda name: f"/static/{name}?v={version_of(name)}"
    environment.globals["htmx_config"] = json.dumps(_HTMX)
    environment.globals["version"] = __version__
    return environment


def _percent(value: float) -> str:
    from detente.report.numbers import percent

    return percent(value)


def _plural(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def render(workbench: Workbench, template: str, path: str, data: dict[str, Any]) -> str:
    """Give a page; `path` is its address, for the navigation."""
    token = Markup('<input type="hidden" name="token" value="{}">').format(workbench.form_token)
    return (
        _environment()
        .get_template(template)
        .render(
            data=data,
            navigation=[
                {"name": name, "address": address, "here": path == address or path.startswith(f"{address}/")}
                for name, address in NAVIGATION
            ],
            path=path,
            state=state_of(workbench),
            token_field=lambda: token,
        )
    )
