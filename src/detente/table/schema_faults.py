"""What the schema finds wrong in a case, in plain words: where, the value, and the remedy."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from detente.errors import Fault
from detente.table import case as parts

__all__ = ["schema_faults"]

_VALUE_FORMS = "a number, unknown, {range: [low, high]}, {normal: [mean, sd]} or {value: number}"
_ALTERNATIVE = re.compile(
    r"(?:float|str|Range|Normal|Point|(?:literal|list|constrained|dict|function-\w+)\[.*)\Z", re.S
)
_FIELDS: dict[str, type[BaseModel]] = {
    "": parts.Case,
    "parties": parts.Party,
    "issues": parts.Issue,
    "objectives": parts.Node,
    "positions": parts.Position,
    "hypotheses": parts.Hypothesis,
    "stages": parts.Stage,
    "unknowns": parts.Unknown,
    "set_aside": parts.SetAside,
    "evidence": parts.Evidence,
}
_WORDS = {
    "string_type": "must be words, in quotes where they look like a number",
    "float_type": "must be a number",
    "list_type": "must be a list, such as [one, two]",
    "tuple_type": "must be a list of two numbers, such as [0, 1]",
    "dict_type": "must hold entries of the form name: value",
    "model_type": "must hold entries of the form name: value",
    "model_attributes_type": "must hold entries of the form name: value",
    "finite_number": "must be a finite number",
}


def _place(loc: tuple[int | str, ...]) -> tuple[str, bool]:
    """Give the path of a fault, without the names of the alternatives that were tried, and whether there were any."""
    path, tried = "", False
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif _ALTERNATIVE.match(part):
            tried = True
            if part in {"Range", "Normal", "Point"}:
                break
        elif part != "[key]":
            path += f".{part}" if path else part
    return path, tried


def _fields(path: str) -> Iterable[str]:
    section, _, rest = path.partition(".")
    part = parts.Says if ".says." in f".{rest}." else _FIELDS.get(section.split("[")[0] if rest or "[" in path else "")
    return () if part is None else part.model_fields


def _unknown_field(path: str) -> str:
    known = list(_fields(path))
    name = path.rpartition(".")[2]
    near = get_close_matches(name, known, 1, 0.6)
    if near:
        return f"is not a field of this part; did you mean {near[0]!r}?"
    told = f": {', '.join(known)}" if known else ""
    return f"is not a field of this part; remove it, or name one of its fields{told}"


def _message(detail: Any, path: str, tried: bool) -> str:
    value, kind = detail["input"], detail["type"]
    shown = "" if isinstance(value, dict | list) else f"; it is {value!r}"
    if tried and (path.startswith("no_deal") or path.endswith(".capability")):
        if isinstance(value, dict) and "normal" in value:
            return (
                f"normal takes two numbers, mean and standard deviation, the latter above 0; it is {value['normal']!r}"
            )
        return f"must be {_VALUE_FORMS}{shown}"
    if kind == "extra_forbidden":
        return _unknown_field(path)
    if kind == "missing":
        return f"is missing; write {path.rpartition('.')[2]}: and its value"
    if value is None:
        return "is empty; give it a value, or leave it out"
    if tried and kind == "string_type":
        return f"must be words or a number{shown}"
    return _WORDS.get(kind, _plainly(detail["msg"])) + shown


def _plainly(message: str) -> str:
    """Give what pydantic says in the words of the other faults."""
    return re.sub(r"^Input should be (?:a valid )?", "must be ", message.removeprefix("Value error, "))


def schema_faults(error: ValidationError) -> list[Fault]:
    """Give one fault for each part that does not fit the schema."""
    faults: dict[str, Fault] = {}
    for detail in error.errors(include_url=False):
        path, tried = _place(detail["loc"])
        if not (tried and any(other.startswith((f"{path}.", f"{path}[")) for other in faults)):
            faults.setdefault(path, Fault(path, _message(detail, path, tried)))
    return list(faults.values())
