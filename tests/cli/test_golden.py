"""The golden example of the design, from a text with one sentence to the number."""

import json
from pathlib import Path

import pytest
from support.command_line import Run

SENTENCE = "{paper} writes, citing analysts, that Northland puts political influence above territory."


def write(folder: Path, name: str, outlet: str, paper: str) -> None:
    (folder / f"{name}.txt").write_text(f"A view from the capital\n\n{SENTENCE.format(paper=paper)}\n")
    (folder / f"{name}.meta.json").write_text(json.dumps({"outlet": outlet, "date": "2025-04-01"}))


def believed(run: Run, *arguments: str) -> tuple[float, float]:
    """Give P(influence outweighs territory) and the mean weight of influence, of the only party."""
    result = run("analyze", *arguments, "--confirm", "all", "--draws", "20000", "--json")
    assert result.returncode == 0, result.stderr
    (party,) = json.loads(result.stdout)["beliefs"]["parties"].values()
    (influence,) = [name for name in party["nodes"] if "influence" in name]
    (pair,) = party["pairs"]
    chance = pair["probability"] if pair["first"] == influence else 1 - pair["probability"]
    return chance, party["nodes"][influence]["weight"]["mean"]


def test_one_sentence_gives_the_number(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a", "The Daily Courier", "The Morning Ledger")
    chance, mean = believed(run, "a.txt")
    assert chance == pytest.approx(0.652, abs=0.02)
    assert mean == pytest.approx(0.6013, abs=0.012)


def test_a_second_report_of_the_same_paper_changes_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a", "The Daily Courier", "The Morning Ledger")
    write(tmp_path, "b", "The Evening Post", "The Morning Ledger")
    alone = believed(run, "a.txt")
    assert believed(run, "a.txt", "b.txt") == pytest.approx(alone, abs=0.02)


def test_a_second_paper_with_analysts_of_its_own_counts(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a", "The Daily Courier", "The Morning Ledger")
    write(tmp_path, "b", "The Evening Post", "The Weekly Mirror")
    chance, _ = believed(run, "a.txt", "b.txt")
    assert chance == pytest.approx(0.7707, abs=0.02)
