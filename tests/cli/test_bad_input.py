"""Bad input: one clear line each, exit codes 1 and 2, nothing half-written."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.command_line import Run

REPORT = """Union and port trade blame

The Harbour Workers' Union demands a pay rise of 8 percent. Delmar Port Authority rejects the demand.
The union would accept a lower rise in exchange for job guarantees, three people familiar with the talks said.
"""


def only_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert lines, "nothing was said"
    assert "Traceback" not in result.stderr
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "empty.txt: is empty"),
        ("junk.txt", bytes(range(256)) * 40, "junk.txt: is binary"),
        ("old.txt", "Die Verhandlungen über höhere Löhne".encode("cp1252"), "--encoding cp1252"),
        (
            "german.txt",
            "Die Gewerkschaft fordert acht Prozent mehr Lohn und droht mit einem Streik, falls die Hafenbehörde nicht"
            " bis zum Ende der Woche ein neues Angebot vorlegt. Die Behörde lehnt das ab.".encode(),
            "not English",
        ),
        ("big.txt", b"The union wants more pay. " * 800_000, "beyond the limit"),
    ],
)
def test_a_report_that_cannot_be_read_is_named_with_the_reason(
    run: Run, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    result = run("analyze", name)
    assert result.returncode == 1
    assert words in only_line(result)
    assert not (tmp_path / "analysis").exists()


def test_a_report_without_claims_is_named_as_the_person_named_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "weather.txt").write_text("Rain tomorrow\n\nIt will rain in the north and the sun will shine later.")
    assert "detente: weather.txt: no claim was found in it" in only_line(run("read", "weather.txt"))


@pytest.mark.parametrize(("command", "wanted"), [("check", "name a case.yaml"), ("table", "name the claims.json")])
def test_a_binary_file_is_refused_with_what_to_name_instead(
    run: Run, tmp_path: Path, command: str, wanted: str
) -> None:
    (tmp_path / "junk.bin").write_bytes(bytes(range(256)) * 40)
    result = run(command, "junk.bin")
    assert result.returncode == 1
    assert wanted in only_line(result)


def test_a_text_without_claims_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "weather.txt").write_text("Rain tomorrow\n\nIt will rain in the north and the sun will shine later.")
    result = run("analyze", "weather.txt")
    assert result.returncode == 1
    assert "no claim about a negotiation was found" in only_line(result)
    assert not (tmp_path / "analysis").exists()


def test_a_missing_report_is_named_and_the_others_are_analyzed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    result = run("analyze", "none.txt", "a.txt", "--draws", "200")
    assert result.returncode == 1
    assert "none.txt: does not exist" in result.stderr
    assert (tmp_path / "analysis/report.html").exists()


def test_bad_reports_are_told_one_by_one_and_the_others_are_read(run: Run, tmp_path: Path) -> None:
    bad = {
        "empty.txt": (b"", "is empty"),
        "binary.txt": (bytes(range(256)) * 40, "is binary"),
        "mixed.txt": ("Löhne ".encode() + b"\xff\xe4", "mixes encodings"),
        "half.txt": ("The union".encode("utf-16")[:-1], "begins like UTF-16, but is broken"),
        "comments.txt": (b"<!---->" * 500 + b"\xff", "is not UTF-8"),
        "figures.txt": ("1 | 2 | 3 🙂".encode(), "holds no words"),
        "russian.txt": ("Профсоюз требует повышения зарплаты. Порт отказался.".encode(), "is not English"),
        "long.txt": (b"The union wants more pay. " * 200_000, "beyond the limit"),
    }
    good = {
        "report.txt": REPORT.encode("utf-16"),
        "mixed-languages.txt": f"{REPORT}\n\nDie Behörde lehnt das Angebot ab und will nicht mehr reden.".encode(),
        "odd.txt": ("\u200f\u202b" + REPORT.replace(" ", "\u00a0\t", 9) + "🙂\u200d\x07" + "(" * 9_000).encode(),
    }
    for name, data in [*((name, data) for name, (data, _) in bad.items()), *good.items()]:
        (tmp_path / name).write_bytes(data)
    result = run("read", *bad, *good, "--out", "out")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    for name, (_, words) in bad.items():
        assert re.search(rf"^detente: {re.escape(name)}: .*{words}", result.stderr, re.M), name
    assert re.search(
        r"^detente: mixed-languages.txt: \d+ % of it is not English; that was left out", result.stderr, re.M
    )
    documents = json.loads((tmp_path / "out/claims.json").read_text())["documents"]
    assert len(documents) == len(good)
    for document in documents:
        assert document["claims"]
        for claim in document["claims"]:
            assert document["text"][claim["start"] : claim["end"]] == claim["text"]


def test_no_report_is_wrong_usage(run: Run) -> None:
    result = run("analyze")
    assert result.returncode == 2
    assert "name at least one report" in only_line(result)


def test_an_unknown_option_is_wrong_usage(run: Run) -> None:
    assert run("analyze", "--nope").returncode == 2


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    assert run("frobnicate").returncode == 2


def test_a_file_in_place_of_the_folder_is_refused_before_reading(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    (tmp_path / "out").write_text("mine")
    result = run("analyze", "a.txt", "--out", "out")
    assert result.returncode in {1, 2}
    assert "is a file" in only_line(result)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_below_a_file_is_refused_with_the_remedy(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    (tmp_path / "a.txt").write_text(REPORT)
    for command in ("analyze", "read"):
        result = run(command, "a.txt", "--out", "out/below")
        assert result.returncode == 1
        assert "--out" in only_line(result)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_standard_output_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "detente", "read", "a.txt", "--json"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 1
    assert "standard output: No space left on device; send it elsewhere" in process.stderr
    assert "Exception" not in process.stderr


def test_a_folder_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    result = run("analyze", "a.txt", "--out", "/proc/detente", "--draws", "200")
    assert result.returncode == 1
    assert "/proc/detente" in only_line(result)


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_full_disk_leaves_the_files_of_the_run_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("yesterday")
    result = run("analyze", "a.txt", "--out", "out", "--draws", "200", preexec_fn=_small_files)
    assert result.returncode == 1
    assert "out/analysis.json: File too large" in only_line(result)
    assert (out / "report.html").read_text() == "yesterday"
    assert [path.name for path in out.iterdir()] == ["report.html"]


def _interruptible() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's "&" has it ignored


def test_ctrl_c_stops_with_one_line_and_writes_nothing(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", "analyze", "-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NO_COLOR": "1"},
        preexec_fn=_interruptible,
    )
    assert process.stdin is not None
    process.stdin.write("Talks\n\n" + "The union demands more pay from the port. " * 60_000)  # waits until it is read
    process.stdin.close()
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    errors = process.stderr.read()
    assert process.wait(timeout=60) == 1
    assert "stopped; nothing was written" in errors
    assert "Traceback" not in errors
    assert not (tmp_path / "analysis").exists()


INTERRUPTED_IN_EXEC = """
from detente.cli.main import cli, main

