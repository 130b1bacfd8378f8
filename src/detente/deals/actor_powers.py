"""Actor tables as the exchange model takes them: positions as parts of 100 of their scale, a power for everybody."""

import numpy as np

from detente.deals.formats.actor_table import ActorTable
from detente.deals.formats.text import capped
from detente.deals.power_table import PowerTable
from detente.errors import Fault, FormatError

__all__ = ["power_table"]


def power_table(table: ActorTable, name: str | None = None) -> PowerTable:
    """Give the arrays of a table, on scales of 0 to 100, so that gains on issues of different scales compare.

    An actor without a stance takes no part in the issue. `name` is that of the file, for faults. Raises FormatError
    with all faults: actors without a power, issues on which nobody counts.
    """
    stances = [
        ((row, column), stance, f"power of {actor} on {issue}")
        for row, (actor, own) in enumerate(table.actors.items())
        for column, issue in enumerate(table.scales)
        if (stance := own.get(issue)) is not None
    ]
    missing = [path for _, stance, path in stances if stance.power is None]
    if missing and len(missing) == len(stances):
        told = "gives no powers, which the exchange model needs: add a column power, or a power to each #D line"
        raise FormatError(name or table.name, [Fault("", told)])
    if missing:
        told = "is missing; the exchange model needs it: add it, or leave out the position and the salience"
        raise FormatError(name or table.name, capped([Fault(path, told) for path in missing]))
    shape = (len(table.actors), len(table.scales))
    positions, saliences, powers = np.full(shape, np.nan), np.zeros(shape), np.zeros(shape)
    ends = list(table.scales.values())
    for at, stance, _ in stances:
        low, high = ends[at[1]]
        positions[at] = 100.0 * (stance.position - low) / ((high - low) or 1.0)
        saliences[at], powers[at] = stance.salience, stance.power
    return PowerTable.of(positions, saliences, powers, list(table.actors), list(table.scales), name or table.name)
