"""The page on motives: hypotheses, their evidence, and what changing them does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from support.browser import violations, window_on
from support.serving import serving
from support.workbench import Browser

from detente.store import open_store, refresh
from detente.table.case_file import yaml_data
from detente.web import make_app, open_workbench
from detente.web.recomputing import Recomputing

SAMPLE = Path(__file__).resolve().parents[2] / "samples/hard-line/case.yaml"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hard line as a case that was computed once."""
    folder = tmp_path_factory.mktemp("hard")
    (folder / "case.yaml").write_bytes(SAMPLE.read_bytes())
    store = open_store(folder)
    assert refresh(store, "Ada", draws=200) is not None
    store.close()
    return folder


@dataclass
class Halm:
    """A workbench over a copy of that case, which computes when it is told to."""

    browser: Browser
    folder: Path

    def data(self, query: str = "", party: str = "halm") -> dict[str, Any]:
        answer = self.browser.client.get(f"/motives/{party}.json{query}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def send(self, kind: str, party: str = "halm", **fields: str) -> Any:
        base = fields.pop("base", None) or str(self.data(party=party)["base"])
        return self.browser.send(f"/motives/{party}/{kind}", base=base, **fields)

    def compute(self) -> None:
        assert refresh(self.browser.bench.store, "Ada", draws=200) is not None

    def stories(self, party: str = "halm") -> dict[str, Any]:
        written = yaml_data((self.folder / "case.yaml").read_text(), "case.yaml")["hypotheses"]
        found: dict[str, Any] = written.get(party, {})
        return found


@pytest.fixture
def halm(computed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Halm]:
    monkeypatch.setattr(Recomputing, "ask", lambda self: None)
    for name in ("case.yaml", "case.sqlite"):
        (tmp_path / name).write_bytes((computed / name).read_bytes())
    bench = open_workbench(tmp_path, "Ada")
    client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377", raise_server_exceptions=False)
    yield Halm(Browser(client, bench), tmp_path)
    bench.close()


def test_the_overview_tells_every_party_and_how_to_begin_where_there_is_none(halm: Halm) -> None:
    page = halm.browser.page("/motives")
    first, second = halm.browser.data("/motives")["parties"]
    assert [story["name"] for story in first["stories"]] == ["the strait first", "the delta first"]
    assert second["stories"] == []
    assert 'href="/motives/vess#add"' in page
    assert "substantial for it" in page
    assert "Jeffreys" in halm.browser.page("/motives/halm")


def test_the_matrix_gives_each_claim_its_bits_its_factors_and_its_origin(halm: Halm) -> None:
    told = halm.data()
    rows = {row["id"]: row for row in (*told["rows"], *told["alike"])}
    assert [row["spread"] for row in told["rows"]] == sorted((row["spread"] for row in told["rows"]), reverse=True)
    row = rows["a1"]
    assert row["origin"] == "two shipping analysts via Meridian"
    assert row["reliability"] == pytest.approx(row["certainty"] * row["trust"] * row["confidence"])
    first, second = (cell["bits"] for cell in row["cells"])
    assert first > 0
    assert first == pytest.approx(-second)
    assert [claim["id"] for claim in row["repeats"]] == ["e1"]
    assert rows["a2"]["ratios"] == [2.0, None]
    assert rows["concession:delta:1"]["words"].startswith("moved on the delta from “ceded to Halm”")
    page = halm.browser.page("/motives/halm")
    assert '<b class="assumed">declared</b> × 2' in page
    assert '<b class="assumed">prior assumed</b>' in page
    assert told["observations"][0]["bits"] == max(part["bits"] for part in told["observations"])
    assert {part["origin"] for part in told["origins"]} == {
        "Halm",
        "two shipping analysts via Meridian",
        "a retired Halm general via Meridian",
    }


def test_priors_that_are_tried_change_nothing_and_are_a_link(halm: Halm) -> None:
    before = (halm.folder / "case.yaml").read_text()
    answer = halm.send("priors", **{"try": "1", "prior-0": "80 %", "prior-1": "1/5"})
    assert answer.status_code == 200
    assert "token" not in str(answer.url)
    told = halm.data(f"?{answer.url.query.decode()}")
    known = {story["id"]: story for story in told["party"]["stories"]}
    odds = 4 * known["strait first"]["bayes_factor"]
    assert told["tried"] == pytest.approx([odds / (1 + odds), 1 / (1 + odds)], rel=1e-3)
    assert (halm.folder / "case.yaml").read_text() == before


def test_a_changed_prior_stands_in_the_case_and_the_page_says_what_it_did(halm: Halm) -> None:
    answer = halm.send("priors", **{"prior-0": "0.2", "prior-1": "0.8"})
    assert str(answer.url).endswith("/motives/halm?since=1#changed")
    assert "No run came after run 1" in answer.text
    assert [story["prior"] for story in halm.stories().values()] == [0.2, 0.8]
    assert "# The hard line of docs/tutorial/hard-line.md" in (halm.folder / "case.yaml").read_text()
    halm.compute()
    told = halm.data("?since=1")
    changed = {story["name"]: story for story in told["changed"]["stories"]}
    assert changed["the strait first"]["after"] < changed["the strait first"]["before"]
    assert told["current"]
    assert "/changes?from=1&amp;to=2" in halm.browser.page("/motives/halm?since=1")
    newest = halm.browser.bench.store.revisions()[-1]
    assert (newest.author, newest.why) == ("Ada", "Halm: prior of “strait first” 0.5 → 0.2, “delta first” 0.5 → 0.8")


def test_an_edit_that_is_taken_back_is_computed_as_the_newest_run(halm: Halm) -> None:
    for prior in ("0.2", "0.5"):
        halm.send("priors", **{"prior-0": prior, "prior-1": str(1 - float(prior))})
        halm.compute()
    told = halm.data()
    assert (told["run"], told["current"]) == (3, True)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"prior-0": "0.8", "prior-1": "0.3"}, "priors", "0.8 + 0.3 make 1.1, and must make 1"),
        ({"prior-0": "x" + HOSTILE, "prior-1": "0.3"}, "prior-0", "is no number"),
        ({"prior-0": "", "prior-1": "0.3"}, "prior-0", "give a probability"),
        ({"prior-0": "1.5", "prior-1": "0.3"}, "prior-0", "is more than 1"),
        ({"prior-0": "nan", "prior-1": "-1"}, "prior-1", "is no number"),
        ({"prior-0": "0", "prior-1": "0", "scale": "1"}, "priors", "must make 1"),
        ({"prior-0": "1/0", "prior-1": "9e999"}, "prior-0", "is no number"),
    ],
)
def test_faults_of_priors_are_told_at_their_fields_and_what_was_typed_stays(
    halm: Halm, fields: dict[str, str], field: str, words: str
) -> None:
    before = (halm.folder / "case.yaml").read_text()
    answer = halm.send("priors", **fields)
    assert answer.status_code == 200
    assert re.search(rf'id="fault-priors-{field}" role="alert">[^<]*{re.escape(words)}', answer.text)
    assert HOSTILE not in answer.text
    assert halm.data(f"?{answer.url.query.decode()}")["form"]["sent"].items() >= {
        (key, value) for key, value in fields.items() if value
    }
    assert (halm.folder / "case.yaml").read_text() == before


