"""What parties, issues and objectives are called by people, instead of by their ids."""

import re
from collections.abc import Iterator, Mapping

from detente.table import Case, Node

__all__ = ["Names"]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _nodes(name: str, node: Node) -> Iterator[tuple[str, Node]]:
    yield name, node
    for child, part in [*(node.all or {}).items(), *(node.any or {}).items()]:
        yield from _nodes(child, part)


class Names:
    """The names of one case."""

    def __init__(self, case: Case) -> None:
        self._parties = {party: part.name for party, part in case.parties.items()}
        self._issues = {issue: part.name or _words(issue) for issue, part in case.issues.items()}
        self._options = {issue: part.labels for issue, part in case.issues.items()}
        self._objectives: Mapping[str, Mapping[str, str]] = {
            party: {name: self._objective(name, node) for name, node in _nodes("objectives", root)}
            for party, root in case.objectives.items()
        }

    def _objective(self, name: str, node: Node) -> str:
        if node.name:
            return node.name
        if name in self._issues:
            return self._issues[name]
        if node.issue is not None:
            return self._issues.get(node.issue, _words(node.issue))
        return _words(name)

    def party(self, party: str) -> str:
        """Give the name of a party."""
        return self._parties.get(party, _words(party))

    def issue(self, issue: str) -> str:
        """Give the name of an issue."""
        return self._issues.get(issue, _words(issue))

    def objective(self, party: str, name: str) -> str:
        """Give the name of an objective of a party: its own, else that of its issue."""
        return self._objectives.get(party, {}).get(name) or self.issue(name)

    def option(self, issue: str, option: str | float | int) -> str:
        """Give the label of an option; a whole number is its place on the issue."""
        labels = self._options.get(issue, ())
        if isinstance(option, int) and not isinstance(option, bool) and 0 <= option < len(labels):
            return labels[option]
        return f"{option:g}" if isinstance(option, float) else str(option)

    def hypothesis(self, party: str, name: str) -> str:
        """Give the name of a hypothesis, with the ids of objectives in it put into words."""
        known = {**self._issues, **self._objectives.get(party, {})}
        for key in sorted(known, key=len, reverse=True):
            name = known[key].join(re.split(rf"(?<!\w){re.escape(key)}(?!\w)", name))
        return name
