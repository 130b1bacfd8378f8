"""`case.yaml`: read with all faults at once, written for people, with a comment over each section."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from detente.errors import Fault, FormatError
from detente.table.case import Case, Party
from detente.table.check import FaultyIssue, case_faults

__all__ = ["case_from_data", "case_from_yaml", "case_to_yaml", "with_lines", "yaml_data"]

_HEADER = """\
A negotiation as detente reads it. Change what you know better: every stage after this one uses your edit.
Every value is cited (because: ids of claims) or declared (assumed: a reason). `unknown` is a value too.
"""

_SECTIONS = {
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

_VALUE_FORMS = "a number, unknown, {range: [low, high]}, {normal: [mean, sd]} or {value: number}"


def _ordered(value: Any) -> Any:
    """Give plain data as commented data: `because` and `assumed` last, short lists on one line."""
    if isinstance(value, Mapping):
        keys = [k for k in value if k not in {"because", "assumed"}] + [k for k in ("because", "assumed") if k in value]
        return CommentedMap((key, _ordered(value[key])) for key in keys)
    if isinstance(value, list | tuple):
        items = CommentedSeq(_ordered(item) for item in value)
        if (
            all(not isinstance(item, CommentedMap | CommentedSeq) for item in items)
            and sum(len(str(item)) + 2 for item in items) < 90
        ):
            items.fa.set_flow_style()
        return items
    return value


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def case_to_yaml(case: Case) -> str:
    """Give the case as commented YAML; reading it back gives an equal case."""
    data = _ordered(case.model_dump(mode="json", exclude_defaults=True))
    data.yaml_set_start_comment(_HEADER)
    for key, comment in _SECTIONS.items():
        if key in data:
            data.yaml_set_comment_before_after_key(key, before=f"\n{comment}")
    out = io.StringIO()
    _yaml().dump(data, out)
    return re.sub(r"^# ?\n(?=# )", "\n", out.getvalue(), flags=re.M)


_TRIED = re.compile(r"float|str|Range|Normal|Point|(?:literal|list|constrained|dict)\[.*", re.S)


def _place(loc: tuple[int | str, ...]) -> tuple[str, bool]:
    """Give the path of a fault, without the names of the alternatives that were tried, and whether there were any."""
    path, tried = "", False
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part in {"float", "str", "Range", "Normal", "Point"} or re.match(
            r"(literal|list|constrained|dict)\[", part
        ):
            tried = True
            if part in {"Range", "Normal", "Point"}:
                break
        else:
            path += f".{part}" if path else part
    return path, tried


def _plainly(message: str) -> str:
    """Give what pydantic says in the words of the other faults."""
    return re.sub(r"^Input should be (?:a valid )?", "must be ", message.removeprefix("Value error, "))


def _schema_faults(error: ValidationError) -> list[Fault]:
    faults: dict[str, Fault] = {}
    for detail in error.errors(include_url=False):
        path, tried = _place(detail["loc"])
        value = detail["input"]
        shown = "" if isinstance(value, dict | list) else f"; it is {value!r}"
        if tried and path.split(".")[0] in {"no_deal"}:
            message = f"must be {_VALUE_FORMS}{shown}"
        elif detail["type"] == "extra_forbidden":
            message = "is not a field of this part; remove it or mend its name"
        elif detail["type"] == "missing":
            message = "is missing"
        else:
            message = _plainly(detail["msg"]) + shown
        faults.setdefault(path, Fault(path, message))
    return list(faults.values())


def case_from_data(data: object, name: str = "case") -> Case:
    """Give the case that plain data holds. Raises FormatError with all faults of the schema, or all of the sense."""
    if not isinstance(data, Mapping):
        kind = "nothing" if data is None else type(data).__name__
        raise FormatError(name, [Fault("", f"must hold a mapping that begins with 'detente: 1'; it holds {kind}")])
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        raise FormatError(name, [*_schema_faults(error), *_faults_of_the_rest(data, error)]) from None
    faults = case_faults(case)
    if faults:
        raise FormatError(name, faults)
    return case


def _faults_of_the_rest(data: Mapping[str, Any], error: ValidationError) -> list[Fault]:
    """Give the faults of sense in the parts of a case that its schema faults leave sound.

    A party or issue with a fault still counts as declared; every other part with a fault is left out, and what
    depends on it with it. Nothing is told where no such rest remains.
    """
    rest = {section: dict(part) if isinstance(part, Mapping) else part for section, part in data.items()}
    for detail in error.errors(include_url=False):
        section, name = (*map(str, detail["loc"]), "", "")[:2]
        entries = rest.get(section)
        if section in {"parties", "issues"} and not isinstance(entries, dict):
            return []
        if section == "detente":
            rest[section] = 1
        elif section == "parties":
            rest[section][name] = Party(name=name)
        elif section == "issues":
            rest[section][name] = FaultyIssue(options=["unknown"])
        elif isinstance(entries, dict) and name:
            entries.pop(name, None)
        else:
            rest.pop(section, None)
        if section == "objectives" and not (name and isinstance(rest.get("hypotheses"), dict)):
            rest.pop("hypotheses", None)
        elif section == "objectives":
            rest["hypotheses"].pop(name, None)
    try:
        return case_faults(Case.model_validate(rest))
    except ValidationError:
        return []


@lru_cache(maxsize=1)
def _safe() -> YAML:
    return YAML(typ="safe", pure=True)


def yaml_data(text: str, name: str) -> Any:
    """Give the plain data of a YAML (or JSON) text. Raises FormatError where it is none."""
    try:
        return _safe().load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        raise FormatError(name, [Fault(where, f"is not YAML: {problem}")]) from None


def with_lines(error: FormatError, text: str) -> FormatError:
    """Give the same faults, each with the line of `text` in which its part stands."""
    root = _safe().compose(text)
    return FormatError(error.name, [replace(fault, line=_line(root, fault.path)) for fault in error.faults])


def case_from_yaml(text: str, name: str = "case.yaml") -> Case:
    """Read a case. Raises FormatError."""
    data = yaml_data(text, name)
    try:
        return case_from_data(data, name)
    except FormatError as error:
        raise with_lines(error, text) from None


def _line(node: Node | None, path: str) -> int | None:
    """Give the line in which the part at `path` stands, or the nearest part around it."""
    if node is None:
        return None
    if path and isinstance(node, MappingNode):
        for key, value in node.value:
            rest = path.removeprefix(str(key.value))
            if rest != path and (not rest or rest[0] in ".["):
                return _line(value, rest.removeprefix(".")) if rest else key.start_mark.line + 1
    place = re.match(r"\[(\d+)\]\.?", path)
    if place and isinstance(node, SequenceNode) and int(place[1]) < len(node.value):
        return _line(node.value[int(place[1])], path[place.end() :])
    return int(node.start_mark.line) + 1
