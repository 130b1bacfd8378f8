"""Words that every stage puts together alike."""

import pytest

from detente.wording import listed


@pytest.mark.parametrize(
    ("words", "told"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_listed(words: list[str], told: str) -> None:
    assert listed(words) == told
