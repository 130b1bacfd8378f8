"""Parts: a text cut into stretches of whole paragraphs that a model reads one at a time, with their sentences."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from detente.claims.sentences import blocks, sentence_spans

__all__ = ["LONGEST_SENTENCE", "Part", "parts_of"]

LONGEST_SENTENCE = 4_000
"""Characters. A longer stretch without a full stop is cut at a blank, and its pieces count as sentences (declared)."""

_LINE_BREAKS = str.maketrans(dict.fromkeys("\n\r\u2028\u2029", " "))

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a text: its sentences in order, each with its number in the whole text, from 1 on.

    `sentences` are spans of the canonical text. `paragraphs` are the numbers of the sentences that begin one.
    """

    number: int
    first: int
    sentences: tuple[Span, ...]
    paragraphs: frozenset[int]

    @property
    def start(self) -> int:
        """Where the part starts in the canonical text."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.sentences[-1][1]

    def named(self, number: int) -> Span | None:
        """Give the sentence of a number; None if it is not of this part."""
        place = number - self.first
        return self.sentences[place] if 0 <= place < len(self.sentences) else None

    def covering(self, start: int, end: int) -> tuple[Span, ...]:
        """Give the sentences that a stretch of the canonical text touches."""
        place = max(bisect_right(self.sentences, start, key=lambda sentence: sentence[0]) - 1, 0)
        found = []
        for sentence in self.sentences[place:]:
            if sentence[0] >= end:
                break
            if sentence[1] > start:
                found.append(sentence)
        return tuple(found)


def parts_of(text: str, size: int, overlap: int) -> list[Part]:
    """Cut a text into parts of at most about `size` characters, each of whole paragraphs.

    A part begins with the last paragraphs of the one before, as many as `overlap` characters hold and as
    fit. A paragraph beyond `size` is cut where a sentence ends. A text without words has no parts.
    """
    groups = [group for start, end in blocks(text) for group in _groups(_sentences(text, start, end), size)]
    numbers = [1]
    for group in groups:
        numbers.append(numbers[-1] + len(group))
    parts: list[Part] = []
    begin, done = 0, 0
    while done < len(groups):
        while begin < done and _length(groups[begin : done + 1]) > size:
            begin += 1
        end = done + 1
        while end < len(groups) and _length(groups[begin : end + 1]) <= size:
            end += 1
        sentences = tuple(sentence for group in groups[begin:end] for sentence in group)
        parts.append(Part(len(parts) + 1, numbers[begin], sentences, frozenset(numbers[begin:end])))
        done = begin = end
        while begin > 0 and _length(groups[begin - 1 : end]) <= overlap:
            begin -= 1
    return parts


def _length(groups: list[list[Span]]) -> int:
    return groups[-1][-1][1] - groups[0][0][0] if groups else 0


def _groups(sentences: list[Span], size: int) -> Iterator[list[Span]]:
    """Yield the sentences of a paragraph together, or in groups of at most `size` characters."""
    group: list[Span] = []
    for sentence in sentences:
        if group and sentence[1] - group[0][0] > size:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def _sentences(text: str, start: int, end: int) -> list[Span]:
    """Give the sentences of a paragraph as spans of the text, without the blanks around them."""
    found = []
    for first, last in sentence_spans(text[start:end].translate(_LINE_BREAKS)):
        words = text[start + first : start + last]
        begin = start + first + len(words) - len(words.lstrip())
        stop = start + first + len(words.rstrip())
        found += _pieces(text, begin, stop)
    return found


def _pieces(text: str, start: int, end: int) -> list[Span]:
    cuts = [start]
    while end - cuts[-1] > LONGEST_SENTENCE:
        blank = text.rfind(" ", cuts[-1] + 1, cuts[-1] + LONGEST_SENTENCE)
        cuts.append(blank + 1 if blank > 0 else cuts[-1] + LONGEST_SENTENCE)
    return [(first, last) for first, last in pairwise([*cuts, end]) if text[first:last].strip()]
