"""Assessments of drafts against brute force over all packages, and over all draws one by one."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.two_ends import claim, two_ends

from detente.beliefs import infer
from detente.deals import Preferences, Scenario, amendments, solve
from detente.deals.agreement import agreement_of_data
from detente.deals.assess import assess
from detente.deals.problem import problem_of_scenario
from detente.errors import FormatError
from detente.table.objectives import All, AnyOf, Leaf

CLOSE = 1e-9


@st.composite
def tables(draw):
    """Two or three parties on up to four issues; some tie two issues together, some have a red line."""
    counts = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    issues = {f"i{place}": tuple(f"o{option}" for option in range(count)) for place, count in enumerate(counts)}
    parties = {}
    for party in range(draw(st.integers(2, 3))):
        leaves = [
            Leaf(issue, issue, tuple(draw(st.integers(0, 4)) / 4 for _ in labels)) for issue, labels in issues.items()
        ]
        children = leaves
        if draw(st.booleans()):
            children = [AnyOf("either", tuple(leaves[:2])), *leaves[2:]]
        weights = tuple(draw(st.integers(0, 4)) / 4 for _ in children)
        lines = draw(st.dictionaries(st.sampled_from(sorted(issues)), st.just(frozenset({0})), max_size=1))
        no_deal = draw(st.sampled_from([-0.5, 0.25, 0.5, 1.0, 1.5]))
        parties[f"p{party}"] = Preferences(All("objectives", tuple(children), weights), no_deal, lines)
    draft = {issue: draw(st.sampled_from(labels)) for issue, labels in issues.items()}
    return Scenario(issues, parties), draft


def value(node, package):
    if isinstance(node, Leaf):
        return node.satisfaction[int(package[node.issue][1:])]
    children = [value(child, package) for child in node.children]
    if isinstance(node, AnyOf):
        return max(children)
    return sum(weight * child for weight, child in zip(node.weights, children, strict=True))


def accepts(scenario, party, package):
    wants = scenario.parties[party]
    crossed = any(int(package[issue][1:]) in shut for issue, shut in wants.red_lines.items())
    return not crossed and value(wants.objective, package) >= wants.no_deal - CLOSE


def packages(scenario):
    for options in itertools.product(*scenario.issues.values()):
        yield dict(zip(scenario.issues, options, strict=True))


def changed(draft, package):
    return sum(draft[issue] != option for issue, option in package.items())


def losses(scenario, draft, package, party):
    """The largest loss of any other party, and the sum."""
    found = [
        max(0.0, value(wants.objective, draft) - value(wants.objective, package))
        for other, wants in scenario.parties.items()
        if other != party
    ]
    return max(found), sum(found)


def smallest(scenario, draft, party, keeping):
    """The number of issues changed and the losses of the best change that brings a party on board."""
    aboard = [other for other in scenario.parties if accepts(scenario, other, draft)]
    found = [
        (changed(draft, package), *losses(scenario, draft, package, party))
        for package in packages(scenario)
        if accepts(scenario, party, package)
        and not (keeping and any(not accepts(scenario, other, package) for other in aboard))
    ]
    return min(((k, round(most, 9), round(total, 9)) for k, most, total in found), default=None)


def measured(scenario, draft, amendment, party):
    package = draft | {change.issue: change.after for change in amendment.changes}
    most, total = losses(scenario, draft, package, party)
    assert accepts(scenario, party, package)
    return changed(draft, package), round(most, 9), round(total, 9)


@given(tables())
@settings(max_examples=25)
def test_who_signs_and_what_dominates_are_what_enumeration_finds(case):
    scenario, draft = case
    found = assess(scenario, draft)
    for party in scenario.parties:
        verdict = found.verdict(party)
        assert verdict.signs == accepts(scenario, party, draft)
        assert verdict.gain == pytest.approx(
            value(scenario.parties[party].objective, draft) - scenario.parties[party].no_deal
        )
        for objection in verdict.objections:
            mended = draft | {objection.issue: objection.wants}
            assert objection.signs == accepts(scenario, party, mended)
    assert found.all_sign == all(accepts(scenario, party, draft) for party in scenario.parties)
    here = [value(wants.objective, draft) for wants in scenario.parties.values()]
    permitted = [
        tuple(round(value(wants.objective, package), 9) for wants in scenario.parties.values())
        for package in packages(scenario)
        if not any(
            int(package[issue][1:]) in shut
            for wants in scenario.parties.values()
            for issue, shut in wants.red_lines.items()
        )
    ]
    best = {
        point
        for point in permitted
        if not any(all(a >= b for a, b in zip(other, point, strict=True)) and other != point for other in permitted)
    }
    better = [
        point
        for point in best
        if all(a >= b - CLOSE for a, b in zip(point, here, strict=True))
        and any(a > b + CLOSE for a, b in zip(point, here, strict=True))
    ]
    assert found.dominating == len(better)
    for part in found.better:
        assert min(part.gains.values()) >= -CLOSE
        assert max(part.gains.values()) > CLOSE


@pytest.mark.parametrize("room", [200_000, 4, 0], ids=["all looked through", "some", "by the frontier"])
@given(tables())
@settings(max_examples=25)
def test_the_smallest_changes_are_what_enumeration_finds(room, case):
    scenario, draft = case
    before, amendments.AMENDMENT_PACKAGES = amendments.AMENDMENT_PACKAGES, room
    try:
        found = assess(scenario, draft)
    finally:
        amendments.AMENDMENT_PACKAGES = before
    if found.amendments is None:
        assert all(accepts(scenario, party, draft) for party in scenario.parties)
        return
    party = found.amendments.party
    assert found.amendments.proven
    expected = smallest(scenario, draft, party, keeping=False)
    told = [measured(scenario, draft, part, party) for part in found.amendments.fewest]
    assert (told[0] if told else None) == expected
    assert told == sorted(told)
    keeping = found.amendments.keeping_all
    if room == 200_000:
        assert (None if keeping is None else measured(scenario, draft, keeping, party)) == smallest(
            scenario, draft, party, keeping=True
        )
    if keeping is not None:
        assert not keeping.drops


@given(tables(), st.integers(1, 3))
@settings(max_examples=25)
def test_what_is_open_is_settled_as_most_would_sign(case, open_issues):
    scenario, draft = case
    settled = dict(list(draft.items())[: max(1, len(draft) - open_issues)])
    found = assess(scenario, settled)
    ways = [package for package in packages(scenario) if settled.items() <= package.items()]
    everybody = [all(accepts(scenario, party, package) for party in scenario.parties) for package in ways]
    assert found.open.count == found.open.judged == len(ways)
    assert found.open.all_sign == (min(everybody), max(everybody))
    assert found.all_sign == max(everybody)
    assert set(found.open.settled) == set(draft) - set(settled)
    for party in scenario.parties:
        each = [accepts(scenario, party, package) for package in ways]
        assert found.verdict(party).between == (min(each), max(each))


@given(tables())
@settings(max_examples=25)
def test_the_way_to_each_solution_costs_what_it_takes(case):
    scenario, _ = case
    deals = solve(scenario)
    shown = [name for path in deals.trades.paths for name in path.solutions]
    assert sorted(shown) == sorted(name for name, points in deals.solutions.items() if points)
    rational = [point.utilities for point in deals.points(deals.places.rational)]
    for path in deals.trades.paths:
        assert path.package == deals.solutions[path.solutions[0]][0].package
        shares = {}
        for part in path.parties:
            wants = scenario.parties[part.party]
            here = value(wants.objective, path.package)
            for move in part.moves:
                back = value(wants.objective, path.package | {move.issue: move.start})
                assert (move.settled, move.cost) == (path.package[move.issue], pytest.approx(back - here))
            ideal = max(point[part.party] for point in rational) - wants.no_deal
            shares[part.party] = (here - wants.no_deal) / ideal if ideal > CLOSE else 1.0
            assert part.share == pytest.approx(shares[part.party])
        if path.least_satisfied:
            assert {p for p, part in shares.items() if part <= min(shares.values()) + 1e-6} == set(path.least_satisfied)


def test_under_beliefs_the_chance_is_the_share_of_draws():
    case = two_ends(
        claim(),
        objectives={
            "north": {"all": {"land": {"issue": "land"}, "influence": {"issue": "rule"}}},
            "south": {"all": {"land": {"issue": "land"}, "rule": {"issue": "rule"}}},
        },
    )
    posterior = infer(case, draws=300, seed=3).posterior
    draft = {"land": "frozen", "rule": "held"}
    found = assess(case, draft, posterior)
    signs = {}
    for party, names in (("north", ("land", "influence")), ("south", ("land", "rule"))):
        drawn = posterior.parties[party]
        both = []
        for at in range(drawn.count):
            weights = drawn.weights["objectives"][at]
            worth = [drawn.satisfaction[name][at][option] for name, option in zip(names, (1, 2), strict=True)]
            lines = {issue: shut[at] for issue, shut in drawn.red_lines.items()}
            crossed = any(lines[issue][option] for issue, option in (("land", 1), ("rule", 2)) if issue in lines)
            both.append(weights @ worth >= drawn.no_deal[at] - CLOSE and not crossed)
        signs[party] = np.array(both)
        assert found.verdict(party).signs == pytest.approx(signs[party].mean())
    assert found.all_sign == pytest.approx((signs["north"] & signs["south"]).mean())
    assert signs[found.least_willing].mean() == min(part.mean() for part in signs.values())
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["draws"] == 300


def test_a_space_beyond_enumeration_is_assessed():
    """Fifty issues of four options: the one party gains by each step up, the other by each step down."""
    issues = {f"i{place}": ("a", "b", "c", "d") for place in range(50)}
    steps = [0.0, 1.0, 2.0, 3.0]
    up, down = dict.fromkeys(issues, steps), dict.fromkeys(issues, steps[::-1])
    scenario = Scenario(issues, {"up": Preferences.from_table(up, 60.0), "down": Preferences.from_table(down, 60.0)})
    found = assess(scenario, dict.fromkeys(issues, "a"))
    # From 0 to 60 in steps of at most 3: twenty issues changed, for a loss of 60 out of 150.
    (best, *_) = found.amendments.fewest
    assert (len(best.changes), found.amendments.proven) == (20, True)
    assert best.gains == pytest.approx({"up": 60.0, "down": -60.0})
    assert found.amendments.keeping_all is not None
    left_open = assess(scenario, {"i0": "a"})
    assert (left_open.open.count, left_open.open.complete) == (4**49, False)
    assert left_open.all_sign == 1.0
    assert left_open.to_json()["open"]["count"] == str(4**49)


def test_signatories_decide_whose_consent_counts():
    scenario = Scenario(
        {"price": ("low", "high")},
        {
            "buyer": Preferences.from_table({"price": [1.0, 0.0]}, 0.5),
            "seller": Preferences.from_table({"price": [0.0, 1.0]}, 0.5),
        },
    )
    draft = agreement_of_data(
        {"package": {"Price": "LOW"}, "parties": ["buyer"]}, scenario.issues, party_names={"buyer": "buyer"}
    )
    found = assess(scenario, draft)
    assert (found.all_sign, found.required, found.not_signing) == (1.0, ("buyer",), ("seller",))
    assert not found.verdict("seller").required
    assert assess(scenario, {"price": "low"}).all_sign == 0.0


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"lnad": "frozen", "rule": "fre"}, ["no issue 'lnad'; did you mean 'land'", "'fre'; did you mean 'free'"]),
        ([{"issue": "land", "option": "back"}, {"issue": "land", "option": "ceded"}], ["settles land as 'ceded'"]),
        ([{"option": "back"}, 3], ["given without the issue", "must be an article"]),
        ({"articles": [], "partis": []}, ["no field 'partis'; did you mean 'parties'"]),
        ({"package": {"land": "back"}, "parties": ["nrth"]}, ["no party 'nrth'; did you mean 'north'"]),
        ({"land": {"not": "ceded"}}, ["quote an option with a colon"]),
        ({}, ["settles no issue"]),
        ("land", ["must be a package"]),
    ],
)
def test_a_draft_with_faults_tells_all_of_them(data, told):
    issues = {"land": ("back", "frozen", "ceded"), "rule": ("free", "shared", "held")}
    with pytest.raises(FormatError) as caught:
        agreement_of_data(data, issues, party_names={"north": "North"})
    for part in told:
        assert part in str(caught.value)


def test_options_go_by_number_name_and_case():
    issues = {"range": ("0 km", "2.5 km"), "ban": ("True", "False"), "line": ("One side", "other side")}
    draft = agreement_of_data(
        {"Range": 2.5, "ban": False, "the line": "one  SIDE"}, issues, issue_names={"line": "The line"}
    )
    assert draft.package == {"range": "2.5 km", "ban": "False", "line": "One side"}


def test_the_problem_of_a_scenario_is_left_as_it_was():
    scenario = Scenario({"price": ("low", "high")}, {"buyer": Preferences.from_table({"price": [1.0, 0.0]}, 0.5)})
    before = problem_of_scenario(scenario).factors[0].values.copy()
    assess(scenario, {"price": "high"})
    assert (problem_of_scenario(scenario).factors[0].values == before).all()
