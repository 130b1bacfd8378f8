"""`detente read --workers N` as a user runs it: interrupted in every way, with broken articles, on a terminal."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run
from support.corpora import Handmade

from detente.cli.corpus import CorpusChoice, read_as_corpus
from detente.documents import SourceOptions

pytest.importorskip("spacy", reason="the English language model is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")

TEXT = """The port talks, day {0}

The dock union demands {0} per cent more pay from the port. The port company offered two days of leave and rejected the
demand for a shorter week. Two officials said that the union cares more about safety than about pay.
"""
FILES = ("claims.jsonl", "claims.parquet", "documents.parquet")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten short articles, of which three are broken, and a folder `one` with what one process makes of them."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "reports").mkdir()
    for place in range(10):
        (folder / "reports" / f"{place}.txt").write_text(TEXT.format(place))
    (folder / "reports" / "2.txt").write_bytes(b"")
    (folder / "reports" / "5.txt").write_bytes(b"\x00\x01\x02" * 50)
    (folder / "reports" / "7.txt").write_text(
        "Die Gewerkschaft fordert mehr Lohn, und der Hafen will nicht zahlen. " * 9
    )
    result = start(folder, "one", 1).communicate(timeout=240)
    assert "3 of 10 reports could not be read (see above)" in result[1]
    return folder


def start(folder: Path, out: str, workers: int, **more: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "detente", "read", "reports", "--out", out, "--workers", str(workers), "--parquet"]
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"NO_COLOR": "1"}, **more,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def wait_for_lines(journal: Path, number: int) -> None:
    for _ in range(24_000):
        if journal.exists() and journal.read_bytes().count(b"\n") > number:
            return
        time.sleep(0.005)  # A fast machine reads one of these articles in 30 ms.
    raise AssertionError(f"{journal} never had {number} lines")


def children_of(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))


def test_broken_articles_are_told_at_the_end_and_three_processes_write_what_one_does(corpus: Path) -> None:
    process = start(corpus, "three", 3)
    output, errors = process.communicate(timeout=240)
    assert process.returncode == 1
    assert output == ""
    told = errors.splitlines()
    assert told[0] == "detente: reports/2.txt: is empty"
    assert told[1].startswith("detente: reports/5.txt: is binary")
    assert told[2] == "detente: reports/7.txt: is not English, which is all the embedded reader knows; left out"
    assert told[3].startswith("detente: three/claims.jsonl: ")
    assert " claims in 7 reports (" in told[3]
    assert told[4] == "detente: 3 of 10 reports could not be read (see above)"
    assert len(told) == 5
    assert contents(corpus / "three") == contents(corpus / "one")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_kill_ctrl_c_and_a_full_disk_lose_only_what_was_in_hand(corpus: Path) -> None:
    out = corpus / "hard"
    journal = out / "journal.jsonl"
    # A disk that fills up.
    full = start(corpus, "hard", 1, preexec_fn=small_files)
    errors = full.communicate(timeout=240)[1]
    assert full.returncode == 1
    assert "kept in hard/journal.jsonl; with what follows mended, the same command goes on" in errors
    assert "hard/journal.jsonl: File too large" in errors
    assert "Traceback" not in errors
    kept = journal.read_bytes()
    assert kept.endswith(b"\n")
    # kill -9 of a worker, then of the parent: the other workers do not outlive it.
    process = start(corpus, "hard", 1)
    wait_for_lines(journal, kept.count(b"\n") + 1)
    workers = [
        child for child in children_of(process.pid) if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    os.kill(workers[0], signal.SIGKILL)
    wait_for_lines(journal, journal.read_bytes().count(b"\n"))
    workers = children_of(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 30
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(alive, workers))
    assert not (out / "claims.jsonl").exists()
    # Ctrl-C, which a terminal sends to all processes at once.
    before = journal.read_bytes()
    process = start(corpus, "hard", 1)
    wait_for_lines(journal, before.count(b"\n"))
    os.killpg(process.pid, signal.SIGINT)
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert "kept in hard/journal.jsonl; the same command goes on from there" in errors
    assert "Traceback" not in errors
    assert journal.read_bytes().startswith(before)
    # And on to the end: nothing was read twice, and the files are those of a run without interruption.
    process = start(corpus, "hard", 1)
    errors = process.communicate(timeout=240)[1]
    assert process.returncode == 1
    assert " had been read before" in errors
    assert contents(out) == contents(corpus / "one")
    sources = [json.loads(line)["source"] for line in journal.read_text().splitlines()[1:] if '"document"' in line]
    assert len(sources) == len(set(sources)) == 7


def test_later_stages_take_the_lines(corpus: Path, run: Run) -> None:
    lines = corpus / "one" / "claims.jsonl"
    table = run("table", lines, "--title", "Port talks")
    assert table.returncode == 0, table.stderr
    analysis = run("analyze", "--case", corpus / "one" / "case.yaml", "--draws", "200", "--out", "analysis")
    assert analysis.returncode == 0, analysis.stderr
    assert "report shows none of its claims" not in analysis.stderr
    gold = corpus / "gold"
    gold.mkdir()
    for line in lines.read_text().splitlines():
        one = json.loads(line)
        (gold / f"{Path(one['source']).stem}.claims.json").write_text(json.dumps(one["claims"]))
    score = run("score", gold, lines, "--json")
    assert score.returncode == 0, score.stderr
    assert json.loads(score.stdout)["micro"]["strict"]["f1"] == 1


def test_a_terminal_shows_how_far_it_is_and_the_faults_after_that(corpus: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "detente", "read", "reports", "--out", "one", "--workers", "2"]
    with subprocess.Popen(command, cwd=corpus, stderr=theirs, env=os.environ | {"TERM": "xterm"}) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # How Linux says that the other end is closed.
                break
            if not part:
                break
            shown += part
    os.close(ours)
    assert process.returncode == 1
    text = shown.decode()
    assert "/10" in text
    assert text.rindex("reading") < text.index("detente: reports/2.txt: is empty")


def test_lines_that_are_no_claims_are_told_with_their_numbers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text('{"id": "a", "text": "t", "claims": [{}]}\n\n{"id": 1\n[]\n')
    result = run("table", "claims.jsonl")
    assert result.returncode == 1
    assert "claims.jsonl: " in result.stderr
    assert "line 1: claims[0].text: is None; it must be words" in result.stderr
    assert "line 3: is not JSON" in result.stderr
    assert "line 4: must be an object with id, text and claims" in result.stderr
    score = run("score", tmp_path, "claims.jsonl")
    assert "claims.jsonl: line 3: is not JSON" in score.stderr
    assert "claims.jsonl: line 4: names no source" in score.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--workers", "2"], "--workers: a corpus is read into a folder; name it with --out"),
        (["--parquet"], "--parquet: a corpus is read into a folder; name it with --out"),
        (["--workers", "2", "--cluster", "tcp://a:1", "--out", "o"], "give one of them"),
        (["--cluster", "tcp://a:1", "--explain", "--out", "o"], "--cluster: a corpus is read by the embedded reader"),
        (["--workers", "0", "--out", "o"], "0 is not in the range"),
    ],
)
def test_options_that_do_not_go_together(run: Run, tmp_path: Path, options: list[str], told: str) -> None:
    (tmp_path / "a.txt").write_text("Words")
    result = run("read", "a.txt", *options)
    assert result.returncode == 2
    assert told in result.stderr


BROKEN = {
    "is empty": b"",
    "is binary": bytes(range(256)) * 4,
    "holds no words": b"1 | 2 | 3",
    "mixes encodings": "Löhne ".encode() + b"\xff\xe4",
    "begins like UTF-16, but is broken": "The union".encode("utf-16")[:-1],
    "beyond the limit": b"more pay " * 700_000,
}


MANY = int(os.environ.get("DETENTE_TEST_FILES", "1000"))
"""Files, three of a hundred broken: 10,000 take ten seconds of a processor."""


def test_of_many_files_the_broken_ones_are_told_in_a_line_each_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # All but the language model is real.
    monkeypatch.setattr("detente.cli.corpus._readers", lambda choice: Handmade())
    folder = tmp_path / "reports"
    folder.mkdir()
    expected = []
    kinds = list(BROKEN.items())
    for number in range(MANY):
        place = folder / f"{number:05}.txt"
        if number % 100 in (7, 40, 93):
            words, data = kinds[len(expected) % len(kinds)] if number != 7 else kinds[-1]
            if words == "beyond the limit" and number != 7:
                words, data = kinds[0]  # Six megabytes once are enough.
            place.write_bytes(data)
            expected.append((place, words))
        else:
            place.write_text(f"The union demands {number}")
    assert len(expected) == 3 * MANY // 100
    read = MANY - len(expected)
    choice = CorpusChoice(workers=1, cluster=None, parquet=False)
    code = read_as_corpus([str(folder)], SourceOptions(), tmp_path / "out", choice, as_json=True)
    shown = capsys.readouterr()
    assert code == 1
    told = shown.err.splitlines()
    assert len(told) == len(expected) + 2
    for line, (place, words) in zip(told, expected, strict=False):
        assert line.startswith(f"detente: {place}: ")
        assert words in line
    assert told[-2].startswith(f"detente: {tmp_path / 'out/claims.jsonl'}: {read:,} claims in {read:,} reports")
    assert told[-1] == f"detente: {len(expected)} of {MANY:,} reports could not be read (see above)"
    assert json.loads(shown.out)["documents"] == read
    with (tmp_path / "out/claims.jsonl").open("rb") as lines:
        assert sum(1 for _ in lines) == read
