"""Known traps of bargaining solutions, and tables that are degenerate."""

import numpy as np
import pytest

from detente.deals import Preferences, Scenario, solve
from detente.deals.egalitarian import egalitarian
from detente.deals.kalai_smorodinsky import kalai_smorodinsky
from detente.deals.lexicographic_maximin import lexicographic_maximin
from detente.deals.nash import nash
from detente.deals.solutions import SOLUTIONS
from detente.deals.utilitarian import utilitarian
from detente.errors import FormatError
from detente.table.objectives import Leaf


def of_points(points, no_deal=None, **more):
    """One issue whose options are the given points."""
    points = np.array(points, dtype=float)
    labels = {"deal": tuple(f"d{place}" for place in range(len(points)))}
    floors = no_deal or [0.0] * points.shape[1]
    parties = {
        f"p{n}": Preferences.from_table({"deal": points[:, n].tolist()}, floors[n], **more)
        for n in range(points.shape[1])
    }
    return Scenario(labels, parties)


def test_kalai_smorodinsky_takes_the_largest_smallest_share_not_the_smallest_spread():
    gains = np.array([[0.59, 0.61], [1.00, 0.60], [0.0, 1.0]])
    assert kalai_smorodinsky(gains).tolist() == [1]


def test_egalitarian_is_not_the_welfare_maximum():
    gains = np.array([[1.0, 0.3], [0.6, 0.6]])
    assert egalitarian(gains).tolist() == [1]
    assert utilitarian(gains).tolist() == [0]


def test_ideal_is_taken_over_individually_rational_packages():
    # The first party's dream (10) leaves the second below no deal: it sets no standard.
    deals = solve(of_points([[10, -1], [4, 1], [2, 2], [0, 4]]))
    assert [point.package["deal"] for point in deals.solutions["kalai_smorodinsky"]] == ["d2"]


def test_a_party_accepts_exactly_at_its_no_deal_value():
    deals = solve(of_points([[0.1 + 0.2, 1.0]], no_deal=[0.3, 1.0]))
    assert deals.zone.count == 1
    assert len(deals.solutions["nash"]) == 1


def test_war_below_every_deal_is_a_no_deal_value():
    deals = solve(of_points([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]], no_deal=[-5.0, 0.0]))
    assert deals.zone.count == 3
    assert deals.solutions["nash"][0].package["deal"] == "d0"  # 5 · 1 > 5.5 · 0.5 > 6 · 0


def test_empty_zone_has_a_frontier_and_no_solution():
    deals = solve(of_points([[0.0, 1.0], [1.0, 0.0]], no_deal=[0.9, 0.9]))
    assert deals.zone.count == 0
    assert len(deals.frontier) == 2
    assert all(points == () for points in [*deals.solutions.values(), *deals.best.values()])


def test_nobody_can_gain():
    deals = solve(of_points([[0.5, 0.5], [0.1, 0.9]], no_deal=[0.5, 0.5]))
    assert {name: [p.package["deal"] for p in points] for name, points in deals.solutions.items()} == {
        name: ["d0"] for name in SOLUTIONS
    }


def test_only_one_party_can_gain():
    gains = np.array([[0.2, 0.0], [0.7, 0.0]])
    assert nash(gains).tolist() == [1]
    assert kalai_smorodinsky(gains[1:]).tolist() == [0]


def test_nash_without_a_joint_gain_takes_the_largest_group():
    assert nash(np.array([[0.9, 0.0, 0.0], [0.1, 0.1, 0.0], [0.0, 0.2, 0.2]])).tolist() == [2]


def test_lexicographic_maximin_goes_on_after_the_minimum():
    assert egalitarian(np.array([[0.3, 0.4, 0.9], [0.3, 0.5, 0.6]])).tolist() == [0, 1]
    assert lexicographic_maximin(np.array([[0.3, 0.4, 0.9], [0.3, 0.5, 0.6]])).tolist() == [1]


def test_tied_efficient_packages_are_all_reported_and_dominated_ones_not():
    deals = solve(of_points([[1, 2], [2, 1], [1, 1]]))
    assert {p.package["deal"] for p in deals.solutions["egalitarian"]} == {"d0", "d1"}


def test_all_packages_that_tie_at_a_solution_are_named():
    # Two issues over which both parties are indifferent, and one that splits a cake: four packages tie at each point.
    labels = {"cake": ("his", "half", "hers"), "time": ("am", "pm"), "place": ("here", "there")}
    flat = {"time": [0.2, 0.2], "place": [0.1, 0.1]}
    his, hers = {"cake": [1.0, 0.7, 0.0], **flat}, {"cake": [0.0, 0.7, 1.0], **flat}
    deals = solve(Scenario(labels, {"he": Preferences.from_table(his), "she": Preferences.from_table(hers)}))
    record = deals.to_json()["solutions"]["nash"][0]
    assert record["ties"] == 4
    assert record["package"] == record["tied"][0]
    expected = {("half", time, place) for time in ("am", "pm") for place in ("here", "there")}
    assert {tuple(package.values()) for package in record["tied"]} == expected
    assert len(deals.tied(deals.places.named["nash"][0], limit=3)) == 3


def test_an_option_shut_by_everybody_leaves_nothing():
    shut = {"deal": frozenset({0, 1})}
    deals = solve(of_points([[1, 0], [0, 1]], red_lines=shut))
    assert (deals.permitted, deals.zone.count, len(deals.frontier)) == (0, 0, 0)
    deals.to_json()


def test_no_issues_one_party_and_nobody():
    flat = Preferences(Leaf("i", "i", (1.0,)), 0.0)
    assert [p.package for p in solve(Scenario({"i": ("only",)}, {"a": flat})).solutions["nash"]] == [{"i": "only"}]
    assert solve(Scenario({}, {})).packages == 1
    one = solve(of_points([[0.2], [0.8]]))
    assert [p.package["deal"] for p in one.solutions["nash"]] == ["d1"]
    assert solve(Scenario({"i": ("a",)}, {})).to_json()["parties"]["required"] == []


def test_consent_not_required_does_not_count():
    parties = {
        "a": Preferences.from_table({"i": [1.0, 0.0]}, 0.5),
        "b": Preferences.from_table({"i": [0.0, 1.0]}, 0.5, required=False),
    }
    deals = solve(Scenario({"i": ("x", "y")}, parties))
    assert deals.zone.count == 1
    assert deals.solutions["nash"][0].utilities == {"a": 1.0, "b": 0.0}


def test_all_faults_of_a_scenario_are_named_at_once():
    with pytest.raises(FormatError) as caught:
        Scenario(
            {"i": ("x", "x")},
            {"a": Preferences.from_table({"j": [1.0]}), "b": Preferences.from_table({"i": [float("nan"), 1.0]})},
        )
    assert len(caught.value.faults) == 3
