"""The analysis on one screenful of plain text."""

import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from detente.report.analysis import Analysis
from detente.report.finding import Finding
from detente.report.names import Names
from detente.report.numbers import NO_BREAK, of_their_own, percent, plural, share
from detente.report.outcomes import FREE, Deal, Outcomes, make_outcomes
from detente.report.standing import Row, Standing, make_standings, still_open

__all__ = ["LINES", "summarize"]

LINES = 40
"""A screenful."""

DETAIL = 4
"""How many things of a kind are told where there is room; fewer where there is not."""

MOVED = 0.02
"""How far the evidence must have moved a share before it is told: a share that stays put is only assumed."""

_INDENT = "  "


def _fit(line: str, width: int) -> str:
    line = line.replace(NO_BREAK, " ")
    return line if len(line) <= width else line[: width - 2].rsplit(" ", 1)[0] + " …"


def _wrap(words: str, width: int, most: int, first: str = _INDENT) -> list[str]:
    lines = textwrap.wrap(
        words,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        max_lines=most,
        placeholder=" …",
    )
    return [line.replace(NO_BREAK, " ") for line in lines]


def _row(label: str, items: Sequence[str], width: int) -> str:
    """Give a labelled line with as many of the items as it holds."""
    line = f"{_INDENT}{label:<16}{items[0]}"
    for item in items[1:]:
        if len(line) + len(item) + 2 > width:
            break
        line = f"{line}; {item}"
    return _fit(line, width)


def _chance(now: float, before: float) -> str:
    return f"{percent(now)} (prior {percent(before)})"


def _short(words: str, most: int = 48) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 2].rsplit(" ", 1)[0] + " …"


def _head(analysis: Analysis, standings: Sequence[Standing], width: int) -> list[str]:
    rows = [row for standing in standings for row in standing.rows if row.weight is not None]
    cited = sum(bool(row.claims) for row in rows)
    rests = (
        f"{plural(len(analysis.documents), 'report')}, {plural(len(analysis.claims), 'claim')}, "
        f"{plural(len(analysis.origins), 'independent origin')}"
    )
    if rows:
        rests += f"; {of_their_own(cited, len(rows))}, and "
        rests += f"{share(still_open(standings))} of what was open about the parties still is"
    prior = "prior: what one would say without the reports"
    return [_fit(analysis.title, width), *_wrap(f"{rests} ({prior})", width, 3, "")]


def _warnings(analysis: Analysis, width: int) -> list[str]:
    found = _of(analysis, "unrelated", "little_evidence")
    return [line for finding in found for line in _wrap(finding.sentence, width, 2, "! ")]


def _demanded(row: Row) -> str:
    what = f"{row.name}: {row.stated}" if row.stated else row.name
    return f"{_short(what)} ({plural(len(row.stated_claims), 'claim')})"


def _party(standing: Standing, width: int, detail: int) -> list[str]:
    demands = sorted((row for row in standing.rows if row.stated_claims), key=lambda row: -len(row.stated_claims))
    lines = [_fit(standing.name.upper(), width)]
    if demands:
        lines.append(_row("demands", [_demanded(row) for row in demands[:detail]], width))
    wanted = [
        f"{_short(row.name, 40)} {_chance(row.weight.now, row.weight.before)}"
        for row in standing.leading
        if row.weight and not row.only_prior and abs(row.weight.now - row.weight.before) >= MOVED
    ]
    if wanted:
        lines.append(_row("cares about", wanted[: max(detail - 1, 1)], width))
    moved = [story for story in standing.stories if not story.only_prior]
    if moved:
        story = moved[0]
        words = f"“{_short(story.name)}” {_chance(story.chance.now, story.chance.before)}"
        lines.append(_row("perhaps because", [words], width))
    if len(lines) == 1:
        lines.append(_fit(f"{_INDENT}the reports do not tell what it wants", width))
    return lines


def _chances(findings: Iterable[Finding], width: int) -> list[str]:
    lines = []
    for finding in findings:
        chance = ""
        if finding.probability is not None and finding.prior is not None:
            chance = f": {_chance(finding.probability, finding.prior)}"
        lines += _wrap(f"{finding.sentence.rstrip('.')}{chance}", width, 2, "- ")
    return lines


def _of(analysis: Analysis, *kinds: str) -> list[Finding]:
    return [finding for finding in analysis.findings if finding.kind in kinds]


def _differing(deals: Sequence[Deal]) -> set[str]:
    """Give the issues on which some of the deals differ."""
    options: dict[str, set[str]] = {}
    for deal in deals:
        for issue, option in deal.options:
            options.setdefault(issue, set()).add(option)
    return {issue for issue, found in options.items() if len(found) > 1}


