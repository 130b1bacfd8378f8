"""Issues merged across wordings: the mentions that `merging` groups, with the things compared that belong to them."""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from detente.table.merging import merge_mentions
from detente.table.names import issue_name
from detente.table.objectives import ROOT
from detente.table.phrases import Mention, bare_phrase, first_words, plain_phrase, slug
from detente.table.word_vectors import quick_vectors

__all__ = ["ALIKE", "COMPARED", "COMPARED_ISSUES", "MAX_ISSUES", "SHORT", "Cluster", "cluster_mentions", "renamed"]

COMPARED = 0.35
"""Cosine of quick vectors from which a thing that a claim only compares with another is an issue that its party
speaks of elsewhere. Of the pairs of issue names in a report, as many lie above as above 0.4 by the sentence encoder."""

ALIKE = 0.6
"""The same, where only other parties speak of that issue elsewhere."""

SHORT = 7
"""Words up to which the words of a claim are compared as they stand; longer ones say too many things at once."""

_NAME = 4
"""Words up to which a phrase is a noun with what belongs to it, and no clause."""

_PREPOSITION = re.compile(r"\s+(?:about|against|at|between|by|for|from|in|of|on|over|to|under|with|without)\s+")

_COMPARING = frozenset({"priority", "trade"})

MAX_ISSUES = 12
"""How many issues a draft lays on the table; the others are listed under `set_aside`."""

COMPARED_ISSUES = 7
"""How many of them may be there because a priority compares them or they spell out an end; more by what is told.

Both numbers are declared; they were set by looking at what the sample reports lose with ten and five places."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One issue: its id, the phrase that names it, and every mention of it."""

    id: str
    name: str
    mentions: tuple[Mention, ...]

    @property
    def weight(self) -> tuple[float, float]:
        """By what issues are ranked: parties that speak of it, then claims, each as likely as it was read rightly."""
        right: dict[str, dict[str, float]] = {}
        for mention in self.mentions:
            claim = mention.claim
            right.setdefault(mention.party, {})[claim.id] = 1.0 if claim.confidence is None else claim.confidence
        parties = sum(1 - math.prod(1 - chance for chance in claims.values()) for claims in right.values())
        return round(parties, 6), round(sum(sum(claims.values()) for claims in right.values()), 6)


class _Nearness:
    """How near things that claims compare lie to issues: `scores` (things, issues), negative where not near enough.

    An issue that the thing's own party speaks of comes before any other, and `COMPARED` is asked of it, `ALIKE` of
    others; the issue that holds the other side of the same comparison is barred. Nearness is that of the nearest pair
    of wordings, in millionths.
    """

    _OWN = 10_000_000

    def __init__(self, compared: Sequence[Mention], groups: Sequence[Sequence[Mention]], single: frozenset[str]):
        self._single = single
        wordings = [_wordings(mention, single) for mention in compared]
        distinct = {wording: at for at, wording in enumerate(sorted({w for part in wordings for w in part}))}
        self._vectors = quick_vectors(list(distinct))
        self._rows = [distinct[wording] for part in wordings for wording in part]
        self._starts = np.cumsum([0, *(len(part) for part in wordings[:-1])])
        self._parties = np.array([mention.party for mention in compared])
        self._claims = np.array([mention.claim.id for mention in compared])
        self._left = np.ones(len(compared), dtype=bool)
        shape = len(compared), len(groups)
        self._near = np.full(shape, -self._OWN, dtype=np.int64)
        self._own = np.zeros(shape, dtype=bool)
        self._barred = np.zeros(shape, dtype=bool)
        self.scores = np.full(shape, -1, dtype=np.int64)
        for place, group in enumerate(groups):
            self.put(group, place)

    def give(self, at: int) -> None:
        """Take out the thing at `at`, which is given to an issue."""
        self._left[at] = False
        self.scores[at] = -1

    def put(self, mentions: Sequence[Mention], place: int) -> None:
        """Put mentions into the issue at `place`."""
        vectors = quick_vectors(
            sorted({wording for mention in mentions for wording in _wordings(mention, self._single)})
        )
        near = np.maximum.reduceat((self._vectors @ vectors.T).max(axis=1)[self._rows], self._starts)
        near = np.maximum(self._near[:, place], np.rint(near * 1_000_000).astype(np.int64))
        own = self._own[:, place] | np.isin(self._parties, [mention.party for mention in mentions])
        barred = self._barred[:, place] | np.isin(self._claims, [mention.claim.id for mention in mentions])
        self._near[:, place], self._own[:, place], self._barred[:, place] = near, own, barred
        enough = self._left & ~barred & (near >= np.where(own, COMPARED, ALIKE) * 1_000_000)
        self.scores[:, place] = np.where(enough, near + own * self._OWN, -1)


