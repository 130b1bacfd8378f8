"""Sources as they come: folders, addresses, feeds with the pages they lead to, and what is refused."""

import json
import os
import pickle
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.web_server import Page, WebServer

from detente.documents import Document, Source, SourceOptions, find_sources, load, sources_of
from detente.documents.kinds import kind_of
from detente.errors import DocumentError

HERE = SourceOptions(allow_private=True, seconds=10)
WORDS = "The union demands a rise of eight percent, and the port authority rejects the demand. "
BODY = f"<article><h1>Talks stall</h1><p>{WORDS * 3}</p><p>{WORDS * 3}</p></article>"
ARTICLE = f"<!doctype html><html><head><title>Talks stall</title></head><body>{BODY}</body></html>"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def page(body: bytes | str, kind: str = "text/html", **headers: str) -> Page:
    return lambda visit: visit.send(body, kind=kind, **headers)


def only(report: str, options: SourceOptions = HERE) -> Document:
    (source,) = sources_of(report, options)
    return source.load(encoding=options.encoding, max_bytes=options.max_bytes)


def feed(*items: str) -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel><title>The Wire</title>{inside}</channel></rss>"


# Addresses


def test_a_page_is_read_as_an_article_with_its_address(web: WebServer) -> None:
    web.pages |= {"/old": lambda visit: visit.send(b"", 301, Location="/talks.html"), "/talks.html": page(ARTICLE)}
    document = only(web.address("/old"))
    assert document.text.startswith("Talks stall\n\nThe union demands")
    assert (document.title, document.address) == ("Talks stall", web.address("/talks.html"))


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/plain", WORDS.encode(), WORDS),
        ("text/plain; charset=utf-8", "Löhne rise".encode(), "Löhne rise"),
        ("text/plain; charset=iso-8859-1", "“Löhne” rise".encode("cp1252"), "“Löhne” rise"),
        ("text/plain; charset=utf-16le", "Löhne rise".encode("utf-16-le"), "Löhne rise"),
        ("text/plain; charset=koi8-r", "Тариф".encode("koi8-r"), "Тариф"),
        ("text/plain; charset=iso-8859-1", "Löhne rise".encode(), "Löhne rise"),
        ("application/octet-stream", WORDS.encode(), WORDS),
        ("nonsense", WORDS.encode(), WORDS),
        ("text/plain; charset=klingon", WORDS.encode(), WORDS),
    ],
)
def test_kind_and_encoding_that_a_server_declares_count(web: WebServer, kind: str, body: bytes, text: str) -> None:
    web.pages["/a"] = page(body, kind)
    assert only(web.address("/a")).text == text


@pytest.mark.parametrize("charset", ["utf-8", "klingon", "punycode", "utf-7", "unicode_escape"])
def test_a_wrong_encoding_is_told_with_the_remedy(web: WebServer, charset: str) -> None:
    web.pages["/a"] = page("Löhne rise".encode("cp1252"), f"text/plain; charset={charset}")
    with pytest.raises(DocumentError, match=r"/a: byte 0xf6 at offset 1 .* is not UTF-8; name its encoding"):
        only(web.address("/a"))
    assert only(web.address("/a"), SourceOptions(allow_private=True, encoding="cp1252")).text == "Löhne rise"


