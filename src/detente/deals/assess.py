"""From a draft agreement to who would sign it, who balks over what, and what would mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.agreement import Agreement, agreement_of_data
from detente.deals.amendments import (
    Amendments,
    Weighed,
    changes_between,
    find_amendments,
    single_changes,
    weigh_blocks,
)
from detente.deals.assessment import Assessment, Better, Objection, OpenIssues, Verdict
from detente.deals.completion import Completions, find_completions
from detente.deals.constants import AMENDMENT_LIMIT, ON_BOARD, SURE_TO_SIGN, TOLERANCE
from detente.deals.frontier import Frontier
from detente.deals.logrolls import monte_carlo_error
from detente.deals.problem import Problem
from detente.deals.scenario import Scenario
from detente.deals.trades import find_swaps
from detente.deals.yardstick import Standing, Yardstick, make_yardstick
from detente.errors import Fault, FormatError

if TYPE_CHECKING:
    from detente.beliefs.posterior import Posterior
    from detente.table.case import Case

__all__ = ["assess", "assess_by"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
MIDDLE = (0.05, 0.95)


def _agreement(draft: "Agreement | Mapping[str, Any]", problem: Problem, case: "Case | None") -> Agreement:
    if isinstance(draft, Agreement):
        return draft
    names = {issue: part.name for issue, part in case.issues.items() if part.name} if case else {}
    parties = {party: part.name for party, part in case.parties.items()} if case else {p: p for p in problem.parties}
    return agreement_of_data(dict(draft), problem.issues, "draft", names, parties)


def _signing(yardstick: Yardstick, agreement: Agreement) -> tuple[Yardstick, tuple[str, ...], tuple[str, ...]]:
    """Give the yardstick by which the consent of those who are to sign counts, who of the required is not to sign, and
    of whom nothing is known.
    """
    problem = yardstick.problem
    if not agreement.signatories:
        return yardstick, (), problem.silent
    known = tuple(party for party in agreement.signatories if party in problem.wants)
    if not known:
        told = f"nothing is known of what {', '.join(agreement.signatories)} would sign; name others, or leave it out"
        raise FormatError("draft", [Fault("parties", told)])
    missing = tuple(party for party in problem.required if party not in known)
    silent = tuple(party for party in agreement.signatories if party not in problem.wants)
    return yardstick.for_signatories(known), missing, silent


@dataclass(frozen=True, slots=True)
class _Draft:
    """The draft completed, `package` (issues,), with what was open and how much hangs on it for each party."""

    package: Places
    open: OpenIssues | None
    between: Mapping[str, tuple[float, float]]


def _completed(problem: Problem, found: Completions) -> _Draft:
    """Give the completion that all are likeliest to sign; among equal ones that with the largest smallest gain."""
    weighed = weigh_blocks(problem, found.options[0], found.options)
    gains = (weighed.expected - problem.no_deal)[:, list(problem.places)]
    best = int(np.lexsort((-gains.sum(axis=1), -np.rint(gains.min(axis=1) / TOLERANCE), -weighed.all_sign))[0])
    chosen = found.options[best]
    if not found.open:
        return _Draft(chosen, None, {})
    issues = list(problem.issues.items())
    settled = {issues[place][0]: issues[place][1][chosen[place]] for place in found.open}
    least, most = weighed.signs.min(axis=0), weighed.signs.max(axis=0)
    between = {party: (float(least[at]), float(most[at])) for at, party in enumerate(problem.parties)}
    span = (float(weighed.all_sign.min()), float(weighed.all_sign.max()))
    return _Draft(chosen, OpenIssues(settled, found.count, len(found.options), found.complete, span), between)


def _objections(problem: Problem, party: str, around: Weighed, issue: Places) -> tuple[Objection, ...]:
    """Give what a party would rather have, issue by issue, what would most move it to sign first.

    `around` holds the draft and, after it, all changes of one issue.
    """
    column, lines = problem.parties.index(party), problem.wants[party].red_lines
    signs, expected, draft = around.signs[:, column], around.expected[:, column], around.options[0]
    found = []
    for place, (name, labels) in enumerate(problem.issues.items()):
        others = np.flatnonzero(issue == place)
        if not len(others):
            continue
        shut = float(lines[name][:, draft[place]].mean()) if name in lines else 0.0
        by_gain, by_signs = -np.rint(expected[others] / TOLERANCE), -signs[others]
        best = others[np.lexsort((by_gain, by_signs) if shut else (by_signs, by_gain))[0]]
        gain = float(expected[best] - expected[0])
        if gain > TOLERANCE or signs[best] > signs[0] + TOLERANCE:
            wants = labels[around.options[best, place]]
            found.append(Objection(name, labels[draft[place]], wants, float(signs[best]), gain, shut))
    return tuple(sorted(found, key=lambda part: (-round(part.signs, 6), -part.gain)))


def _verdict(
    problem: Problem,
    standing: Standing,
    party: str,
    between: tuple[float, float] | None,
    objections: tuple[Objection, ...],
) -> Verdict:
    gains = standing.gains[party]
    low, high = np.quantile(gains, MIDDLE)
    signs = standing.accepts[party]
    error = monte_carlo_error(signs, problem.draws) if problem.draws > 1 else 0.0
    return Verdict(
        party,
        party in problem.required,
        signs,
        error,
        between,
        float(gains.mean()),
        float(low),
        float(high),
        standing.shares[party],
        objections,
    )


def _better(problem: Problem, around: Weighed, frontier: Frontier) -> tuple[int, tuple[Better, ...]]:
    """Count the frontier points that dominate the draft, and tell those with the largest smallest gain."""
    draft, here = around.options[0], around.expected[0]
    expected = here[list(problem.places)]
    gains = frontier.utilities - expected
    slack = TOLERANCE * max(1.0, float(np.abs(expected).max(initial=0.0)))
    places = np.flatnonzero((gains >= -slack).all(axis=1) & (gains > slack).any(axis=1))
    order = np.lexsort((-gains[places].sum(axis=1), -gains[places].min(axis=1, initial=np.inf)))
    if not len(places):
        return 0, ()
    told = weigh_blocks(problem, draft, frontier.options[places[order[:AMENDMENT_LIMIT]]])
    return len(places), tuple(
        Better(
            problem.package(package),
            changes_between(problem, draft, package),
            dict(zip(problem.parties, map(float, expected - here), strict=True)),
            dict(zip(problem.parties, map(float, signs), strict=True)),
            float(all_sign),
        )
        for package, expected, signs, all_sign in zip(
            told.options, told.expected, told.signs, told.all_sign, strict=True
        )
    )


def _amendments(problem: Problem, draft: Places, least: Verdict) -> Amendments | None:
    """Give what would bring the least willing on board; where it is, what would make it sure to sign; else None."""
    if least.signs >= SURE_TO_SIGN:
        return None
    target = ON_BOARD if least.signs < ON_BOARD else SURE_TO_SIGN
    return find_amendments(problem, draft, least.party, target)


def assess(
    table: "Case | Scenario",
    draft: "Agreement | Mapping[str, str]",
    posterior: "Posterior | None" = None,
) -> Assessment:
    """Judge a draft agreement: who would sign, who balks over what, what dominates it, what would bring all on board.

    `draft` is an agreement, or a package (issue → option) that may leave issues open; what is open is completed in the
    way all are likeliest to sign, and figures say how much hangs on it. With a `posterior`, probabilities are over its
    draws. Raises FormatError for a draft that does not fit the table, and where numbers are missing and no posterior
    is given; UsageError for a scenario with a posterior.
    """
    return assess_by(make_yardstick(table, posterior), draft)


def assess_by(yardstick: Yardstick, draft: "Agreement | Mapping[str, Any]", amend: bool = True) -> Assessment:
    """Judge a draft as `assess` does, by the yardstick of its table: for one draft after the other.

    `draft` may have any of the forms that `agreement_of_data` takes. Without `amend` the smallest changes, the one part
    that may take seconds, are not looked for. Raises FormatError for a draft that does not fit the table.
    """
    agreement = _agreement(draft, yardstick.problem, yardstick.case)
    yardstick, not_signing, silent = _signing(yardstick, agreement)
    problem, frontier = yardstick.problem, yardstick.frontier
    found = _completed(problem, find_completions(problem, agreement.package))
    standing = yardstick.standing(found.package)
    options, issue = single_changes(problem, found.package)
    around = weigh_blocks(problem, found.package, options)
    verdicts = [
        _verdict(problem, standing, party, found.between.get(party), _objections(problem, party, around, issue))
        for party in problem.parties
    ]
    verdicts.sort(key=lambda part: (not part.required, part.signs, part.gain))
    least = verdicts[0]
    dominating, better = _better(problem, around, frontier)
    return Assessment(
        agreement.title,
        agreement.articles,
        problem.package(found.package),
        found.open,
        problem.required,
        not_signing,
        silent,
        problem.draws,
        standing.all_accept,
        monte_carlo_error(standing.all_accept, problem.draws) if problem.draws > 1 else 0.0,
        standing.best_known,
        tuple(verdicts),
        least.party,
        dominating,
        better,
        find_swaps(problem, found.package, AMENDMENT_LIMIT),
        _amendments(problem, found.package, least) if amend else None,
        frontier.exact,
    )
