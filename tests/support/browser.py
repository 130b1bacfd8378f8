"""A real browser for tests: Debian's Chromium or whatever Chromium is installed, driven by Playwright."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

__all__ = ["chromium", "overlapping", "violations", "window_on"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a browser of Playwright; skip the test where Playwright or Chromium is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = os.environ.get("CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium is installed; on Debian: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window_on(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """Give a window on a server; what reaches elsewhere, or is told on the console as a fault, fails the test.

    A form that is not taken (409, 422), which the browser and htmx tell there too, is meant.
    """
    context = browser.new_context(base_url=address, **options)
    context.set_default_timeout(60_000)
    wrong: list[str] = []

    def route(asked: Any) -> None:
        if asked.request.url.startswith(address):
            asked.continue_()
        else:
            wrong.append(f"asks for {asked.request.url}")
            asked.abort()

    def told(message: Any) -> None:
        if message.type in {"error", "warning"} and not {"409", "422"} & set(re.findall(r"\d+", message.text)):
            wrong.append(message.text)

    context.route("**/*", route)
    window = context.new_page()
    window.on("console", told)
    window.on("pageerror", lambda error: wrong.append(str(error)))
    yield window
    context.close()
    assert not wrong, wrong


def violations(page: Any) -> list[str]:
    """Give what axe-core finds wrong with the page as it stands: the rule, and the first element at fault."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [f"{part['id']}: {part['nodes'][0]['html']} {part['nodes'][0]['failureSummary']}" for part in found]


def overlapping(page: Any, texts: str) -> list[str]:
    """Give the pairs of texts, of those that a selector finds, that lie on each other as the browser draws them."""
    found: list[str] = page.evaluate(
        """(texts) => {
            const elements = Array.from(document.querySelectorAll(texts));
            const all = elements.map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
            // What stands above and below the letters in their box is empty.
            const across = (one, other) => one.left < other.right - 1 && other.left < one.right - 1;
            const down = (one, other) => one.top < other.bottom - 3 && other.top < one.bottom - 3;
            const met = (one, other) => across(one.box, other.box) && down(one.box, other.box);
            const after = (one, at) => all.slice(at + 1).filter((other) => met(one, other));
            return all.flatMap((one, at) => after(one, at).map((other) => `${one.words} / ${other.words}`));
        }""",
        texts,
    )
    return found
