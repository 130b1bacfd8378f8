"""Numbers are rounded for reading, and never to a certainty that is not there."""

import pytest

from detente.report import numbers


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.784, "78 %"), (0.5, "50 %"), (0.004, "< 1 %"), (0.9999, "> 99 %"), (0.0, "0 %"), (1.0, "100 %")],
)
def test_percent(value: float, words: str) -> None:
    assert numbers.percent(value).replace("\u00a0", " ") == words


def test_error_is_shown_where_it_matters() -> None:
    assert numbers.percent_with_error(0.523, 0.021) == "52\u00a0±\u00a02\u00a0%"
    assert numbers.percent_with_error(0.523, 0.002) == "52\u00a0%"
    assert numbers.percent_with_error(0.523, None) == "52\u00a0%"


def test_counts_beyond_a_million_are_powers_of_ten() -> None:
    assert numbers.count(1234) == "1\u202f234"
    assert numbers.count("12345678901234567890") == "1.2 × 10^19"


@pytest.mark.parametrize(
    ("cited", "number", "words"),
    [
        (1, 1, "the one estimate rests on claims of its own"),
        (1, 3, "1 of 3 estimates rests on claims of its own"),
        (2, 3, "2 of 3 estimates rest on claims of their own"),
    ],
)
def test_verbs_agree_with_numbers(cited: int, number: int, words: str) -> None:
    assert numbers.of_their_own(cited, number) == words
