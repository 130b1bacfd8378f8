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
from detente.table.similarity import embed, similarities

__all__ = ["COMPARED", "MAX_ISSUES", "SAME_ISSUE", "Cluster", "cluster_mentions"]

SAME_ISSUE = 0.45
"""Mean cosine from which two groups of phrases are one issue. "territory" lies at 0.69 from "land", at 0.49 from "the
four regions", at 0.33 from "political influence". Of the pairs of issues that annotators told apart within one of 75
news articles, 13 % lie above (11 % above 0.5, 17 % above 0.4): their issues are finer than a table's."""

COMPARED = 0.4
"""Cosine from which a thing that a claim only compares with another is an issue that its party speaks of elsewhere."""

_COMPARING = frozenset({"priority", "trade"})

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


def _anchored(groups: list[list[Mention]], single: frozenset[str]) -> list[list[Mention]]:
    """Give each group of mere comparisons ("territory is secondary") to the nearest issue its party speaks of.

    A comparison is of things that are on the table, so a lower similarity (`COMPARED`) will do, of the nearest pair
    of phrases. What is near to nothing stays an issue of its own.
    """
    spoken = [group for group in groups if any(m.claim.act not in _COMPARING for m in group)]
    result = [list(group) for group in spoken]
    for group in groups:
        if group in spoken:
            continue
        parties = {mention.party for mention in group}
        near = [_nearest_pair(group, other, single) if parties & {m.party for m in other} else -1.0 for other in spoken]
        if near and max(near) >= COMPARED:
            result[int(np.argmax(near))].extend(group)
        else:
            result.append(list(group))
    return result


def _nearest_pair(one: Sequence[Mention], other: Sequence[Mention], single: frozenset[str]) -> float:
    phrases = [sorted({_without_names(mention.phrase, single) for mention in group}) for group in (one, other)]
    return float(similarities(phrases[0], phrases[1]).max())


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
    unnamed = [Cluster("", _name(group), tuple(group)) for group in _anchored(members, single)]
    taken: list[str] = []
    clusters = []
    for cluster in sorted(unnamed, key=lambda c: (-c.weight[0], -c.weight[1], c.name)):
        taken.append(slug(cluster.name, taken))
        clusters.append(Cluster(taken[-1], cluster.name, cluster.mentions))
    return tuple(clusters)
