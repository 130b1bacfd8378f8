"""`detente new`: a case without any report."""

import json
from pathlib import Path

import pytest
from support.command_line import Run

from detente.table import case_from_yaml
from detente.table.case import Issue, Range
from detente.table.starting import PartyAnswers, Start, issue_of, option_of, order_of, value_of

ANSWERS = """\
Port strike
Dockers' Union
Port Authority

pay
jobs
nights

0 to 10 step 1 percent
no promise; until 2030; for ever
none; four; six
9
3
none
jobs > pay
jobs: no promise
0.1 to 0.4
2
no
-
2 > 1

0.3
"""


def test_answers_through_a_pipe_make_a_case_that_every_stage_takes(run: Run, tmp_path: Path) -> None:
    result = run("new", "talks", input=ANSWERS)
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    case = case_from_yaml((tmp_path / "talks/case.yaml").read_text())
    assert list(case.parties) == ["dockers_union", "port_authority"]
    assert case.positions["dockers_union"]["jobs"].red_line == ["no promise"]
    assert case.positions["port_authority"]["pay"].stated == "2 percent"
    assert "nights" not in (case.objectives["port_authority"].all or {})
    assert case.hypotheses["dockers_union"]["jobs first"].says.weights == {"jobs": "above pay"}
    assert (tmp_path / "talks/case.schema.json").exists()
    assert run("check", "talks/case.yaml").returncode == 0
    for command in ("infer", "solve"):
        told = run(command, "talks/case.yaml", "--draws", "200")
        assert told.returncode == 0, told.stderr
        assert told.stdout.startswith("Nothing but assumptions"), told.stdout
    assert json.loads((tmp_path / "talks/beliefs.json").read_text())["parties"]["dockers_union"]["evidence_bits"] == 0


def test_the_empty_case_is_sound_and_every_stage_takes_it(run: Run, tmp_path: Path) -> None:
    assert run("new", "--empty").returncode == 0
    text = (tmp_path / "case.yaml").read_text()
    assert text.count("#") > 20
    assert run("check", "case.yaml").stderr == ""
    for command in ("infer", "solve"):
        assert run(command, "case.yaml", "--draws", "200").returncode == 0


def test_a_file_that_is_there_stays(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("mine")
    result = run("new", "--empty")
    assert result.returncode == 1
    assert "case.yaml: exists" in result.stderr
    assert (tmp_path / "case.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("Talks\nUnion\n", "stopped; nothing was written"),
        ("Talks\n\n", "line 2: give at least 1"),
        ("Talks\nUnion\n\npay\n\nhigh\n", "line 6: give at least two options"),
    ],
)
def test_answers_that_end_or_are_wrong_write_nothing(run: Run, tmp_path: Path, answers: str, words: str) -> None:
    result = run("new", input=answers)
    assert result.returncode == 1
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_in_a_pipe_is_told_at_once(run: Run, tmp_path: Path) -> None:
    result = run("new", input="Talks\nUnion\nUnion\nFirm\n\npay\n\nlow; high\nmiddling\nx\nlots\n2\npay: low\n7 to 1\n")
    assert result.returncode == 1
    told = [line.split(":")[0].strip() for line in result.stderr.splitlines() if line.startswith("  line ")]
    assert told == ["line 3", "line 9", "line 10", "line 11", "line 14"], result.stderr
    assert list(tmp_path.iterdir()) == []


def test_answers_in_words() -> None:
    pay, jobs = issue_of("0 to 10 step 2.5 percent"), issue_of(" none;  some ; all ")
    assert pay == Issue(range=(0, 10), step=2.5, unit="percent")
    assert jobs.labels == ("none", "some", "all")
    assert option_of(pay, "2.5") == option_of(pay, "2.5 percent") == "2.5 percent"
    assert option_of(jobs, "2") == option_of(jobs, "so") == "some"
    assert order_of("2 > pay", ["pay", "jobs"]) == ["jobs", "pay"]
    assert value_of("") == "unknown"
    assert value_of("-0.2 to 0.4") == Range(range=(-0.2, 0.4))
    for wrong in (
        lambda: option_of(jobs, "9"),
        lambda: order_of("3", ["a"]),
        lambda: value_of("4 to 1"),
        lambda: value_of("x"),
    ):
        with pytest.raises(ValueError, match=r"."):
            wrong()


def test_every_value_of_a_case_from_answers_is_declared() -> None:
    issues = {"pay": issue_of("a; b; c")}
    case = Start("T", ["P"], issues, {"P": PartyAnswers({"pay": "b"}, (), {"pay": ["a"]}, 0.25)}).case()
    assert case.no_deal["p"].assumed  # type: ignore[union-attr]
    assert case.positions["p"]["pay"].assumed
    leaf = (case.objectives["p"].all or {})["pay"]
    assert leaf.assumed
    assert leaf.satisfaction == [0, 1, 0]
    assert Start("T", ["P"], issues, {}).case().no_deal["p"] == Range(
        range=(-0.5, 0.5), assumed="nobody said what walking away is worth to it"
    )
