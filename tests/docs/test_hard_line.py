"""The worked case: its page shows what its commands print, its claims stand in its reports, and its end is exact."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.command_line import call_in, environment

from detente.beliefs import Sampling, infer
from detente.table import case_from_yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "samples/hard-line"
PAGE = (ROOT / "docs/tutorial/hard-line.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
NEAR = 0.021
"""How far a number with two decimals may be from the page on another machine; whole percentages by 2, counts not."""


def shown() -> Iterator[tuple[str, list[str]]]:
    """Give each command of the page with the lines shown of what it prints."""
    command = ""
    for kind, text in re.findall(r"^```(sh|text)\n(.*?)^```", PAGE, re.S | re.M):
        if kind == "sh":
            command = text.strip()
        else:
            yield command, [line for line in text.splitlines() if line != "…"]


def alike(line: str, other: str) -> bool:
    if NUMBER.sub("#", line) != NUMBER.sub("#", other):
        return False
    for one, two in zip(NUMBER.findall(line), NUMBER.findall(other), strict=True):
        digits = len(one.partition(".")[2])
        limit = NEAR if digits == 2 else 0.25 if digits == 1 else 2 if f"{one}%" in line else 0
        if abs(float(one) - float(two)) > limit:
            return False
    return True


@pytest.mark.parametrize("command", list(dict.fromkeys(command for command, _ in shown())))
def test_the_page_shows_what_its_command_prints(command: str, tmp_path: Path) -> None:
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    name, *arguments = command.split()
    assert name == "detente"
    result = call_in(tmp_path, arguments, environment())
    assert result.returncode == 0, result.stderr
    printed = result.stdout.splitlines()
    for line in (line for known, lines in shown() if known == command for line in lines):
        assert any(alike(line, other) for other in printed), line


def test_the_words_of_each_claim_stand_in_its_report() -> None:
    case = case_from_yaml((FOLDER / "case.yaml").read_text(encoding="utf-8"))
    for claim, part in case.evidence.items():
        text = (FOLDER / f"{part.document}.txt").read_text(encoding="utf-8")
        assert part.words, claim
        assert part.words in text, claim


def test_the_posterior_of_june_is_that_of_a_fine_grid() -> None:
    """The likelihood written anew from the table of acts, for weight w of the strait and sincerity σ."""
    w, sigma = np.meshgrid((np.arange(2000) + 0.5) / 2000, (np.arange(200) + 0.5) / 200, indexing="ij")
    root, other = w**0.5, (1 - w) ** 0.5
    strait_first = (w > 0.5).astype(float)

    def demand(share: np.ndarray) -> np.ndarray:
        return sigma * share + (1 - sigma) / 2

    # Claims that count: j1 and j2 (for m1, m2), which also name ideals; j3, a1 (for e1), a3, the step, a2.
    terms = [
        (0.95, demand(other / (root + other)) * 1.0),
        (0.95, demand(root / (root + other)) * 1.0),
        (0.95, w),
        (0.76, w),
        (0.76, 1 - w),
        (0.95 * 0.95, w),
        (0.40, np.where(strait_first > 0, 1.0, 0.5)),
    ]
    said = np.array([0.7, 0.15])  # q for the ideal, (1 − q)/2 for each of the two others
    mass = np.ones_like(w)
    for place, (rho, f) in enumerate(terms):
        if place < 2:
            mean = f.mean() / 3
            mass *= (rho * f * said[0] + (1 - rho) * mean) + 2 * (rho * f * said[1] + (1 - rho) * mean)
        else:
            mass *= rho * f + (1 - rho) * f.mean()
    mass /= mass.sum()
    case = case_from_yaml((FOLDER / "case.yaml").read_text(encoding="utf-8"))
    summary = infer(case, sampling=Sampling(particles=32768, prior_draws=131072)).parties["halm"]
    assert summary.hypotheses["strait first"].posterior == pytest.approx(float((mass * strait_first).sum()), abs=0.01)
    assert summary.nodes["strait"].weight.mean == pytest.approx(float((mass * w).sum()), abs=0.008)
    assert summary.sincerity.mean == pytest.approx(float((mass * sigma).sum()), abs=0.008)


def test_the_reports_can_be_analyzed(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    for report in FOLDER.glob("*"):
        if report.name != "case.yaml":
            shutil.copy(report, tmp_path / report.name)
    result = call_in(tmp_path, ["analyze", ".", "--out", "out", "--draws", "200"], environment())
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out" / "report.html").is_file()
