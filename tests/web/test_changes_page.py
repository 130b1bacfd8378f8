"""The page on changes: what two runs differ in, and who did what between them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from support.browser import violations, window_on
from support.deciding import readings
from support.serving import serving
from support.workbench import Browser

from detente.claims import readings_to_json
from detente.files import dump_json
from detente.store import Change, open_store, refresh, tables
from detente.store.database import writing
from detente.web import make_app, open_workbench
from detente.web.recomputing import Recomputing

SAMPLE = Path(__file__).resolve().parents[2] / "samples/hard-line/case.yaml"
GAZETTE, HERALD = (reading.document.id for reading in readings())
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report one day, a second one the next; then a claim is rejected, and the case changed by Ben."""
    folder = tmp_path_factory.mktemp("days")
    (folder / "claims.json").write_text(dump_json(readings_to_json(readings()[:1])))
    store = open_store(folder)
    assert refresh(store, "Ada", draws=100) is not None
    hostile = replace(readings()[1], document=replace(readings()[1].document, title=HOSTILE))
    store.add_readings([hostile], {}, "Cy")
    assert refresh(store, "Ada", draws=100) is not None
    desk = store.desk("Ben")
    desk.decide(desk.status("confirm", "g1"), desk.status("reject", "h1"))
    revision = store.revision()
    assert revision is not None
    store.edit(revision.number, [Change(("title",), "Ferries")], "Ben", f"another title {HOSTILE}")
    assert refresh(store, "Ada", draws=100) is not None
    _yesterday(store)
    store.close()
    return folder


def _yesterday(store: Any) -> None:
    """Put what belongs to the first run on the day before."""
    day = "2031-03-01T09:00:00+00:00"
    runs, sources, revisions = tables.Runs, tables.Sources, tables.Revisions
    second = "2031-03-02T01:30:00+00:00"
    with writing(store.database):
        for query in (
            runs.update(started=day, finished=day).where(runs.number == 1),
            sources.update(added=day).where(sources.document == GAZETTE),
            revisions.update(time=day).where(revisions.number == 1),
            *(
                runs.update(started=day, finished=day).where(runs.number == number)
                for number in (2, 3)
                for day in [f"2031-03-02T0{number}:00:00+00:00"]
            ),
            sources.update(added=second).where(sources.document == HERALD),
            revisions.update(time=second).where(revisions.number == 2),
            revisions.update(time="2031-03-02T02:30:00+00:00").where(revisions.number > 2),
        ):
            query.execute(store.database)


@dataclass
class Days:
    """A workbench over a copy of that case."""

    browser: Browser

    def data(self, query: str = "") -> dict[str, Any]:
        answer = self.browser.client.get(f"/changes.json{query}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def _copy(folder: Path, target: Path) -> None:
    for part in folder.iterdir():
        if part.is_file():
            (target / part.name).write_bytes(part.read_bytes())


@pytest.fixture
def days(computed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    monkeypatch.setattr(Recomputing, "ask", lambda self: None)
    _copy(computed, tmp_path)
    bench = open_workbench(tmp_path, "Ada")
    client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377", raise_server_exceptions=False)
    yield Days(Browser(client, bench))
    bench.close()


def test_unasked_today_is_compared_with_yesterday(days: Days) -> None:
    told = days.data()
    assert (told["before"]["number"], told["after"]["number"]) == (1, 3)
    assert told["days"] == ["2031-03-02", "2031-03-01"]
    changes = told["changes"]
    assert [one["title"] for one in changes["documents"]] == [HOSTILE]
    assert {claim["id"] for claim in changes["claims"]} == {claim.id for claim in readings()[1].claims}
    rejected = next(claim for claim in changes["claims"] if claim["id"] == "h1")
    assert not rejected["counts"]
    page = days.browser.page("/changes")
    assert "does not count" in page
    assert f'href="/sources/{HERALD}#claim-h2"' in page
    assert HOSTILE not in page


def test_two_days_are_the_last_runs_of_each(days: Days) -> None:
    one = days.data("?from=2031-03-01&to=2031-03-02")
    assert (one["before"]["number"], one["after"]["number"]) == (1, 3)
    assert one["changes"] == days.data("?from=1&to=3")["changes"]
    assert days.data("?from=2031-06-01&to=3")["before"]["number"] == 3


def test_decisions_and_edits_between_the_two_stand_on_the_timeline(days: Days) -> None:
    told = days.data("?from=2&to=3")["timeline"]
    between = [(entry["kind"], entry["author"], entry["count"]) for entry in told if entry["between"]]
    assert ("run", None, 1) in between
    assert ("decision", "Ben", 2) in [(entry["kind"], entry["author"], entry["count"]) for entry in told]
    assert any(kind == "edit" and author == "Ben" for kind, author, _ in between)
    assert not any(entry["between"] for entry in told if entry["kind"] == "source")
    runs = [int(entry["about"]) for entry in told if entry["kind"] == "run"]
    assert runs == [3, 2, 1]
    source = next(entry for entry in days.data("?from=1&to=2")["timeline"] if entry["kind"] == "source")
    assert (source["author"], source["between"]) == ("Cy", True)
    page = days.browser.page("/changes?from=2&to=3")
    assert '<a href="/changes?from=1&amp;to=3" aria-label="from here, run 1">' in page
    assert HOSTILE not in page


def test_what_moved_is_told_with_its_error_and_only_where_it_exceeds_it(days: Days) -> None:
    changes = days.data("?from=1&to=3")["changes"]
    assert changes["beliefs"]
    for part in changes["beliefs"]:
        assert abs(part["after"] - part["before"]) >= max(0.01, 2 * part["error"])
    same = days.data("?from=3&to=3")["changes"]
    assert not same["any"]
    assert "Nothing changed by more than the computing error" in days.browser.page("/changes?from=3&to=3")


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("from=3&to=1", "from", "run 3 came after run 1"),
        ("from=yesterday&to=3", "from", "is neither a run nor a day"),
        ("from=1&to=<b>", "to", "is neither a run nor a day"),
        ("from=2030-01-01&to=3", "from", "the first run is of 2031-03-01"),
        ("from=1&to=١", "to", "is neither a run nor a day"),
    ],
)
def test_faults_are_told_at_the_field(days: Days, query: str, field: str, words: str) -> None:
    page = days.browser.page(f"/changes?{query}")
    assert f'aria-describedby="fault-{field}"' in page
    assert words in page
    assert "<b>”" not in page
    told = days.data(f"?{query}")
    assert list(told["faults"]) == [field]
    assert told["changes"] is None


