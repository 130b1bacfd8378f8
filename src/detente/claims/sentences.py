"""The cut of a text into sentences and into paragraphs of bounded length, those of other languages left out."""

import itertools
import re
from collections.abc import Iterator

from detente.claims.english import is_foreign, words_in
from detente.documents.datelines import find_dateline

__all__ = ["Paragraph", "blocks", "foreign_stretches", "is_english", "paragraphs", "sentence_spans"]

Paragraph = tuple[int, str]
"""Where a paragraph starts in the text, and its words."""

LONGEST_PARAGRAPH = 6_000
"""Characters. A longer line is cut where a sentence or a word ends."""

LONGEST_WORD = 200
"""Characters. A longer run without a blank is data, not a word, and is passed over: tokenizing it takes time that grows
with the square of its length."""

LONGEST_DATELINE = 200
"""Characters at the start of a line among which a dateline is looked for."""

SAMPLE = 20_000
"""Characters by which a text's lines are told to be wrapped."""

WIDEST = 130
"""Longest line of a text whose lines count as wrapped."""

LEAST_ENGLISH = 0.25
"""Least share of a text's words that must be English for it to be read; the rest of it is left out."""

_BLANK = str.maketrans(
    dict.fromkeys(
        [0x0A, 0x0D, 0x2028, 0x2029, 0x200B, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
        " ",
    )
)
"""Line breaks, spaces without width and marks of direction, which part words: each is read as one blank."""
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]\.)+$|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|St|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.$"
)
_STOP = re.compile(r"""[.!?]["'”’]*(?=\s+["'“‘\[]?[A-Z0-9])|\n+""")
_OTHER_STOP = re.compile(r"""[.!?]["'”’»]*(?=\s+[^\x00-\x7f])|[。！？؟।]+""")
"""Ends of sentences before or in other scripts; they only part languages, not the sentences of the parser."""
_DATELINE = re.compile(
    r"(?:[A-Z][\w.’'-]*(?:[ /,]+|$)){1,7}(?:\([A-Z][\w .]{1,20}\)|[A-Z]\w+\.? \d{1,2})?"
    r"\s*(?:--|—|–|(?<=\s)-(?=\s))\s*(?=[A-Z“\"])"
)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_DATA = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def is_english(text: str) -> bool:
    """Say whether a text is English enough to be read: at least a quarter of its words stand in English sentences.

    Stretches too short to tell are judged together; a text of fewer than five words is given the benefit of the doubt.
    Raises MissingExtraError where only a dictionary can tell and no English language model is installed.
    """
    english, foreign, unsure = 0, 0, list[str]()
    for start, last in blocks(text):
        for first, end in _pieces(text, start, last):
            for words, verdict in _judged(text[first:end]):
                if verdict is None and len(unsure) < SAMPLE:
                    unsure += words
                english += len(words) * (verdict is False)
                foreign += len(words) * (verdict is True)
    if not is_foreign(unsure):
        english += len(unsure)
    elif len(unsure) >= 5:
        foreign += len(unsure)
    return english >= LEAST_ENGLISH * (english + foreign)


def foreign_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each stretch of a text that is of another language starts and ends; the reader passes these over."""
    for start, last in blocks(text):
        for first, end in _pieces(text, start, last):
            for begin, stop, foreign in _stretches(text[first:end].translate(_BLANK)):
                if foreign:
                    yield first + begin, first + stop


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

    In a text with wrapped lines, a paragraph is what stands between blank lines. Line breaks, marks without width and
    runs of letters that are no words become blanks, one for one, so that offsets stay. Sentences of other languages and
    the dateline are left out, and part the paragraph.
    """
    dated = find_dateline(text)
    for start, last in blocks(text):
        if dated is not None and start < dated.end <= last and not text[start : dated.start].strip():
            start = dated.end
        opening = text[start : min(last, start + LONGEST_DATELINE)].translate(_BLANK)
        if (dateline := _DATELINE.match(opening)) is not None and _is_dateline(dateline.group()):
            start += dateline.end()
        for first, end in _pieces(text, start, last):
            words = text[first:end].translate(_BLANK)
            for begin, stop, foreign in _stretches(words):
                kept = words[begin:stop]
                if not foreign and kept.strip():
                    yield first + begin, _DATA.sub(lambda run: " " * len(run.group()), kept)


def _pieces(text: str, start: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield a stretch of text whole, or in pieces of bounded length cut where a sentence, else a word, ends."""
    while last - start > LONGEST_PARAGRAPH:
        piece = text[start : start + LONGEST_PARAGRAPH].translate(_BLANK)
        ends = [stop.end() for stop in _STOP.finditer(piece)]
        cut = ends[-1] if ends else piece.rfind(" ") + 1 or LONGEST_PARAGRAPH
        yield start, start + cut
        start += cut
    if start < last:
        yield start, last


def _stretches(words: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the runs of sentences of a paragraph that are of another language, or are not: start, end and which."""
    begin, foreign, place = 0, False, 0
    for start, end in _in_one_language(words):
        verdict = is_foreign(words_in(words[start:end]))
        if verdict is not None and verdict != foreign:
            if place > begin:
                yield begin, place, foreign
            begin, foreign = place, verdict
        place = end
    if place > begin:
        yield begin, place, foreign


def _judged(words: str) -> Iterator[tuple[list[str], bool | None]]:
    """Yield the words of each sentence, and whether they are of another language (None: too few to tell)."""
    for start, end in _in_one_language(words.translate(_BLANK)):
        found = words_in(words[start:end])
        yield found, is_foreign(found)


def _in_one_language(words: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a paragraph, with those of other scripts apart."""
    for start, end in sentence_spans(words):
        for stop in _OTHER_STOP.finditer(words, start, end):
            yield start, stop.end()
            start = stop.end()
        if start < end:
            yield start, end


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line starts and ends; in a text with wrapped lines, each run of lines without a blank one."""
    lines = ((line.start(), line.end()) for line in _LINE.finditer(text) if not line.group().isspace())
    if not _is_wrapped(text[:SAMPLE]):
        yield from lines
        return
    block: tuple[int, int] | None = None
    for start, last in lines:
        if block is not None and text[block[1] : min(start, block[1] + 3)] in ("\n", "\r\n", "\r"):
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
