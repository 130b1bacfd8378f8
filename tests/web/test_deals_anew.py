"""The frontier after an edit: of the case as it is now, with the draws of the run before it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from detente.beliefs import infer
from detente.deals import solve
from detente.store import Change, refresh
from detente.table import Case, case_from_yaml
from detente.web import Workbench, make_app, open_workbench
from detente.web.deals.anew import frontier_anew, posterior_on
from detente.web.recomputing import Recomputing

UNKNOWN = """\
detente: 1
title: Ferry talks
parties:
  island: {name: Island, consent: required}
  company: {name: Harbour Company, consent: required}
issues:
  ferries: {options: [none, one, two], ordered: true}
  fares: {options: [low, fair, high], ordered: true}
objectives:
  island: {all: {boats: {issue: ferries, satisfaction: [0, unknown, 1]}, prices: {issue: fares}}}
  company: {all: {boats: {issue: ferries}, prices: {issue: fares, satisfaction: [0, 0.4, 1]}}}
no_deal:
  island: {range: [-0.2, 0.2], assumed: a trial}
positions:
  island: {fares: {red_line: [high], assumed: a trial}}
"""
KNOWN = UNKNOWN.replace(
    "  island: {all: {boats: {issue: ferries, satisfaction: [0, unknown, 1]}, prices: {issue: fares}}}\n"
    "  company: {all: {boats: {issue: ferries}, prices: {issue: fares, satisfaction: [0, 0.4, 1]}}}\n",
    "  island: {all: {boats: {issue: ferries, satisfaction: [0, 0.7, 1]},\n"
    "    prices: {issue: fares, satisfaction: [1, 0.5, 0]}}, weights: {boats: 0.6, prices: 0.4}}\n"
    "  company: {all: {boats: {issue: ferries, satisfaction: [1, 0.8, 0]},\n"
    "    prices: {issue: fares, satisfaction: [0, 0.4, 1]}}, weights: {boats: 0.3, prices: 0.7}}\n",
).replace("{range: [-0.2, 0.2], assumed: a trial}", "0.1\n  company: {value: 0.2, assumed: a trial}")


@pytest.fixture(scope="module")
def then() -> Case:
    return case_from_yaml(UNKNOWN)


def _anew(now: str, then: Case) -> dict[str, Any] | None:
    return frontier_anew(case_from_yaml(now), then, infer(then, draws=200).posterior, {"robust": "kept"})


def test_where_everything_is_declared_it_is_the_frontier_of_those_numbers(then: Case) -> None:
    found, exact = _anew(KNOWN, then), solve(case_from_yaml(KNOWN)).to_json()
    assert found is not None
    assert found["robust"] == "kept"
    assert found["no_deal"] == pytest.approx({"island": 0.1, "company": 0.2})
    assert [part["package"] for part in found["frontier"]] == [part["package"] for part in exact["frontier"]]
    for one, other in zip(found["frontier"], exact["frontier"], strict=True):
        assert one["utilities"] == pytest.approx(other["utilities"])
    assert found["permitted"] == exact["permitted"] == 6
    assert found["solutions"].keys() == exact["solutions"].keys()


def test_an_unchanged_case_has_the_frontier_of_its_run(then: Case) -> None:
    posterior = infer(then, draws=200).posterior
    run = solve(then, posterior).to_json()
    found = frontier_anew(then, then, posterior, {})
    assert found is not None
    assert found == {name: run[name] for name in found}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("[none, one, two]", "[none, one, three]"),
        ("[none, one, two]", "[one, none, two]"),
        ("{red_line: [high], ", "{red_line: [low], "),
        ("prices: {issue: fares, satisfaction: [0, 0.4, 1]}", "prices: {issue: fares}"),
        ("range: [-0.2, 0.2]", "range: [-0.4, 0.2]"),
        ("{all: {boats: {issue: ferries}, prices", "{all: {ships: {issue: ferries}, prices"),
        ("{all: {boats: {issue: ferries}, prices", "{any: {boats: {issue: ferries}, prices"),
    ],
)
def test_where_the_draws_cannot_tell_there_is_none(then: Case, was: str, now: str) -> None:
    assert UNKNOWN.count(was) == 1
    assert posterior_on(case_from_yaml(UNKNOWN.replace(was, now)), then, infer(then, draws=50).posterior) is None


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    monkeypatch.setattr(Recomputing, "ask", lambda self: None)
    (tmp_path / "case.yaml").write_text(UNKNOWN)
    made = open_workbench(tmp_path, "Ada", draws=100)
    refresh(made.store, "Ada", draws=100)
    yield made
    made.close()


def test_the_page_shows_it_at_once_and_says_on_what_it_rests(bench: Workbench) -> None:
    client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377")
    before = client.get("/deals.json").json()
    assert before["resting"]["frontier_anew"] is None
    ground = bench.grounds.newest(bench.store)
    assert ground is not None
    bench.grounds.yardstick(ground)
    none = Change(("positions", "company", "ferries"), {"red_line": ["two"], "assumed": "a trial"})
    bench.store.edit(1, [none], "Ada", "no second ferry")
    after = client.get("/deals.json").json()
    assert (after["resting"]["changed_since"], after["resting"]["frontier_anew"]) == (True, 1)
    drawn = [ground.code.read(point["code"]) for point in after["picture"]["points"] if point["kind"] != "other"]
    assert any(ground.code.read(point["code"])["ferries"] == "two" for point in before["picture"]["points"])
    assert {package["ferries"] for package in drawn} <= {"none", "one"}
    assert "as it was believed in run 1" in client.get("/deals").text
    bench.store.edit(2, [Change(("issues", "ferries", "options"), ["none", "one", "three"]),
                         Change(none.path, None)], "Ada", "another option")  # fmt: skip
    later = client.get("/deals.json").json()
    assert (later["resting"]["changed_since"], later["resting"]["frontier_anew"]) == (True, None)
    assert later["picture"] == before["picture"]
    refresh(bench.store, "Ada", draws=100)
    assert client.get("/deals.json").json()["resting"]["changed_since"] is False
