"""Windows: every sentence is read once, with context, in bounded size."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.claims.scan import scan
from detente.claims.trained.windows import AFTER, BEFORE, LONGEST, lines_of, windows_of

SENTENCES = (
    "Egypt rejected the plan.",
    "The ministers of the three states met on Friday in the capital, where they had last met in spring.",
    "“We want the water,” she said.",
    "No.",
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=60))
def test_every_word_stands_in_the_core_of_one_window(model: object, sentences: list[str]) -> None:
    (scenes,) = scan(" ".join(sentences))
    lines = lines_of(scenes)
    cores = [
        (number, word.i)
        for window in windows_of(lines)
        for number, word in list(zip(window.lines, window.words, strict=True))[slice(*window.core)]
    ]
    assert cores == [(number, word.i) for number, line in enumerate(lines) for word in line.words]


def test_a_sentence_without_end_is_cut_and_windows_stay_small(model: object) -> None:
    (scenes,) = scan("Egypt wants " + "water and " * 900 + "peace.")
    for window in windows_of(lines_of(scenes)):
        assert len(window.pieces) <= BEFORE + LONGEST + AFTER + 2


def test_context_comes_from_the_sentences_around(model: object) -> None:
    (scenes,) = scan(" ".join(SENTENCES * 12))
    first, second, *_ = windows_of(lines_of(scenes))
    assert first.core[0] == 0
    assert second.core[0] > 0
    assert second.lines[0] < second.first
    assert first.lines[-1] >= first.last
