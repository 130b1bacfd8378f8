"""A talk between two people: who said what, in order, about which items."""

from collections.abc import Sequence
from dataclasses import dataclass

from detente.errors import UsageError

__all__ = ["Item", "Transcript", "Utterance"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be divided: its `name`, other `words` for it, and how many `units` there are, where known.

    Words are single words or phrases in lower case; a plural in -s is found by itself.
    """

    name: str
    words: tuple[str, ...] = ()
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one of the two says before the other speaks again."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A talk of `parties` about `items`. Raises UsageError unless two people talk of two items or more."""

    parties: tuple[str, str]
    items: tuple[Item, ...]
    utterances: tuple[Utterance, ...]

    def __post_init__(self) -> None:
        if len(set(self.parties)) != 2:
            raise UsageError(f"a talk has two different parties, not {', '.join(self.parties) or 'none'}")
        if len({item.name for item in self.items}) != len(self.items) or len(self.items) < 2:
            names = ", ".join(item.name for item in self.items) or "none"
            raise UsageError(f"a talk needs at least two items of different names, not: {names}")
        strangers = [
            f"utterances[{place}].speaker: {part.speaker!r}"
            for place, part in enumerate(self.utterances)
            if part.speaker not in self.parties
        ]
        if strangers:
            raise UsageError(f"only {' and '.join(self.parties)} speak in this talk, not {'; '.join(strangers)}")

    @property
    def text(self) -> str:
        """The canonical text: a line `SPEAKER: WORDS` for each utterance."""
        return "".join(f"{part.speaker}: {part.text}\n" for part in self.utterances)

    @property
    def starts(self) -> tuple[int, ...]:
        """Where the words of each utterance start in `text`."""
        found, place = [], 0
        for part in self.utterances:
            found.append(place + len(part.speaker) + 2)
            place += len(part.speaker) + len(part.text) + 3
        return tuple(found)

    def other(self, party: str) -> str:
        """Give the other of the two parties."""
        return self.parties[1] if party == self.parties[0] else self.parties[0]

    def up_to(self, count: int) -> "Transcript":
        """Give the talk as it stood after `count` utterances."""
        return Transcript(self.parties, self.items, self.utterances[:count])

    @classmethod
    def of(cls, lines: Sequence[tuple[str, str]], items: Sequence[Item]) -> "Transcript":
        """Give the talk of (speaker, words) pairs; its parties are the two who speak, by first appearance."""
        speakers = list(dict.fromkeys(speaker for speaker, _ in lines))
        if len(speakers) != 2:
            raise UsageError(f"a talk has two different parties, not {', '.join(speakers) or 'none'}")
        utterances = tuple(Utterance(speaker, words) for speaker, words in lines)
        return cls((speakers[0], speakers[1]), tuple(items), utterances)
