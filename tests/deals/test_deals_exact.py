"""Frontier, counts and solutions against brute force over all packages, on random trees."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.enumeration import efficient

from detente.deals import Preferences, Scenario, solve
from detente.deals.frontier import pareto_frontier
from detente.deals.problem import problem_of_scenario, utilities_at
from detente.table.objectives import All, AnyOf, Leaf

TENTHS = st.integers(0, 4).map(lambda part: part / 4)


@st.composite
def trees(draw, issues):
    names = iter(range(1000))

    def leaf():
        issue = draw(st.sampled_from(sorted(issues)))
        values = tuple(draw(TENTHS) for _ in issues[issue])
        return Leaf(f"leaf {next(names)}", issue, values)

    def node(depth):
        if depth == 0 or draw(st.booleans()):
            return leaf()
        children = tuple(node(depth - 1) for _ in range(draw(st.integers(1, 3))))
        return combined(children)

    def combined(children):
        name = f"node {next(names)}"
        if draw(st.booleans()):
            return AnyOf(name, children)
        raw = [draw(st.integers(0, 3)) for _ in children]
        total = sum(raw) or 1
        return All(name, children, tuple(part / total for part in raw))

    children = tuple(node(2) for _ in range(draw(st.integers(1, 4))))
    raw = [draw(st.integers(0, 3)) for _ in children]
    return All("objectives", children, tuple(part / (sum(raw) or 1) for part in raw))


@st.composite
def scenarios(draw):
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=5))
    issues = {f"i{place}": tuple(f"o{option}" for option in range(count)) for place, count in enumerate(counts)}
    parties = {}
    for party in range(draw(st.integers(1, 5))):
        if parties and draw(st.integers(0, 4)) == 0:
            # Somebody who wants just what another one wants.
            parties[f"p{party}"] = parties[draw(st.sampled_from(sorted(parties)))]
            continue
        lines = draw(st.dictionaries(st.sampled_from(sorted(issues)), st.just(frozenset({0})), max_size=1))
        no_deal = draw(st.sampled_from([-0.5, 0.0, 0.25, 0.5, 1.0]))
        parties[f"p{party}"] = Preferences(draw(trees(issues)), no_deal, lines)
    return Scenario(issues, parties)


def value(node, package):
    """The utility of a package in exact fractions: the brute-force twin."""
    if isinstance(node, Leaf):
        return Fraction(node.satisfaction[package[node.issue]])
    children = [value(child, package) for child in node.children]
    if isinstance(node, AnyOf):
        return max(children)
    weights = [Fraction(weight).limit_denominator(1000) for weight in node.weights]
    return sum((weight * child for weight, child in zip(weights, children, strict=True)), Fraction(0))


def enumerate_all(scenario):
    points, accepted = {}, 0
    for options in itertools.product(*(range(len(labels)) for labels in scenario.issues.values())):
        package = dict(zip(scenario.issues, options, strict=True))
        crossed = any(
            package[issue] in shut
            for preferences in scenario.parties.values()
            for issue, shut in preferences.red_lines.items()
        )
        if crossed:
            continue
        row = tuple(value(preferences.objective, package) for preferences in scenario.parties.values())
        points[row] = points.get(row, 0) + 1
        accepted += all(u >= p.no_deal for u, p in zip(row, scenario.parties.values(), strict=True))
    return efficient(points), accepted


def rounded(row):
    return tuple(round(float(entry), 8) + 0.0 for entry in row)


@settings(max_examples=150)
@given(scenarios())
def test_frontier_counts_and_zone_equal_enumeration(scenario):
    deals = solve(scenario)
    frontier, accepted = enumerate_all(scenario)
    found = {rounded(point.utilities.values()): point.ties for point in deals.frontier}
    assert found == {rounded(row): ties for row, ties in frontier.items()}
    assert deals.exact
    assert deals.zone.count == accepted


@settings(max_examples=60)
@given(scenarios())
def test_each_frontier_package_reaches_its_point(scenario):
    deals = solve(scenario)
    for point in deals.frontier:
        package = {issue: labels.index(point.package[issue]) for issue, labels in scenario.issues.items()}
        for party, preferences in scenario.parties.items():
            assert float(value(preferences.objective, package)) == pytest.approx(point.utilities[party], abs=1e-9)


@settings(max_examples=40)
@given(scenarios())
def test_all_packages_tied_at_a_point_are_found(scenario):
    deals = solve(scenario)
    for place, point in enumerate(deals.frontier):
        tied = deals.tied(place, limit=1000)
        assert len({tuple(package.values()) for package in tied}) == len(tied) == point.ties
        for labels in tied:
            package = {issue: scenario.issues[issue].index(label) for issue, label in labels.items()}
            row = [value(preferences.objective, package) for preferences in scenario.parties.values()]
            assert rounded(row) == rounded(point.utilities.values())


@settings(max_examples=80)
@given(scenarios())
def test_solutions_equal_enumeration(scenario):
    frontier, _ = enumerate_all(scenario)
    floors = [preferences.no_deal for preferences in scenario.parties.values()]
    rational = [row for row in frontier if all(u >= r for u, r in zip(row, floors, strict=True))]
    deals = solve(scenario)
    if not rational:
        assert all(not points for points in deals.solutions.values())
        return
    gains = {row: tuple(u - Fraction(r) for u, r in zip(row, floors, strict=True)) for row in rational}
    ideals = [max(gain[place] for gain in gains.values()) for place in range(len(floors))]

    def smallest_share(gain):
        return min((own / ideal for own, ideal in zip(gain, ideals, strict=True) if ideal > 0), default=Fraction(1))

    def nash_key(gain):
        positive = [own for own in gain if own > 0]
        return (len(positive), math.prod(positive))

    keys = {
        "nash": nash_key,
        "kalai_smorodinsky": smallest_share,
        "egalitarian": min,
        "utilitarian": sum,
        "lexicographic_maximin": lambda gain: tuple(sorted(gain)),
    }
    for name, key in keys.items():
        best = max(key(gain) for gain in gains.values())
        expected = {rounded(row) for row, gain in gains.items() if key(gain) == best}
        assert {rounded(point.utilities.values()) for point in deals.solutions[name]} == expected, name


@settings(max_examples=40)
@given(scenarios(), st.randoms(use_true_random=False))
def test_relabelling_parties_and_issues_changes_only_labels(scenario, random):
    parties, issues = list(scenario.parties), list(scenario.issues)
    random.shuffle(parties)
    random.shuffle(issues)
    other = Scenario(
        {issue: scenario.issues[issue] for issue in issues}, {party: scenario.parties[party] for party in parties}
    )

    def points(deals):
        return {(rounded(point.utilities[party] for party in scenario.parties), point.ties) for point in deals.frontier}

    assert points(solve(scenario)) == points(solve(other))


@settings(max_examples=30)
@given(scenarios(), st.data())
def test_rescaling_parties_leaves_frontier_zone_nash_and_kalai_smorodinsky(scenario, data):
    factors = {party: data.draw(st.sampled_from([0.25, 1.0, 3.0, 1024.0])) for party in scenario.parties}
    shifts = {party: data.draw(st.sampled_from([-2.0, 0.0, 0.5])) for party in scenario.parties}

    def rescaled(party, part):
        root = part.objective
        weights = tuple(weight * factors[party] for weight in root.weights)
        no_deal = part.no_deal * factors[party] + shifts[party]
        return Preferences(All(root.name, root.children, weights), no_deal, part.red_lines, shifts[party])

    other = Scenario(scenario.issues, {party: rescaled(party, part) for party, part in scenario.parties.items()})
    first, second = solve(scenario), solve(other)

    def back(points):
        return {
            (rounded((u - shifts[party]) / factors[party] for party, u in point.utilities.items()), point.ties)
            for point in points
        }

    def plain(points):
        return {(rounded(point.utilities.values()), point.ties) for point in points}

    assert back(second.frontier) == plain(first.frontier)
    assert second.zone.count == first.zone.count
    for name in ("nash", "kalai_smorodinsky"):
        assert back(second.solutions[name]) == plain(first.solutions[name])


def test_the_order_of_summing_rounded_weights_changes_neither_frontier_nor_ties():
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    tables = [{"i": [0.1, 0.3], "j": [0.2, 0.2], "k": [0.3, 0.1]}, {"i": [0.3, 0.1], "j": [0.2, 0.2], "k": [0.1, 0.3]}]
    for order in itertools.permutations("ijk"):
        labels = dict.fromkeys(order, ("x", "y"))
        parties = {f"p{n}": Preferences.from_table({issue: t[issue] for issue in order}) for n, t in enumerate(tables)}
        deals = solve(Scenario(labels, parties))
        found = {rounded(point.utilities.values()): point.ties for point in deals.frontier}
        assert found == {(0.8, 0.4): 2, (0.6, 0.6): 4, (0.4, 0.8): 2}, order


def random_table(seed, issues=8, options=4, parties=3):
    random = np.random.default_rng(seed)
    labels = {f"i{place}": tuple(map(str, range(options))) for place in range(issues)}
    tables = [{issue: random.random(options).tolist() for issue in labels} for _ in range(parties)]
    return labels, tables


@pytest.mark.parametrize("factor", [1e-3, 7.0, 1e4])
def test_rescaling_one_party_leaves_nash_and_kalai_smorodinsky(factor):
    labels, tables = random_table(1)
    plain = Scenario(labels, {f"p{n}": Preferences.from_table(table, 1.0) for n, table in enumerate(tables)})
    scaled_tables = [{issue: [v * factor for v in row] for issue, row in tables[0].items()}, *tables[1:]]
    scaled = Scenario(
        labels,
        {f"p{n}": Preferences.from_table(t, factor if n == 0 else 1.0) for n, t in enumerate(scaled_tables)},
    )
    first, second = solve(plain), solve(scaled)
    for name in ("nash", "kalai_smorodinsky"):
        assert [p.package for p in first.solutions[name]] == [p.package for p in second.solutions[name]]


def test_thinned_frontier_keeps_its_bound():
    labels, tables = random_table(3, issues=7, options=4, parties=3)
    scenario = Scenario(labels, {f"p{n}": Preferences.from_table(table) for n, table in enumerate(tables)})
    problem = problem_of_scenario(scenario)
    exact = pareto_frontier(problem.factors, range(3))
    thin = pareto_frontier(problem.factors, range(3), limit=40)
    assert not thin.exact
    assert len(thin) <= 40
    gap = (exact.utilities[:, None, :] - thin.utilities[None, :, :] - thin.epsilon).max(axis=2).min(axis=1)
    assert gap.max() <= 1e-9


def test_counts_beyond_two_to_the_sixty_third():
    labels = {f"i{place}": tuple(map(str, range(10))) for place in range(30)}
    flat = {issue: [1.0] * 10 for issue in labels}
    deals = solve(Scenario(labels, {"a": Preferences.from_table(flat), "b": Preferences.from_table(flat)}))
    assert [point.ties for point in deals.frontier] == [10**30]
    assert deals.zone.count == 10**30
    assert deals.to_json()["packages"] == str(10**30)


def test_utilities_at_equals_the_frontier():
    labels, tables = random_table(5)
    problem = problem_of_scenario(Scenario(labels, {f"p{n}": Preferences.from_table(t) for n, t in enumerate(tables)}))
    frontier = pareto_frontier(problem.factors, range(3))
    assert utilities_at(problem.factors, frontier.options, problem.constants) == pytest.approx(frontier.utilities)
