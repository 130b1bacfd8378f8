"""Issues merged across wordings: phrases near in meaning are one issue.

Average-linkage clustering (Sokal & Michener 1958) of phrase embeddings, cut at a declared similarity.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.table.phrases import Mention, slug
from detente.table.similarity import embed

__all__ = ["MAX_ISSUES", "SAME_ISSUE", "Cluster", "cluster_mentions"]

SAME_ISSUE = 0.5
"""Mean cosine from which two groups of phrases are one issue. Between "territory" and "land" it is 0.69, between
"territory" and "political influence" 0.33."""

MAX_ISSUES = 10
"""How many issues a draft lays on the table; the others are listed under `set_aside`."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One issue: its id, the phrase that names it, and every mention of it."""

    id: str
    name: str
    mentions: tuple[Mention, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """By what issues are ranked: parties that speak of it, then claims."""
        return len({mention.party for mention in self.mentions}), len({mention.claim.id for mention in self.mentions})


def _average_linkage(vectors: NDArray[np.float64], counts: NDArray[np.float64]) -> list[list[int]]:
    """Merge the nearest two groups until none are nearer than `SAME_ISSUE`."""
    groups: list[list[int]] = [[i] for i in range(len(vectors))]
    sums = vectors * counts[:, None]
    sizes = counts.copy()
    while len(groups) > 1:
        means = sums / sizes[:, None]
        near = means @ means.T
        np.fill_diagonal(near, -np.inf)
        best = int(np.argmax(near))
        one, other = divmod(best, len(groups))
        if near[one, other] < SAME_ISSUE:
            break
        one, other = min(one, other), max(one, other)
        groups[one] += groups.pop(other)
        sums[one] += sums[other]
        sizes[one] += sizes[other]
        sums, sizes = np.delete(sums, other, axis=0), np.delete(sizes, other)
    return groups


def _name(mentions: Sequence[Mention]) -> str:
    counts = Counter(mention.phrase for mention in mentions)
    return min(counts, key=lambda phrase: (-counts[phrase], len(phrase), phrase))


def _without_names(phrase: str, names: frozenset[str]) -> str:
    """Give the phrase without the names of parties, which tell who, not what; unless nothing is left."""
    words = [word for word in phrase.split() if re.sub(r"['’]s?$", "", word) not in names]
    return " ".join(words) if any(len(word) > 3 for word in words) else phrase


def cluster_mentions(mentions: Sequence[Mention], names: Collection[str] = ()) -> tuple[Cluster, ...]:
    """Give the issues that the mentions speak of, those of most parties and claims first.

    `names` are the names of the parties; their words do not make two phrases alike.
    """
    single = frozenset(word for name in names for word in name.lower().split())
    by_phrase: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_phrase.setdefault(mention.phrase, []).append(mention)
    phrases = sorted(by_phrase)
    if not phrases:
        return ()
    counts = np.array([float(len(by_phrase[phrase])) for phrase in phrases])
    groups = _average_linkage(embed([_without_names(phrase, single) for phrase in phrases]), counts)
    members = [[mention for i in sorted(group) for mention in by_phrase[phrases[i]]] for group in groups]
    unnamed = [Cluster("", _name(group), tuple(group)) for group in members]
    taken: list[str] = []
    clusters = []
    for cluster in sorted(unnamed, key=lambda c: (-c.weight[0], -c.weight[1], c.name)):
        taken.append(slug(cluster.name, taken))
        clusters.append(Cluster(taken[-1], cluster.name, cluster.mentions))
    return tuple(clusters)
