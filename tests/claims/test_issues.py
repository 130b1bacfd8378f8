"""How issues are named: the words and phrases that names are made of, and how phrases are shared out among claims."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.claims import issues, read
from detente.claims.issues import USUAL, Asked, _shared, _worth, name_issues
from detente.claims.language import paragraphs, parse
from detente.claims.matters import FEATURES, Forms, Phrase, Told, features_of, forms_of, held_by, phrases_of
from detente.claims.weights import naming

TEXT = (
    "Teachers Demand a Raise\n\n"
    "The Teachers' Guild demands a raise in wages for all teachers of Port Alder. Alder County rejects the raise in "
    "wages and will not talk about the county's two-year pension plan. The guild wants the 300 new posts by 4 May."
)
WORDS = 8


def _lines(text: str) -> list[list[object]]:
    parsed = [doc for _, doc in parse(list(paragraphs(text)))]
    return [[token for token in sentence if not token.is_space] for doc in parsed for sentence in doc.sents]


def _told(lines: list[list[object]], line: int) -> Told:
    words = lines[line]
    stretch = (words[0].i, words[-1].i + 1)  # type: ignore[attr-defined]
    return Told(words[0].doc, stretch, stretch, "Teachers' Guild")  # type: ignore[attr-defined]


def test_phrases_are_a_noun_with_what_belongs_to_it_and_what_one_preposition_ties(model: object) -> None:
    lines = _lines(TEXT)
    forms = forms_of(lines)
    assert forms is not None
    names = {phrase.name for phrase in phrases_of(lines, forms)}
    assert {"raise in wages", "two-year pension plan", "pension plan"} <= names
    assert all(2 <= len(name.split()) <= 5 and name == name.lower() for name in names)
    assert not any(name.startswith(("the ", "300", "all ")) for name in names)
    assert not any(name.endswith("raise in") for name in names)


def test_forms_hold_each_place_of_a_word_and_the_headline(model: object) -> None:
    lines = _lines(TEXT)
    forms = forms_of(lines)
    assert forms is not None
    words = [token for line in lines for token in line]
    for form, number in forms.number.items():
        places = range(forms.starts[number], [*forms.starts[1:], len(forms.rows)][number])
        assert places
        assert {words[forms.rows[place]].lower_.replace("'", "") for place in places} == {form}
    assert forms.headed[forms.number["raise"]]
    assert not forms.headed[forms.number["pension"]]
    assert not {"the", "of", "for"} & set(forms.number)


def test_features_tell_what_a_claim_holds(model: object) -> None:
    lines = _lines(TEXT)
    forms = forms_of(lines)
    assert forms is not None
    demand = next(at for at, line in enumerate(lines) if any(token.lower_ == "demands" for token in line))
    found = features_of(held_by([_told(lines, demand)], [demand], forms), forms)
    assert found.shape == (1, len(forms.stems), len(FEATURES))
    told = dict(zip(FEATURES, found[0, forms.number["wages"]], strict=True))
    far = dict(zip(FEATURES, found[0, forms.number["pension"]], strict=True))
    assert (told["in the content"], told["in the stretch"], told["sentences apart"]) == (1, 1, 0)
    assert (far["in the content"], far["sentences apart"]) == (0, pytest.approx(np.log(2)))
    assert found[0, forms.number["guild"], FEATURES.index("of the party's name")] == 1


def test_claims_taken_in_blocks_are_named_as_all_at_once(model: object, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _lines(TEXT)
    encoded = np.random.default_rng(1).normal(size=(sum(map(len, lines)), 384)).astype(np.float32)
    asked = Asked.of([_told(lines, line) for line in range(len(lines))], lines, encoded)
    assert asked is not None
    assert len(asked.claims) > 3
    chances, names = naming().chances(asked), asked.named(naming())
    monkeypatch.setattr(issues, "BLOCK", 2)
    assert np.allclose(naming().chances(asked), chances, atol=1e-5)
    assert asked.named(naming()) == names


@given(arrays(np.float32, (3, WORDS), elements=st.floats(0, 1, width=32)), st.data())
def test_a_phrase_is_worth_twice_the_chances_of_its_words_by_the_words_of_both(
    chances: np.ndarray, data: st.DataObject
) -> None:
    some = st.lists(st.integers(0, WORDS - 1), min_size=1, max_size=4, unique=True)
    phrases = [Phrase("x", tuple(words)) for words in data.draw(st.lists(some, min_size=1, max_size=6))]
    found = _worth(chances, phrases)
    for row, chance in enumerate(chances):
        for at, phrase in enumerate(phrases):
            expected = 2 * sum(float(chance[word]) for word in phrase.forms) / (max(len(phrase.forms), 2) + USUAL)
            assert found[row, at] == pytest.approx(expected, abs=1e-5)


@given(
    arrays(np.float32, (5, 7), elements=st.floats(0, 1, width=32)),
    st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=7, max_size=7),
)
def test_each_claim_has_the_phrase_worth_most_of_those_taken(worth: np.ndarray, words: list[set[int]]) -> None:
    named = _shared(worth, [Phrase("x", tuple(some)) for some in words])
    taken = sorted(set(named))
    for one in taken:
        assert not any(words[one] <= words[other] for other in taken if other != one)
    for claim, name in enumerate(named):
        assert worth[claim, name] == worth[claim, taken].max()


@given(arrays(np.float32, (4, 6), elements=st.floats(0, 1, width=32)))
def test_where_phrases_share_no_words_each_claim_has_the_one_worth_most_for_it(worth: np.ndarray) -> None:
    named = _shared(worth, [Phrase("x", (at,)) for at in range(worth.shape[1])])
    assert [worth[claim, name] for claim, name in enumerate(named)] == worth.max(axis=1).tolist()


def test_the_greatest_of_each_form_is_that_of_its_places() -> None:
    starts = np.array([0, 2, 3])
    forms = Forms({}, [], np.arange(6), starts, np.zeros(6), np.zeros(3, dtype=bool), np.zeros((3, 3)))
    assert forms.at_most(np.array([[1, 5, 2, 0, 9, 3]])).tolist() == [[5, 2, 9]]


def test_one_matter_has_one_name_throughout_a_text(model: object) -> None:
    text = (
        "Union Wants Higher Wages\n\nThe Harbour Union demanded higher wages for its dockers on Monday. Norrholm "
        "Terminals rejected the higher wages on Tuesday. The Harbour Union insisted on higher wages again on Friday."
    )
    names = [claim.issue for claim in read(text) if "wages" in claim.content]
    assert len(names) > 2
    assert len(set(names)) == 1


def test_a_text_without_phrases_names_its_claims_by_a_word(model: object) -> None:
    lines = _lines("He refused.")
    told = [_told(lines, 0)]
    assert Asked.of(told, lines, np.zeros((3, 384), dtype=np.float32)) is None
    assert name_issues(told, lines, np.zeros((3, 384), dtype=np.float32), naming()) == ["question of refuse"]
    assert Asked.of([], lines, np.zeros((3, 384), dtype=np.float32)) is None
    assert name_issues([], lines, np.zeros((3, 384), dtype=np.float32), naming()) == []
