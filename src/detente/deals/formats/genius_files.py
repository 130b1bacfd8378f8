"""A scenario as the files of a GENIUS domain: one with the issues, one profile for each party."""

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from detente.deals.formats.additive import additive_tables
from detente.deals.formats.negmas_files import file_names
from detente.deals.scenario import Scenario
from detente.errors import Fault, FormatError

__all__ = ["genius_files"]

CLOSE = 1e-9
"""How near the best utilities of the issues must come to a sum of 1."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _objective(scenario: Scenario, table: Mapping[str, list[float]] | None) -> str:
    lines = ['<objective index="0" description="" name="root" type="objective" etype="objective">']
    for place, (issue, labels) in enumerate(scenario.issues.items(), 1):
        kind = 'vtype="discrete" type="discrete" etype="discrete"'
        lines.append(f' <issue index="{place}" name={_quoted(issue)} {kind}>')
        for number, label in enumerate(labels):
            value = "" if table is None else f' evaluation="{table[issue][number]!r}"'
            lines.append(f'  <item index="{number + 1}" value={_quoted(label)}{value}/>')
        lines.append(" </issue>")
    if table is not None:
        lines += [
            f' <weight index="{place}" value="{max(row, default=0.0)!r}"/>'
            for place, row in enumerate(table.values(), 1)
        ]
    return "\n".join([*lines, "</objective>"])


def _quoted(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _unfit(scenario: Scenario, tables: Mapping[str, Mapping[str, list[float]]]) -> list[Fault]:
    """Give why GENIUS would take a party's utilities for others: it divides by the largest of each issue."""
    faults = []
    for party, table in tables.items():
        best = sum(max(row, default=0.0) for row in table.values())
        lowest = min((value for row in table.values() for value in row), default=0.0)
        if lowest < 0 or abs(best - 1.0) > CLOSE:
            told = (
                f"GENIUS holds values from 0 whose best ones sum to 1; here the lowest is {lowest:g}, the sum {best:g}"
            )
            faults.append(Fault(f"parties.{party}", f"{told}: give them on that scale"))
        small = [issue for issue, row in table.items() if 0 < max(row, default=0.0) < 0.00001]
        faults += [
            Fault(f"parties.{party}.{issue}", "GENIUS takes values below 0.00001 for 0; raise or drop them")
            for issue in small
        ]
    names = [name for issue, labels in scenario.issues.items() for name in (issue, *labels)]
    if any(not name or any(ord(mark) < 32 and mark not in "\t\n\r" for mark in name) for name in names):
        faults.append(Fault("issues", "a name is empty or has control characters, which XML cannot hold; rename it"))
    return faults


def genius_files(scenario: Scenario) -> dict[str, str]:
    """Give the files of a GENIUS domain: name → XML. Raises FormatError where they could not hold all of the scenario.

    What is read back is equal but for rounding in the last digit.
    """
    tables = additive_tables(scenario, "GENIUS", frozenset({"discount"}))
    faults = _unfit(scenario, tables)
    if faults:
        raise FormatError(scenario.name, faults)
    names = file_names(list(tables), "domain")
    files = {}
    agents = []
    for party, table in tables.items():
        preferences = scenario.parties[party]
        name = f"{names[party]}.xml"
        agents.append(f' <agent name={_quoted(party)} utility_space="{name}"/>')
        files[name] = (
            f"{_HEAD}<utility_space>\n{_objective(scenario, table)}\n"
            f'<discount_factor value="{preferences.discount!r}"/>\n'
            f'<reservation value="{preferences.no_deal!r}"/>\n</utility_space>\n'
        )
    domain = (
        f'{_HEAD}<negotiation_template number_of_sessions="1">\n'
        + "".join(f"{agent}\n" for agent in agents)
        + f'<utility_space number_of_issues="{len(scenario.issues)}">\n{_objective(scenario, None)}\n'
        "</utility_space>\n</negotiation_template>\n"
    )
    return {"domain.xml": domain, **files}
