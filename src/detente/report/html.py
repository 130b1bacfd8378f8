"""The report as one self-contained HTML file: no script, no network; readable on paper, a phone and in the dark."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.claims import Reading
from detente.errors import MissingExtraError
from detente.report import charts, numbers
from detente.report.analysis import Analysis
from detente.report.assumptions import Assumption
from detente.report.cards import Article, make_articles
from detente.report.finding import Finding
from detente.report.names import Names
from detente.report.numbers import plural
from detente.report.origins import short_headline, short_origin
from detente.report.outcomes import make_outcomes
from detente.report.standing import Standing, make_standings, still_open

__all__ = ["render_html"]

SECTIONS = (
    ("found", "What was found"),
    ("parties", "What each party demands, and what it seems to want"),
    ("motives", "Why it acts as it does"),
    ("trades", "What would be traded for what"),
    ("deals", "Which deals are possible, and who gains"),
    ("unknowns", "What is not known"),
    ("origins", "Who stands behind the reports"),
    ("assumptions", "What is only assumed"),
    ("texts", "The reports and their claims"),
)
MOST_POINTS = 40
"""Efficient packages in the table behind the chart; `deals.json` holds more."""

MOST_FINDINGS = 16
"""Findings in the first section; the tables below hold them all."""

_MAIN = ("gap", "trade", "interest", "priority", "hypothesis")
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
    environment.filters["share"] = numbers.share
    environment.filters["count_words"] = numbers.count
    environment.filters["signed"] = lambda number: f"{number}".replace("-", "−")
    return environment


@cache
def _style() -> Markup:
    return Markup(resources.files("detente.report").joinpath("templates/report.css").read_text("utf-8"))


def _lead(analysis: Analysis, standings: Sequence[Standing]) -> str:
    rows = [row for standing in standings for row in standing.rows if row.weight is not None]
    cited = sum(bool(row.claims) for row in rows)
    assumed = sum(row.only_prior for row in rows)
    reports, claims = len(analysis.documents), len(analysis.claims)
    sentence = (
        f"This rests on {plural(reports, 'report')} with {plural(claims, 'claim')} from "
        f"{plural(len(analysis.origins), 'independent origin')}."
    )
    if rows:
        sentence += (
            f" Of {plural(len(rows), 'estimate')} of what the parties care about, {cited} rest on claims of their own, "
            f"{len(rows) - cited - assumed} only on claims about others, and {assumed} on assumptions alone."
        )
    return sentence


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
        stats.append((numbers.share(still_open(standings)), "of what was open is still open"))
    return stats


def _grouped(assumptions: Sequence[Assumption]) -> list[tuple[str, list[Assumption]]]:
    groups = [(title, [line for line in assumptions if line.kind == kind]) for kind, title in _ASSUMED]
    return [(title, lines) for title, lines in groups if lines]


def _of(findings: Sequence[Finding], *kinds: str) -> list[Finding]:
    return [finding for finding in findings if finding.kind in kinds]


def _chart(analysis: Analysis, names: Names) -> dict[str, Any]:
    """Give the chart of the frontier, or a note on how to get one; neither where there is nothing to draw."""
    shown: dict[str, Any] = {"chart": None, "chart_note": None, "chart_parties": (), "chart_outside": []}
    pair = charts.conflict_pair(analysis.deals)
    if pair is None:
        return shown
    shown["chart_parties"] = tuple(names.party(party) for party in pair)
    outside = charts.no_deal_outside(analysis.deals, pair)
    shown["chart_outside"] = [f"{round(value)} for {names.party(party)}" for party, value in outside.items()]
    try:
        shown["chart"] = Markup(charts.to_svg(charts.frontier_chart(analysis.deals, names, pair)))
    except MissingExtraError as error:
        shown["chart_note"] = f"No chart: {error}"
    return shown


def _frontier(analysis: Analysis, names: Names) -> dict[str, Any]:
    """Give the table behind the chart."""
    points = analysis.deals.get("frontier", [])[:MOST_POINTS]
    parties = list(points[0]["utilities"]) if points else []
    rows = [
        (
            "; ".join(f"{names.issue(issue)}: {option}" for issue, option in point["package"].items()),
            [100 * point["utilities"][party] for party in parties],
        )
        for point in points
    ]
    return {"frontier": rows, "frontier_parties": [names.party(party) for party in parties]}


def _main(findings: Sequence[Finding]) -> list[Finding]:
    """Give the findings of the first section: no priority that a gap has told, no story that lost."""
    gaps = {(finding.party, finding.probability) for finding in findings if finding.kind == "gap"}
    return [
        finding
        for finding in _of(findings, *_MAIN)
        if not (finding.kind == "priority" and (finding.party, finding.probability) in gaps)
        and not (finding.kind == "hypothesis" and (finding.probability or 0.0) < (finding.prior or 0.0))
    ]


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
    names = Names(analysis.case)
    articles = make_articles(readings, analysis.case, analysis.beliefs, names)
    standings = make_standings(analysis.case, names, analysis.beliefs)
    outcomes = make_outcomes(analysis.case, names, analysis.beliefs, analysis.deals)
    found = _main(analysis.findings)
    page: Mapping[str, Any] = {
        "analysis": analysis,
        "articles": articles,
        "assumptions": _grouped(analysis.assumptions),
        **_chart(analysis, names),
        **_frontier(analysis, names),
        "book": {card.id: card for article in articles for card in article.cards},
        "contradictions": _of(analysis.findings, "contradiction"),
        "document_link": _Links(articles),
        "lead": _lead(analysis, standings),
        "main_findings": found[:MOST_FINDINGS],
        "more_findings": len(found[MOST_FINDINGS:]),
        "matters": outcomes.matters,
        "names": names,
        "origin_name": partial(
            short_origin, headlines=[d["title"] for d in analysis.documents if d["title"] and not d["outlet"]]
        ),
        "outcomes": outcomes,
        "places": {standing.id: place for place, standing in enumerate(standings, 1)},
        "reported_trades": _of(analysis.findings, "trade"),
        "sections": SECTIONS,
        "shared": _of(analysis.findings, "unrelated", "origin", "near_duplicate"),
        "standings": standings,
        "stats": _stats(analysis, standings),
        "style": _style(),
        "thin": {standing.id: standing.too_little for standing in standings},
        "warnings": _of(analysis.findings, "little_evidence"),
    }
    return _environment().get_template("report.html.j2").render(page)
