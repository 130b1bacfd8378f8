"""Parsing: paragraphs of English to documents of the language model, with the sentences that the cut gives them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from detente.claims.model import language_model
from detente.claims.sentences import Paragraph, foreign_stretches, is_english, paragraphs, sentence_spans
from detente.claims.tokens import Parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = [
    "Paragraph",
    "foreign_stretches",
    "is_english",
    "language_model",
    "paragraphs",
    "parse",
    "sentence_spans",
]


def _prepared(nlp: "Language", words: str) -> "Doc":
    """Give the tokens of a paragraph with its sentence starts set, which the parser then keeps to."""
    doc = nlp.make_doc(words)
    starts = [start for start, _ in sentence_spans(words)]
    due = 0
    for token in doc:
        begins = token.i == 0 or (due < len(starts) and starts[due] <= token.idx and not token.is_space)
        token.is_sent_start = begins
        while begins and due < len(starts) and starts[due] <= token.idx:
            due += 1
    return doc


def parse(found: list[Paragraph], advance: Callable[[int], object] | None = None) -> list[tuple[int, Parse]]:
    """Parse paragraphs; gives where each starts in the text, and its parsed document.

    `advance` is called after each paragraph with the place in the text where it ends.
    """
    nlp = language_model()
    docs = nlp.pipe((_prepared(nlp, words) for _, words in found), batch_size=64)
    parsed: list[tuple[int, Parse]] = []
    for (start, words), doc in zip(found, docs, strict=True):
        parsed.append((start, Parse(_without_clauses(doc))))
        if advance is not None:
            advance(start + len(words))
    return parsed


def _without_clauses(doc: Any) -> Any:
    """Cut named entities off before a verb in lower case: in a headline the model takes whole clauses for names."""
    kept = []
    for entity in doc.ents:
        verb = next(
            (t.i for t in entity if t.pos_ in ("VERB", "AUX") and t.text.islower() and t.i > entity.start), None
        )
        short = entity if verb is None else doc.char_span(entity.start_char, doc[verb].idx - 1, label=entity.label_)
        if short is not None:
            kept.append(short)
    doc.ents = kept
    return doc
