import math
from pathlib import Path

import pytest

from detente.files import dump_json, write_all, write_atomically


def test_all_files_are_written(tmp_path: Path) -> None:
    write_all(tmp_path / "new", {"a.json": "1", "b.bin": b"\x00"})
    assert (tmp_path / "new/a.json").read_text() == "1"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.json", "b.bin"]


def test_nothing_is_left_when_one_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(OSError, match="No such file"):
        write_all(tmp_path, {"a": "new", "missing/b": "x"})
    assert (tmp_path / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", "one")
    write_atomically(tmp_path / "a", "two")
    assert (tmp_path / "a").read_text() == "two"


def test_json_never_holds_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump_json({"x": math.nan})
