"""What a table's parties, issues and objectives are called on the terminal, and text that keeps to its width."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from detente.deals import Scenario
from detente.report.names import Names
from detente.table import Case
from detente.wording import listed

__all__ = ["WIDTH", "Called", "wrapped"]

WIDTH = 100


class Called:
    """The names of a case; of a scenario, or of nothing, the ids, which are its names."""

    def __init__(self, table: Case | Scenario | None) -> None:
        self._names = Names(table) if isinstance(table, Case) else None

    def party(self, party: str) -> str:
        """Give the name of a party."""
        return self._names.party(party) if self._names else party

    def parties(self, parties: Sequence[str]) -> str:
        """Give the names of some parties, listed."""
        return listed([self.party(party) for party in parties]) or "nobody"

    def issue(self, issue: str) -> str:
        """Give the name of an issue."""
        return self._names.issue(issue) if self._names else issue

    def thing(self, party: str, name: str) -> str:
        """Give the name of an issue or of an objective of a party."""
        return self._names.objective(party, name) if self._names else name


def wrapped(text: str, indent: int = 0, hang: int = 0) -> Iterator[str]:
    """Break a text into lines of the terminal; all but the first stand further in by `hang`."""
    yield from wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
