"""What the store gives: sources with their counts, revisions of the case, runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Revision", "Run", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A source as a list shows it: without its text, with how many claims it holds and what became of them.

    `claims` counts those that were read or added; `confirmed` and `rejected` those that a person decided about.
    """

    document: str
    title: str
    outlet: str | None
    date: str | None
    address: str | None
    near_duplicate_of: str | None
    came_from: str
    added: str
    added_by: str
    claims: int
    confirmed: int = 0
    rejected: int = 0

    @property
    def open(self) -> int:
        """How many claims nobody decided about."""
        return self.claims - self.confirmed - self.rejected


@dataclass(frozen=True, slots=True)
class Revision:
    """The case as it stood after one change: who made it when (ISO 8601), and why."""

    number: int
    text: str
    time: str
    author: str
    why: str


@dataclass(frozen=True, slots=True)
class Run:
    """What was computed of one revision: `analysis` is the object of `analysis.json`, beliefs and deals included."""

    number: int
    inputs: str
    revision: int
    seed: int
    draws: int
    started: str
    finished: str
    analysis: Mapping[str, Any]