def test_priors_can_be_scaled_to_one(halm: Halm) -> None:
    halm.send("priors", **{"prior-0": "3", "prior-1": "1", "scale": "1"})
    assert [story["prior"] for story in halm.stories().values()] == [0.5, 0.5]
    halm.send("priors", **{"prior-0": "0.6", "prior-1": "0.2", "scale": "1"})
    assert [story["prior"] for story in halm.stories().values()] == [0.75, 0.25]


def test_a_declared_ratio_moves_what_is_believed(halm: Halm) -> None:
    before = {story["id"]: story["posterior"] for story in halm.data()["party"]["stories"]}
    halm.send("ratios", **{"claim": "a2", "ratio-0": "", "ratio-1": "8", "reason": "the general said so"})
    stories = halm.stories()
    assert (stories["strait first"]["evidence"], stories["delta first"]["evidence"]) == ({}, {"a2": 8.0})
    assert halm.browser.bench.store.revisions()[-1].why.endswith("8 under “delta first” (the general said so)")
    halm.compute()
    after = {story["id"]: story["posterior"] for story in halm.data()["party"]["stories"]}
    assert after["delta first"] > before["delta first"]
    for fields in ({"claim": "a2", "ratio-0": "0"}, {"claim": "a2", "ratio-1": "-3"}, {"claim": "none"}):
        answer = halm.send("ratios", **fields)
        assert answer.status_code == 200
        assert 'role="alert"' in answer.text


def test_a_hypothesis_is_added_and_removed_and_the_others_make_room(halm: Halm) -> None:
    fields = {"prior": "20%", "above": "strait", "over": "delta", "sincerity": "low", "reason": "a hunch"}
    assert halm.send("add", name="plays for time", **fields).status_code == 200
    stories = halm.stories()
    assert [story["prior"] for story in stories.values()] == [0.4, 0.4, 0.2]
    assert stories["plays for time"] == {
        "prior": 0.2,
        "says": {"weights": {"strait": "above delta"}, "sincerity": "low"},
        "assumed": "a hunch",
    }
    assert len(halm.data()["rows"][0]["cells"]) == 2
    halm.compute()
    added = halm.data()["party"]["stories"][2]
    assert added["only_assumed"]
    assert added["posterior"] is not None
    halm.send("remove", story="strait first")
    assert {name: story["prior"] for name, story in halm.stories().items()} == pytest.approx(
        {"delta first": 2 / 3, "plays for time": 1 / 3}, abs=1e-6
    )


