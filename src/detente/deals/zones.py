"""Zones of possible agreement of one problem: of all whose consent counts, of some of them, of all but any one."""

import time
from collections.abc import Iterable
from typing import Any

from detente.deals.problem import Problem
from detente.deals.zopa import Zone, count_zone
from detente.errors import UsageError

__all__ = ["Zones", "exact_json", "zone_json"]

LARGEST_JSON_INTEGER = 2**53


def exact_json(count: int) -> int | str:
    """Give a count as JSON can carry it: a string beyond 2^53."""
    return count if abs(count) <= LARGEST_JSON_INTEGER else str(count)


def zone_json(zone: Zone) -> dict[str, Any]:
    """Give the record of `deals.json`."""
    if zone.exact:
        return {"count": exact_json(zone.low), "exact": True}
    sampled = {} if zone.estimate is None else {"estimate": zone.estimate, "error": zone.error}
    return {"low": exact_json(zone.low), "high": exact_json(zone.high), "exact": False, **sampled}


class Zones:
    """Counts of packages, each made when first asked for; the time they take is added to `seconds["zopa"]`."""

    def __init__(self, problem: Problem, seconds: dict[str, float]) -> None:
        self._problem = problem
        self._seconds = seconds
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...], int], Zone] = {}

    def without(self, parties: Iterable[str] = ()) -> Zone:
        """Give how many packages all required parties but the named ones accept.

        Raises UsageError where somebody named is not among the required parties.
        """
        left_out = self._places(parties)
        return self._zone(tuple(place for place in self._problem.places if place not in left_out), (), 0)

    def all_but_one(self, veto: Iterable[str] = ()) -> Zone:
        """Give how many packages all required parties accept, or all but one that is not in `veto`.

        Raises UsageError where somebody named is not among the required parties.
        """
        return self._zone(self._problem.places, self._places(veto), 1)

    def check(self, parties: Iterable[str]) -> None:
        """Raise UsageError where somebody named is not among the required parties."""
        self._places(parties)

    def _places(self, parties: Iterable[str]) -> tuple[int, ...]:
        required = {self._problem.parties[place]: place for place in self._problem.places}
        named = list(dict.fromkeys(parties))
        unknown = [party for party in named if party not in required]
        if unknown:
            raise UsageError(
                f"no such party among those whose consent counts: {', '.join(unknown)}; "
                f"there are: {', '.join(required) or 'none'}"
            )
        return tuple(required[party] for party in named)

    def _zone(self, places: tuple[int, ...], veto: tuple[int, ...], spare: int) -> Zone:
        key = (places, tuple(sorted(veto)), spare)
        if key not in self._known:
            start = time.perf_counter()
            self._known[key] = self._counted(*key)
            spent = self._seconds.get("zopa", 0.0) + time.perf_counter() - start
            self._seconds["zopa"] = round(spent, 6)
        return self._known[key]

    def _counted(self, places: tuple[int, ...], veto: tuple[int, ...], spare: int) -> Zone:
        problem, chosen = self._problem, list(places)
        if not problem.places:
            return Zone(0, 0, True, "nobody's objectives are known")
        floor, loss = problem.no_deal[chosen] - problem.constants[chosen], problem.loss[chosen]
        if not loss.any():
            return count_zone(problem.factors, chosen, floor, spare, veto)
        low, high = (count_zone(problem.factors, chosen, floor + shift, spare, veto) for shift in (loss, -loss))
        return Zone(low.low, high.high, low.low == high.high, f"{low.method}; some objectives softened")
