"""Sources as they come, on the command line."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import Run
from support.web_server import Visit, WebServer

REPORT = "Talks stall\n\nThe Harbour Workers' Union demands a pay rise of {} percent. The port rejects the demand.\n"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def feed(*bodies: str) -> str:
    items = "".join(f"<item><title>Talks stall</title><description>{body}</description></item>" for body in bodies)
    return f"<rss version='2.0'><channel><title>The Wire</title>{items}</channel></rss>"


def dribble(visit: Visit) -> None:
    visit.start()
    visit.drip(b"x")


def documents(result: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return list(json.loads(result.stdout)["documents"])


def test_of_many_files_the_broken_ones_are_told_in_the_end_and_the_others_read(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(30):
        broken = number % 10 == 3
        (folder / f"{number:02}.txt").write_text("1234" if broken else REPORT.format(number))
    rows = [json.dumps({"text": REPORT.format(40)}), "{", json.dumps({"text": REPORT.format(41)})]
    (folder / "more.jsonl").write_text("\n".join(rows))
    (folder / "weather.txt").write_text("Rain tomorrow\n\nIt will rain in the north and the sun will shine later.")
    result = run("read", "reports", "--json")
    assert result.returncode == 1
    assert len(documents(result)) == 30
    lines = result.stderr.splitlines()
    assert lines[-4:] == [
        "detente: reports/03.txt: holds no words",
        "detente: reports/13.txt: holds no words",
        "detente: reports/23.txt: holds no words",
        "detente: reports/more.jsonl, line 2: is no JSON (Expecting property name enclosed in double quotes, "
        "character 2)",
    ]
    assert "detente: reports/weather.txt: no claim was found in it" in lines[:-4]


def test_addresses_of_pages_and_feeds_are_read(run: Run, web: WebServer, tmp_path: Path) -> None:
    page = "<html><head><title>Talks stall</title></head><body><article>"
    page += "".join(f"<p>{REPORT.format(number)}</p>" for number in range(5))
    web.pages["/talks.html"] = lambda visit: visit.send(page)
    web.pages["/feed"] = lambda visit: visit.send(feed(REPORT.format(8) * 12), kind="application/rss+xml")
    web.pages["/endless"] = dribble
    missing = web.address("/none")
    addresses = [web.address("/talks.html"), missing, web.address("/feed"), web.address("/endless")]
    result = run("read", *addresses, "--allow-private", "--fetch-seconds", "2", "--out", "found")
    assert result.returncode == 1
    assert f"detente: {web.address('/endless')}: not done within 2 s" in result.stderr
    assert f"detente: {missing}: the server knows no such page (404)" in result.stderr.splitlines()
    found = json.loads((tmp_path / "found/claims.json").read_text())["documents"]
    assert [document["address"] for document in found] == [web.address("/talks.html"), None]
    assert found[1]["outlet"] == "The Wire"
    assert all(document["claims"] for document in found)
    names = {path.name for path in (tmp_path / "found").glob("*.claims.json")}
    assert names == {f"{document['id']}.claims.json" for document in found}


def test_what_is_not_to_be_fetched_is_refused(run: Run, web: WebServer) -> None:
    result = run("read", web.address("/a"), "ftp://example.org/a", "file:///etc/passwd")
    assert result.returncode == 1
    assert "leads to 127.0.0.1, this machine (loopback); allow that with --allow-private" in result.stderr
    assert "ftp://example.org/a: only http and https addresses are fetched, not ftp" in result.stderr
    assert "file:///etc/passwd: only http and https addresses are fetched, not file" in result.stderr
    assert "nothing to read: 3 reports failed" in result.stderr
    assert not web.visits


def test_standard_input_may_be_a_feed_and_the_field_of_the_text_be_named(run: Run, tmp_path: Path) -> None:
    rows = [{"body": REPORT.format(8), "title": "T", "outlet": "The Post"}, {"text": "elsewhere"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    result = run("read", "-", "a.jsonl", "--text-field", "body", "--json", input=feed(REPORT.format(9)))
    assert result.returncode == 1
    assert [(one["title"], one["outlet"]) for one in documents(result)] == [
        ("Talks stall", "The Wire"),
        ("T", "The Post"),
    ]
    assert "detente: standard input, entry 1: only the summary was read" in result.stderr
    assert "a.jsonl, line 2: has no field 'body' (there are: text); name it with --text-field" in result.stderr


def test_a_mail_with_an_attachment_is_analyzed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(
        "From: The Courier <a@courier.example>\nSubject: Talks stall\nDate: Tue, 06 May 2025 10:00:00 +0000\n"
        f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n{REPORT.format(8)}\n"
        "--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=b.txt\n\n"
        "The union would accept a lower rise in exchange for job guarantees, two people said.\n--x--\n"
    )
    result = run("analyze", "a.eml", "--draws", "200")
    assert result.returncode == 0, result.stderr
    found = json.loads((tmp_path / "analysis/claims.json").read_text())["documents"]
    assert len(found) == 2
    assert (found[0]["title"], found[0]["outlet"], found[0]["date"]) == ("Talks stall", "The Courier", "2025-05-06")
    assert "a.eml" not in result.stderr


def test_missing_parts_are_told_with_the_command_that_installs_them_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT.format(8))
    (tmp_path / "a.rss").write_text(feed("x"))
    (tmp_path / "a.parquet").write_text("PAR1")
    missing = {"feedparser": "feeds", "httpx2": "net", "pyarrow": "parquet"}
    hide = f"import sys; sys.modules.update(dict.fromkeys({list(missing)}))"
    call = "sys.argv = ['detente', 'read', 'a.rss', 'a.parquet', 'http://news.example/', 'a.txt']"
    result = subprocess.run(
        [sys.executable, "-c", f"{hide}; {call}; from detente.cli import main; main()"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    for extra in missing.values():
        assert f'not installed; install it with: python -m pip install "detente[{extra}]"' in result.stderr
    assert "demand" in result.stdout
