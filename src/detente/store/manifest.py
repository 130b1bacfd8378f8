"""`export.json`: what an exported case holds besides its files: who added what when, and which file is what."""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from detente.errors import Fault

__all__ = ["MANIFEST", "Manifest", "RevisionEntry", "RunEntry", "SourceEntry", "is_name", "manifest_of", "sha256_of"]

MANIFEST = "export.json"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,149}", re.ASCII)
_FILES = ("case.yaml", "case.drafted.yaml", "case.schema.json", "claims.json")


def is_name(words: str) -> bool:
    """Tell whether words are the name of a file that leads nowhere else, on any system."""
    return _NAME.fullmatch(words) is not None and not words.endswith(".")


def sha256_of(data: bytes) -> str:
    """Give the hash of the content of a file."""
    return hashlib.sha256(data).hexdigest()


def _name(words: str) -> str:
    if not is_name(words):
        raise ValueError(f"is {words[:80]!r}; a name has letters, digits, '.', '_' and '-', and no folder in it")
    return words


def _time(words: str) -> str:
    try:
        datetime.fromisoformat(words)
    except ValueError:
        raise ValueError(f"is {words[:40]!r}; it must be a time such as 2025-03-01T12:00:00+00:00") from None
    return words


Name = Annotated[str, AfterValidator(_name)]
Time = Annotated[str, AfterValidator(_time)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=1, lt=2**53)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SourceEntry(_Entry):
    """A source: `sources/FILE.txt` is its text, `sources/FILE.claims.json` its claims as they were read.

    `sha256` is the hash of the text, `claims` that of the file of its claims. `gone` is when claims.json was found to
    hold it no more; None where it does.
    """

    file: Name
    document: Annotated[str, Field(min_length=1)]
    title: str | None
    outlet: str | None
    date: str | None
    address: str | None
    near_duplicate_of: str | None
    came_from: str
    added: Time
    added_by: str
    gone: Time | None
    place: Annotated[int, Field(ge=0, lt=2**53)]
    sha256: Hash
    claims: Hash


class RevisionEntry(_Entry):
    """The case as it stood after one change: `revisions/NUMBER.yaml`, with the hash of its text."""

    number: Number
    time: Time
    author: str
    why: str
    drafted_from: Hash | None
    sha256: Hash


class RunEntry(_Entry):
    """What was computed of a revision: `runs/NUMBER.json` with its hash; `inputs` is that of what it depends on."""

    number: Number
    inputs: Hash
    revision: Number
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    draws: Number
    started: Time
    finished: Time
    sha256: Hash


class Manifest(_Entry):
    """The object of `export.json`; `files` are the hashes of the files of the case as the workbench knew them last."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    detente: str
    files: dict[Literal[_FILES], Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]]  # type: ignore[valid-type]
    sources: list[SourceEntry]
    revisions: list[RevisionEntry]
    runs: list[RunEntry]


def manifest_of(data: bytes) -> tuple[Manifest | None, list[Fault]]:
    """Give what `export.json` holds, or None and all that is wrong with it."""
    try:
        found = Manifest.model_validate_json(data)
    except ValidationError as error:
        return None, [Fault(_path(part["loc"]), _told(part)) for part in error.errors()]
    faults = [
        *_twice("sources", "document", [one.document for one in found.sources]),
        *_twice("sources", "file", [one.file.casefold() for one in found.sources]),
        *_twice("sources", "place", [one.place for one in found.sources if one.gone is None]),
        *_twice("revisions", "number", [one.number for one in found.revisions]),
        *_twice("runs", "number", [one.number for one in found.runs]),
        *_twice("runs", "inputs", [one.inputs for one in found.runs]),
    ]
    known = {one.number for one in found.revisions}
    faults += [
        Fault(f"runs[{number}].revision", f"is {run.revision}; there is no such revision")
        for number, run in enumerate(found.runs)
        if run.revision not in known
    ]
    return (None if faults else found), faults


def _twice(what: str, field: str, values: list[Any]) -> list[Fault]:
    seen: set[Any] = set()
    faults = []
    for number, value in enumerate(values):
        if value in seen:
            faults.append(Fault(f"{what}[{number}].{field}", f"is {value!r}, which stands there twice"))
        seen.add(value)
    return faults


def _path(steps: tuple[int | str, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def _told(part: Any) -> str:
    if part["type"] == "value_error":
        return str(part["ctx"]["error"])
    value = part.get("input")
    shown = f" (it is {str(value)[:60]!r})" if isinstance(value, str | int | float) else ""
    return f"{part['msg'][:1].lower()}{part['msg'][1:]}{shown}"