def test_a_run_that_is_not_there_is_not_found(days: Days) -> None:
    for address in ("/changes?from=77", "/changes?from=1&to=999999999", "/changes.json?to=4"):
        assert days.browser.client.get(address).status_code == 404


def test_without_a_second_run_it_says_what_makes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recomputing, "ask", lambda self: None)
    (tmp_path / "case.yaml").write_bytes(SAMPLE.read_bytes())
    bench = open_workbench(tmp_path, "Ada")
    browser = Browser(TestClient(make_app(bench), base_url="http://127.0.0.1:8377"), bench)
    assert "Nothing was computed yet" in browser.page("/changes")
    assert refresh(bench.store, "Ada", draws=100) is not None
    assert "nothing to compare it with" in browser.page("/changes")
    revision = bench.store.revision()
    assert revision is not None
    way = ("hypotheses", "halm", "strait first", "prior"), ("hypotheses", "halm", "delta first", "prior")
    bench.store.edit(revision.number, [Change(way[0], 0.1), Change(way[1], 0.9)], "Ada", "doubt")
    path = ("positions", "halm", "delta", "stated")
    assert refresh(bench.store, "Ada", draws=100) is not None
    told = browser.data("/changes")["changes"]
    moved = {part["words"]: part for part in told["beliefs"] if part["kind"] == "hypothesis"}
    assert moved["“the strait first”"]["after"] < moved["“the strait first”"]["before"]
    changed = [Change(path, "ceded to Halm"), Change((*path[:-1], "path"), None)]
    bench.store.edit(bench.store.revisions()[-1].number, changed, "Ada", "back again")
    assert refresh(bench.store, "Ada", draws=100) is not None
    (position,) = browser.data("/changes")["changes"]["positions"]
    assert (position["party"], position["issue"]) == ("Halm", "the delta")
    assert (position["before"], position["after"]) == ("two ports leased", "ceded to Halm")
    bench.close()


def test_in_a_browser_two_runs_are_chosen(real_browser: Any, computed: Path, tmp_path: Path) -> None:
    _copy(computed, tmp_path)
    with serving(tmp_path) as (address, _), window_on(real_browser, address) as page:
        page.goto("/changes?from=1&to=3")
        assert violations(page) == []
        page.get_by_label("From", exact=True).select_option("2")
        page.get_by_role("button", name="Compare").click()
        page.wait_for_url("**/changes?from=2&to=3")
        page.reload()
        assert page.get_by_label("From", exact=True).input_value() == "2"
        page.get_by_role("link", name="from here, run 1").click()
        page.wait_for_url("**/changes?from=1&to=3")
        page.go_back()
        page.wait_for_url("**/changes?from=2&to=3")
        page.get_by_role("link", name="Motives").click()
        page.get_by_role("heading", name="Motives").wait_for()
