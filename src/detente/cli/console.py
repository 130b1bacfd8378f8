"""What people see while a command works: lines on stderr, and a progress bar where stderr is a terminal."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["count", "note", "progress", "step"]

T = TypeVar("T")


def note(message: str) -> None:
    """Say one line on stderr."""
    print(f"detente: {message}", file=sys.stderr, flush=True)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Give a number with its noun: "1 report", "3 reports"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def progress(items: Sequence[T], doing: str) -> Iterator[T]:
    """Give the items, showing on a terminal how far the work is."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=len(items))
        for item in items:
            yield item
            bar.advance(task)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Show on a terminal that a step is under way."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(doing):
        yield
