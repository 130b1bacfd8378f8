"""JSON lines, JSON lists and Parquet: each record a source, broken ones told by their place, the others read."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.documents import Document, SourceOptions, sources_of
from detente.documents.records import items_of_json
from detente.errors import DocumentError

OPTIONS = SourceOptions()


def told(path: Path, options: SourceOptions = OPTIONS) -> Iterator[Document | str]:
    """Give what comes of a file in order: documents, and what is said of those that fail."""
    try:
        for source in sources_of(str(path), options):
            try:
                yield source.load(max_bytes=options.max_bytes)
            except DocumentError as error:
                yield str(error).replace(f"{path.parent}/", "")
    except DocumentError as error:
        yield str(error).replace(f"{path.parent}/", "")


def test_each_line_is_a_source_with_what_is_known_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    known = {"title": "Talks stall", "outlet": "The Wire", "date": "2025-05-06T10:00:00Z", "url": "https://a.example/1"}
    rows = [{"text": "The union demands more.", **known, "id": "W/17", "other": [1]}, {"text": "The port said no."}]
    path.write_text("\ufeff" + "\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [source.name for source in sources_of(str(path))] == [f"{path}, line 1", f"{path}, line 3"]
    one, other = (source.load() for source in sources_of(str(path)))
    assert (one.text, one.title, one.outlet) == ("The union demands more.", "Talks stall", "The Wire")
    assert (one.date, one.address) == ("2025-05-06", "https://a.example/1")
    assert one.id.startswith("w-17-")
    assert (other.text, other.outlet) == ("The port said no.", None)
    assert other.id.startswith("a-")


def test_another_field_may_hold_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"body": "The union demands more.", "text": "teaser"}\n{"text": "The port said no."}')
    assert [one if isinstance(one, str) else one.text for one in told(path, SourceOptions(text_field="body"))] == [
        "The union demands more.",
        "a.jsonl, line 2: has no field 'body' (there are: text); name it with --text-field",
    ]


BROKEN = [
    (b'{"text": "The union', "is no JSON (Unterminated string starting at, character 10)"),
    (b"[1, 2]", "holds a list, not an object with fields"),
    (b'"text"', "holds text, not an object with fields"),
    (b'{"title": "x"}', "has no field 'text' (there are: title); name it with --text-field"),
    (b"{}", "has no field 'text' (there are: none); name it with --text-field"),
    (b'{"text": 7}', "its field 'text' holds a number, not text"),
    (b'{"text": null}', "its field 'text' holds nothing (null), not text"),
    (b'{"text": "  "}', "its field 'text' is empty"),
    (b'{"text": "123 ..."}', "holds no words"),
    (b'{"text": "half a \\ud800 letter"}', "character 7 is half a character (U+D800)"),
    (b'{"text": "L\xf6hne"}', "byte 0xf6 at 11 is not utf-8"),
    (b'{"text": "' + b"word " * 300 + b'"}', "more than 0.001 MB is beyond the limit; raise --max-mb"),
    (b"[" * 100_0 + b"x", "more than"),
]


def test_broken_lines_are_told_by_their_number_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = [f'{{"text": "The union demands {number} percent."}}'.encode() for number in range(len(BROKEN) + 1)]
    lines = [line for pair in zip(good, [broken for broken, _ in BROKEN], strict=False) for line in pair]
    path.write_bytes(b"\n".join([*lines, good[-1]]))
    results = list(told(path, SourceOptions(max_bytes=1_000)))
    assert [one.text for one in results if isinstance(one, Document)] == [
        f"The union demands {number} percent." for number in range(len(good))
    ]
    failed = [one for one in results if isinstance(one, str)]
    for number, (line, (_, words)) in enumerate(zip(failed, BROKEN, strict=True)):
        assert line.startswith(f"a.jsonl, line {2 * number + 2}: {words}")


def test_a_line_nested_too_deeply_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": ' + b"[" * 200_000 + b'\n{"text": "The port said no."}')
    first, other = told(path)
    assert str(first).startswith("a.jsonl, line 1: is no JSON")
    assert isinstance(other, Document)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "a.jsonl: is empty"),
        (b"\n\n", "a.jsonl: is empty"),
        ('{"text": "a"}'.encode("utf-16"), "a.jsonl: JSON lines must be UTF-8"),
    ],
)
def test_lines_that_are_none_are_told(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    assert [str(one)[: len(words)] for one in told(path)] == [words]


def test_lines_in_another_encoding_are_read_where_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "L\xf6hne rise"}')
    assert [one.text for one in told(path, SourceOptions(encoding="cp1252")) if isinstance(one, Document)] == [
        "Löhne rise"
    ]
    assert list(told(path, SourceOptions(encoding="klingon"))) == [
        "a.jsonl: there is no encoding 'klingon'; try utf-8, cp1252 or latin-1"
    ]


def test_a_list_is_read_item_by_item(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": "The union demands more.", "id": 7}, 3, {"text": "No."}], indent=2))
    one, fault, other = told(path)
    assert isinstance(one, Document)
    assert isinstance(other, Document)
    assert one.id.startswith("7-")
    assert fault == "a.json, item 2: holds a number, not an object with fields"


@pytest.mark.parametrize(
    ("data", "given", "words"),
    [
        ('[{"text": "One."}, {"text": "Tw', 1, "item 2 is no JSON (Unterminated string starting at), or breaks off"),
        ('[{"text": "One."} {"text": "Two."}]', 1, "breaks off or is broken after item 1"),
        ('[{"text": "One."}, {"text": "Two."}', 2, "breaks off or is broken after item 2"),
        ('[{"text": "One."}] more', 1, "something follows the end of the list, after item 1"),
        ('[{"text": "One."}, ' + "[" * 100_000, 1, "item 2 is nested too deeply to be read"),
        ('[{"text": "One."}, {"text": "' + "x" * 6_000_000, 1, "item 2 is broken, or beyond the limit of 5 MB"),
        ("[]", 0, "is an empty list"),
        ("17", 0, "is no JSON list of objects: it begins with '1'"),
    ],
)
def test_a_list_that_breaks_gives_what_stood_before(tmp_path: Path, data: str, given: int, words: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(data)
    *before, last = told(path)
    assert [isinstance(one, Document) for one in before] == [True] * given
    assert str(last).startswith(f"a.json: {words}")


def test_one_object_and_objects_one_after_another_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"text":\n "The union demands more."}\n{"text": "The port said no."}')
    assert [one.text for one in told(path) if isinstance(one, Document)] == [
        "The union demands more.",
        "The port said no.",
    ]


class Dribble(io.RawIOBase):
    """A stream that gives its bytes in pieces of the sizes named."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self.inner, self.sizes = io.BytesIO(data), sizes

    def read(self, size: int = -1) -> bytes:
        return self.inner.read(self.sizes.pop() if self.sizes else size)


VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)
OBJECTS = st.lists(st.dictionaries(st.sampled_from(["text", "title", "id", "x"]), VALUES, max_size=4), min_size=1)


@settings(max_examples=150)
@given(OBJECTS, st.sampled_from([None, 1]), st.booleans(), st.lists(st.integers(1, 9), max_size=60))
def test_a_list_read_in_pieces_is_that_read_whole(
    values: list[dict[str, Any]], indent: int | None, ascii_only: bool, sizes: list[int]
) -> None:
    data = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode()
    stream = cast(BinaryIO, Dribble(data, sizes))
    records = list(items_of_json(stream, "a", "text", None, 1_000_000))
    assert [record.place for record in records] == [f"item {n}" for n in range(1, len(values) + 1)]
    for value, record in zip(values, records, strict=True):
        text = value.get("text")
        assert (record.fault is None) == (isinstance(text, str) and bool(text.strip()))
        assert record.fault is not None or record.text == text


def _fill(path: Path, number: int) -> None:
    text = "The union demands more. " * 200
    if path.suffix == ".parquet":
        schema = pyarrow.schema([("text", pyarrow.string()), ("title", pyarrow.string())])
        with pyarrow.parquet.ParquetWriter(path, schema) as writer:
            for start in range(0, number, 200):
                rows = {"text": [f"{n} {text}" for n in range(start, start + 200)], "title": ["T"] * 200}
                writer.write_table(pyarrow.table(rows, schema=schema))
        return
    rows = (json.dumps({"text": f"{n} {text}"}) for n in range(number))
    path.write_text("[" + ",\n".join(rows) + "]" if path.suffix == ".json" else "\n".join(rows))


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.parquet"])
def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    _fill(path, 2_000)
    list(sources_of(str(path)))  # what is imported on the way counts once
    tracemalloc.start()
    before = pyarrow.total_allocated_bytes()
    seen = most = 0
    for source in sources_of(str(path)):
        seen += 1
        most = max(most, pyarrow.total_allocated_bytes() - before)
        assert source.data
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == 2_000
    assert peak + most < 3_000_000 < 2_000 * 4_800


