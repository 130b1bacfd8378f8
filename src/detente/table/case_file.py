"""`case.yaml`: read with all faults at once, written for people, with a comment over each section."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from detente.errors import Fault, FormatError
from detente.table.case import Case, Party
from detente.table.check import FaultyIssue, case_faults
from detente.table.patching import arranged, dumped
from detente.table.schema import SCHEMA_LINE
from detente.table.schema_faults import schema_faults
from detente.table.yaml_places import Parsed, line_of, parse
from detente.table.yaml_sections import section

__all__ = [
    "SECTIONS",
    "case_from_data",
    "case_from_parsed",
    "case_from_yaml",
    "case_text",
    "case_to_yaml",
    "placed",
    "title_of",
    "with_lines",
    "yaml_data",
]

_HEADER = f"""\
{SCHEMA_LINE}
# A negotiation as detente reads it. Change what you know better: every stage after this one uses your edit.
# Every value is cited (because: ids of claims) or declared (assumed: a reason). `unknown` is a value too.
"""

SECTIONS = {
    "parties": "Who sits at the table, who speaks for it, and whether a deal needs its consent.",
    "issues": "What is at stake. Options stand in order, from one end to the other, unless ordered: false.",
    "objectives": "What each party is after. all: a weighted sum; any: one of them suffices; a leaf is an issue.",
    "positions": "What each party states now. red_line: options it will not accept.",
    "no_deal": "What walking away is worth, on the scale of packages (0 to 1; below 0: worse than the worst paper).",
    "hypotheses": "Rival stories about a party's motive. The priors of a party sum to 1.",
    "stages": "The channels of the talks, in order.",
    "unknowns": "What the reports say is not known.",
    "packages": "Deals to judge beside those that are computed.",
    "constants": "Constants of the beliefs that differ from their default (docs/reference/constants.md).",
    "trust": "How far to trust a source or outlet, from 0 to 1, wherever a claim comes through it.",
    "set_aside": "What the reports name and this case leaves out.",
    "evidence": "How each claim bears on the case. status: confirmed or rejected is yours to set.",
}


def case_to_yaml(case: Case) -> str:
    """Give the case as commented YAML; reading it back gives an equal case."""
    return case_text(case.model_dump(mode="json", exclude_defaults=True))


def case_text(data: Mapping[str, Any]) -> str:
    """Give the plain data of a case as commented YAML, its sections in their order."""
    head = {key: value for key, value in data.items() if key not in SECTIONS}
    parts = [_HEADER, dumped(arranged(head))]
    for key, comment in SECTIONS.items():
        if key in data:
            parts.append(f"\n# {comment}\n{dumped(arranged({key: data[key]}))}")
    return "".join(parts)


def case_from_data(data: object, name: str = "case") -> Case:
    """Give the case that plain data holds. Raises FormatError with all faults of the schema, or all of the sense."""
    if not isinstance(data, Mapping):
        kind = "nothing" if data is None else type(data).__name__
        raise FormatError(name, [Fault("", f"must hold a mapping that begins with 'detente: 1'; it holds {kind}")])
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        raise FormatError(name, [*schema_faults(error), *_faults_of_the_rest(data, error)]) from None
    faults = case_faults(case)
    if faults:
        raise FormatError(name, faults)
    return case


def _faults_of_the_rest(data: Mapping[str, Any], error: ValidationError) -> list[Fault]:
    """Give the faults of sense in the parts of a case that its schema faults leave sound.

    A party or issue with a fault still counts as declared, a claim with a fault is looked at without it; every other
    part with a fault is left out, and what depends on it with it. Nothing is told where no such rest remains.
    """
    rest = {section: dict(part) if isinstance(part, Mapping) else part for section, part in data.items()}
    unread: set[str] = set()
    for detail in error.errors(include_url=False):
        section, name, field = (*map(str, detail["loc"]), "", "", "")[:3]
        entries = rest.get(section)
        if section in {"parties", "issues"} and not isinstance(entries, dict):
            return []
        if section == "detente":
            rest[section] = 1
        elif section == "issues":
            rest[section][name] = FaultyIssue(options=["unknown"])
        elif (
            section in {"parties", "evidence"} and isinstance(entries, dict) and isinstance(entries.get(name), Mapping)
        ):
            stand_ins = {"name": name} if section == "parties" else _EVIDENCE
            entries[name] = _without_field(entries[name], field, stand_ins)
        elif section == "parties":
            rest[section][name] = Party(name=name)
        elif isinstance(entries, dict) and name:
            entries.pop(name, None)
        else:
            rest.pop(section, None)
        if section == "objectives":
            unread |= {name} if name else set(data.get("parties", {}))
            if name and isinstance(rest.get("hypotheses"), dict):
                rest["hypotheses"].pop(name, None)
            else:
                rest.pop("hypotheses", None)
    try:
        return case_faults(Case.model_validate(rest), unread)
    except ValidationError:
        return []


_EVIDENCE = {"act": "assess", "origin": "?"}
"""Values by which a required field of a claim with a fault is replaced, so that the rest of it can be looked at."""


def _without_field(entry: Mapping[str, Any], field: str, stand_ins: Mapping[str, Any]) -> dict[str, Any]:
    left = {name: value for name, value in entry.items() if name != field}
    return left | ({field: stand_ins[field]} if field in stand_ins else {})


def yaml_data(text: str, name: str) -> Any:
    """Give the plain data of a YAML (or JSON) text. Raises FormatError where it is none."""
    parsed = parse(text, name)
    if parsed.faults:
        raise FormatError(name, parsed.faults)
    return parsed.data


def title_of(text: str) -> str | None:
    """Give what a case calls itself, without reading the rest of it; None where it has no title, or that has faults."""
    try:
        data = yaml_data(section(text, "title"), "")
    except FormatError:
        return None
    title = data.get("title") if isinstance(data, Mapping) else None
    return title if isinstance(title, str) else None


def with_lines(error: FormatError, text: str) -> FormatError:
    """Give the same faults, each with the line of `text` in which its part stands."""
    return FormatError(error.name, placed(error.faults, parse(text, error.name)))


def placed(faults: Sequence[Fault], parsed: Parsed) -> list[Fault]:
    """Give the faults with the lines of the text that was read, where they have none."""
    return [replace(f, line=line_of(parsed.root, f.path)) if f.line is None else f for f in faults]


def case_from_yaml(text: str, name: str = "case.yaml") -> Case:
    """Read a case. Raises FormatError with all faults: of the YAML, of the schema and of the sense, by line."""
    return case_from_parsed(parse(text, name), name)


def case_from_parsed(parsed: Parsed, name: str = "case.yaml") -> Case:
    """Give the case of a text that was read. Raises FormatError as `case_from_yaml`."""
    faults = list(parsed.faults)
    try:
        case = case_from_data(parsed.data, name)
    except FormatError as error:
        known = {fault.path for fault in faults}
        faults += [fault for fault in error.faults if fault.path not in known]
    if faults:
        raise FormatError(name, sorted(placed(faults, parsed), key=lambda fault: fault.line or 0))
    return case
