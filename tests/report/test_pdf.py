"""The PDF is a document with words, links and charts, and nothing that a report holds acts in it."""

from dataclasses import replace

import pytest

from detente.beliefs import infer
from detente.claims import Reading
from detente.report import Analysis, build_analysis, render_pdf
from detente.report.outline import make_outline
from detente.table import Case

pytest.importorskip("typst")
pytest.importorskip("vl_convert")
pdfium = pytest.importorskip("pypdfium2")


@pytest.fixture(scope="module")
def pdf(analysis: Analysis, readings: tuple[Reading, ...]) -> bytes:
    return render_pdf(analysis, readings)


def _words(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


def test_it_is_text_with_the_findings_and_every_claim(pdf: bytes, analysis: Analysis) -> None:
    words = "".join(_words(pdf).split())
    for finding in analysis.findings:
        if finding.kind != "hypothesis":
            assert "".join(finding.sentence.split()) in words, finding.sentence
    for claim in analysis.claims:
        assert "".join(str(claim["text"]).split()) in words


def test_it_is_tagged_titled_and_has_an_outline_of_its_parts(pdf: bytes, analysis: Analysis) -> None:
    document = pdfium.PdfDocument(pdf)
    assert document.get_metadata_dict()["Title"] == analysis.title
    assert document.is_tagged()
    titles = [entry.get_title() for entry in document.get_toc() if entry.level == 0]
    parts = [part.title for part in make_outline(analysis) if part.level == 1]
    assert titles == [*parts, "The reports and their claims"]


def test_claims_are_links(pdf: bytes) -> None:
    assert pdf.count(b"/Link") > 50


def test_the_same_analysis_gives_the_same_bytes(pdf: bytes, analysis: Analysis, readings: tuple[Reading, ...]) -> None:
    assert render_pdf(analysis, readings) == pdf


def test_what_reports_hold_is_never_markup(case: Case, readings: tuple[Reading, ...]) -> None:
    mean = '#panic("no") $x$ *bold* <claim-1> @claim-1 [#1] \\ "'
    claims = tuple(replace(claim, issue=mean, text=mean, sources=(mean,)) for claim in readings[0].claims)
    document = replace(readings[0].document, title=mean, outlet=mean)
    hostile = (Reading(document, claims), readings[1])
    bad = case.model_copy(update={"title": mean})
    words = _words(render_pdf(build_analysis(hostile, bad, infer(bad, seed=1), {}), hostile))
    assert "".join(mean.split()) in "".join(words.split())


def test_a_run_without_claims_still_gives_a_document(readings: tuple[Reading, ...]) -> None:
    empty = Case.model_validate({"detente": 1, "title": "Nothing found", "parties": {}})
    bare = tuple(Reading(reading.document, ()) for reading in readings)
    words = _words(render_pdf(build_analysis(bare, empty, infer(empty, seed=1), {}), bare))
    assert "Too little evidence to rank deals" in words
