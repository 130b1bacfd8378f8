"""What changed between days: beliefs from the claims up to the one beside those from the claims up to the other."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from detente.beliefs.reliability import plain_source
from detente.beliefs.result import Beliefs, rounded
from detente.errors import UsageError
from detente.table.case import Case, Evidence, Hypothesis, PathPoint, Position

__all__ = ["Change", "Changes", "case_until", "error_of_difference", "find_changes", "has_moved", "moved_beliefs"]

Json = Mapping[str, Any]

LEAST_CHANGE = 0.01
"""A change below this, or below twice its Monte Carlo error, is not told."""


def _known(date: str | None, until: str) -> bool:
    """Tell whether something was known by the end of a day: what has no date is taken to be known all along."""
    return date is None or date[: len(until)] <= until


def _point_known(point: PathPoint, until: str) -> bool:
    return _known(point.date, until)


def _position_until(position: Position, evidence: Mapping[str, Evidence], until: str) -> Position | None:
    if position.path:
        path = [point for point in position.path if _point_known(point, until)]
        if not path:
            return None
        grounds = list(dict.fromkeys(claim for point in path for claim in point.because))
        return position.model_copy(update={"path": path, "stated": path[-1].option, "because": grounds})
    because = [claim for claim in position.because if claim in evidence]
    return None if position.because and not because else position.model_copy(update={"because": because})


def _hypothesis_until(hypothesis: Hypothesis, evidence: Mapping[str, Evidence]) -> Hypothesis:
    ratios = {claim: ratio for claim, ratio in hypothesis.evidence.items() if claim in evidence}
    return hypothesis.model_copy(update={"evidence": ratios})


def case_until(case: Case, until: str) -> Case:
    """Give the case as it stood on a day: without the claims and positions dated after it.

    Parties, issues, objectives and hypotheses stay, so that beliefs can be compared; what has no date stays too.
    """
    evidence = {claim: part for claim, part in case.evidence.items() if _known(part.date, until)}
    positions = {
        party: {
            issue: kept
            for issue, position in by_issue.items()
            if (kept := _position_until(position, evidence, until)) is not None
        }
        for party, by_issue in case.positions.items()
    }
    hypotheses = {
        party: {name: _hypothesis_until(part, evidence) for name, part in stories.items()}
        for party, stories in case.hypotheses.items()
    }
    names = {
        name for part in evidence.values() for name in (*part.sources, part.outlet, part.origin) if name is not None
    }
    plain = {plain_source(name) for name in names}
    trust = {name: value for name, value in case.trust.items() if plain_source(name) in plain}
    return case.model_copy(
        update={"evidence": evidence, "positions": positions, "hypotheses": hypotheses, "trust": trust}
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A belief about a party that moved: `kind` is weight, order, ideal, red line, no deal, sincerity or hypothesis.

    `error` is the Monte Carlo error of the difference, `error_before` and `error_after` are those of the two figures.
    `claims` are the new ones that speak of it.
    """

    party: str
    kind: str
    words: str
    before: float
    after: float
    error: float
    claims: tuple[str, ...]
    error_before: float
    error_after: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between the day `since` and the day `until` (None: the newest claim).

    `new` are the claims dated in between, `undated` those that count on both sides for want of a date; `changes` the
    beliefs that moved, by party, the largest first; `bits` (before, after) the evidence on each party.
    """

    since: str
    until: str | None
    new: tuple[str, ...]
    undated: tuple[str, ...]
    changes: tuple[Change, ...]
    bits: Mapping[str, tuple[float, float]]

    def to_json(self) -> dict[str, Any]:
        """Give the object that `beliefs.json` holds under `changes`."""
        found: dict[str, Any] = rounded(self)
        return found


def error_of_difference(before: float, after: float) -> float:
    """Give the Monte Carlo error of a difference, from those of the two figures: they are drawn apart."""
    return float((before**2 + after**2) ** 0.5)


def has_moved(before: float, after: float, error: float) -> bool:
    """Tell whether a figure moved: by `LEAST_CHANGE`, and by twice the Monte Carlo error of the difference."""
    return abs(after - before) >= max(LEAST_CHANGE, 2.0 * error)


def _quantities(summary: Json) -> Iterator[tuple[str, str, float, float, Iterable[str]]]:
    """Give (kind, words, value, error, claims) of everything whose change is told."""
    nodes = summary["nodes"]
    for name, node in nodes.items():
        yield "weight", f"weight of {name}", node["weight"]["mean"], node["weight"]["error"], node["claims"]
    for pair in summary["pairs"]:
        first, second = pair["first"], pair["second"]
        claims = (*nodes[first]["claims"], *nodes[second]["claims"])
        yield "order", f"{first} above {second}", pair["probability"], pair["error"], claims
    effective = max(summary["sampled"]["effective"], 1.0)
    for issue, ideal in summary["ideals"].items():
        for option, chance in zip(ideal["options"], ideal["probability"], strict=True):
            error = (chance * (1.0 - chance) / effective) ** 0.5
            yield "ideal", f"wants {issue}: {option}", chance, error, ideal["claims"]
    for line in summary["red_lines"]:
        chance = line["probability"]
        error = (chance * (1.0 - chance) / effective) ** 0.5
        yield "red line", f"red line on {line['issue']}: {line['option']}", chance, error, ()
    no_deal, sincerity = summary["no_deal"], summary["sincerity"]
    yield "no deal", "value of no deal", no_deal["mean"], no_deal["error"], ()
    yield "sincerity", "sincerity of its demands", sincerity["mean"], sincerity["error"], ()
    if len(summary["hypotheses"]) > 1:
        for story in summary["hypotheses"].values():
            yield "hypothesis", f"“{story['name']}”", story["posterior"], story["error"], ()


def moved_beliefs(party: str, before: Json, after: Json, new: Collection[str]) -> tuple[Change, ...]:
    """Give what moved of the beliefs about a party, the largest move first.

    `before` and `after` are what `beliefs.json` holds of it. What only one of the two knows cannot have moved. `new`
    are the ids of the claims that came between.
    """
    known = {(kind, words): (value, error) for kind, words, value, error, _ in _quantities(before)}
    found = []
    for kind, words, value, error, claims in _quantities(after):
        if (kind, words) not in known:
            continue
        first, first_error = known[kind, words]
        both = error_of_difference(first_error, error)
        if has_moved(first, value, both):
            told = tuple(dict.fromkeys(claim for claim in claims if claim in new))
            found.append(Change(party, kind, words, first, value, both, told, first_error, error))
    return tuple(sorted(found, key=lambda change: -abs(change.after - change.before)))


def find_changes(case: Case, before: Beliefs, after: Beliefs, since: str, until: str | None = None) -> Changes:
    """Compare beliefs about `case_until(case, since)` with those about the case, or `case_until(case, until)`.

    Raises UsageError where no claim has a date, or the days are in the wrong order.
    """
    if until is not None and until < since:
        raise UsageError(f"the day {until} lies before {since}; give the earlier one first")
    if not any(part.date for part in case.evidence.values()):
        raise UsageError("no claim of this case has a date; nothing can be told of before and after")
    until_then = [claim for claim, part in case.evidence.items() if until is None or _known(part.date, until)]
    new = tuple(claim for claim in until_then if not _known(case.evidence[claim].date, since))
    undated = tuple(claim for claim in until_then if case.evidence[claim].date is None)
    found: list[Change] = []
    for party, summary in after.parties.items():
        if party in before.parties:
            found += moved_beliefs(party, asdict(before.parties[party]), asdict(summary), frozenset(new))
    bits = {
        party: (before.parties[party].evidence_bits, summary.evidence_bits)
        for party, summary in after.parties.items()
        if party in before.parties
    }
    return Changes(since, until, new, undated, tuple(found), bits)
