"""A YAML text changed in place: what stays the same keeps every character, its comments, its layout and its quotes.

ruamel.yaml reads the text, tells where each part stands and writes what is new; only the stretches of changed parts
are replaced. (Its round trip hangs a comment on the part before it, and loses it with that part.)
"""

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from detente.errors import Fault, FormatError
from detente.table.yaml_places import Parsed, comments, end_of, end_of_entry, parse, plain

__all__ = ["arranged", "dumped", "identity", "patched"]

_WIDTH = 120
_LAST = ("because", "assumed")
_NAMES = ("what", "channel")
"""Fields by which the items of a list are told apart."""


@dataclass(frozen=True, slots=True, order=True)
class _Edit:
    start: int
    end: int
    new: str


def arranged(value: Any) -> Any:
    """Give plain data as data that ruamel.yaml lays out: `because` and `assumed` last, short lists on one line."""
    if isinstance(value, Mapping):
        keys = [k for k in value if k not in _LAST] + [k for k in _LAST if k in value]
        return CommentedMap((key, arranged(value[key])) for key in keys)
    if isinstance(value, list | tuple):
        items = CommentedSeq(arranged(item) for item in value)
        short = all(not isinstance(item, CommentedMap | CommentedSeq) for item in items)
        if short and sum(len(str(item)) + 2 for item in items) < 90:
            items.fa.set_flow_style()
        return items
    return value


def dumped(value: Any, width: int = _WIDTH) -> str:
    """Give data as YAML in block style, without blanks at the ends of lines."""
    yaml = YAML()
    yaml.width = width
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    out = io.StringIO()
    yaml.dump(value, out)
    # ruamel.yaml leaves a blank where it folds a plain scalar; no scalar that it writes here ends a line with one.
    return re.sub(r" +$", "", out.getvalue(), flags=re.M)


def _in_flow(value: Any) -> str:
    """Give data as YAML on one line."""
    return _entry_in_flow("x", value).removeprefix("x:").strip()


def _entry_in_flow(name: str, value: Any) -> str:
    """Give an entry of a mapping on one line."""
    yaml = YAML()
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.default_flow_style = True
    out = io.StringIO()
    yaml.dump({name: _without_style(value)}, out)
    return out.getvalue().strip()[1:-1]


def _without_style(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_style(part) for key, part in value.items()}
    return [_without_style(part) for part in value] if isinstance(value, list | tuple) else value


def _indented(text: str, column: int) -> str:
    return "".join(" " * column + line if line.strip() else line for line in text.splitlines(keepends=True))


def identity(item: Any) -> str:
    """Give by what an item of a list is known again: its name, else all of it."""
    if isinstance(item, Mapping):
        for name in _NAMES:
            if isinstance(item.get(name), str):
                return f"{name} {item[name]}"
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