def _deal(number: int, deal: Deal, differing: Collection[str], names: Names, width: int, prior: bool) -> list[str]:
    """Tell a deal: first, in full, what tells it from the others, then the rest as far as there is room.

    `prior` says that its figures are hardly more than what one would say without the reports.
    """
    gains = ", ".join(
        f"{names.party(part.party)} {share(part.utility if part.gain is None else part.gain)}" for part in deal.shares
    )
    accepted = "" if deal.accepted is None else f"all accept: {percent(deal.accepted)}; "
    accepted = f"mostly prior: {accepted}" if prior else accepted
    what = "of the best for it" if deal.accepted is None else "of its possible gain"
    told_first = [*deal.settled, *((issue, FREE) for issue in deal.free)]
    apart = [f"{issue}: {option}" for issue, option in told_first if issue in differing]
    settled = [f"{_short(issue, 30)}: {_short(option, 40)}" for issue, option in deal.settled if issue not in differing]
    common = [_short(issue, 30) for issue in deal.free if issue not in differing]
    free = [f"either way: {', '.join(common)}"] if common else []
    lead = f"{number}. "
    room = max(2, len(_wrap("; ".join(apart), width, len(apart) * width, lead)))
    told = _wrap("; ".join([*apart, *settled, *free]), width, room, lead)
    return [*told, *_wrap(f"{accepted}{what}: {gains}", width, 2, "   ")]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [title, *lines] if lines else []


def _of_each_party(findings: Sequence[Finding]) -> list[Finding]:
    """Give the first finding of each party before the second of any, so that no party fills the screen."""
    seen: Counter[str | None] = Counter()
    turns = []
    for finding in findings:
        turns.append((seen[finding.party], finding))
        seen[finding.party] += 1
    return [finding for _, finding in sorted(turns, key=lambda turn: turn[0])]


def _trades(analysis: Analysis, outcomes: Outcomes, width: int, detail: int) -> list[str]:
    told = _chances(_of_each_party(_of(analysis, "trade"))[:detail], width)
    for part in outcomes.yields[: max(detail - len(told), 0)]:
        sentence = (
            f"{part.party} would rather give way on {part.yields} to get its way on {part.wins}: {percent(part.chance)}"
        )
        told += _wrap(sentence, width, 2, "- ")
    return told


def _compose(analysis: Analysis, width: int, detail: int) -> list[str]:
    names = Names(analysis.case)
    standings = make_standings(analysis.case, names, analysis.beliefs)
    outcomes = make_outcomes(analysis.case, names, analysis.beliefs, analysis.deals)
    told = sorted(standings, key=lambda standing: -standing.bits)
    lines = [*_head(analysis, standings, width), *_warnings(analysis, width)]
    for standing in told[: detail + 1]:
        lines += _party(standing, width, detail)
    if len(told) > detail + 1:
        lines.append(_fit(f"and {plural(len(told) - detail - 1, 'more party', 'more parties')}", width))
    thin = analysis.too_little_evidence
    title = "DEALS, MOSTLY PRIOR: TOO LITTLE EVIDENCE TO RANK THEM" if thin else DEALS
    robust = outcomes.deals[: detail - 1 or 1]
    differing = _differing(robust)
    deals = [line for place, deal in enumerate(robust, 1) for line in _deal(place, deal, differing, names, width, thin)]
    sections: tuple[tuple[str, Callable[[], list[str]]], ...] = (
        ("BENEATH THE DEMANDS", lambda: _chances(_of(analysis, "gap")[:detail], width)),
        ("TRADES", lambda: _trades(analysis, outcomes, width, detail)),
        (title, lambda: deals),
        ("NOT KNOWN", lambda: _unknowns(analysis, width, detail)),
        ("ONE ORIGIN", lambda: _chances(_of(analysis, "origin", "near_duplicate")[:detail], width)),
    )
    for title, part in sections:
        lines += _section(title, part())
    return lines


DEALS = "DEALS MOST LIKELY TO BE ACCEPTED BY ALL"


def _unknowns(analysis: Analysis, width: int, detail: int) -> list[str]:
    found = [finding.sentence.removeprefix("Not known: ") for finding in analysis.unknowns]
    lines = [_fit(f"- {sentence}", width) for sentence in found[:detail]]
    return [*lines, f"- and {len(found) - detail} more"] if len(found) > detail else lines


def summarize(analysis: Analysis, width: int = 100, lines: int = LINES) -> str:
    """Give the analysis as plain text of at most `lines` lines of at most `width` characters."""
    composed: list[str] = []
    for detail in range(DETAIL, 0, -1):
        composed = _compose(analysis, width, detail)
        if len(composed) <= lines:
            break
    if len(composed) > lines:
        composed = [*composed[: lines - 1], _fit("… the rest is in the report", width)]
    return "\n".join(composed)
