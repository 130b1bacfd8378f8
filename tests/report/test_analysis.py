"""An analysis holds all of a run, and comes back from its file."""

import json

import pytest

from detente.beliefs import infer
from detente.claims import Reading
from detente.errors import FormatError
from detente.files import dump_json
from detente.report import Analysis, build_analysis, render_html, render_markdown, summarize
from detente.table import Case


def test_it_holds_every_stage_by_key(analysis: Analysis) -> None:
    data = analysis.to_json()
    keys = "schema title findings unknowns assumptions documents claims case beliefs deals versions"
    assert list(data) == keys.split()
    assert data["schema"] == 1
    assert "text" not in data["documents"][0]
    assert {claim["document"] for claim in data["claims"]} == {"d1", "d2"}
    assert data["versions"]["seed"] == 1
    assert {"detente", "python", "numpy", "draws"} <= set(data["versions"])


def test_each_finding_carries_probability_claims_and_origins(analysis: Analysis) -> None:
    for finding in analysis.to_json()["findings"]:
        assert set(finding) == {
            *("kind", "sentence", "party", "probability", "prior", "error", "claims", "origins", "basis")
        }
        assert finding["origins"]["count"] == len(finding["origins"]["names"])


def test_it_is_json_and_comes_back_whole(analysis: Analysis) -> None:
    text = dump_json(analysis.to_json())
    again = Analysis.from_json(json.loads(text))
    assert dump_json(again.to_json()) == text
    assert summarize(again) == summarize(analysis)
    assert render_markdown(again) == render_markdown(analysis)


def test_results_or_what_their_files_hold_give_the_same(
    analysis: Analysis, case: Case, readings: tuple[Reading, ...]
) -> None:
    beliefs = json.loads(json.dumps(infer(case, seed=1).to_json()))
    assert build_analysis(readings, case, beliefs, analysis.deals).findings == analysis.findings


def test_repeated_claim_ids_are_told_apart_as_the_table_does(case: Case, readings: tuple[Reading, ...]) -> None:
    twice = (readings[0], Reading(readings[1].document, readings[0].claims[:1]))
    found = build_analysis(twice, case, infer(case, seed=1), {})
    assert found.claims[-1]["id"] == "c1-2"


def test_all_faults_of_a_file_are_named() -> None:
    with pytest.raises(FormatError) as error:
        Analysis.from_json({"schema": 2, "title": "x"})
    paths = [fault.path for fault in error.value.faults]
    assert paths[0] == "schema"
    assert {"case", "beliefs", "findings"} <= set(paths)


def test_without_texts_the_report_still_renders(analysis: Analysis) -> None:
    again = Analysis.from_json(json.loads(json.dumps(analysis.to_json())))
    assert "Northland demands the whole valley" in render_html(again)


def test_markdown_escapes_what_texts_hold(case: Case, readings: tuple[Reading, ...]) -> None:
    bad = case.model_copy(update={"title": "<b>*x*</b> | [y](z)"})
    words = render_markdown(build_analysis(readings, bad, infer(bad, seed=1), {}))
    assert "\\<b\\>\\*x\\*\\</b\\> \\| \\[y\\](z)" in words
