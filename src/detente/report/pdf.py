"""The report as a PDF: set as a document with its parts, tables, charts and texts, every claim a link to its place.

Typst sets it: a compiler in one wheel, with its fonts, that needs neither a browser nor libraries of the system.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from detente.claims import Reading
from detente.errors import MissingExtraError
from detente.report.analysis import Analysis
from detente.report.answers import Line
from detente.report.cards import Article, Card, make_articles
from detente.report.charts import to_svg
from detente.report.names import Names
from detente.report.numbers import percent, percent_with_error, plural
from detente.report.outline import Block, Grid, Lines, Part, Picture, Text, make_outline
from detente.report.segments import Segment

__all__ = ["render_pdf"]

_INK = "#1b2126"
_FONT = "Libertinus Serif"


class _Setter:
    """Gives the parts as plain data, as the template takes them."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._numbers = {card.id: card.number for article in articles for card in article.cards}

    def numbers(self, claims: Iterable[str]) -> list[int]:
        return [self._numbers[claim] for claim in claims if claim in self._numbers]

    def line(self, line: Line) -> dict[str, Any]:
        return {
            "sentence": line.sentence,
            "now": None if line.probability is None else percent_with_error(line.probability, line.error),
            "was": None if line.prior is None else f"was {percent(line.prior)}",
            "claims": self.numbers(line.claims),
        }

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Text(words, claims):
                return {"kind": "text", "words": words, "claims": self.numbers(claims)}
            case Lines(lines):
                return {"kind": "lines", "lines": list(map(self.line, lines))}
            case Grid():
                cited = any(block.claims)
                return {
                    "kind": "grid",
                    "caption": block.caption,
                    "heads": [*block.heads, *(["claims"] if cited else [])],
                    "widths": [*block.widths, *([1.0] if cited else [])],
                    "rows": [list(row) for row in block.rows],
                    "claims": list(map(self.numbers, block.claims)) if cited else None,
                    "bases": list(block.bases),
                }
            case Picture(_, chart):
                svg = to_svg(chart, _INK).replace('font-family="sans-serif"', f'font-family="{_FONT}"')
                return {"kind": "picture", "title": chart.title, "caption": chart.caption, "svg": svg}

    def part(self, part: Part) -> dict[str, Any]:
        return {"title": part.title, "level": part.level, "blocks": list(map(self.block, part.blocks))}

    def segment(self, segment: Segment) -> dict[str, Any]:
        return {
            "text": segment.text,
            "begins": self.numbers(segment.begins),
            "claim": next(iter(self.numbers(segment.claims[:1])), None),
        }

    def card(self, card: Card) -> dict[str, Any]:
        claim = card.claim
        facts = {
            "About": claim.issue,
            "Against": claim.against,
            "Through": claim.voice,
            "Certainty": f"{card.certainty}, {'stated by itself' if claim.basis == 'stated' else 'inferred by others'}",
            "Source": " → ".join(card.chain) or "the report itself",
            "Believed": None if card.reliability is None else percent(card.reliability),
            "Counts": None if card.unused is None else f"not for the numbers: {card.unused}",
        }
        return {
            "number": card.number,
            "title": f"{card.party} {card.act}",
            "words": claim.text,
            "facts": [[name, value] for name, value in facts.items() if value],
        }

    def article(self, article: Article) -> dict[str, Any]:
        return {
            "title": article.title,
            "about": ", ".join(part for part in (article.outlet, article.date, article.address) if part),
            "paragraphs": [
                list(map(self.segment, paragraph))
                for paragraph in ([article.headline] if article.headline else []) + list(article.paragraphs)
            ],
            "cards": list(map(self.card, article.cards)),
        }


def _data(analysis: Analysis, articles: Sequence[Article]) -> Mapping[str, Any]:
    setter = _Setter(articles)
    return {
        "title": analysis.title,
        "lead": f"{plural(len(analysis.documents), 'report')}, {plural(len(analysis.claims), 'claim')}, "
        f"{plural(len(analysis.origins), 'independent origin')}",
        "warnings": [finding.sentence for finding in analysis.findings if finding.kind == "little_evidence"],
        "parts": list(map(setter.part, make_outline(analysis))),
        "articles": list(map(setter.article, articles)),
        "versions": f"Made with detente {analysis.versions['detente']}.",
    }


def render_pdf(analysis: Analysis, readings: Sequence[Reading] | None = None) -> bytes:
    """Give the report as a PDF, tagged for readers of screens; the same analysis gives the same bytes.

    What reports hold reaches the template as data alone and is never read as markup. Raises MissingExtraError where
    Typst or the chart converter is not installed.
    """
    try:
        import typst
    except ImportError:
        raise MissingExtraError("the typesetter of PDFs", "pdf-out") from None
    articles = make_articles(analysis.with_texts(readings), analysis.case, analysis.beliefs, Names(analysis.case))
    template = resources.files("detente.report").joinpath("templates/report.typ").read_bytes()
    data = json.dumps(_data(analysis, articles), ensure_ascii=False)
    return bytes(typst.compile(template, sys_inputs={"data": data}, timestamp=0))
