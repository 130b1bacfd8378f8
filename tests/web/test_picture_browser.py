"""The picture of packages in a real browser, at several widths: no text lies on another, with scripts and without."""

from pathlib import Path
from typing import Any

import pytest
from support.browser import overlapping
from support.crowded import CROWDS

import detente.web
from detente.report.outcomes import ROLES
from detente.web.deals.plot import plot
from detente.web.deals.scatter import lay_out
from detente.web.rendering import _environment

STATIC = Path(detente.web.__file__).parent / "static"
TEMPLATE = (
    '<style>{{ style | safe }}</style>{% import "deals_parts.html.j2" as parts %}{% include "scatter.html.j2" %}'
    '<table id="rows">{% for point in picture.points %}<tr><td><a id="row-{{ point.code }}" href="#">{{ point.code }}'
    "</a></td></tr>{% endfor %}</table>"
)


def _page(places: list[tuple[float, float]]) -> str:
    points = [
        {"code": f"{at}-abc", "kind": "solution", "names": [name], "known_as": name, "x": 100 * x, "y": 100 * y}
        for at, (name, (x, y)) in enumerate(zip(ROLES.values(), places, strict=True))
    ]
    points += [
        {"code": f"{at}-abc", "kind": "efficient", "names": [], "known_as": "", "x": 2.5 * at, "y": 100 - at * at / 16}
        for at in range(5, 41)
    ]
    points = [{**p, "number": 1, "address": "#", "selected": False, "words": ""} for p in points]
    names = ["Northland", "Southland"]
    no_deal = {"x": 20.0, "y": 10.0}
    picture = {
        "title": "The picture",
        "names": names,
        "points": points,
        "drawing": lay_out(points, no_deal, True),
        "plot": plot(points, names, no_deal, True),
    }
    style = "".join((STATIC / name).read_text("utf-8") for name in ("workbench.css", "deals.css"))
    return _environment().from_string(TEMPLATE).render(picture=picture, style=style)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_text_lies_on_another_with_a_script_and_without(real_browser: Any, width: int) -> None:
    page = real_browser.new_page(viewport={"width": width, "height": 800})
    for name, places in CROWDS.items():
        page.set_content(f"<html><body><main>{_page(list(places))}</main></body></html>")
        assert overlapping(page, ".picture text") == [], name
        told = " ".join(page.locator(".picture text.label").all_text_contents())
        assert [role for role in ROLES.values() if role not in told] == [], name
        for script in ("vega.min.js", "vega-lite.min.js", "vega-interpreter.js", "plot.js"):
            if script == "plot.js" or not page.evaluate("'vegaInterpreter' in globalThis"):
                page.add_script_tag(path=STATIC / script)
        page.locator(".scatter.live .drawn svg").wait_for()
        assert overlapping(page, ".drawn text") == [], name
        told = " ".join(page.locator(".drawn .mark-text.role-mark text").all_text_contents())
        assert [role for role in ROLES.values() if role not in told] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
