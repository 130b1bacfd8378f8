"""What is worth a word though a case is sound: parties without objectives, issues nobody cares about, odd values."""

from collections.abc import Iterator

from detente.errors import Fault
from detente.table.case import Case, Normal, Point, Range
from detente.table.trees import leaf_issues

__all__ = ["case_notes"]


def case_notes(case: Case) -> list[Fault]:
    """Give what is worth a word though the case is sound: each with its path and what would mend it."""
    return [*_silent_parties(case), *_unused_issues(case), *_odd_values(case)]


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
