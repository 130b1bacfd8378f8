"""The report in a real browser: accessible in light and in dark, whole without a script or a network, printable."""

from pathlib import Path
from typing import Any

import pytest
from support.browser import violations

from detente.claims import Reading
from detente.report import Analysis, render_html


@pytest.fixture(scope="module")
def file(analysis: Analysis, readings: tuple[Reading, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_html(analysis, readings), encoding="utf-8")
    return path


@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 400)])
def test_axe_finds_no_violation(real_browser: Any, file: Path, scheme: str, width: int) -> None:
    # The page forbids all scripts, those of axe-core too: only for the check this is set aside.
    context = real_browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert violations(page) == []
    context.close()


def test_it_is_whole_without_scripts_and_asks_for_nothing(real_browser: Any, file: Path, analysis: Analysis) -> None:
    context = real_browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert told == []
    card = page.locator(f"#claim-{analysis.claims[0]['id']}")
    card.get_by_role("link", name="in the text").click()
    assert page.url.endswith(f"#at-{analysis.claims[0]['id']}")
    context.close()


def test_nothing_is_wider_than_a_phone(real_browser: Any, file: Path) -> None:
    context = real_browser.new_context(viewport={"width": 390, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_what_is_folded_away_is_printed(real_browser: Any, file: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = real_browser.new_page()
    page.goto(file.as_uri())
    document = pdfium.PdfDocument(page.pdf())
    words = " ".join(" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)
    assert "Constants of the computation" in words
    assert "probability that an asserted claim holds" in words
    assert "Kalai" in words


def test_it_is_printed_whole_on_white_paper_even_from_a_dark_screen(
    real_browser: Any, file: Path, analysis: Analysis, readings: tuple[Reading, ...]
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    context = real_browser.new_context(color_scheme="dark", bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    titles = [" ".join(title.split()) for title in page.locator(".chart:has(svg) .charttitle").all_inner_texts()]
    assert len(titles) >= 4
    sheets = list(pdfium.PdfDocument(page.pdf(format="A4", print_background=True)))
    texts = ["".join(sheet.get_textpage().get_text_bounded().split()) for sheet in sheets]
    whole = "".join(texts)
    # The words are there, wherever lines are broken: all paragraphs, headings and quotations, and every claim.
    words = page.locator("main p, main h2, main h3, main h4, main blockquote, main dd").all_text_contents()
    assert len(words) > 80
    assert [part for part in words if "".join(part.split()) not in whole] == []
    assert all(claim["id"] in whole for claim in analysis.claims)
    assert all("".join(reading.claims[0].text.split()) in whole for reading in readings)
    # The charts are drawn where they are announced, and each page is white where nothing stands.
    for title in titles:
        number = next(n for n, text in enumerate(texts) if "".join(title.split()) in text)
        drawn = sum(
            len(list(sheet.get_objects([pdfium.raw.FPDF_PAGEOBJ_PATH]))) for sheet in sheets[number : number + 2]
        )
        assert drawn >= 20, title
    for sheet in sheets:
        pixels = sheet.render(scale=0.3).to_numpy()[:, :, :3].astype(int)
        dark = (pixels.sum(axis=2) < 3 * 128).mean()
        assert (pixels[0, 0].tolist(), dark < 0.2) == ([255, 255, 255], True)
    assert len(sheets) <= 16
    # Nothing is cut: on paper as wide as that of a letter, no part reaches beyond its edge.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((part) => part.getClientRects().length
             && part.getBoundingClientRect().right > innerWidth + 1).map((part) => part.outerHTML.slice(0, 80))"""
    )
    assert beyond == []
    context.close()
