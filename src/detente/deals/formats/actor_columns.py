"""Actor tables with one row for each actor: plain ones, on one issue, and KTAB's, on several dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from detente.deals.formats.actor_table import ActorTable, Stance, checked_table, read_stance
from detente.deals.formats.rows import Row
from detente.deals.formats.text import number
from detente.errors import Fault, FormatError

__all__ = ["is_ktab", "is_plain", "read_ktab", "read_plain"]

_NAMES = {"actor", "stakeholder", "name", "party"}
_CAPABILITIES = {"capability", "capabilities", "resources", "power", "influence"}


@dataclass(slots=True)
class _Actors:
    """The actors of the rows so far, the line of each, and all faults."""

    stances: dict[str, Mapping[str, Stance]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, actor: str, stances: Mapping[str, Stance | None], line: int) -> None:
        if not actor:
            self.faults.append(Fault("", "names no actor", line))
        elif actor in self.lines:
            told = f"stands there twice, first in line {self.lines[actor]}; rename one"
            self.faults.append(Fault(f"actor {actor!r}", told, line))
        self.lines.setdefault(actor, line)
        self.stances[actor] = {issue: stance for issue, stance in stances.items() if stance is not None}


def _columns(rows: Sequence[Row]) -> dict[str, int] | None:
    """Give where the columns of a plain table stand; None where it is none."""
    found: dict[str, int] = {}
    for place, cell in enumerate(rows[0][1] if rows else ()):
        name = cell.lower()
        for key, known in (("actor", _NAMES), ("power", _CAPABILITIES)):
            if name in known:
                found.setdefault(key, place)
        if name in {"position", "salience"}:
            found.setdefault(name, place)
    return found if {"actor", "position", "salience"} <= set(found) else None


def is_plain(rows: Sequence[Row]) -> bool:
    """Tell whether the header names an actor, a position and a salience."""
    return _columns(rows) is not None


def is_ktab(rows: Sequence[Row]) -> bool:
    """Tell whether rows begin with title, description and two counts, then a header."""
    first, second = (*(cells for _, cells in rows[:2]), [], [])[:2]
    counted = len(first) >= 4 and number(first[2]) is not None and number(first[3]) is not None
    return counted and [cell.lower() for cell in second[:1]] == ["actor"]


def read_plain(rows: Sequence[Row], name: str) -> ActorTable:
    """Give the table, whose only issue is called position. Raises FormatError with all faults."""
    places = _columns(rows) or {}
    columns = (places["position"], places["salience"], places.get("power"))
    actors = _Actors()
    for line, cells in rows[1:]:
        actor = cells[places["actor"]] if places["actor"] < len(cells) else ""
        actors.add(actor, {"position": read_stance(cells, columns, "position", line, actors.faults)}, line)
    return checked_table(name, ["position"], actors.stances, {}, actors.faults)


def _ktab_issues(header: Sequence[str], count: int) -> list[str]:
    issues = []
    for place in range(count):
        title = header[3 + 2 * place] if 3 + 2 * place < len(header) else ""
        short = title.removesuffix("Position").strip()
        issues.append(short or title or f"dimension {place + 1}")
    return issues if len(set(issues)) == count else [f"dimension {place + 1}" for place in range(count)]


def read_ktab(rows: Sequence[Row], name: str) -> ActorTable:
    """Give the table, on scales of 0 to 100 where all positions lie there. Raises FormatError with all faults."""
    line, first = rows[0]
    claimed = [number(first[2]) or 0.0, number(first[3]) or 0.0]
    header = list(rows[1][1])
    while header and not header[-1]:
        header.pop()
    actors = _Actors()
    there = (len(rows) - 2, (len(header) - 3) // 2)
    for what, said, found in zip(("actors", "dimensions"), claimed, there, strict=True):
        if said != found:
            told = f"says that there are {said:.15g} {what}; there are {found}: mend the number"
            actors.faults.append(Fault("", told, line))
    if actors.faults:
        raise FormatError(name, actors.faults)
    issues = _ktab_issues(header, there[1])
    for line, cells in rows[2:]:
        stances = {
            issue: read_stance(cells, (3 + 2 * place, 4 + 2 * place, 2), issue, line, actors.faults)
            for place, issue in enumerate(issues)
        }
        actors.add(cells[0], stances, line)
    inside = all(0 <= stance.position <= 100 for row in actors.stances.values() for stance in row.values())
    scales = dict.fromkeys(issues, (0.0, 100.0)) if inside else {}
    return checked_table(name, issues, actors.stances, scales, actors.faults, first[0])
