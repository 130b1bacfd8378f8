"""Objective trees drafted from claims: each party's issues, those that claims say serve an end below that end."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from detente.table.case import Node
from detente.table.ends import End
from detente.table.issues import Cluster
from detente.table.options import Layout
from detente.table.phrases import plain_phrase
from detente.table.similarity import similarities
from detente.table.trees import ITSELF

__all__ = ["Hung", "Serving", "Wanted", "hang"]

_NEAR_MEANS = 0.35
"""Cosine from which a part of an end belongs to that of its alternative means whose name is nearest: declared."""


@dataclass(frozen=True, slots=True)
class Serving:
    """An issue that claims say serves another."""

    means: str
    end: str
    because: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one party's claims tell: the issues they speak of, those it takes a stance on, ends and what serves them.

    `spoken` maps issue ids to claims; `stances` are issues whose own options count for the party even where other
    issues serve them. `ends` have the id of the issue, or the name of the node, that each stands at.
    """

    spoken: Mapping[str, Sequence[str]]
    stances: frozenset[str]
    ends: Sequence[tuple[End, str]]
    serving: Sequence[Serving]


@dataclass(frozen=True, slots=True)
class Hung:
    """The children of a party's root, and the issues whose leaf is called otherwise as they are ends as well."""

    children: Mapping[str, Node]
    itself: Mapping[str, str]


@dataclass(slots=True)
class _Tree:
    wanted: Wanted
    clusters: Mapping[str, Cluster]
    place: Mapping[tuple[str, str], str]
    layouts: Mapping[str, Layout]
    above: dict[str, str]
    itself: dict[str, str]

    def link(self, means: str, end: str) -> None:
        """Hang one issue below another, unless it hangs somewhere or the two would hang below each other."""
        up: str | None = end
        while up is not None:
            if up == means:
                return
            up = self.above.get(up)
        self.above.setdefault(means, end)

    def places(self, ends: Sequence[End], kind: Literal["parts", "alternatives"]) -> list[str]:
        found = (self.place.get((end.claim.id, plain_phrase(words))) for end in ends for words in getattr(end, kind))
        return list(dict.fromkeys(place for place in found if place is not None))

    def node(self, issue: str) -> Node:
        """Give the leaf of an issue, or the end it names with what claims say serves it below it."""
        ends = [end for end, place in self.wanted.ends if place == issue]
        below = {child for child, end in self.above.items() if end == issue}
        if not below:
            return self._leaf(issue)
        ways = [way for way in self.places(ends, "alternatives") if way in below]
        parts = [part for part in self.places(ends, "parts") if part in below]
        serving = [link for link in self.wanted.serving if link.end == issue and link.means in below]
        ids = sorted({end.claim.id for end in ends} | {link.because for link in serving})
        loose = [*parts, *(link.means for link in serving)]
        children: dict[str, Node] = {}
        if len(ways) > 1:
            either, grouped = self._either(ends, ways, parts)
            either = either.model_copy(update={"because": sorted({end.claim.id for end in ends})})
            loose = [name for name in loose if name not in ways and name not in grouped]
            if not loose and issue not in self.wanted.stances:
                return either
            children[f"means_to_{issue}"] = either
        else:
            loose = [*ways, *loose]
        children |= {name: self.node(name) for name in dict.fromkeys(loose)}
        if issue in self.wanted.stances:
            self.itself[issue] = f"{ITSELF}{issue}"
            name = f"{self.clusters[issue].name}, by itself"
            children[self.itself[issue]] = self._leaf(issue).model_copy(update={"name": name})
        return Node(all=children, because=ids)

    def _either(self, ends: Sequence[End], ways: Sequence[str], parts: Sequence[str]) -> tuple[Node, set[str]]:
        """Give the alternatives of an end, each with the parts nearest to it, and the parts so placed."""
        grouped: dict[str, list[str]] = {way: [] for way in ways}
        for part in parts:
            if part in ways:
                grouped[part].append(part)
                continue
            near = similarities([self.clusters[part].name], [self.clusters[way].name for way in ways])[0]
            if near.max() >= _NEAR_MEANS:
                grouped[ways[int(near.argmax())]].append(part)
        told = {
            f"by_{way}": Node(all={name: self.node(name) for name in dict.fromkeys([way, *inside])})
            if inside
            else self.node(way)
            for way, inside in grouped.items()
        }
        placed = {part for inside in grouped.values() for part in inside}
        assumed = "which issue belongs to which means is told by nearness of wording" if placed else None
        return Node(any=told, assumed=assumed), placed

    def _leaf(self, issue: str) -> Node:
        """Give a leaf: what a claim names as a means serves the end, and the further from it the less."""
        layout = self.layouts[issue]
        because = list(dict.fromkeys(self.wanted.spoken.get(issue, ())))
        for end, _ in self.wanted.ends:
            for words in (*end.parts, *end.alternatives):
                named = layout.meant.get((end.claim.id, words))
                if named is None or self.place.get((end.claim.id, plain_phrase(words))) != issue:
                    continue
                steps = max(len(layout.labels) - 1, 1)
                graded = [round(1 - abs(i - named) / steps, 4) for i in range(len(layout.labels))]
                single = [1.0 if i == named else "unknown" for i in range(len(layout.labels))]
                because = list(dict.fromkeys([end.claim.id, *because]))
                return Node(issue=issue, satisfaction=graded if layout.ordered else single, because=because)
        return Node(issue=issue, because=because)


def hang(
    wanted: Wanted,
    clusters: Mapping[str, Cluster],
    place: Mapping[tuple[str, str], str],
    layouts: Mapping[str, Layout],
) -> Hung:
    """Hang each issue of a party below the end that claims say it serves, and the rest below the root.

    `clusters` and `layouts` are the issues by id; `place` maps (claim id, phrase) to the issue that it speaks of.
    """
    tree = _Tree(wanted, clusters, place, layouts, {}, {})
    for end, issue in wanted.ends:
        for kind in _KINDS:
            for part in tree.places([end], kind):
                tree.link(part, issue)
    for link in wanted.serving:
        tree.link(link.means, link.end)
    order = _order([*clusters, *(issue for _, issue in wanted.ends)])
    tops = dict.fromkeys([*wanted.spoken, *(tree.above.values())])
    children = {issue: tree.node(issue) for issue in sorted(tops, key=order) if issue not in tree.above}
    return Hung(children, tree.itself)


_KINDS: tuple[Literal["parts"], Literal["alternatives"]] = ("parts", "alternatives")


def _order(names: Iterable[str]) -> Callable[[str], int]:
    places = {name: at for at, name in reversed(list(enumerate(names)))}
    return places.__getitem__
