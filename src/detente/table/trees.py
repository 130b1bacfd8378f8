"""Walking the objective trees of a case file: children, names, leaves, declared weights."""

from collections.abc import Iterator, Mapping

from detente.table.case import Node

__all__ = ["ITSELF", "children_of", "leaf_issues", "names_below", "node_called", "weights_in"]

ITSELF = "directly_"
"""Before the name of an issue: the leaf of an issue that is also an end with means of its own below it."""


def children_of(node: Node | None) -> list[tuple[str, Node]]:
    """Give the children of a node with their names; none of a leaf."""
    return [] if node is None else [*(node.all or {}).items(), *(node.any or {}).items()]


def names_below(node: Node | None) -> Iterator[str]:
    """Give the name of every node below `node`."""
    for name, child in children_of(node):
        yield name
        yield from names_below(child)


def node_called(node: Node | None, name: str) -> Node | None:
    """Give the node of that name below `node`; None where there is none."""
    for child_name, child in children_of(node):
        found = child if child_name == name else node_called(child, name)
        if found is not None:
            return found
    return None


def leaf_issues(node: Node | None) -> Iterator[tuple[str, str]]:
    """Give the leaves below `node` with their issues; the root has no name of its own, nor a place here."""
    for name, child in children_of(node):
        if child.issue is not None:
            yield name, child.issue
        yield from leaf_issues(child)


def weights_in(node: Node | None) -> Iterator[Mapping[str, float]]:
    """Give the weights that numbers declare, sum by sum."""
    if node is not None and isinstance(node.weights, dict):
        yield node.weights
    for _, child in children_of(node):
        yield from weights_in(child)
