"""Fetching from servers that misbehave, on this machine."""

import gzip
import pickle
import shutil
import subprocess
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from support.web_server import Page, Visit, WebServer

from detente.documents.fetch import USER_AGENT, FetchLimits, fetch
from detente.errors import DocumentError, FetchError

HERE = FetchLimits(max_bytes=100_000, seconds=10, read_seconds=5, allow_private=True)
PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.1"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def page(body: bytes | str, **more: Any) -> Page:
    return lambda visit: visit.send(body, **more)


def to(target: str, status: int = 302) -> Page:
    return lambda visit: visit.send(b"", status, Location=target)


def test_a_page_is_given_with_what_the_server_says_of_it(web: WebServer) -> None:
    web.pages["/a"] = page(
        "Löhne".encode("cp1252"), kind="text/html; charset=Windows-1252", ETag='"1"', Last_Modified="x"
    )
    got = fetch(web.address("/a#here"), limits=HERE)
    assert (got.status, got.data, got.media_type, got.charset) == (200, b"L\xf6hne", "text/html", "windows-1252")
    assert (got.etag, got.last_modified, got.final_address) == ('"1"', "x", web.address("/a"))
    assert web.visits[0].headers["user-agent"] == USER_AGENT
    assert USER_AGENT.startswith("detente/")
    assert "if-none-match" not in web.visits[0].headers


def test_what_has_not_changed_is_not_sent_again(web: WebServer) -> None:
    def changed(visit: Visit) -> None:
        same = visit.headers.get("if-none-match") == '"7"' and visit.headers.get("if-modified-since") == "Monday"
        visit.send(b"" if same else b"new", 304 if same else 200, ETag='"7"')

    web.pages["/feed"] = changed
    assert fetch(web.address("/feed"), limits=HERE).data == b"new"
    again = fetch(web.address("/feed"), etag='"7"', last_modified="Monday", limits=HERE)
    assert (again.status, again.data, again.etag) == (304, b"", '"7"')


def test_a_mark_that_would_break_the_request_is_not_sent(web: WebServer) -> None:
    web.pages["/a"] = page("ok")
    assert fetch(web.address("/a"), etag='"1"\r\nX-Evil: 1', limits=HERE).data == b"ok"
    assert "x-evil" not in web.visits[0].headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_followed_to_the_end(web: WebServer, status: int) -> None:
    web.pages |= {"/a": to("b?x=1", status), "/b": to(web.address("/c"), status), "/c": page("end")}
    got = fetch(web.address("/a"), limits=HERE)
    assert (got.data, got.final_address) == (b"end", web.address("/c"))
    assert [visit.path for visit in web.visits] == ["/a", "/b?x=1", "/c"]


def test_a_circle_of_redirections_is_left(web: WebServer) -> None:
    web.pages |= {"/a": to("/b"), "/b": to("/a")}
    with pytest.raises(FetchError, match="/a: is redirected in a circle, back to "):
        fetch(web.address("/a"), limits=HERE)
    assert len(web.visits) == 2


def test_redirections_without_end_are_left(web: WebServer) -> None:
    web.pages["/a"] = lambda visit: visit.send(b"", 302, Location=f"/a?{len(web.visits)}")
    with pytest.raises(FetchError, match="is redirected more than 10 times"):
        fetch(web.address("/a"), limits=HERE)
    assert len(web.visits) == 11


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/", "only http and https"),
        ("http://a:b@example.org/", "name or password"),
        ("http://[::1", "no address"),
        ("http://\x01/", "no address"),
    ],
)
def test_a_redirection_to_what_is_no_page_is_refused(web: WebServer, target: str, words: str) -> None:
    web.pages["/a"] = to(target)
    with pytest.raises(FetchError, match=words):
        fetch(web.address("/a"), limits=HERE)


