"""The report in short, as Markdown."""

import re
from collections.abc import Iterable, Sequence

from detente.report.analysis import Analysis
from detente.report.finding import Finding
from detente.report.names import Names
from detente.report.numbers import NO_BREAK, percent, percent_with_error, plural, share
from detente.report.outcomes import Outcomes, make_outcomes
from detente.report.standing import Row, Standing, make_standings

__all__ = ["render_markdown"]


def _plain(words: str) -> str:
    """Give words on one line, with nothing that Markdown or HTML would take for a sign."""
    words = " ".join(words.replace(NO_BREAK, " ").split())
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", words)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return [*lines, *("| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows), ""]


def _finding(finding: Finding) -> str:
    chance = ""
    if finding.probability is not None and finding.prior is not None:
        chance = f"{percent_with_error(finding.probability, finding.error)} (prior {percent(finding.prior)}): "
    claims = f" (claims {', '.join(finding.claims)})" if finding.claims else ""
    return f"- {_plain(chance)}{_plain(finding.sentence)}{_plain(claims)}"


def _row(row: Row) -> tuple[str, ...]:
    weight = f"{percent(row.weight.now)} (prior {percent(row.weight.before)})" if row.weight else "not weighed"
    rests = ", ".join(row.claims) or ("only assumed" if row.only_prior else "claims about the others")
    stated = row.stated or ("demanded" if row.stated_claims else "nothing reported")
    return row.name, stated, row.ideal or "–", weight, rests


def _party(standing: Standing) -> list[str]:
    heads = ("objective", "states openly", "seems to want most", "share of its care", "rests on")
    lines = [f"### {_plain(standing.name)}", "", *_table(heads, map(_row, standing.rows))]
    if standing.stories:
        chances = ((part.name, percent(part.chance.now), percent(part.chance.before)) for part in standing.stories)
        lines += _table(("story about its motive", "probability", "prior"), chances)
    return lines


def _deals(outcomes: Outcomes, names: Names) -> list[str]:
    if not outcomes.deals:
        return []
    heads = ["deal", *(["all accept"] if outcomes.ranked else [])]
    heads += [_plain(names.party(part.party)) for part in outcomes.deals[0].shares]
    rows = [
        [
            deal.words,
            *([percent_with_error(deal.accepted, deal.accepted_error)] if deal.accepted is not None else []),
            *(share(part.utility if part.gain is None else part.gain) for part in deal.shares),
        ]
        for deal in outcomes.deals
    ]
    return ["## Deals", "", *map(_plain, outcomes.remarks), "", *_table(heads, rows)]


def render_markdown(analysis: Analysis) -> str:
    """Give the findings, parties, deals, unknowns and assumptions as Markdown; the texts stay in the HTML report."""
    names = Names(analysis.case)
    outcomes = make_outcomes(analysis.case, names, analysis.beliefs, analysis.deals)
    warnings = [finding for finding in analysis.findings if finding.kind == "little_evidence"]
    found = [finding for finding in analysis.findings if finding.kind not in ("little_evidence", "unknown")]
    lines = [
        f"# {_plain(analysis.title)}",
        "",
        f"{plural(len(analysis.documents), 'report')}, {plural(len(analysis.claims), 'claim')}, "
        f"{plural(len(analysis.origins), 'independent origin')}.",
        "",
        *(f"**{_plain(finding.sentence)}**\n" for finding in warnings),
        "## What was found",
        "",
        *map(_finding, found),
        "",
        "## Parties",
        "",
    ]
    for standing in make_standings(analysis.case, names, analysis.beliefs):
        lines += _party(standing)
    lines += _deals(outcomes, names)
    lines += ["## Not known", "", *map(_finding, analysis.unknowns), *(f"- {_plain(w)}" for w in outcomes.matters), ""]
    assumed = ((part.what, part.value or "–", part.reason, part.path) for part in analysis.assumptions)
    lines += ["## Only assumed", "", *_table(("what", "value", "why", "where"), assumed)]
    return "\n".join(lines)
