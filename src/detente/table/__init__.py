"""The table: the case that people read, edit and compare, and how it is drafted from claims."""

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
from detente.table.draft import draft
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
    "draft",
    "objective_tree",
    "walk",
]
