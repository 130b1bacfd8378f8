"""The report as one self-contained HTML file: no script, no network; readable on paper, a phone and in the dark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.claims import Reading
from detente.errors import MissingExtraError
from detente.report import numbers
from detente.report.analysis import Analysis
from detente.report.answers import SECTIONS, assumed_lines, make_answers
from detente.report.assumptions import Assumption
from detente.report.cards import Article, anchor, make_articles
from detente.report.charts import CHARTS, Chart, Column, View, render
from detente.report.finding import Finding
from detente.report.numbers import day, plural
from detente.report.origins import short_headline, short_origin
from detente.report.standing import Standing, still_open

__all__ = ["render_html"]

_PAGE = (("found", "In short"), *SECTIONS, ("texts", "The reports and their claims"))
MOST_OUTLETS = 6
"""Outlets named at the top."""

_ASSUMED = (
    ("case", "Taken as given in the case"),
    ("prior", "Probabilities before any evidence"),
    ("constant", "Constants of the computation"),
    ("set aside", "Left out"),
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("detente.report"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    for filter_ in (numbers.percent, numbers.percent_with_error, numbers.bits, numbers.factor, numbers.plural):
        environment.filters[filter_.__name__] = filter_
    environment.filters["cell"] = _cell
    environment.filters["share"] = numbers.share
    environment.filters["count_words"] = numbers.count
    environment.filters["signed"] = lambda number: f"{number}".replace("-", "−")
    return environment


@cache
def _style() -> Markup:
    return Markup(resources.files("detente.report").joinpath("templates/report.css").read_text("utf-8"))


def _lead(analysis: Analysis) -> str:
    """Tell what was read: how many reports, of which days and outlets."""
    dates = [day(part) for part in sorted({str(known["date"]) for known in analysis.documents if known["date"]})]
    outlets = list(dict.fromkeys(str(document["outlet"]) for document in analysis.documents if document["outlet"]))
    days = "" if not dates else f" of {dates[0]}" if len(dates) == 1 else f" of {dates[0]} to {dates[-1]}"
    named = f": {', '.join(outlets[:MOST_OUTLETS])}" if outlets else ""
    more = f" and {len(outlets) - MOST_OUTLETS} more" if len(outlets) > MOST_OUTLETS else ""
    return f"Read from {plural(len(analysis.documents), 'report')}{days}{named}{more}."


def _stats(analysis: Analysis, standings: Sequence[Standing]) -> list[tuple[str, str]]:
    """Give the figures at the top: a number, and what it counts."""
    counted = (
        (len(analysis.documents), "report"),
        (len(analysis.claims), "claim"),
        (len(analysis.origins), "independent origin"),
        (len(analysis.case.parties), "part"),
        (len(analysis.case.issues), "issue"),
    )
    endings = {"part": ("party", "parties")}
    stats = [
        (numbers.count(number), endings.get(what, (what, what + "s"))[0 if number == 1 else 1])
        for number, what in counted
    ]
    if standings:
        stats.append((numbers.share(still_open(standings)), "of the initial doubt is left"))
    return stats


def _grouped(assumptions: Sequence[Assumption]) -> list[tuple[str, list[Assumption]]]:
    groups = [(title, [line for line in assumptions if line.kind == kind]) for kind, title in _ASSUMED]
    return [(title, lines) for title, lines in groups if lines]


def _of(findings: Sequence[Finding], *kinds: str) -> list[Finding]:
    return [finding for finding in findings if finding.kind in kinds]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A chart in the page: its picture, where there is one, and the claims that all its rows share."""

    kind: str
    chart: Chart
    svg: Markup | None

    @property
    def anchor(self) -> str:
        return anchor(self.chart.name)

    @property
    def shared(self) -> tuple[str, ...]:
        """The claims of every row, where all rows rest on the same."""
        rests = {tuple(row["claims"]) for row in self.chart.table.rows}
        return next(iter(rests)) if len(rests) == 1 and len(self.chart.table.rows) > 1 else ()


def _figures(view: View) -> tuple[list[_Figure], str | None]:
    """Give every chart, and a note on how to get the pictures where they cannot be drawn."""
    figures = []
    note = None
    for kind, make in CHARTS.items():
        for chart in make(view):
            svg = None
            try:
                svg = None if note else Markup(render.to_svg(chart))
            except MissingExtraError as error:
                note = f"Tables stand in place of the charts: {error}"
            figures.append(_Figure(kind, chart, svg))
    return figures, note


def _cell(row: Mapping[str, Any], column: Column) -> str:
    value = row.get(column.key)
    return "–" if value is None or value == "" else numbers.shown(value, column.kind)


class _Links:
    """Links to documents by their outlet or title."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {article.id: article for article in articles}

    def __call__(self, document: str) -> Markup:
        article = self._articles.get(document)
        if article is None:
            return Markup.escape(document)
        return Markup('<a href="#{}">{}</a>').format(article.anchor, article.outlet or short_headline(article.title))


def render_html(analysis: Analysis, readings: Sequence[Reading] | None = None) -> str:
    """Give the report as one HTML document.

    `readings` are those of the run (`claims.json`), for the texts, where the analysis was read from its file. What
    they hold is escaped wherever it stands; the result runs no script and loads nothing.
    """
    readings = analysis.with_texts(readings)
    view = View(analysis.case, analysis.beliefs, analysis.deals)
    names, standings, outcomes = view.names, view.standings, view.outcomes
    articles = make_articles(readings, analysis.case, analysis.beliefs, names)
    figures, note = _figures(view)
    page: Mapping[str, Any] = {
        "analysis": analysis,
        "answers": make_answers(analysis, standings, outcomes),
        "articles": articles,
        "assumed": list(assumed_lines(standings)),
        "assumptions": _grouped(analysis.assumptions),
        "book": {card.id: card for article in articles for card in article.cards},
        "chart_note": note,
        "contradictions": _of(analysis.findings, "contradiction"),
        "document_link": _Links(articles),
        "figures": figures,
        "found_of": {
            standing.id: [f for f in _of(analysis.findings, "gap", "interest", "priority") if f.party == standing.id]
            for standing in standings
        },
        "lead": _lead(analysis),
        "names": names,
        "origin_name": partial(
            short_origin, headlines=[d["title"] for d in analysis.documents if d["title"] and not d["outlet"]]
        ),
        "outcomes": outcomes,
        "places": {standing.id: place for place, standing in enumerate(standings, 1)},
        "reported_trades": _of(analysis.findings, "trade"),
        "sections": _PAGE,
        "shared": _of(analysis.findings, "unrelated", "origin", "near_duplicate"),
        "standings": standings,
        "stats": _stats(analysis, standings),
        "style": _style(),
        "thin": {standing.id: standing.too_little for standing in standings},
        "warnings": _of(analysis.findings, "little_evidence"),
    }
    return _environment().get_template("report.html.j2").render(page)
