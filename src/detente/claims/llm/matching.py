"""Where words stand in a text: exactly, or but for the shape of quotation marks, dashes and white space."""

from array import array
from bisect import bisect_left

__all__ = ["Words", "plain"]

_SINGLE = "'‘’‚‛`´′ʼ"
_DOUBLE = '"“”„‟«»″'
_DASHES = "-‐‑‒–—―−"
_SHAPES = {**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_DASHES, "-")}
_NO_WIDTH = "\u200b\ufeff\u00ad\u200e\u200f"


def _shape(letter: str) -> str:
    """Give the plain shape of a letter: one quotation mark, one dash, one blank for all of their kind."""
    if letter.isspace() or letter in _NO_WIDTH:
        return " "
    return _SHAPES.get(letter, letter)


def plain(words: str) -> str:
    """Give words in plain shape, without blanks around them; runs of blanks or of dashes are one."""
    return Words(words).plain.strip()


class Words:
    """A text in which words are looked for.

    `plain` is the text in plain shape; its letter `i` stands for the stretch `starts[i]:ends[i]` of the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        letters: list[str] = []
        self.starts = array("L")
        self.ends = array("L")
        for place, letter in enumerate(text):
            shape = _shape(letter)
            if letters and shape in " -" and letters[-1] == shape:
                self.ends[-1] = place + 1
                continue
            letters.append(shape)
            self.starts.append(place)
            self.ends.append(place + 1)
        self.plain = "".join(letters)

    def places(self, words: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
        """Give where whole `words` stand in `start:end` of the text: exactly, and only if nowhere so, in plain shape.

        An empty list where they stand in neither way; nothing is guessed.
        """
        last = len(self.text) if end is None else end
        words = words.strip()
        if not words:
            return []
        exact = [place for place in _occurrences(self.text, words, start, last) if self._whole(*place)]
        return exact or self._in_plain_shape(plain(words), start, last)

    def _in_plain_shape(self, words: str, start: int, end: int) -> list[tuple[int, int]]:
        if not words:
            return []
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        found = [(self.starts[a], self.ends[b - 1]) for a, b in _occurrences(self.plain, words, first, last)]
        return [place for place in found if place[1] <= end and self._whole(*place)]

    def _whole(self, start: int, end: int) -> bool:
        """Say whether a stretch neither begins nor ends within a word."""
        return not any(
            0 < edge < len(self.text) and _in_word(self.text[edge - 1]) and _in_word(self.text[edge])
            for edge in (start, end)
        )


def _in_word(letter: str) -> bool:
    """Say whether a letter is of a script that parts words by blanks and has capitals, or is a digit."""
    return letter.islower() or letter.isupper() or letter.isdecimal()


def _occurrences(text: str, words: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    place = text.find(words, start, end)
    while place >= 0:
        found.append((place, place + len(words)))
        place = text.find(words, place + 1, end)
    return found
