"""Every format tells the same, in the same order."""

import json
import re
from pathlib import Path

import pytest

from detente.claims import Reading
from detente.errors import UsageError
from detente.report import Analysis, check_format, render_json, render_markdown
from detente.report.answers import SECTIONS
from detente.report.outline import Grid, Lines, Text, make_outline


def test_the_parts_stand_in_the_order_of_the_questions(analysis: Analysis) -> None:
    names = [part.name for part in make_outline(analysis) if part.level == 1]
    assert names == ["found", *(name for name, _ in SECTIONS)]


def test_every_finding_stands_in_the_full_answer(analysis: Analysis) -> None:
    told = {
        line.sentence
        for part in make_outline(analysis)
        if not part.name.startswith("found")
        for block in part.blocks
        if isinstance(block, Lines)
        for line in block.lines
    }
    kinds = ("little_evidence", "hypothesis")
    assert {finding.sentence for finding in analysis.findings if finding.kind not in kinds} <= told


def test_each_row_rests_on_claims_or_says_on_what_else(analysis: Analysis) -> None:
    grids = [block for part in make_outline(analysis) for block in part.blocks if isinstance(block, Grid)]
    assert grids
    for grid in grids:
        assert len(grid.rows) == len(grid.claims) == len(grid.bases)
        assert {len(row) for row in grid.rows} == {len(grid.heads)} == {len(grid.widths)}
        for claims, basis in zip(grid.claims, grid.bases, strict=True):
            assert claims or basis


def test_markdown_links_every_number_to_a_claim_that_is_there(
    analysis: Analysis, readings: tuple[Reading, ...]
) -> None:
    words = render_markdown(analysis, readings)
    assert set(re.findall(r"\]\(#(claim-\d+)\)", words)) <= set(re.findall(r'<a id="(claim-\d+)">', words))
    assert len(re.findall(r'<a id="claim-\d+">', words)) == len(analysis.claims)
    for table in re.findall(r"(?:^\|.*\n)+", words, re.M):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1, table


def test_json_is_the_analysis_with_answers_and_charts(analysis: Analysis) -> None:
    data = json.loads(render_json(analysis))
    assert {key: data[key] for key in analysis.to_json()} == json.loads(json.dumps(analysis.to_json()))
    assert [part["section"] for part in data["answers"]] == [name for name, _ in SECTIONS]
    assert {chart["name"] for chart in data["charts"]} >= {"weights-northland", "gains", "robustness"}


def test_words_of_the_computation_stay_out_of_the_report(analysis: Analysis) -> None:
    words = " ".join(
        part.title + " ".join(block.words for block in part.blocks if isinstance(block, Text))
        for part in make_outline(analysis)
    )
    assert not re.search(r"posterior|likelihood|bayes|monte carlo|theta|sigma", words, re.I)


def test_a_name_that_says_no_format_is_told_which_there_are() -> None:
    with pytest.raises(UsageError, match=r"report\.docx: its name must end in \.html, \.json, \.md or \.pdf"):
        check_format(Path("report.docx"))
    check_format(Path("REPORT.PDF"))
