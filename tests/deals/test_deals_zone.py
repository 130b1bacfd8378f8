"""The zone of possible agreement: of all, of some, of all but one; exact against enumeration, else within bounds."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.cli.describe import describe_deals
from detente.deals import Preferences, Scenario, solve
from detente.deals.factors import mean_factors
from detente.deals.problem import problem_of_scenario
from detente.deals.zopa import count_zone
from detente.errors import UsageError


def accepted(scenario):
    """(packages, parties) whether each party accepts, by the definition: u ≥ r, and no red line of its own."""
    rows = []
    for options in itertools.product(*(range(len(labels)) for labels in scenario.issues.values())):
        package = dict(zip(scenario.issues, options, strict=True))
        row = []
        for part in scenario.parties.values():
            value = sum(leaf.satisfaction[package[leaf.issue]] for leaf in part.objective.children)
            crossed = any(package[issue] in shut for issue, shut in part.red_lines.items())
            row.append(value >= part.no_deal and not crossed)
        rows.append(row)
    return np.array(rows, dtype=bool)


@st.composite
def point_tables(draw):
    """Whole points, so that sums in floats are exact and many packages tie at the threshold."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    issues = {f"i{n}": tuple(map(str, range(count))) for n, count in enumerate(counts)}
    parties = {}
    for party in range(draw(st.integers(1, 5))):
        table = {
            issue: draw(st.lists(st.integers(-2, 5), min_size=len(labels), max_size=len(labels)))
            for issue, labels in issues.items()
        }
        lines = draw(st.dictionaries(st.sampled_from(sorted(issues)), st.just(frozenset({0})), max_size=2))
        parties[f"p{party}"] = Preferences.from_table(table, draw(st.integers(-3, 15)), lines)
    return Scenario(issues, parties)


@settings(max_examples=120)
@given(point_tables(), st.data())
def test_all_some_and_all_but_one_equal_enumeration(scenario, data):
    accepts = accepted(scenario)
    parties = list(scenario.parties)
    veto = data.draw(st.lists(st.sampled_from(parties), unique=True))
    without = data.draw(st.lists(st.sampled_from(parties), unique=True))
    zones = solve(scenario).zones
    assert zones.without().count == accepts.all(axis=1).sum()
    kept = [place for place, party in enumerate(parties) if party not in without]
    assert zones.without(without).count == accepts[:, kept].all(axis=1).sum()
    bound = [place for place, party in enumerate(parties) if party in veto]
    expected = (accepts[:, bound].all(axis=1) & ((~accepts).sum(axis=1) <= 1)).sum()
    assert zones.all_but_one(veto).count == expected


@settings(max_examples=60)
@given(point_tables(), st.integers(0, 1))
def test_bounds_hold_the_count_between_them(scenario, spare):
    accepts = accepted(scenario)
    problem = problem_of_scenario(scenario)
    zone = count_zone(problem.factors, problem.places, problem.no_deal, spare, limit=2)
    assert zone.low <= ((~accepts).sum(axis=1) <= spare).sum() <= zone.high
    assert zone.exact == (zone.low == zone.high)
    if not zone.exact and zone.estimate is not None:
        assert zone.low <= zone.estimate <= zone.high


