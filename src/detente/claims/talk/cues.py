"""The words by which people at a bargain say what they need, want, can spare and put first.

Each `Cue` is a family of English constructions. `act` is what the speaker does with the item; `turned` marks words that
say it of little worth (plenty at hand, the lowest priority), `strong` those that put it before all else. `by` tells to
whom the item goes or whose stance it is: the speaker ("me"), the one spoken to ("you"), or the subject ("subject").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, cast

from detente.claims.claim import Act

__all__ = ["CUES", "Cue", "Found", "find_cues", "negated", "subject_of"]

By = Literal["me", "you", "subject"]
ME = r"(?:i|we|me|us|myself|ourselves|my family|my kids)"
YOU = r"(?:you|u|ya|yourself)"
MODAL = r"(?:'ll|'d|can|could|may|might|will|would|should|do|to|just|also|then|both|each|definitely|only|still|all)"


@dataclass(frozen=True, slots=True)
class Cue:
    """A family of constructions; `trails` where it stands after the item it speaks of."""

    name: str
    act: Act
    by: By
    pattern: re.Pattern[str]
    turned: bool = False
    strong: bool = False
    trails: bool = False


def _load() -> tuple[Cue, ...]:
    """Give the families of `cues.txt`, in its order."""
    words = {"{ME}": ME, "{YOU}": YOU, "{MODAL}": MODAL}
    families: list[tuple[list[str], list[str]]] = []
    for line in files("detente.claims.talk").joinpath("cues.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            families.append((line[2:].split("\t"), []))
        elif line and not line.startswith("#"):
            for name, pattern in words.items():
                line = line.replace(name, pattern)
            families[-1][1].append(line)
    return tuple(_family(head, patterns) for head, patterns in families)


def _family(head: list[str], patterns: list[str]) -> Cue:
    name, act, by, *flags = head
    marks = flags[0].split() if flags else []
    return Cue(
        name,
        cast(Act, act),
        cast(By, by),
        re.compile(rf"(?<![\w'])(?:{'|'.join(patterns)})(?![\w])"),
        "turned" in marks,
        "strong" in marks,
        "trails" in marks,
    )


CUES: tuple[Cue, ...] = _load()

_NOT = r"n't|\b(?:not|dont|doesnt|never|no|nor|neither|without|hardly|isnt|wont|cant|cannot)\b"
_NEGATION = re.compile(rf"(?:{_NOT})(?:\s+\w+){{0,4}}\s*$")
_SPEAKER = "i|we|my|our|me|us|i'm|i'd|i'll|i've|im|ill|mine|we're|we'd|we'll|we've"
_SPOKEN_TO = "you|your|u|ur|you're|you'd|you'll|you've|youre|yours"
_SUBJECT = re.compile(rf"\b(?:(?P<me>{_SPEAKER})|(?P<you>{_SPOKEN_TO}))\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A cue at [start, end) of a clause."""

    cue: Cue
    start: int
    end: int


def find_cues(clause: str) -> list[Found]:
    """Give the cues of a clause in lower case, in order of place; where two overlap, the earlier family counts."""
    found: list[Found] = []
    for cue in CUES:
        for hit in cue.pattern.finditer(clause):
            if all(hit.end() <= other.start or hit.start() >= other.end for other in found):
                found.append(Found(cue, hit.start(), hit.end()))
    return sorted(found, key=lambda part: part.start)


def negated(clause: str, place: int) -> bool:
    """Whether a negation governs what starts at `place`: within the four words before it."""
    return bool(_NEGATION.search(clause[:place])) and not re.match(r"\s*(?:\w+\s+)?(?:if|unless)\b", clause)


def subject_of(clause: str, place: int) -> By | None:
    """Give whom the words before `place` are about: the last pronoun; else the first after it; None without one."""
    before = list(_SUBJECT.finditer(clause[:place]))
    hit = before[-1] if before else _SUBJECT.search(clause, place)
    return None if hit is None else "me" if hit["me"] else "you"


def strongest(cues: Sequence[Found]) -> Found:
    """Give the cue that decides among those of one stretch: what puts first or last, else the last of them."""
    marked = [part for part in cues if part.cue.strong]
    return (marked or list(cues))[-1]
