"""What there is to believe about one party, laid out as coordinates of a unit cube.

Every unknown of a party is a function of coordinates that are independent and U(0, 1) under the unrestricted prior:
k of them give the weights of an `all` node with k children (normalised exponentials are Dirichlet(1, …, 1)), one an
ideal option, one the no-deal value, and so on. Sampler and prior know nothing else of the party.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.beliefs.constants import Constants
from detente.beliefs.no_deal import NoDealPrior, no_deal_prior
from detente.errors import Fault, FormatError
from detente.table.case import Case, Evidence, Issue
from detente.table.objectives import All, Leaf, Objective, objective_tree, walk

__all__ = ["Block", "Layout", "Target", "lay_out"]

Block = tuple[str, str]
"""What the coordinates are of: kind ("weights", "ideal", "option", "no_deal", "sincerity", "red_line") and name."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a claim speaks of: a node, or an issue by all of its leaves."""

    name: str
    leaves: tuple[str, ...]
    is_node: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The unknowns of one party, and which coordinates each of them takes."""

    party: str
    root: Objective
    nodes: Mapping[str, Objective]
    parents: Mapping[str, str]
    issues: Mapping[str, Issue]
    blocks: Mapping[Block, slice]
    dimensions: int
    no_deal: NoDealPrior
    rejected: tuple[tuple[str, int], ...]
    ruled_out: tuple[tuple[str, int], ...]
    red_line_prior: float

    def ancestors(self, node: str) -> tuple[str, ...]:
        """Give the nodes above `node`, nearest first."""
        above = []
        while node in self.parents:
            node = self.parents[node]
            above.append(node)
        return tuple(above)

    def target(self, name: str | None) -> Target | None:
        """Give what `name` means to this party: the node so called, else the issue; None where it is neither."""
        if name is None:
            return None
        if name in self.nodes:
            return Target(name, (name,), True)
        leaves = self.leaves_of(name)
        return Target(name, leaves, False) if leaves else None

    def leaves_of(self, issue: str) -> tuple[str, ...]:
        """Give the leaves of an issue."""
        return tuple(name for name, node in self.nodes.items() if isinstance(node, Leaf) and node.issue == issue)

    def issue_of(self, name: str | None) -> str | None:
        """Give the issue of a leaf or the issue so called; None for an inner node or a stranger."""
        if name is None:
            return None
        node = self.nodes.get(name)
        if node is not None:
            return node.issue if isinstance(node, Leaf) else None
        return name if self.leaves_of(name) else None

    def comparable(self, target: Target) -> tuple[str, ...]:
        """Give the nodes that compete with `target` for the party's care, itself left out.

        They are the children of the weighted sums above it that do not lead to it. Their effective weights and its
        own sum to 1 (for an issue with several leaves, to no more than 1): no care is counted twice, and the means
        of an `any`, which share one weight, are not set against each other.
        """
        lead = set(target.leaves) | {above for leaf in target.leaves for above in self.ancestors(leaf)}
        sums = [node for name, node in self.nodes.items() if name in lead - set(target.leaves)]
        return tuple(
            child.name for node in sums if isinstance(node, All) for child in node.children if child.name not in lead
        )

    def option_issues(self) -> tuple[str, ...]:
        """Give the issues that this party's red lines may stand on, in the order of the case."""
        named = {issue for issue, _ in (*self.rejected, *self.ruled_out)}
        return tuple(issue for issue in self.issues if issue in named)


def _children(node: Objective) -> tuple[Objective, ...]:
    return () if isinstance(node, Leaf) else node.children


def _faults_of_tree(case: Case, party: str, nodes: Iterable[Objective]) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for node in nodes:
        path = f"objectives.{party}.{node.name}"
        if node.name in seen:
            faults.append(Fault(path, "another node of this party has the same name; give each its own"))
        seen.add(node.name)
        if isinstance(node, Leaf):
            if node.issue not in case.issues:
                faults.append(Fault(path, f"no issue is called {node.issue!r}"))
            elif node.satisfaction is not None and len(node.satisfaction) != len(case.issues[node.issue].labels):
                count = len(case.issues[node.issue].labels)
                faults.append(Fault(path, f"{len(node.satisfaction)} satisfactions for {count} options"))
    return faults


