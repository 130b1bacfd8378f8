"""Published domains, read from GENIUS's and NegMAS's own files, against the neutral JSON and the reference results."""

import json
from pathlib import Path

import numpy as np
import pytest

from detente.deals import Preferences, Scenario, solve
from detente.deals.formats import read_genius, read_negmas, read_neutral, read_scenario
from detente.deals.formats.text import read_text
from detente.deals.formats.xml import parse_xml

GENIUS = {
    "BankRobbery": "ANAC2015/group3-bank_robbery",
    "CarDomain": "ANAC2015/group5-car_domain",
    "CarPurchase": "ANAC2015/group11-car_purchase",
    "ItexvsCypress": "ItexvsCypressDomain",
    "NewSporthal": "ANAC2015/group2-new_sporthal",
    "partydomain": "partydomain",
    "Holiday": "ANAC2015/group8-holiday",
    "Symposium": "ANAC2015/group12-symposium",
    "Tram": "ANAC2015/group6-tram",
    "University": "ANAC2015/group1-university",
    "Vacation": "ANAC2015/group9-vacation",
}
# Where all evaluations of an issue have the same largest one, dividing by it changes nothing.
SAME = {"Holiday"}
ENCODINGS = {"NewSporthal": "cp1252"}
PROFILES = {"ItexvsCypress": ("ItexvsCypress_CypressAReserve00.xml", "ItexvsCypress_ItexBReserve00.xml")}
NEGMAS = ["EnglandZimbabwe", "ItexvsCypress", "DefensiveCharms", "GeneJack", "MyDomain"]


@pytest.fixture(scope="module")
def scenarios(shared) -> Path:
    return shared / "data" / "scenarios"


@pytest.fixture(scope="module")
def reference(scenarios):
    return json.loads((scenarios / "reference.json").read_text())


def tables(scenario):
    """Each party's table, shifted and scaled so that its worst package is 0 and its best 1."""
    for preferences in scenario.parties.values():
        rows = [np.array(leaf.satisfaction) for leaf in preferences.objective.children]
        span = sum(np.ptp(row) for row in rows)
        yield [(row - row.min()) / span for row in rows]


def same_tables(first, second):
    return all(
        np.allclose(one, other, atol=1e-12)
        for left, right in zip(tables(first), tables(second), strict=True)
        for one, other in zip(left, right, strict=True)
    )


def neutral_of(scenarios, name):
    (path,) = (scenarios / "domains").glob(f"*__{name}.json")
    return path.stem.replace("__", "/"), read_neutral(path)


@pytest.mark.parametrize("name", NEGMAS)
def test_negmas_folders_hold_what_the_neutral_files_hold(scenarios, reference, name):
    key, neutral = neutral_of(scenarios, name)
    read = read_negmas(scenarios / "negmas" / key)
    assert dict(read.issues) == dict(neutral.issues)
    assert [p.no_deal for p in read.parties.values()] == [p.no_deal for p in neutral.parties.values()]
    assert same_tables(read, neutral)
    exact = reference[key]["exact"]
    deals = solve(read)
    assert deals.zone.count == exact["rational_outcomes"]
    utilities = sorted(tuple(round(value, 7) for value in point.utilities.values()) for point in deals.frontier)
    other = sorted(tuple(round(value, 7) for value in point.utilities.values()) for point in solve(neutral).frontier)
    assert utilities == other
    for ours, theirs in {
        "nash": "nash_product",
        "kalai_smorodinsky": "ks_maxmin_ratio_ideal_rational",
        "egalitarian": "egalitarian_maxmin_gain",
        "utilitarian": "max_utilitarian",
    }.items():
        packages = [list(point.package.values()) for point in deals.solutions[ours]]
        # A tie within one rounding error is told by its utilities, not by which package stands for it.
        told = [list(point.utilities.values()) for point in deals.solutions[ours]]
        assert exact[theirs]["outcome"] in packages or any(
            np.allclose(row, exact[theirs]["utils"], atol=1e-7) for row in told
        ), ours


def read_domain(folder, name):
    profiles = [folder / profile for profile in PROFILES.get(name, ())]
    return read_genius(folder, profiles, ENCODINGS.get(name))


def as_converted(folder, scenario, encoding=None):
    """The parties as the conversion to NegMAS took them: weight times evaluation, not divided by the largest one."""
    parties = {}
    for party in scenario.parties:
        root, _ = parse_xml(read_text(folder / f"{party}.xml", encoding), party)
        objective = root.find("objective")
        weights = {element.get("index"): float(element.get("value")) for element in objective.findall("weight")}
        rows = {}
        for issue in objective.findall("issue"):
            given = {item.get("value"): float(item.get("evaluation")) for item in issue.findall("item")}
            labels = scenario.issues[issue.get("name")]
            if issue.find("evaluator") is not None:
                known = {leaf.issue: leaf.satisfaction for leaf in scenario.parties[party].objective.children}
                rows[issue.get("name")] = known[issue.get("name")]
                continue
            rows[issue.get("name")] = [weights[issue.get("index")] * given[label] for label in labels]
        parties[party] = Preferences.from_table({issue: rows[issue] for issue in scenario.issues})
    return Scenario(scenario.issues, parties)