def interrupted(**_):
    exec("raise KeyboardInterrupt")

cli.main = interrupted
main()
"""


INTERRUPTED_IN_IMPORT = """
import sys, types
stub = types.ModuleType("detente.cli")
stub.__getattr__ = lambda name: exec("raise KeyboardInterrupt")
sys.modules["detente.cli"] = stub
from detente.__main__ import main
main()
"""


INTERRUPTED_IN_BUILDING = """
import signal
from detente.cli.main import cli, main

def interrupted(**_):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raise ValueError("could not be built") from None

cli.main = interrupted
main()
"""


@pytest.mark.parametrize(
    "program",
    [INTERRUPTED_IN_EXEC, INTERRUPTED_IN_IMPORT, INTERRUPTED_IN_BUILDING],
    ids=["command", "import", "handed on as an error"],
)
def test_ctrl_c_while_a_module_runs_exec_is_no_death_by_signal(tmp_path: Path, program: str) -> None:
    """`python -m` remembers an interrupt that fell into `exec`, which data classes use, and dies of it at its end."""
    (tmp_path / "interrupted.py").write_text(program)
    process = subprocess.run(
        [sys.executable, "-m", "interrupted"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=_interruptible,
    )
    assert process.returncode == 1
    assert "stopped; nothing was written" in process.stderr
    assert "fault of detente" not in process.stderr


def test_a_faulty_case_tells_all_its_faults(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(
        "detente: 1\nparties: {a: {name: A}}\nissues: {x: {options: [p, q]}}\n"
        "objectives: {a: {issue: y}, b: {issue: x}}\n"
    )
    result = run("check", "case.yaml")
    assert result.returncode == 1
    assert "objectives.a.issue: there is no issue 'y'" in result.stderr
    assert "objectives.b: there is no party 'b'" in result.stderr


def test_a_closed_pipe_is_no_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    process = subprocess.run(
        f"{sys.executable} -m detente read a.txt | true",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in process.stderr
