"""Beliefs and deals as the terminal shows them."""

from support.two_ends import two_ends

from detente.beliefs import infer
from detente.cli.describe import describe_deals
from detente.deals import solve


def test_a_swap_which_is_certain_is_shown_without_a_probability() -> None:
    case = two_ends(no_deal={"north": 0.0})
    deals = solve(case, infer(case, draws=200).posterior, reference={"land": "back", "rule": "free"})
    assert deals.trades.swaps
    assert f"- {deals.trades.swaps[0].words}\n" in describe_deals(deals)
