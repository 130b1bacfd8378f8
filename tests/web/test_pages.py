"""What the pages show and what their forms do, without any script."""

import re
import threading
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from support.deciding import of_claim, readings
from support.workbench import Browser

from detente.claims import Reading
from detente.documents import Document
from detente.store.decision_log import add_decisions, read_decisions
from detente.web import make_app, open_workbench
from detente.web.pages import NAVIGATION, all_pages
from detente.web.worker import Worker

GAZETTE, HERALD = (reading.document.id for reading in readings())


def test_every_page_has_a_twin_and_says_where_it_stands(browser: Browser) -> None:
    for page in all_pages():
        address = page.path.replace("{document}", GAZETTE)
        if "{" in address:
            continue  # Tested where the case has what it names.
        html = browser.page(address)
        assert browser.data(address)["schema"] == 1
        if address != "/state":
            assert html.startswith("<!doctype html>")
            assert f'href="{address}.json"' in html
    for _, address in NAVIGATION:
        assert f'<a href="{address}" aria-current="page">' in browser.page(address)


def test_the_list_counts_what_is_decided(browser: Browser) -> None:
    desk = browser.bench.store.desk("Ben")
    desk.decide(desk.status("confirm", "g1"), desk.status("reject", "h1"))
    shown = [(s["claims"], s["confirmed"], s["rejected"], s["open"]) for s in browser.data("/sources")["sources"]]
    assert shown == [(4, 1, 0, 3), (3, 0, 1, 2)]
    assert "7 claims, 5 not yet looked at" in browser.page("/sources")


def test_the_pieces_of_an_article_are_its_text_and_overlapping_claims_are_marked_as_such(browser: Browser) -> None:
    text = readings()[0].document.text
    shown = browser.data(f"/sources/{GAZETTE}")
    for paragraph in shown["paragraphs"]:
        for piece in paragraph:
            assert text[piece["start"] :].startswith(piece["text"])
    desk = browser.bench.store.desk("Ben")
    start = text.index("wants cheap")
    fields = {"party": "Island", "act": "demand", "issue": "tickets", "certainty": "asserted", "basis": "stated"}
    desk.decide(desk.add(GAZETTE, start, start + len("wants cheap tickets"), fields))
    page = browser.page(f"/sources/{GAZETTE}")
    assert 'class="mark want several"' in page
    assert [card["number"] for card in browser.data(f"/sources/{GAZETTE}")["claims"]] == [1, 2, 3, 4, 5]


def test_accepting_rejecting_correcting_and_undoing_are_decisions(browser: Browser, asked: list[str]) -> None:
    def card() -> dict[str, object]:
        return next(c for c in browser.data(f"/sources/{GAZETTE}")["claims"] if c["id"] == "g1")

    address = f"/sources/{GAZETTE}/claims/g1"
    for decision, more, status in (
        ("confirm", {}, "confirmed"),
        ("reject", {}, "rejected"),
        ("correct", {"act": "interest", "party": "Island", "content": "a night ferry every day"}, "confirmed"),
        ("undo", {}, "rejected"),
    ):
        answer = browser.send(address, decision=decision, state=str(card()["state"]), **more)
        assert answer.status_code == 200, answer.text
        assert card()["status"] == status
    made = read_decisions(browser.bench.store.folder)
    assert [(d.author, d.kind) for d in made] == [("Ada", k) for k in ("confirm", "reject", "correct", "undo")]
    assert made[2].after == {"act": "interest"}
    assert len(asked) == 4


def test_a_second_window_is_told_who_was_quicker_and_nothing_is_kept(browser: Browser) -> None:
    add_decisions(browser.bench.store.folder, lambda _: [of_claim(1, "reject", "g1")])
    answer = browser.send(f"/sources/{GAZETTE}/claims/g1", decision="confirm", state="")
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert "Ada decided otherwise" in answer.text
    assert len(read_decisions(browser.bench.store.folder)) == 1


