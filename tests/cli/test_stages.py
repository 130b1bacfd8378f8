"""The stages one by one, as commands that read what the one before wrote."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
from support.command_line import Run


@pytest.fixture
def folder(staged: Path, tmp_path: Path) -> Path:
    """A copy of the folder in which every stage has run, beside its report."""
    shutil.copytree(staged, tmp_path, dirs_exist_ok=True)
    return tmp_path / "stages"


def test_the_stages_make_all_the_files_of_an_analysis(folder: Path) -> None:
    written = {path.name for path in folder.iterdir()}
    assert written == {
        "analysis.json",
        "beliefs.json",
        "beliefs.parquet",
        "case.drafted.yaml",
        "case.schema.json",
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
    for path in (folder.parent / "whole").iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_an_edit_of_the_case_is_used_and_kept(run: Run, folder: Path) -> None:
    case = folder / "case.yaml"
    claims = [
        entry["id"]
        for document in json.loads((folder / "claims.json").read_text())["documents"]
        for entry in document["claims"]
        if entry["act"] == "priority" and f"\n  {entry['id']}:\n" in case.read_text()
    ]
    assert claims
    text = case.read_text()
    for claim in claims:
        text = text.replace(f"\n  {claim}:\n", f"\n  {claim}:\n    status: rejected\n")
    case.write_text(text)
    before = json.loads((folder / "beliefs.json").read_text())
    result = run("analyze", "--case", "stages/case.yaml", "--draws", "500")
    assert result.returncode == 0, result.stderr
    after = json.loads((folder / "beliefs.json").read_text())
    assert case.read_text() == text
    heads = {after["behind"].get(claim, claim) for claim in claims}  # what repeats another stands behind it
    assert {after["unused"][claim] for claim in heads} == {"a person rejected it"}
    assert before["parties"]["alder_foods"]["evidence_bits"] > after["parties"]["alder_foods"]["evidence_bits"]


def test_a_case_that_a_person_changed_keeps_their_edits(run: Run, folder: Path) -> None:
    case = folder / "case.yaml"
    case.write_text(case.read_text() + "# mine\n")
    kept = case.read_text()
    for arguments in (("analyze", "merger.txt", "--out", "stages", "--draws", "200"), ("table", "stages/claims.json")):
        result = run(*arguments)
        assert result.returncode == 0, result.stderr
        assert "nothing changed; what you changed stays" in result.stderr
        assert case.read_text() == kept


def test_a_case_that_a_person_changed_is_not_lost_to_other_reports(run: Run, folder: Path) -> None:
    case = folder / "case.yaml"
    case.write_text(case.read_text() + "# mine\n")
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder.parent / "other.txt").write_text("Strike\n\nThe harbour union demands more pay from the port.\n")
    result = run("analyze", "other.txt", "--out", "stages", "--draws", "200")
    assert result.returncode == 1
    assert "was changed by hand" in result.stderr
    assert "--into" in result.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == kept


def test_new_reports_come_to_those_before_and_edits_stay(run: Run, folder: Path) -> None:
    case = folder / "case.yaml"
    text = case.read_text().replace("\ntitle: ", "\n# mine\ntitle: Bid, ").replace("  birch:\n", "  birch: # they\n")
    case.write_text(text)
    (folder.parent / "more.txt").write_text(
        "Alder wants a job guarantee\n\nAlder Foods demands a job guarantee until 2030. Birch Group refuses it.\n"
    )
    old = json.loads((folder / "claims.json").read_text())["documents"]
    result = run("analyze", "more.txt", "--into", "stages", "--draws", "200")
    assert result.returncode == 0, result.stderr
    merged = case.read_text()
    assert "# mine\ntitle: Bid, " in merged
    assert "job guarantee" in merged
    assert "conflict" in result.stderr
    documents = json.loads((folder / "claims.json").read_text())["documents"]
    assert documents[: len(old)] == old
    assert len(documents) == len(old) + 1
    once_more = run("table", "stages/claims.json")
    assert once_more.returncode == 0, once_more.stderr
    assert case.read_text() == merged


def test_table_into_a_case_needs_the_claims_it_was_drafted_from(run: Run, folder: Path) -> None:
    (folder / "claims.json").rename(folder.parent / "old.json")
    (folder.parent / "empty.json").write_text('{"schema": 1, "documents": []}')
    result = run("table", "empty.json", "--into", "stages/case.yaml")
    assert result.returncode == 1
    assert "name the claims.json that it was drafted from as well" in result.stderr
    result = run("table", "old.json", "empty.json", "--into", "stages/case.yaml", "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["merge"]["conflicts"] == []
    assert (folder / "claims.json").exists()


def test_a_confirmed_claim_stays_confirmed(run: Run, folder: Path) -> None:
    claim = next(iter(json.loads((folder / "claims.json").read_text())["documents"][0]["claims"]))["id"]
    assert run("table", "stages/claims.json", "--confirm", claim).returncode == 0
    assert run("table", "stages/claims.json").returncode == 0
    assert (folder / "case.yaml").read_text().count("    status: confirmed\n") == 1


def test_a_report_needs_what_the_stages_write(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("report", "empty")
    assert result.returncode == 1
    assert "claims.json (detente read)" in result.stderr


def test_standard_input_is_a_report(run: Run, staged: Path) -> None:
    result = run("read", "-", "--json", input=(staged / "merger.txt").read_text())
    assert result.returncode == 0
    assert json.loads(result.stdout)["documents"][0]["claims"]


def test_the_same_run_gives_the_same_files(run: Run, folder: Path) -> None:
    for out in ("one", "two"):
        assert run("analyze", "merger.txt", "--out", out, "--draws", "300").returncode == 0
    for path in (folder.parent / "one").iterdir():
        assert path.read_bytes() == (folder.parent / "two" / path.name).read_bytes(), path.name


def test_solve_tells_on_standard_output_how_long_each_step_took(run: Run, folder: Path) -> None:
    result = run("solve", "stages/case.yaml", "--json", "--draws", "200")
    assert json.loads(result.stdout)["timings"]["frontier"] >= 0
    assert "timings" not in json.loads((folder / "deals.json").read_text())


def test_a_table_as_json_carries_its_schema(run: Run, folder: Path) -> None:
    result = run("table", folder / "claims.json", "--json", "--out", "other.yaml")
    assert json.loads(result.stdout)["schema"] == 1


def test_a_case_of_other_reports_is_refused(run: Run, folder: Path) -> None:
    (folder.parent / "other.txt").write_text("Strike\n\nThe harbour union demands more pay from the port.\n")
    result = run("analyze", "other.txt", "--case", folder / "case.yaml", "--out", "mixed")
    assert result.returncode == 1
    assert "that it rests on is in these reports" in result.stderr
    assert not (folder.parent / "mixed").exists()


def test_a_case_without_its_claims_is_analyzed_and_told_so(run: Run, folder: Path) -> None:
    (folder / "claims.json").unlink()
    result = run("analyze", "--case", folder / "case.yaml", "--out", "alone", "--draws", "200")
    assert result.returncode == 0, result.stderr
    assert "no report is named, nor is any in a claims.json beside it" in result.stderr


def test_a_case_from_elsewhere_is_copied_and_the_copy_follows_its_edits(run: Run, folder: Path) -> None:
    mine = folder / "mine.yaml"
    for title in ("One", "Two"):
        mine.write_text((folder / "case.yaml").read_text().replace("\ntitle: ", f"\n# mine\ntitle: {title}, "))
        result = run("analyze", "--case", mine, "--out", "copy", "--draws", "200")
        assert result.returncode == 0, result.stderr
        assert f"title: {title}" in (folder.parent / "copy/case.yaml").read_text()
        assert "# mine" in (folder.parent / "copy/case.yaml").read_text()
    assert run("report", "copy").returncode == 0


def test_the_name_of_the_file_says_how_the_report_is_written(run: Run, folder: Path) -> None:
    for name, beginning in (("r.html", "<!DOCTYPE html>"), ("r.json", "{"), ("r.md", "# ")):
        result = run("report", "stages/case.yaml", "--out", name)
        assert result.returncode == 0, result.stderr
        assert (folder.parent / name).read_text(encoding="utf-8").startswith(beginning)
    assert (folder.parent / "r.html").read_bytes() == (folder / "report.html").read_bytes()
    wrong = run("report", "stages", "--out", "r.docx")
    assert wrong.returncode == 2
    assert "r.docx: its name must end in .html, .json, .md or .pdf" in wrong.stderr


def test_a_pdf_is_written_or_the_command_named_that_makes_it_possible(run: Run, folder: Path) -> None:
    result = run("report", "stages", "--out", "r.pdf")
    if importlib.util.find_spec("typst") and importlib.util.find_spec("vl_convert"):
        assert (folder.parent / "r.pdf").read_bytes().startswith(b"%PDF")
    else:
        assert result.returncode == 1
        assert 'python -m pip install "detente[' in result.stderr
        assert not (folder.parent / "r.pdf").exists()


def test_charts_are_written_as_files(run: Run, folder: Path) -> None:
    pytest.importorskip("vl_convert")
    result = run("report", "stages", "--charts", "charts")
    assert result.returncode == 0, result.stderr
    written = {path.name for path in (folder.parent / "charts").iterdir()}
    names = {name.partition(".")[0] for name in written}
    assert written == {f"{name}.{ending}" for name in names for ending in ("vl.json", "csv", "svg", "png")}
    spec = json.loads((folder.parent / "charts" / "weights-alder_foods.vl.json").read_text())
    rows = (folder.parent / "charts" / "weights-alder_foods.csv").read_text().splitlines()
    assert len(rows) == 1 + len(spec["data"]["values"])


def test_a_case_without_its_stages_is_told_what_lacks(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("detente: 1\n")
    result = run("report", "case.yaml")
    assert result.returncode == 1
    assert "lacks claims.json (detente read), beliefs.json (detente infer), deals.json (detente solve)" in result.stderr
