"""Claims that exclude one another though each is sure of itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from detente.table.case import Evidence

__all__ = ["Contradiction", "find_contradictions"]


MOST = 100
"""Contradictions told of a party: beyond these, the claims are of two minds about everything."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims of one party that exclude each other: `kind` is "order", "denial" or "answer"."""

    kind: str
    claims: tuple[str, str]
    words: str


def _order(part: Evidence) -> tuple[str, str] | None:
    """Give (heavier, lighter) as a priority or a trade has it; a denied one has it the other way round."""
    if part.act not in ("priority", "trade") or part.on is None or part.over is None:
        return None
    return (part.over, part.on) if part.certainty == "denied" else (part.on, part.over)


def _compare(first: Evidence, second: Evidence) -> tuple[str, str] | None:
    one, other = _order(first), _order(second)
    if one is not None and other is not None and one == other[::-1]:
        return "order", f"{one[0]} above {one[1]}, and {one[1]} above {one[0]}"
    if (first.on, first.option) != (second.on, second.option):
        return None
    what = first.on if first.option is None else f"{first.on}: {first.option}"
    sides = {first.certainty == "denied", second.certainty == "denied"}
    if first.act == second.act and first.over == second.over and len(sides) == 2:
        return "denial", f"{first.act} of {what}, asserted and denied"
    if "reject" in {first.act, second.act} and sides == {False} and first.option is not None:
        besides = {first.act, second.act} - {"reject"}
        if besides == {"accept"}:
            return "answer", f"{what}, accepted and rejected"
        if besides == {"demand"} and (None in (first.date, second.date) or first.date == second.date):
            return "answer", f"{what}, demanded and rejected"
    return None


def _places(part: Evidence) -> set[tuple[object, ...]]:
    """Give where a claim is kept, so that two that exclude each other share a place."""
    order = _order(part)
    places: set[tuple[object, ...]] = {("about", part.on, str(part.option))}
    return places if order is None else places | {("order", *sorted(order))}


def find_contradictions(evidence: Mapping[str, Evidence]) -> tuple[Contradiction, ...]:
    """Give the pairs among a party's asserted and denied claims that exclude each other, `MOST` at most."""
    sure = {claim: part for claim, part in evidence.items() if part.certainty in ("asserted", "denied")}
    kept: dict[tuple[object, ...], list[str]] = {}
    found: dict[tuple[str, str], Contradiction] = {}
    for claim, part in sure.items():
        for place in _places(part):
            for other in kept.setdefault(place, []):
                verdict = _compare(sure[other], part)
                if verdict is not None:
                    found.setdefault((other, claim), Contradiction(verdict[0], (other, claim), verdict[1]))
                if len(found) >= MOST:
                    return tuple(found.values())
            kept[place].append(claim)
    return tuple(found.values())
