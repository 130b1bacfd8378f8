"""Which parties and issues a person said are one, or are two: laid upon what a draft merged by itself.

It works on the outcome of merging, whatever way that was reached: names that were mapped to parties, and mentions that
were gathered into issues.
"""

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from detente.table.phrases import Mention, plain_phrase, slug

if TYPE_CHECKING:
    from detente.table.issues import Cluster

__all__ = ["NOTHING_SETTLED", "IssuePair", "IssueSide", "PartyPair", "Settlement", "settle_clusters", "settle_names"]


@dataclass(frozen=True, slots=True)
class PartyPair:
    """Two parties, each by all of its names, that are one (`together`) or are not."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    together: bool


@dataclass(frozen=True, slots=True)
class IssueSide:
    """An issue by its name and the claims that speak of it: (claim id, role `on`, `over` or `because`)."""

    name: str
    claims: frozenset[tuple[str, str]]

    def holds(self, mention: Mention) -> bool:
        """Tell whether a mention is one of the claims of this issue."""
        role = "over" if _is_lesser(mention) else "on"
        return (mention.claim.id, role) in self.claims or (mention.claim.id, "because") in self.claims

    def calls(self, mention: Mention) -> bool:
        """Tell whether a mention bears the name of this issue."""
        return mention.phrase == plain_phrase(self.name)


@dataclass(frozen=True, slots=True)
class IssuePair:
    """Two issues that are one (`together`) or are not."""

    left: IssueSide
    right: IssueSide
    together: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """All that is settled, in the order in which it was decided; `placed` puts a claim (by id) onto an issue."""

    parties: tuple[PartyPair, ...] = ()
    issues: tuple[IssuePair, ...] = ()
    placed: Mapping[str, IssueSide] = field(default_factory=dict)

    @property
    def issue_names(self) -> frozenset[str]:
        """The names of issues that a person has spoken of, which stay as they are."""
        sides = [side for pair in self.issues for side in (pair.left, pair.right)]
        return frozenset(side.name for side in [*sides, *self.placed.values()])


NOTHING_SETTLED = Settlement()


def _is_lesser(mention: Mention) -> bool:
    return mention.role == "lesser" or (mention.claim.act == "trade" and mention.role == "gives")


def settle_names(
    merged: MutableMapping[str, str], pairs: Sequence[PartyPair], key: Callable[[str], tuple[str, ...]]
) -> None:
    """Change which name stands for each name (`merged`: name → its leader) as decided; `key` makes names comparable.

    A merged party goes by the name that stands for the left one. Of a party taken apart, a name that neither side has
    stays with the left one.
    """
    for pair in pairs:
        left = [name for name in merged if key(name) in {key(other) for other in pair.left}]
        right = [name for name in merged if key(name) in {key(other) for other in pair.right} and name not in left]
        if not (left and right):
            continue
        if pair.together:
            leader = merged[left[0]]
            both = {merged[name] for name in (*left, *right)}
            merged.update({name: leader for name, other in merged.items() if other in both})
            continue
        shared = {merged[name] for name in left} & {merged[name] for name in right}
        for leader in shared:
            group = [name for name, other in merged.items() if other == leader]
            first = leader if leader not in right else next(name for name in left if name in group)
            second = leader if leader in right else next(name for name in right if name in group)
            merged.update({name: second if name in right else first for name in group})


def settle_clusters(clusters: Sequence["Cluster"], settled: Settlement) -> "tuple[Cluster, ...]":
    """Give the issues with claims put where a person put them, and merged and taken apart as decided.

    Those of most parties and claims stand first, as before. What is settled of issues that are not there has no effect.
    """
    if not (settled.issues or settled.placed):
        return tuple(clusters)
    result = list(clusters)
    for claim, side in settled.placed.items():
        _place(result, claim, side)
    for pair in settled.issues:
        left, right = _locate(result, pair.left, pair.right), _locate(result, pair.right, pair.left)
        if left is None or right is None:
            continue
        if pair.together:
            _join(result, left, right, pair.left.name)
        elif left == right:
            _part(result, left, pair)
    return tuple(sorted(result, key=lambda c: (-c.weight[0], -c.weight[1], c.name)))


def _place(clusters: list["Cluster"], claim: str, side: IssueSide) -> None:
    moved = [m for cluster in clusters for m in cluster.mentions if m.claim.id == claim and not _is_lesser(m)]
    if not moved:
        return
    rest = [replace(c, mentions=tuple(m for m in c.mentions if m not in moved)) for c in clusters]
    clusters[:] = [cluster for cluster in rest if cluster.mentions]
    home = _locate(clusters, replace(side, claims=side.claims - {(claim, "on"), (claim, "because")}), None)
    if home is None:
        # Here and below: clusters and the phrase embedding need NumPy, what was settled does without it.
        from detente.table.issues import Cluster

        clusters.append(Cluster(slug(side.name, [c.id for c in clusters]), side.name, tuple(moved)))
    else:
        clusters[home] = replace(clusters[home], mentions=(*clusters[home].mentions, *moved))


def _locate(clusters: Sequence["Cluster"], side: IssueSide, other: IssueSide | None) -> int | None:
    """Give the place of the issue that holds most claims of a side that the other has not; of equals, by name."""

    def score(cluster: "Cluster") -> tuple[float, bool]:
        held = {
            mention.claim.id
            for mention in cluster.mentions
            if side.holds(mention) and not (other is not None and other.holds(mention))
        }
        named = cluster.name.casefold() == side.name.casefold() or any(map(side.calls, cluster.mentions))
        return len(held) + 0.5 * named, named

    scores = [score(cluster) for cluster in clusters]
    best = max(range(len(clusters)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best][0] > 0 else None


def _join(clusters: list["Cluster"], left: int, right: int, name: str) -> None:
    if left != right:
        both = (*clusters[left].mentions, *clusters[right].mentions)
        clusters[left] = replace(clusters[left], name=name, mentions=both)
        del clusters[right]


def _part(clusters: list["Cluster"], at: int, pair: IssuePair) -> None:
    """Give each mention to the side whose claim it is, else to the one whose name is nearer to its phrase."""
    whole = clusters[at]
    phrases = sorted({mention.phrase for mention in whole.mentions})
    from detente.table.issues import Cluster
    from detente.table.similarity import similarities

    near = similarities(phrases, [pair.left.name, pair.right.name])
    nearer = {phrase: bool(row[1] > row[0]) for phrase, row in zip(phrases, near, strict=True)}

    def goes_right(mention: Mention) -> bool:
        for tells in (IssueSide.holds, IssueSide.calls):
            left, right = tells(pair.left, mention), tells(pair.right, mention)
            if left != right:
                return right
        return nearer[mention.phrase]

    right = tuple(mention for mention in whole.mentions if goes_right(mention))
    left = tuple(mention for mention in whole.mentions if mention not in right)
    if not (left and right):
        return
    taken = [cluster.id for cluster in clusters if cluster is not whole]
    first = Cluster(slug(pair.left.name, taken), pair.left.name, left)
    clusters[at] = first
    clusters.append(Cluster(slug(pair.right.name, [*taken, first.id]), pair.right.name, right))
