"""Scenarios in a neutral JSON: issues with values, and for each party one number per issue and value, summed.

`{"id", "issues": [{"name", "values": […]}], "parties": [{"name", "reserve": number or null, "table": [[…], …]}]}`;
a `reserve` of null means 0: nothing is known of walking away.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.deals.formats.additive import additive_tables
from detente.deals.formats.data import parse_json
from detente.deals.formats.text import capped, read_text
from detente.deals.scenario import Preferences, Scenario
from detente.errors import Fault, FormatError

__all__ = ["neutral_of_scenario", "read_neutral", "scenario_of_neutral"]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _names(entries: list[Any], path: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            yield Fault(f"{path}[{place}].name", f"is {name!r}; give a name")
        elif name in seen:
            yield Fault(f"{path}[{place}].name", f"{name!r} stands there twice")
        else:
            seen.add(name)


def _issue_faults(issues: list[Any]) -> Iterator[Fault]:
    yield from _names(issues, "issues")
    for place, issue in enumerate(issues):
        values = issue.get("values") if isinstance(issue, dict) else None
        path = f"issues[{place}].values"
        if not isinstance(values, list) or not values:
            yield Fault(path, "must be a list of at least one value")
        elif len({str(value) for value in values}) != len(values):
            yield Fault(path, "names a value twice")


def _row_faults(row: Any, count: int | None, path: str) -> Iterator[Fault]:
    if not isinstance(row, list):
        yield Fault(path, f"is {row!r}; give a list of numbers, one for each value of the issue")
        return
    if count is not None and len(row) != count:
        yield Fault(path, f"has {len(row)} numbers for {count} values")
    for place, value in enumerate(row):
        if not _is_number(value):
            yield Fault(f"{path}[{place}]", f"is {value!r}; give a finite number")


def _party_faults(parties: list[Any], counts: list[int | None]) -> Iterator[Fault]:
    yield from _names(parties, "parties")
    for place, party in enumerate(parties):
        if not isinstance(party, dict):
            continue
        path = f"parties[{place}]"
        if party.get("reserve") is not None and not _is_number(party["reserve"]):
            yield Fault(f"{path}.reserve", f"is {party['reserve']!r}; give a finite number or null")
        table = party.get("table")
        if not isinstance(table, list) or len(table) != len(counts):
            rows = len(table) if isinstance(table, list) else "no"
            yield Fault(f"{path}.table", f"has {rows} rows for {len(counts)} issues")
            continue
        for row, (values, count) in enumerate(zip(table, counts, strict=True)):
            yield from _row_faults(values, count, f"{path}.table[{row}]")


def _value_counts(issues: list[Any]) -> list[int | None]:
    values = [issue.get("values") if isinstance(issue, dict) else None for issue in issues]
    return [len(part) if isinstance(part, list) else None for part in values]


def scenario_of_neutral(data: Any, name: str = "scenario") -> Scenario:
    """Give the scenario that parsed JSON holds. Raises FormatError with all faults at once."""
    if not isinstance(data, dict):
        raise FormatError(name, [Fault("", "must be an object with 'issues' and 'parties'")])
    lists = {key: data.get(key) for key in ("issues", "parties")}
    missing = [Fault(key, "must be a list") for key, part in lists.items() if not isinstance(part, list)]
    if missing:
        raise FormatError(name, missing)
    issues, parties = list(lists["issues"] or []), list(lists["parties"] or [])
    faults = [*_issue_faults(issues), *_party_faults(parties, _value_counts(issues))]
    if faults:
        raise FormatError(name, capped(faults))
    labels = {issue["name"]: tuple(str(value) for value in issue["values"]) for issue in issues}
    preferences = {
        party["name"]: Preferences.from_table(
            dict(zip(labels, party["table"], strict=True)), float(party.get("reserve") or 0.0)
        )
        for party in parties
    }
    return Scenario(labels, preferences, str(data.get("id") or name))


def neutral_of_scenario(scenario: Scenario) -> dict[str, Any]:
    """Give what the neutral file of a scenario holds. Raises FormatError where it could not hold all of it."""
    tables = additive_tables(scenario, "the neutral JSON")
    return {
        "id": scenario.name,
        "issues": [{"name": issue, "values": list(labels)} for issue, labels in scenario.issues.items()],
        "parties": [
            {"name": party, "reserve": scenario.parties[party].no_deal, "table": list(table.values())}
            for party, table in tables.items()
        ],
    }


def read_neutral(path: Path) -> Scenario:
    """Read a scenario file. Raises DocumentError where it cannot be read, FormatError with all its faults."""
    return scenario_of_neutral(parse_json(read_text(path), str(path)), path.name)
