"""Annotated reports as detente would name their issues: what merging learns from and is measured by.

The names of issues in annotated reports are the answer; the claims that merging sees carry the names that the embedded
reader would give the same claims instead.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.claims import Claim, Reading
from detente.claims.issues import name_issues
from detente.claims.weights import naming
from detente.documents import load
from detente.table.phrases import Mention, mentions_of
from issue_examples import beside

TWO_MATTERS = frozenset({"trade", "priority"})
"""Acts that speak of two matters, where the annotation names one: left out of fitting and of measuring."""


@dataclass(frozen=True, slots=True)
class Example:
    """A report: its claims under the reader's names, and the annotated names by claim id."""

    name: str
    reading: Reading
    gold: dict[str, str]

    @property
    def mentions(self) -> list[Mention]:
        """The mentions of claims that speak of one matter."""
        claims = (claim for claim in self.reading.claims if claim.act not in TWO_MATTERS)
        return [m for claim in claims for m in mentions_of(claim, self.reading.document, claim.party)]

    @property
    def single(self) -> frozenset[str]:
        """The words of the parties' names."""
        return frozenset(word for claim in self.reading.claims for word in claim.party.lower().split())

    def labels(self, mentions: Sequence[Mention]) -> NDArray[np.int64]:
        """Give a number for the annotated issue of each mention."""
        return numbered([self.gold[mention.claim.id] for mention in mentions])


def numbered(names: Sequence[str]) -> NDArray[np.int64]:
    """Give the same number for the same name."""
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(name, len(codes)) for name in names], dtype=np.int64)


def under_readers_names(reading: Reading) -> Reading:
    """Give the reading with the issue names that the embedded reader gives such claims, and no person's confidence."""
    claims, *laid = beside(reading.document, reading.claims)
    names = name_issues(*laid, naming())
    named = (replace(claim, issue=name, confidence=0.5) for claim, name in zip(claims, names, strict=True))
    return Reading(reading.document, tuple(named))


def annotated(folder: Path) -> dict[str, Reading]:
    """Load the annotated reports of a folder by name, claims with ids c0, c1 …"""
    readings = {}
    for path in sorted(folder.glob("*.claims.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        entries = data if isinstance(data, list) else data["claims"]
        name = path.name.removesuffix(".claims.json")
        document = load(path.with_name(f"{name}.txt"))
        claims = tuple(Claim.from_json({**entry, "id": f"c{at}"}) for at, entry in enumerate(entries))
        readings[name] = Reading(document, claims)
    return readings


def examples(folder: Path) -> list[Example]:
    """Give the annotated reports of a folder under the reader's names."""
    return [
        Example(name, under_readers_names(reading), {claim.id: claim.issue for claim in reading.claims})
        for name, reading in annotated(folder).items()
    ]


@dataclass(frozen=True, slots=True)
class Partition:
    """How well groups agree with gold groups: B-cubed (Bagga & Baldwin 1998) and pairwise precision, recall, F1."""

    b_cubed: tuple[float, float, float]
    pairwise: tuple[float, float, float]


def _f1(precision: float, recall: float) -> tuple[float, float, float]:
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def agreement(groups: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> Partition:
    """Measure (found, gold) labels of many reports, all mentions and all pairs pooled."""
    precision = recall = total = 0.0
    both = found_pairs = gold_pairs = 0
    for found, gold in groups:
        same, right = found[:, None] == found[None], gold[:, None] == gold[None]
        shared = (same & right).sum(axis=1)
        precision += float((shared / same.sum(axis=1)).sum())
        recall += float((shared / right.sum(axis=1)).sum())
        total += len(found)
        both += int(shared.sum()) - len(found)
        found_pairs += int(same.sum()) - len(found)
        gold_pairs += int(right.sum()) - len(found)
    b_cubed = _f1(precision / total, recall / total) if total else (1.0, 1.0, 1.0)
    return Partition(b_cubed, _f1(both / max(found_pairs, 1), both / max(gold_pairs, 1)))
