"""The equations of the position exchange model, over arrays: every exchange of two actors on two issues.

The steps are those of `detente.deals.exchange`, where the papers are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.power_table import PowerTable

__all__ = ["LEAST_GAIN", "Shifts", "caps", "effects", "joined", "pair_shifts"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
LEAST_GAIN = 1e-9
"""Gains that are no larger, in units of salience times position, are rounding."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """Exchanges as arrays, one row each: `actor`, `issue`, `pleases` (rows, shifts) are places in the table.

    `outcome` (rows, shifts) is the signed move of the expected outcome of the issue; `gain` (rows,) what each gains.
    """

    actor: Places
    issue: Places
    pleases: Places
    outcome: Floats
    gain: Floats

    def __len__(self) -> int:
        return len(self.gain)

    def rows(self, places: Places) -> "Shifts":
        """Give some of the rows."""
        return Shifts(
            self.actor[places], self.issue[places], self.pleases[places], self.outcome[places], self.gain[places]
        )

    def best_first(self) -> Places:
        """Give the places of the rows, the largest gain first; ties in the order of the table."""
        keys = [column for part in (self.issue, self.actor) for column in part.T[::-1]]
        order: Places = np.lexsort((*keys, -np.rint(self.gain / LEAST_GAIN)))
        return order


def caps(table: PowerTable, shifting: Places, pleased: Places, issue: Places) -> Floats:
    """Give how far the outcome of an issue can be moved (step 6) where one actor shifts towards another."""
    weights = table.weights
    share = weights[shifting, issue] / weights.sum(axis=0)[issue]
    between = np.abs(table.positions[shifting, issue] - table.positions[pleased, issue])
    return np.asarray(np.minimum(between * share, np.abs(table.distances[pleased, issue])))


def pair_shifts(table: PowerTable) -> Shifts:
    """Give every exchange of two actors on two issues that has a gain, in no order, each once.

    In a row the first shift is that of j on p, the second that of i on q.
    """
    side, salience = np.sign(table.distances), table.saliences
    parts = []
    for p in range(len(table.issues)):
        opposed = (side[:, None, p] * side[None, :, p] < 0)[:, :, None] & (side[:, None, :] * side[None, :, :] < 0)
        prefers = salience[:, None, p, None] * salience[None, :, :] > salience[None, :, p, None] * salience[:, None, :]
        # (i, j, p, q) and (j, i, q, p) are one exchange: p before q gives it once.
        opposed[:, :, : p + 1] = False
        i, j, q = np.nonzero(opposed & prefers)
        both_p, both_q = salience[i, p] + salience[j, p], salience[i, q] + salience[j, q]
        on_p = np.full(len(i), p, dtype=np.intp)
        common = np.minimum(caps(table, j, i, on_p) * both_p, caps(table, i, j, q) * both_q)
        gain = common * (salience[i, p] / both_p - salience[i, q] / both_q)
        kept = gain > LEAST_GAIN
        i, j, q, on_p, common = i[kept], j[kept], q[kept], on_p[kept], common[kept]
        moved = np.stack([side[i, p] * common / both_p[kept], side[j, q] * common / both_q[kept]], axis=1)
        parts.append(
            Shifts(np.stack([j, i], axis=1), np.stack([on_p, q], axis=1), np.stack([i, j], axis=1), moved, gain[kept])
        )
    return joined(parts, 2)


def joined(parts: Sequence[Shifts], shifts: int) -> Shifts:
    """Give the rows of several arrays in one."""
    if not parts:
        none = np.empty((0, shifts), dtype=np.intp)
        return Shifts(none, none, none, np.empty((0, shifts)), np.empty(0))
    return Shifts(
        np.concatenate([part.actor for part in parts]),
        np.concatenate([part.issue for part in parts]),
        np.concatenate([part.pleases for part in parts]),
        np.concatenate([part.outcome for part in parts]),
        np.concatenate([part.gain for part in parts]),
    )


def effects(table: PowerTable, found: Shifts) -> Floats:
    """Give the effect (rows, actors) of each exchange on every actor (step 7), those that shift included."""
    total = np.zeros((len(found), len(table.actors)))
    distances, salience = table.distances, table.saliences
    for column in range(found.issue.shape[1]):
        here = distances[:, found.issue[:, column]]
        total += (salience[:, found.issue[:, column]] * (np.abs(here) - np.abs(here - found.outcome[:, column]))).T
    return total