@pytest.mark.parametrize("name", sorted(GENIUS))
def test_genius_domains_differ_from_the_neutral_files_by_the_division_alone(scenarios, name):
    folder = scenarios / "genius" / GENIUS[name]
    _, neutral = neutral_of(scenarios, name)
    read = read_domain(folder, name)
    assert [len(labels) for labels in read.issues.values()] == [len(labels) for labels in neutral.issues.values()]
    assert len(read.parties) == len(neutral.parties)
    assert same_tables(read, neutral) == (name in SAME)
    assert same_tables(as_converted(folder, read, ENCODINGS.get(name)), neutral)


def scaled(read, neutral):
    """The scenario as the reference has it: every party from 0 to 1, no deal at 0."""
    parties = {}
    for party, rows in zip(neutral.parties, tables(read), strict=True):
        parties[party] = Preferences.from_table(dict(zip(read.issues, [row.tolist() for row in rows], strict=True)))
    return Scenario(read.issues, parties)


@pytest.mark.parametrize("name", ["BankRobbery", "Holiday", "Vacation"])
def test_genius_domains_give_the_reference_frontier_once_converted_alike(scenarios, reference, name):
    folder = scenarios / "genius" / GENIUS[name]
    key, neutral = neutral_of(scenarios, name)
    exact = reference[key]["exact"]
    deals = solve(scaled(as_converted(folder, read_genius(folder)), neutral))
    assert len(deals.frontier_arrays) == exact["pareto_points_all"]
    nash = [list(point.utilities.values()) for point in deals.solutions["nash"]]
    assert any(np.allclose(row, exact["nash_product"]["utils"], atol=1e-7) for row in nash)


def test_profiles_that_are_not_utf8_are_read_when_their_encoding_is_named(scenarios):
    folder = scenarios / "genius" / "ANAC2015/group2-new_sporthal"
    read = read_scenario(folder, encoding="cp1252")
    assert "€10,000" in read.issues["Budget for aparatusses"]


def test_chosen_profiles_give_the_domain_of_two(scenarios):
    folder = scenarios / "genius" / "ItexvsCypressDomain"
    profiles = [
        folder / f"ItexvsCypress_{party}Reserve0{tenths}.xml" for party, tenths in (("CypressA", 4), ("ItexB", 2))
    ]
    read = read_genius(folder, profiles)
    assert [p.no_deal for p in read.parties.values()] == [0.4, 0.2]
    assert solve(read).zone.count < 180


@pytest.mark.parametrize(
    ("folder", "values"),
    [("linear/IntegerDomain", {"IntegerDomain-prof1": (0.3, 1.0), "IntegerDomain-prof2": (0.0, 1.0)})],
)
def test_integer_issues_rise_from_their_lower_bound_and_stop_at_one(scenarios, folder, values):
    read = read_scenario(scenarios / "genius" / folder)
    for party, (low, high) in values.items():
        price = read.parties[party].objective.children[0].satisfaction
        weight = read.parties[party].objective.children[0].satisfaction[-1] / high
        assert price[0] == pytest.approx(low * weight)
    assert read.issues["price"] == tuple(map(str, range(-5, 6)))


@pytest.mark.parametrize("path", ["NAGUNL-114", "NIKFRT-1", "NIKFRT-2", "NIKFRT-3", "NAGUNL-128", "NAGUNL-255"])
def test_hyper_rectangles_give_the_utilities_of_the_file(scenarios, path):
    folder = scenarios / "genius" / "nonlinear" / f"S-1{path}"
    read = read_scenario(folder)
    random = np.random.default_rng(7)
    for party, preferences in read.parties.items():
        root, _ = parse_xml(read_text(folder / f"{party}.xml"), party)
        utility = root.find("objective/utility")
        for _ in range(20):
            values = random.integers(0, 10, len(read.issues))
            total = 0.0
            for rectangle in utility.iter("hyperRectangle"):
                within = [
                    int(bound.get("min")) <= values[int(bound.get("index")) - 1] <= int(bound.get("max"))
                    for bound in rectangle
                ]
                included = rectangle.find("INCLUDES") is not None
                total += float(rectangle.get("utility")) * (all(within) if included else not all(within))
            package = {issue: str(value) for issue, value in zip(read.issues, values, strict=True)}
            ours = preferences.constant + sum(
                part.value
                for part in preferences.joint
                if all(package[issue] in options for issue, options in part.inside.items())
            )
            assert ours == pytest.approx(total / float(utility.get("maxutility")))


def test_every_neutral_file_is_recognised(scenarios):
    for path in sorted((scenarios / "domains").glob("*.json")):
        assert read_scenario(path).packages == read_neutral(path).packages


SPATIAL = {
    "Sultan": (17, 1),
    "ChinaData": (24, 1),
    "HondurasCrisisData": (5, 1),
    "SOE-Pol-Comp": (13, 2),
    "SOE-Policy": (26, 1),
    "dummyData_3Dim": (7, 3),
    "cop21": (15, 13),
}


@pytest.mark.parametrize("name", sorted(SPATIAL))
def test_actor_tables_are_read(shared, name):
    read = read_scenario(shared / "data" / "spatial" / f"{name}.csv")
    assert (len(read.parties), len(read.issues)) == SPATIAL[name]
    if name == "cop21":
        african = {leaf.issue: leaf.satisfaction for leaf in read.parties["African_grp"].objective.children}
        place = read.issues["finance_who"].index("0")
        # Its 13 saliences sum to 8.75; it stands at 0 on who pays, with a salience of 0.5.
        assert african["finance_who"][place] == pytest.approx(0.5 / 8.75)
        assert african["finance_who"][-1] == pytest.approx(0.0)
