"""Which format a file or folder is in: by what it is, then by its suffix, then by its content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.deals.formats.actors import actors_of_rows, is_actor_table
from detente.deals.formats.data import parse_json, parse_yaml
from detente.deals.formats.genius import read_genius
from detente.deals.formats.negmas import is_negmas_domain, is_negmas_profile, read_negmas
from detente.deals.formats.neutral import scenario_of_neutral
from detente.deals.formats.packages import MARK, packages_of_json, packages_of_rows
from detente.deals.formats.rows import read_rows
from detente.deals.formats.text import read_text
from detente.deals.scenario import Scenario
from detente.errors import DocumentError, Fault, FormatError

__all__ = ["case_within", "read_scenario"]

_YAML = {".yaml", ".yml"}
_TABLES = {".csv", ".tsv", ".txt"}
_LIST_OF_ISSUES = re.compile(r"^issues:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*[ \t]*-", re.M)
_KEY = re.compile(r"^(detente|parties|objectives|ufun|weights|reserved_value|values)[ \t]*:", re.M)
_FLOW = re.compile(r"^\s*[\[{]")


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    profiles: tuple[Path, ...]
    encoding: str | None


def case_within(path: Path, encoding: str | None = None) -> Path | None:
    """Give the case.yaml that `path` is, or that lies in it as a folder; None where it is a scenario of known numbers.

    Raises DocumentError where it cannot be read.
    """
    if path.is_dir():
        inside = path / "case.yaml"
        return inside if inside.is_file() else None
    suffix = path.suffix.lower()
    if suffix in {".xml", ".json"} | _TABLES:
        return None
    text = read_text(path, encoding)
    if suffix not in _YAML and text.lstrip("\ufeff \t\n")[:1] in {"<", "{"}:
        return None
    if _LIST_OF_ISSUES.search(text) and not re.search(r"^(detente|parties)[ \t]*:", text, re.M):
        return None
    keys = set(_KEY.findall(text))
    return (
        None if keys & {"ufun", "weights", "reserved_value", "values"} and not keys & {"detente", "parties"} else path
    )


def _folder(file: _File) -> Scenario:
    inside = [path for path in file.path.iterdir() if path.is_file()]
    suffixes = {path.suffix.lower() for path in inside}
    if ".xml" in suffixes and not suffixes & _YAML:
        return read_genius(file.path, file.profiles, file.encoding)
    if suffixes & (_YAML | {".json"}):
        return read_negmas(file.path, file.profiles, file.encoding)
    told = "holds no scenario: neither a case.yaml, nor a NegMAS scenario (YAML or JSON), nor a GENIUS domain (XML)"
    raise FormatError(str(file.path), [Fault("", f"{told}; name a file or another folder")])


def _json(file: _File, text: str) -> Scenario:
    data = parse_json(text, str(file.path))
    if isinstance(data, dict) and isinstance(data.get("packages"), list):
        return packages_of_json(data, file.path.name)
    return _of_data(file, data)


def _of_data(file: _File, data: Any) -> Scenario:
    if is_negmas_domain(data):
        return read_negmas(file.path, file.profiles, file.encoding)
    if is_negmas_profile(data):
        told = "is the NegMAS utility of one party; name its folder, or the file with the issues"
        raise FormatError(str(file.path), [Fault("", told)])
    return scenario_of_neutral(data, str(file.path))


def _cells(file: _File, text: str) -> Scenario:
    rows = read_rows(text, str(file.path))
    name = str(file.path)
    header = [cell.lower() for cell in rows[0][1]] if rows else []
    if header[:1] == ["package"] or any(cell.startswith(MARK) for cell in header):
        return packages_of_rows(rows, name)
    if is_actor_table(rows):
        return actors_of_rows(rows, name).scenario()
    told = (
        f"begins with {', '.join(header[:6]) or 'nothing'}: neither packages (columns of issues and {MARK}PARTY) nor "
        "actors (columns actor, position, salience)"
    )
    raise FormatError(name, [Fault("", told, rows[0][0] if rows else None)])


def read_scenario(path: Path, profiles: Sequence[Path] = (), encoding: str | None = None) -> Scenario:
    """Read a scenario of known numbers, in any of the formats.

    A folder is a NegMAS scenario where it holds YAML or JSON, else a GENIUS domain where it holds XML. A file is told
    by its suffix: `.xml` GENIUS; `.csv`, `.tsv`, `.txt` packages with utilities or an actor table, told apart by their
    header; `.json` the neutral format, packages with utilities, or the issues of a NegMAS scenario; `.yaml`, `.yml`
    the issues of a NegMAS scenario. Any other suffix: by the first character, `<` XML, `{` JSON. `profiles` name the
    parties of a GENIUS or NegMAS scenario. Raises FormatError with all faults, DocumentError, SizeError.
    """
    file = _File(path, tuple(profiles), encoding)
    if path.is_dir():
        return _folder(file)
    suffix = path.suffix.lower()
    text = read_text(path, encoding)
    start = text.lstrip("\ufeff \t\n")[:1]
    if not text.strip():
        raise DocumentError(f"{path}: is empty; name a scenario")
    if suffix == ".xml" or (suffix not in _YAML | _TABLES | {".json"} and start == "<"):
        return read_genius(path, file.profiles, encoding)
    if suffix in _TABLES:
        return _cells(file, text)
    if suffix == ".json" or (suffix not in _YAML and start == "{"):
        return _json(file, text)
    return _of_data(file, parse_yaml(text, str(path)))
