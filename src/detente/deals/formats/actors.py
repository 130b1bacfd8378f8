"""Actor tables: what each actor wants on each issue (its position), and how much it cares (its salience).

Three kinds are read. Plain: a header with a name, a capability, a position and a salience. KTAB's: a row with title,
description, number of actors and of dimensions, then a header, then for each actor a capability and one position and
salience for each dimension. The exchange model's: rows that begin with #A (actor), #P (issue), #M (an end of the scale
of an issue) and #D (actor, issue, position, salience, power).

An actor's satisfaction on an issue falls linearly with the distance from its position to 0 over the length of the scale
(declared: exponent 1), and its utility is the sum of these, weighted by its saliences divided by their sum. Options are
the positions of all actors and the two ends of the scale: between two of them every utility is a straight line. Nothing
is known of walking away: no deal is worth 0.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.deals.formats.rows import Row
from detente.deals.formats.text import capped, number
from detente.deals.scenario import Preferences, Scenario
from detente.errors import Fault, FormatError

__all__ = ["ActorTable", "Stance", "actors_of_rows", "is_actor_table"]

_NAMES = {"actor", "stakeholder", "name", "party"}
_CAPABILITIES = {"capability", "capabilities", "resources", "power", "influence"}


@dataclass(frozen=True, slots=True)
class Stance:
    """Where an actor stands on an issue, on the issue's scale, and how much it cares; `power` as the table gives it."""

    position: float
    salience: float
    power: float | None = None


@dataclass(frozen=True, slots=True)
class ActorTable:
    """Actors with their stances by issue, and the two ends of each issue's scale. An absent stance is indifference."""

    name: str
    scales: Mapping[str, tuple[float, float]]
    actors: Mapping[str, Mapping[str, Stance]]

    def options(self, issue: str) -> tuple[float, ...]:
        """Give the positions of all actors on an issue, and the ends of its scale, in order."""
        own = {stances[issue].position for stances in self.actors.values() if issue in stances}
        return tuple(sorted(own.union(self.scales[issue])))

    def scenario(self) -> Scenario:
        """Give the scenario of these actors; the consent of each is needed."""
        options = {issue: self.options(issue) for issue in self.scales}
        parties = {}
        for actor, stances in self.actors.items():
            total = sum(stance.salience for stance in stances.values()) or 1.0
            table = {}
            for issue, stance in stances.items():
                low, high = self.scales[issue]
                length = (high - low) or 1.0
                weight = stance.salience / total
                table[issue] = [weight * (1.0 - abs(value - stance.position) / length) for value in options[issue]]
            indifferent = {issue: [0.0] * len(values) for issue, values in options.items()}
            parties[actor] = Preferences.from_table(table or indifferent)
        labels = {issue: tuple(f"{value:.12g}" for value in values) for issue, values in options.items()}
        return Scenario(labels, parties, self.name)


def _kind(rows: Sequence[Row]) -> str | None:
    """Give which of the three kinds a table is."""
    if not rows:
        return None
    first = [cell.strip("'\"") for cell in rows[0][1]]
    if first[0] in {"#A", "#P", "#M", "#D"}:
        return "exchange"
    header = _header(first)
    if header is not None:
        return "plain"
    second = [cell.lower() for cell in rows[1][1]] if len(rows) > 1 else []
    if second[:1] == ["actor"] and len(first) >= 4 and number(first[2]) is not None and number(first[3]) is not None:
        return "ktab"
    return None


def _header(cells: Sequence[str]) -> dict[str, int] | None:
    names = [cell.lower() for cell in cells]
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        for key, known in (("actor", _NAMES), ("power", _CAPABILITIES)):
            if name in known:
                found.setdefault(key, place)
        if name in {"position", "salience"}:
            found.setdefault(name, place)
    return found if {"actor", "position", "salience"} <= set(found) else None


def is_actor_table(rows: Sequence[Row]) -> bool:
    """Tell whether rows are one of the actor tables that are read."""
    return _kind(rows) is not None


