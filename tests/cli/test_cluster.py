"""`detente read --cluster ADDRESS` as a user runs it: a scheduler and two workers, one of which is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.command_line import Run

pytest.importorskip("spacy", reason="the English language model is not installed")
pytest.importorskip("distributed", reason="the extra cluster is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")

NUMBER = 30
TEXT = "Port talks, day {0}\n\nThe dock union demands {0} per cent more pay. The port rejected a shorter week.\n"


def wait_for(done: Callable[[], bool], *processes: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 200
    while not done():
        assert time.monotonic() < end
        for process in processes:
            assert process.poll() is None, process.communicate()
        time.sleep(0.02)


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler's address, and two workers."""
    where = str(tmp_path / "scheduler.json")
    command = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "text": True, "cwd": tmp_path}
    ours = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", where]
    started = [subprocess.Popen([*command, "scheduler", "--port", "0", *ours], **quiet)]  # type: ignore[call-overload]
    try:
        for _ in range(2):
            worker = [*command, "worker", "--nthreads", "1", "--no-nanny", *ours]
            started.append(subprocess.Popen(worker, **quiet))  # type: ignore[call-overload]
        wait_for(lambda: bool(address_in(where)), *started)
        yield address_in(where), started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def address_in(path: str) -> str:
    try:
        return str(json.loads(Path(path).read_text())["address"])
    except (OSError, ValueError):
        return ""


def start(folder: Path, address: str, out: str, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "detente", "read", "reports", "--out", out, "--cluster", address, *more]
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"NO_COLOR": "1"},
    )  # fmt: skip


def lines_of(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def test_a_corpus_read_by_two_workers_of_which_one_is_killed_is_that_of_one_process(
    dask: tuple[str, list[subprocess.Popen[str]]], run: Run, tmp_path: Path
) -> None:
    address, workers = dask
    (tmp_path / "reports").mkdir()
    for place in range(NUMBER):
        (tmp_path / "reports" / f"{place:02}.txt").write_text(TEXT.format(place) if place != 7 else "")
    journal = tmp_path / "out" / "journal.jsonl"
    reading = start(tmp_path, address, "out")
    wait_for(lambda: lines_of(journal) > NUMBER // 4, reading)
    assert lines_of(journal) < NUMBER
    os.kill(workers[0].pid, signal.SIGKILL)
    told = reading.communicate(timeout=200)[1]
    assert reading.returncode == 1
    # Dask may warn between these that it gives what the dead worker held to the other.
    own = [line for line in told.splitlines() if line.startswith("detente:")]
    assert own[0] == "detente: reports/07.txt: is empty"
    assert "1 of 30 reports could not be read (see above)" in told
    one = run("read", "reports", "--out", "one", "--workers", "1")
    assert one.returncode == 1
    assert (tmp_path / "out/claims.jsonl").read_bytes() == (tmp_path / "one/claims.jsonl").read_bytes()
    sources = Counter(json.loads(line)["source"] for line in journal.read_text().splitlines()[1:])
    assert set(sources.values()) == {1}
    assert len(sources) == NUMBER
    # No worker is left: the command ends, and what was done is kept for the next, wherever that reads.
    os.kill(workers[1].pid, signal.SIGKILL)
    (tmp_path / "reports" / "07.txt").write_text(TEXT.format(7))
    stuck = start(tmp_path, address, "out", "--cluster-wait", "0.02")
    told = stuck.communicate(timeout=200)[1]
    assert stuck.returncode == 1, told
    assert "it has had no worker for 1.2 seconds; start some with: dask worker" in told
    assert "Traceback" not in told
    assert lines_of(journal) == NUMBER + 1
