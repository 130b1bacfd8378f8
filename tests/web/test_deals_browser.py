"""The pages about deals in a real browser: choosing points, composing, links, Back and reload."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.bargain import bargain
from support.browser import violations, window_on
from support.serving import serving


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a workbench on the computed case."""
    with serving(bargain(tmp_path_factory.mktemp("bargain"))) as (found, _):
        yield found


@pytest.fixture
def page(real_browser: Any, address: str) -> Iterator[Any]:
    """A window on the case."""
    with window_on(real_browser, address) as window:
        yield window


def _marked(page: Any) -> set[str]:
    ids = page.evaluate("Array.from(document.querySelectorAll('#deals [aria-current]')).map((one) => one.id)")
    return {name.partition("-")[2] for name in ids}


def test_a_point_is_chosen_with_mouse_and_keys_and_back_and_reload_lead_where_they_should(page: Any) -> None:
    page.goto("/deals?x=island&y=harbour")
    assert _marked(page) == set()
    point = page.locator(".picture .point.solution").first
    code = point.get_attribute("id").removeprefix("point-")
    point.click()
    page.locator(f"#point-{code}[aria-current]").wait_for()
    assert f"package={code}" in page.url
    assert "x=island&y=harbour" in page.url
    assert _marked(page) == {code}
    page.locator("#selected .big").wait_for()
    other = page.locator("#judged tbody a:not([aria-current])").first
    second = other.get_attribute("id").removeprefix("judged-")
    other.click()
    page.locator(f"#judged-{second}[aria-current]").wait_for()
    assert _marked(page) == {second}
    page.go_back()
    page.locator(f"#row-{code}[aria-current]").wait_for()
    assert _marked(page) == {code}
    page.reload()
    assert _marked(page) == {code}
    page.locator(f"#point-{code}").focus()
    page.keyboard.press("ArrowRight")
    reached = page.evaluate("document.activeElement.id").removeprefix("point-")
    if reached == code:
        page.keyboard.press("ArrowLeft")
        reached = page.evaluate("document.activeElement.id").removeprefix("point-")
    assert reached != code
    page.keyboard.press("Enter")
    page.locator(f"#point-{reached}[aria-current]").wait_for()
    assert _marked(page) == {reached}
    assert violations(page) == []


def test_a_package_is_composed_mended_and_put_beside_another(page: Any) -> None:
    page.goto("/deals/compose?on.night=every+night&on.fares=10+crowns&on.contract=one+year")
    page.locator("#composed table").wait_for()
    assert "crosses a red line of Harbour" in page.inner_text("#composed")
    before = page.inner_text("#composed .outcome")
    page.locator("select[name='on.night']").focus()
    page.locator("select[name='on.night']").select_option("at weekends")
    page.locator("#composed", has_text="crosses no red line").wait_for()
    assert page.inner_text("#composed .outcome") != before
    assert re.search(r"on\.night=at(\+|%20)weekends", page.url)
    assert page.evaluate("document.activeElement.name") == "on.night"
    assert violations(page) == []
    page.go_back()
    page.locator("#composed", has_text="crosses a red line of Harbour").wait_for()
    assert page.locator("select[name='on.night']").input_value() == "every night"
    page.go_forward()
    page.locator("#composed", has_text="crosses no red line").wait_for()
    page.reload()
    assert page.locator("select[name='on.night']").input_value() == "at weekends"
    page.get_by_role("link", name="Apply").first.click()
    page.wait_for_url("**/deals/compose?package=*")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/deals/compare?a=*")
    assert page.locator("table.deals-side").count() == 3
    assert violations(page) == []


def test_a_package_is_kept_and_stands_among_those_of_the_case(page: Any) -> None:
    page.goto("/deals/compose?package=nash")
    page.get_by_label("Keep it in the case, under the name").fill("shown in the browser")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.wait_for_url("**/deals/compose?package=kept*")
    assert "“shown in the browser”" in page.inner_text("section:has(#kept)")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_amiss_on_a_small_screen(real_browser: Any, address: str, scheme: str) -> None:
    with window_on(real_browser, address, color_scheme=scheme, viewport={"width": 390, "height": 800}) as window:
        for path, shown in (
            ("/deals?package=nash", "#selected .big"),
            ("/deals/compose?package=nash", "#composed table"),
            ("/deals/compare?a=nash&b=stated:island", "[aria-labelledby=gets] table"),
        ):
            window.goto(path)
            window.locator(shown).wait_for()
            assert window.evaluate("document.documentElement.scrollWidth") <= 390
            assert violations(window) == []
