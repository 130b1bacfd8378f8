"""The pages about deals: the picture and its tables, the composer, deals side by side."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from support.bargain import HOSTILE, bargain

from detente.beliefs import infer
from detente.cli.main import cli
from detente.deals.assess import assess
from detente.store import Change
from detente.store.computing import refresh
from detente.table import Case
from detente.web import Workbench, make_app, open_workbench
from detente.web.deals.package_code import PackageCode
from detente.web.deals.scatter import lay_out, ticks
from detente.web.not_found import NotFound
from detente.web.recomputing import Recomputing

DRAFT = {"night": "at weekends", "fares": "10 crowns", "contract": "five years"}
ORIGIN = {"Origin": "http://127.0.0.1:8377", "Sec-Fetch-Site": "same-origin"}


class Desk:
    """Loads pages and their twins, and sends forms."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377", raise_server_exceptions=False)

    def page(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def data(self, path: str, status: int = 200, **query: str) -> dict[str, Any]:
        answer = self.client.get(f"{path}.json", params=query)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def send(self, address: str, **fields: str) -> Any:
        return self.client.post(address, data={"token": self.bench.form_token, **fields}, headers=ORIGIN)


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bargain(tmp_path_factory.mktemp("bargain"))


@pytest.fixture(scope="module")
def shared(computed: Path) -> Iterator[Desk]:
    """A workbench on the case that nobody changes, with its draws made."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Recomputing, "ask", lambda self: None)
    bench = open_workbench(computed, "Ada")
    ground = bench.grounds.newest(bench.store)
    assert ground is not None
    bench.grounds.yardstick(ground)
    yield Desk(bench)
    bench.close()
    patch.undo()


@pytest.fixture
def own(computed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A workbench on a copy of the case, to be changed."""
    monkeypatch.setattr(Recomputing, "ask", lambda self: None)
    shutil.copytree(computed, tmp_path / "case")
    bench = open_workbench(tmp_path / "case", "Ada")
    ground = bench.grounds.newest(bench.store)
    assert ground is not None
    bench.grounds.yardstick(ground)
    yield Desk(bench)
    bench.close()


def on(package: dict[str, str]) -> dict[str, str]:
    return {f"on.{issue}": option for issue, option in package.items()}


def test_the_pages_stand_in_the_navigation_and_their_names_do_not_act(shared: Desk) -> None:
    for address in ("/deals", "/deals/compose", "/deals/compare?a=nash&b=utilitarian", "/deals?package=nash"):
        page = shared.page(address)
        assert '<a href="/deals" aria-current="page">' in page
        assert "<img" not in page
        assert "&lt;img src=x" in page


def test_what_the_picture_draws_is_what_the_table_behind_it_holds(shared: Desk) -> None:
    data, page = shared.data("/deals"), shared.page("/deals")
    points = data["picture"]["points"]
    codes = [point["code"] for point in points]
    assert len(set(codes)) == len(codes) == len(data["picture"]["drawing"]["places"])
    assert [code for code in codes if f'id="row-{code}"' not in page] == []
    assert sorted(re.findall(r'id="point-([^"]+)"', page)) == sorted(codes)
    assert {point["kind"] for point in points} >= {"solution", "other"}
    for point in points:
        assert (point["x"], point["y"]) == pytest.approx(
            (100 * point["utilities"][data["x"]], 100 * point["utilities"][data["y"]])
        )


def test_the_specification_for_vega_draws_the_same_points_and_nothing_of_the_selection(shared: Desk) -> None:
    data = shared.data("/deals")["picture"]
    rows = data["plot"]["spec"]["data"]["values"]
    drawn = [(row["code"], row["kind"], row["x"], row["y"]) for row in rows if "code" in row]
    assert drawn == [(p["code"], p["kind"], round(p["x"], 3), round(p["y"], 3)) for p in data["points"]]
    assert {row["axis"] for row in rows if row["kind"] == "no deal"} == set(data["drawing"]["no_deal"])
    chosen = shared.data("/deals", package=data["points"][-1]["code"])["picture"]
    assert chosen["plot"] == data["plot"]
    other = shared.data("/deals", x="county", y="island")["picture"]["plot"]
    assert other["key"] != data["plot"]["key"]
    labelled = [p for p in data["points"] if p["names"]]
    assert labelled
    for layout in data["plot"]["layouts"]:
        told = ", ".join(label["drawn"] for label in layout["labels"].values()).replace("\n", " ")
        assert all(name in told for point in labelled for name in point["names"])


def test_vega_is_loaded_where_there_is_a_picture_and_nowhere_else(shared: Desk) -> None:
    page = shared.page("/deals")
    for script in ("vega.min.js", "vega-lite.min.js", "vega-interpreter.js", "plot.js"):
        found = re.search(rf'<script src="(/static/{re.escape(script)}[^"]*)" defer></script>', page)
        assert found
        assert shared.client.get(found[1]).headers["cache-control"].endswith("immutable")
    for address in ("/deals/compose", "/deals/compare", "/overview", "/table", "/motives"):
        assert "vega" not in shared.page(address)


def test_the_scripts_of_vega_are_those_that_the_notice_names(shared: Desk) -> None:
    notice = shared.client.get("/static/VEGA.NOTICE.txt").text
    told = re.findall(r"as it ships: SHA-256 ([0-9a-f]{64})", notice)
    names = re.findall(r"^(\S+\.js)$", notice, re.MULTILINE)
    assert names == ["vega.min.js", "vega-lite.min.js", "vega-interpreter.js"]
    files = [shared.client.get(f"/static/{name}").content for name in names]
    assert [hashlib.sha256(file).hexdigest() for file in files] == told
    assert "BSD" in notice or "Redistribution and use" in notice
    assert sum(map(len, files)) < 1_000_000


def test_any_two_parties_can_be_chosen_by_their_address(shared: Desk) -> None:
    data = shared.data("/deals", x="county", y="island")
    assert (data["x"], data["y"]) == ("county", "island")
    assert data["picture"]["names"] == ["County", "Island"]
    assert all("x=county&y=island" in point["address"] for point in data["picture"]["points"])
    half = shared.data("/deals", x="county")
    assert half["x"] == "county" != half["y"]


def test_a_selected_package_is_marked_in_picture_and_tables_and_stands_there_in_full(shared: Desk) -> None:
    code = shared.data("/deals")["robust"]["packages"][2]["code"]
    data, page = shared.data("/deals", package=code), shared.page(f"/deals?package={code}")
    assert [p["code"] for p in data["picture"]["points"] if p["selected"]] == [code]
    assert [p["code"] for p in data["robust"]["packages"] if p["selected"]] == [code]
    assert data["selected"]["code"] == code
    assert page.count('aria-current="true"') == 3
    judged = next(p for p in data["robust"]["packages"] if p["selected"])
    assert data["selected"]["all_accept"] == pytest.approx(judged["all_accept"])


def test_the_heat_map_tells_what_deals_json_tells(shared: Desk) -> None:
    run = shared.bench.store.run()
    assert run is not None
    told = shared.data("/deals")["robust"]["packages"]
    for part, candidate in zip(told, run.analysis["deals"]["robust"]["candidates"], strict=True):
        assert part["all_accept"] == candidate["acceptable_to_all"]
        assert part["efficient"] == candidate["efficient"]
        assert part["solutions"] == candidate["indices"]
        accepts = {party: candidate["acceptable"][party] for party in ("island", "harbour")}
        assert part["least_willing"]["accepts"] == min(accepts.values())
        assert accepts[part["least_willing"]["party"]] == min(accepts.values())
    assert 'class="shade shade-' in shared.page("/deals")


@pytest.mark.parametrize(
    "address",
    [
        "/deals?x=nobody",
        f"/deals?y={quote(HOSTILE)}",
        "/deals?package=nothing",
        "/deals?package=0_0_0-000000",
        "/deals?package=0_0-ffffff",
        "/deals/compose?on.night=never",
        f"/deals/compose?on.night={quote(HOSTILE)}",
        "/deals/compose?on.nothing=none",
        "/deals/compose?package=kept:nobody",
        "/deals/compare?a=nash&b=nothing",
    ],
)
def test_what_there_is_not_is_not_found(shared: Desk, address: str) -> None:
    page = shared.page(address, 404)
    assert "<img" not in page


def test_a_code_that_points_beyond_the_options_or_is_of_another_table_is_not_found(shared: Desk) -> None:
    code = PackageCode({"a": ("x", "y"), "b": ("z",)})
    assert code.read(code.write({"a": "y", "b": "z"})) == {"a": "y", "b": "z"}
    assert code.mark != PackageCode({"a": ("y", "x"), "b": ("z",)}).mark
    for wrong in (f"2_0-{code.mark}", f"0-{code.mark}", f"0_0_0-{code.mark}", "", "é", f"0_0-{code.mark}\n"):
        with pytest.raises(NotFound):
            code.read(wrong)


def test_composing_gives_what_assess_gives(shared: Desk, computed: Path, tmp_path: Path) -> None:
    data = shared.data("/deals/compose", **on(DRAFT))
    (tmp_path / "draft.yaml").write_text(json.dumps(DRAFT))
    out = tmp_path / "assessment.json"
    case = str(computed / "case.yaml")
    cli.main(
        ["assess", str(tmp_path / "draft.yaml"), "--case", case, "--draws", "200", "--out", str(out)],
        standalone_mode=False,
    )
    assert data["assessment"] == json.loads(out.read_text())
    assert {p["id"]: p["accepts"] for p in data["parties"]} == {
        party: told["signs"] for party, told in data["assessment"]["parties"].items()
    }


def test_values_red_lines_and_suggestions_are_those_of_the_draws(shared: Desk) -> None:
    crossing = {**DRAFT, "night": "every night"}
    data = shared.data("/deals/compose", **on(crossing))
    harbour = next(p for p in data["parties"] if p["id"] == "harbour")
    assert harbour["red_lines"] == [{"issue": "night ferry", "option": "every night", "chance": 1.0}]
    assert harbour["accepts"] == 0.0
    assert data["assessment"]["all_sign"] == 0.0
    assert "crosses a red line of Harbour" in shared.page(f"/deals/compose?{urlencode(on(crossing))}")
    run = shared.bench.store.run()
    assert run is not None
    case = Case.model_validate(run.analysis["case"])
    posterior = infer(case, draws=run.draws, seed=run.seed).posterior
    ground = shared.bench.grounds.newest(shared.bench.store)
    assert ground is not None
    assert any(part["smallest"] for part in data["mending"])
    for part in data["mending"]:
        applied = ground.code.read(part["code"])
        assert {c["to"] for c in part["changes"]} == {o for i, o in applied.items() if crossing[i] != o}
        fresh = assess(case, applied, posterior)
        assert part["all_accept"] == pytest.approx(fresh.all_sign)
        assert {p["name"]: p["accepts"] for p in part["parties"]} == {
            case.parties[v.party].name: pytest.approx(v.signs) for v in fresh.verdicts
        }
        assert f'href="/deals/compose?package={part["code"]}"' in shared.page(
            f"/deals/compose?{urlencode(on(crossing))}"
        )


def test_a_quick_answer_leaves_nothing_out_but_the_smallest_changes(shared: Desk) -> None:
    crossing = {**DRAFT, "night": "every night"}
    quick = shared.data("/deals/compose", mend="quick", **on(crossing))
    assert quick["assessment"]["amendments"] is None
    whole = shared.data("/deals/compose", **on(crossing))
    assert whole["rest"] is None
    assert {**quick["assessment"], "amendments": whole["assessment"]["amendments"]} == whole["assessment"]
    assert urlencode(on(crossing)) in quick["rest"]
    assert quick["parties"] == whole["parties"]
    willing = shared.data("/deals/compose", mend="quick", **on({**DRAFT, "fares": "10 crowns"}))
    sure = all(p["accepts"] >= 0.75 for p in willing["parties"] if p["required"])
    assert (willing["rest"] is None) == sure


def test_no_single_change_does_better_than_the_first_that_is_suggested(shared: Desk) -> None:
    ground = shared.bench.grounds.newest(shared.bench.store)
    assert ground is not None
    data = shared.data("/deals/compose", **on({**DRAFT, "contract": "one year"}))
    single = [part["all_accept"] for part in data["mending"] if part["group"] == "likelier"]
    assert single == sorted(single, reverse=True)
    chances = [
        shared.data("/deals/compose", **on({**DRAFT, "contract": "one year", issue: option}))["assessment"]["all_sign"]
        for issue, part in ground.case.issues.items()
        for option in part.labels
    ]
    assert single[0] == pytest.approx(max(chances))
    assert single[0] > data["assessment"]["all_sign"]


def test_what_is_left_open_is_completed_and_said(shared: Desk) -> None:
    data = shared.data("/deals/compose", **on({"night": "at weekends", "fares": "", "contract": ""}))
    assert set(data["assessment"]["open"]["settled"]) == {"fares", "contract"}
    assert data["code"] is None
    assert "Left open" in shared.page("/deals/compose?on.night=at+weekends&on.fares=")
    assert "at least one" in shared.page("/deals/compose?on.night=", 400)
    by_name = shared.data("/deals/compose", package="kept:mediator")
    assert [issue["chosen"] for issue in by_name["issues"]] == ["at weekends", None, None]


def test_no_deal_and_what_is_assumed_are_said(shared: Desk) -> None:
    for address in ("/deals", "/deals/compose", "/deals/compare"):
        page = shared.page(address)
        assert "anything from 10 to 50" in page
        assert "<strong>assumed</strong>: the boats of summer would still run" in page
    county = next(p for p in shared.data("/deals")["resting"]["no_deal"] if p["party"] == "county")
    assert (county["given"], county["assumed"], county["required"]) == ("20", None, False)


ADDRESSES = (
    "/deals",
    "/deals?package=nash",
    f"/deals/compose?{urlencode(on(DRAFT))}",
    "/deals/compare?a=nash&b=middle",
)


def _basis(page: str) -> str:
    found = re.search(r'<p id="basis".*?</p>', page, re.DOTALL)
    assert found
    return found[0]


def test_every_page_says_on_which_run_and_draws_its_figures_rest(shared: Desk) -> None:
    run = shared.bench.store.run()
    assert run is not None
    for address in ADDRESSES:
        line = _basis(shared.page(address))
        assert f">run {run.number}</a> of {run.finished[:10]}" in line
        assert "over 200 draws" in line
        assert f"revision {run.revision} of the case" in line
        assert "changed since" not in line
        assert "omputing" not in line
        assert "hx-get" not in line


def test_after_an_edit_the_figures_are_told_to_be_older_until_those_of_the_new_run_are_shown(
    own: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = own.bench.store
    revision, run = store.revision(), store.run()
    assert revision is not None
    assert run is not None
    store.edit(revision.number, [Change(("no_deal", "county"), 0.3)], "Ben", "changed")
    monkeypatch.setattr(Recomputing, "running", property(lambda self: True))
    for address in ADDRESSES:
        line = _basis(own.page(address))
        assert "The case was changed since: computing …" in line
        assert f'hx-get="/deals/basis/{run.number}"' in line
    assert _basis(own.page(f"/deals/basis/{run.number}")) == line
    monkeypatch.setattr(Recomputing, "running", property(lambda self: False))
    refresh(store, "Ada", draws=200)
    later = store.run()
    assert later is not None
    line = _basis(own.page(f"/deals/basis/{run.number}"))
    assert f"still those of run {run.number}" in line
    assert f"Show those of run {later.number}" in line
    assert "changed since" not in _basis(own.page("/deals"))
    for wrong in ("-1", "²", "9" * 30, "1.5"):
        own.page(f"/deals/basis/{quote(wrong)}", 404)


def test_point_values_are_told_to_be_such(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = own.bench.grounds.newest(own.bench.store)
    assert ground is not None
    monkeypatch.setitem(ground.deals, "robust", None)
    line = _basis(own.page("/deals"))
    assert "Point values" in line
    assert "draws of what" not in line


def test_deals_side_by_side_say_what_differs(shared: Desk) -> None:
    ground = shared.bench.grounds.newest(shared.bench.store)
    assert ground is not None
    first, second = (ground.code.write({**DRAFT, "fares": fares}) for fares in ("0 crowns", "30 crowns"))
    data = shared.data("/deals/compare", a=first, b=second)
    assert [(i["name"], i["differs"]) for i in data["issues"]] == [
        ("night ferry", False), ("fares", True), ("contract", False),
    ]  # fmt: skip
    assert data["summary"][0] == "They differ on 1 of 3 issues: fares."
    island = next(p for p in data["parties"] if p["id"] == "island")
    assert island["values"][0] > island["values"][1]
    points = round(100 * (island["values"][0] - island["values"][1]))
    assert f"Island does best by A: {points} of 100 more than by B." in data["summary"]
    assert "To County they are worth the same." in data["summary"]
    for deal, package in zip(data["deals"], (first, second), strict=True):
        assert deal["all_accept"] == shared.data("/deals/compose", package=package)["assessment"]["all_sign"]
    assert shared.data("/deals/compare", a=first, d=first)["summary"] == ["They are one and the same package."]
    assert shared.data("/deals/compare")["deals"] == []


def test_a_package_is_kept_in_the_case_and_taken_out_again(own: Desk) -> None:
    revision = str(own.data("/deals/compose")["revision"])
    odd = {"night": "none", "fares": "30 crowns", "contract": HOSTILE}
    kept = own.send("/deals/keep", revision=revision, name=f" {HOSTILE} ", **on(odd))
    assert kept.status_code == 200, kept.text
    assert "<img" not in kept.text
    case = own.bench.store.case()
    assert case is not None
    assert case.packages[HOSTILE] == odd
    assert "mediator" in case.packages
    data = own.data("/deals/compose", package=f"kept:{HOSTILE}")
    assert f"“{HOSTILE}”" in data["known_as"]
    assert [part["plain"] for part in data["kept"]] == ["mediator", HOSTILE]
    assert own.data("/deals")["resting"]["changed_since"]
    again = own.send("/deals/keep", revision=str(data["revision"]), name=HOSTILE, **on(DRAFT))
    assert again.status_code == 400
    assert "another name" in again.text
    gone = own.send("/deals/forget", revision=str(data["revision"]), name=HOSTILE)
    assert gone.status_code == 200
    after = own.bench.store.case()
    assert after is not None
    assert list(after.packages) == ["mediator"]


def test_what_cannot_be_kept_is_told_and_nothing_is_written(own: Desk) -> None:
    before = own.bench.store.revision()
    assert before is not None
    good = {"revision": str(before.number), "name": "one", **on(DRAFT)}
    for wrong, status in (
        ({"name": "  "}, 400),
        ({"name": "x" * 101}, 400),
        ({"on.night": "never"}, 404),
        ({"on.nothing": "none"}, 404),
        ({"on.night": "", "on.fares": "", "on.contract": ""}, 400),
        ({"revision": "soon"}, 409),
        ({"revision": "99"}, 409),
    ):
        assert own.send("/deals/keep", **{**good, **wrong}).status_code == status, wrong
    assert own.send("/deals/forget", revision="1", name="nobody").status_code == 404
    assert own.client.post("/deals/keep", data=good, headers=ORIGIN).status_code == 403
    assert own.bench.store.revision() == before


def test_two_windows_keep_under_the_same_name_and_the_second_is_told(own: Desk) -> None:
    store = own.bench.store
    seen = store.revision()
    assert seen is not None
    store.edit(seen.number, [Change(("packages", "mine"), {"night": "none"})], "Ben", "kept")
    late = own.send("/deals/keep", revision=str(seen.number), name="mine", **on(DRAFT))
    assert late.status_code in (400, 409)
    case = store.case()
    assert case is not None
    assert case.packages["mine"] == {"night": "none"}


def test_pages_say_so_where_nothing_was_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recomputing, "ask", lambda self: None)
    bench = open_workbench(tmp_path / "empty", "Ada")
    desk = Desk(bench)
    for address in ("/deals", "/deals/compose", "/deals/compare"):
        assert "Nothing was computed yet" in desk.page(address)
        assert desk.data(address)["ready"] is False
    assert desk.send("/deals/keep", revision="1", name="x").status_code == 404
    bench.close()


def test_pages_show_what_they_have_while_the_draws_are_made(own: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(own.bench.grounds), "yardstick", lambda self, ground, patience=None: None)
    assert own.data("/deals/compose", **on(DRAFT))["assessment"] is None
    assert "being made again" in own.page(f"/deals/compose?{urlencode(on(DRAFT))}")
    assert "being made again" in own.page("/deals?package=nash")
    assert "being made again" in own.page("/deals/compare?a=nash&b=utilitarian")


text = st.one_of(
    st.sampled_from(["", "island", "harbour", "county", "nash", "kept:mediator", "stated:island", "middle", "0_0_0-x"]),
    st.text(max_size=12),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["/deals", "/deals/compose", "/deals/compare"]),
    st.dictionaries(
        st.one_of(st.sampled_from(["x", "y", "package", "a", "b", "c", "d", "on.night", "on.fares"]), text),
        text,
        max_size=4,
    ),
)
def test_no_request_fails(shared: Desk, path: str, query: dict[str, str]) -> None:
    sent = {name.encode("utf-8", "replace"): value.encode("utf-8", "replace") for name, value in query.items()}
    assert shared.client.get(f"{path}?{urlencode(sent)}").status_code in (200, 400, 404)


@given(st.floats(-200, 200), st.floats(0.01, 400))
@example(5e-324, 7.0)  # divided by a step it is zero as a float
def test_ticks_are_whole_few_and_within_the_axis(low: float, wide: float) -> None:
    found = ticks(low, low + wide)
    assert all(low <= tick <= low + wide for tick in found)
    assert len(found) <= 8
    assert len(set(np.diff(found))) <= 1


@given(
    st.lists(st.tuples(st.floats(-50, 100), st.floats(-50, 100)), min_size=1, max_size=8),
    st.dictionaries(st.sampled_from("xy"), st.floats(-100, 100)),
)
def test_everything_drawn_lies_in_the_picture_in_its_order(
    values: list[tuple[float, float]], no_deal: dict[str, float]
) -> None:
    points = [{"x": x, "y": y, "kind": "efficient", "names": ()} for x, y in values]
    drawn = lay_out(points, no_deal, True)
    for place in drawn["places"]:
        assert drawn["left"] <= place["x"] <= drawn["right"]
        assert drawn["top"] <= place["y"] <= drawn["bottom"]
    for (x, y), place in zip(values, drawn["places"], strict=True):
        for (other_x, other_y), other in zip(values, drawn["places"], strict=True):
            assert x > other_x or place["x"] <= other["x"]
            assert y > other_y or place["y"] >= other["y"]
