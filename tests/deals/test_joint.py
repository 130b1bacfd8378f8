"""Values and constraints on combinations of options, against brute force over all packages."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.enumeration import efficient

from detente.deals import Preferences, Scenario, acceptability_indices, solve
from detente.deals.drawn import solve_drawn_problem
from detente.deals.joint import Constraint, Function, Rectangle, Table, forbid, permit
from detente.deals.problem import drawn_utilities, problem_of_scenario
from detente.errors import FormatError, SizeError
from detente.table.objectives import All, AnyOf, Leaf

QUARTERS = st.integers(-4, 4).map(lambda part: part / 4)


@st.composite
def joints(draw, issues):
    over = draw(st.lists(st.sampled_from(sorted(issues)), min_size=1, max_size=3, unique=True))
    kind = draw(st.sampled_from(["table", "rectangle", "function", "vectorized"]))
    if kind == "rectangle":
        inside = {issue: draw(st.frozensets(st.sampled_from(issues[issue]))) for issue in over}
        return Rectangle(inside, draw(QUARTERS))
    shape = [len(issues[issue]) for issue in over]
    flat = [draw(QUARTERS) for _ in range(math.prod(shape))]
    table = np.array(flat).reshape(shape)
    if kind == "table":
        return Table(over, table)
    if kind == "vectorized":
        return Function(tuple(over), lambda index: table[tuple(index[issue] for issue in over)], vectorized=True)
    place = {issue: {label: number for number, label in enumerate(issues[issue])} for issue in over}
    return Function(tuple(over), lambda package: table[tuple(place[issue][package[issue]] for issue in over)])


@st.composite
def scenarios(draw):
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=5))
    issues = {f"i{place}": tuple(f"o{option}" for option in range(count)) for place, count in enumerate(counts)}
    parties = {}
    for party in range(draw(st.integers(1, 3))):
        table = draw(
            st.fixed_dictionaries(
                {}, optional={issue: st.tuples(*[QUARTERS] * len(labels)) for issue, labels in issues.items()}
            )
        )
        own = draw(st.lists(joints(issues), min_size=0 if table else 1, max_size=3))
        no_deal = draw(st.sampled_from([-1.0, 0.0, 0.5]))
        parties[f"p{party}"] = Preferences.from_table(table, no_deal, joint=own, constant=draw(QUARTERS))
    constraints = tuple(Constraint(draw(joints(issues))) for _ in range(draw(st.integers(0, 2))))
    return Scenario(issues, parties, constraints=constraints)


def value_of(joint, package, issues):
    """The value of one package: the brute-force twin."""
    if isinstance(joint, Rectangle):
        return joint.value if all(package[issue] in options for issue, options in joint.inside.items()) else 0.0
    places = {issue: issues[issue].index(package[issue]) for issue in joint.issues}
    if isinstance(joint, Table):
        return float(joint.table[tuple(places.values())])
    if joint.vectorized:
        return float(joint.function({issue: np.array([place]) for issue, place in places.items()})[0])
    return float(joint.function(package))


def enumerate_all(scenario):
    points, accepted = {}, 0
    for labels in itertools.product(*scenario.issues.values()):
        package = dict(zip(scenario.issues, labels, strict=True))
        if any(value_of(part.condition, package, scenario.issues) == 0 for part in scenario.constraints):
            continue
        row = tuple(
            sum(
                leaf.satisfaction[scenario.issues[leaf.issue].index(package[leaf.issue])]
                for leaf in p.objective.children
            )
            + sum(value_of(part, package, scenario.issues) for part in p.joint)
            + p.constant
            for p in scenario.parties.values()
        )
        points[row] = points.get(row, 0) + 1
        accepted += all(u >= p.no_deal for u, p in zip(row, scenario.parties.values(), strict=True))
    return efficient(points), accepted


@settings(max_examples=100)
@given(scenarios())
def test_frontier_and_zone_equal_enumeration(scenario):
    deals = solve(scenario)
    frontier, accepted = enumerate_all(scenario)
    assert {tuple(point.utilities.values()): point.ties for point in deals.frontier} == frontier
    assert deals.exact
    assert deals.zone.count == accepted


@settings(max_examples=40)
@given(scenarios())
def test_drawn_utilities_are_those_of_the_frontier(scenario):
    deals = solve(scenario)
    options = deals.frontier_arrays.options
    for place, want in enumerate(deals.problem.wants.values()):
        found = drawn_utilities(want, list(scenario.issues), options)[0]
        assert found.tolist() == deals.frontier_arrays.utilities[:, place].tolist()


def many(issues=30, options=10):
    return {f"i{place}": tuple(map(str, range(options))) for place in range(issues)}


def test_only_the_issues_that_a_rectangle_names_form_a_factor():
    labels = many()
    rectangle = Rectangle({"i0": ["1", "2"], "i7": ["3"]}, 1.0)
    flat = {issue: [0.0] * 10 for issue in labels}
    scenario = Scenario(
        labels,
        {"a": Preferences.from_table(flat, joint=[rectangle]), "b": Preferences.from_table(flat)},
        constraints=(forbid({"i1": ["0"], "i2": ["0"]}),),
    )
    problem = problem_of_scenario(scenario)
    assert sorted(len(factor.issues) for factor in problem.factors) == [1] * 26 + [2, 2]
    deals = solve(scenario)
    assert deals.permitted == 10**28 * 99
    assert [point.ties for point in deals.frontier] == [2 * 99 * 10**26]


def test_values_beyond_reach_name_their_size():
    labels = many()
    with pytest.raises(SizeError, match=r"1e\+30 combinations"):
        solve(Scenario(labels, {"a": Preferences.from_table({}, joint=[Function(tuple(labels), len)])}))
    chain = [Rectangle({f"i{place}": ["1"], f"i{place + 1}": ["1"]}, 1.0, f"pair {place}") for place in range(29)]
    with pytest.raises(SizeError, match=r"29 joint values and constraints \(pair 0, .*tie 30 issues together"):
        solve(Scenario(labels, {"a": Preferences.from_table({}, joint=chain)}))


def test_one_option_issues_tie_nothing():
    labels = {f"i{place}": ("only",) for place in range(100)} | {"x": ("a", "b"), "y": ("a", "b")}
    everything = Rectangle({issue: options[:1] for issue, options in labels.items()}, 1.0)
    deals = solve(Scenario(labels, {"p": Preferences.from_table({}, joint=[everything])}))
    assert [(point.package["x"], point.package["y"]) for point in deals.frontier] == [("a", "a")]


def test_many_packages_are_looked_through_in_chunks():
    labels = many(issues=6)
    over = tuple(labels)
    product = Function(over, lambda index: np.prod([index[issue] + 1 for issue in over], axis=0), vectorized=True)
    least = Function(over, lambda index: -np.max([index[issue] for issue in over], axis=0), vectorized=True)
    deals = solve(
        Scenario(
            labels,
            {"a": Preferences.from_table({}, joint=[product]), "b": Preferences.from_table({}, -4.0, joint=[least])},
        )
    )
    assert [tuple(point.utilities.values()) for point in deals.frontier] == [
        ((level + 1) ** 6, -level) for level in reversed(range(10))
    ]
    assert deals.zone.count == 5**6


@settings(max_examples=60)
@given(scenarios())
def test_draws_know_values_and_constraints_on_combinations(scenario):
    deals = solve(scenario)
    if not deals.frontier:
        return
    problem = problem_of_scenario(scenario)
    drawn = solve_drawn_problem(problem)
    expected = sorted((tuple(point.utilities.values()), point.ties) for point in deals.frontier)
    assert sorted(zip(map(tuple, drawn.utilities.tolist()), drawn.ties.tolist(), strict=True)) == expected
    packages = list(map(dict, (point.package for point in deals.frontier)))
    for judged in acceptability_indices(drawn, packages):
        assert judged.efficient.mean == 1.0
    for options in itertools.product(*scenario.issues.values()):
        package = dict(zip(scenario.issues, options, strict=True))
        if not all(value_of(rule.condition, package, scenario.issues) for rule in scenario.constraints):
            assert acceptability_indices(drawn, [package])[0].acceptable_to_all.mean == 0.0
            break


def test_an_objective_over_issues_without_a_choice_is_drawn():
    labels = {"a": ("x",), "b": ("x", "y"), "c": ("x",)}
    means = AnyOf("means", (Leaf("by a", "a", (0.2,)), Leaf("by b", "b", (0.0, 1.0)), Leaf("by c", "c", (0.1,))))
    scenario = Scenario(labels, {"p": Preferences(All("objectives", (means,), (1.0,)), 0.0)})
    drawn = solve_drawn_problem(problem_of_scenario(scenario))
    assert drawn.utilities.tolist() == [[1.0]]
    assert drawn.packages([0]) == ({"a": "x", "b": "y", "c": "x"},)


def test_a_large_joint_value_beside_other_issues_is_counted_exactly():
    random = np.random.default_rng(4)
    labels = many(issues=7)
    over = tuple(labels)[:6]
    shape = (10,) * 6
    values = random.random((2, 10**6))
    rest = random.random((2, 10))
    parties = {
        name: Preferences.from_table(
            {"i6": rest[place].tolist()}, 1.5, joint=[Table(over, values[place].reshape(shape))]
        )
        for place, name in enumerate("ab")
    }
    deals = solve(Scenario(labels, parties))
    sums = values[:, :, None] + rest[:, None, :]
    assert deals.zone.count == (sums >= 1.5).all(axis=0).sum()
    best = {tuple(point.utilities.values()) for point in deals.frontier}
    assert max(first for first, _ in best) == pytest.approx(sums[0].max())
    assert max(second for _, second in best) == pytest.approx(sums[1].max())


def test_packages_that_tie_within_a_large_joint_value_are_named(monkeypatch):
    monkeypatch.setattr("detente.deals.ties.CHUNK", 7)
    labels = many(issues=3)
    over = tuple(labels)[:2]
    total = Function(over, lambda index: index["i0"] + index["i1"], vectorized=True)
    low = Function(over, lambda index: -(index["i0"] + index["i1"]), vectorized=True)
    least = {"i2": [1.0, 1.0, *[0.0] * 8]}
    deals = solve(
        Scenario(
            labels,
            {
                "a": Preferences.from_table(least, 0.0, joint=[total]),
                "b": Preferences.from_table(least, -8.0, joint=[low]),
            },
        )
    )
    for place, point in enumerate(deals.frontier):
        level = round(point.utilities["a"] - 1)
        expected = {
            (str(one), str(level - one), third) for one in range(10) if 0 <= level - one < 10 for third in ("0", "1")
        }
        assert point.ties == len(expected)
        assert {(tie["i0"], tie["i1"], tie["i2"]) for tie in deals.tied(place, 100)} == expected


def test_a_predicate_rules_packages_out():
    labels = {"price": ("1", "2", "3"), "warranty": ("none", "long")}
    table = {"price": [0.0, 1.0, 2.0], "warranty": [1.0, 0.0]}
    rule = permit(("price", "warranty"), lambda package: package["warranty"] == "long" or package["price"] != "3")
    deals = solve(Scenario(labels, {"seller": Preferences.from_table(table)}, constraints=(rule,)))
    assert {(p["price"], p["warranty"]) for p in [point.package for point in deals.frontier]} <= {
        ("2", "none"),
        ("3", "long"),
    }
    assert deals.frontier[0].ties == 2
    assert deals.permitted == 5


def test_all_faults_of_joint_values_at_once():
    joint = [
        Table(["i", "j"], np.zeros((2, 2))),
        Table(["i"], [1.0, float("nan")]),
        Rectangle({"i": ["z"], "k": []}, float("inf")),
        Function((), len),
    ]
    with pytest.raises(FormatError) as caught:
        Scenario({"i": ("x", "y"), "j": ("x",)}, {"a": Preferences.from_table({}, joint=joint, discount=2.0)})
    told = str(caught.value)
    assert len(caught.value.faults) == 7
    for words in ("(2, 2)", "not finite", "no option 'z' of i", "no issue 'k'", "inf", "names no issue", "discount"):
        assert words in told


def test_a_function_that_gives_no_number_is_named_with_its_package():
    scenario = Scenario(
        {"i": ("x", "y")},
        {"a": Preferences.from_table({}, joint=[Function(("i",), lambda p: math.nan if p["i"] == "y" else 0, "mine")])},
    )
    with pytest.raises(FormatError, match=r"mine.*\n.*nan for \{'i': 'y'\}"):
        solve(scenario)


def test_no_objective_and_no_joint_value_is_still_a_fault():
    with pytest.raises(FormatError, match="no objectives"):
        Scenario({"i": ("x",)}, {"a": Preferences(All("objectives", (), ()))})
