"""Names of solutions in the picture of packages: none lies on another, by the rules and as a browser draws them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.browser import overlapping
from support.crowded import CROWDS, crowded_deals

from detente.report import Analysis
from detente.report.charts import View, frontier_chart, to_svg
from detente.report.charts.labels import MARK, Frame, Place, grouped, place_labels, text_width, wrapped
from detente.report.outcomes import ROLES

NAMES = tuple(ROLES.values())

spots = st.tuples(st.integers(0, 600).map(float), st.integers(0, 380).map(float))


@settings(max_examples=60)
@given(st.lists(spots, min_size=1, max_size=5), st.lists(spots, max_size=20))
def test_no_label_meets_another_or_covers_a_named_point_or_leaves_the_picture(
    points: list[tuple[float, float]], others: list[tuple[float, float]]
) -> None:
    groups = grouped(points)
    anchors = [points[group[0]] for group in groups]
    labels = [wrapped([NAMES[at] for at in group]) for group in groups]
    places = [place for place in place_labels(anchors, labels, others, Frame(620, 400, 12)) if place is not None]
    assert len(places) == len(groups)
    for at, place in enumerate(places):
        assert 0 <= place.x - place.width / 2 <= place.x + place.width / 2 <= 620
        assert 0 <= place.y - place.height / 2 <= place.y + place.height / 2 <= 400
        assert not any(place.covers(point, MARK) for point in anchors)
        assert not any(place.meets(other, 0) for other in places[at + 1 :])


@given(spots, spots, spots, st.integers(1, 200).map(float), st.integers(1, 60).map(float))
def test_a_line_crosses_a_label_where_some_place_of_it_lies_on_it(
    start: tuple[float, float], end: tuple[float, float], middle: tuple[float, float], width: float, height: float
) -> None:
    label = Place(*middle, width, height, None)
    places = [
        (start[0] + k / 1000 * (end[0] - start[0]), start[1] + k / 1000 * (end[1] - start[1])) for k in range(1001)
    ]
    if any(label.covers(place) for place in places):
        assert label.crossed(start, end)
    if label.crossed(start, end):
        assert any(label.covers(place, 1.0) for place in places)  # The places are less than a pixel apart.


def test_a_picture_without_room_for_a_label_goes_without_it() -> None:
    assert place_labels([(10, 10)], [["best for the worst off"]], [], Frame(40, 40, 12)) == [None]


def test_points_whose_marks_touch_share_a_label_and_others_do_not() -> None:
    assert grouped([(0, 0), (9, 0), (100, 0), (0, 11), (100, 13)]) == [[0, 1, 3], [2], [4]]
    assert wrapped(["Nash", "Kalai–Smorodinsky", "equal gains"]) == ("Nash, Kalai–Smorodinsky,", "equal gains")
    assert wrapped(["best for the worst off"], 5) == ("best for the worst off",)


def test_among_free_places_the_nearest_one_is_taken_and_a_far_one_is_led_to() -> None:
    alone = place_labels([(300, 200)], [["Nash"]], [], Frame(620, 400, 12))[0]
    assert alone is not None
    assert alone.lead is None
    crowd = [(300 + dx, 200 + dy) for dx in range(-60, 61, 6) for dy in range(-30, 31, 6) if (dx, dy) != (0, 0)]
    far = place_labels([(300, 200)], [["Nash"]], crowd, Frame(620, 400, 12))[0]
    assert far is not None
    assert far.lead is not None
    assert not any(far.covers(point) for point in crowd)


def test_a_label_that_could_be_taken_for_that_of_another_point_is_led_to_its_own() -> None:
    points = [(300.0, 200.0), (314.0, 200.0), (328.0, 200.0)]
    for place, point in zip(place_labels(points, [["equal gains"]] * 3, [], Frame(620, 400, 12)), points, strict=True):
        assert place is not None
        near = min(place.far(other) for other in points if other != point)
        assert place.lead is not None or place.far(point) + MARK < near


def test_in_the_report_no_text_lies_on_another(real_browser: Any, analysis: Analysis) -> None:
    pytest.importorskip("vl_convert")
    pair = ("northland", "southland")
    page = real_browser.new_page()
    for name, places in CROWDS.items():
        deals = {**analysis.deals, "robust": None, **crowded_deals(places, *pair)}
        chart = frontier_chart(View(analysis.case, analysis.beliefs, deals), pair)
        page.set_content(to_svg(chart))
        assert overlapping(page, "svg text") == [], name
        told = page.text_content("svg")
        assert [role for role in NAMES if role not in told] == [], name
    page.close()


def test_no_line_is_wider_than_was_reckoned(real_browser: Any) -> None:
    page = real_browser.new_page()
    words = [*NAMES, "The quick brown fox jumps over the lazy dog", "MMM WWW 0123456789 — … %"]
    for font in ("sans-serif", "DejaVu Sans", "Arial"):
        widths = page.evaluate(
            """([words, font]) => {
                const pen = document.createElement("canvas").getContext("2d");
                pen.font = `100px ${font}`;
                return words.map((one) => pen.measureText(one).width);
            }""",
            [words, font],
        )
        assert [one for one, wide in zip(words, widths, strict=True) if wide > text_width(one, 100)] == []
    page.close()
