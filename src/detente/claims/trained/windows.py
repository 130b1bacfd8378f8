"""Windows: stretches of whole sentences, cut into wordpieces, with some words of context on either side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detente.claims.scan import Scene
from detente.claims.trained.relations import Placed
from detente.claims.wordpieces import END, FREQUENT, START, pieces_of

__all__ = ["Line", "Window", "lines_of", "windows_of"]

CORE = 224
"""Wordpieces of the sentences that a window is read for; context comes on top."""
BEFORE, AFTER = 16, 16
LONGEST = 400
"""Wordpieces of the longest sentence; what goes beyond is not read."""


@dataclass(slots=True)
class Line:
    """One sentence with its words (spaces left out), the wordpieces of each, and its mentions."""

    offset: int
    sentence: Any
    attribution: Any
    words: list[Any]
    pieces: list[list[int]]
    mentions: list[Placed]

    @property
    def size(self) -> int:
        """How many wordpieces it has."""
        return sum(map(len, self.pieces))


@dataclass(slots=True)
class Window:
    """Lines `first` to `last` of a text, as wordpieces.

    `pieces` are the ids with start and end marks; `words` the words of all of the window, and `starts` where each
    begins among the pieces; `lines` the number of the line of each word; words `core[0]` to
    `core[1]` are those that the window is read for.
    """

    first: int
    last: int
    pieces: list[int]
    words: list[Any]
    starts: list[int]
    lines: list[int]
    core: tuple[int, int]


def lines_of(scenes: Sequence[Scene]) -> list[Line]:
    """Give the lines of the scenes of a text, one for one."""
    known: dict[str, list[int]] = {}
    return [
        Line(
            scene.offset,
            scene.sentence,
            scene.attribution,
            scene.words,
            pieces_of([word.text for word in scene.words], known, FREQUENT),
            [Placed.of(mention, number, scene.attribution) for mention in scene.mentions],
        )
        for number, scene in enumerate(scenes)
    ]


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
    pieces, words, starts, numbers = [START], [], [], []
    core = [len(before), len(before)]
    for number, place in [*before, *inside, *after]:
        own = lines[number].pieces[place]
        if first <= number < last:
            if len(pieces) + len(own) > BEFORE + LONGEST:
                continue
            core[1] += 1
        words.append(lines[number].words[place])
        starts.append(len(pieces))
        numbers.append(number)
        pieces += own
    return Window(first, last, [*pieces, END], words, starts, numbers, (core[0], core[1]))


def _context(lines: Sequence[Line], numbers: Sequence[int], most: int, *, backwards: bool) -> Iterator[tuple[int, int]]:
    """Yield (line, word) going away from the core until the wordpieces are used up."""
    for number in numbers:
        places = range(len(lines[number].words))
        for place in reversed(places) if backwards else places:
            most -= len(lines[number].pieces[place])
            if most < 0:
                return
            yield number, place
