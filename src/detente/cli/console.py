"""What people see while a command works: lines on stderr, and a progress bar where stderr is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detente.store.telling import count

__all__ = ["advancing", "count", "note", "step"]

_PACE_SECONDS = 180.0


def note(message: str) -> None:
    """Say one line on stderr."""
    print(f"detente: {message}", file=sys.stderr, flush=True)


@contextmanager
def advancing(total: int | None, doing: str, *, counted: bool = False) -> Iterator[Callable[[int], object]]:
    """Give a function to call with how much of `total` is done; on a terminal, it moves a progress bar.

    With `counted`, the bar shows the numbers themselves; with no total, only how much is done.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich import progress
    from rich.console import Console

    share = progress.MofNCompleteColumn() if counted else progress.TaskProgressColumn()
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        share,
        progress.TimeRemainingColumn(elapsed_when_finished=True),
    )
    # The time left is told from the pace of the last minutes: articles that were read before go by in no time.
    with progress.Progress(
        *columns, console=Console(stderr=True), transient=True, speed_estimate_period=_PACE_SECONDS
    ) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Show on a terminal that a step is under way."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(doing):
        yield
