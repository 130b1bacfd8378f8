"""Objective trees as plain data, changed by a person: nodes added, moved, removed, ends made of all or of any.

Every function gives a new tree; the one it is given stays. Raises UsageError for what the form of no page asks.
"""

import copy
import re
from collections.abc import Mapping
from typing import Any

from detente.errors import UsageError
from detente.table.objectives import ROOT
from detente.web.table.options import tree_paths

__all__ = ["add_end", "add_leaf", "change_node", "ends_of", "move_node", "remove_node"]

Tree = dict[str, Any]


def names_of(tree: Mapping[str, Any] | None) -> set[str]:
    """Give the names of all nodes below the root."""
    return {name for _, name, _ in tree_paths(tree) if name is not None}


def ends_of(tree: Mapping[str, Any] | None) -> list[str]:
    """Give the names of the nodes that have children, the root (`objectives`) first."""
    return [name or ROOT for _, name, node in tree_paths(tree) if "issue" not in node]


def _node(tree: Tree, name: str) -> Tree:
    for _, found, node in tree_paths(tree):
        if (found or ROOT) == name:
            return node  # type: ignore[return-value]
    raise UsageError(f"there is no objective {name[:80]!r} in this tree; load the page again")


def _kind(node: Mapping[str, Any]) -> str:
    return "any" if "any" in node else "all"


def _parent(tree: Tree, name: str) -> Tree:
    for _, _, node in tree_paths(tree):
        if name in (node.get(_kind(node)) or {}):
            return node  # type: ignore[return-value]
    raise UsageError(f"the objective {name[:80]!r} stands under no other")


def _take_out(tree: Tree, name: str) -> Tree:
    """Take a node out of its place; an end that is left without children goes with it."""
    parent = _parent(tree, name)
    node: Tree = parent[_kind(parent)].pop(name)
    if isinstance(parent.get("weights"), dict):
        parent["weights"].pop(name, None)
    if not parent[_kind(parent)] and parent is not tree:
        above = next(n for _, n, found in tree_paths(tree) if found is parent)
        _take_out(tree, str(above))
    return node


def _put_in(tree: Tree, end: str, name: str, node: Tree, weight: float | None) -> None:
    parent = _node(tree, end)
    if "issue" in parent:
        raise UsageError(f"{end[:80]!r} is a leaf; only an end has parts")
    parent.setdefault(_kind(parent), {})[name] = node
    if isinstance(parent.get("weights"), dict) and weight is not None:
        parent["weights"][name] = weight


def _fresh(tree: Tree | None, wanted: str) -> str:
    """Give a name like the wanted one that no node has."""
    base = re.sub(r"\W+", "_", wanted.casefold()).strip("_")[:60] or "objective"
    base = f"{base}_" if base == ROOT else base
    taken, name, number = names_of(tree), base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def add_leaf(tree: Tree | None, end: str, issue: str, weight: float | None, why: str) -> Tree:
    """Put a leaf of an issue under an end; a party without objectives gets its first."""
    leaf = {"issue": issue, "assumed": why}
    name = issue if issue not in names_of(tree) else _fresh(tree, issue)
    if tree is None:
        return {"all": {name: leaf}, "weights": "unknown", "assumed": why}
    made = copy.deepcopy(tree)
    if "issue" in made:
        first = str(made["issue"])
        made = {"all": {first: made}, "weights": "unknown", "assumed": why}
        name = issue if issue != first else _fresh(made, issue)
    _put_in(made, end, name, leaf, weight)
    return made


def add_end(tree: Tree, end: str, kind: str, label: str, first: str, weight: float | None, why: str) -> Tree:
    """Put a new end of `kind` (all, any) under an end, and an objective that is there into it as its first part."""
    if kind not in {"all", "any"}:
        raise UsageError(f"{kind[:20]!r} is no kind of end; there are all and any")
    made = copy.deepcopy(tree)
    name = _fresh(made, label)
    stays = end in {first, *names_of(_node(made, first))}
    if stays or first == ROOT:
        raise UsageError(f"{first[:80]!r} cannot be the first part of an end that stands below it")
    parent, above = _parent(made, first), _node(made, end)
    moved = parent[_kind(parent)][first]
    made_end: Tree = {"name": label, kind: {first: moved}, "assumed": why}
    if parent is above:
        # It takes the place, and where there are numbers the weight, of what it holds.
        parts = parent[_kind(parent)]
        parent[_kind(parent)] = {name if n == first else n: made_end if n == first else p for n, p in parts.items()}
        if isinstance(parent.get("weights"), dict):
            given = parent["weights"].pop(first)
            parent["weights"][name] = given if weight is None else weight
        return made
    _take_out(made, first)
    _put_in(made, end, name, made_end, weight)
    return made


def move_node(tree: Tree, name: str, end: str, weight: float | None) -> Tree:
    """Put a node under another end; the end it leaves empty goes."""
    made = copy.deepcopy(tree)
    if name == ROOT or end == name or end in names_of(_node(made, name)):
        raise UsageError(f"{name[:80]!r} cannot stand below itself")
    target = _node(made, end)
    if _parent(made, name) is target:
        return made
    node = _take_out(made, name)
    if not any(found is target for _, _, found in tree_paths(made)):
        raise UsageError(f"{end[:80]!r} holds nothing else than {name[:80]!r}; it cannot stand there and leave it")
    _put_in(made, end, name, node, weight)
    return made


def remove_node(tree: Tree, name: str) -> Tree | None:
    """Take a node away with all below it; None where nothing is left."""
    if name == ROOT:
        return None
    made = copy.deepcopy(tree)
    _take_out(made, name)
    return made if made.get(_kind(made)) else None


def change_node(tree: Tree, name: str, label: str, kind: str | None, weights: Any, why: str) -> Tree:
    """Give a node another name in words, another kind (all, any), and its parts other weights (None: as they are)."""
    made = copy.deepcopy(tree)
    node = _node(made, name)
    if label and label != node.get("name", ""):
        node["name"] = label
    elif not label:
        node.pop("name", None)
    if "issue" in node:
        return made
    if kind in {"all", "any"} and kind != _kind(node):
        node[str(kind)] = node.pop(_kind(node))
        node.pop("weights", None)
    if _kind(node) == "all" and weights is not None and weights != node.get("weights", "unknown"):
        node["weights"] = weights
        if weights != "unknown":
            node["assumed"] = why
    return made
