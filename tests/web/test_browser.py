"""The workbench in a real browser: Chromium, driven by Playwright, with nothing but this server to reach."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.browser import window_on
from support.deciding import readings
from support.serving import serving

from detente.claims import readings_to_json
from detente.files import dump_json
from detente.store.decision_log import read_decisions

GAZETTE = readings()[0].document.id


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a workbench on a case of the two reports, and its folder."""
    folder = tmp_path_factory.mktemp("case")
    (folder / "claims.json").write_text(dump_json(readings_to_json(readings())))
    with serving(folder) as (address, _):
        yield address, folder


@pytest.fixture
def folder(served: tuple[str, Path]) -> Path:
    """The folder of the case."""
    return served[1]


@pytest.fixture
def page(real_browser: Any, served: tuple[str, Path]) -> Iterator[Any]:
    """A window on the case."""
    with window_on(real_browser, served[0]) as window:
        yield window


def test_a_claim_is_accepted_corrected_and_undone_where_it_stands(page: Any, folder: Path) -> None:
    page.goto(f"/sources/{GAZETTE}")
    page.get_by_role("button", name="accept claim 1").click()
    page.locator("#claim-g1.confirmed").wait_for()
    assert page.evaluate("document.activeElement.id") == "claim-g1"
    card = page.locator("#claim-g2")
    card.get_by_text("Correct", exact=True).click()
    card.get_by_label("What it does").select_option("demand")
    card.get_by_role("button", name="Keep the correction").click()
    page.locator("#claim-g2 .status", has_text="corrected").wait_for()
    page.get_by_role("button", name="undo the last decision about claim 1").click()
    page.locator("#claim-g1.open").wait_for()
    assert [d.kind for d in read_decisions(folder)] == ["confirm", "correct", "undo"]
    assert page.url.endswith(f"/sources/{GAZETTE}")
    page.reload()
    assert page.locator("#claim-g2.confirmed").count() == 1


def test_a_conflict_is_told_on_the_page_which_stays(page: Any) -> None:
    page.goto(f"/sources/{GAZETTE}")
    other = page.context.new_page()
    other.goto(f"/sources/{GAZETTE}")
    other.get_by_role("button", name="reject claim 4").click()
    other.locator("#claim-g4.rejected").wait_for()
    page.get_by_role("button", name="accept claim 4").click()
    page.get_by_role("alert").wait_for()
    assert "Somebody was quicker" in page.inner_text("#notice")
    assert page.locator("#claim-g4.open").count() == 1


def test_selecting_words_fills_the_form_and_adds_a_claim(page: Any, folder: Path) -> None:
    page.goto(f"/sources/{GAZETTE}")
    page.evaluate("""() => {
      const piece = Array.from(document.querySelectorAll("[data-start]")).find(
        (one) => one.textContent.includes("two ferries"));
      const at = piece.firstChild.data.indexOf("two ferries");
      document.getSelection().setBaseAndExtent(piece.firstChild, at, piece.firstChild, at + "two ferries".length);
      piece.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
    }""")
    form = page.locator("#add-claim form")
    assert form.get_by_label("Its words").input_value() == "two ferries"
    form.get_by_label("Party").fill("Island")
    form.get_by_label("Issue").fill("ferries a day")
    form.get_by_role("button", name="Add the claim").click()
    page.locator(".card .status", has_text="added").wait_for()
    (made,) = [d for d in read_decisions(folder) if d.kind == "add"]
    text = readings()[0].document.text
    assert (made.kind, made.about["words"], made.about["start"]) == ("add", "two ferries", text.index("two ferries"))


def test_links_back_and_keyboard_lead_where_they_say(page: Any) -> None:
    page.goto("/sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.get_by_role("link", name="Ferry talks", exact=True).or_(page.get_by_role("link", name=GAZETTE)).first.click()
    page.wait_for_url(f"**/sources/{GAZETTE}")
    page.locator("#text a.number").first.click()
    assert page.url.endswith("#claim-g1")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/sources")


def test_a_text_that_is_pasted_shows_its_progress_and_then_its_claims(page: Any) -> None:
    page.goto("/sources")
    page.get_by_label("Title").fill("Harbour talks")
    page.get_by_label("Text", exact=True).fill(
        "The island demands a night ferry every day. The company rejects a night ferry."
    )
    page.get_by_role("button", name="Read the text").click()
    page.get_by_text("0 sources are still to be read").wait_for(timeout=200_000)
    page.get_by_role("link", name="Harbour talks.txt").click()
    assert page.get_by_role("heading", name="Harbour talks").count() == 1
    assert page.locator(".card").count() >= 1