def _anchor(groups: list[list[Mention]], compared: Sequence[Mention], single: frozenset[str]) -> list[Mention]:
    """Give each compared thing ("territory is secondary") to the nearest issue its party speaks of; return the rest.

    A comparison is of things that are on the table, so a lower similarity (`COMPARED`) will do. The nearest is given
    first, so that "land" may follow "territory" to the issue it was given to.
    """
    if not (groups and compared):
        return list(compared)
    nearness = _Nearness(compared, groups, single)
    scores = nearness.scores
    best, highest = scores.argmax(axis=1), scores.max(axis=1)
    left = dict(enumerate(compared))
    while highest.max() >= 0:
        at = int(highest.argmax())
        place = int(best[at])
        groups[place].append(left.pop(at))
        nearness.give(at)
        nearness.put([compared[at]], place)
        highest[at] = -1
        stale = np.flatnonzero((best == place) | (scores[:, place] >= highest) & (scores[:, place] >= 0))
        best[stale], highest[stale] = scores[stale].argmax(axis=1), scores[stale].max(axis=1)
    return list(left.values())


def _wordings(mention: Mention, single: frozenset[str]) -> list[str]:
    """Give the phrase of a mention, and its own words where they are few ("nine per cent more pay")."""
    words = plain_phrase(mention.words)
    wordings = {mention.phrase, words} if len(words.split()) <= SHORT else {mention.phrase}
    return sorted(_without_names(wording, single) for wording in wordings)


def _joined(groups: Sequence[list[Mention]]) -> list[list[Mention]]:
    """Join groups that hold a phrase by which people named an issue: what they call by one name is one issue.

    Claims that people wrote or confirmed have confidence 1 or none. The names that a reader gives are too often of two
    issues ("deal"), and are weighed by `merging` like all else.
    """
    result: dict[int, list[Mention]] = {}
    home: dict[str, int] = {}
    for number, group in enumerate(groups):
        named = {mention.phrase for mention in group if mention.claim.confidence in (None, 1.0)}
        same = sorted({home[phrase] for phrase in named if phrase in home})
        result[number] = [mention for part in (*(result.pop(place) for place in same), group) for mention in part]
        home |= {phrase: number for phrase, place in home.items() if place in same}
        home |= dict.fromkeys(named, number)
    return list(result.values())


def _head(phrase: str) -> str:
    """Give the noun that a phrase is about: "ban" of "trawling ban in April"; empty for a clause."""
    words = _PREPOSITION.split(phrase)[0].split()
    return words[-1] if 0 < len(words) <= _NAME else ""


def _taken_up(groups: Sequence[list[Mention]]) -> list[list[Mention]]:
    """Join what one bare noun takes up ("the ban") with the one issue that the noun heads ("a ban on trawling")."""
    homes: dict[str, set[int]] = {}
    for at, group in enumerate(groups):
        for head in {_head(mention.phrase) for mention in group if " " in mention.phrase}:
            homes.setdefault(head, set()).add(at)
    joined = {}
    for at, group in enumerate(groups):
        first, *others = {wording for mention in group for wording in (mention.phrase, plain_phrase(mention.words))}
        home, *more = homes.get(first, {at})
        if not (others or more or home == at):
            claims = {mention.claim.id for mention in groups[home]}
            if not any(mention.claim.id in claims for mention in group):
                joined[at] = home
    result = {at: list(group) for at, group in enumerate(groups) if at not in joined}
    for at, home in joined.items():
        result[home] += groups[at]
    return list(result.values())


