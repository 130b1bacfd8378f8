"""YAML and JSON as plain data, without repeated names, and without what makes a small file a huge one."""

import json
import re
from pathlib import Path
from typing import Any

from detente.deals.formats.text import read_text
from detente.errors import Fault, FormatError

__all__ = ["load_data", "parse_json", "parse_yaml"]

_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[^\s\[\]{},*]+", re.M)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the name {key!r} stands there twice in one object")
        found[key] = value
    return found


def parse_json(text: str, name: str) -> Any:
    """Give what a JSON text holds. Raises FormatError with the line of the fault."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        told = f"is not JSON: {error.msg} at column {error.colno}"
        raise FormatError(name, [Fault("", told, error.lineno)]) from None
    except RecursionError:
        raise FormatError(name, [Fault("", "is nested too deeply to be read")]) from None
    except ValueError as error:
        raise FormatError(name, [Fault("", str(error))]) from None


def _alias_line(text: str) -> int | None:
    """Give the line of the first alias of a YAML text: a few lines of them can stand for gigabytes."""
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent

    if _ALIAS.search(text) is None:
        return None
    events = YAML(typ="safe", pure=True).parse(text)
    return next((event.start_mark.line + 1 for event in events if isinstance(event, AliasEvent)), None)


def parse_yaml(text: str, name: str) -> Any:
    """Give what a YAML text holds. Raises FormatError with the line of the fault; aliases are refused."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        line = _alias_line(text)
        if line is not None:
            raise FormatError(name, [Fault("", "has an alias (*name); write out what it stands for", line)])
        return YAML(typ="safe", pure=True).load(text)
    except RecursionError:
        raise FormatError(name, [Fault("", "is nested too deeply to be read")]) from None
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise FormatError(name, [Fault("", f"is not YAML: {problem}", mark and mark.line + 1)]) from None


def load_data(path: Path, encoding: str | None = None) -> Any:
    """Give what a YAML or JSON file holds. Raises FormatError, DocumentError."""
    text = read_text(path, encoding)
    return (parse_json if path.suffix.lower() == ".json" else parse_yaml)(text, path.name)