@settings(max_examples=120)
@given(point_tables(), st.integers(0, 1), st.data())
def test_factors_given_in_chunks_are_counted_alike(scenario, spare, data):
    accepts = accepted(scenario)
    problem = problem_of_scenario(scenario)
    veto = data.draw(st.lists(st.sampled_from(problem.places), unique=True))
    bound = [place in veto for place in problem.places]
    expected = (accepts[:, bound].all(axis=1) & ((~accepts).sum(axis=1) <= spare)).sum()
    listed = data.draw(st.integers(0, 3))
    limit = data.draw(st.sampled_from([1, 2, 3, 5, 250_000]))
    few, small = data.draw(st.sampled_from([0, 32])), data.draw(st.sampled_from([0, 3]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detente.deals.zopa.COUNT_LISTED", listed)
        patch.setattr("detente.deals.zone_sums.SUM_LIMIT", 16)
        patch.setattr("detente.deals.zopa.FEW", few)
        patch.setattr("detente.deals.contributions.SIDE_BY_SIDE", small)
        zone = count_zone(problem.factors, problem.places, problem.no_deal, spare, veto, limit)
    assert zone.low <= expected <= zone.high
    assert zone.exact == (zone.low == zone.high)
    if limit == 250_000:
        assert zone.exact


def large(issues, parties, no_deal, options=10, seed=3):
    random = np.random.default_rng(seed)
    labels = {f"i{n}": tuple(map(str, range(options))) for n in range(issues)}
    tables = [{issue: random.random(options).tolist() for issue in labels} for _ in range(parties)]
    return Scenario(labels, {f"p{n}": Preferences.from_table(t, no_deal) for n, t in enumerate(tables)})


def test_a_million_packages_with_real_utilities_are_counted_exactly():
    scenario = large(6, 3, 3.2)
    total = np.zeros((3, 1))
    for issue in scenario.issues:
        column = [leaf for part in scenario.parties.values() for leaf in part.objective.children if leaf.issue == issue]
        values = np.array([leaf.satisfaction for leaf in column])
        total = (total[:, :, None] + values[:, None, :]).reshape(3, -1)
    accepts = total >= 3.2
    zones = solve(scenario).zones
    assert zones.without().count == accepts.all(axis=0).sum()
    assert zones.all_but_one(["p2"]).count == (accepts[2] & (accepts[:2].sum(axis=0) >= 1)).sum()


def test_beyond_exact_counting_there_are_bounds_and_an_estimate_with_its_error():
    zone = solve(large(12, 3, 6.5)).zone
    assert not zone.exact
    assert zone.count is None
    assert 0 < zone.low < zone.estimate < zone.high < 10**12
    # The share of packages, drawn one by one, that all accept.
    random = np.random.default_rng(1)
    scenario = large(12, 3, 6.5)
    share = np.ones(200_000, dtype=bool)
    options = {issue: random.integers(0, 10, len(share)) for issue in scenario.issues}
    for part in scenario.parties.values():
        share &= sum(np.array(leaf.satisfaction)[options[leaf.issue]] for leaf in part.objective.children) >= 6.5
    drawn = np.sqrt(share.var() / len(share))
    assert abs(zone.estimate / 10**12 - share.mean()) < 5 * np.hypot(zone.error / 10**12, drawn)


def test_somebody_unknown_is_named():
    with pytest.raises(UsageError, match="Nobody; there are: p0, p1"):
        solve(large(2, 2, 0.0), veto=["Nobody"])


def test_softened_objectives_give_bounds_for_each_question(monkeypatch):
    scenario = large(3, 3, 1.0, options=3)
    monkeypatch.setattr(
        "detente.deals.problem.mean_factors",
        lambda issues, wants, constraints: type(found := mean_factors(issues, wants, constraints))(
            found.factors, ("some objective",), np.array([0.3, 0.0, 0.0])
        ),
    )
    zones = solve(scenario).zones
    accepts = accepted(scenario)
    for zone, true in (
        (zones.without(), accepts.all(axis=1).sum()),
        (zones.all_but_one(), (accepts.sum(axis=1) >= 2).sum()),
    ):
        assert zone.low <= true <= zone.high
    assert not zones.without().exact


def of_points(points, no_deal):
    labels = {"deal": tuple(f"d{place}" for place in range(len(points)))}
    columns = list(zip(*points, strict=True))
    return Scenario(
        labels, {f"p{n}": Preferences.from_table({"deal": column}, no_deal) for n, column in enumerate(columns)}
    )


def test_json_tells_each_count():
    deals = solve(of_points([[1, 1, 0], [1, 0, 0], [0, 1, 1], [1, 1, 1]], 1), veto=["p1"], without=["p2"])
    record = json.loads(json.dumps(deals.to_json()))["zopa"]
    assert record == {
        "count": 1,
        "exact": True,
        "without": {"parties": ["p2"], "count": 2, "exact": True},
        "all_but_one": {"veto": ["p1"], "count": 3, "exact": True},
    }
    assert deals.timings["zopa"] > 0


def test_terminal_says_what_is_counted():
    deals = solve(of_points([[1, 1, 0], [1, 0, 0], [0, 1, 1], [1, 1, 1]], 1), veto=["p1"], without=["p2"])
    told = describe_deals(deals)
    assert (
        "Zone of possible agreement: 1 package by which p0, p1 and p2 each get at least the value of no deal," in told
    )
    assert "for p0 and p1 alone: 2" in told
    assert "for all of them, or all but any one, but never without p1: 3" in told


def test_terminal_says_when_the_zone_is_empty():
    told = describe_deals(solve(of_points([[1, 0], [0, 1]], 0.5)))
    assert "Zone of possible agreement: empty; there is no package by which p0 and p1 each get" in told
    assert "nash, kalai smorodinsky" in told
    assert "none, since no package gives everybody at least its no-deal value" in " ".join(told.split())


def test_terminal_gives_bounds_where_there_is_no_count():
    told = describe_deals(solve(large(12, 3, 6.5)))
    assert "Zone of possible agreement: between " in told
    assert "by a sample)" in told
