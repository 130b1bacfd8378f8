"""The position exchange model: which actors would trade support on two issues, at which rate, and who else is hit.

F. N. Stokman, R. Van Oosten, "The Exchange of Voting Positions: An Object-Oriented Model of Policy Networks", in
B. Bueno de Mesquita, F. N. Stokman (eds.), "European Community Decision Making", 1994; externalities: M. van Assen,
F. Stokman, R. van Oosten, "Conflict Measures in Cooperative Exchange Models of Collective Decision-Making",
Rationality and Society 15 (2003) 85–112. In their terms, with position x, salience s and power c of actor i on issue p:

1. Expected outcome  O_p = Σ_i c_ip s_ip x_ip / Σ_i c_ip s_ip.
2. Utility of actor i  U_i = −Σ_p s_ip |x_ip − O_p|.
3. Actors i and j may exchange on issues p and q where they stand on opposite sides of the outcome on both, and
   s_ip / s_iq > s_jp / s_jq: then j shifts on p towards i, and i on q towards j.
4. A shift of j on p by Δ moves the outcome by δ_p = Δ c_jp s_jp / Σ_k c_kp s_kp. Player i gains s_ip δ_p − s_iq δ_q,
   and j gains s_jq δ_q − s_jp δ_p.
5. Both gain equally at the rate (s_ip + s_jp) δ_p = (s_iq + s_jq) δ_q.
6. They exchange as much as they can: nobody shifts beyond the other's position, and no outcome beyond the position of
   whom it is to please (there the utilities of step 4 would turn).
7. The effect on any other actor k is U_k after less U_k before.

Everything is computed from the positions as they stand, each exchange for itself: which of them are realised, one
after another, is a further model that is not in here. Exchanges of three actors in a ring: `exchange_rings`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.deals.exchange_rings import best_rings
from detente.deals.exchange_shifts import LEAST_GAIN, Shifts, effects, joined, pair_shifts
from detente.deals.power_table import PowerTable

__all__ = ["Exchange", "Exchanges", "Shift", "exchanges"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
SCHEMA = 1
SHOWN = 20
"""Exchanges told in full, of each kind."""
EFFECT_ROWS = 200_000
"""Exchanges whose effects on all actors are computed at one time."""


@dataclass(frozen=True, slots=True)
class Shift:
    """In an exchange `actor` shifts on `issue` from its position `before` to `after`, to please `pleases`.

    The expected outcome of the issue moves from `outcome_before` to `outcome_after`.
    """

    actor: str
    issue: str
    before: float
    after: float
    outcome_before: float
    outcome_after: float
    pleases: str

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "actor": self.actor,
            "issue": self.issue,
            "from": self.before,
            "to": self.after,
            "outcome_from": self.outcome_before,
            "outcome_to": self.outcome_after,
            "pleases": self.pleases,
        }


@dataclass(frozen=True, slots=True)
class Exchange:
    """Shifts that go together. Each actor that shifts gains `gain` (salience times position).

    `others` holds the effect on every other actor that is touched, in the same unit; below 0 it is worse off.
    """

    shifts: tuple[Shift, ...]
    gain: float
    others: Mapping[str, float]
    words: str

    @property
    def harms(self) -> tuple[str, ...]:
        """Who is worse off by it."""
        return tuple(actor for actor, effect in self.others.items() if effect < -LEAST_GAIN)

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "shifts": [shift.to_json() for shift in self.shifts],
            "gain": self.gain,
            "others": dict(self.others),
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Exchanges:
    """All exchanges of two actors on two issues, and the best of three in a ring, the largest gain first.

    `pairs` and `rings` tell the best of each; `pairs_found` and `rings_found` count those with a gain.
    `harmless` are the exchanges of two that leave nobody worse off. `pair_arrays` holds every exchange of two.
    """

    table: PowerTable
    outcomes: Mapping[str, float]
    pairs: tuple[Exchange, ...]
    rings: tuple[Exchange, ...]
    harmless: tuple[Exchange, ...]
    pairs_found: int
    rings_found: int
    harmless_found: int
    pair_arrays: Shifts

    def to_json(self) -> dict[str, Any]:
        """Give the JSON: all but the arrays."""
        return {
            "schema": SCHEMA,
            "actors": list(self.table.actors),
            "outcomes": dict(self.outcomes),
            "pairs_found": self.pairs_found,
            "pairs": [part.to_json() for part in self.pairs],
            "harmless_found": self.harmless_found,
            "harmless": [part.to_json() for part in self.harmless],
            "rings_found": self.rings_found,
            "rings": [part.to_json() for part in self.rings],
        }


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _words(shifts: Sequence[Shift], gain: float) -> str:
    told = []
    for shift in shifts:
        won = next(other for other in shifts if other.pleases == shift.actor)
        told.append(
            f"{shift.actor} yields on {shift.issue} ({_number(shift.before)} → {_number(shift.after)}) and gains on "
            f"{won.issue} (outcome {_number(won.outcome_before)} → {_number(won.outcome_after)})"
        )
    return f"{'; '.join(told)}; each gains {gain:.2f}"


def _told(table: PowerTable, found: Shifts) -> tuple[Exchange, ...]:
    """Give rows as records with names."""
    shares = table.weights / table.weights.sum(axis=0)
    outcomes, names, issues = table.outcomes, table.actors, table.issues
    records = []
    for row, effect in enumerate(effects(table, found)):
        shifts = []
        for actor, issue, pleased, move in zip(
            found.actor[row], found.issue[row], found.pleases[row], found.outcome[row], strict=True
        ):
            before, outcome = float(table.positions[actor, issue]), float(outcomes[issue])
            after = before + float(move / shares[actor, issue])
            shifts.append(
                Shift(names[actor], issues[issue], before, after, outcome, outcome + float(move), names[pleased])
            )
        own = set(found.actor[row].tolist())
        others = {
            names[place]: float(value)
            for place, value in enumerate(effect)
            if place not in own and abs(value) > LEAST_GAIN
        }
        gain = float(found.gain[row])
        records.append(Exchange(tuple(shifts), gain, others, _words(shifts, gain)))
    return tuple(records)


def _harmless(table: PowerTable, found: Shifts) -> Places:
    """Give the places of the exchanges that leave nobody worse off."""
    parts = [
        start + np.flatnonzero((effects(table, found.rows(part)) >= -LEAST_GAIN).all(axis=1))
        for start in range(0, len(found), EFFECT_ROWS)
        for part in [np.arange(start, min(start + EFFECT_ROWS, len(found)))]
    ]
    return np.concatenate([np.empty(0, np.intp), *parts]).astype(np.intp)


def exchanges(
    positions: ArrayLike,
    saliences: ArrayLike,
    powers: ArrayLike,
    actors: Sequence[str] | None = None,
    issues: Sequence[str] | None = None,
    *,
    rings: bool = True,
    limit: int = SHOWN,
) -> Exchanges:
    """Give all exchanges of two actors on two issues, and the best ones of three actors in a ring.

    `positions`, `saliences` are (actors, issues), `powers` the same or (actors,); NaN as a position where an actor
    takes no part. `limit` exchanges of each kind are told in full; `rings=False` leaves the rings out.
    Raises FormatError with all faults of the table at once.
    """
    table = PowerTable.of(positions, saliences, powers, actors, issues)
    pairs = pair_shifts(table)
    pairs = pairs.rows(pairs.best_first())
    harmless = _harmless(table, pairs)
    found, count = joined([], 3), 0
    if rings:
        found, count = best_rings(table, limit)
    return Exchanges(
        table,
        dict(zip(table.issues, map(float, table.outcomes), strict=True)),
        _told(table, pairs.rows(np.arange(min(limit, len(pairs))))),
        _told(table, found),
        _told(table, pairs.rows(harmless[:limit])),
        len(pairs),
        count,
        len(harmless),
        pairs,
    )
