"""What is believed of a party's objectives: weights, ranks and pairs."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.account import Account
from detente.beliefs.information import LEARNT_BITS
from detente.beliefs.layout import Layout
from detente.beliefs.summary import NodeSummary, Pair
from detente.table.objectives import All, Leaf

__all__ = ["comparable_pairs", "node_summaries", "pair_summaries", "rank_probabilities"]

Floats = NDArray[np.float64]


def rank_probabilities(shares: Floats, weights: Floats) -> Floats:
    """Give (children, ranks): the probability of each rank, heaviest first; ties go to the first of them.

    `shares` (children, points) are weights under one node, `weights` (points,) those of the points.
    """
    order = np.argsort(-shares, axis=0, kind="stable")
    children = len(shares)
    return np.array([np.bincount(order[rank], weights, children) for rank in range(children)]).T


def _ranks(account: Account) -> dict[str, tuple[float, ...]]:
    ranks: dict[str, tuple[float, ...]] = {}
    for name, node in account.layout.nodes.items():
        if isinstance(node, All):
            table = rank_probabilities(account.posterior.wants.weights[name], account.posterior.weights)
            ranks |= {child.name: tuple(float(p) for p in row) for child, row in zip(node.children, table, strict=True)}
    return ranks


def node_summaries(account: Account) -> dict[str, NodeSummary]:
    """Give what is believed of each node but the root."""
    ranks = _ranks(account)
    found = {}
    for name, node in account.layout.nodes.items():
        if name == account.layout.root.name:
            continue
        names = (name, node.issue) if isinstance(node, Leaf) else (name,)
        claims, origins = account.about(names)
        weight = account.estimate(account.posterior.wants.effective[name], account.prior.wants.effective[name])
        found[name] = NodeSummary(
            name, weight, ranks.get(name, ()), claims, origins, not claims and weight.bits < LEARNT_BITS
        )
    return found


def comparable_pairs(layout: Layout) -> list[tuple[str, str]]:
    """Give the pairs of nodes whose paths part at an `all` node, so that one can weigh more than the other."""
    paths = {name: (*reversed(layout.ancestors(name)), name) for name in layout.nodes}
    found = []
    for first, second in combinations(layout.nodes, 2):
        shared = [a for a, b in zip(paths[first], paths[second], strict=False) if a == b]
        apart = shared and shared[-1] not in (first, second)
        if apart and isinstance(layout.nodes[shared[-1]], All):
            found.append((first, second))
    return found


def _heavier(first: Floats, second: Floats) -> Floats:
    return np.asarray(0.5 * ((first > second) + (first >= second).astype(np.float64)))


def pair_summaries(account: Account) -> tuple[Pair, ...]:
    """Give P(w_A > w_B) of all comparable pairs; a tie counts half."""
    after, before = account.posterior, account.prior
    found = []
    for first, second in comparable_pairs(account.layout):
        values = _heavier(after.wants.effective[first], after.wants.effective[second])
        prior = before.mean(_heavier(before.wants.effective[first], before.wants.effective[second]))
        found.append(Pair(first, second, after.mean(values), prior, after.error(values)))
    return tuple(found)
