"""The frontier of a case as it is now, before it is inferred again: with the draws of a run that came before the edit.

What an edit declares counts at once: numbers, red lines, whose consent is needed. What the parties are believed to want
beyond that is as in the run, until the next one is done. Where the draws do not fit the case any more, there is none.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from detente.beliefs import PartyDraws, Posterior
from detente.deals import solve
from detente.table import Case, objective_tree, walk
from detente.table.objectives import All, Leaf, Objective

__all__ = ["frontier_anew", "posterior_on"]

_ANEW = ("packages", "permitted", "parties", "no_deal", "frontier_points", "frontier", "exact", "epsilon", "softened",
         "method", "solutions")  # fmt: skip
"""What is computed anew of `deals.json`; the rest needs every draw to be solved, or the zone to be counted."""


def frontier_anew(now: Case, then: Case, posterior: Posterior, deals: Mapping[str, Any]) -> dict[str, Any] | None:
    """Give `deals` of a run, with frontier and solutions of the case `now`; None where the draws do not fit it.

    `posterior` holds the draws of the case `then`. Raises SizeError where tied issues are too many to be solved.
    """
    fitted = posterior_on(now, then, posterior)
    if fitted is None:
        return None
    found = solve(now, fitted, judged=False).to_json()
    return {**deals, **{name: found[name] for name in _ANEW}}


def posterior_on(now: Case, then: Case, posterior: Posterior) -> Posterior | None:
    """Give draws of the case `then` with what the case `now` declares otherwise; None where that is not to be known.

    Options and objectives have to be the same ones; a number that was declared and is unknown now is not in the draws.
    """
    options = [{name: issue.labels for name, issue in case.issues.items()} for case in (now, then)]
    if options[0] != options[1] or set(now.objectives) != set(then.objectives):
        return None
    found = {}
    for party, draws in posterior.parties.items():
        fitted = _fitted(now, then, party, draws) if party in now.parties else None
        if fitted is None:
            return None
        found[party] = fitted
    return replace(posterior, parties=found)


def _fitted(now: Case, then: Case, party: str, draws: PartyDraws) -> PartyDraws | None:
    trees = objective_tree(now, party), objective_tree(then, party)
    if trees[0] is None or trees[1] is None or _shape(trees[0]) != _shape(trees[1]):
        return None
    weights, satisfaction = dict(draws.weights), dict(draws.satisfaction)
    for node, before in zip(walk(trees[0]), walk(trees[1]), strict=True):
        if isinstance(node, All) and isinstance(before, All) and node.weights != before.weights:
            if node.weights is None:
                return None
            weights[node.name] = np.tile(np.array(node.weights, dtype=np.float64), (draws.count, 1))
        if isinstance(node, Leaf) and isinstance(before, Leaf) and node.satisfaction != before.satisfaction:
            if node.satisfaction is None or None in node.satisfaction:
                return None
            satisfaction[node.name] = np.tile(np.array(node.satisfaction, dtype=np.float64), (draws.count, 1))
    if any(_red_lines(then, party, issue) - _red_lines(now, party, issue) for issue in now.issues):
        # Whether an option is ruled out that is no more declared to be, claims say, and the next run.
        return None
    no_deal = draws.no_deal
    if now.no_deal.get(party) != then.no_deal.get(party):
        value = now.no_deal.get(party)
        number = value if isinstance(value, int | float) else getattr(value, "value", None)
        if number is None:
            return None
        no_deal = np.full(draws.count, float(number))
    return replace(draws, weights=weights, satisfaction=satisfaction, no_deal=no_deal)


def _shape(tree: Objective) -> list[tuple[str, str, str | int]]:
    return [
        (type(node).__name__, node.name, node.issue if isinstance(node, Leaf) else len(node.children))
        for node in walk(tree)
    ]


def _red_lines(case: Case, party: str, issue: str) -> set[int]:
    position = case.positions.get(party, {}).get(issue)
    return {case.issues[issue].index(option) for option in (position.red_line if position is not None else ())}
