"""Saying what a person should know while work goes on: the edge that shows it gives the means."""

from collections.abc import Callable

__all__ = ["Tell", "count", "silent"]

Tell = Callable[[str], object]
"""Takes one line for a person."""


def silent(message: str) -> None:
    """Say nothing."""


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Give a number with its noun: "1 report", "3 reports"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"
