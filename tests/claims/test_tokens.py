"""Plain tokens answer as those of spaCy do: the model's own objects are the brute-force twin."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.claims.language import language_model
from detente.claims.tokens import Parse

PLAIN = (
    "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "i", "idx", "is_space", "is_punct", "is_quote",
    "is_alpha", "is_stop", "like_num", "is_sent_start",
)  # fmt: skip
TEXTS = (
    "What the branch is after, Noor Haddad stressed, is conversion of all posts, with holiday pay.",
    "Egypt, Sudan and Kenya rejected the plan;  “we want the water,” said Amina Otieno and her aides.",
    "A deal was reached on Monday that, in the view of the union and of its members, ended the strike. It held.",
    "NORTHLAND REJECTS OFFER",
    " ",
    "(and (so (on",
    "12 percent 🙂 e\u0301 \u200dx",
)


def _both(text: str) -> tuple[Any, Parse]:
    doc = language_model()(text)
    return doc, Parse(doc)


def _same(text: str) -> None:
    doc, parse = _both(text)
    assert [len(parse), parse.text] == [len(doc), doc.text]
    for theirs, ours in zip(doc, parse, strict=True):
        assert [getattr(ours, name) for name in PLAIN] == [getattr(theirs, name) for name in PLAIN]
        for name in ("head", "left_edge", "right_edge"):
            assert getattr(ours, name).i == getattr(theirs, name).i
        for name in ("children", "subtree", "conjuncts"):
            assert [token.i for token in getattr(ours, name)] == [token.i for token in getattr(theirs, name)], name
        assert [ours.sent.start, ours.sent.end, len(ours)] == [theirs.sent.start, theirs.sent.end, len(theirs)]
    for theirs, ours in zip([*doc.ents, *doc.sents], [*parse.ents, *parse.sents], strict=True):
        assert [ours.text, ours.label_, ours.start, ours.end] == [theirs.text, theirs.label_, theirs.start, theirs.end]
        assert [ours.start_char, ours.end_char] == [theirs.start_char, theirs.end_char]
        assert [token.i for token in ours] == [token.i for token in theirs]
        assert ours.root.i == theirs.root.i


@pytest.mark.parametrize("text", TEXTS)
def test_every_answer_is_that_of_the_model(model: object, text: str) -> None:
    _same(text)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([word for text in TEXTS for word in text.split()]), max_size=30).map(" ".join))
def test_every_answer_is_that_of_the_model_whatever_it_parses(model: object, text: str) -> None:
    _same(text)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(-40, 40) | st.none(), st.integers(-40, 40) | st.none())
def test_slices_are_those_of_the_model(model: object, start: int | None, end: int | None) -> None:
    doc, parse = _both(TEXTS[1])
    assert parse[start:end].text == doc[start:end].text
    assert [token.i for token in parse[start:end]] == [token.i for token in doc[start:end]]


def test_a_neighbour_beyond_the_paragraph_is_an_error(model: object) -> None:
    _, parse = _both(TEXTS[0])
    assert parse[1].nbor(-1).i == 0
    for token, steps in ((parse[0], -1), (parse[-1], 1)):
        with pytest.raises(IndexError):
            token.nbor(steps)
