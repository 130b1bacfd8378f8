"""What follows a change: drafted again and computed, in another process, and what that changed.

A page changes the case in one of two ways, and then asks for what follows:

1. `store.edit(base, [Change(path, value), …], author, why)` makes a new revision, or raises ConflictError;
   `store.desk(author, seen).decide(…)` keeps a decision. Both are on disk when they return.
2. `workbench.recomputing.ask()` returns at once. Another process calls `detente.store.refresh`: it drafts the case
   again where claims or decisions changed (edits stay), infers, solves, and keeps a run. Asked for again meanwhile, it
   goes on with what is newest; a run with the same inputs is found instead of made.
3. The line of state at the top of every page (`/state`) tells when it is done; `store.run()` is the newest run, and
   `detente.store.computing.changed_findings(before, after)` tells what it changed.

What must be there at once, such as the frontier after an edit, is computed in the action itself: `solve(store.case())`
without draws, or with the draws of the last run; nothing here stands in the way of that.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.web.worker import Worker

__all__ = ["Recomputing", "recompute"]

LIMIT_SECONDS = 900.0


class Recomputing:
    """Computes a case anew whenever it is asked, at most once at a time."""

    def __init__(self, file: Path, author: str, seed: int, draws: int) -> None:
        self.given = (file, author, seed, draws)
        self.seed, self.draws = seed, draws
        self.failed: str | None = None
        """What the last computation ended with, where it could not be done."""
        self._lock = threading.Lock()
        self._worker = Worker(LIMIT_SECONDS)
        self._running = False
        self._again = False

    @property
    def running(self) -> bool:
        """Whether something is being computed."""
        return self._running

    def ask(self) -> None:
        """Have the case computed as it is now."""
        with self._lock:
            if self._running:
                self._again = True
                return
            self._running = True
        self._worker.put(recompute, self.given, lambda share: None, self._done)

    def close(self) -> None:
        """Give up what is being computed."""
        self._worker.close()

    def _done(self, number: int | None, failure: str | None) -> None:
        self.failed = failure
        with self._lock:
            again, self._again = self._again, False
            self._running = again
        if again:
            self._worker.put(recompute, self.given, lambda share: None, self._done)


def recompute(_progress: Callable[[float], None], file: Path, author: str, seed: int, draws: int) -> Any:
    """Bring the case up to date; give the number of its newest run."""
    from detente.store.computing import refresh_case

    return refresh_case(file, author, seed, draws)
