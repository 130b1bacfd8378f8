"""Many draws at once: each is what it is alone; acceptability indices against their definitions."""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.deals import Preferences, Scenario, solve
from detente.deals.acceptability import acceptability_indices
from detente.deals.drawn import problem_of_draws, solve_drawn_problem, solve_draws
from detente.deals.evaluate import Wants
from detente.deals.problem import Problem
from detente.errors import FormatError
from detente.table.objectives import All, AnyOf, Leaf

DRAWS = 5


def rows(utilities, ties):
    return {(tuple(np.round(row, 8) + 0.0), int(count)) for row, count in zip(utilities, ties, strict=True)}


def assert_same(drawn, draw, alone):
    own = slice(drawn.starts[draw], drawn.starts[draw + 1])
    frontier = alone.frontier_arrays
    assert rows(drawn.utilities[own], drawn.ties[own]) == rows(frontier.utilities, frontier.ties)
    for name, places in alone.places.named.items():
        at = drawn.solutions[name][own]
        assert rows(drawn.utilities[own][at], drawn.ties[own][at]) == rows(
            frontier.utilities[places], frontier.ties[places]
        )


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.integers(1, 4),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_each_draw_is_solved_as_it_is_alone(counts, parties, seed, coarse):
    random = np.random.default_rng(seed)
    issues = {f"i{n}": tuple(map(str, range(count))) for n, count in enumerate(counts)}
    shapes = {issue: (DRAWS, parties, len(labels)) for issue, labels in issues.items()}
    utilities = {
        issue: random.integers(0, 4, shape) / 4 if coarse else random.random(shape) for issue, shape in shapes.items()
    }
    no_deal = random.integers(0, 6, (DRAWS, parties)) / 4
    names = [f"p{n}" for n in range(parties)]
    drawn = solve_draws(issues, utilities, no_deal, names)
    assert drawn.exact.all()
    for draw in range(DRAWS):
        alone = {
            name: Preferences.from_table({i: u[draw, n].tolist() for i, u in utilities.items()}, no_deal[draw, n])
            for n, name in enumerate(names)
        }
        assert_same(drawn, draw, solve(Scenario(issues, alone)))


def tied_problem():
    """Two parties, an `any` over two issues, a red line in some draws, and a constant."""
    random = np.random.default_rng(4)
    issues = {"a": ("x", "y"), "b": ("x", "y", "z"), "c": ("x", "y")}
    means = AnyOf("means", (Leaf("by a", "a", None), Leaf("by b", "b", None)))
    tree = All("objectives", (means, Leaf("on c", "c", None)), None)
    plain = All("objectives", tuple(Leaf(f"on {issue}", issue, None) for issue in issues), None)
    sizes = {"by a": 2, "by b": 3, "on c": 2, "on a": 2, "on b": 3}

    def wants(objective, names, red_lines, constant):
        weights = {"objectives": random.dirichlet(np.ones(len(objective.children)), DRAWS)}
        satisfaction = {name: random.random((DRAWS, sizes[name])) for name in names}
        return Wants(objective, weights, satisfaction, random.random(DRAWS) / 2, red_lines, constant)

    shut = np.zeros((DRAWS, 3), dtype=bool)
    shut[::2, 2] = True
    return Problem.of(
        "tied",
        issues,
        {
            "p": wants(tree, ("by a", "by b", "on c"), {"b": shut}, 0.25),
            "q": wants(plain, ("on a", "on b", "on c"), {}, 0.0),
        },
        ("p", "q"),
    )


def test_draws_of_trees_with_any_and_red_lines():
    problem = tied_problem()
    drawn = solve_drawn_problem(problem)
    for draw, single in enumerate(problem.drawn(range(DRAWS))):
        parties = {
            party: Preferences(
                filled(want),
                float(want.no_deal[0]),
                {i: frozenset(np.flatnonzero(s[0])) for i, s in want.red_lines.items()},
                want.constant,
            )
            for party, want in single.wants.items()
        }
        assert_same(drawn, draw, solve(Scenario(problem.issues, parties)))


def filled(want):
    """The tree of a single draw with its numbers."""

    def node(part):
        if isinstance(part, Leaf):
            return Leaf(part.name, part.issue, tuple(want.satisfaction[part.name][0]))
        children = tuple(node(child) for child in part.children)
        if isinstance(part, AnyOf):
            return AnyOf(part.name, children)
        return All(part.name, children, tuple(want.weights[part.name][0]))

    return node(want.objective)


