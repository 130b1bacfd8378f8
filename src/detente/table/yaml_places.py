"""YAML read with the place of every part: all repeated names, aliases and tags told at once, comments found.

YAML as a person writes it: dates stay the words they are, and no alias makes a small file a huge one or a circle.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from detente.errors import Fault, FormatError
from detente.table.yaml_sections import by_sections

__all__ = ["Parsed", "comments", "end_of", "end_of_entry", "line_of", "parse", "plain", "scalar_spans"]

_TAG = "tag:yaml.org,2002:"
_MAY_BE_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[^\s\[\]{},*]+", re.M)
_COMMENT = re.compile(r"(?:(?<=\s)|\A)#[^\n]*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A YAML text with the plain data it holds, its root node (None where it is empty), and the faults it has."""

    text: str
    root: Node | None
    data: Any
    faults: tuple[Fault, ...]


KEPT_LENGTH = 500_000
"""Up to how many characters a text is kept as it was read; a change is read before, after and in between."""

_OF_THREAD = threading.local()


def _yaml() -> YAML:
    """Give the reader of this thread: one that two threads share mixes up their texts."""
    if not hasattr(_OF_THREAD, "yaml"):
        _OF_THREAD.yaml = YAML(typ="safe", pure=True)
    found: YAML = _OF_THREAD.yaml
    return found


@lru_cache(maxsize=6)
def _kept(text: str) -> Node | None:
    return _composed(text)


def _composed(text: str) -> Node | None:
    if _MAY_BE_ALIAS.search(text):
        aliases = [_alias(event) for event in _yaml().parse(text) if isinstance(event, AliasEvent)]
        if aliases:
            raise FormatError("", aliases)
    kept = by_sections(text, _whole) if len(text) <= KEPT_LENGTH else None
    return kept or _whole(text)


def _whole(text: str) -> Node | None:
    root: Node | None = _yaml().compose(text)
    return root


def parse(text: str, name: str) -> Parsed:
    """Read a YAML (or JSON) text. Raises FormatError where it is no YAML, or has an alias."""
    try:
        root = _kept(text) if len(text) <= KEPT_LENGTH else _composed(text)
        faults: list[Fault] = []
        data = None if root is None else _plain(root, "", faults)
    except FormatError as error:
        raise FormatError(name, error.faults) from None
    except YAMLError as error:
        raise FormatError(name, [_no_yaml(error)]) from None
    except RecursionError:
        raise FormatError(
            name, [Fault("", "is nested too deeply to be read; a tree of some 100 levels can be")]
        ) from None
    return Parsed(text, root, data, tuple(faults))


def _alias(event: AliasEvent) -> Fault:
    told = f"has the alias *{event.anchor}, by which a part could hold itself; write out what it stands for"
    return Fault("", told, event.start_mark.line + 1)


def _no_yaml(error: YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = (getattr(error, "problem", None) or str(error)).split("\n")[0]
    where = f" at column {mark.column + 1}" if mark else ""
    told = f"is not YAML{where}: {problem}; what stands after it could not be read"
    return Fault("", told, mark.line + 1 if mark else None)


def plain(node: Node) -> Any:
    """Give the plain data of a node."""
    return _plain(node, "", [])


def _plain(node: Node, path: str, faults: list[Fault]) -> Any:
    if isinstance(node, MappingNode):
        return _mapping(node, path, faults)
    if isinstance(node, SequenceNode):
        return [_plain(item, f"{path}[{place}]", faults) for place, item in enumerate(node.value)]
    return _scalar(node, path, faults)


def _mapping(node: MappingNode, path: str, faults: list[Fault]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    lines: dict[Any, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            faults.append(Fault(path, "has a name that is no word; write it as words", line))
            continue
        # A name is its words: `2031:` names what "2031" names.
        key = str(key_node.value)
        place = f"{path}.{key}" if path else key
        if key in found:
            told = f"stands there twice, first in line {lines[key]}; merge the two, or give one of them another name"
            faults.append(Fault(place, told, line))
            _plain(value_node, place, faults)
            continue
        found[key], lines[key] = _plain(value_node, place, faults), line
    return found


def _scalar(node: Node, path: str, faults: list[Fault]) -> Any:
    constructor = _yaml().constructor
    kind = str(node.tag).removeprefix(_TAG)
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return constructor.construct_yaml_bool(node)
            case "int":
                return constructor.construct_yaml_int(node)
            case "float":
                return constructor.construct_yaml_float(node)
            case "str" | "timestamp" | "value" | "merge":
                return str(node.value)
    except (ValueError, OverflowError):
        faults.append(Fault(path, f"{node.value!r} is no {kind}", node.start_mark.line + 1))
        return None
    faults.append(Fault(path, f"has the tag {node.tag}; leave it out", node.start_mark.line + 1))
    return None


def line_of(root: Node | None, path: str) -> int | None:
    """Give the line in which the part at `path` (`issues.land.options[0]`) stands, or the nearest part around it."""
    if root is None:
        return None
    if path and isinstance(root, MappingNode):
        for key, value in sorted(root.value, key=lambda pair: -len(str(pair[0].value))):
            rest = path.removeprefix(str(key.value))
            if rest != path and (not rest or rest[0] in ".["):
                return line_of(value, rest.removeprefix(".")) if rest else int(key.start_mark.line) + 1
    place = re.match(r"\[(\d+)\]\.?", path)
    if place and isinstance(root, SequenceNode) and int(place[1]) < len(root.value):
        return line_of(root.value[int(place[1])], path[place.end() :])
    return int(root.start_mark.line) + 1


def end_of(node: Node, text: str) -> int:
    """Give where the content of a node ends; the mark of a block lies behind the comments that follow it."""
    if isinstance(node, ScalarNode):
        if node.style in ("|", ">"):
            whole = text[node.start_mark.index : node.end_mark.index]
            keeps = "+" in whole.split("\n", 1)[0]
            return int(node.start_mark.index) + len(whole.rstrip("\n" if keeps else None))
        return int(node.end_mark.index)
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return end_of_entry(last[0], last[1], text) if isinstance(last, tuple) else end_of(last, text)


def end_of_entry(key: Node, value: Node, text: str) -> int:
    """Give where an entry of a mapping ends; an empty value has no place of its own, it ends with the colon."""
    if value.start_mark.index == value.end_mark.index:
        return text.index(":", int(key.end_mark.index)) + 1
    return end_of(value, text)


def scalar_spans(node: Node | None, text: str) -> Iterator[tuple[int, int]]:
    """Give where each scalar starts and ends, names included."""
    if node is None:
        return
    if isinstance(node, ScalarNode):
        yield int(node.start_mark.index), end_of(node, text)
        return
    for part in node.value:
        for inner in part if isinstance(part, tuple) else (part,):
            yield from scalar_spans(inner, text)


def comments(root: Node | None, text: str) -> list[tuple[int, str]]:
    """Give the comments of a text with their offsets, in order."""
    masked = list(text)
    for start, end in scalar_spans(root, text):
        masked[start:end] = "x" * (end - start)
    return [(match.start(), match[0].rstrip()) for match in _COMMENT.finditer("".join(masked))]
