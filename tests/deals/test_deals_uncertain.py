"""Deals under beliefs: a hand-made posterior whose answers are known."""

import json

import numpy as np
import pytest

from detente.beliefs.posterior import PartyDraws, Posterior
from detente.deals import Preferences, Scenario, solve
from detente.deals.factors import known_wants
from detente.deals.problem import drawn_utilities
from detente.errors import FormatError
from detente.table.case import Case
from detente.table.objectives import All, AnyOf, Leaf

DRAWS = 1000


def draws_of(party, weights, tables, no_deal, red_lines=None):
    count = len(no_deal)
    return PartyDraws(
        party,
        {"objectives": weights},
        {},
        {},
        {name: np.tile(np.array(values, dtype=float), (count, 1)) for name, values in tables.items()},
        np.asarray(no_deal, dtype=float),
        np.ones(count),
        red_lines or {},
        np.zeros(count, dtype=np.int64),
        ("any",),
    )


@pytest.fixture
def case():
    return Case.model_validate(
        {
            "detente": 1,
            "parties": {
                "north": {"name": "North"},
                "south": {"name": "South"},
                "guest": {"name": "Guest", "consent": "not required"},
                "mute": {"name": "Mute"},
            },
            "issues": {"land": {"options": ["kept", "ceded"]}, "pact": {"options": ["open", "barred"]}},
            "objectives": {
                "north": {"all": {"n_land": {"issue": "land"}, "n_pact": {"issue": "pact"}}},
                "south": {"all": {"s_land": {"issue": "land"}, "s_pact": {"issue": "pact"}}},
                "guest": {"all": {"g_pact": {"issue": "pact"}}},
            },
        }
    )