class _Patch:
    """The edits that make of a text one that holds other data."""

    def __init__(self, parsed: Parsed, headings: Mapping[str, str]) -> None:
        self.text = parsed.text
        self.headings = headings
        self.edits: list[_Edit] = []
        self._comments = [place for place, _ in comments(parsed.root, parsed.text)]

    def part(self, node: Node, wanted: Any, column: int) -> bool:
        """Change the part at `node` into `wanted`; tell whether it can be done within, else replace it whole."""
        if isinstance(node, MappingNode) and isinstance(wanted, Mapping) and wanted and node.value:
            self._mapping(node, wanted)
            return True
        if isinstance(node, SequenceNode) and isinstance(wanted, list) and wanted and node.value:
            self._sequence(node, wanted)
            return True
        flow = not isinstance(wanted, Mapping | list) or not wanted
        if flow or (isinstance(node, CollectionNode) and node.flow_style and node.value):
            self._replace(node, _in_flow(wanted))
            return True
        return False

    def _replace(self, node: Node, new: str) -> None:
        start, end = int(node.start_mark.index), end_of(node, self.text)
        if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
            # A block begins on a line of its own; what replaces it follows its name.
            start = len(self.text[:start].rstrip())
            new = f" {new}"
        elif start and self.text[start - 1] in ":-":
            new = f" {new}"
        self._edit(start, end, new)

    def _edit(self, start: int, end: int, new: str) -> None:
        self.edits.append(_Edit(start, end, new))

    def _line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _line_end(self, place: int) -> int:
        """Give where the line after the one at `place` begins; a stretch that ends a line ends it already."""
        if place and self.text[place - 1] == "\n":
            return place
        return self.text.index("\n", place) + 1

    def _commented(self, start: int, end: int) -> bool:
        return any(start <= place < end for place in self._comments)

    # Mappings

    def _mapping(self, node: MappingNode, wanted: Mapping[str, Any]) -> None:
        entries = {str(key.value): (key, value) for key, value in node.value}
        spans = {
            name: (int(key.start_mark.index), end_of_entry(key, value, self.text))
            for name, (key, value) in entries.items()
        }
        kept = [name for name in entries if name in wanted]
        for name in kept:
            self._entry(node, *entries[name], wanted[name])
        gone = [name for name in entries if name not in wanted]
        new = _runs(list(wanted), entries)
        if node.flow_style:
            texts = {name: _entry_in_flow(name, wanted[name]) for run in new.values() for name in run}
            self._flow(node, list(entries), spans, set(gone), {at: [texts[n] for n in run] for at, run in new.items()})
            return
        for name in gone:
            start = self._line_start(spans[name][0])
            if self.text[start : spans[name][0]].strip():
                raise _CannotPatchError(name)
            self._edit(start, self._line_end(spans[name][1]), "")
        column = int(node.start_mark.column)
        for after, names in new.items():
            lines = "".join(
                (f"\n# {self.headings[name]}\n" if column == 0 and name in self.headings else "")
                + _indented(dumped(arranged({name: wanted[name]}), _WIDTH - column), column)
                for name in names
            )
            place = self._line_end(spans[after][1]) if after else self._line_start(int(node.start_mark.index))
            if not after and self.text[place : int(node.start_mark.index)].strip():
                # The first name of an item of a list stands behind its dash; the new ones come after it.
                place = self._line_end(spans[next(iter(entries))][1])
            self._edit(place, place, lines)

    def _entry(self, around: MappingNode, key: Node, value: Node, wanted: Any) -> None:
        if _same(plain(value), wanted):
            return
        if value.start_mark.index == value.end_mark.index:
            place = end_of_entry(key, value, self.text)
            self._edit(place, place, f" {_in_flow(wanted)}")
            return
        if around.flow_style:
            if not self.part(value, wanted, 0):
                self._replace(value, _in_flow(wanted))
            return
        column = int(key.start_mark.column)
        if self._outgrown(value, wanted) or not self.part(value, wanted, column):
            start, end = int(key.start_mark.index), end_of(value, self.text)
            name = self.text[start : int(key.end_mark.index)]
            new = _indented(dumped(arranged({"x": wanted}), _WIDTH - column), column).strip("\n")
            self._edit(start, end, name + new[column + 1 :])

    def _outgrown(self, value: Node, wanted: Any) -> bool:
        """Tell whether a list on one line would grow too long for it; one with comments is left as it is laid out."""
        return (
            isinstance(value, SequenceNode)
            and bool(value.flow_style)
            and isinstance(wanted, list)
            and bool(wanted)
            and not arranged(wanted).fa.flow_style()
            and not self._commented(int(value.start_mark.index), self._line_end(int(value.end_mark.index)))
        )

    # Sequences

    def _sequence(self, node: SequenceNode, wanted: Sequence[Any]) -> None:
        items = [plain(item) for item in node.value]
        spans = {place: (int(item.start_mark.index), end_of(item, self.text)) for place, item in enumerate(node.value)}
        if not node.flow_style:
            spans = {place: (self._dash(node, place), end) for place, (_, end) in spans.items()}
        gone: set[int] = set()
        new: dict[int | None, list[Any]] = {}
        matcher = SequenceMatcher(None, [identity(i) for i in items], [identity(i) for i in wanted], autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "equal":
                for place, target in zip(range(a, b), wanted[c:d], strict=True):
                    if not _same(items[place], target) and not self.part(node.value[place], target, 0):
                        raise _CannotPatchError(identity(target))
                continue
            gone |= set(range(a, b))
            if d > c:
                new[b - 1 if b else None] = list(wanted[c:d])
        if node.flow_style:
            texts = {at: [_in_flow(item) for item in run] for at, run in new.items()}
            self._flow(node, list(spans), spans, gone, texts)
            return
        for place in sorted(gone):
            start = self._line_start(spans[place][0])
            if self.text[start : spans[place][0]].strip():
                raise _CannotPatchError(identity(items[place]))
            self._edit(start, self._line_end(spans[place][1]), "")
        column = int(node.start_mark.column)
        for after, run in new.items():
            place = self._line_end(spans[after][1]) if after is not None else self._line_start(spans[0][0])
            lines = dumped(arranged({"x": [*run, {"x": [{}]}]})).split("\n", 1)[1]
            lines = lines[: lines.rindex("  - x:")]
            if any(not isinstance(item, Mapping | list) for item in run):
                lines = "".join(f"  - {_block_scalar(item)}\n" for item in run)
            self._edit(place, place, _indented("".join(f"{line[2:]}\n" for line in lines.splitlines()), column))

    def _dash(self, node: SequenceNode, place: int) -> int:
        if place == 0:
            return int(node.start_mark.index)
        start = end_of(node.value[place - 1], self.text)
        column = int(node.start_mark.column)
        dashes = list(
            re.finditer(rf"^ {{{column}}}(?=-)", self.text[start : int(node.value[place].start_mark.index)], re.M)
        )
        if not dashes:
            raise _CannotPatchError("-")
        return start + dashes[-1].end()

    # Lists and mappings on one line

    def _flow(
        self,
        node: Node,
        names: Sequence[Any],
        spans: Mapping[Any, tuple[int, int]],
        gone: set[Any],
        new: Mapping[Any, Sequence[str]],
    ) -> None:
        kept = [name for name in names if name not in gone]
        last = kept[-1] if kept else None
        tail = names[names.index(last) + 1 :] if last is not None else []
        if tail and not self._commented(spans[last][1], spans[tail[-1]][1]):
            self._edit(spans[last][1], spans[tail[-1]][1], "")
            gone = gone - set(tail)
        for name in gone:
            start, end = spans[name]
            comma = re.compile(r"(?:\s|#[^\n]*\n)*,[ ]?").match(self.text, end)
            self._edit(start, end, "")
            if comma:
                self._edit(comma.end() - len(comma[0][comma[0].rindex(",") :]), comma.end(), "")
        for after, texts in new.items():
            before = [name for name in names[: names.index(after) + 1] if name in kept] if after is not None else []
            if before:
                place = spans[before[-1]][1]
                self._edit(place, place, "".join(f", {text}" for text in texts))
            else:
                place = int(node.start_mark.index) + 1
                self._edit(place, place, ", ".join(texts) + (", " if kept else ""))

    def applied(self) -> str:
        """Give the text with all edits made."""
        parts, at = [], 0
        for edit in sorted(self.edits, key=lambda edit: (edit.start, edit.end)):
            if edit.start < at:
                raise _CannotPatchError(edit.new)
            parts += [self.text[at : edit.start], edit.new]
            at = edit.end
        return "".join([*parts, self.text[at:]])


class _CannotPatchError(Exception):
    """A part that is laid out in a way that cannot be changed in place."""


def _block_scalar(value: Any) -> str:
    return dumped([value], 1_000_000).strip()[2:].strip()


def _runs(wanted: Sequence[str], entries: Mapping[str, Any]) -> dict[str | None, list[str]]:
    """Give the new names by the old name that each run of them follows (None: they come first)."""
    runs: dict[str | None, list[str]] = {}
    after = None
    for name in wanted:
        if name in entries:
            after = name
        else:
            runs.setdefault(after, []).append(name)
    return runs


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are written alike: 1 and 1.0 are, 1 and true are not; so are mappings in any order."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _lost(before: Parsed, after: Parsed) -> Iterator[str]:
    left = [words for _, words in comments(after.root, after.text)]
    for _, words in comments(before.root, before.text):
        if words in left:
            left.remove(words)
        else:
            yield words


def patched(
    text: str | Parsed, wanted: Mapping[str, Any], headings: Mapping[str, str] | None = None, name: str = "case"
) -> str:
    """Give `text`, read or not, with the plain data `wanted`; what is the same keeps every character.

    `headings` are the comments over new sections. Raises FormatError where the text is laid out so that it cannot be
    changed without losing a comment; then it says what to lay out anew.
    """
    given = text if isinstance(text, str) else text.text
    lines = given.replace("\r\n", "\n")
    lines = lines if lines.endswith("\n") else f"{lines}\n"
    parsed = text if isinstance(text, Parsed) and lines == given else parse(lines, name)
    if not isinstance(parsed.root, MappingNode):
        raise FormatError(name, [Fault("", "must hold a mapping")])
    if _same(parsed.data, wanted):
        return given
    patch = _Patch(parsed, headings or {})
    remedy = "lay it out with one entry to a line, as detente drafts it"
    try:
        patch.part(parsed.root, wanted, 0)
        result = patch.applied()
    except _CannotPatchError as error:
        raise FormatError(name, [Fault("", f"cannot be changed in place near {error}; {remedy}")]) from None
    after = parse(result, name)
    lost = list(_lost(parsed, after))
    if lost:
        raise FormatError(name, [Fault("", f"cannot be changed without losing the comment {lost[0]!r}; {remedy}")])
    if not _same(after.data, wanted):
        raise FormatError(name, [Fault("", f"cannot be changed in place; {remedy}")])
    return result.replace("\n", "\r\n") if "\r\n" in given else result
