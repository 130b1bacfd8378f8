"""What all pages share: the open case, who works at it, and what runs beside the server."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from detente.documents import SourceOptions
from detente.store import CaseStore, open_store
from detente.web.deals.ground import Grounds
from detente.web.reading import Reader
from detente.web.recomputing import Recomputing

__all__ = ["Workbench", "open_workbench"]


@dataclass(frozen=True, slots=True)
class Workbench:
    """One case in the browser. `form_token` stands in every form, so that no other site can send one."""

    store: CaseStore
    author: str
    reader: Reader
    recomputing: Recomputing
    grounds: Grounds = field(default_factory=Grounds)
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def close(self) -> None:
        """End what runs beside the server, and let go of the case."""
        self.reader.close()
        self.recomputing.close()
        self.store.close()


def open_workbench(
    path: Path, author: str, seed: int = 0, draws: int = 2000, taking: SourceOptions | None = None
) -> Workbench:
    """Open the case at `path`; `taking` says how sources are taken. Raises what opening a store raises."""
    store = open_store(path)
    recomputing = Recomputing(store.file, author, seed, draws)
    return Workbench(store, author, Reader(store, author, recomputing.ask, taking or SourceOptions()), recomputing)
