"""What is worth a word though a case is sound: parties without objectives, issues nobody cares about, odd values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from detente.errors import Fault
from detente.table.case import Case, Normal, Point, Range
from detente.table.trees import leaf_issues

__all__ = ["case_notes"]


def case_notes(case: Case) -> list[Fault]:
    """Give what is worth a word though the case is sound: each with its path and what would mend it."""
    return [
        *_silent_parties(case),
        *_unused_issues(case),
        *_odd_values(case),
        *_lost_claims(case.model_dump(mode="json", exclude_defaults=True), case, ""),
        *_strange_dates(case),
        *_shared_voices(case),
    ]


def _lost_claims(part: Any, case: Case, path: str) -> Iterator[Fault]:
    """Find what rests on claims that the case does not hold."""
    if isinstance(part, Mapping):
        for name, inner in part.items():
            place = f"{path}.{name}" if path else str(name)
            if name == "because" and isinstance(inner, list):
                for at, claim in enumerate(inner):
                    if claim not in case.evidence:
                        told = f"there is no claim {claim!r} under evidence, so that this rests on nothing; mend the id"
                        yield Fault(f"{place}[{at}]", f"{told}, or remove it")
            else:
                yield from _lost_claims(inner, case, place)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for at, inner in enumerate(part):
            yield from _lost_claims(inner, case, f"{path}[{at}]")


def _strange_dates(case: Case) -> Iterator[Fault]:
    """Find dates that cannot be put in order."""
    dated = [(f"evidence.{claim}.date", piece.date) for claim, piece in case.evidence.items()]
    for party, by_issue in case.positions.items():
        for issue, position in by_issue.items():
            path = f"positions.{party}.{issue}.path"
            dated += [(f"{path}[{at}].date", point.date) for at, point in enumerate(position.path)]
    for path, day in dated:
        if day is not None and not _is_date(day):
            told = f"{day!r} is no date and cannot be put in order with others; write it as 2025-03-01, or leave it out"
            yield Fault(path, told)


def _shared_voices(case: Case) -> Iterator[Fault]:
    """Find who is said to speak for two parties."""
    homes: dict[str, str] = {}
    for party, part in case.parties.items():
        for at, voice in enumerate(part.voices):
            owner = homes.setdefault(voice.casefold(), party)
            if owner != party:
                told = f"{voice!r} also speaks for {owner}: claims through that voice may stand with the wrong party"
                yield Fault(f"parties.{party}.voices[{at}]", f"{told}; leave it with one")


def _is_date(day: str) -> bool:
    try:
        date.fromisoformat(day[:10])
    except ValueError:
        return False
    return True


def _silent_parties(case: Case) -> Iterator[Fault]:
    for party, part in case.parties.items():
        if party not in case.objectives:
            counts = "; though its consent is required, no deal is judged by it" if part.consent == "required" else ""
            told = f"has no objectives: nothing can be inferred of it{counts}; give it some under objectives.{party}"
            yield Fault(f"parties.{party}", told)


def _unused_issues(case: Case) -> Iterator[Fault]:
    used = {root.issue for root in case.objectives.values()}
    used |= {issue for root in case.objectives.values() for _, issue in leaf_issues(root)}
    for name, issue in case.issues.items():
        if name not in used:
            told = "no party has an objective on it, so that it makes no deal better or worse; add one, or remove it"
            yield Fault(f"issues.{name}", told)
        if len(issue.labels) == 1:
            yield Fault(f"issues.{name}", f"has one option only, {issue.labels[0]!r}: there is nothing to agree")
        if issue.range is not None and issue.step is not None:
            low, high = issue.range
            last = low + issue.step * (len(issue.labels) - 1)
            if abs(last - high) > 1e-9 * max(1.0, abs(high)):
                told = (
                    f"steps of {issue.step:g} from {low:g} end at {last:g}, not at {high:g}; change the step or a bound"
                )
                yield Fault(f"issues.{name}.range", told)


def _odd_values(case: Case) -> Iterator[Fault]:
    for party, value in case.no_deal.items():
        least = (
            value.range[0]
            if isinstance(value, Range)
            else value.normal[0]
            if isinstance(value, Normal)
            else value.value
            if isinstance(value, Point)
            else value
        )
        if isinstance(least, float | int) and least >= 1:
            told = f"is at least {least:g}, and no package is worth more than 1: this party would sign nothing"
            yield Fault(f"no_deal.{party}", told)
    for party, by_issue in case.positions.items():
        for issue, position in by_issue.items():
            dates = [point.date for point in position.path if point.date]
            if dates != sorted(dates):
                told = "its dates are not in order; the last entry counts as the newest: put them in order"
                yield Fault(f"positions.{party}.{issue}.path", told)
