"""`detente infer` as a stranger runs it: what it says first, what it says of each party, and what it refuses."""

import json
import shutil
from pathlib import Path

import pytest
from support.command_line import Run

CASE = """\
detente: 1
parties:
  north: {name: North}
  south: {name: South}
  guest: {name: Guest}
issues:
  land: {options: [back, frozen, ceded]}
  rule: {options: [free, shared, held]}
objectives:
  north: {all: {land: {issue: land}, influence: {issue: rule}}}
  south: {all: {land: {issue: land}, influence: {issue: rule}}}
evidence:
  c1: {party: north, act: priority, on: influence, over: land, sources: [analysts, The Paper],
       origin: analysts via The Paper, date: "2031-03-01"}
  c2: {party: north, act: demand, on: land, option: ceded, origin: north, date: "2031-03-02"}
  c3: {party: north, act: priority, on: land, over: influence, sources: [officials], origin: officials via The Mail,
       outlet: The Mail, date: "2031-05-01"}
  c4: {party: guest, act: threat, origin: guest}
  c5: {party: north, act: demand, on: rule, option: held, origin: north}
positions:
  north: {land: {stated: ceded, because: [c2]}}
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE)
    return path


def infer(run: Run, *arguments: str) -> str:
    result = run("infer", "case.yaml", "--draws", "200", *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.usefixtures("case")
def test_what_cannot_be_told_is_told_first(run: Run) -> None:
    lines = infer(run).splitlines()
    assert lines[0].startswith("TOO LITTLE EVIDENCE to rank what South wants: 0.00 bits, 0.5 are needed")
    assert lines[1] == "Nothing is inferred of Guest: the case gives it no objectives (1 claim about it left aside)."
    assert lines[2].startswith("CONTRADICTION about North: influence above land, and land above influence (c1 and c3)")
    first = next(place for place, line in enumerate(lines) if line == "NORTH")
    assert first > 2


@pytest.mark.usefixtures("case")
def test_objectives_gaps_and_reliability_are_told_and_priors_marked(run: Run) -> None:
    text = infer(run)
    north, south = text.split("NORTH")[1].split("SOUTH")
    assert "states ceded [c2]; likeliest to want ceded" in north
    assert "0.95 × 0.64 × 1.00 = 0.61  analysts via The Paper" in north
    assert "only assumed" in south
    assert south.count("only assumed") == 4
    assert "independent ones or more; the computing error of a mean weight is" in south


def test_trust_and_constants_can_be_changed_for_one_run(run: Run, case: Path) -> None:
    text = infer(run, "--trust", "the paper=0.1", "--trust", "The Mail=0.5", "--set", "asserted=0.9")
    assert "0.90 × 0.08 × 1.00 = 0.07  analysts via The Paper" in text
    assert "0.90 × 0.40 × 1.00 = 0.36  officials via The Mail" in text
    assert case.read_text() == CASE


@pytest.mark.usefixtures("case")
def test_confirming_and_json(run: Run) -> None:
    data = json.loads(infer(run, "--json", "--since", "2031-04-01", "--seed", "3"))
    assert (data["schema"], data["seed"], data["draws"]) == (1, 3, 200)
    north = data["parties"]["north"]
    assert {part["claim"]: part["trust"] for part in north["witnesses"]} == {
        "c1": 0.64,
        "c2": 1.0,
        "c3": 0.8,
        "c5": 1.0,
    }
    assert data["changes"]["new"] == ["c3"]
    assert data["changes"]["undated"] == ["c4", "c5"]


@pytest.mark.usefixtures("case")
def test_what_changed_since_a_day(run: Run, tmp_path: Path) -> None:
    text = infer(run, "--since", "2031-04-01")
    assert text.startswith("What changed from 2031-04-01: 1 new claim (c3)\n  2 claims without a date count on both")
    assert "[c3]" in text.split("\n\n")[0]
    assert infer(run, "--since", "2032").startswith("What changed from 2032: no claim is dated in between")
    before = infer(run, "--until", "2031-04-01")
    assert "c3" not in before
    assert json.loads((tmp_path / "beliefs.json").read_text())["until"] == "2031-04-01"


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--trust", "The Papre=0.5"], 1, "trust.The Papre: no claim comes through this source or outlet"),
        (["--trust", "The Paper=1.5"], 2, "The Paper=1.5 is not between 0 and 1"),
        (["--trust", "The Paper"], 2, "write a name, = and a number"),
        (["--set", "mood=1"], 2, "no such constant; there are asserted"),
        (["--set", "asserted=2"], 2, "asserted: 2.0 is not between 0 and 1"),
        (["--since", "yesterday"], 2, "is no day; write for instance 2031-03-05"),
        (["--since", "2031-05", "--until", "2031-03"], 2, "lies before"),
    ],
)
def test_what_is_put_wrongly_is_refused_and_nothing_written(
    run: Run, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    result = run("infer", "case.yaml", *arguments)
    assert result.returncode == code
    assert words in result.stderr
    assert not (tmp_path / "beliefs.json").exists()


def test_a_case_in_which_nobody_has_objectives_says_so(run: Run, case: Path) -> None:
    text = case.read_text()
    start, end = text.index("objectives:"), text.index("evidence:")
    case.write_text((text[:start] + text[end:]).replace("influence", "rule"))
    lines = infer(run).splitlines()
    assert lines[0] == "Nothing is inferred of North: the case gives it no objectives (4 claims about it left aside)."
    assert any(line.startswith("No party of this case has objectives") for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("origin: guest}", "origin: guest, confidence: 1.2}", "evidence.c4.confidence"),
        ("origin: guest}", "origin: guest, trust: -0.1}", "evidence.c4.trust"),
        ("positions:", "constants: {asserted: 1.5}\npositions:", "constants.asserted"),
        (
            "positions:",
            "hypotheses: {north: {a: {prior: 0.4}, b: {prior: 0.4}}}\npositions:",
            "0.4 + 0.4 sum to 0.8",
        ),
    ],
)
def test_faults_of_a_case_are_told_with_their_paths(run: Run, case: Path, old: str, new: str, words: str) -> None:
    case.write_text(case.read_text().replace(old, new))
    result = run("infer", "case.yaml")
    assert result.returncode == 1
    assert words in result.stderr


def test_the_terminal_takes_any_sample_case(run: Run, samples: Path, tmp_path: Path) -> None:
    shutil.copy(samples / "drafts" / "case.yaml", tmp_path / "case.yaml")
    assert "What it cares about" in infer(run)