def _place(case: Case, issue: str, option: str | float, path: str, faults: list[Fault]) -> tuple[str, int] | None:
    try:
        return issue, case.issues[issue].index(option)
    except KeyError:
        faults.append(Fault(path, f"{option!r} is no option of {issue!r}"))
        return None


def _declared_red_lines(case: Case, party: str, faults: list[Fault]) -> list[tuple[str, int]]:
    found = []
    for issue, position in case.positions.get(party, {}).items():
        path = f"positions.{party}.{issue}"
        if issue not in case.issues:
            faults.append(Fault(path, f"no issue is called {issue!r}"))
            continue
        for number, option in enumerate(position.red_line):
            place = _place(case, issue, option, f"{path}.red_line[{number}]", faults)
            found += [] if place is None else [place]
    return found


def _unknown_options(leaf: Leaf) -> int:
    """Count the options whose satisfaction is drawn one by one; none where all follow from the ideal."""
    return 0 if leaf.satisfaction is None else sum(value is None for value in leaf.satisfaction)


def _as_ideal(leaf: Leaf) -> bool:
    return leaf.satisfaction is None or all(value is None for value in leaf.satisfaction)


def _sizes(nodes: Mapping[str, Objective], issues: Mapping[str, Issue], prior: NoDealPrior) -> dict[Block, int]:
    sizes: dict[Block, int] = {}
    for name, node in nodes.items():
        if isinstance(node, All) and node.weights is None and len(node.children) > 1:
            sizes["weights", name] = len(node.children)
        elif isinstance(node, Leaf) and _as_ideal(node):
            options = len(issues[node.issue].labels)
            sizes["ideal", node.issue] = 1 if issues[node.issue].ordered else 1 + options
        elif isinstance(node, Leaf) and _unknown_options(node):
            sizes["option", name] = _unknown_options(node)
    sizes |= {} if prior.fixed else {("no_deal", ""): 1}
    return sizes | {("sincerity", ""): 1}


def lay_out(case: Case, party: str, evidence: Mapping[str, Evidence], constants: Constants) -> Layout | None:
    """Lay out what there is to believe about `party`; None where the case gives it no objectives.

    `evidence` is the party's own, of which the rejections open red lines. Raises FormatError with every fault found.
    """
    root = objective_tree(case, party)
    if root is None:
        return None
    faults = _faults_of_tree(case, party, walk(root))
    ruled_out = _declared_red_lines(case, party, faults)
    nodes = {
        node.name: Leaf(node.name, node.issue, None) if isinstance(node, Leaf) and _as_ideal(node) else node
        for node in walk(root)
    }
    rejected: list[tuple[str, int]] = []
    for claim, part in evidence.items():
        node = nodes.get(part.on or "")
        issue = node.issue if isinstance(node, Leaf) else part.on if node is None else None
        if part.option is not None and issue in case.issues:
            place = _place(case, issue, part.option, f"evidence.{claim}.option", faults)
            if place and part.act == "reject" and place not in rejected and place not in ruled_out:
                rejected.append(place)
    if faults:
        raise FormatError("case", faults)
    prior = no_deal_prior(case.no_deal.get(party), constants)
    sizes = _sizes(nodes, case.issues, prior)
    sizes |= {("red_line", f"{issue}/{place}"): 1 for issue, place in rejected}
    blocks, start = {}, 0
    for block, size in sizes.items():
        blocks[block] = slice(start, start + size)
        start += size
    parents = {child.name: name for name, node in nodes.items() for child in _children(node)}
    return Layout(
        party=party,
        root=root,
        nodes=nodes,
        parents=parents,
        issues=case.issues,
        blocks=blocks,
        dimensions=start,
        no_deal=prior,
        rejected=tuple(rejected),
        ruled_out=tuple(ruled_out),
        red_line_prior=constants.red_line_prior,
    )
