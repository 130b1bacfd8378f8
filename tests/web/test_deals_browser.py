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


def _drawn(page: Any, test: str) -> dict[str, Any]:
    """Give the first point that Vega drew for which a test of its row holds: its code, and where it lies."""
    page.locator(".scatter.live .drawn svg").wait_for()
    found: dict[str, Any] = page.evaluate(
        f"""() => Array.from(document.querySelectorAll(".drawn .mark-symbol path"))
            .map((path) => ({{ row: path.__data__.datum, box: path.getBoundingClientRect() }}))
            .filter(({{ row }}) => row.code && ({test}))
            .map(({{ row, box }}) => ({{ code: row.code, x: box.x + box.width / 2, y: box.y + box.height / 2 }}))[0]"""
    )
    return found


def _ringed(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => {
            const all = Array.from(document.querySelectorAll(".drawn .mark-symbol path"), (path) => path.__data__);
            const rings = all.filter((item) => item.size > 400);
            const name = (item) => (item.strokeDash[1] ? "pointed" : "selected");
            return Object.fromEntries(rings.map((item) => [name(item), item.datum.code]));
        }"""
    )
    return found


def test_the_pointer_tells_a_click_selects_and_back_reload_and_the_address_lead_where_they_should(page: Any) -> None:
    page.goto("/deals?x=island&y=harbour")
    assert _marked(page) == set()
    point = _drawn(page, "row.kind === 'solution'")
    page.mouse.move(point["x"], point["y"])
    page.locator(".tip:not([hidden])").wait_for()
    told = page.inner_text(".tip")
    assert "Nash" in told
    shown = page.locator(f"tr:has(#row-{point['code']}) td.number").all_inner_texts()
    assert page.locator(".tip dd").all_inner_texts() == shown
    assert _ringed(page) == {"pointed": point["code"]}
    assert page.locator("tr.pointed").count() == 2
    assert violations(page) == []
    # What the page tells of its draws once they are there moves the picture down, also between a look and a click.
    chosen = page.locator(f"#point-{point['code']}[aria-current]")
    for _ in range(5):
        point = _drawn(page, f"row.code === '{point['code']}'")
        page.mouse.click(point["x"], point["y"])
        page.wait_for_timeout(1000)
        if chosen.count():
            break
    chosen.wait_for(state="attached")
    assert f"x=island&y=harbour&package={point['code']}" in page.url
    assert _marked(page) == {point["code"]}
    page.locator("#selected .big").wait_for()
    assert _ringed(page)["selected"] == point["code"]
    page.mouse.move(1, 1)
    assert _ringed(page) == {"selected": point["code"]}
    page.locator("[data-zoom=in]").click()
    wide = page.evaluate("document.querySelector('.drawn').textContent")
    other = page.locator("#judged tbody a:not([aria-current])").first
    second = other.get_attribute("id").removeprefix("judged-")
    other.hover()
    assert _ringed(page)["pointed"] == second
    other.click()
    page.locator(f"#judged-{second}[aria-current]").wait_for()
    assert _marked(page) == {second}
    assert _ringed(page)["selected"] == second
    assert page.evaluate("document.querySelector('.drawn').textContent") == wide, "it stays as it was zoomed"
    page.go_back()
    page.locator(f"#row-{point['code']}[aria-current]").wait_for()
    assert _marked(page) == {point["code"]}
    page.locator(".scatter.live .drawn svg").wait_for()
    assert _ringed(page)["selected"] == point["code"]
    page.reload()
    page.locator(".scatter.live .drawn svg").wait_for()
    assert _marked(page) == {_ringed(page)["selected"]} == {point["code"]}


def test_the_keyboard_walks_from_point_to_point_and_escape_hides_what_is_told(page: Any) -> None:
    page.goto("/deals?package=nash")
    page.locator(".scatter.live .drawn svg").wait_for()
    code = next(iter(_marked(page)))
    page.locator(f"#point-{code}").focus()
    page.keyboard.press("ArrowRight")
    reached = page.evaluate("document.activeElement.id").removeprefix("point-")
    if reached == code:
        page.keyboard.press("ArrowLeft")
        reached = page.evaluate("document.activeElement.id").removeprefix("point-")
    assert reached != code
    assert _ringed(page) == {"selected": code, "pointed": reached}
    page.locator(".tip:not([hidden])").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".tip").is_hidden()
    page.evaluate("document.dispatchEvent(new Event('htmx:afterSwap'))")  # the page around the picture is drawn anew
    assert page.locator(".tip").is_hidden()
    page.keyboard.press("Enter")
    page.locator(f"#point-{reached}[aria-current]").wait_for(state="attached")
    assert _marked(page) == {reached}
    assert violations(page) == []


def test_a_request_that_another_takes_the_place_of_is_no_fault(page: Any) -> None:
    """As where a package is selected while the page asks whether the draws are there: the console says nothing."""
    page.goto("/deals")
    ended = page.evaluate("""() => new Promise((resolve) => {
        const deals = document.querySelector("#deals");
        deals.addEventListener("htmx:sendAbort", () => resolve("given up"));
        htmx.ajax("GET", "/deals", { source: deals, target: deals, swap: "none" });
        htmx.trigger(deals, "htmx:abort");
    })""")
    assert ended == "given up"


def test_the_picture_is_zoomed_by_buttons_and_wheel_moved_and_whole_again(page: Any) -> None:
    page.goto("/deals")
    point = _drawn(page, "row.kind === 'solution'")
    labels = "Array.from(document.querySelectorAll('.drawn .role-axis-label text'))"
    words = f"{labels}.map((one) => one.textContent).sort().join()"
    whole = page.evaluate(words)
    scrolled = page.evaluate("window.scrollY")
    page.mouse.move(point["x"], point["y"])
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function(f"{words} !== {whole!r}")
    assert page.evaluate("window.scrollY") == scrolled
    near = _drawn(page, f"row.code === '{point['code']}'")
    assert abs(near["x"] - point["x"]) < 2
    page.mouse.down()
    page.mouse.move(point["x"] - 60, point["y"] + 40, steps=4)
    page.mouse.up()
    moved = _drawn(page, f"row.code === '{point['code']}'")
    assert moved["x"] < near["x"] - 40
    assert "package=" not in page.url, "what moves the picture selects nothing"
    page.get_by_role("button", name="Whole picture").click()
    assert page.evaluate(words) == whole
    page.get_by_role("button", name="Zoom out").click()
    assert page.evaluate(words) != whole


def test_a_picture_that_is_drawn_anew_shows_the_part_that_it_showed(page: Any) -> None:
    """As where the window is made narrower, or the page around the picture brings another element for it."""
    page.goto("/deals")
    page.locator(".scatter.live .drawn svg").wait_for()
    words = "Array.from(document.querySelectorAll('.drawn .role-axis-label text')).map((one) => one.textContent).join()"
    whole = page.evaluate(words)
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate(words) != whole
    page.evaluate("""() => {
        const drawn = document.querySelector(".drawn");
        drawn.replaceWith(Object.assign(document.createElement("div"), { className: "drawn", id: "drawn-anew" }));
        document.dispatchEvent(new Event("htmx:afterSwap"));
    }""")
    assert page.evaluate(words) not in ("", whole)
    page.set_viewport_size({"width": 420, "height": 800})
    narrow = "document.querySelector('.drawn svg').getBoundingClientRect().width < 420"
    page.wait_for_function(narrow)
    assert page.evaluate(words) not in ("", whole)
    page.get_by_role("button", name="Whole picture").click()
    assert page.evaluate(words).split(",")[-1] == whole.split(",")[-1]


def test_without_scripts_the_picture_stands_there_and_its_points_are_links(real_browser: Any, address: str) -> None:
    with window_on(real_browser, address, java_script_enabled=False) as window:
        window.goto("/deals")
        point = window.locator(".picture .point.solution").first
        code = point.get_attribute("id").removeprefix("point-")
        assert window.locator(".zoom").is_hidden()
        point.locator("path").click()
        window.wait_for_url(f"**package={code}")
        assert window.locator(f"#row-{code}[aria-current]").count() == 1


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
            ("/deals?package=nash", ".scatter.live .drawn svg"),
            ("/deals/compose?package=nash", "#composed table"),
            ("/deals/compare?a=nash&b=stated:island", "[aria-labelledby=gets] table"),
        ):
            window.goto(path)
            window.locator(shown).wait_for()
            assert window.evaluate("document.documentElement.scrollWidth") <= 390
            assert violations(window) == []