@pytest.fixture
def posterior():
    # North cares for the pact (0.8) in 3 of 4 draws, South always for the land (0.8); they want opposite things.
    heavy = np.where(np.arange(DRAWS) % 4 == 0, 0.2, 0.8)
    # North walks away from anything below 0.5 in every second draw, else takes all; South takes 0.1 and more.
    floor = np.where(np.arange(DRAWS) // 4 % 2 == 0, 0.5, -1.0)
    red = {"land": np.stack([np.zeros(DRAWS, bool), np.arange(DRAWS) < DRAWS // 10], axis=1)}
    north = draws_of("north", np.stack([1 - heavy, heavy], axis=1), {"n_land": [0, 1], "n_pact": [0, 1]}, floor)
    south = draws_of(
        "south", np.tile([0.8, 0.2], (DRAWS, 1)), {"s_land": [1, 0], "s_pact": [1, 0]}, np.full(DRAWS, 0.1), red
    )
    guest = draws_of("guest", np.ones((DRAWS, 1)), {"g_pact": [1, 0]}, np.full(DRAWS, 0.9))
    return Posterior({"north": north, "south": south, "guest": guest}, DRAWS, 0)


def candidate(deals, land, pact):
    return next(c for c in deals.robust.candidates if c.package == {"land": land, "pact": pact})


def test_probability_of_acceptance(case, posterior):
    deals = solve(case, posterior)
    swap = candidate(deals, "kept", "barred")
    assert swap.acceptable["north"] == pytest.approx(1 - 0.5 * 0.25, abs=0.01)
    assert swap.acceptable["south"] == 1.0
    assert swap.acceptable_to_all == swap.acceptable["north"]
    assert swap.acceptable["guest"] == 0.0
    assert deals.robust.candidates[0] == swap
    assert deals.robust.complete


def test_red_lines_count_against_acceptance(case, posterior):
    ceded = candidate(solve(case, posterior), "ceded", "open")
    assert ceded.acceptable["south"] == pytest.approx(0.9)


def test_shares_indices_and_regret(case, posterior):
    swap = candidate(solve(case, posterior), "kept", "barred")
    # South: (0.8 - 0.1) of at most (1 - 0.1) where North takes everything, of 0.7 where only the swap is left.
    assert 0.7 / 0.9 - 1e-9 <= swap.shares["south"].low <= swap.shares["south"].mean <= 1.0
    assert swap.efficient == pytest.approx(1.0)
    assert swap.indices["utilitarian"] == pytest.approx(0.75, abs=0.15)
    assert 0 <= swap.regret <= 1


def test_expected_utilities_make_the_frontier(case, posterior):
    deals = solve(case, posterior)
    north = {tuple(point.package.values()): point.utilities["north"] for point in deals.frontier}
    assert north[("kept", "barred")] == pytest.approx(0.65)


def test_north_would_trade_land_for_the_pact(case, posterior):
    deals = solve(case, posterior)
    trade = deals.trades.logrolls[0]
    assert [(part.party, part.yields, part.wins) for part in trade.exchange] == [
        ("north", "land", "pact"),
        ("south", "pact", "land"),
    ]
    assert trade.probability == pytest.approx(0.75)
    assert trade.gains["north"] == pytest.approx((0.65 - 0.35) / 2)
    assert trade.words == "north yields on land (kept) and wins pact (barred); south the other way round"
    preference = next(part for part in deals.trades.would_give_up if part.party == "north")
    assert (preference.yields, preference.wins, preference.probability) == ("land", "pact", 0.75)


def test_information_is_worth_most_where_it_changes_the_choice(case, posterior):
    deals = solve(case, posterior)
    asked = {(part.party, part.kind): part for part in deals.information}
    # Land first (1/4): the swap is accepted in half of the draws, ceding land for an open pact in nine of ten.
    assert ("north", "order") in asked
    assert asked[("north", "order")].gain == pytest.approx(0.25 * (0.9 - 0.5), abs=0.03)
    assert all(part.gain > 0 for part in deals.information)


def test_parties_without_objectives_are_named(case, posterior):
    deals = solve(case, posterior)
    assert deals.to_json()["parties"] == {
        "required": ["north", "south"],
        "others": ["guest"],
        "without_objectives": ["mute"],
    }
    assert deals.robust.unjudged == ("mute",)


def test_json_is_plain_and_the_same_every_time(case, posterior):
    first, second = (solve(case, posterior).to_json() for _ in range(2))
    assert json.dumps(first, allow_nan=False) == json.dumps(second, allow_nan=False)
    assert first["schema"] == 1


def test_a_case_without_numbers_names_all_that_is_missing(case):
    with pytest.raises(FormatError) as caught:
        solve(case)
    assert len(caught.value.faults) == 11
    assert "no_deal.north" in str(caught.value)


def test_swaps_from_a_reference_make_nobody_worse_off(case, posterior):
    deals = solve(case, posterior, reference={"land": "ceded", "pact": "open"})
    assert (
        deals.trades.swaps[0].words
        == "north yields on land (kept) and gains pact (barred); south yields on pact (barred) and gains land (kept)"
    )
    assert all(gain >= 0 for gain in deals.trades.swaps[0].gains.values())


def test_ten_parties_and_forty_issues_end_in_seconds():
    random = np.random.default_rng(0)
    issues = {f"i{place}": {"options": list("abcd")} for place in range(40)}
    objectives, drawn = {}, {}
    for party in (f"p{n}" for n in range(10)):
        leaves = {f"{party}_{issue}": {"issue": issue} for issue in issues}
        objectives[party] = {"all": leaves}
        weights = random.dirichlet(np.ones(40), 50)
        drawn[party] = draws_of(party, weights, {leaf: random.random(4) for leaf in leaves}, np.zeros(50))
    case = Case.model_validate(
        {"detente": 1, "parties": {p: {"name": p} for p in drawn}, "issues": issues, "objectives": objectives}
    )
    deals = solve(case, Posterior(drawn, 50, 0), draws=5)
    assert not deals.exact
    assert deals.epsilon > 0
    assert deals.robust.candidates


def test_packages_that_dominate_a_given_one(case, posterior):
    deals = solve(case, posterior)
    found = deals.dominating({"land": "ceded", "pact": "open"})
    assert [dict(point.package) for point in found] == [{"land": "kept", "pact": "barred"}]
    assert deals.dominating({"land": "kept", "pact": "barred"}) == ()
    with pytest.raises(FormatError):
        deals.dominating({"land": "sold"})


def test_objectives_tied_too_closely_are_softened_within_a_bound(monkeypatch):
    # Two parties whose `any` nodes chain all issues together; with little room they are replaced by sums.
    random = np.random.default_rng(2)
    issues = {f"i{place}": ("x", "y", "z") for place in range(5)}

    def party(pairs):
        means = tuple(
            AnyOf(f"any {a}{b}", tuple(Leaf(f"{a}{b}{i}", f"i{i}", tuple(random.random(3))) for i in (a, b)))
            for a, b in pairs
        )
        return Preferences(All("objectives", means, (1 / len(means),) * len(means)))

    scenario = Scenario(issues, {"a": party([(0, 1), (2, 3)]), "b": party([(1, 2), (3, 4)])})
    exact = solve(scenario).frontier_arrays
    monkeypatch.setattr("detente.deals.factors.FACTOR_LIMIT", 30)
    deals = solve(scenario)
    soft = deals.frontier_arrays
    assert deals.problem.softened
    assert not deals.exact
    true = solve_again_at(scenario, soft.options)
    gap = (exact.utilities[:, None, :] - true[None, :, :] - soft.epsilon).max(axis=2).min(axis=1)
    assert gap.max() <= 1e-9
    assert deals.zone.low <= 3**5 <= deals.zone.high


def solve_again_at(scenario, options):
    """The true utilities of packages, by the trees themselves."""
    return np.stack(
        [
            drawn_utilities(known_wants(part, scenario.issues), list(scenario.issues), options)[0]
            for part in scenario.parties.values()
        ],
        axis=1,
    )
