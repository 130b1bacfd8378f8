"""The table in a real browser: edited in place by the keyboard, conflicts told in the cell, axe, Back and reload."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.browser import violations, window_on
from support.serving import serving

from detente.store import open_store
from detente.store.case_edits import Change
from detente.table import case_from_yaml

CASE = """\
detente: 1
title: Ferry talks
parties: {island: {name: Island, voices: [Mara Holt]}, company: {name: Harbour Company}}
issues:
  ferry: {name: night ferry, options: [none, weekends, daily]}
  tickets: {options: [dear, cheap]}
objectives:
  island: {all: {ferry: {issue: ferry}, tickets: {issue: tickets}}, weights: unknown}
  company: {all: {ferry: {issue: ferry}}}
positions:
  island: {ferry: {stated: daily, voice: Mara Holt, because: [c1]}}
hypotheses:
  island: {ferry first: {prior: 0.5, says: {weights: {ferry: above tickets}}}, show: {prior: 0.5}}
evidence:
  c1: {party: island, act: demand, on: ferry, option: daily, origin: Gazette, document: d1, words: a ferry every night}
"""


@pytest.fixture
def window(real_browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A window on the case."""
    (tmp_path / "case.yaml").write_text(CASE)
    with serving(tmp_path) as (address, _), window_on(real_browser, address) as page:
        yield page


def _island(folder: Path) -> Any:
    revision = open_store(folder).revision()
    assert revision is not None
    return case_from_yaml(revision.text).positions["island"]["ferry"]


def _wait_for_focus(window: Any, attribute: str, value: str) -> None:
    """Wait until what has the focus is as named; the page's own policy bars waiting by a script in it."""
    for _ in range(100):
        if window.evaluate(f"document.activeElement.{attribute}") == value:
            return
        window.wait_for_timeout(50)
    assert window.evaluate(f"document.activeElement.{attribute}") == value


def test_a_cell_is_edited_in_place_by_the_keyboard(window: Any, tmp_path: Path) -> None:
    window.goto("/table")
    window.locator("#state", has_text="run 1").wait_for()
    edit = window.get_by_role("link", name="Edit Island on night ferry")
    edit.focus()
    window.keyboard.press("Enter")
    form = window.locator("form[data-in-place]")
    form.wait_for()
    _wait_for_focus(window, "name", "stated")
    assert violations(window) == []
    window.keyboard.press("Escape")
    form.wait_for(state="detached")
    _wait_for_focus(window, "id", "change-island--ferry")
    window.keyboard.press("Enter")
    form.get_by_label("States").select_option("=weekends")
    form.get_by_label("weekends").check()
    form.get_by_role("button", name="Save").click()
    form.get_by_role("alert").wait_for()
    assert "its own red_line rules out" in form.inner_text()
    _wait_for_focus(window, "name", "stated")
    form.get_by_label("weekends").uncheck()
    store = open_store(tmp_path)
    store.edit(1, [Change(("positions", "island", "ferry", "stated"), "none")], "Ben", "heard at the pier")
    form.get_by_role("button", name="Save").click()
    form.get_by_text("heard at the pier").wait_for()
    assert form.get_by_label("States").input_value() == "=weekends"
    form.get_by_role("button", name="Save").click()
    form.wait_for(state="detached")
    _wait_for_focus(window, "id", "change-island--ferry")
    assert window.url.endswith("/table")
    assert _island(tmp_path).stated == "weekends"
    window.get_by_text("Points on the frontier").wait_for()
    window.locator("#believed b").first.wait_for()
    assert violations(window) == []


def test_pages_of_the_table_are_accessible_and_back_and_reload_lead_where_they_say(window: Any, tmp_path: Path) -> None:
    window.goto("/table")
    laid = window.locator(".matrix td:not(.empty) .line:not(.tools)").evaluate_all(
        "lines => lines.map(line => getComputedStyle(line).display)"
    )
    assert set(laid) == {"block"}  # What a line says runs on, and is not laid out in columns.
    for name, address in (
        ("Harbour Company", "/table/company"),
        ("night ferry", "/table/issues/ferry/options"),
        ("daily", "/table/island/ferry"),
    ):
        window.get_by_role("link", name=name).first.click()
        window.wait_for_url(f"**{address}")
        window.reload()
        assert violations(window) == []
        window.go_back()
        window.wait_for_url("**/table")
    window.goto("/table/island")
    window.get_by_label("prior of show").fill("0.6")
    window.locator("#save-hypotheses").click()
    window.get_by_role("alert").wait_for()
    assert "they must sum to 1" in window.inner_text("main")
    assert window.get_by_label("prior of show").input_value() == "0.6"
    window.get_by_label("prior of ferry first").fill("0.4")
    window.locator("#save-hypotheses").click()
    window.get_by_role("heading", name="What changed").wait_for()
    assert window.evaluate("document.activeElement.id") == "save-hypotheses"
    assert "since=1." in window.url
    window.reload()
    assert window.get_by_label("prior of show").input_value() == "0.6"
    assert violations(window) == []


def test_the_table_works_without_scripts_and_on_a_narrow_screen(real_browser: Any, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    plain = {"java_script_enabled": False, "viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}
    with serving(tmp_path) as (address, _), window_on(real_browser, address, **plain) as page:
        page.goto("/table")
        page.get_by_role("link", name="Edit Island on night ferry").click()
        page.wait_for_url("**/table/island/ferry#edit-island--ferry")
        page.get_by_label("Through whom").fill("Ben Oak")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name="What changed").wait_for()
        assert _island(tmp_path).voice == "Ben Oak"
