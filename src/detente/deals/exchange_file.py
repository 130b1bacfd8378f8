"""Actor tables as the exchange model's programs keep them: lines of #A actors, #P issues, #M ranges and #D positions.

    #A  actor  [name  comment]
    #P  issue  [name  comment]
    #M  issue  point of its scale        (its ends are the least and the largest; without them 0 and 100)
    #D  actor  issue  position  salience  power
    #/  a remark, as is #O

Fields are parted by tabs, else semicolons, else commas, and may stand in quotes. Positions are given as parts of 100 of
their issue's scale, so that gains on issues of different scales compare.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from detente.deals.exchange_table import ActorTable
from detente.deals.near import no_such
from detente.errors import DocumentError, Fault, FormatError

__all__ = ["actor_table_of_text", "read_actor_table"]

LARGEST = 50_000_000
SCALE = (0.0, 100.0)
FIELDS = {"#A": 2, "#P": 2, "#M": 3, "#D": 6}
REMARKS = ("#/", "#O")
MOST_FAULTS = 50


@dataclass(slots=True)
class _Lines:
    """What the lines hold so far, with all faults."""

    actors: dict[str, int] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    ends: dict[str, list[float]] = field(default_factory=dict)
    data: list[tuple[int, str, str, float, float, float]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, parts: Sequence[str]) -> None:
        """Take one line."""
        kind = parts[0]
        if kind.startswith(REMARKS):
            return
        if kind not in FIELDS:
            self.faults.append(Fault("", f"begins with {kind!r}; it must be #A, #P, #M or #D", line))
        elif len(parts) < FIELDS[kind]:
            self.faults.append(Fault("", f"has {len(parts)} fields; a line of {kind} has {FIELDS[kind]}", line))
        elif kind in ("#A", "#P"):
            names = self.actors if kind == "#A" else self.issues
            if parts[1] in names:
                self.faults.append(Fault("", f"{parts[1]!r} stands there twice; first in line {names[parts[1]]}", line))
            names.setdefault(parts[1], line)
        else:
            self._numbers(line, kind, parts)

    def _numbers(self, line: int, kind: str, parts: Sequence[str]) -> None:
        first = 2 if kind == "#M" else 3
        numbers = []
        for text in parts[first : FIELDS[kind]]:
            try:
                number = float(text)
            except ValueError:
                number = math.nan
            if not math.isfinite(number):
                self.faults.append(Fault("", f"{text!r} is no finite number", line))
                return
            numbers.append(number)
        if kind == "#M":
            self.ends.setdefault(parts[1], []).append(numbers[0])
        else:
            self.data.append((line, parts[1], parts[2], numbers[0], numbers[1], numbers[2]))

    def all_faults(self) -> Iterator[Fault]:
        """Give all faults: those of single lines, and names that lead nowhere."""
        yield from self.faults
        for what, names in (("#A", self.actors), ("#P", self.issues)):
            if not names:
                yield Fault(what, "there is no such line; name at least one")
        for issue, ends in self.ends.items():
            if issue not in self.issues:
                yield Fault(f"#M {issue}", no_such("issue", issue, self.issues))
            if min(ends) == max(ends):
                yield Fault(f"#M {issue}", f"names only {ends[0]:g}; give both ends of the scale, a line each")
        seen: dict[tuple[str, str], int] = {}
        for line, actor, issue, position, salience, power in self.data:
            for what, name, known in (("actor", actor, self.actors), ("issue", issue, self.issues)):
                if name not in known:
                    yield Fault("", no_such(what, name, known), line)
            if (actor, issue) in seen:
                yield Fault("", f"{actor} on {issue} stands there twice; first in line {seen[actor, issue]}", line)
            seen.setdefault((actor, issue), line)
            low, high = self.scale(issue)
            if not low <= position <= high:
                yield Fault(
                    "", f"the position {position:g} lies outside the scale of {issue}, {low:g} to {high:g}", line
                )
            for what, value in (("salience", salience), ("power", power)):
                if value < 0:
                    yield Fault("", f"the {what} {value:g} is negative", line)

    def scale(self, issue: str) -> tuple[float, float]:
        """Give the ends of an issue's scale, the lower first."""
        ends = self.ends.get(issue, SCALE)
        return (min(ends), max(ends))


def actor_table_of_text(text: str, name: str = "actor table") -> ActorTable:
    """Give the table that a text holds. Raises FormatError with all faults and their lines."""
    delimiter = next((mark for mark in "\t;" if mark in text), ",")
    lines = _Lines()
    # Quotes are taken off by hand: both kinds occur, and csv knows one.
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE), 1):
        parts = [part.strip().strip("'\"") for part in row]
        if any(parts):
            lines.add(number, parts)
    faults = list(lines.all_faults())
    if faults:
        more = len(faults) - MOST_FAULTS
        raise FormatError(name, faults[:MOST_FAULTS] + ([Fault("", f"and {more} more")] if more > 0 else []))
    shape = (len(lines.actors), len(lines.issues))
    positions, saliences, powers = np.full(shape, np.nan), np.zeros(shape), np.zeros(shape)
    rows = {actor: place for place, actor in enumerate(lines.actors)}
    columns = {issue: place for place, issue in enumerate(lines.issues)}
    for _, actor, issue, position, salience, power in lines.data:
        low, high = lines.scale(issue)
        at = rows[actor], columns[issue]
        positions[at] = 100.0 * (position - low) / (high - low)
        saliences[at], powers[at] = salience, power
    return ActorTable.of(positions, saliences, powers, list(rows), list(columns), name)


def read_actor_table(path: Path) -> ActorTable:
    """Read a table. Raises DocumentError where it cannot be read, FormatError with all its faults."""
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            raise DocumentError(f"{path}: holds {path.stat().st_size:,} bytes; at most {LARGEST:,} are read")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DocumentError(f"{path}: does not exist") from None
    except IsADirectoryError:
        raise DocumentError(f"{path}: is a folder; name the file in it") from None
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: is not text in UTF-8 (offset {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    return actor_table_of_text(text, str(path))
