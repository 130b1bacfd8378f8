"""The table: the case that people read, edit and compare, and how it is drafted from claims.

Names load on first use, so that stages which need only the objective trees do not pay for reading YAML.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.table.case import (
        Case,
        Evidence,
        Hypothesis,
        Issue,
        Node,
        Normal,
        Party,
        PathPoint,
        Point,
        Position,
        Range,
        Says,
        SetAside,
        Stage,
        Unknown,
        Value,
    )
    from detente.table.case_file import case_from_data, case_from_yaml, case_to_yaml
    from detente.table.check import case_faults
    from detente.table.draft import draft_case
    from detente.table.objectives import All, AnyOf, Leaf, Objective, objective_tree, walk

__all__ = [
    "All",
    "AnyOf",
    "Case",
    "Evidence",
    "Hypothesis",
    "Issue",
    "Leaf",
    "Node",
    "Normal",
    "Objective",
    "Party",
    "PathPoint",
    "Point",
    "Position",
    "Range",
    "Says",
    "SetAside",
    "Stage",
    "Unknown",
    "Value",
    "case_faults",
    "case_from_data",
    "case_from_yaml",
    "case_to_yaml",
    "draft_case",
    "objective_tree",
    "walk",
]

_HOMES = {
    "case_faults": "check",
    "case_from_data": "case_file",
    "case_from_yaml": "case_file",
    "case_to_yaml": "case_file",
    "draft_case": "draft",
    **dict.fromkeys(("All", "AnyOf", "Leaf", "Objective", "objective_tree", "walk"), "objectives"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'case')}"), name)
