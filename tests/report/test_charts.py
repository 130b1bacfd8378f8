"""Charts are plain data, and their SVG stands alone."""

import json

import pytest

from detente.report import Analysis
from detente.report.charts import conflict_pair, frontier_chart, to_svg
from detente.report.names import Names


def _point(**utilities: float) -> dict[str, object]:
    return {"package": {}, "utilities": utilities, "ties": 1}


def test_the_pair_is_the_one_most_at_odds() -> None:
    points = [_point(a=i, b=i + 0.1, c=-i) for i in range(5)]
    assert conflict_pair({"parties": {"required": ["a", "b", "c"]}, "frontier": points}) in {("a", "c"), ("b", "c")}
    assert conflict_pair({"parties": {"required": ["a"]}, "frontier": points}) is None
    assert conflict_pair({}) is None


def test_the_specification_is_plain_data(analysis: Analysis) -> None:
    pair = conflict_pair(analysis.deals)
    assert pair is not None
    chart = frontier_chart(analysis.deals, Names(analysis.case), pair)
    assert json.loads(json.dumps(chart)) == chart
    assert "Northland" in chart["description"]


def test_the_svg_takes_its_ink_from_the_page_and_loads_nothing(analysis: Analysis) -> None:
    pytest.importorskip("vl_convert")
    pair = conflict_pair(analysis.deals)
    assert pair is not None
    svg = to_svg(frontier_chart(analysis.deals, Names(analysis.case), pair))
    assert svg.startswith("<svg ")
    assert "currentColor" in svg
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_hostile_names_are_escaped_in_the_svg(analysis: Analysis) -> None:
    pytest.importorskip("vl_convert")
    chart = frontier_chart(analysis.deals, Names(analysis.case), ("northland", "southland"))
    chart["description"] = '"><script>alert(1)</script>'
    chart["layer"][0]["encoding"]["x"]["title"] = "<script>alert(2)</script>"
    assert "<script" not in to_svg(chart)
