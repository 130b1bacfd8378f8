"""Windows: stretches of whole sentences, cut into wordpieces, with some words of context on either side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import detente.table
from candidate.hints import Hints, word_classes
from candidate.mentions import Mention
from detente.errors import MissingExtraError

__all__ = ["WORDPIECES", "Line", "Window", "tokenizer", "windows_of"]

CORE = 224
"""Wordpieces of the sentences that a window is read for; context comes on top."""
BEFORE, AFTER = 72, 24
LONGEST = 400
"""Wordpieces of the longest sentence; what goes beyond is not read."""
MOST = 12
"""Wordpieces of the longest word; what goes beyond is not read."""
_UNKNOWN, _START, _END = 100, 101, 102
WORDPIECES = Path(detente.table.__file__).parent / "data" / "wordpiece.txt"
"""Those of BERT base uncased (Devlin et al. 2019, Apache-2.0), one a line."""


@dataclass(slots=True)
class Line:
    """One sentence with its words (spaces left out), the wordpieces and the classes of each, its mentions, and what the
    rules make of it.
    """

    offset: int
    sentence: Any
    attribution: Any
    words: list[Any]
    pieces: list[list[int]]
    mentions: list[Mention]
    hints: Hints
    classes: list[tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.classes = word_classes(self.words, self.hints)

    @property
    def size(self) -> int:
        """How many wordpieces it has."""
        return sum(map(len, self.pieces))


@dataclass(slots=True)
class Window:
    """Lines `first` to `last` of a text, as wordpieces.

    `pieces` are the ids with start and end marks; `words` the words of all of the window, `classes` their classes, and
    `starts` where each begins among the pieces; `lines` the number of the line of each word; words `core[0]` to
    `core[1]` are those that the window is read for.
    """

    first: int
    last: int
    pieces: list[int]
    words: list[Any]
    classes: list[tuple[int, ...]]
    starts: list[int]
    lines: list[int]
    core: tuple[int, int]


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """Load the wordpiece tokenizer, once per process. Raises MissingExtraError where the library is not installed."""
    try:
        import tokenizers
    except ImportError as error:
        raise MissingExtraError("wordpieces", "read") from error
    return tokenizers.BertWordPieceTokenizer(str(WORDPIECES), lowercase=True)


def pieces_of(words: Sequence[str], known: dict[str, list[int]]) -> list[list[int]]:
    """Give the wordpieces of each word; `known` keeps those met before."""
    for word in words:
        if word not in known:
            known[word] = list(tokenizer().encode(word, add_special_tokens=False).ids[:MOST]) or [_UNKNOWN]
    return [known[word] for word in words]


def windows_of(lines: Sequence[Line]) -> Iterator[Window]:
    """Yield windows that cover the lines in order, each line in the core of one."""
    first = 0
    while first < len(lines):
        last, size = first, 0
        while last < len(lines) and (last == first or size + lines[last].size <= CORE):
            size += lines[last].size
            last += 1
        yield _window(lines, first, last)
        first = last


def _window(lines: Sequence[Line], first: int, last: int) -> Window:
    before = list(_context(lines, range(first - 1, -1, -1), BEFORE, backwards=True))[::-1]
    inside = [(number, place) for number in range(first, last) for place in range(len(lines[number].words))]
    after = list(_context(lines, range(last, len(lines)), AFTER, backwards=False))
    pieces, words, classes, starts, numbers = [_START], [], [], [], []
    core = [len(before), len(before)]
    for number, place in [*before, *inside, *after]:
        own = lines[number].pieces[place]
        if first <= number < last:
            if len(pieces) + len(own) > BEFORE + LONGEST:
                continue
            core[1] += 1
        words.append(lines[number].words[place])
        classes.append(lines[number].classes[place])
        starts.append(len(pieces))
        numbers.append(number)
        pieces += own
    return Window(first, last, [*pieces, _END], words, classes, starts, numbers, (core[0], core[1]))


def _context(lines: Sequence[Line], numbers: Sequence[int], most: int, *, backwards: bool) -> Iterator[tuple[int, int]]:
    """Yield (line, word) going away from the core until the wordpieces are used up."""
    for number in numbers:
        places = range(len(lines[number].words))
        for place in reversed(places) if backwards else places:
            most -= len(lines[number].pieces[place])
            if most < 0:
                return
            yield number, place
