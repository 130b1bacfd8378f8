"""What the scores look at: every class is within its bounds, and what is settled of a person reaches every mention."""

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.claims.scan import scan
from detente.claims.trained.choosing import Choosing
from detente.claims.trained.frames import Offers, Standing, places_of
from detente.claims.trained.relations import EDGE_SIZES, MENTION_SIZES, READING_SIZES, Anchor, Edges, Laid, Placed
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


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8))
def test_every_class_is_within_its_bounds(model: object, sentences: list[str]) -> None:
    lines, windows, standing = _laid_out(sentences)
    for window in windows:
        offers = Offers(lines, window, places_of(window), standing)
        assert offers.places.tolist() == [option.place for option in offers.options]
        assert all(-1 <= option.place < len(window.words) for option in offers.options)
        for number in range(window.first, window.last):
            edges = Edges(lines[number].words)
            for word in lines[number].words:
                anchor = Anchor.of(word, number, lines[number].attribution)
                found = offers.features(anchor)
                assert found.shape == (len(offers.options), len(MENTION_SIZES) + len(READING_SIZES))
                assert ((found >= 0) & (found < [*MENTION_SIZES, *READING_SIZES])).all()
                for rows in edges.features(anchor):
                    assert rows.shape == (len(lines[number].words), len(EDGE_SIZES))
                    assert ((rows >= 0) & (rows < EDGE_SIZES)).all()


def _one_by_one(anchor: Anchor, placed: Placed) -> list[int]:
    """Give what of the features of a mention rests on where it stands, who is cited and what is quoted: the twin."""
    same = placed.document is anchor.token.doc
    steps = placed.index - anchor.token.i if same else 1000 if placed.line > anchor.line else -1000
    attributed = 1
    for place, source in enumerate(anchor.sources):
        if placed.source and (source.name == placed.source or source.name.split()[-1:] == placed.last):
            attributed = 2 if place == 0 else 3
            break
    if anchor.quotation is None:
        quoted = 1 if placed.quotation is None else 2
    else:
        quoted = 3 if same and placed.quotation == anchor.quotation else 4
    distance = 1 + sum(steps >= step for step in (-60, -30, -15, -8, -4, -1, 1, 4, 8, 15, 30))
    return [5 + min(max(placed.line - anchor.line, -4), 1), distance, attributed, quoted]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.booleans())
def test_mentions_side_by_side_stand_as_one_by_one(model: object, sentences: list[str], parted: bool) -> None:
    (scenes,) = scan(("\n" if parted else " ").join(sentences))
    lines = lines_of(scenes)
    mentions = [placed for line in lines for placed in line.mentions]
    laid = Laid(mentions)
    for number, line in enumerate(lines):
        for word in line.words:
            anchor = Anchor.of(word, number, line.attribution)
            expected = [_one_by_one(anchor, placed) for placed in mentions]
            assert laid.features(anchor)[:, [0, 1, 5, 7]].tolist() == expected


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.integers(0, 2**32 - 1), st.booleans())
def test_options_that_mean_the_same_are_chosen_together(
    model: object, sentences: list[str], seed: int, none: bool
) -> None:
    lines, windows, standing = _laid_out(sentences)
    options = Offers(lines, windows[0], places_of(windows[0]), standing).options
    draw = np.random.default_rng(seed)
    scores, nobody = draw.normal(size=len(options)).astype(np.float32), draw.normal(size=3).astype(np.float32)
    odds = np.exp([*scores.astype(float), *nobody[:1].astype(float)] if none else scores.astype(float))
    shares: dict[str, float] = {"": float(odds[-1] / odds.sum())} if none else {}
    for option, share in zip(options, odds / odds.sum(), strict=False):
        if option.reading.party:
            shares[option.reading.party] = shares.get(option.reading.party, 0.0) + float(share)
    found = Choosing(options).parties(scores, nobody[0] if none else None)
    assert [one.name for one in found] == sorted(shares, key=lambda name: -shares[name])[:4]
    np.testing.assert_allclose([one.probability for one in found], [shares[one.name] for one in found], rtol=1e-5)
    chain = Choosing(options).sources(draw.normal(size=(2, len(options))).astype(np.float32), nobody[1:])
    able = {option.source for option in options if option.leading and option.source and option.place >= 0}
    assert len(chain) == len(set(chain)) <= 2
    assert set(chain) <= able


def test_a_party_that_the_window_does_not_mention_can_be_chosen(model: object) -> None:
    lines, windows, standing = _laid_out(
        ["Egypt rejected the plan."] * 3 + ["Rain fell for hours on end."] * 90 + ["More rain fell."]
    )
    last = windows[-1]
    absent = [o.reading.party for o in Offers(lines, last, places_of(last), standing).options if o.place == -1]
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


def test_a_pronoun_is_the_source_it_was_when_its_sentence_was_read(model: object) -> None:
    text = (
        "Amina Otieno leads Kenya's delegation. She said that Kenya wants the water.\n\n"
        "Sara Haddad leads Egypt's delegation. She said that Egypt wants the dam.\n\n"
        "It ended late, she said."
    )
    (scenes,) = scan(text)
    wants = [(scene, word) for scene in scenes for word in scene.words if word.text == "wants"]
    found = [[source.name for source in scene.attribution.sources_of(word)] for scene, word in wants]
    assert found == [["Amina Otieno"], ["Sara Haddad"]]
