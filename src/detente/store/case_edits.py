"""Changes of a case in single places, and whether somebody else changed the same place meanwhile."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from detente.errors import FormatError, UsageError
from detente.store.records import Revision
from detente.table import Case, case_from_yaml
from detente.table.case_file import SECTIONS, yaml_data
from detente.table.patching import patched
from detente.table.yaml_places import parse

__all__ = ["Change", "applied", "case_read", "changed_since"]


@dataclass(frozen=True, slots=True)
class Change:
    """The place of a value in the plain data of a case, such as ("positions", "northland", "land", "stated"), and what
    it is to be; None takes it out. A number in a path is a place in a list.
    """

    path: tuple[str | int, ...]
    value: Any


@lru_cache(maxsize=4)
def case_read(text: str, name: str) -> Case:
    """Give the case of a text; one that was just written, or shown, is not read again. Raises FormatError."""
    return case_from_yaml(text, name)


def applied(text: str, changes: Sequence[Change], name: str) -> str:
    """Give the text of the case with the changes. Raises FormatError with all faults, UsageError."""
    parsed = parse(text, name)
    if parsed.faults:
        raise FormatError(name, parsed.faults)
    data = copy.deepcopy(parsed.data)
    for change in changes:
        _put(data, change)
    if data == parsed.data:
        return text
    new = patched(parsed, data, SECTIONS, name)
    case_read(new, name)
    return new


def _put(data: Any, change: Change) -> None:
    *way, last = change.path
    where = ".".join(map(str, change.path))
    place = data
    for step in way:
        if isinstance(place, dict) and isinstance(step, str):
            if step not in place and change.value is None:
                return
            place = place.setdefault(step, {})
        elif isinstance(place, list) and isinstance(step, int) and 0 <= step < len(place):
            place = place[step]
        else:
            raise UsageError(f"{where}: leads nowhere in this case")
    if isinstance(place, dict) and isinstance(last, str):
        if change.value is None:
            place.pop(last, None)
        else:
            place[last] = change.value
    elif isinstance(place, list) and isinstance(last, int) and 0 <= last < len(place) and change.value is not None:
        place[last] = change.value
    else:
        raise UsageError(f"{where}: leads nowhere in this case")


def changed_since(seen: Revision, later: Sequence[Revision], changes: Sequence[Change]) -> str | None:
    """Tell who has changed one of the places since `seen`, where the later revision has it otherwise; None if nobody.

    A place that holds already what is asked for is no conflict.
    """
    datas = [yaml_data(one.text, "case.yaml") for one in (seen, *later)]
    told = []
    for change in changes:
        first, now = _at(datas[0], change.path), _at(datas[-1], change.path)
        if first == now or now == change.value:
            continue
        who = next(
            one for one, before, after in zip(later, datas, datas[1:], strict=False)
            if _at(before, change.path) != _at(after, change.path)
        )  # fmt: skip
        where = ".".join(map(str, change.path))
        told.append(f"{where} was {_shown(first)} when you saw it, and is {_shown(now)} now ({who.author}, {who.time})")
    return None if not told else "; ".join(told) + ". Nothing of yours was kept; look, and change it again"


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
            data = data[step]
        else:
            return None
    return data


def _shown(value: Any) -> str:
    return "not there" if value is None else repr(value)
