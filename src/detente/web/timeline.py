"""What happened to a case, as a page shows it: alike things that follow one another stand as one entry."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import quote

from detente.store.history import Event

__all__ = ["timeline"]

MOST_TOLD = 5
"""Of alike things that follow one another: how many are told one by one."""


def timeline(happened: Iterable[Event], first: int | None, last: int | None) -> list[dict[str, Any]]:
    """Give the entries, newest first; `between` tells whether one lies after the run `first`, up to the run `last`."""
    found: list[dict[str, Any]] = []
    inside, marked = False, []
    for one in happened:
        marked.append((one, inside))
        if one.kind == "run":
            inside = (inside or one.about == str(first)) and one.about != str(last)
    for (kind, author, day, between), group in groupby(marked, key=_alike):
        alike = [one for one, _ in group]
        for part in [alike] if kind != "run" else [[one] for one in alike]:
            told = [{"words": one.words, "address": _address(one)} for one in part[:MOST_TOLD]]
            about = {"kind": kind, "author": author, "day": day, "time": part[-1].time[11:16], "about": part[0].about}
            found.append({**about, "between": between, "count": len(part), "told": told, "more": len(part) - len(told)})
    return found[::-1]


def _alike(marked: tuple[Event, bool]) -> tuple[str, str | None, str, bool]:
    one, between = marked
    return one.kind, one.author, one.time[:10], between


def _address(one: Event) -> str | None:
    if one.kind in {"source", "decision"} and one.about:
        return f"/sources/{quote(one.about, safe='')}"
    return None