def _cell(cells: Sequence[str], place: int, what: str, line: int, faults: list[Fault]) -> float | None:
    text = cells[place] if place < len(cells) else ""
    value = number(text)
    if value is None and text:
        faults.append(Fault(what, f"is {text!r}; give a finite number, or leave it empty", line))
    if value is not None and value < 0 and what.startswith("salience"):
        faults.append(Fault(what, f"is {text}; give a number that is not negative", line))
    return value


def _scale(positions: Sequence[float], all_positions: Sequence[float]) -> tuple[float, float]:
    """Give the scale where a table names none: 0 to 1 or 0 to 100 where all positions of the table lie there."""
    for high in (1.0, 100.0):
        if all(0.0 <= position <= high for position in all_positions):
            return 0.0, high
    return min(positions, default=0.0), max(positions, default=0.0)


def _table(
    name: str,
    issues: Sequence[str],
    actors: Mapping[str, Mapping[str, Stance]],
    scales: Mapping[str, tuple[float, float]],
    faults: list[Fault],
) -> ActorTable:
    if not actors and not faults:
        faults.append(Fault("", "names no actors; give one row for each"))
    if faults:
        raise FormatError(name, capped(faults))
    every = [stance.position for stances in actors.values() for stance in stances.values()]
    found = {}
    for issue in issues:
        own = [stances[issue].position for stances in actors.values() if issue in stances]
        found[issue] = scales.get(issue) or _scale(own, every)
    return ActorTable(name, found, actors)


def _stance(
    cells: Sequence[str], places: tuple[int, int, int | None], issue: str, line: int, faults: list[Fault]
) -> Stance | None:
    position = _cell(cells, places[0], f"position on {issue}", line, faults)
    salience = _cell(cells, places[1], f"salience of {issue}", line, faults)
    power = None if places[2] is None else _cell(cells, places[2], "power", line, faults)
    if (position is None) != (salience is None) and not (faults and faults[-1].line == line):
        faults.append(Fault(issue, "has a position or a salience without the other; give both or neither", line))
    return None if position is None or salience is None else Stance(position, salience, power)


def _add_actor(
    actors: dict[str, Mapping[str, Stance]],
    actor: str,
    stances: Mapping[str, Stance | None],
    line: int,
    faults: list[Fault],
) -> None:
    if not actor:
        faults.append(Fault("", "names no actor", line))
    elif actor in actors:
        faults.append(Fault(f"actor {actor!r}", "stands there twice; rename one", line))
    actors[actor] = {issue: stance for issue, stance in stances.items() if stance is not None}


def _plain(rows: Sequence[Row], name: str) -> ActorTable:
    places = _header(rows[0][1]) or {}
    columns = (places["position"], places["salience"], places.get("power"))
    faults: list[Fault] = []
    actors: dict[str, Mapping[str, Stance]] = {}
    for line, cells in rows[1:]:
        actor = cells[places["actor"]] if places["actor"] < len(cells) else ""
        _add_actor(actors, actor, {"position": _stance(cells, columns, "position", line, faults)}, line, faults)
    return _table(name, ["position"], actors, {}, faults)


def _ktab_issues(header: Sequence[str], count: int) -> list[str]:
    issues = []
    for place in range(count):
        title = header[3 + 2 * place] if 3 + 2 * place < len(header) else ""
        short = title.removesuffix("Position").strip()
        issues.append(short or title or f"dimension {place + 1}")
    return issues if len(set(issues)) == count else [f"dimension {place + 1}" for place in range(count)]


def _ktab(rows: Sequence[Row], name: str) -> ActorTable:
    line, first = rows[0]
    claimed = [number(first[2]) or 0.0, number(first[3]) or 0.0]
    header = list(rows[1][1])
    while header and not header[-1]:
        header.pop()
    faults: list[Fault] = []
    there = (len(rows) - 2, (len(header) - 3) // 2)
    for what, said, found in zip(("actors", "dimensions"), claimed, there, strict=True):
        if said != found:
            faults.append(
                Fault("", f"says that there are {said:.15g} {what}; there are {found}: mend the number", line)
            )
    if faults:
        raise FormatError(name, faults)
    issues = _ktab_issues(header, there[1])
    actors: dict[str, Mapping[str, Stance]] = {}
    for line, cells in rows[2:]:
        stances = {
            issue: _stance(cells, (3 + 2 * place, 4 + 2 * place, 2), issue, line, faults)
            for place, issue in enumerate(issues)
        }
        _add_actor(actors, cells[0], stances, line, faults)
    scales = {} if faults or _beyond(actors) else dict.fromkeys(issues, (0.0, 100.0))
    return _table(first[0] or name, issues, actors, scales, faults)


def _beyond(actors: Mapping[str, Mapping[str, Stance]]) -> bool:
    """Whether a position lies outside of KTAB's scale, 0 to 100."""
    return any(not 0 <= stance.position <= 100 for stances in actors.values() for stance in stances.values())


def _exchange(rows: Sequence[Row], name: str) -> ActorTable:
    faults: list[Fault] = []
    actors: dict[str, dict[str, Stance]] = {}
    ends: dict[str, list[float]] = {}
    for line, raw in rows:
        cells = [cell.strip("'\"") for cell in raw]
        kind, key = cells[0], cells[1] if len(cells) > 1 else ""
        if kind in {"#A", "#P"}:
            known: Mapping[str, object] = actors if kind == "#A" else ends
            if not key or key in known:
                told = "names nothing" if not key else f"names {key!r} a second time; rename one"
                faults.append(Fault(kind, told, line))
            elif kind == "#A":
                actors[key] = {}
            else:
                ends[key] = []
        elif kind == "#M":
            value = number(cells[2]) if len(cells) > 2 else None
            if key not in ends or value is None:
                faults.append(Fault(kind, f"{cells[1:]} is no end of the scale of an issue named by #P before", line))
            else:
                ends[key].append(value)
        elif kind == "#D":
            _exchange_stance(cells, line, actors, ends, faults)
        else:
            faults.append(Fault("", f"begins with {kind!r}; rows begin with #A, #P, #M or #D", line))
    scales = {issue: (min(values), max(values)) for issue, values in ends.items() if values}
    for actor, stances in actors.items():
        for issue, stance in stances.items():
            low, high = scales.get(issue, (-math.inf, math.inf))
            if not low <= stance.position <= high:
                told = f"is {stance.position:g}, outside of the scale from {low:g} to {high:g}"
                faults.append(Fault(f"position of {actor} on {issue}", told))
    return _table(name, list(ends), actors, scales, faults)


def _exchange_stance(
    cells: Sequence[str],
    line: int,
    actors: Mapping[str, dict[str, Stance]],
    issues: Mapping[str, object],
    faults: list[Fault],
) -> None:
    actor, issue = [*cells[1:3], "", ""][:2]
    if actor not in actors or issue not in issues:
        told = f"names the actor {actor!r} and the issue {issue!r}; name them by #A and #P before"
        faults.append(Fault("#D", told, line))
        return
    if issue in actors[actor]:
        faults.append(Fault("#D", f"gives {actor} a second position on {issue}; leave one", line))
    stance = _stance(cells, (3, 4, 5), issue, line, faults)
    if stance is not None:
        actors[actor][issue] = stance


def actors_of_rows(rows: Sequence[Row], name: str) -> ActorTable:
    """Give the actor table that rows hold. Raises FormatError with all its faults."""
    readers = {"plain": _plain, "ktab": _ktab, "exchange": _exchange}
    kind = _kind(rows)
    if kind is None:
        told = "has no columns of actors, positions and saliences"
        raise FormatError(name, [Fault("", told, rows[0][0] if rows else None)])
    return readers[kind](rows, name)