class Network:
    """Names and numbers of a test: where each name leads at each look-up, and which numbers were connected to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, port: int, names: dict[str, list[Sequence[str]]]) -> None:
        self.connected: list[str] = []
        self.looked_up: list[str] = []
        self._names = names
        really = httpcore2.SyncBackend.connect_tcp

        def connect(backend: Any, host: str, at: int, *more: Any) -> Any:
            self.connected.append(host)
            return really(backend, "127.0.0.1", port, *more)

        monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)

    def look_up(self, host: str, port: int, seconds: float) -> Sequence[str]:
        self.looked_up.append(host)
        answers = self._names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def test_a_public_name_that_redirects_to_a_private_one_is_refused(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: dict[str, list[Sequence[str]]] = {"news.example": [[PUBLIC]], "router.example": [[PRIVATE]]}
    network = Network(monkeypatch, web.port, names)
    web.pages |= {"/a": to("http://router.example/admin"), "/admin": page("secret")}
    with pytest.raises(FetchError, match=r"news.example/a: router.example: leads to 10\.0\.0\.1, a private network"):
        fetch("http://news.example/a", limits=replace(HERE, allow_private=False), look_up=network.look_up)
    assert network.connected == [PUBLIC]
    assert [visit.path for visit in web.visits] == ["/a"]
    assert web.visits[0].headers["host"] == "news.example"


def test_a_name_that_leads_elsewhere_at_the_second_look_changes_nothing(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(monkeypatch, web.port, {"news.example": [[PUBLIC], [PRIVATE]]})
    web.pages["/a"] = page("ok")
    got = fetch("http://news.example/a", limits=replace(HERE, allow_private=False), look_up=network.look_up)
    assert got.data == b"ok"
    assert network.looked_up == ["news.example"]
    assert network.connected == [PUBLIC]


def test_a_redirection_to_the_same_name_is_checked_anew(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(monkeypatch, web.port, {"news.example": [[PUBLIC], ["127.0.0.1"]]})
    web.pages |= {"/a": to("/b"), "/b": page("secret")}
    with pytest.raises(FetchError, match="this machine"):
        fetch("http://news.example/a", limits=replace(HERE, allow_private=False), look_up=network.look_up)
    assert network.connected == [PUBLIC]


def test_this_machine_is_not_reached_unless_that_is_allowed(web: WebServer) -> None:
    web.pages["/a"] = page("secret")
    with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.1, this machine \(loopback\); allow that with"):
        fetch(web.address("/a"))
    assert web.visits == []


def test_the_next_number_is_tried_where_one_does_not_answer(web: WebServer) -> None:
    web.pages["/a"] = page("ok")
    got = fetch(f"http://news.example:{web.port}/a", limits=HERE, look_up=lambda *_: ["127.0.0.9", "127.0.0.1"])
    assert got.data == b"ok"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "asks for a password"),
        (403, "refuses it"),
        (404, "knows no such page"),
        (429, "asked too often"),
        (500, "the server fails"),
        (503, "the server fails"),
        (304, "gives no page"),
        (302, "gives no page"),
    ],
)
def test_a_status_that_is_none_of_a_page_is_told(web: WebServer, status: int, words: str) -> None:
    web.pages["/a"] = page("<html>sorry", status=status, Retry_After="120")
    with pytest.raises(FetchError, match=rf"/a: .*{words}.*\({status}\)") as raised:
        fetch(web.address("/a"), limits=HERE)
    assert (raised.value.status, raised.value.retry_after) == (status, 120.0)
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.status, again.retry_after) == (str(raised.value), status, 120.0)


def test_a_page_of_50_mb_is_read_no_further_than_the_limit(web: WebServer) -> None:
    sent = 0

    def endless(visit: Visit) -> None:
        nonlocal sent
        visit.start()
        for _ in range(50):
            visit.write(b"x" * 1_000_000)
            sent += 1

    web.pages |= {"/told": page(b"", Content_Length="50000000"), "/not-told": endless}
    for path in web.pages:
        with pytest.raises(FetchError, match=r"more than 0\.1 MB is beyond the limit .* raise --max-mb"):
            fetch(web.address(path), limits=HERE)
    assert sent < 50


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_is_stopped_by_what_comes_out_of_it(web: WebServer, packing: str) -> None:
    bomb = gzip.compress(b"\0" * 60_000_000, 9) if packing == "gzip" else zlib.compress(b"\0" * 60_000_000, 9)
    assert len(bomb) < 300_000
    web.pages["/a"] = page(bomb, Content_Encoding=packing)
    with pytest.raises(FetchError, match="beyond the limit"):
        fetch(web.address("/a"), limits=replace(HERE, max_bytes=1_000_000))


def _raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("packing", "data"),
    [
        ("gzip", gzip.compress(b"talks " * 9_000)),
        ("gzip", gzip.compress(b"talks " * 4_000) + gzip.compress(b"talks " * 5_000)),
        ("gzip", gzip.compress(b"talks " * 9_000) + b"rubbish"),
        ("x-gzip", gzip.compress(b"talks " * 9_000)),
        ("deflate", zlib.compress(b"talks " * 9_000)),
        ("deflate", _raw(b"talks " * 9_000)),
        ("identity", b"talks " * 9_000),
    ],
)
def test_packed_pages_are_unpacked(web: WebServer, packing: str, data: bytes) -> None:
    web.pages["/a"] = page(data, Content_Encoding=packing)
    assert fetch(web.address("/a"), limits=HERE).data == b"talks " * 9_000


@pytest.mark.parametrize(
    ("packing", "data", "words"),
    [
        ("br", b"xx", "is packed as br"),
        ("gzip", b"no gzip at all", "is not packed as gzip"),
        ("gzip", gzip.compress(b"talks " * 9_000)[:-20], "break off"),
    ],
)
def test_packing_that_is_not_what_it_says_is_told(web: WebServer, packing: str, data: bytes, words: str) -> None:
    web.pages["/a"] = page(data, Content_Encoding=packing)
    with pytest.raises(FetchError, match=words):
        fetch(web.address("/a"), limits=HERE)


def _dribbled_head(visit: Visit) -> None:
    visit.write(b"HTTP/1.0 200 OK\r\nX: ")
    visit.drip(b"x")


def _dribbled_body(visit: Visit) -> None:
    visit.start()
    visit.drip(b"x")


def _dribbled_gzip(visit: Visit) -> None:
    visit.start(Content_Encoding="gzip")
    packed = gzip.compress(b"")
    visit.write(packed[:10])
    visit.drip(b"\0\0\0\xff\xff")


@pytest.mark.parametrize("reply", [_dribbled_head, _dribbled_body, _dribbled_gzip])
def test_a_server_that_dribbles_for_ever_is_left_when_the_time_is_up(web: WebServer, reply: Page) -> None:
    web.pages["/a"] = reply
    with pytest.raises(FetchError, match=r"not done within 0\.5 s; try again, or allow more with --fetch-seconds"):
        fetch(web.address("/a"), limits=replace(HERE, seconds=0.5))


def test_redirections_share_one_time(web: WebServer) -> None:
    def slow(visit: Visit) -> None:
        time.sleep(0.2)
        visit.send(b"", 302, Location=f"/a?{len(web.visits)}")

    web.pages["/a"] = slow
    with pytest.raises(FetchError, match=r"not done within 0\.5 s"):
        fetch(web.address("/a"), limits=replace(HERE, seconds=0.5))


def test_a_server_that_says_nothing_is_left_after_one_wait(web: WebServer) -> None:
    web.pages["/a"] = lambda visit: time.sleep(3)
    with pytest.raises(FetchError, match=r"no answer within 0\.3 s"):
        fetch(web.address("/a"), limits=replace(HERE, read_seconds=0.3))


@pytest.mark.parametrize(
    "sent", [b"", b"garbage\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\nshort", b"\0" * 300_000]
)
def test_answers_that_are_none_are_told(web: WebServer, sent: bytes) -> None:
    web.pages["/a"] = lambda visit: visit.write(sent)
    with pytest.raises(FetchError, match="/a: the connection failed"):
        fetch(web.address("/a"), limits=HERE)


def test_nobody_there_is_told() -> None:
    with WebServer() as gone:
        address = gone.address("/a")
    with pytest.raises(FetchError, match=r"the connection failed \(.*refused"):
        fetch(address, limits=HERE)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for news.example that vouches for itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing: no certificate can be made")
    path = tmp_path / "both.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stub -addext subjectAltName=DNS:news.example"
    subprocess.run([*command.split(), "-keyout", path, "-out", tmp_path / "cert.pem"], check=True, capture_output=True)
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


def test_a_certificate_is_checked_against_the_name_and_not_the_number(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.parent / "cert.pem"))
    with WebServer({"/a": page("ok")}, certificate) as web:

        def get(name: str) -> bytes:
            address = f"https://{name}:{web.port}/a"
            return fetch(address, limits=HERE, look_up=lambda *_: ["127.0.0.1"]).data

        assert get("news.example") == b"ok"
        with pytest.raises(FetchError, match=r"other.example.*the connection failed \(.*certificate"):
            get("other.example")


def test_every_fault_of_fetching_is_one_of_a_document() -> None:
    assert issubclass(FetchError, DocumentError)