def test_what_a_server_gives_may_hold_many_sources(web: WebServer) -> None:
    rows = '{"text": "The union demands more."}\n{"text": "The port said no."}'
    web.pages |= {
        "/a.jsonl": page(rows, "text/plain"),
        "/api": page(f"[{rows.replace(chr(10), ',')}]", "application/json"),
        "/mail": page(f"From: a@b.example\nSubject: Talks\n\n{WORDS}", "message/rfc822"),
    }
    for path, places in (("/a.jsonl", ["line 1", "line 2"]), ("/api", ["item 1", "item 2"])):
        sources = list(sources_of(web.address(path), HERE))
        assert [source.name for source in sources] == [f"{web.address(path)}, {place}" for place in places]
        assert sources[1].load().text == "The port said no."
    assert only(web.address("/mail")).title == "Talks"


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("text/html", b"", "is empty"),
        ("text/html", b"<html><body></body></html>", "no article was found"),
        ("application/pdf", b"%PDF-1.4 broken", "cannot be opened as PDF"),
        ("application/rss+xml", b"<note>no feed</note>", "is no feed"),
        ("application/xml", b"<?xml version='1.0'?><note>no feed</note>", "is XML, but neither a feed"),
        ("application/zip", b"PK\x03\x04....", "is a zip archive"),
        ("image/png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00" * 9, "is binary|is not UTF-8"),
        ("application/json", b'"text"', "is no JSON list"),
        ("application/vnd.apache.parquet", b"no", "is no Parquet file"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_address(web: WebServer, kind: str, body: bytes, words: str) -> None:
    web.pages["/a"] = page(body, kind)
    with pytest.raises(DocumentError, match=rf"^{web.address('/a')}: .*({words})"):
        only(web.address("/a"))


def test_an_address_gives_nothing_by_default_on_this_machine(web: WebServer) -> None:
    web.pages["/a"] = page(ARTICLE)
    with pytest.raises(DocumentError, match="--allow-private"):
        list(sources_of(web.address("/a")))
    assert not web.visits


# Feeds


def test_entries_of_a_feed_from_an_address_are_whole_or_fetched(web: WebServer) -> None:
    whole = f"<title>Whole</title><link>/1</link><description>{WORDS * 12}</description>"
    teaser = "<title>Teaser</title><link>/2</link><pubDate>Tue, 06 May 2025 10:00:00 GMT</pubDate>"
    lost = "<title>Lost</title><link>/3</link><description>Only this.</description>"
    loose = "<title>Loose</title><description>Only this.</description>"
    inner = "<title>A feed</title><link>/feed</link>"
    web.pages |= {
        "/feed": page(feed(whole, teaser, lost, loose, inner, "<title>Nothing</title>"), "application/rss+xml"),
        "/2": page(ARTICLE),
    }
    address = web.address("/feed")
    sources = list(sources_of(address, HERE))
    assert [source.name for source in sources] == [f"{address}, entry {number}" for number in range(1, 7)]
    assert [source.name for source in sources if source.is_summary] == [f"{address}, entry 4"]
    assert len(web.visits) == 1  # pages are fetched when they are loaded
    one = sources[0].load()
    assert one.text.startswith("Whole\n\nThe union demands")
    assert (one.title, one.outlet, one.address) == ("Whole", "The Wire", web.address("/1"))
    two = sources[1].load()
    assert two.text.startswith("Talks stall\n\nThe union demands")
    assert (two.title, two.outlet, two.date, two.address) == ("Teaser", "The Wire", "2025-05-06", web.address("/2"))
    assert sources[3].load().text == "Loose\n\nOnly this."
    for number, words in ((3, "knows no such page"), (5, "is a feed, and holds many reports"), (6, "holds no text")):
        with pytest.raises(DocumentError, match=f"^{address}, entry {number}: .*{words}"):
            sources[number - 1].load()


def test_a_feed_that_leads_to_this_machine_is_refused(web: WebServer) -> None:
    address = web.address("/feed")
    web.pages |= {"/feed": page(feed("<link>/secret</link>"), "application/rss+xml"), "/secret": page(ARTICLE)}
    (source,) = sources_of(address, HERE)
    place = source.data
    strict = Source(source.name, type(place)(place.address, place.known, SourceOptions().limits))  # type: ignore
    with pytest.raises(DocumentError, match=r"entry 1: .*this machine"):
        strict.load()
    assert [visit.path for visit in web.visits] == ["/feed"]


def test_entries_of_a_feed_in_a_file_are_not_fetched(web: WebServer, tmp_path: Path) -> None:
    path = tmp_path / "wire.xml"
    path.write_text(feed(f"<link>{web.address('/1')}</link><description>Only this.</description>", "<guid>2</guid>"))
    summary, empty = sources_of(str(path), HERE)
    assert (summary.name, summary.is_summary) == (f"{path}, entry 1", True)
    assert summary.load().text == "Only this."
    with pytest.raises(DocumentError, match=r"entry 2: holds no text"):
        empty.load()
    assert not web.visits


def test_sources_can_be_given_to_another_process(web: WebServer, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(WORDS)
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": WORDS}) + "\nbroken")
    (tmp_path / "c.eml").write_text(f"From: a@b.example\n\n{WORDS}")
    web.pages |= {"/feed": page(feed(f"<link>/1</link><title>{WORDS}</title>")), "/1": page(ARTICLE)}
    sources = [*sources_of(str(tmp_path), HERE), *sources_of(web.address("/feed"), HERE)]
    assert len(sources) == 5
    for source in sources:
        there = pickle.loads(pickle.dumps(source))
        try:
            assert there.load() == source.load()
        except DocumentError as error:
            assert "b.jsonl, line 2: is no JSON" in str(error)  # noqa: PT017


# Files and folders


def test_a_folder_gives_every_kind_and_tells_what_is_broken(tmp_path: Path) -> None:
    files = {
        "a.txt": WORDS,
        "b.html": ARTICLE,
        "c.eml": f"From: a@b.example\n\n{WORDS}",
        "d.rss": feed(f"<description>{WORDS}</description>"),
        "e.xml": feed(f"<description>{WORDS}</description>"),
        "f.jsonl": json.dumps({"text": WORDS}),
        "g.json": json.dumps([{"text": WORDS}]),
        "sub/h.txt": WORDS,
        # broken
        "i.rss": "no feed",
        "j.jsonl": "{}",
        "k.parquet": "PAR1",
        "l.pdf": "%PDF-1.4",
        "m.txt": "",
        "n.json": '[{"text": "The port said no."}, ',
        # none
        ".hidden.txt": WORDS,
        ".git/o.txt": WORDS,
        "p.xml": "<?xml version='1.0'?><project/>",
        "q.json": '{"text": "settings"}',
        "a.meta.json": "[]",
        "a.claims.json": "[]",
        "r.md": WORDS,
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "a.meta.json").write_text('{"outlet": "The Wire"}')
    read, failed = [], []
    for source in sources_of(str(tmp_path)):
        try:
            read.append((source.name.removeprefix(f"{tmp_path}/"), source.load()))
        except DocumentError as error:
            failed.append(str(error).removeprefix(f"{tmp_path}/"))
    assert [name for name, _ in read] == [
        "a.txt",
        "b.html",
        "c.eml",
        "d.rss, entry 1",
        "e.xml, entry 1",
        "f.jsonl, line 1",
        "g.json, item 1",
        "n.json, item 1",
        "sub/h.txt",
    ]
    assert read[0][1].outlet == "The Wire"
    assert [line.partition(": ")[0] for line in failed] == [
        "i.rss",
        "j.jsonl, line 1",
        "k.parquet",
        "l.pdf",
        "m.txt",
        "n.json",
    ]


def test_a_folder_gives_reports_in_the_order_that_find_sources_has(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "a-b.txt", "A.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(WORDS)
    assert [s.name for s in sources_of(str(tmp_path))] == [str(path) for path in find_sources([tmp_path])]


def test_a_folder_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(WORDS)
    sources = sources_of(str(tmp_path))
    next(sources)
    (tmp_path / "2.txt").unlink()
    assert next(sources).name.endswith("1.txt")
    with pytest.raises(DocumentError, match=r"2\.txt: does not exist"):
        next(sources).load()


def test_a_part_that_is_missing_stops_only_what_needs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    (tmp_path / "a.rss").write_text(feed("<title>x</title>"))
    (tmp_path / "b.txt").write_text(WORDS)
    first, other = sources_of(str(tmp_path))
    with pytest.raises(DocumentError, match=r'a\.rss: The reader of feeds is not installed; .* "detente\[feeds\]"'):
        first.load()
    assert other.load().text == WORDS


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may open every folder")
def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)
    (tmp_path / "a.txt").write_text(WORDS)
    one, shut = sources_of(str(tmp_path))
    assert one.load().text == WORDS
    with pytest.raises(DocumentError, match=r"shut: cannot be opened \(Permission denied\)"):
        shut.load()


def test_a_folder_without_reports_and_a_file_that_is_missing_are_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"holds no report \(\.atom, \.eml, "):
        list(sources_of(str(tmp_path)))
    with pytest.raises(DocumentError, match=r"none\.txt: does not exist"):
        list(sources_of(str(tmp_path / "none.txt")))
    with pytest.raises(DocumentError, match=r"cannot be read|does not exist"):
        list(sources_of("x" * 9_000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    threading.Thread(target=lambda: pipe.write_text(WORDS * 200), daemon=True).start()
    assert only(str(pipe)).text == WORDS * 200


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", r"is a zip archive \(or a Word, Excel or EPUB file, which are such\); unpack it"),
        (b"\x1f\x8brest", "is packed by gzip; unpack it"),
        (b"BZh9rest", "is packed by bzip2"),
        (b"\xfd7zXZ\x00rest", "is packed by xz"),
        (b"7z\xbc\xaf\x27\x1crest", "is a 7-Zip archive"),
    ],
)
def test_an_archive_is_refused_whatever_its_name(tmp_path: Path, data: bytes, words: str) -> None:
    for name in ("a.zip", "a.txt", "a.jsonl"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DocumentError, match=rf"{name}: {words}"):
            list(sources_of(str(tmp_path / name)))
    with pytest.raises(DocumentError, match=words):
        load(tmp_path / "a.txt")


def test_what_holds_many_reports_is_not_one(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(feed("<title>x</title>"))
    with pytest.raises(DocumentError, match="is a feed, and holds many reports"):
        load(tmp_path / "a.rss")


def test_a_page_nested_without_end_is_told_or_read(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text(f"<html><body>{'<div>' * 100_000}<p>{WORDS}</p>")
    with pytest.raises(DocumentError, match="no article was found"):
        only(str(path))


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"words", "a.txt", "text"),
        (b"{", "a.txt", "text"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html><html>", "a.txt", "html"),
        (b"\xef\xbb\xbf<!doctype html>", "a", "html"),
        (b"<?xml version='1.0'?><!-- x --><rss>", "a.txt", "feed"),
        (b"<!DOCTYPE rss PUBLIC 'x' 'y'>\n<rss>", "a.xml", "feed"),
        (b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x 'y'>]><rss>", "a.xml", "feed"),
        (b"<rdf:RDF xmlns='x'>", "a", "feed"),
        (b"<atom:feed>", "a", "feed"),
        ("<?xml version='1.0'?><feed>".encode("utf-16"), "a", "feed"),
        (b"<feedback>words", "a.txt", "text"),
        (b"%PDF-1.4", "a.txt", "pdf"),
        (b"PAR1", "a.txt", "parquet"),
        (b"From: a", "a.EML", "mail"),
        (b"From: a", "a.txt", "text"),
    ],
)
def test_the_kind_is_told_by_content_first(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind
