"""Actors with their positions and saliences on issues, and the scenario that they make.

An actor's satisfaction on an issue falls linearly with the distance from its position to 0 over the length of the scale
(declared: exponent 1), and its utility is the sum of these, weighted by its saliences divided by their sum. Options are
the positions of all actors and the two ends of the scale: between two of them every utility is a straight line. Nothing
is known of walking away: no deal is worth 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.deals.formats.text import capped, number
from detente.deals.scenario import Preferences, Scenario
from detente.errors import Fault, FormatError

__all__ = ["ActorTable", "Stance", "checked_table", "read_stance"]


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


def _cell(cells: Sequence[str], place: int, what: str, line: int, faults: list[Fault]) -> float | None:
    text = cells[place] if place < len(cells) else ""
    value = number(text)
    if value is None and text:
        faults.append(Fault(what, f"is {text!r}; give a finite number, or leave it empty", line))
    if value is not None and value < 0 and not what.startswith("position"):
        faults.append(Fault(what, f"is {text}; give a number that is not negative", line))
    return value


def read_stance(
    cells: Sequence[str], places: tuple[int, int, int | None], issue: str, line: int, faults: list[Fault]
) -> Stance | None:
    """Give the stance in the cells at `places` (position, salience, power); None where they are empty.

    Faults are added to `faults`: what is no finite number, saliences and powers below 0, one without the other.
    """
    before = len(faults)
    position = _cell(cells, places[0], f"position on {issue}", line, faults)
    salience = _cell(cells, places[1], f"salience of {issue}", line, faults)
    power = None if places[2] is None else _cell(cells, places[2], "power", line, faults)
    if (position is None) != (salience is None) and len(faults) == before:
        faults.append(Fault(issue, "has a position or a salience without the other; give both or neither", line))
    return None if position is None or salience is None else Stance(position, salience, power)


def _scale(positions: Sequence[float], all_positions: Sequence[float]) -> tuple[float, float]:
    """Give the scale where a table names none: 0 to 1 or 0 to 100 where all positions of the table lie there."""
    for high in (1.0, 100.0):
        if all(0.0 <= position <= high for position in all_positions):
            return 0.0, high
    return min(positions, default=0.0), max(positions, default=0.0)


def checked_table(
    name: str,
    issues: Sequence[str],
    actors: Mapping[str, Mapping[str, Stance]],
    scales: Mapping[str, tuple[float, float]],
    faults: list[Fault],
    title: str = "",
) -> ActorTable:
    """Give the table, named `title` or else as its file, with a scale for each of the `issues`.

    Raises FormatError, under the `name` of the file, with the `faults` in the order of their lines.
    """
    if not actors and not faults:
        faults.append(Fault("", "names no actors; give one row for each"))
    if faults:
        raise FormatError(name, capped(sorted(faults, key=lambda fault: fault.line or 0)))
    every = [stance.position for stances in actors.values() for stance in stances.values()]
    found = {}
    for issue in issues:
        own = [stances[issue].position for stances in actors.values() if issue in stances]
        found[issue] = scales.get(issue) or _scale(own, every)
    return ActorTable(title or name, found, actors)
