"""Issues merged across wordings: phrases near in meaning are one issue.

Average-linkage clustering (Sokal & Michener 1958) of phrase embeddings, cut at a declared similarity.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.table.objectives import ROOT
from detente.table.phrases import Mention, plain_phrase, slug
from detente.table.similarity import embed, similarities

__all__ = ["ALIKE", "COMPARED", "MAX_ISSUES", "SAME_ISSUE", "SHORT", "Cluster", "cluster_mentions"]

SAME_ISSUE = 0.45
"""Mean cosine from which two groups of phrases are one issue. "territory" lies at 0.69 from "land", at 0.49 from "the
four regions", at 0.33 from "political influence". Of the pairs of issues that annotators told apart within one of 75
news articles, 13 % lie above (11 % above 0.5, 17 % above 0.4): their issues are finer than a table's."""

COMPARED = 0.4
"""Cosine from which a thing that a claim only compares with another is an issue that its party speaks of elsewhere."""

ALIKE = 0.6
"""The same, where only other parties speak of that issue elsewhere."""

SHORT = 7
"""Words up to which the words of a claim are compared as they stand; longer ones say too many things at once."""

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


def _grouped(mentions: Sequence[Mention], single: frozenset[str]) -> list[list[Mention]]:
    """Cluster mentions by the wording of their phrases."""
    by_phrase: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_phrase.setdefault(mention.phrase, []).append(mention)
    phrases = sorted(by_phrase)
    if not phrases:
        return []
    counts = np.array([float(len(by_phrase[phrase])) for phrase in phrases])
    groups = _average_linkage(embed([_without_names(phrase, single) for phrase in phrases]), counts)
    return [[mention for i in sorted(group) for mention in by_phrase[phrases[i]]] for group in groups]


def _anchor(groups: list[list[Mention]], compared: Sequence[Mention], single: frozenset[str]) -> list[Mention]:
    """Give each compared thing ("territory is secondary") to the nearest issue its party speaks of; return the rest.

    A comparison is of things that are on the table, so a lower similarity (`COMPARED`) will do, of the nearest pair
    of phrases. The nearest is given first, so that "land" may follow "territory" to the issue it was given to.
    """
    left = list(compared)
    while left and groups:
        best = max(
            (*_nearness(mention, group, single), -at, -place)
            for at, mention in enumerate(left)
            for place, group in enumerate(groups)
        )
        if best[1] < 0:
            break
        groups[-best[3]].append(left.pop(-best[2]))
    return left


def _nearness(mention: Mention, group: Sequence[Mention], single: frozenset[str]) -> tuple[bool, float]:
    """Tell whether the mention's party speaks of the group's issue, and the cosine of its nearest phrase.

    The cosine is -1 where it lies below what is asked: `COMPARED` of the party's own issues, `ALIKE` of others'; and
    where the group holds the other side of the same comparison.
    """
    if any(other.claim.id == mention.claim.id for other in group):
        return False, -1.0
    near = float(
        similarities(_wordings(mention, single), sorted({w for m in group for w in _wordings(m, single)})).max()
    )
    own = any(other.party == mention.party for other in group)
    return (own, near) if near >= (COMPARED if own else ALIKE) else (False, -1.0)


def _wordings(mention: Mention, single: frozenset[str]) -> list[str]:
    """Give the phrase of a mention, and its own words where they are few ("nine per cent more pay")."""
    words = plain_phrase(mention.words)
    wordings = {mention.phrase, words} if len(words.split()) <= SHORT else {mention.phrase}
    return sorted(_without_names(wording, single) for wording in wordings)


def _joined(groups: Sequence[list[Mention]]) -> list[list[Mention]]:
    """Join groups that hold the same phrase: what two parties call by one word is one issue."""
    result: list[list[Mention]] = []
    for group in groups:
        phrases = {mention.phrase for mention in group}
        same = [other for other in result if phrases & {mention.phrase for mention in other}]
        result = [other for other in result if other not in same]
        result.append([mention for part in [*same, group] for mention in part])
    return result


def _name(mentions: Sequence[Mention]) -> str:
    """Give the phrase used most, in the letters of the text ("ban on joining NATO") where it stands there."""
    counts = Counter(mention.phrase for mention in mentions)
    phrase = min(counts, key=lambda phrase: (-counts[phrase], len(phrase), phrase))
    for mention in mentions:
        place = mention.document.text.lower().find(phrase)
        if place >= 0 and len(mention.document.text.lower()) == len(mention.document.text):
            found = mention.document.text[place : place + len(phrase)]
            return phrase if all(word[:1].isupper() for word in found.split()) and " " in found else found
    return phrase


def _without_names(phrase: str, names: frozenset[str]) -> str:
    """Give the phrase without the names of parties, which tell who, not what; unless nothing is left."""
    words = [word for word in phrase.split() if re.sub(r"['’]s?$", "", word) not in names]
    return " ".join(words) if any(len(word) > 3 for word in words) else phrase


def cluster_mentions(mentions: Sequence[Mention], names: Collection[str] = ()) -> tuple[Cluster, ...]:
    """Give the issues that the mentions speak of, those of most parties and claims first.

    `names` are the names of the parties; their words do not make two phrases alike.
    """
    single = frozenset(word for name in names for word in name.lower().split())
    groups = _grouped([m for m in mentions if m.claim.act not in _COMPARING], single)
    left = _anchor(groups, [m for m in mentions if m.claim.act in _COMPARING], single)
    groups = _joined([*groups, *_grouped(left, single)])
    unnamed = [Cluster("", _name(group), tuple(group)) for group in groups]
    taken = [ROOT]
    clusters = []
    for cluster in sorted(unnamed, key=lambda c: (-c.weight[0], -c.weight[1], c.name)):
        taken.append(slug(cluster.name, taken))
        clusters.append(Cluster(taken[-1], cluster.name, cluster.mentions))
    return tuple(clusters)
