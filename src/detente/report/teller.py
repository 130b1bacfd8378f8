"""Puts the ids of packages, changes and parties into words, and finds the claims that numbers about them rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.names import Names
from detente.table import Case
from detente.wording import listed

__all__ = ["FREE", "Teller"]

Json = Mapping[str, Any]

FREE = "either way"
"""What stands for the option of an issue of which each would do."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts ids into words, and finds the claims that numbers about parties and issues rest on."""

    case: Case
    names: Names
    beliefs: Json

    def options(self, package: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """Give the options of a package, by the name of the issue."""
        return tuple((self.names.issue(issue), str(option)) for issue, option in package.items())

    def choices(self, package: Mapping[str, Any], instead: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Give the options of a package, with those that could take their place without a difference."""
        told = []
        for issue, option in package.items():
            others = [other for place, other in instead if place == issue]
            labels = self.case.issues[issue].labels if issue in self.case.issues else ()
            free = bool(others) and len(others) + 1 == len(labels)
            words = FREE if free else " or ".join([str(option), *others])
            told.append((self.names.issue(issue), words))
        return tuple(told)

    def parties(self, parties: Sequence[str]) -> str:
        """Give the names of parties as a list in words."""
        return listed([self.names.party(party) for party in parties])

    def claims(self, parties: Sequence[str], issues: Sequence[str]) -> tuple[str, ...]:
        """Give the claims behind what these parties are believed to want on these issues."""
        found: dict[str, None] = {}
        for party in parties:
            belief = self.beliefs.get("parties", {}).get(party, {})
            for issue in issues:
                found |= dict.fromkeys(belief.get("ideals", {}).get(issue, {}).get("claims", ()))
        return tuple(found)

    def change(self, change: Json) -> str:
        """Tell who gives way on what, for whom."""
        before = f"from “{change['from']}” " if change["from"] is not None else ""
        moved = f"{self.names.issue(change['issue'])} {before}to “{change['to']}”"
        yields = f"{self.parties(change['yields'])} would give way on " if change["yields"] else ""
        gains = f", for {self.parties(change['gains'])}" if change["gains"] else ""
        return f"{yields}{moved}{gains}"
