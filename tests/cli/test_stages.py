"""The stages one by one, as commands that read what the one before wrote."""

import json
from pathlib import Path

import pytest
from support.command_line import Run

REPORT = """Board of Alder rejects Birch bid, but talks go on

The board of Alder Foods rejected a takeover offer by its rival Birch Group. Alder cares more about the future of its
plant than about the price, two people close to the talks said. Birch demanded an answer by the end of the month.
"""


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """A folder in which every stage has run."""
    (tmp_path / "merger.txt").write_text(REPORT)
    for arguments in (
        ("read", "merger.txt", "--out", "stages"),
        ("table", "stages/claims.json"),
        ("infer", "stages/case.yaml", "--claims", "stages/claims.json", "--draws", "500"),
        ("solve", "stages/case.yaml", "--beliefs", "stages/beliefs.json"),
        ("report", "stages"),
    ):
        result = run(*arguments)
        assert result.returncode == 0, (arguments, result.stderr)
    return tmp_path / "stages"


def test_the_stages_make_all_the_files_of_an_analysis(folder: Path) -> None:
    written = {path.name for path in folder.iterdir()}
    assert written == {
        "analysis.json",
        "beliefs.json",
        "beliefs.parquet",
        "case.yaml",
        "claims.json",
        "deals.json",
        "merger.claims.json",
        "report.html",
    }
    for name in ("analysis.json", "beliefs.json", "claims.json", "deals.json"):
        assert json.loads((folder / name).read_text())["schema"] == 1


def test_they_believe_what_analyze_believes(run: Run, folder: Path) -> None:
    result = run("analyze", "merger.txt", "--out", "whole", "--draws", "500")
    assert result.returncode == 0
    for name in ("claims.json", "beliefs.json", "case.yaml"):
        assert (folder.parent / "whole" / name).read_text() == (folder / name).read_text()


def test_an_edit_of_the_case_is_used_and_kept(run: Run, folder: Path) -> None:
    case = folder / "case.yaml"
    (claim,) = [
        entry["id"]
        for document in json.loads((folder / "claims.json").read_text())["documents"]
        for entry in document["claims"]
        if entry["act"] == "priority"
    ]
    text = case.read_text().replace(f"\n  {claim}:\n", f"\n  {claim}:\n    status: rejected\n")
    case.write_text(text)
    before = json.loads((folder / "beliefs.json").read_text())
    result = run("analyze", "--case", "stages/case.yaml", "--draws", "500")
    assert result.returncode == 0, result.stderr
    after = json.loads((folder / "beliefs.json").read_text())
    assert case.read_text() == text
    assert after["unused"][claim] == "a person rejected it"
    assert before["parties"]["alder"]["evidence_bits"] > after["parties"]["alder"]["evidence_bits"]


def test_a_case_that_a_person_changed_is_never_overwritten(run: Run, folder: Path) -> None:
    case = folder / "case.yaml"
    case.write_text(case.read_text() + "# mine\n")
    kept = case.read_text()
    for arguments in (("analyze", "merger.txt", "--out", "stages"), ("table", "stages/claims.json")):
        result = run(*arguments)
        assert result.returncode == 1
        assert "was changed by hand" in result.stderr
    assert case.read_text() == kept


def test_a_report_needs_what_the_stages_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("report", "empty")
    assert result.returncode == 1
    assert "claims.json (detente read)" in result.stderr


def test_standard_input_is_a_report(run: Run) -> None:
    result = run("read", "-", "--json", input=REPORT)
    assert result.returncode == 0
    assert json.loads(result.stdout)["documents"][0]["claims"]


def test_the_same_run_gives_the_same_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "merger.txt").write_text(REPORT)
    for out in ("one", "two"):
        assert run("analyze", "merger.txt", "--out", out, "--draws", "300").returncode == 0
    for name in ("claims.json", "case.yaml", "beliefs.json", "report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