@lru_cache(maxsize=16)
def _lower(text: str) -> str:
    return text.lower()


def _name(mentions: Sequence[Mention]) -> str:
    """Give the phrase used most, in the letters of the text ("ban on joining NATO") where it stands there.

    A noun tells less than the same with its object ("ban", "ban on trawling"). Quantities name nothing: where the
    phrases are nothing else, the words of the claims are taken ("42 dollars a ton" rather than "ton").
    """
    counts = (
        Counter(bare for mention in mentions if (bare := bare_phrase(mention.phrase)))
        or Counter(bare for mention in mentions if (bare := bare_phrase(first_words(mention.words))))
        or Counter(first_words(mention.words) or mention.phrase for mention in mentions)
    )
    headed = {phrase.split()[0] for phrase in counts if len(phrase.split()) <= _NAME and _PREPOSITION.search(phrase)}
    told = [phrase for phrase in counts if phrase not in headed]
    phrase = min(told, key=lambda phrase: (-counts[phrase], len(phrase), phrase))
    for text in dict.fromkeys(mention.document.text for mention in mentions):
        place = _lower(text).find(phrase)
        if place >= 0 and len(_lower(text)) == len(text):
            found = text[place : place + len(phrase)]
            return phrase if all(word[:1].isupper() for word in found.split()) and " " in found else found
    return phrase


def _without_names(phrase: str, names: frozenset[str]) -> str:
    """Give the phrase without the names of parties, which tell who, not what; unless nothing is left."""
    words = [word for word in phrase.split() if re.sub(r"['’]s?$", "", word) not in names]
    return " ".join(words) if any(len(word) > 3 for word in words) else phrase


def cluster_mentions(
    mentions: Sequence[Mention], names: Collection[str] = (), spelled: Mapping[str, str] | None = None
) -> tuple[Cluster, ...]:
    """Give the issues that the mentions speak of, those of most parties and claims first.

    `names` are the names of the parties; their words do not make two phrases alike. `spelled` maps a claim to the one
    whose aim it spells out.
    """
    single = frozenset(word for name in names for word in name.lower().split())
    groups = merge_mentions([m for m in mentions if m.claim.act not in _COMPARING], single, spelled=spelled)
    left = _anchor(groups, [m for m in mentions if m.claim.act in _COMPARING], single)
    groups = _taken_up(_joined([*groups, *merge_mentions(left, single)]))
    unnamed = [Cluster("", _name(group), tuple(group)) for group in groups]
    taken = [ROOT]
    clusters = []
    for cluster in sorted(unnamed, key=lambda c: (-c.weight[0], -c.weight[1], c.name)):
        taken.append(slug(cluster.name, taken))
        clusters.append(Cluster(taken[-1], cluster.name, cluster.mentions))
    return tuple(clusters)


def renamed(clusters: Sequence[Cluster], names: Collection[str] = ()) -> tuple[Cluster, ...]:
    """Name issues by the noun phrase at their heart (see `names`), which is slower; join those that get one name.

    Two issues that hold the sides of one claim, as a comparison has, stay two, and get two names. Raises
    MissingExtraError.
    """
    single = frozenset(word for name in names for word in name.lower().split())
    joined: dict[str, Cluster] = {}
    for cluster in clusters:
        name = issue_name(cluster.mentions, single, cluster.name)
        other = joined.get(name.lower())
        if other is not None:
            claims = {mention.claim.id for mention in other.mentions}
            if any(mention.claim.id in claims for mention in cluster.mentions):
                own, number = cluster.name, 2
                while own.lower() in joined:
                    own, number = f"{cluster.name} ({number})", number + 1
                joined[own.lower()] = Cluster("", own, cluster.mentions)
                continue
        mentions = (*(other.mentions if other else ()), *cluster.mentions)
        joined[name.lower()] = Cluster("", other.name if other else name, mentions)
    taken = [ROOT]
    result = []
    for cluster in joined.values():
        taken.append(slug(cluster.name, taken))
        result.append(Cluster(taken[-1], cluster.name, cluster.mentions))
    return tuple(result)
