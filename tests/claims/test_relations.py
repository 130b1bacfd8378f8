"""What the scores look at: every class is within its bounds, and what is settled of a person reaches every mention."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.claims.scan import scan
from detente.claims.trained.frames import Standing, options_of, places_of
from detente.claims.trained.relations import EDGE_SIZES, MENTION_SIZES, READING_SIZES, Anchor, edge_features
from detente.claims.trained.windows import lines_of, windows_of

SENTENCES = (
    "“We want the water,” said Amina Otieno, who leads Kenya's delegation, “and nothing else.”",
    "She told the Union of Dockers that its offer, made in May, was a joke.",
    "Egypt and Sudan rejected the plan of the envoy.",
    "Both sides, analysts say, may yet accept 12 percent.",
    "It did so because of them.",
)


def _laid_out(sentences: list[str]) -> Any:
    (scenes,) = scan(" ".join(sentences))
    lines = lines_of(scenes)
    return lines, list(windows_of(lines)), Standing.of(lines)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8))
def test_every_class_is_within_its_bounds(model: object, sentences: list[str]) -> None:
    lines, windows, standing = _laid_out(sentences)
    for window in windows:
        places = places_of(window)
        for number in range(window.first, window.last):
            for word in lines[number].words:
                anchor = Anchor.of(word, number, lines[number].attribution)
                for option in options_of(anchor, lines, window, places, standing):
                    sizes = (*MENTION_SIZES, *READING_SIZES)
                    assert len(option.features) == len(sizes)
                    assert all(0 <= value < size for value, size in zip(option.features, sizes, strict=True))
                    assert -1 <= option.place < len(window.words)
                for edges in edge_features(anchor, lines[number].words):
                    for row in edges:
                        assert all(0 <= value < size for value, size in zip(row, EDGE_SIZES, strict=True))


def test_a_party_that_the_window_does_not_mention_can_be_chosen(model: object) -> None:
    lines, windows, standing = _laid_out(
        ["Egypt rejected the plan."] * 3 + ["Rain fell for hours on end."] * 90 + ["More rain fell."]
    )
    last = windows[-1]
    anchor = Anchor.of(lines[-1].words[1], len(lines) - 1, lines[-1].attribution)
    absent = [o.reading.party for o in options_of(anchor, lines, last, places_of(last), standing) if o.place == -1]
    assert "Egypt" in absent


def test_whom_a_person_speaks_for_holds_for_name_and_pronoun(model: object) -> None:
    lines, _, _ = _laid_out(["Jane Roe spoke on Friday.", "She wants the port."])
    settled = Standing.of(lines, {"Jane Roe": "Dockers' Union"})
    placed = [one for line in lines for one in line.mentions if one.index in (1, 6)]
    firsts = [settled.readings(one.mention)[0] for one in placed]
    assert [(one.party, one.kind) for one in firsts] == [("Dockers' Union", "learnt")] * 2


def test_a_person_who_speaks_for_nobody_stands_for_himself(model: object) -> None:
    lines, _, _ = _laid_out(["Jane Roe spoke on Friday."])
    own = Standing.of(lines, {"Jane Roe": "Jane Roe"})
    (mention,) = [one.mention for one in lines[0].mentions if one.mention.token.text == "Roe"]
    assert own.readings(mention)[0].kind == "self"
