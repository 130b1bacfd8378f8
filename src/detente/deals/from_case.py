"""From a case, with or without beliefs about it, to the problem that `solve` works on."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from detente.deals.evaluate import Floats, Wants
from detente.deals.problem import Problem, problem_of_scenario
from detente.deals.scenario import Preferences, Scenario
from detente.errors import Fault, FormatError
from detente.table.objectives import All, Leaf, Objective, objective_tree, walk

if TYPE_CHECKING:
    from detente.beliefs.posterior import PartyDraws, Posterior
    from detente.table.case import Case, Issue, Value

__all__ = ["case_issues", "case_options", "case_scenario", "problem_of_case"]


def case_issues(case: "Case") -> dict[str, tuple[str, ...]]:
    """Give the option labels of each issue of a case."""
    return {name: issue.labels for name, issue in case.issues.items()}


def case_options(case: "Case", package: Mapping[str, "str | float"]) -> dict[str, int]:
    """Give the option index of each issue a package names. Raises KeyError where an option is none of its issue."""
    return {issue: case.issues[issue].index(option) for issue, option in package.items()}


def _silent(case: "Case") -> tuple[str, ...]:
    return tuple(party for party in case.parties if party not in case.objectives)


def _required(case: "Case") -> tuple[str, ...]:
    named = tuple(party for party, part in case.parties.items() if part.consent == "required")
    with_objectives = tuple(party for party in named if party in case.objectives)
    return with_objectives or tuple(party for party in case.parties if party in case.objectives)


def _red_lines(case: "Case", party: str) -> dict[str, frozenset[int]]:
    positions = case.positions.get(party, {})
    return {
        issue: frozenset(case.issues[issue].index(option) for option in position.red_line)
        for issue, position in positions.items()
        if position.red_line
    }


def _number(value: "Value | None") -> float | None:
    if isinstance(value, float | int):
        return float(value)
    point = getattr(value, "value", None)
    return None if point is None else float(point)


def _missing(case: "Case", party: str, tree: Objective) -> Iterator[Fault]:
    remedy = "give numbers, or infer beliefs first"
    for node in walk(tree):
        path = f"objectives.{party}.{node.name}"
        if isinstance(node, All) and node.weights is None:
            yield Fault(path, f"weights are unknown; {remedy}")
        elif isinstance(node, Leaf) and (node.satisfaction is None or None in node.satisfaction):
            yield Fault(path, f"satisfaction is unknown; {remedy}")
    if _number(case.no_deal.get(party)) is None:
        yield Fault(f"no_deal.{party}", f"no single number is known; {remedy}")


def case_scenario(case: "Case") -> Scenario:
    """Give the scenario of a case all of whose numbers are known. Raises FormatError naming all that are not."""
    trees = {party: tree for party in case.parties if (tree := objective_tree(case, party)) is not None}
    faults = [fault for party, tree in trees.items() for fault in _missing(case, party, tree)]
    if faults:
        raise FormatError(case.title, faults)
    required = _required(case)
    parties = {
        party: Preferences(
            tree,
            _number(case.no_deal[party]) or 0.0,
            _red_lines(case, party),
            required=party in required,
        )
        for party, tree in trees.items()
    }
    return Scenario(case_issues(case), parties, case.title)


def _table(issue: "Issue", leaf: Leaf, draws: "PartyDraws") -> Floats:
    drawn = draws.satisfaction.get(leaf.name)
    if drawn is not None:
        return drawn
    given = np.array([np.nan if value is None else value for value in leaf.satisfaction or ()])
    if len(given) != len(issue.labels) or np.isnan(given).any():
        raise FormatError("beliefs", [Fault(f"{draws.party}.satisfaction.{leaf.name}", "no draws of it are given")])
    return np.tile(given, (draws.count, 1))


def _drawn_wants(case: "Case", tree: Objective, draws: "PartyDraws") -> Wants:
    weights, satisfaction = {}, {}
    for node in walk(tree):
        if isinstance(node, Leaf):
            satisfaction[node.name] = _table(case.issues[node.issue], node, draws)
        elif isinstance(node, All):
            given = draws.weights.get(node.name)
            if given is None:
                share = np.array(node.weights or [1.0 / len(node.children)] * len(node.children))
                given = np.tile(share, (draws.count, 1))
            weights[node.name] = given
    red_lines = dict(draws.red_lines)
    for issue, options in _red_lines(case, draws.party).items():
        shut = np.isin(np.arange(len(case.issues[issue].labels)), list(options))
        red_lines[issue] = red_lines.get(issue, np.zeros((draws.count, len(shut)), dtype=np.bool_)) | shut
    return Wants(tree, weights, satisfaction, draws.no_deal, red_lines)


def problem_of_case(case: "Case", posterior: "Posterior | None" = None) -> Problem:
    """Give the problem of a case: from its own numbers, or from the draws of `posterior`.

    Parties of whom the posterior holds nothing are silent: nothing is known of what they accept.
    Raises FormatError naming all numbers that are missing.
    """
    if posterior is None:
        problem = problem_of_scenario(case_scenario(case))
        return Problem.of(case.title, problem.issues, problem.wants, problem.required, _silent(case))
    wants = {}
    for party in case.parties:
        tree = objective_tree(case, party)
        if tree is not None and party in posterior.parties:
            wants[party] = _drawn_wants(case, tree, posterior.parties[party])
    required = tuple(party for party in _required(case) if party in wants) or tuple(wants)
    silent = tuple(party for party in case.parties if party not in wants)
    return Problem.of(case.title, case_issues(case), wants, required, silent)
