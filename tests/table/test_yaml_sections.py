"""A text read by its sections means what it means read whole, with every place."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node

from detente.table import case_from_yaml
from detente.table.case_file import title_of
from detente.table.yaml_places import parse
from detente.table.yaml_sections import by_sections, section, sections

SAMPLES = sorted((Path(__file__).parents[2] / "samples").rglob("*.yaml"))
LINES = (
    "a: 1", "b:", "  c: d", "  e: f", "- x", "  - y", '"q": 1', "'z", 'k: "open', 'shut"', "k: {a: 1,", "}", "k: [1,",
    "]", "# c", "  # d", "", "   ", "t: |", "t: |2+", "p: >-", "  text", "x", "x y", "? y", ": z", "é: ü", "\tq: 1",
    "---", "...", "%YAML 1.2", "a : 2", "&x a: 1", "!t b: 2", "k: &x v", "k: a # b", "k: 'it''s", "u: a\u2028b: 1",
    "v: a\u0085c: 2", "- - 1", "a: b: c", "<<: 1", "\ufeffa: 1", "a", "b: |-", "c:d", "d:", " d: 1", "@x: 1",
)  # fmt: skip


def _whole(text: str) -> Node | None:
    root: Node | None = YAML(typ="safe", pure=True).compose(text)
    return root


def _flat(node: Node | None) -> Any:
    if node is None:
        return None
    marks = [(mark.index, mark.line, mark.column) for mark in (node.start_mark, node.end_mark)]
    style = getattr(node, "style", None), getattr(node, "flow_style", None)
    if isinstance(node.value, str):
        return node.tag, node.value, marks, style
    inner = [tuple(map(_flat, part)) if isinstance(part, tuple) else _flat(part) for part in node.value]
    return node.tag, inner, marks, style


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@given(st.lists(st.sampled_from(LINES), max_size=8).map("\n".join))
@example("a: 1\nb: 2")
@example("# head\n\na: 1 # b\n# c\nb:\n- 1\n# d\n")
@example("  a: 1\nb: 2")
@example('k: "open\na: 1\nshut"')
@settings(max_examples=500)
def test_by_sections_is_as_whole_or_not_at_all(text: str) -> None:
    found = by_sections(text, _whole)
    if found is not None:
        assert _flat(found) == _flat(_whole(text))
        assert _flat(by_sections("n: 1\n" + text, _whole)) in (_flat(_whole("n: 1\n" + text)), None)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_samples_are_read_by_sections_and_only_what_changed_is_read_again(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    read = []

    def counted(words: str) -> Node | None:
        read.append(words)
        return _whole(words)

    assert _flat(by_sections(text, counted)) == _flat(_whole(text))
    assert len(read) == len(sections(text)) > 1
    start, end = sections(text)[1]
    changed = text[:start] + "# another line\n\n" + text[start:end].rstrip() + "   # more\n" + text[end:]
    assert _flat(by_sections(changed, counted)) == _flat(_whole(changed))
    assert len(read) <= len(sections(text)) + 2


def test_what_spans_sections_is_read_whole() -> None:
    for text in ('a: "1\nb: 2"\n', "a: 1\n---\nb: 2\n", "a: 1\r\nb: 2\r\n", "{a: 1,\nb: 2}\n", "a: 1\n"):
        assert by_sections(text, _whole) is None
    with pytest.raises(YAMLError):
        _whole("  a: 1\nb: 2")
    assert by_sections("  a: 1\nb: 2", _whole) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("detente: 1\n# so\ntitle: Ferry talks # x\nparties: {}\n", "Ferry talks"),
        ("title: Ferry talks", "Ferry talks"),
        ("# head\n\ntitle : 'a: b'\nparties:\n  x: {name: X}\n", "a: b"),
        ("detente: 1\nparties: {title: no}\n", None),
        ("detente: 1\nsubtitle: no\n", None),
        ("title: 7\nparties: {}\n", None),
        ("title: [\nparties: {}\n", None),
        ('title: "one\n\n  two"\nparties: [faulty]\n', "one\ntwo"),
        ("- title: no\n", None),
        ("", None),
    ],
)
def test_the_title_is_found_without_the_rest(text: str, title: str | None) -> None:
    assert title_of(text) == title


def test_the_title_is_that_of_the_case() -> None:
    for path in SAMPLES:
        text = path.read_text(encoding="utf-8")
        data = parse(text, path.name).data
        if "parties" in data:
            assert title_of(text) == case_from_yaml(text).title
            assert section(text, "parties").lstrip("# \n").startswith("parties")