def test_a_claim_is_added_by_its_words_or_its_place(browser: Browser) -> None:
    fields = {"party": "Island", "act": "accept", "issue": "ferries", "certainty": "possible", "basis": "inferred"}
    address = f"/sources/{GAZETTE}/claims"
    assert browser.send(address, words="two ferries\r\n a day", **fields).status_code == 200
    text = readings()[0].document.text
    start = text.index("a long contract")
    end = start + len("a long contract")
    answer = browser.send(address, words="x", start=str(start), end=str(end), **fields)
    assert answer.status_code == 200
    added = [card["text"] for card in browser.data(f"/sources/{GAZETTE}")["claims"] if card["added"]]
    assert added == ["two ferries a day", "a long contract"]
    for words, told in (("ferry at dawn", "do not stand in the text"), ("The", "copy more"), ("", "select the words")):
        answer = browser.send(address, words=words, **fields)
        assert answer.status_code == 400
        assert told in answer.text


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        (f"/sources/{GAZETTE}/claims/none", {"decision": "confirm"}, 404),
        (f"/sources/{GAZETTE}/claims/g1", {"decision": "marry"}, 400),
        (f"/sources/{GAZETTE}/claims/g1", {"decision": "correct", "act": "demand"}, 400),
        (f"/sources/{GAZETTE}/claims/g1", {"decision": "correct", "act": "sing"}, 400),
        ("/sources/none/claims", {"words": "x"}, 404),
        ("/sources/add", {}, 400),
        ("/sources/add", {"text": "x", "date": "yesterday"}, 400),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_kept(
    browser: Browser, address: str, fields: dict[str, str], status: int
) -> None:
    answer = browser.send(address, **fields)
    assert answer.status_code == status, answer.text
    assert 'role="alert"' in answer.text
    assert read_decisions(browser.bench.store.folder) == ()


def test_addresses_that_lead_nowhere_say_so_in_both_ways(browser: Browser) -> None:
    for address in ("/nothing", "/sources/none", "/reading?from=x", "/static/../pages/state.py", "/static/state.py"):
        assert "Not found" in browser.page(address, 404)
    answer = browser.client.get("/sources/none.json")
    assert (answer.status_code, list(answer.json())) == (404, ["schema", "error"])


def test_a_file_of_another_kind_or_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    for name, data, told in (
        ("virus.exe", b"MZ", "is of a kind that is not read"),
        ("bomb.zip", b"PK\x03\x04", "is of a kind that is not read"),
        ("big.txt", b"x" * 5_000_001, "5 MB, the limit"),
    ):
        answer = browser.send("/sources/add", files=[("files", (name, data))])
        assert answer.status_code == 400
        assert told in answer.text
    assert browser.data("/reading")["jobs"] == []


def test_a_broken_case_file_is_told_on_the_pages_that_need_it_and_mended_by_hand(browser: Browser) -> None:
    log = browser.bench.store.folder / "decisions.jsonl"
    log.write_text("{\n")
    assert "is not JSON" in browser.page("/sources", 422)
    log.unlink()
    browser.page("/sources")


def test_a_document_with_any_id_has_an_address(opened: object) -> None:
    odd = Document("a b/ü%&?#-1", "Odd\n\nThe island demands a ferry.")
    browser = opened((Reading(odd, ()),))  # type: ignore[operator]
    (address,) = re.findall(r'<th scope="row"><a href="([^"]+)"', browser.page("/sources"))
    assert browser.client.get(address).status_code in {200, 404}


def _fail(progress: object, how: str) -> None:
    if how == "exit":
        import os

        os._exit(3)
    raise ValueError(how)


def _double(progress: object, number: int) -> int:
    return 2 * number


def _sleep(progress: object) -> None:
    time.sleep(60)


def test_a_worker_survives_what_its_work_does() -> None:
    worker = Worker(limit=30)
    found: list[tuple[object, str | None]] = []
    done = threading.Event()

    def keep(result: object, failure: str | None) -> None:
        found.append((result, failure))
        if len(found) == 4:
            done.set()

    for work, given in ((_double, (2,)), (_fail, ("oops",)), (_fail, ("exit",)), (_double, (4,))):
        worker.put(work, given, lambda share: None, keep)
    assert done.wait(120)
    worker.close()
    assert [result for result, _ in found] == [4, None, None, 8]
    assert "ValueError: oops" in str(found[1][1])
    assert "ended" in str(found[2][1])


