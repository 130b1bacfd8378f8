"""Exchanges of three actors in a ring on three issues: a yields to b, b to c, and c to a.

No two of them need want anything of one another. This extends the equal-gain rule of the exchange model
(`detente.deals.exchange`, steps 1–7) from two actors to three; it is detente's own, not the papers'. Actor a shifts on
p towards b, b on q towards c, c on r towards a; the outcomes move by δ = (δ_p, δ_q, δ_r) ≥ 0. Each of the three also
feels the issue on which the two others deal. With σ = +1 for who stands on the side the outcome moves to, else −1:

    gain_a = −s_ap δ_p + σ_aq s_aq δ_q + s_ar δ_r, and likewise for b and c.

Equal gains are two equations, (gain_a − gain_b) = 0 and (gain_b − gain_c) = 0, so that δ is a multiple of the cross
product of their coefficients; it is made as large as step 6 allows, where no outcome passes the position of any of
the three whom it pleases. Where the two equations are one (no single rate), or a δ would be negative, there is none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.exchange_shifts import LEAST_GAIN, Shifts, caps, joined
from detente.deals.power_table import PowerTable

__all__ = ["best_rings", "ring_shifts"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
ROUNDING = 1e-12
"""Shifts that are a smaller part of the ring's largest are rounding."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """What all rings of a table are made of.

    `side` (actors, issues) and `distance` of each actor from the outcome; `worth` (2, actors, issues) of a move by one
    unit, down and up; `limit` (actors, actors, issues): how far the first can move the outcome to please the second.
    """

    side: Floats
    distance: Floats
    worth: Floats
    limit: Floats

    @classmethod
    def of(cls, table: PowerTable) -> "_Terms":
        distance, salience = table.distances, table.saliences
        side = np.sign(distance)
        count, issues = side.shape
        first, second, issue = np.indices((count, count, issues))
        worth = np.stack([np.where(side * direction > 0, salience, -salience) for direction in (-1, 1)])
        return cls(side, distance, worth, caps(table, first, second, issue))


def _feasible(side: Floats, first: int, second: int) -> tuple[Places, Places, Places, Places]:
    """Give c, p, q, r of the rings of a = `first` and b = `second`: opposite sides wherever one yields to another."""
    issues = side.shape[1]
    to_second = np.flatnonzero(side[first] * side[second] < 0)
    to_third = side[second] * side < 0
    back = side * side[first] < 0
    mask = np.repeat((to_third[:, :, None] & back[:, None, :])[:, None], len(to_second), axis=1)
    mask[: first + 1] = False
    mask[second] = False
    mask[:, np.arange(len(to_second)), to_second, :] = False
    mask[:, np.arange(len(to_second)), :, to_second] = False
    mask[:, :, np.arange(issues), np.arange(issues)] = False
    third, p, q, r = np.nonzero(mask)
    return third, to_second[p], q, r


def _rings(terms: _Terms, first: int, second: int) -> Shifts:
    """Give all rings of a = `first`, b = `second` and any c that comes after a."""
    third, p, q, r = _feasible(terms.side, first, second)
    actor = np.stack([np.full(len(third), first), np.full(len(third), second), third], axis=1)
    issue, pleased = np.stack([p, q, r], axis=1), actor[:, [1, 2, 0]]
    direction = terms.side[pleased, issue]
    worth = terms.worth[(direction > 0).astype(np.intp)[:, None, :], actor[:, :, None], issue[:, None, :]]
    delta = np.cross(worth[:, 0] - worth[:, 1], worth[:, 1] - worth[:, 2])
    delta *= np.sign((worth[:, 0] * delta).sum(axis=1))[:, None]
    kept = np.flatnonzero((delta > ROUNDING * np.abs(delta).max(axis=1, initial=0.0)[:, None]).all(axis=1))
    actor, issue, pleased, direction, delta = (part[kept] for part in (actor, issue, pleased, direction, delta))
    limit = terms.limit[actor, pleased, issue]
    distance = terms.distance[actor[:, [2, 0, 1]], issue]
    limit = np.where(distance * direction > 0, np.minimum(limit, np.abs(distance)), limit)
    delta *= (limit / delta).min(axis=1, initial=np.inf)[:, None]
    gain = (worth[kept, 0] * delta).sum(axis=1)
    return Shifts(actor, issue, pleased, direction * delta, gain).rows(np.flatnonzero(gain > LEAST_GAIN))


def ring_shifts(table: PowerTable) -> Shifts:
    """Give every ring of three actors on three issues that has a gain, in no order."""
    count, terms = len(table.actors), _Terms.of(table)
    return joined([_rings(terms, a, b) for a in range(count) for b in range(a + 1, count)], 3)


def best_rings(table: PowerTable, limit: int) -> tuple[Shifts, int]:
    """Give the `limit` rings with the largest gain, best first, and how many there are."""
    best, count, terms = joined([], 3), 0, _Terms.of(table)
    for a in range(len(table.actors)):
        for b in range(a + 1, len(table.actors)):
            found = _rings(terms, a, b)
            count += len(found)
            best = joined([best, found.rows(_largest(found, limit))], 3)
        best = best.rows(best.best_first()[:limit])
    return best, count


def _largest(found: Shifts, limit: int) -> Places:
    if len(found) <= limit:
        return np.arange(len(found))
    least = np.partition(found.gain, len(found) - limit)[len(found) - limit]
    return np.flatnonzero(found.gain >= least - LEAST_GAIN)
