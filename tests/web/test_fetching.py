"""Adding sources by address and by feed: what is taken, and what of a hostile net is refused, with the server alive."""

import gzip
import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from support.feeds import Entry, FeedServer
from support.making import claim
from support.web_server import Page, Visit, WebServer
from support.workbench import Browser

from detente.claims import Reading
from detente.documents import Document, SourceOptions
from detente.documents.pacing import Pacer
from detente.errors import DetenteError, FetchError
from detente.web import fetching, make_app, open_workbench
from detente.web.fetching import Taken, address_of, fetch_page, take_address
from detente.web.reading import MOST_WAITING, Reader, read_source
from detente.web.recomputing import Recomputing

HERE = SourceOptions(allow_private=True, seconds=5, max_bytes=1_000_000)
WORDS = "The union demands a rise of eight percent, and the port authority rejects the demand. "
BODY = f"<article><h1>Talks stall</h1><p>{WORDS * 3}</p><p>{WORDS * 3}</p></article>"
ARTICLE = f"<!doctype html><html><head><title>Talks stall</title></head><body>{BODY}</body></html>"


def page(body: bytes | str, kind: str = "text/html", **headers: str) -> Page:
    return lambda visit: visit.send(body, kind=kind, **headers)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer({"/talks": page(ARTICLE)}) as server:
        yield server


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts are asked without a pause: there is nobody to spare."""
    monkeypatch.setattr(fetching, "_PACER", Pacer(pause=0.0))


def take(address: str, options: SourceOptions = HERE) -> Taken:
    """Take an address as the process beside the server does: what it gives goes through a pipe."""
    found: Taken = pickle.loads(pickle.dumps(take_address(lambda size: None, address, options)))
    return found


def test_an_article_is_one_source_and_tells_how_much_has_come(web: WebServer) -> None:
    sizes: list[float] = []
    found = take_address(sizes.append, web.address("/talks"), HERE)
    assert (found.single, found.total) == (True, 1)
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(ARTICLE.encode())
    document = found.sources[0].load()
    assert (document.title, document.address) == ("Talks stall", web.address("/talks"))


def test_the_entries_of_a_feed_are_sources_and_the_pages_of_teasers_are_fetched(web: WebServer) -> None:
    entries = [Entry("a", "Whole", "The island demands a ferry."), Entry("b", "Teaser", "More …", whole=False)]
    entries[1].link = web.address("/talks")
    with FeedServer(entries) as feed:
        found = take(feed.address)
    assert (found.single, found.total) == (False, 2)
    assert [address_of(source) for source in found.sources] == ["https://courier.example/a", web.address("/talks")]
    whole, teaser = (fetch_page(lambda size: None, source, HERE).load() for source in found.sources)
    assert (whole.title, whole.text[:5]) == ("Whole", "Whole")
    assert (teaser.outlet, teaser.text.startswith("Talks stall")) == ("Tarn Courier", True)


def test_of_a_long_feed_the_first_entries_are_read_and_the_rest_is_told() -> None:
    entries = [Entry(f"e{n}", f"Title {n}", "", whole=False, link="https://courier.example/") for n in range(70)]
    with FeedServer(entries) as feed:
        found = take(feed.address)
    assert (len(found.sources), found.total) == (fetching.MOST_ENTRIES, 70)


def _drip(visit: Visit) -> None:
    visit.start(200)
    visit.drip(b"x")


def _endless(visit: Visit) -> None:
    visit.start(200)
    for _ in range(50):
        visit.write(b"x" * 1_000_000)


BOMB = gzip.compress(b"<p>" + b"0" * 50_000_000)
REFUSED: dict[str, tuple[Page, str]] = {
    "of 50 MB, announced": (page(b"<p>" + b"x" * 50_000_000), "more than 1 MB"),
    "of 50 MB, not announced": (_endless, "more than 1 MB"),
    "a bomb": (page(BOMB, Content_Encoding="gzip"), "more than 1 MB"),
    "a zip archive": (page(b"PK\x03\x04....", "application/zip"), "is a zip archive"),
    "slow": (_drip, "not done within 0.5 s"),
    "a broken PDF": (page(b"%PDF-1.4 nothing", "application/pdf"), "cannot be opened as PDF"),
    "no text": (page(bytes(range(256)) * 9, "application/octet-stream"), "is binary"),
    "another XML": (page("<?xml version='1.0'?><x/>", "text/xml"), "neither a feed"),
    "an empty feed": (page("<rss version='2.0'><channel/></rss>", "application/rss+xml"), "this feed has no entry"),
    "a feed that is none": (page("hello", "application/rss+xml"), "is no feed"),
    "a feed with entities": (
        page("<!DOCTYPE r [<!ENTITY a 'b'>]><rss version='2.0'><channel/></rss>", "text/xml"),
        "declares entities",
    ),
    "nothing": (page(""), "is empty"),
    "not found": (lambda visit: visit.send("no", 404), "knows no such page (404)"),
    "a script of another scheme": (lambda visit: visit.send("", 302, Location="file:///etc/passwd"), "only http"),
    "of another language": (
        page("Bonjour, le gouvernement refuse la proposition des syndicats du port.", "text/plain"),
        "is not English",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_named(web: WebServer, what: str) -> None:
    web.pages["/x"], told = REFUSED[what]
    options = replace(HERE, seconds=0.5) if what == "slow" else HERE
    with pytest.raises(DetenteError) as raised:
        read_source(lambda share: None, take(web.address("/x"), options).sources[0], options)
    assert told in str(raised.value)


def test_private_networks_are_refused_and_redirections_and_entries_that_lead_there_too(web: WebServer) -> None:
    guarded = replace(HERE, allow_private=False)
    for address in (
        web.address("/talks"),
        "http://localhost:1/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://0x7f.1/",
    ):
        with pytest.raises(FetchError, match="--allow-private"):
            take(address, guarded)
    assert web.visits == []
    # Only the first step is let through here: as if a public server sent on to this machine.
    web.pages["/away"] = lambda visit: visit.send("", 302, Location="http://169.254.169.254/latest/meta-data/")
    looked_up = pytest.MonkeyPatch()
    looked_up.setattr("detente.documents.addresses.why_not_public", lambda n: None if n == "127.0.0.1" else "private")
    with looked_up.context(), pytest.raises(FetchError, match=r"169\.254\.169\.254, private"):
        take(web.address("/away"), guarded)
    looked_up.undo()
    entry = Entry("a", "Teaser", "More …", whole=False, link=web.address("/talks"))
    with FeedServer([entry]) as feed:
        (source,) = take(feed.address, HERE).sources
    closed = replace(source, data=replace(source.data, limits=guarded.limits))  # type: ignore[type-var]
    with pytest.raises(FetchError, match="--allow-private"):
        fetch_page(lambda size: None, closed, guarded)


def test_a_server_that_is_asked_too_often_is_left_alone(web: WebServer) -> None:
    web.pages["/busy"] = lambda visit: visit.send("", 429)
    for _ in range(2):
        with pytest.raises(FetchError, match="asked too often"):
            take(web.address("/busy"))
    assert [visit.path for visit in web.visits] == ["/busy"]


def _wait(until: Callable[[], object]) -> None:
    for _ in range(3000):
        if until():
            return
        time.sleep(0.05)
    raise AssertionError("nothing happened")


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """A workbench that may fetch from this machine, and a client."""
    monkeypatch.setattr(Recomputing, "ask", lambda self: None)
    bench = open_workbench(tmp_path, "Ada", taking=HERE)
    yield Browser(TestClient(make_app(bench), base_url="http://127.0.0.1:8377"), bench)
    bench.close()


def test_addresses_and_feeds_are_read_one_after_another_and_errors_stand_on_the_page(
    browser: Browser, web: WebServer
) -> None:
    short = Entry("c", "Gone", "More …", whole=False, link=web.address("/gone"))
    whole = Entry("a", "<b>Whole</b> & more", "The island demands a ferry.")
    again = Entry("d", "Again", "More …", whole=False, link=web.address("/talks"))
    web.pages["/big"] = page("x" * 2_000_000)
    answer = browser.send("/sources/fetch", address=web.address("/talks"))
    assert (answer.status_code, answer.url.path) == (200, "/reading")
    browser.send("/sources/fetch", address=web.address("/big"))
    _wait(lambda: not browser.data("/reading")["waiting"])
    big, article = browser.data("/reading")["jobs"]
    assert "more than 1 MB is beyond the limit" in big["failed"]
    assert (article["document"] is not None, article["claims"] >= 1) == (True, True)
    with FeedServer([whole, short, again]) as feed:
        browser.send("/sources/fetch", address=feed.address)
        _wait(lambda: not browser.data("/reading")["waiting"])
    shown = {job["name"]: job for job in browser.data("/reading")["jobs"]}
    assert shown[feed.address]["found"] == 3
    assert shown["Again"]["known"]
    assert "knows no such page (404)" in shown["Gone"]["failed"]
    told = {one["title"]: one for one in browser.data("/sources")["sources"]}
    assert told.keys() == {"Talks stall", "Whole & more"}
    assert told["Whole & more"]["came_from"] == f"{feed.address}, entry 1"
    html = browser.page("/reading?from=1")
    assert "3 entries were found" in html
    assert "was there already" in html
    assert "(an option of detente serve)" in html


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("", 400, "no address was given"),
        ("file:///etc/passwd", 422, "only http and https"),
        ("javascript:alert(1)", 422, "is no address"),
        ("http://user:secret@a.example/", 422, "carries a name or password"),
        ("https://" + "x" * 5000, 422, "beyond the limit"),
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_fetched(
    browser: Browser, address: str, status: int, told: str
) -> None:
    answer = browser.send("/sources/fetch", address=address)
    assert answer.status_code == status
    assert told in answer.text
    assert "secret" not in answer.text
    assert browser.data("/reading")["jobs"] == []


def test_a_feed_fills_the_queue_and_no_more(browser: Browser) -> None:
    reader: Reader = browser.bench.reader
    reader._made([("waits", "waits")] * (MOST_WAITING - 2))
    entries = [Entry(f"e{n}", f"Title {n}", "", whole=False, link="https://courier.example/x") for n in range(4)]
    known = Reading(Document("x-1", "The island demands a ferry.", address="https://courier.example/x"), (
        claim("The island demands a ferry.", "island demands a ferry", "Island", "demand", "ferry"),))  # fmt: skip
    reader.store.add_readings([known], {}, "Ada")
    with FeedServer(entries) as feed:
        job = reader._made([(feed.address, feed.address)])[0]
        reader._apart(job, take(feed.address))
    assert (job.found, job.left_out) == (4, 3)