def test_work_without_progress_is_given_up() -> None:
    worker = Worker(limit=0.5)
    found: list[str | None] = []
    done = threading.Event()

    def keep(result: object, failure: str | None) -> None:
        found.append(failure)
        done.set()

    worker.put(_sleep, (), lambda share: None, keep)
    assert done.wait(60)
    worker.close()
    assert "without any progress" in str(found[0])


def test_a_text_that_is_pasted_is_read_drafted_and_computed(tmp_path: Path) -> None:
    bench = open_workbench(tmp_path, "Ada", draws=100)
    with TestClient(make_app(bench), base_url="http://127.0.0.1:8377") as client:
        browser = Browser(client, bench)
        text = (
            "The island demands a night ferry every day. The harbour company rejects a night ferry, and offers two "
            "ferries a day. The island will accept cheap tickets instead."
        )
        answer = browser.send("/sources/add", title="Ferry <talks>", text=text, outlet="Gazette", date="2025-03-01")
        assert answer.url.path == "/reading"
        _wait(lambda: not browser.data("/reading")["waiting"])
        (job,) = browser.data("/reading")["jobs"]
        assert job["failed"] is None
        assert job["claims"] >= 1
        _wait(lambda: browser.data("/overview")["run"] is not None and not browser.data("/state")["state"]["computing"])
        (source,) = browser.data("/sources")["sources"]
        assert (source["title"], source["outlet"], source["date"]) == ("Ferry <talks>", "Gazette", "2025-03-01")
        assert (tmp_path / "case.yaml").is_file()
        assert "Ferry &lt;talks&gt;" in browser.page("/overview")
        browser.send("/sources/add", text="Bonjour, le gouvernement refuse la proposition des syndicats du port.")
        _wait(lambda: not browser.data("/reading")["waiting"])
        assert "is not English" in browser.page("/reading")


def _wait(until: object) -> None:
    for _ in range(600):
        if until():  # type: ignore[operator]
            return
        time.sleep(0.2)
    raise AssertionError("it took too long")


def test_a_source_is_removed_and_brought_back_and_the_pages_tell(browser: Browser, asked: list[str]) -> None:
    add_decisions(browser.bench.store.folder, lambda _: [of_claim(1, "reject", "g1")])
    address = f"/sources/{GAZETTE}"
    assert browser.data(address)["removed"] is None
    answer = browser.send(address, decision="drop")
    assert (answer.status_code, answer.url.path) == (200, address)
    assert "its claims do not count" in answer.text
    told = browser.data("/sources")
    assert [one["document"] for one in told["sources"]] == [HERALD]
    (removed,) = told["removed"]
    assert (removed["document"], removed["claims"], removed["rejected"], removed["removed_by"]) == (
        GAZETTE,
        4,
        1,
        "Ada",
    )
    assert [one.document.id for one in browser.bench.store.readings_as_added()] == [HERALD]
    # Two windows: the second is told, and nothing is done twice.
    assert browser.send(address, decision="drop").status_code == 409
    assert browser.send(address, decision="undo", state="d1").status_code == 409
    assert "Removed" in browser.page("/sources")
    assert browser.send(address, decision="undo", state=removed["state"]).status_code == 200
    assert browser.send(address, decision="undo", state=removed["state"]).status_code == 409
    assert browser.data("/sources")["removed"] == []
    (card,) = [one for one in browser.data(address)["claims"] if one["id"] == "g1"]
    assert card["status"] == "rejected"
    words = [one["words"] for entry in browser.data("/changes")["timeline"] for one in entry["told"]]
    assert {f"removed the source “{GAZETTE}”", f"brought back the source “{GAZETTE}”"} <= {*words}
    assert len(asked) == 2
    assert browser.send(address, decision="burn").status_code == 400
    assert browser.send("/sources/none", decision="drop").status_code == 404
