"""The log of decisions: several writers, killed writers, a full disk, broken lines."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.deciding import of_claim

from detente.errors import FormatError
from detente.store.decision_log import DECISIONS, add_decisions, carry_decisions, decisions_beside, read_decisions

WRITER = """
import sys
from itertools import count
from pathlib import Path
from detente.store.decision_log import add_decisions
from detente.table.decisions import Decision
name, number = sys.argv[2], int(sys.argv[3])
for i in range(number) if number else count():
    about = {"claim": f"{name}-{i}", "document": "d", "words": "w" * 3000, "party": "p", "act": "demand"}
    made = Decision(f"{name}-{i}", "2025-04-01T12:00:00+00:00", name, "confirm", about)
    add_decisions(Path(sys.argv[1]), lambda known: [made])
"""


def _writer(folder: Path, name: str, number: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name, str(number)])


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    writers = [_writer(tmp_path, name, 25) for name in ("ada", "ben", "cleo")]
    assert [writer.wait(200) for writer in writers] == [0, 0, 0]
    found = read_decisions(tmp_path)
    assert {d.id for d in found} == {f"{name}-{i}" for name in ("ada", "ben", "cleo") for i in range(25)}
    assert len(found) == 75
    for name in ("ada", "ben", "cleo"):
        assert [d.id for d in found if d.author == name] == [f"{name}-{i}" for i in range(25)]


def test_a_killed_writer_leaves_a_whole_file_and_no_lock(tmp_path: Path) -> None:
    path = tmp_path / DECISIONS
    for name in ("ada", "ben"):
        before = path.stat().st_size if path.exists() else 0
        writer = _writer(tmp_path, name, 0)
        while not path.exists() or path.stat().st_size < before + 20_000:
            assert writer.poll() is None
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        mine = [d.id for d in read_decisions(tmp_path) if d.author == name]
        assert mine == [f"{name}-{i}" for i in range(len(mine))]
        assert len(mine) >= 6
    whole, _ = add_decisions(tmp_path, lambda known: [of_claim(len(known), "confirm", "g1")])
    assert read_decisions(tmp_path) == whole
    assert {d.author for d in whole} == {"ada", "ben", "Ada"}


def test_a_line_that_was_never_finished_does_not_count_and_the_next_writer_removes_it(
    tmp_path: Path,
) -> None:
    first, second = of_claim(1, "confirm", "g1"), of_claim(2, "reject", "g2")
    add_decisions(tmp_path, lambda _: [first])
    path = tmp_path / DECISIONS
    path.write_bytes(path.read_bytes() + json.dumps(second.to_json()).encode()[:70])
    told: list[str] = []
    assert read_decisions(tmp_path, told.append) == (first,)
    assert len(told) == 1
    assert "never finished" in told[0]
    add_decisions(tmp_path, lambda _: [second])
    assert read_decisions(tmp_path) == (first, second)
    assert len(path.read_text().splitlines()) == 2


def test_a_write_that_is_cut_short_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_decisions(tmp_path, lambda _: [of_claim(1, "confirm", "g1")])
    before = (tmp_path / DECISIONS).read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[: len(data) // 2]))
    with pytest.raises(OSError, match=DECISIONS):
        add_decisions(tmp_path, lambda _: [of_claim(2, "confirm", "g2")])
    assert (tmp_path / DECISIONS).read_bytes() == before


def test_all_faults_of_the_file_are_told_with_their_lines(tmp_path: Path) -> None:
    good = of_claim(1, "confirm", "g1").to_json()
    lines = [json.dumps(good), "{", json.dumps(good | {"time": "noon"}), "", json.dumps([1])]
    (tmp_path / DECISIONS).write_text("\n".join(lines) + "\n")
    with pytest.raises(FormatError) as error:
        read_decisions(tmp_path)
    assert [fault.line for fault in error.value.faults] == [2, 3, 5]
    before = (tmp_path / DECISIONS).read_bytes()
    with pytest.raises(FormatError):
        add_decisions(tmp_path, lambda _: [of_claim(2, "confirm", "g2")])
    assert (tmp_path / DECISIONS).read_bytes() == before


def test_logs_of_several_folders_come_together_once_each_and_are_carried_along(tmp_path: Path) -> None:
    one, two, three = (of_claim(i, "confirm", "g1") for i in (1, 2, 3))
    for name, made in (("a", [one, three]), ("b", [two, one])):
        (tmp_path / name).mkdir()
        add_decisions(tmp_path / name, lambda _, made=made: made)  # type: ignore[misc]
    assert decisions_beside([tmp_path / "a", tmp_path / "b", tmp_path / "nowhere"]) == (one, two, three)
    carry_decisions(tmp_path / "b", (one, three))
    assert read_decisions(tmp_path / "b") == (two, one, three)
    together = b"".join((tmp_path / name / DECISIONS).read_bytes() for name in ("a", "b"))
    (tmp_path / DECISIONS).write_bytes(together)
    assert [d.id for d in read_decisions(tmp_path)] == ["d2", "d1", "d3"]
