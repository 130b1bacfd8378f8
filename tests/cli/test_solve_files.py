"""`detente solve` on several files, in several formats, as a user runs it."""

import json
from pathlib import Path

import pytest
from support.command_line import Run

CSV = "price,utility:buyer,utility:seller\nlow,1,0\nmiddle,0.7,0.7\nhigh,0,1\n"


def test_several_files_are_solved_and_a_broken_one_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(CSV)
    (tmp_path / "bad.csv").write_text(CSV + "high,x,1\nhigh,,1\n")
    (tmp_path / "out").mkdir()
    result = run("solve", "bad.csv", "none.xml", "good.csv", "good.csv", "--out", "out", "--json")
    assert result.returncode == 1
    assert "bad.csv: 4 faults" in result.stderr
    assert "none.xml: does not exist" in result.stderr
    assert "Traceback" not in result.stderr
    solved = json.loads(result.stdout)
    assert [entry["file"] for entry in solved] == ["good.csv", "good.csv"]
    assert solved[0]["solutions"]["nash"][0]["package"] == {"price": "middle"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["good-2.deals.json", "good.deals.json"]


def test_the_suffix_of_out_says_how_results_are_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(CSV)
    assert run("solve", "s.csv", "--out", "f.csv").returncode == 0
    assert (tmp_path / "f.csv").read_text().splitlines()[2].startswith("middle,0.7,0.7,1,true")
    result = run("solve", "s.csv", "--out", "f.xlsx")
    assert result.returncode == 2
    assert "give one of these suffixes" in result.stderr
    result = run("solve", "s.csv", "s.csv", "--out", "f.json")
    assert result.returncode == 2
    assert "there are 2 FILEs; give a folder" in result.stderr
    assert not list(tmp_path.glob("f.[xj]*"))


@pytest.mark.parametrize("text", ["<!DOCTYPE a [<!ENTITY b 'c'>]><negotiation_template/>", "<broken"])
def test_hostile_xml_writes_nothing(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.xml").write_text(text)
    result = run("solve", "x.xml", "--out", "deals.json")
    assert result.returncode == 1
    assert result.stderr.startswith("detente: x.xml: 1 fault")
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["x.xml"]
