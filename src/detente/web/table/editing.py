"""Changing the case from a form: kept whole or not at all, with what is wrong told by field, and who was quicker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.errors import ConflictError, FormatError, UsageError
from detente.store import Change, Revision
from detente.store.case_edits import changed_since
from detente.table.case_file import yaml_data
from detente.web.page import Form
from detente.web.workbench import Workbench

__all__ = ["Faults", "Seen", "Trouble", "keep", "number_of", "seen_by"]

MOST_TOLD = 12
"""How many faults without a field of their own are told; the rest are counted."""

Faults = dict[str, list[str]]
"""What is wrong by field; "" holds what belongs to no field."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The revision on which a person wrote, and its plain data."""

    revision: Revision
    data: Mapping[str, Any]

    def at(self, *path: str) -> Any:
        """Give what stood at a place; None where nothing did."""
        place: Any = self.data
        for step in path:
            place = place.get(step) if isinstance(place, Mapping) else None
        return place


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was kept: faults by field, or who has changed the same meanwhile, and what."""

    status: int
    faults: Faults = field(default_factory=dict)
    conflict: tuple[str, ...] = ()


def seen_by(bench: Workbench, form: Form) -> Seen:
    """Give what the person saw who sent the form. Raises UsageError, ConflictError where that is gone."""
    base = form.get("base")
    if not base.isdecimal() or len(base) > 9:
        raise UsageError("this form does not say on which state of the case it was written; load its page again")
    revision = bench.store.revision(int(base))
    if revision is None:
        raise ConflictError(f"there is no revision {int(base)} of this case; load the page again")
    return Seen(revision, yaml_data(revision.text, str(bench.store.file)))


def number_of(text: str, field_name: str, faults: Faults) -> float | None:
    """Give the number that was written; what is none is told at its field."""
    try:
        found = float(text.replace("−", "-"))
    except ValueError:
        found = float("nan")
    if not abs(found) < 1e12:
        faults.setdefault(field_name, []).append(f"{text[:40]!r} is no number; write one such as 0.25")
        return None
    return found


def keep(
    bench: Workbench, seen: Seen, changes: Sequence[Change], why: str, fields: Mapping[str, str]
) -> Trouble | None:
    """Change the case, and have computed what follows; None where that was done, or nothing was to be changed.

    `fields` gives by the path of a part (`positions.north.land.stated`) the field of the form that it stands in.
    """
    if not changes:
        return None
    try:
        made = bench.store.edit(seen.revision.number, changes, bench.author, why)
    except ConflictError as error:
        return Trouble(409, conflict=tuple(_quicker(bench, seen, changes)) or (str(error),))
    except FormatError as error:
        return Trouble(422, faults=_by_field(error, fields))
    if made.number != seen.revision.number:
        bench.recomputing.ask()
    return None


def _by_field(error: FormatError, fields: Mapping[str, str]) -> Faults:
    found: Faults = {}
    for fault in error.faults:
        path = next(
            (path for path in sorted(fields, key=len, reverse=True) if fault.path == path
             or fault.path.startswith((f"{path}.", f"{path}["))),
            None,
        )  # fmt: skip
        told = fault.message if path is not None else f"{fault.path}: {fault.message}" if fault.path else fault.message
        found.setdefault("" if path is None else fields[path], []).append(told)
    rest = found.get("", [])
    if len(rest) > MOST_TOLD:
        found[""] = [*rest[:MOST_TOLD], f"and {len(rest) - MOST_TOLD} more of this kind"]
    return found


def _quicker(bench: Workbench, seen: Seen, changes: Sequence[Change]) -> list[str]:
    """Tell which later revisions changed the same, by whom and when and what that was about."""
    now = bench.store.revision()
    last = seen.revision.number if now is None else now.number
    told, before = [], seen.revision
    for number in range(seen.revision.number + 1, last + 1):
        after = bench.store.revision(number)
        if after is None:
            continue
        if changed_since(before, [after], changes) is not None:
            told.append(f"{after.author}, {after.time[:16].replace('T', ' ')}: {after.why}")
        before = after
    return told