def test_indices_by_their_definitions():
    random = np.random.default_rng(8)
    issues = {"a": ("0", "1", "2"), "b": ("0", "1"), "c": ("0", "1", "2")}
    draws, names = 40, ["p", "q", "r"]
    utilities = {issue: random.integers(0, 5, (draws, 3, len(labels))) for issue, labels in issues.items()}
    no_deal = random.integers(2, 8, (draws, 3))
    packages = [dict(zip(issues, options, strict=True)) for options in itertools.product(*issues.values())]
    judged = acceptability_indices(solve_draws(issues, utilities, no_deal, names), packages)
    values = np.stack(
        [sum(utilities[issue][:, :, int(option)] for issue, option in package.items()) for package in packages], axis=1
    )
    gains = values - no_deal[:, None, :]
    accepts = gains >= 0
    beaten = np.array(
        [[any((o >= row).all() and (o > row).any() for o in draw) for row in draw] for draw in values], dtype=bool
    )
    zone = accepts.all(axis=2) & ~beaten
    ideal = np.where(zone[:, :, None], gains, -1).max(axis=1)
    for place, one in enumerate(judged):
        share = accepts[:, place].all(axis=1).mean()
        assert one.acceptable_to_all.mean == pytest.approx(share)
        assert one.acceptable_to_all.error == pytest.approx(math.sqrt(share * (1 - share) / (draws - 1)))
        assert [part.mean for part in one.acceptable.values()] == pytest.approx(list(accepts[:, place].mean(axis=0)))
        assert one.efficient.mean == pytest.approx((~beaten[:, place]).mean())
        smallest = np.where(zone, gains.min(axis=2), -1)
        hits = zone[:, place] & (smallest[:, place] == smallest.max(axis=1))
        assert one.indices["egalitarian"].mean == pytest.approx(hits.mean())
        sums = np.where(zone, gains.sum(axis=2), -1)
        hits = zone[:, place] & (sums[:, place] == sums.max(axis=1))
        assert one.indices["utilitarian"].mean == pytest.approx(hits.mean())
        known = ideal[:, 0] >= 0
        parts = np.where(ideal[known] > 0, gains[known, place] / np.where(ideal[known] > 0, ideal[known], 1), np.nan)
        for column, share in enumerate(one.shares.values()):
            own, can = parts[:, column], ideal[known, column] > 0
            expected = np.where(can, own, np.where(gains[known, place, column] >= 0, 1.0, -1.0))
            assert share.mean == pytest.approx(expected.mean())
    assert max(one.regret.mean for one in judged) <= 1
    json.dumps([one.to_json() for one in judged], allow_nan=False)


def test_the_best_package_of_every_draw_has_no_regret():
    utilities = {"a": np.tile([[0.0, 0.5, 1.0], [1.0, 0.6, 0.0]], (3, 1, 1))}
    drawn = solve_draws({"a": ("x", "y", "z")}, utilities, np.zeros((3, 2)), ["p", "q"])
    middle, end = acceptability_indices(drawn, [{"a": "y"}, {"a": "x"}])
    assert (middle.regret.mean, middle.regret.error) == (0.0, 0.0)
    assert end.regret.mean == pytest.approx(0.5)
    assert middle.indices["nash"].mean == 1.0


def test_draws_without_any_deal_do_not_count_for_shares():
    utilities = {"a": np.tile([[0.0, 1.0], [1.0, 0.0]], (2, 1, 1))}
    drawn = solve_draws({"a": ("x", "y")}, utilities, np.array([[0.5, 0.5], [0.0, 0.0]]), ["p", "q"])
    one = acceptability_indices(drawn, [{"a": "x"}])[0]
    assert one.acceptable_to_all.mean == 0.5
    assert one.efficient.mean == 1.0
    assert (one.shares["q"].mean, one.shares["q"].error) == (1.0, None)


def test_thinned_draws_keep_their_bound_and_do_not_count_for_indices():
    random = np.random.default_rng(3)
    issues = {f"i{n}": tuple("abcd") for n in range(5)}
    utilities = {issue: random.random((4, 3, 4)) for issue in issues}
    exact = solve_draws(issues, utilities, np.zeros((4, 3)), ["p", "q", "r"])
    thin = solve_draws(issues, utilities, np.zeros((4, 3)), ["p", "q", "r"], limit=12)
    assert not thin.exact.any()
    for draw in range(4):
        own = thin.utilities[thin.starts[draw] : thin.starts[draw + 1]]
        assert len(own) <= 12
        all_points = exact.utilities[exact.starts[draw] : exact.starts[draw + 1]]
        gap = (all_points[:, None] - own[None] - thin.epsilon[draw]).max(axis=2).min(axis=1)
        assert gap.max() <= 1e-9
    one = acceptability_indices(thin, thin.packages([0]))[0]
    assert one.efficient.mean is None
    assert one.acceptable_to_all.mean == 1.0


def test_all_arrays_that_do_not_fit_are_named_at_once():
    with pytest.raises(FormatError) as caught:
        problem_of_draws(
            {"a": ("x", "y"), "b": ("x",), "c": ()},
            {"a": np.zeros((3, 2, 3)), "d": np.full((3, 2, 1), np.nan)},
            np.zeros((3, 2)),
            ["p", "q"],
        )
    assert {fault.path for fault in caught.value.faults} == {
        "utilities.a",
        "utilities.b",
        "issues.c",
        "utilities.c",
        "utilities.d",
    }
