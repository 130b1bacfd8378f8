"""Sources in a real browser: fetched from an address, taken from a feed, removed and brought back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.browser import violations, window_on
from support.deciding import readings
from support.feeds import MARCH, Entry, FeedServer
from support.serving import serving
from support.web_server import WebServer

from detente.claims import readings_to_json
from detente.files import dump_json
from detente.store.decision_log import read_decisions

GAZETTE = readings()[0].document.id
WORDS = "The union demands a rise of eight percent, and the port authority rejects the demand. "
ARTICLE = (
    "<!doctype html><html><head><title>Talks stall</title></head><body><script>document.title = 'x'</script>"
    f'<article><h1>Talks stall</h1><p>{WORDS * 3}</p><p onclick="alert(1)">{WORDS * 3}</p></article></body></html>'
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a workbench on the two reports that may fetch from this machine, and its folder."""
    folder = tmp_path_factory.mktemp("case")
    (folder / "claims.json").write_text(dump_json(readings_to_json(readings())))
    with serving(folder, "--allow-private") as (address, _):
        yield address, folder


@pytest.fixture
def page(real_browser: Any, served: tuple[str, Path]) -> Iterator[Any]:
    """A window on the case."""
    with window_on(real_browser, served[0]) as window:
        yield window


def fetch(page: Any, address: str) -> None:
    page.goto("/sources")
    page.get_by_label("Address of an article").fill(address)
    page.get_by_role("button", name="Fetch and read").click()
    page.wait_for_url("**/reading?from=*")


def test_an_article_and_a_feed_are_added_by_their_addresses(page: Any) -> None:
    with WebServer({"/talks": lambda visit: visit.send(ARTICLE)}) as web:
        fetch(page, web.address("/talks"))
        page.get_by_text("0 sources are still to be read").wait_for(timeout=200_000)
        page.locator(".jobs a").click()
        page.get_by_role("heading", name="Talks stall").wait_for()
        assert page.locator(".card").count() >= 1
        assert page.title().startswith("Talks stall")
        page.go_back()
        entries = [
            Entry("a", "The <em>whole</em> story", MARCH),
            Entry("b", "Gone", "More …", whole=False, link=web.address("/gone")),
            Entry("c", "Talks again", "More …", whole=False, link=web.address("/talks")),
        ]
        with FeedServer(entries) as feed:
            fetch(page, feed.address)
            page.get_by_text("3 entries were found").wait_for()
            page.get_by_text("0 sources are still to be read").wait_for(timeout=200_000)
        rows = page.locator(".jobs li").all_inner_texts()
        assert ["was there already" in row for row in rows] == [False, False, False, True]
        assert "knows no such page (404)" in rows[2]
        assert violations(page) == []
        page.get_by_role("link", name="The whole story").click()
        page.locator(".card").first.wait_for()


def test_a_source_is_removed_and_brought_back(page: Any, served: tuple[str, Path]) -> None:
    page.goto(f"/sources/{GAZETTE}")
    page.get_by_role("button", name="Remove this source").click()
    page.get_by_text("its claims do not count").wait_for()
    assert violations(page) == []
    page.goto("/sources")
    removed = page.get_by_role("region", name="Removed sources")
    assert removed.locator("tbody tr").count() == 1
    assert violations(page) == []
    other = page.context.new_page()
    other.goto(f"/sources/{GAZETTE}")
    removed.get_by_role("button", name="bring back").click()
    page.get_by_role("button", name="Remove this source").wait_for()
    # The other window saw it removed: it is told, and nothing is done twice.
    other.get_by_role("button", name="Bring it back").click()
    other.get_by_text("Somebody was quicker").wait_for()
    assert [one.kind for one in read_decisions(served[1])] == ["drop", "undo"]
    page.goto("/changes")
    told = page.locator(".timeline").inner_text()
    assert "removed the source" in told
    assert "brought back the source" in told


def test_this_machine_is_not_fetched_from_unless_that_was_allowed(real_browser: Any, tmp_path: Path) -> None:
    with WebServer({"/talks": lambda visit: visit.send(ARTICLE)}) as web, serving(tmp_path) as (address, process):
        with window_on(real_browser, address) as page:
            for place in (web.address("/talks"), f"http://localhost:{web.port}/talks"):
                fetch(page, place)
                page.get_by_text("this machine (loopback); allow that with --allow-private").wait_for(timeout=60_000)
            page.goto("/sources")
            assert page.get_by_text("No source yet.").count() == 1
        assert process.poll() is None
        assert web.visits == []
