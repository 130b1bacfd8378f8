"""Scenarios as tables of one number for each option of each issue, for formats that hold nothing else."""

from collections.abc import Iterator

from detente.deals.scenario import Preferences, Scenario
from detente.errors import Fault, FormatError
from detente.table.objectives import AnyOf, Leaf, Objective

__all__ = ["additive_tables"]


def _leaves(node: Objective, weight: float) -> Iterator[tuple[Leaf, float]] | None:
    """Give the leaves with their weights, or None where the tree is no sum of them."""
    if isinstance(node, Leaf):
        return iter([(node, weight)])
    if isinstance(node, AnyOf):
        return _leaves(node.children[0], weight) if len(node.children) == 1 else None
    found: list[tuple[Leaf, float]] = []
    for child, share in zip(node.children, node.weights or (), strict=True):
        part = _leaves(child, weight * share)
        if part is None:
            return None
        found += part
    return iter(found)


def _table(scenario: Scenario, preferences: Preferences) -> dict[str, list[float]] | None:
    leaves = _leaves(preferences.objective, 1.0)
    if leaves is None:
        return None
    table = {issue: [0.0] * len(labels) for issue, labels in scenario.issues.items()}
    for leaf, weight in leaves:
        values = [weight * (value or 0.0) for value in leaf.satisfaction or ()]
        table[leaf.issue] = [sum(pair) for pair in zip(table[leaf.issue], values, strict=True)]
    return table


def _lost(preferences: Preferences, keeps: frozenset[str]) -> Iterator[str]:
    """Name what a format cannot hold of a party."""
    if preferences.joint:
        yield "values of combinations of options"
    if preferences.red_lines:
        yield "red lines"
    if not preferences.required:
        yield "that its consent is not needed"
    if preferences.constant and "constant" not in keeps:
        yield f"the constant {preferences.constant:g}"
    if preferences.discount != 1.0 and "discount" not in keeps:
        yield f"the discount factor {preferences.discount:g}"


def additive_tables(
    scenario: Scenario, target: str, keeps: frozenset[str] = frozenset()
) -> dict[str, dict[str, list[float]]]:
    """Give one number for each party, issue and option, whose sums are the utilities.

    `keeps` names what `target` holds besides: "constant", "discount". Raises FormatError naming all it cannot hold.
    """
    faults, tables = [], {}
    if scenario.constraints:
        faults.append(Fault("constraints", f"{target} cannot hold them; drop them"))
    for party, preferences in scenario.parties.items():
        table = _table(scenario, preferences)
        lost = list(_lost(preferences, keeps))
        if table is None:
            lost.insert(0, "an objective reached by any of several means")
        if lost:
            faults.append(Fault(f"parties.{party}", f"{target} cannot hold {', '.join(lost)}"))
        tables[party] = table or {}
    if faults:
        raise FormatError(scenario.name, faults)
    return tables