def _parquet(path: Path, **columns: Any) -> Path:
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def test_each_row_of_parquet_is_a_source(tmp_path: Path) -> None:
    path = _parquet(
        tmp_path / "a.parquet",
        text=["The union demands more.", None, "The port said no."],
        outlet=["The Wire", None, None],
        date=[datetime(2025, 5, 6, 10), None, None],
        address=["https://a.example/1", None, None],
        big=pyarrow.array([{"x": 1}] * 3),
    )
    one, fault, other = told(path)
    assert isinstance(one, Document)
    assert isinstance(other, Document)
    assert (one.outlet, one.date, one.address) == ("The Wire", "2025-05-06", "https://a.example/1")
    assert fault == "a.parquet, row 2: its field 'text' holds nothing (null), not text"
    assert [source.name for source in sources_of(str(path))][2] == f"{path}, row 3"


@pytest.mark.parametrize("kind", [pyarrow.large_string(), pyarrow.dictionary(pyarrow.int32(), pyarrow.string())])
def test_texts_of_parquet_may_be_kept_in_any_way(tmp_path: Path, kind: pyarrow.DataType) -> None:
    path = _parquet(tmp_path / "a.parquet", text=pyarrow.array(["The union."], kind), date=[date(2025, 5, 6)], id=[7])
    (one,) = told(path)
    assert isinstance(one, Document)
    assert (one.text, one.date, one.id[:2]) == ("The union.", "2025-05-06", "7-")


def test_bytes_in_place_of_text_are_told(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "a.parquet", text=[b"The union.", b"\xff"])
    assert list(told(path)) == [f"a.parquet, row {n}: its field 'text' holds bytes, not text" for n in (1, 2)]


def test_a_parquet_file_without_the_column_lists_those_it_has(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "a.parquet", body=["x"], title=["y"])
    assert list(told(path)) == ["a.parquet: has no column 'text' (there are: body, title); name it with --text-field"]
    assert isinstance(next(told(path, SourceOptions(text_field="body"))), Document)


def test_a_broken_parquet_file_is_told(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "a.parquet", text=["The union demands more."] * 9)
    data = path.read_bytes()
    for broken in (data[:-9], data[:4] + b"\xff" * 40 + data[44:], b"PAR1"):
        path.write_bytes(broken)
        assert "a.parquet: cannot be read as Parquet (" in str(list(told(path))[-1])
    path.write_bytes(b"The union demands more.")
    assert list(told(path)) == ["a.parquet: is no Parquet file, whatever is said of it: it begins otherwise"]
    assert list(told(_parquet(path, text=pyarrow.array([], pyarrow.string())))) == ["a.parquet: has no row"]
