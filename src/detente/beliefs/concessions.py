"""Concessions: where a party's stated position moved towards the others while it held another.

Interests stay and positions move. A party that gives way on A while holding B shows that it can spare A rather than B.
The moves are those of `positions.PARTY.ISSUE.path` in the case.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.beliefs.constants import Constants
from detente.beliefs.reliability import Reliability, Trust, reliability_of
from detente.table.case import Case, Issue, PathPoint, Position

__all__ = ["Concession", "find_concessions"]


@dataclass(frozen=True, slots=True)
class Concession:
    """A step of a party's stated position on `issue`, from `before` to `after`, towards the others.

    `held` are the issues on which it stood still from `since` to `date`; where none is known, the step is set against
    all that matters to the party. `claims` are those of the two positions; `factors`, of which `reliability` is the
    product, multiply those of the best claim for each (1 for a position that the case declares without a claim); where
    one claim tells both ("has dropped its demand"), they are its own.
    """

    id: str
    issue: str
    before: str
    after: str
    since: str | None
    date: str | None
    held: tuple[str, ...]
    claims: tuple[str, ...]
    origin: str
    factors: Reliability

    @property
    def reliability(self) -> float:
        """ρ of the step: that both positions were what the claims say."""
        return self.factors.value


def _places(issue: Issue, points: Sequence[PathPoint]) -> list[int]:
    return [issue.index(point.option) for point in points]


def _others(case: Case, party: str, issue: str) -> list[int]:
    """Give where the other parties stand on an issue."""
    return [
        case.issues[issue].index(position.stated)
        for other, by_issue in case.positions.items()
        if other != party and (position := by_issue.get(issue)) and position.stated not in (None, "unknown")
    ]


def _gives_way(issue: Issue, opening: int, before: int, after: int, others: Sequence[int]) -> bool:
    """Tell whether a step comes nearer to where the others stand, or where none stands leads away from the opening.

    On an unordered issue a step is one only where it adopts an option that another party states.
    """
    if not issue.ordered:
        return after in others and before not in others
    if others:
        middle = sum(others) / len(others)
        return abs(after - middle) < abs(before - middle)
    return abs(after - opening) > abs(before - opening)


def _dated(case: Case, position: Position) -> list[str]:
    """Give the dates on which a position was stated."""
    points = [point.date for point in position.path]
    claims = [case.evidence[claim].date for claim in position.because if claim in case.evidence]
    return [date for date in (*points, *claims) if date is not None]


def _held(case: Case, party: str, issue: str, since: str | None, date: str | None) -> Iterator[str]:
    """Give the issues on which the party had taken a stand by `date` and made no step after `since`."""
    if since is None or date is None:
        return
    for other, position in case.positions[party].items():
        dates = _dated(case, position)
        steps = [point.date for point in position.path[1:]]
        still = all(step is not None and not since < step <= date for step in steps)
        if other != issue and position.stated not in (None, "unknown") and dates and min(dates) <= date and still:
            yield other


def _grounds(case: Case, point: PathPoint, constants: Constants, trusted: Trust) -> tuple[list[str], Reliability]:
    """Give the claims for a position that count, and how far the best of them is believed."""
    if not point.because:
        return [], Reliability(1.0, 1.0, 1.0)
    found = {
        claim: reliability_of(case.evidence[claim], constants, trusted)
        for claim in point.because
        if claim in case.evidence
    }
    best = max(found.values(), key=lambda part: part.value, default=Reliability(0.0, 0.0, 0.0))
    return [claim for claim, part in found.items() if part.value > 0], best


def _both(one: Reliability, other: Reliability) -> Reliability:
    """Give the reliability that two positions, of claims apart, were what their claims say."""
    return Reliability(one.certainty * other.certainty, one.trust * other.trust, one.confidence * other.confidence)


def _steps(case: Case, party: str, constants: Constants, trusted: Trust) -> Iterator[Concession]:
    for issue, position in case.positions.get(party, {}).items():
        if issue not in case.issues or len(position.path) < 2:
            continue
        places = _places(case.issues[issue], position.path)
        others = _others(case, party, issue)
        for number in range(1, len(places)):
            earlier, later = position.path[number - 1], position.path[number]
            if not _gives_way(case.issues[issue], places[0], places[number - 1], places[number], others):
                continue
            first, one = _grounds(case, earlier, constants, trusted)
            second, other = _grounds(case, later, constants, trusted)
            origins = [case.evidence[claim].origin for claim in second]
            yield Concession(
                id=f"concession:{issue}:{number}",
                issue=issue,
                before=case.issues[issue].labels[places[number - 1]],
                after=case.issues[issue].labels[places[number]],
                since=earlier.date,
                date=later.date,
                held=tuple(_held(case, party, issue, earlier.date, later.date)),
                claims=(*first, *(claim for claim in second if claim not in first)),
                origin=origins[0] if origins else "the case",
                factors=other if set(second) == set(first) else _both(one, other),
            )


def find_concessions(case: Case, party: str, constants: Constants, trusted: Trust) -> Mapping[str, Concession]:
    """Give the concessions of a party by id, in the order of the case; those that nothing supports are left out."""
    return {step.id: step for step in _steps(case, party, constants, trusted) if step.reliability > 0}
