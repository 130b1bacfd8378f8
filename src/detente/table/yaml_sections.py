"""A YAML text by its sections, the entries of its outermost mapping, so that a change reads only the one it is in.

A text is cut before each line that begins a name at the very left. Where that does not give one entry in each part, as
where a quotation spans several sections, the text is read whole: this is about time, never about what a text means.
"""

import re
from collections import deque
from collections.abc import Callable
from typing import Any

from ruamel.yaml.error import StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

__all__ = ["by_sections", "section", "sections"]

_BEGINS = re.compile(r"^[^\s#\-?:,\[\]{}&*!|>'\"%@`]", re.M)
"""The first letter of a plain name at the left; a part that begins otherwise belongs to the section before."""

_WHOLE = re.compile(r"^(?:---|\.\.\.|%)|[\r\ufeff]", re.M)
"""What makes a text several documents, says how it is to be read, or means another thing at the start of a text."""

Reader = Callable[[str], Node | None]

_RECENT: deque[dict[str, MappingNode]] = deque(maxlen=3)
"""The sections of the texts read last, as they were read by themselves: those before and after a change, in between."""


def sections(text: str) -> list[tuple[int, int]]:
    """Give where each section of a text starts and ends; what stands before the first belongs to it."""
    starts = [match.start() for match in _BEGINS.finditer(text)]
    if len(starts) < 2 or _WHOLE.search(text):
        return [(0, len(text))]
    return list(zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True))


def section(text: str, name: str) -> str:
    """Give the section of this name as it stands, "" where there is none; a text that is not cut is given whole."""
    parts = sections(text)
    if len(parts) < 2:
        return text
    named = re.compile(rf"(?:[^\S\n]*(?:#.*)?\n)*{re.escape(name)}[^\S\n]*:")
    return next((text[start:end] for start, end in parts if named.match(text, start, end)), "")


def by_sections(text: str, read: Reader) -> Node | None:
    """Give the root of a text, read by its sections; None where it has to be read whole."""
    parts = sections(text)
    if len(parts) < 2:
        return None
    known = {words: root for recent in list(_RECENT) for words, root in recent.items()}
    used: dict[str, MappingNode] = {}
    roots: list[MappingNode] = []
    line = 0
    for start, end in parts:
        words = text[start:end]
        root = known.get(words) or _section(words, read)
        if root is None:
            return None
        used[words] = root
        roots.append(_moved(root, start, line) if start else root)
        line += words.count("\n")
    _RECENT.append(used)
    first, entries = roots[0], [entry for root in roots for entry in root.value]
    return MappingNode(first.ctag, entries, first.start_mark, roots[-1].end_mark, flow_style=False)


def _section(text: str, read: Reader) -> MappingNode | None:
    """Give the root of a section, a mapping of one entry at the left; None where it is none."""
    try:
        root = read(text)
    except (YAMLError, RecursionError):
        return None
    if not isinstance(root, MappingNode) or root.flow_style or len(root.value) != 1 or root.start_mark.column:
        return None
    return root


def _moved(node: Any, offset: int, lines: int) -> Any:
    """Give a copy of a node with all in it, as it stands further on in a longer text."""
    start, end = _mark(node.start_mark, offset, lines), _mark(node.end_mark, offset, lines)
    if isinstance(node, ScalarNode):
        return ScalarNode(node.ctag, node.value, start, end, node.style, node.comment, node.anchor)
    if isinstance(node, MappingNode):
        inner = [(_moved(key, offset, lines), _moved(value, offset, lines)) for key, value in node.value]
    else:
        inner = [_moved(item, offset, lines) for item in node.value]
    return type(node)(node.ctag, inner, start, end, node.flow_style, node.comment, node.anchor)


def _mark(mark: StringMark, offset: int, lines: int) -> StringMark:
    return StringMark(mark.name, mark.index + offset, mark.line + lines, mark.column, None, 0)
