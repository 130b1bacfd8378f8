"""The answers in short: each question a reader comes with, in one order, with the few sentences that answer it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.report.analysis import Analysis
from detente.report.finding import Finding
from detente.report.numbers import plural, share
from detente.report.outcomes import Outcomes
from detente.report.standing import Standing

__all__ = ["SECTIONS", "Answer", "Line", "assumed_lines", "make_answers"]

SECTIONS = (
    ("parties", "What each party demands, and what it is believed to want"),
    ("motives", "Which stories about motive stand"),
    ("trades", "What would be traded for what"),
    ("deals", "Which deals are possible, efficient and robust, and who gains how much"),
    ("unknowns", "What is unknown, and what of it matters"),
    ("origins", "On how many independent origins it all rests"),
    ("assumptions", "What is only assumed"),
)
"""The questions, by the name of their section, in the order in which a report answers them."""

MOST_LINES = 6
"""Sentences told under one question; its section holds all."""


MOST_OPTIONS = 4
"""Options told of the first deal; its section holds all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, with its probability now and before any report where it has one, and the claims it rests on."""

    sentence: str
    probability: float | None = None
    prior: float | None = None
    error: float | None = None
    claims: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Finding) -> "Line":
        """Give a finding as a line."""
        return cls(finding.sentence, finding.probability, finding.prior, finding.error, finding.claims)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question by its section, its lines, and how many more of the kind the section holds."""

    section: str
    question: str
    lines: tuple[Line, ...]
    more: int = 0


def _of(analysis: Analysis, *kinds: str) -> list[Finding]:
    return [finding for finding in analysis.findings if finding.kind in kinds]


def _wants(analysis: Analysis, standings: Sequence[Standing]) -> Iterator[Line]:
    """Give for each party what it demands most and what it seems to want: the gap between them where one was found."""
    found = _of(analysis, "gap", "interest", "priority")
    for standing in sorted(standings, key=lambda standing: -standing.bits):
        own = [finding for finding in found if finding.party == standing.id]
        demanded = max(standing.rows, key=lambda row: len(row.stated_claims), default=None)
        if demanded is not None and demanded.stated_claims and not any(part.kind == "gap" for part in own):
            what = f"{demanded.name}: “{demanded.stated}”" if demanded.stated else demanded.name
            yield Line(f"Demanded by {standing.name}: {what}.", claims=demanded.stated_claims)
        yield from map(Line.of, own[:1])


def _trades(analysis: Analysis, outcomes: Outcomes) -> Iterator[Line]:
    yield from map(Line.of, _of(analysis, "trade"))
    if not _of(analysis, "trade"):
        for part in outcomes.yields:
            sentence = f"{part.party} would rather give way on {part.yields} to get its way on {part.wins}."
            yield Line(sentence, part.chance, None, part.error, part.claims)


def _deals(analysis: Analysis, standings: Sequence[Standing], outcomes: Outcomes) -> Iterator[Line]:
    if not outcomes.deals:
        return
    best = outcomes.deals[0]
    names = {standing.id: standing.name for standing in standings}
    apart = best.apart(outcomes.common) or best.settled
    words = "; ".join(f"{issue}: {option}" for issue, option in apart[:MOST_OPTIONS])
    words += f"; and {plural(len(apart) - MOST_OPTIONS, 'option')} more" if len(apart) > MOST_OPTIONS else ""
    what = "of its possible gain" if best.accepted is not None else "of the best for it"
    gains = ", ".join(
        f"{names.get(part.party, part.party)} {share(part.utility if part.gain is None else part.gain)}"
        for part in best.shares
    )
    which = "The deal most likely to be accepted by all" if best.accepted is not None else "By what is expected"
    if analysis.too_little_evidence:
        which = f"Too little evidence to rank deals; by figures that are mostly prior, {which[0].lower()}{which[1:]}"
    yield Line(
        f"{which}: {words}. Each would get, {what}: {gains}.",
        best.accepted,
        None,
        best.accepted_error,
        outcomes.claims,
    )
    if outcomes.agreed and not analysis.too_little_evidence:
        yield Line(outcomes.agreed, claims=outcomes.claims)


def _unknowns(analysis: Analysis, outcomes: Outcomes) -> Iterator[Line]:
    yield from (Line(part.sentence, claims=part.claims) for part in outcomes.questions[:2])
    yield from map(Line.of, analysis.unknowns)


def _origins(analysis: Analysis) -> Iterator[Line]:
    origins = analysis.origins
    if not origins:
        return
    count = sum(len(origin.claims) for origin in origins)
    most = max(origins, key=lambda origin: len(origin.claims))
    yield Line(
        f"{plural(count, 'claim')} in {plural(len(analysis.documents), 'report')} "
        f"go back to {plural(len(origins), 'independent origin')}; most of them, {len(most.claims)}, to {most.name}.",
        claims=most.claims,
    )
    yield from map(Line.of, _of(analysis, "unrelated", "origin", "near_duplicate"))


def assumed_lines(standings: Sequence[Standing]) -> Iterator[Line]:
    """Tell how much of what is believed about the parties rests on claims, and how much on assumptions alone."""
    rows = [row for standing in standings for row in standing.rows if row.weight is not None]
    cited = sum(bool(row.claims) for row in rows)
    assumed = sum(row.only_prior for row in rows)
    if rows:
        yield Line(
            f"Of {plural(len(rows), 'estimate')} of what the parties care about, {cited} rest on claims of their own, "
            f"{len(rows) - cited - assumed} only on claims about others, and {assumed} on assumptions alone."
        )
    silent = [standing.name for standing in standings if standing.no_deal and not standing.no_deal_learnt]
    if silent:
        yield Line(f"What walking away is worth is only assumed for {', '.join(silent)}.")


def make_answers(analysis: Analysis, standings: Sequence[Standing], outcomes: Outcomes) -> tuple[Answer, ...]:
    """Give the answer to each question of `SECTIONS`; an answer without lines is one that the reports do not give."""
    stories = [part for part in _of(analysis, "hypothesis") if (part.probability or 0.0) >= (part.prior or 0.0)]
    lines = {
        "parties": list(_wants(analysis, standings)),
        "motives": list(map(Line.of, stories)),
        "trades": list(_trades(analysis, outcomes)),
        "deals": list(_deals(analysis, standings, outcomes)),
        "unknowns": list(_unknowns(analysis, outcomes)),
        "origins": list(_origins(analysis)),
        "assumptions": list(assumed_lines(standings)),
    }
    return tuple(
        Answer(name, title, tuple(lines[name][:MOST_LINES]), len(lines[name][MOST_LINES:])) for name, title in SECTIONS
    )
