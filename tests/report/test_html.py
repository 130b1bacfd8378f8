"""The HTML report: one file, all links resolve, and nothing that a text holds can act."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from detente.beliefs import infer
from detente.claims import Reading
from detente.deals import solve
from detente.errors import MissingExtraError
from detente.report import Analysis, build_analysis, render_html
from detente.report.answers import SECTIONS
from detente.report.charts import render
from detente.report.origins import short_origin
from detente.table import Case

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>\"' onclick=alert(4) {{7*7}}"


VOID = {"meta", "br", "img", "link", "hr", "input"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and tag == "a":
                self.links.append(value or "")
            elif name in ("src", "srcset", "data", "action", "poster") or (name == "href" and tag != "a"):
                self.loads.append(value or "")
            elif name.startswith("on"):
                self.handlers.append(name)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> at {self.getpos()}"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _parse(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    assert page.open == []
    return page


@pytest.fixture(scope="module")
def html(analysis: Analysis, readings: tuple[Reading, ...]) -> str:
    return render_html(analysis, readings)


@pytest.fixture(scope="module")
def page(html: str) -> _Page:
    return _parse(html)


def test_every_inner_link_has_its_place(page: _Page) -> None:
    missing = {link for link in page.links if link.startswith("#")} - {f"#{name}" for name in page.ids}
    assert not missing
    assert len(page.ids) == len(set(page.ids))


def test_every_claim_has_a_card_and_a_place_in_its_text(page: _Page, readings: tuple[Reading, ...]) -> None:
    for reading in readings:
        for claim in reading.claims:
            assert f"claim-{claim.id}" in page.ids
            assert f"at-{claim.id}" in page.ids
            assert f"#claim-{claim.id}" in page.links
            assert f"#at-{claim.id}" in page.links


def test_nothing_is_loaded_and_nothing_runs(html: str, page: _Page) -> None:
    assert page.loads == []
    assert page.handlers == []
    assert not {"script", "link", "iframe", "object", "embed", "img", "form", "base"} & set(page.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert [link for link in page.links if not link.startswith("#")] == ["https://a.example/1"]


def test_texts_appear_whole_and_escaped(html: str, page: _Page) -> None:
    assert "&lt;script&gt;alert" in html
    words = "".join(page.words)
    assert "Mischief: <script>alert('x')</script> & \"quotes\"." in words


def test_sections_stand_in_order_below_one_heading(html: str, page: _Page) -> None:
    names = ["found", "parties", "motives", "trades", "deals", "unknowns", "origins", "assumptions", "texts"]
    assert [name for name in page.ids if name in names] == names
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert html.index('class="skip"') < html.index("<header")


def test_the_questions_are_answered_in_their_order(page: _Page) -> None:
    short = page.links[page.links.index("#texts") + 1 :]
    asked = [link for link in short if link[1:] in dict(SECTIONS)]
    assert asked[: len(SECTIONS)] == [f"#{name}" for name, _ in SECTIONS]


def test_every_claim_that_a_sentence_rests_on_is_linked_and_none_cut_off(html: str, analysis: Analysis) -> None:
    # A story that lost has no sentence of its own: its row in the table of stories tells it.
    for finding in [part for part in analysis.findings if part.kind != "hypothesis"]:
        numbered = {f"#claim-{claim}" for claim in finding.claims}
        at = html.index(str(Markup.escape(finding.sentence)))
        assert numbered <= set(re.findall(r'href="([^"]+)"', html[at : html.index("</li>", at)])), finding.sentence


def test_a_chart_stands_before_its_numbers(html: str) -> None:
    pytest.importorskip("vl_convert")
    figures = re.findall(r'<figure class="chart" id="chart-([^"]+)">(.*?)</figure>', html, re.S)
    assert {name.partition("-")[0] for name, _ in figures} >= {"weights", "stated", "hypotheses", "frontier", "gains"}
    for _, body in figures:
        assert body.index("<svg") < body.index("<table")


def test_every_table_has_caption_and_scopes(html: str, page: _Page) -> None:
    assert page.tags.count("table") == page.tags.count("caption")
    assert "<th>" not in html


def test_too_little_evidence_is_said_before_any_finding(html: str) -> None:
    assert html.index("Too little evidence to rank deals") < html.index('id="found"')


def test_what_only_the_prior_says_is_marked(html: str) -> None:
    assert "only assumed" in html


def test_hostile_words_in_every_place_do_not_act(case: Case, readings: tuple[Reading, ...]) -> None:
    document = replace(readings[0].document, title=HOSTILE, outlet=HOSTILE, date=HOSTILE, address="javascript:alert(5)")
    claim = readings[0].claims[0]
    mean = replace(claim, id=HOSTILE, issue=HOSTILE, voice=HOSTILE, sources=(HOSTILE,), hedges=(HOSTILE,), text=HOSTILE)
    hostile = (Reading(document, (mean, *readings[0].claims)), readings[1])
    parties = {name: part.model_copy(update={"name": HOSTILE}) for name, part in case.parties.items()}
    issues = {name: part.model_copy(update={"name": HOSTILE + name}) for name, part in case.issues.items()}
    bad = case.model_copy(update={"title": HOSTILE, "parties": parties, "issues": issues})
    beliefs = infer(bad, seed=1)
    page = _parse(render_html(build_analysis(hostile, bad, beliefs, solve(bad, beliefs.posterior)), hostile))
    assert page.handlers == []
    assert page.loads == []
    assert not {"script", "img"} & set(page.tags)
    assert not [link for link in page.links if "javascript" in link]
    assert not {link for link in page.links if link.startswith("#")} - {f"#{name}" for name in page.ids}
    assert "{{7*7}}" in "".join(page.words)


def test_the_report_comes_again_from_its_files(analysis: Analysis, html: str, readings: tuple[Reading, ...]) -> None:
    again = Analysis.from_json(json.loads(json.dumps(analysis.to_json())))
    assert render_html(again, readings) == html
    assert again.to_json() == json.loads(json.dumps(analysis.to_json()))


def test_without_the_chart_converter_the_report_says_how_to_get_it(
    analysis: Analysis, readings: tuple[Reading, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(chart: object) -> str:
        raise MissingExtraError("the chart converter", "charts")

    monkeypatch.setattr(render, "to_svg", missing)
    html = render_html(analysis, readings)
    assert "<svg" not in html
    assert "detente[charts]" in html
    assert 'id="numbers-frontier-northland-southland"' in html
    assert html.count("detente[charts]") == 1


def test_a_run_without_claims_still_gives_a_report(readings: tuple[Reading, ...]) -> None:
    empty = Case.model_validate({"detente": 1, "title": "Nothing found", "parties": {}})
    beliefs = infer(empty, seed=1)
    bare = tuple(Reading(reading.document, ()) for reading in readings)
    html = render_html(build_analysis(bare, empty, beliefs, {}), bare)
    assert "Too little evidence to rank deals" in html


def test_a_headline_that_stands_for_an_outlet_is_cut() -> None:
    headline = "Board of Alder rejects a takeover bid by its rival, but the talks go on in secret"
    assert (
        short_origin(f"analysts via {headline}", [headline]) == "analysts via “Board of Alder rejects a takeover bid …”"
    )
    assert short_origin("analysts via The Courier", [headline]) == "analysts via The Courier"
