"""Where an utterance names an item, and how many of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from detente.claims.talk.transcript import Item

__all__ = ["Mention", "find_mentions"]

NUMBERS = {
    "zero": 0.0,
    "no": 0.0,
    "none": 0.0,
    "one": 1.0,
    "two": 2.0,
    "both": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
}
_UNITS = (
    r"(?:packages?|packs?|packets?|units?|bundles?|cases?|boxes|pieces?|bottles?|extra|more|additional|of|the|my|your)"
)
_QUANTITY = re.compile(
    rf"(?:\b(?P<digits>\d+)|\b(?P<word>{'|'.join(NUMBERS)}|all|most|every|majority|some|any|a|an|lots?|plenty|ton))"
    rf"(?:\s+{_UNITS}){{0,5}}\s*$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An item named at [start, end), with `quantity`: units, infinity for all of it, None where no number is given.

    `first` is where the words of the quantity start.
    """

    item: str
    start: int
    end: int
    quantity: float | None
    first: int


def _pattern(item: Item) -> re.Pattern[str]:
    words = sorted({item.name.lower(), *item.words}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})s?\b")


def find_mentions(text: str, items: Sequence[Item]) -> list[Mention]:
    """Give every place of `text` that names an item, in order; of overlapping names the longest counts."""
    lower = text.lower()
    hits = [(hit.start(), -hit.end(), item) for item in items for hit in _pattern(item).finditer(lower)]
    found: list[Mention] = []
    for start, negative_end, item in sorted(hits, key=lambda hit: hit[:2]):
        end = -negative_end
        if found and start < found[-1].end:
            continue
        quantity, first = _quantity(lower, start, found[-1].end if found else 0, item)
        found.append(Mention(item.name, start, end, quantity, first))
    return found


def _quantity(lower: str, start: int, after: int, item: Item) -> tuple[float | None, int]:
    hit = _QUANTITY.search(lower[after:start])
    if hit is None:
        return None, start
    place = after + hit.start()
    if hit["digits"]:
        return float(hit["digits"]), place
    if hit["word"] in ("all", "every"):
        return float("inf") if item.units is None else float(item.units), place
    return NUMBERS.get(hit["word"]), place
