"""Charts are plain data that nothing but their table feeds, fit the schema of Vega-Lite, and can be drawn."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from detente.report import Analysis
from detente.report.charts import CHARTS, Chart, View, conflict_pair, frontier_chart, make_charts, to_png, to_svg
from detente.report.charts.frontier import no_deal_outside
from detente.table import Case


@pytest.fixture(scope="module")
def moved(analysis: Analysis) -> dict[str, Any]:
    """The analysis, with dates on its claims and a position that moved, so that every kind of chart has its data."""
    data = json.loads(json.dumps(analysis.to_json()))
    for place, evidence in enumerate(data["case"]["evidence"].values()):
        evidence["date"] = f"2025-05-{18 + place % 3}"
    path = [
        {"date": "2025-05-18", "option": "ceded", "because": ["c1"]},
        {"date": "2025-05-20", "option": "frozen", "because": ["c2"]},
    ]
    data["case"]["positions"]["northland"]["valley"]["path"] = path
    return data


@pytest.fixture(scope="module")
def charts(moved: dict[str, Any]) -> tuple[Chart, ...]:
    return make_charts(moved)


def _point(**utilities: float) -> dict[str, object]:
    return {"package": {}, "utilities": utilities, "ties": 1}


def _inner(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _inner(part)
    elif isinstance(value, list):
        for part in value:
            yield from _inner(part)


def test_every_kind_of_chart_is_there(charts: tuple[Chart, ...]) -> None:
    names = [chart.name for chart in charts]
    assert len(names) == len(set(names))
    assert {name.partition("-")[0] for name in names} == set(CHARTS)


def test_the_table_is_the_only_source_of_what_is_drawn(charts: tuple[Chart, ...]) -> None:
    for chart in charts:
        assert chart.spec["data"]["values"] == [dict(row) for row in chart.table.rows]
        body = {key: value for key, value in chart.spec.items() if key != "data"}
        assert not [part for part in _inner(body) if "data" in part or "datum" in part]
        keys = {key for row in chart.table.rows for key in row}
        drawn = {part["field"] for part in _inner(body) if isinstance(part.get("field"), str)}
        assert drawn <= keys, chart.name
        assert {column.key for column in chart.table.columns} <= keys, chart.name


def test_every_row_says_on_which_claims_it_rests(charts: tuple[Chart, ...], analysis: Analysis) -> None:
    known = {claim["id"] for claim in analysis.claims}
    for chart in charts:
        for row in chart.table.rows:
            assert set(row["claims"]) <= known


def test_a_chart_is_a_pure_function_of_plain_data(moved: dict[str, Any], charts: tuple[Chart, ...]) -> None:
    before = json.dumps(moved)
    again = make_charts(json.loads(before))
    assert json.dumps(moved) == before
    assert [chart.to_json() for chart in again] == [chart.to_json() for chart in charts]
    assert json.loads(json.dumps([chart.to_json() for chart in again])) == [chart.to_json() for chart in again]


def test_the_numbers_drawn_are_those_of_the_analysis(moved: dict[str, Any], charts: tuple[Chart, ...]) -> None:
    chart = next(chart for chart in charts if chart.name == "weights-northland")
    known = moved["beliefs"]["parties"]["northland"]["nodes"]
    row = next(row for row in chart.table.rows if row["name"] == "influence over Southland")
    weight = known["influence"]["weight"]
    assert (row["share"], row["before"], row["low"], row["high"]) == (
        weight["mean"],
        weight["prior_mean"],
        weight["low"],
        weight["high"],
    )
    stated = next(chart for chart in charts if chart.name == "stated-northland")
    assert [row["name"] for row in stated.table.rows if row["stated"]] == ["ceded"]
    best = next(chart for chart in charts if chart.name == "robustness").table.rows[0]
    assert best["value"] == max(part["acceptable_to_all"] for part in moved["deals"]["robust"]["candidates"])


def test_a_case_with_nothing_to_draw_draws_nothing() -> None:
    empty = Case.model_validate({"detente": 1, "title": "Nothing found", "parties": {}})
    data = {"case": empty.model_dump(mode="json"), "beliefs": {"parties": {}, "constants": {"too_little_bits": 0.5}}}
    assert make_charts({**data, "deals": {}}) == ()


def test_specifications_fit_the_schema_of_vega_lite(charts: tuple[Chart, ...]) -> None:
    pytest.importorskip("altair", reason="the schema of Vega-Lite comes with altair")
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(files("altair").joinpath("vegalite/v6/schema/vega-lite-schema.json").read_text("utf-8"))
    check = jsonschema.Draft7Validator(schema)
    for chart in charts:
        assert chart.spec["$schema"].endswith("/v6.json")
        assert [error.message[:300] for error in check.iter_errors(dict(chart.spec))] == [], chart.name


def test_the_pair_is_the_one_most_at_odds() -> None:
    points = [_point(a=i, b=i + 0.1, c=-i) for i in range(5)]
    assert conflict_pair({"parties": {"required": ["a", "b", "c"]}, "frontier": points}) in {("a", "c"), ("b", "c")}
    assert conflict_pair({"parties": {"required": ["a"]}, "frontier": points}) is None
    assert conflict_pair({}) is None


def test_no_deal_is_drawn_only_where_it_lies_near(analysis: Analysis) -> None:
    deals = {**analysis.deals, "no_deal": {"northland": -9.0, "southland": 0.5}}
    view = View(analysis.case, analysis.beliefs, deals)
    assert no_deal_outside(view, ("northland", "southland")) == {"northland": -900.0}
    chart = frontier_chart(view, ("northland", "southland"))
    assert [row["package"] for row in chart.table.rows if row["kind"] == "no deal"] == ["no deal for Southland"]
    assert "−900 for Northland" in chart.caption


def test_every_chart_is_drawn_and_its_svg_stands_alone(charts: tuple[Chart, ...]) -> None:
    pytest.importorskip("vl_convert")
    for chart in charts:
        svg = to_svg(chart)
        assert svg.startswith("<svg ")
        assert "currentColor" in svg
        assert svg.count("role=") == svg.count("aria-label=") == 1
        # Several stand in one page: no ids that could clash, nothing that is loaded or runs.
        assert not re.search(r' id="|url\(|<script|<image|xlink:href', svg)
        assert "http" not in svg.replace("http://www.w3.org/", "")
        assert "currentColor" not in to_svg(chart, ink="#123456")


def test_a_picture_that_stands_alone_has_its_own_ground(charts: tuple[Chart, ...]) -> None:
    pytest.importorskip("vl_convert")
    small, large = to_png(charts[0], scale=1), to_png(charts[0], scale=2)
    assert small.startswith(b"\x89PNG")
    assert 2 * int.from_bytes(small[16:20], "big") == pytest.approx(int.from_bytes(large[16:20], "big"), abs=2)


def test_hostile_names_are_escaped_in_the_svg(analysis: Analysis) -> None:
    pytest.importorskip("vl_convert")
    mean = "\"><script>alert('1')</script>"
    parties = {id: part.model_copy(update={"name": f"{mean}{id}"}) for id, part in analysis.case.parties.items()}
    view = View(analysis.case.model_copy(update={"parties": parties}), analysis.beliefs, analysis.deals)
    svg = to_svg(frontier_chart(view, ("northland", "southland")))
    assert "<script" not in svg
    assert "alert(" in svg
