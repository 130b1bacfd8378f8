"""Beliefs and deals as the terminal shows them."""

from support.two_ends import two_ends

from detente.beliefs import infer
from detente.cli.describe import describe_deals
from detente.deals import solve


def test_a_swap_which_is_certain_is_shown_without_a_probability() -> None:
    case = two_ends(no_deal={"north": 0.0})
    deals = solve(case, infer(case, draws=200).posterior, reference={"land": "back", "rule": "free"})
    assert deals.trades.swaps
    told = describe_deals(deals)
    assert "\nTrades\n- " in told
    assert "probability" not in told


def test_a_case_is_told_in_its_names() -> None:
    case = two_ends(no_deal={"north": 0.0})
    told = describe_deals(solve(case, infer(case, draws=200).posterior), table=case)
    assert "by which North gets at least" in told
    assert "north" not in told