def test_a_party_without_hypotheses_gets_its_first_one_and_a_rest(halm: Halm) -> None:
    assert "Nobody has named a motive of Vess" in halm.browser.page("/motives/vess")
    halm.send("add", party="vess", name=HOSTILE, prior="0.4", reason="why not")
    assert {name: story["prior"] for name, story in halm.stories("vess").items()} == {
        HOSTILE: 0.4,
        "something else": 0.6,
    }
    for address in ("/motives", "/motives/vess", "/changes"):
        assert "<img src=x" not in halm.browser.page(address)
    halm.send("remove", party="vess", story=HOSTILE)
    assert halm.stories("vess") == {}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "strait first"}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"prior": "1"}, "prior"),
        ({"prior": "much"}, "prior"),
        ({"reason": ""}, "reason"),
        ({"above": "delta"}, "over"),
        ({"above": "moon", "over": "delta"}, "above"),
        ({"above": "delta", "over": "delta"}, "over"),
        ({"sincerity": "<b>"}, "sincerity"),
    ],
)
def test_faults_of_a_new_hypothesis_are_told_at_their_fields(halm: Halm, fields: dict[str, str], field: str) -> None:
    answer = halm.send("add", **{"name": "new", "prior": "0.2", "reason": "so", **fields})
    assert answer.status_code == 200
    assert f'id="fault-add-{field}" role="alert"' in answer.text
    assert f'aria-describedby="fault-add-{field}"' in answer.text
    assert list(halm.stories()) == ["strait first", "delta first"]


def test_a_second_window_is_told_who_was_quicker(halm: Halm) -> None:
    halm.send("priors", base="1", **{"prior-0": "0.2", "prior-1": "0.8"})
    answer = halm.send("priors", base="1", **{"prior-0": "0.7", "prior-1": "0.3"})
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert [story["prior"] for story in halm.stories().values()] == [0.2, 0.8]


def test_what_leads_nowhere_says_so(halm: Halm) -> None:
    for address in ("/motives/none", "/motives/halm?since=77", "/motives/halm?since=x", "/motives/%3Cb%3E"):
        assert "Not found" in halm.browser.page(address, 404)
    assert halm.send("priors", party="halm", base="999").status_code == 409
    assert halm.browser.send("/motives/none/priors", base="1").status_code == 404
    for query in ("form=priors", "form=add", "form=ratios&claim=%00", "form=remove&story=%F0%9F", "form=none"):
        assert halm.browser.client.get(f"/motives/halm?{query}").status_code == 200


WORDS = st.one_of(
    st.sampled_from(["0.5", "1", "high", "delta", "strait", "a2", "1/3", "strait first"]), st.text(max_size=20)
)
FIELDS = st.sampled_from(
    ["prior-0", "prior-1", "prior", "ratio-0", "claim", "name", "reason", "above", "over", "sincerity", "no_deal",
     "story", "scale", "try", "since", "form"]
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["priors", "ratios", "add", "remove"]), fields=st.dictionaries(FIELDS, WORDS, max_size=6))
def test_no_form_and_no_address_fails(halm: Halm, kind: str, fields: dict[str, str]) -> None:
    assert halm.browser.send(f"/motives/halm/{kind}", base="1", **fields).status_code < 500
    assert halm.browser.client.get("/motives/halm", params={**fields, "form": kind}).status_code < 500


def test_in_a_browser_a_prior_is_tried_kept_and_shown(real_browser: Any, computed: Path, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes((computed / "case.yaml").read_bytes())
    with serving(tmp_path) as (address, _), window_on(real_browser, address) as page:
        page.goto("/motives")
        page.get_by_role("status").filter(has_text="run 1").wait_for()
        page.reload()
        page.get_by_role("link", name="Halm", exact=True).click()
        page.get_by_label("Prior of “the strait first”").fill("0.9")
        page.get_by_role("button", name="Keep the priors").click()
        page.get_by_role("alert").filter(has_text="make 1.4").wait_for()
        assert page.get_by_label("Prior of “the strait first”").input_value() == "0.9"
        page.reload()
        assert page.get_by_label("Prior of “the strait first”").input_value() == "0.9"
        assert violations(page) == []
        page.get_by_label("Prior of “the delta first”").fill("0.1")
        page.get_by_role("button", name="Try the priors").click()
        page.get_by_role("columnheader", name="Tried").wait_for()
        page.go_back()
        page.get_by_role("alert").wait_for()
        page.go_forward()
        page.get_by_role("button", name="Keep the priors").click()
        page.get_by_role("link", name="All that changed from run 1 to run 2").wait_for()
        assert page.locator("#standing b").filter(has_text="%").count() == 2
        assert violations(page) == []
        page.get_by_role("link", name="All that changed").click()
        page.get_by_role("heading", name="Changes").wait_for()
