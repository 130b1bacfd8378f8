"""What people see while a command works: lines on stderr, and a progress bar where stderr is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from detente.store.telling import count

__all__ = ["advancing", "count", "note", "step"]


def note(message: str) -> None:
    """Say one line on stderr."""
    print(f"detente: {message}", file=sys.stderr, flush=True)


@contextmanager
def advancing(total: int, doing: str) -> Iterator[Callable[[int], object]]:
    """Give a function to call with how much of `total` is done; on a terminal, it moves a progress bar."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
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
