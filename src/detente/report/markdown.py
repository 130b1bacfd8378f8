"""The report as Markdown: its parts, tables and, at the end, every claim with its source chain."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detente.claims import Reading
from detente.report.analysis import Analysis
from detente.report.answers import Line
from detente.report.cards import Article, Card, make_articles
from detente.report.names import Names
from detente.report.numbers import NO_BREAK, percent, percent_with_error, plural, shown
from detente.report.outline import Block, Grid, Lines, Picture, Text, make_outline

__all__ = ["render_markdown"]

_TOLD_ELSEWHERE = ("weights", "hypotheses", "information")
"""Charts whose numbers stand in a table or list beside them; of the others the table stands in the chart's place."""


def _plain(words: str) -> str:
    """Give words on one line, with nothing that Markdown or HTML would take for a sign."""
    words = " ".join(words.replace(NO_BREAK, " ").split())
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", words)


class _Claims:
    """References to claims by their number."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._numbers: Mapping[str, int] = {card.id: card.number for article in articles for card in article.cards}

    def __call__(self, claims: Sequence[str]) -> str:
        return " ".join(f"[{self._numbers[c]}](#claim-{self._numbers[c]})" for c in claims if c in self._numbers)

    def after(self, claims: Sequence[str]) -> str:
        told = self(claims)
        return f" (claims {told})" if told else ""


def _table(heads: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]) -> Iterator[str]:
    yield "| " + " | ".join(map(_plain, (*heads, "claims"))) + " |"
    yield "|" + "---|" * (len(heads) + 1)
    for cells, claims in rows:
        yield "| " + " | ".join((*map(_plain, cells), claims)) + " |"
    yield ""


def _line(line: Line, refer: _Claims) -> str:
    chance = ""
    if line.probability is not None:
        chance = percent_with_error(line.probability, line.error)
        chance += f" (was {percent(line.prior)})" if line.prior is not None else ""
        chance += ": "
    return f"- {_plain(chance)}{' ' if chance else ''}{_plain(line.sentence)}{refer.after(line.claims)}"


def _block(block: Block, refer: _Claims) -> Iterator[str]:
    match block:
        case Text(words, claims):
            yield f"{_plain(words)}{refer.after(claims)}"
            yield ""
        case Lines(lines):
            yield from (_line(line, refer) for line in lines)
            yield ""
        case Grid():
            yield f"*{_plain(block.caption)}*"
            yield ""
            cited = any(block.claims)
            rests = [
                refer(claims) or (base if cited else "") for claims, base in zip(block.claims, block.bases, strict=True)
            ]
            yield from _table(block.heads, zip(block.rows, rests, strict=True))
        case Picture(kind, chart) if kind not in _TOLD_ELSEWHERE:
            yield f"*{_plain(chart.title)}*"
            yield ""
            told = (
                (
                    ["–" if row.get(c.key) in (None, "") else shown(row[c.key], c.kind) for c in chart.table.columns],
                    refer(row["claims"]),
                )
                for row in chart.table.rows
            )
            yield from _table([column.title for column in chart.table.columns], told)


def _card(card: Card) -> str:
    chain = " → ".join(card.chain) or "the report itself"
    believed = "" if card.reliability is None else f"; believed {percent(card.reliability)}"
    basis = "stated by itself" if card.claim.basis == "stated" else "inferred by others"
    told = (
        f"{card.party} {card.act} ({card.claim.issue}): “{card.claim.text}” – {card.certainty}, {basis}; "
        f"source: {chain}; characters {card.claim.start} to {card.claim.end}{believed}"
    )
    return f'- <a id="claim-{card.number}"></a>{card.number}. {_plain(told)} `{card.id}`'


def render_markdown(analysis: Analysis, readings: Sequence[Reading] | None = None) -> str:
    """Give the report as Markdown. Claims are told with their place; the texts themselves stay in the HTML report."""
    articles = make_articles(analysis.with_texts(readings), analysis.case, analysis.beliefs, Names(analysis.case))
    refer = _Claims(articles)
    lines = [
        f"# {_plain(analysis.title)}",
        "",
        f"{plural(len(analysis.documents), 'report')}, {plural(len(analysis.claims), 'claim')}, "
        f"{plural(len(analysis.origins), 'independent origin')}.",
        "",
        *(f"**{_plain(part.sentence)}**\n" for part in analysis.findings if part.kind == "little_evidence"),
    ]
    for part in make_outline(analysis):
        lines += [f"{'#' * (part.level + 1)} {_plain(part.title)}", ""]
        lines += [line for block in part.blocks for line in _block(block, refer)]
    lines += ["## The claims", ""]
    for article in articles:
        where = ", ".join(str(part) for part in (article.outlet, article.date, article.address) if part)
        lines += [f"### {_plain(article.title)}", "", _plain(where), "", *map(_card, article.cards), ""]
    return "\n".join(lines)
