"""A table of packages and what each party makes of them, as CSV or JSON.

CSV: a header whose columns are the issues, and `utility:PARTY` for each party; one row for each package. A row whose
issues all read `no deal` holds the values of no deal. Where no column is so marked, the first must be called `package`,
and all others are parties. Columns `frontier:…`, which detente writes beside results, are passed over. JSON:
`{"packages": [{"package": {issue: option}, "utilities": {party: value}}], "no_deal": {party: value}}`. Packages that
are not listed cannot be agreed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.deals.constants import ENUMERATION_LIMIT
from detente.deals.formats.rows import Row
from detente.deals.formats.text import capped, number
from detente.deals.frontier_table import FRONTIER_MARK, UTILITY_MARK
from detente.deals.joint import Constraint, Table
from detente.deals.scenario import Preferences, Scenario
from detente.errors import Fault, FormatError, SizeError

__all__ = ["MARK", "NO_DEAL", "packages_of_json", "packages_of_rows"]

MARK = UTILITY_MARK
NO_DEAL = "no deal"


@dataclass(frozen=True, slots=True)
class _Listed:
    """Rows of option labels (packages × issues) and utilities (packages × parties)."""

    issues: tuple[str, ...]
    parties: tuple[str, ...]
    options: Sequence[Sequence[str]]
    utilities: Sequence[Sequence[float]]
    no_deal: Sequence[float]


def _scenario(listed: _Listed, name: str) -> Scenario:
    columns = list(zip(*listed.options, strict=True))
    issues = {issue: tuple(dict.fromkeys(column)) for issue, column in zip(listed.issues, columns, strict=True)}
    shape = tuple(len(labels) for labels in issues.values())
    if math.prod(shape) > ENUMERATION_LIMIT:
        raise SizeError(
            f"{name}: {len(listed.options):,} packages lie scattered over {math.prod(shape):.3g} combinations of "
            f"options; at most {ENUMERATION_LIMIT:,} can be looked through: put the whole package into one column"
        )
    index = [
        np.array([{label: place for place, label in enumerate(labels)}[cell] for cell in column], dtype=np.intp)
        for labels, column in zip(issues.values(), columns, strict=True)
    ]
    values = np.array(listed.utilities, dtype=np.float64).reshape(len(listed.options), len(listed.parties))
    parties = {}
    for place, party in enumerate(listed.parties):
        table = np.zeros(shape)
        table[tuple(index)] = values[:, place]
        if len(shape) == 1:
            rows = {listed.issues[0]: table.tolist()}
            parties[party] = Preferences.from_table(rows, listed.no_deal[place])
        else:
            joint = (Table(listed.issues, table, f"utility of {party}"),)
            parties[party] = Preferences.from_table({}, listed.no_deal[place], joint=joint)
    constraints: tuple[Constraint, ...] = ()
    if len(listed.options) < math.prod(shape):
        there = np.zeros(shape)
        there[tuple(index)] = 1.0
        constraints = (Constraint(Table(listed.issues, there, "packages listed")),)
    return Scenario(issues, parties, name, constraints)


def _columns(header: Row, name: str) -> tuple[list[int], list[int], list[str]]:
    """Give the places of the issues and of the parties, and the names of the parties."""
    line, cells = header
    faults = [Fault(f"column {place + 1}", "has no name", line) for place, cell in enumerate(cells) if not cell]
    faults += [Fault("", f"two columns are named {cell!r}", line) for cell in sorted(_twice(cells))]
    utilities = [place for place, cell in enumerate(cells) if cell.lower().startswith(MARK)]
    names = [cells[place][len(MARK) :].strip() for place in utilities]
    issues = [
        place
        for place, cell in enumerate(cells)
        if place not in utilities and not cell.lower().startswith(FRONTIER_MARK)
    ]
    if not utilities and cells[0].lower() == "package":
        issues, utilities, names = [0], list(range(1, len(cells))), cells[1:]
    if not utilities or not issues:
        told = f"the columns are {', '.join(cells)}; name those of utilities {MARK}PARTY, or the first one package"
        faults.append(Fault("", told, line))
    if faults:
        raise FormatError(name, faults)
    return issues, utilities, names


def _twice(names: Sequence[str]) -> set[str]:
    return {name for name in names if name and names.count(name) > 1}


def packages_of_rows(rows: Sequence[Row], name: str) -> Scenario:
    """Give the scenario of a CSV table whose first row is the header. Raises FormatError with all faults, SizeError."""
    if len(rows) < 2:
        raise FormatError(name, [Fault("", "holds no packages; give a header and at least one row")])
    issues, utilities, parties = _columns(rows[0], name)
    width = len(rows[0][1])
    faults: list[Fault] = []
    listed: dict[tuple[str, ...], list[float]] = {}
    no_deal = [0.0] * len(parties)
    for line, cells in rows[1:]:
        if len(cells) != width:
            faults.append(Fault("", f"has {len(cells)} cells for the {width} columns of the header", line))
            continue
        package = tuple(cells[place] for place in issues)
        values = [number(cells[place]) for place in utilities]
        for place, value in zip(utilities, values, strict=True):
            if value is None:
                faults.append(Fault(rows[0][1][place], f"is {cells[place]!r}; give a finite number", line))
        if "" in package:
            faults.append(Fault("", "names no option of an issue", line))
        own = [value or 0.0 for value in values]
        if all(cell.lower() == NO_DEAL for cell in package):
            no_deal = own
        elif package in listed:
            faults.append(Fault("", f"repeats the package {'; '.join(package)}; leave one row", line))
        else:
            listed[package] = own
    if not listed and not faults:
        faults.append(Fault("", "holds no packages; give at least one row"))
    if faults:
        raise FormatError(name, capped(faults))
    names = tuple(rows[0][1][place] for place in issues)
    return _scenario(_Listed(names, tuple(parties), list(listed), list(listed.values()), no_deal), name)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _record_faults(record: Any, path: str, issues: Sequence[str], parties: Sequence[str]) -> list[Fault]:
    faults = []
    for key, names in (("package", issues), ("utilities", parties)):
        part = record.get(key) if isinstance(record, dict) else None
        if not isinstance(part, dict):
            faults.append(Fault(f"{path}.{key}", "is missing; give an object"))
        elif set(part) != set(names):
            told = f"names {', '.join(part) or 'nothing'}; the first package names {', '.join(names)}"
            faults.append(Fault(f"{path}.{key}", told))
        elif key == "utilities":
            for party, value in part.items():
                if not _is_number(value):
                    faults.append(Fault(f"{path}.utilities.{party}", f"is {value!r}; give a finite number"))
    return faults


def packages_of_json(data: Mapping[str, Any], name: str) -> Scenario:
    """Give the scenario of parsed JSON. Raises FormatError with all faults, SizeError."""
    records = data.get("packages")
    first = records[0] if isinstance(records, list) and records else None
    keys = ("package", "utilities")
    if not isinstance(records, list) or not isinstance(first, dict) or not all(first.get(key) for key in keys):
        told = "must be a list of at least one object with 'package' and 'utilities'"
        raise FormatError(name, [Fault("packages", told)])
    issues, parties = tuple(first["package"]), tuple(first["utilities"])
    faults: list[Fault] = []
    listed: dict[tuple[str, ...], list[float]] = {}
    for place, record in enumerate(records):
        own = _record_faults(record, f"packages[{place}]", issues, parties)
        faults += own
        if own:
            continue
        package = tuple(str(record["package"][issue]) for issue in issues)
        if package in listed:
            faults.append(Fault(f"packages[{place}]", f"repeats the package {'; '.join(package)}; leave one"))
        listed[package] = [float(record["utilities"][party]) for party in parties]
    given = data.get("no_deal") or {}
    for party, value in given.items() if isinstance(given, dict) else [("", given)]:
        if party not in parties or not _is_number(value):
            faults.append(Fault(f"no_deal.{party}", f"is {value!r}; give a finite number for each party"))
    if faults:
        raise FormatError(name, capped(faults))
    no_deal = [float(given.get(party, 0.0)) for party in parties]
    return _scenario(_Listed(issues, parties, list(listed), list(listed.values()), no_deal), name)
