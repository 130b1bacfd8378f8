"""For whom persons speak: what is read at places that name them, beside what the text tells and offices let guess."""

import pytest

from detente.claims.trained.affiliations import GUESSED, TOLD, weighed


def test_what_the_text_tells_counts_beside_what_is_read() -> None:
    odds, share = weighed("Ann Roe", {"Kenya": 1.5, "Ann Roe": 0.5}, 2, "France", None)
    assert odds == {"Kenya": 1.5, "Ann Roe": 0.5, "France": TOLD}
    assert share == 1.0


def test_who_holds_an_office_of_a_state_does_not_speak_for_himself() -> None:
    odds, share = weighed("Ann Roe", {"Kenya": 1.0, "Ann Roe": 3.0}, 5, None, "Kenya")
    assert odds == {"Kenya": 1.0 + GUESSED}
    assert share == pytest.approx((1.0 + GUESSED) / (2.0 + GUESSED))


@pytest.mark.parametrize("guessed", [None, "Kenyan government"])
def test_who_else_may_speak_for_himself(guessed: str | None) -> None:
    odds, share = weighed("Ann Roe", {"Kenya": 1.0, "Ann Roe": 2.0}, 4, None, guessed)
    assert odds == {"Kenya": 1.0, "Ann Roe": 2.0}
    assert share == pytest.approx(0.75)


def test_a_government_of_his_own_name_is_as_good_as_told() -> None:
    assert weighed("Ann Roe", {"Ann Roe": 1.0}, 1, None, "Roe administration") == (
        {"Ann Roe": 1.0, "Roe administration": TOLD},
        1.0,
    )
