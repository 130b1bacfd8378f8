"""Published domains: frontier and solutions as an exact program found them; deals of the six multi-party games."""

import json

import numpy as np
import pytest

from detente.deals import Preferences, Scenario, solve
from detente.deals.formats.neutral import read_neutral

TOLERANCE = 1e-7
# Here the reference compared raw floats: it keeps points that another one beats but for a rounding error below 1e-12.
ROUNDING_POINTS = {
    "anac2012/SupermarketA": 4,
    "anac2013/DefensiveCharms": 1,
    "anac2015/CarPurchase": 1,
    "other/QODomain": 6,
    "other/partydomain": 4,
}
KEYS = {
    "nash": ("nash_product", lambda gains, ideal: gains.prod(axis=1)),
    "kalai_smorodinsky": (
        "ks_maxmin_ratio_ideal_rational",
        lambda gains, ideal: (gains / ideal).min(axis=1, initial=np.inf, where=ideal > 1e-9),
    ),
    "egalitarian": ("egalitarian_maxmin_gain", lambda gains, ideal: gains.min(axis=1)),
}


def with_reserve(scenario, reserve):
    parties = {
        name: Preferences(part.objective, floor)
        for (name, part), floor in zip(scenario.parties.items(), reserve, strict=True)
    }
    return Scenario(scenario.issues, parties, scenario.name)


def efficient_within(utilities, tolerance):
    """Whether no package is better by more than the tolerance somewhere and nowhere worse by more than it."""
    kept = []
    for row in utilities:
        better = (utilities >= row - tolerance).all(axis=1) & (utilities > row + tolerance).any(axis=1)
        kept.append(not better.any())
    return np.array(kept)


def test_domains_agree_with_the_exact_program(shared):
    folder = shared / "data" / "scenarios"
    reference = json.loads((folder / "reference.json").read_text())
    wrong = []
    for name, entry in reference.items():
        exact = entry["exact"]
        read = read_neutral(folder / "domains" / (name.replace("/", "__") + ".json"))
        deals = solve(with_reserve(read, exact["disagreement"]))
        frontier, places = deals.frontier_arrays, deals.places
        gains = np.maximum(frontier.utilities - deals.problem.no_deal, 0)
        ideal = gains[places.rational].max(axis=0)
        found = {
            "points": (len(frontier), exact["pareto_points_all"] - ROUNDING_POINTS.get(name, 0)),
            "zone": (deals.zone.count, exact["rational_outcomes"]),
        }
        for solution, (key, measure) in KEYS.items():
            at = places.named[solution]
            values = measure(gains[at], ideal)
            if len(at) == 0 or np.abs(values - exact[key]["value"]).max() > TOLERANCE:
                found[solution] = (values, exact[key]["value"])
            found[f"{solution} ties"] = (int(frontier.ties[at].sum()), exact[key]["ties"])
        welfare = frontier.utilities[places.named["utilitarian"]].sum(axis=1)
        if np.abs(welfare - exact["max_utilitarian"]["value"]).max() > TOLERANCE:
            found["utilitarian"] = (welfare, exact["max_utilitarian"]["value"])
        wrong += [(name, key, pair) for key, pair in found.items() if not np.array_equal(pair[0], pair[1])]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(ROUNDING_POINTS))
def test_points_we_leave_out_are_dominated_but_for_rounding(shared, name):
    scenario = read_neutral(shared / "data" / "scenarios" / "domains" / (name.replace("/", "__") + ".json"))
    tables = [[leaf.satisfaction for leaf in part.objective.children] for part in scenario.parties.values()]
    utilities = np.zeros((1, len(tables)))
    for rows in zip(*tables, strict=True):
        utilities = (utilities[:, None, :] + np.array(rows).T[None, :, :]).reshape(-1, len(tables))
    # Only packages near the frontier of raw floats matter: all others are beaten by one of its points.
    import moocore

    near = utilities[moocore.is_nondominated(-utilities, keep_weakly=True)]
    distinct = {tuple(np.round(row, 8)) for row in near[efficient_within(near, 1e-9)]}
    assert len(distinct) == len(solve(scenario).frontier_arrays)


GAMES = {"base_rewritten": 12, "game1": 21, "game2": 18, "game3": 35, "base_7players": 52}


def read_game(folder, above=0.0):
    lines = [line for line in (folder / "config.txt").read_text().splitlines() if line.strip()]
    parties, issues = {}, {}
    for player in (line.split(",")[1].strip() for line in lines):
        text = (folder / "scores_files" / f"{player}.txt").read_text()
        *rows, (threshold,) = [[float(part) for part in line.split(",")] for line in text.splitlines() if line.strip()]
        issues = {f"issue {place}": tuple(map(str, range(len(row)))) for place, row in enumerate(rows)}
        parties[player] = Preferences.from_table(dict(zip(issues, rows, strict=True)), threshold + above)
    return Scenario(issues, parties)


ALL_BUT_ONE = {"base_rewritten": 55, "game1": 57, "game2": 57, "game3": 55, "base_7players": 204}


def veto_holders(folder):
    """The parties whose consent the game asks for: the one that proposes first, and the one that may veto."""
    lines = [line.split(",") for line in (folder / "config.txt").read_text().splitlines() if line.strip()]
    return [line[1].strip() for line in lines if line[2].strip() in {"p1", "p2"}]


@pytest.mark.parametrize("game", sorted(GAMES))
def test_games_have_as_many_deals_as_published(shared, game):
    folder = shared / "data" / "llmdelib" / "games_descriptions" / game
    assert solve(read_game(folder)).zone.count == GAMES[game]


@pytest.mark.parametrize("game", sorted(ALL_BUT_ONE))
def test_games_have_as_many_deals_of_all_but_one_with_both_veto_holders(shared, game):
    folder = shared / "data" / "llmdelib" / "games_descriptions" / game
    assert solve(read_game(folder)).zones.all_but_one(veto_holders(folder)).count == ALL_BUT_ONE[game]


def test_the_base_game_has_twelve_deals_at_the_threshold_and_six_above_it(shared):
    # Published as 6. It is the rewritten game with its issues in another order, and one threshold (55 for 50) that no
    # score lies between: 12 where a party accepts at its threshold, as in all other games; 6 where it must get more.
    folder = shared / "data" / "llmdelib" / "games_descriptions" / "base"
    assert solve(read_game(folder)).zone.count == 12
    assert solve(read_game(folder, above=0.5)).zone.count == 6
