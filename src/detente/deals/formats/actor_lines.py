"""Actor tables as the exchange model's programs keep them: rows of #A actors, #P issues, #M scales and #D positions.

    #A  actor  [name  comment]
    #P  issue  [name  comment]
    #M  issue  point of its scale        (its ends are the least and the largest; without them 0 and 100)
    #D  actor  issue  position  salience  power
    #/  a remark, as is #O

They may stand in any order. Cells may stand in single or double quotes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.deals.formats.actor_table import ActorTable, Stance, checked_table, read_stance
from detente.deals.formats.rows import Row
from detente.deals.formats.text import number
from detente.deals.near import no_such
from detente.errors import Fault

__all__ = ["is_marked", "read_marked"]

_SCALE = (0.0, 100.0)
_FIELDS = {"#A": 2, "#P": 2, "#M": 3, "#D": 6}
_POWER_LEFT_OUT = {"#D": 5}
"""Fields that a row must have at least: a power is needed only where powers are."""
_MOST_COMPARED = 20_000
"""Names that are looked at for near ones, in all: it takes a second. What leads nowhere after that is only named."""


@dataclass(slots=True)
class _Lines:
    """What the rows hold so far, each with its line, and all faults."""

    actors: dict[str, int] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    ends: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    data: list[tuple[int, str, str, Stance | None]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    compared: int = 0

    def fault(self, line: int | None, told: str, path: str = "") -> None:
        self.faults.append(Fault(path, told, line))

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Take one row."""
        mark = cells[0]
        if mark not in _FIELDS:
            self.fault(line, f"begins with {mark!r}; it must be #A, #P, #M or #D")
        elif len(cells) < _POWER_LEFT_OUT.get(mark, _FIELDS[mark]):
            self.fault(line, f"has {len(cells)} fields; a line of {mark} has {_FIELDS[mark]}")
        elif mark == "#A":
            self._name(line, cells[1], "actor", self.actors)
        elif mark == "#P":
            self._name(line, cells[1], "issue", self.issues)
        elif mark == "#M":
            self._end(line, cells)
        else:
            stance = read_stance(cells, (3, 4, 5), f"{cells[2]} ({cells[1]})", line, self.faults)
            self.data.append((line, cells[1], cells[2], stance))

    def _name(self, line: int, name: str, what: str, known: dict[str, int]) -> None:
        if not name:
            self.fault(line, f"names no {what}")
        elif name in known:
            self.fault(line, f"{name!r} stands there twice; first in line {known[name]}")
        known.setdefault(name, line)

    def _end(self, line: int, cells: Sequence[str]) -> None:
        value = number(cells[2])
        if value is None:
            self.fault(line, f"{cells[2]!r} is no finite number", f"#M {cells[1]}")
        else:
            self.ends.setdefault(cells[1], []).append((line, value))

    def _no_such(self, line: int, what: str, name: str, known: Mapping[str, int], path: str = "") -> None:
        self.compared += len(known)
        near = self.compared <= _MOST_COMPARED
        self.fault(line, no_such(what, name, known) if near else f"there is no {what} {name!r}", path)

    def scales(self) -> dict[str, tuple[float, float]]:
        """Give the ends of each issue's scale, the lower first; see that both are named."""
        for mark, names in (("#A", self.actors), ("#P", self.issues)):
            if not names:
                self.fault(None, "there is no such line; name at least one", mark)
        found = dict.fromkeys(self.issues, _SCALE)
        for issue, points in self.ends.items():
            line, values = points[0][0], [value for _, value in points]
            if issue not in self.issues:
                self._no_such(line, "issue", issue, self.issues, "#M")
            elif min(values) == max(values):
                self.fault(line, f"names only {values[0]:g}; give both ends of the scale, a line each", f"#M {issue}")
            found[issue] = (min(values), max(values))
        return found

    def stances(self, scales: Mapping[str, tuple[float, float]]) -> dict[str, dict[str, Stance]]:
        """Give the stances by actor; see that each has its actor and issue, stands there once, and on the scale."""
        found: dict[str, dict[str, Stance]] = {actor: {} for actor in self.actors}
        seen: dict[tuple[str, str], int] = {}
        for line, actor, issue, stance in self.data:
            known = True
            for what, name, names in (("actor", actor, self.actors), ("issue", issue, self.issues)):
                if name not in names:
                    self._no_such(line, what, name, names)
                    known = False
            if (actor, issue) in seen:
                self.fault(line, f"{actor} on {issue} stands there twice; first in line {seen[actor, issue]}")
            seen.setdefault((actor, issue), line)
            low, high = scales.get(issue, _SCALE)
            if stance is None:
                continue
            if issue in self.issues and not low <= stance.position <= high:
                at = f"{stance.position:g} lies outside the scale of {issue}, {low:g} to {high:g}"
                self.fault(line, f"the position {at}")
            if known:
                found[actor][issue] = stance
        return found


def is_marked(rows: Sequence[Row]) -> bool:
    """Tell whether rows begin with marks such as #A."""
    marks = [cells[0].strip("'\"") for _, cells in rows]
    return bool(marks) and marks[0].startswith("#") and any(mark in _FIELDS for mark in marks)


def read_marked(rows: Sequence[Row], name: str) -> ActorTable:
    """Give the table that rows with marks hold. Raises FormatError with all faults."""
    lines = _Lines()
    for line, cells in rows:
        # Quotes are taken off by hand: both kinds occur, and csv knows one.
        lines.add(line, [cell.strip("'\"").strip() for cell in cells])
    scales = lines.scales()
    return checked_table(name, list(lines.issues), lines.stances(scales), scales, lines.faults)
