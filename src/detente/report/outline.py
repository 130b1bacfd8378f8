"""The report as an outline: parts with sentences, tables and charts, for formats other than pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.report.analysis import Analysis
from detente.report.answers import SECTIONS, Answer, Line, assumed_lines, make_answers
from detente.report.charts import CHARTS, Chart, View
from detente.report.numbers import bits, factor, percent, percent_with_error, share
from detente.report.outcomes import Outcomes
from detente.report.standing import ASSUMED, OTHERS, Row, Standing

__all__ = ["Block", "Grid", "Lines", "Part", "Picture", "Text", "make_outline"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, with the claims it rests on."""

    words: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences with their probabilities and claims."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `widths` are the relative widths of its columns, the claims of each row are its last column.

    A row without claims says in `bases` on what it rests instead.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    claims: tuple[tuple[str, ...], ...]
    bases: tuple[str, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of a kind."""

    kind: str
    chart: Chart


MOSTLY_PRIOR = "Too little evidence to rank deals: the figures that follow are mostly prior."

Block = Text | Lines | Grid | Picture


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part: `level` 1 answers a question, 2 stands below one."""

    name: str
    title: str
    level: int
    blocks: tuple[Block, ...]


def _grid(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Sequence[str], Sequence[str]]],
    widths: Sequence[float],
    bases: Sequence[str] = (),
) -> Grid:
    cells, claims = tuple(tuple(row) for row, _ in rows), tuple(tuple(part) for _, part in rows)
    return Grid(caption, tuple(heads), cells, claims, tuple(bases) or (ASSUMED,) * len(cells), tuple(widths))


class _Writer:
    """Writes the parts of one analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.view = View(analysis.case, analysis.beliefs, analysis.deals)
        self.pictures = [Picture(kind, chart) for kind, make in CHARTS.items() for chart in make(self.view)]

    @property
    def outcomes(self) -> Outcomes:
        return self.view.outcomes

    def drawn(self, kind: str, name: str | None = None) -> Iterator[Picture]:
        """Give the charts of a kind, or the one of a name."""
        for picture in self.pictures:
            if picture.kind == kind and (name is None or picture.chart.name == name):
                yield picture

    def found(self, *kinds: str, party: str | None = None) -> tuple[Line, ...]:
        return tuple(
            Line.of(finding)
            for finding in self.analysis.findings
            if finding.kind in kinds and (party is None or finding.party == party)
        )

    def answers(self) -> tuple[Answer, ...]:
        return make_answers(self.analysis, self.view.standings, self.outcomes)

    def short(self) -> Iterator[Part]:
        yield Part("found", "In short", 1, ())
        for answer in self.answers():
            blocks: tuple[Block, ...] = (Lines(answer.lines),) if answer.lines else (Text("The reports do not tell."),)
            yield Part(f"found-{answer.section}", answer.question, 2, blocks)

    def parties(self) -> Iterator[Part]:
        about = (
            "“Share of its care” is how much of all that the party cares about lies in that objective, as far as the "
            "claims tell. “Was” is what one would say without any report."
        )
        yield Part("parties", dict(SECTIONS)["parties"], 1, (Text(about),))
        for standing in self.view.standings:
            yield Part(f"party-{standing.id}", standing.name, 2, tuple(self._party(standing)))
        moved = tuple(self.drawn("paths"))
        if moved:
            yield Part("paths", "How stated positions moved", 2, moved)

    def _party(self, standing: Standing) -> Iterator[Block]:
        speaks = f"Speaks through {', '.join(standing.voices[:4])}. " if standing.voices else ""
        thin = f" That is too little to rank deals by (limit: {bits(standing.limit)})." if standing.too_little else ""
        if standing.bits < 0.005:
            told = "The reports say nothing that tells what it wants: all numbers about it are assumed."
        else:
            told = (
                f"The reports narrow what it may want to about {share(standing.still_open)} of what one could have "
                f"believed before ({bits(standing.bits)} of evidence)."
            )
        yield Text(f"{speaks}{told}{thin}")
        lines = self.found("gap", "interest", "priority", party=standing.id)
        if lines:
            yield Lines(lines)
        yield from self.drawn("weights", f"weights-{standing.id}")
        if standing.rows:
            heads = ("objective", "states openly", "believed to want most", "share of its care")
            rows = [(_objective(row), _rests(row)) for row in standing.rows]
            caption = f"{standing.name}: what it states against what it is believed to want"
            bases = [ASSUMED if row.only_prior else OTHERS for row in standing.rows]
            yield _grid(caption, heads, rows, (1.3, 1.5, 1.5, 0.8), bases)
        yield from self.drawn("stated", f"stated-{standing.id}")
        limits = list(_limits(standing))
        if limits:
            bases = [OTHERS if line.moved else ASSUMED for line in standing.red_lines]
            bases += [ASSUMED] * (len(limits) - len(bases))
            caption = f"{standing.name}: where it may say no"
            yield _grid(caption, ("question", "belief"), limits, (3.2, 1.6), bases)

    def motives(self) -> Iterator[Part]:
        blocks: list[Block] = []
        for standing in self.view.standings:
            blocks += self.drawn("hypotheses", f"hypotheses-{standing.id}")
            rows = [
                (
                    (
                        part.name,
                        f"{percent_with_error(part.chance.now, part.chance.error)}, was {percent(part.chance.before)}",
                        _times(part.factor),
                    ),
                    part.claims,
                )
                for part in standing.stories
            ]
            if rows:
                caption = f"{standing.name}: stories about its motive, each against the others"
                yield_heads = ("story", "probability", "the evidence makes it")
                blocks.append(_grid(caption, yield_heads, rows, (2.4, 1.2, 1.2)))
        contradictions = self.found("contradiction")
        if contradictions:
            blocks += [Text("Claims that exclude each other:"), Lines(contradictions)]
        if not blocks:
            blocks.append(Text("The reports offer no competing stories about anybody’s motive."))
        yield Part("motives", dict(SECTIONS)["motives"], 1, tuple(blocks))

    def trades(self) -> Iterator[Part]:
        blocks: list[Block] = []
        reported = self.found("trade")
        if reported:
            blocks += [Text("Trades that the reports speak of:"), Lines(reported)]
        if self.outcomes.yields:
            rows = [
                ((part.party, part.yields, part.wins, percent_with_error(part.chance, part.error)), part.claims)
                for part in self.outcomes.yields
            ]
            caption = (
                "What each party would rather give way on to get its way elsewhere, by what it is believed to want"
            )
            heads = ("party", "would give way on", "to get its way on", "probability")
            blocks.append(_grid(caption, heads, rows, (0.9, 1.6, 1.6, 0.9)))
        if self.outcomes.exchanges:
            told = [
                ((trade.sentence, percent_with_error(trade.chance or 0.0, trade.error)), trade.claims)
                for trade in self.outcomes.exchanges
            ]
            caption = "Exchanges: how likely both are better off than by leaving the two issues to chance"
            blocks.append(_grid(caption, ("exchange", "both gain"), told, (4.0, 0.9)))
        if self.outcomes.swaps:
            blocks.append(Text("Steps that would leave nobody worse off, from what is stated:"))
            lines = tuple(
                Line(f"{part.sentence}. Better for {', '.join(part.parties)}.", claims=part.claims)
                for part in self.outcomes.swaps
            )
            blocks.append(Lines(lines))
        if not blocks:
            blocks.append(Text("Neither the reports nor what they tell of the parties’ wants point to a trade."))
        yield Part("trades", dict(SECTIONS)["trades"], 1, tuple(blocks))

    def deals(self) -> Iterator[Part]:
        outcomes = self.outcomes
        if not outcomes.deals:
            blocks: tuple[Block, ...] = (Text("The reports give too few issues or parties to put a deal together."),)
            yield Part("deals", dict(SECTIONS)["deals"], 1, blocks)
            return
        remarks = [Text(remark) for remark in outcomes.remarks]
        if self.analysis.too_little_evidence:
            remarks.insert(0, Text(MOSTLY_PRIOR))
        rests = Text(
            "All figures of this section are computed from what the parties are believed to want.", outcomes.claims
        )
        yield Part("deals", dict(SECTIONS)["deals"], 1, (*remarks, rests))
        yield Part("deals-compared", "The deals compared", 2, tuple(self._deals()))

    def _deals(self) -> Iterator[Block]:
        outcomes, names = self.outcomes, self.view.names
        best = outcomes.deals[0]
        yield Text(f"Deal 1 in full: {best.words}.")
        accept = "all accept (mostly prior)" if self.analysis.too_little_evidence else "all accept"
        heads = ["deal", *([accept, "efficient"] if outcomes.ranked else [])]
        heads += [names.party(part.party) for part in best.shares]
        rows = []
        for number, deal in enumerate(outcomes.deals, 1):
            apart = "; ".join(f"{issue}: {option}" for issue, option in outcomes.differences(deal))
            words = f"Deal {number}" + (f", as deal 1, but {apart}" if number > 1 else "")
            known = f" ({', '.join(deal.roles)})" if deal.roles else ""
            cells = [f"{words}{known}"]
            if outcomes.ranked:
                efficient = "–" if deal.efficient is None else percent(deal.efficient)
                cells += [percent_with_error(deal.accepted or 0.0, deal.accepted_error), efficient]
            cells += [_gain(part.utility, part.gain, part.accepts) for part in deal.shares]
            rows.append((cells, ()))
        yield _grid(
            "The deals most likely to be accepted by all whose consent is needed; what each party gets of what it "
            "could gain at best over no deal, on average, and how likely it accepts"
            if outcomes.ranked
            else "Solutions, by what is expected of each party",
            heads,
            rows,
            [2.6, *([0.8, 0.8] if outcomes.ranked else []), *([1.0] * len(best.shares))],
        )
        for kind in ("gains", "robustness", "frontier"):
            yield from self.drawn(kind)

    def unknowns(self) -> Iterator[Part]:
        unknown = self.found("unknown")
        blocks: list[Block] = [Lines(unknown)] if unknown else [Text("The reports name nothing that is unknown.")]
        if self.outcomes.questions:
            blocks.append(Text("What it would help most to learn:"))
            blocks += self.drawn("information")
            blocks.append(Lines(tuple(Line(part.sentence, claims=part.claims) for part in self.outcomes.questions)))
        yield Part("unknowns", dict(SECTIONS)["unknowns"], 1, tuple(blocks))

    def origins(self) -> Iterator[Part]:
        titles = {part["id"]: part["outlet"] or part["title"] or part["id"] for part in self.analysis.documents}
        blocks: list[Block] = [Text("A report that repeats another, or the same unnamed analysts, adds no witness.")]
        shared = self.found("unrelated", "origin", "near_duplicate")
        blocks += [Lines(shared)] if shared else []
        rows = [
            (
                (origin.name, ", ".join(titles.get(d, d) for d in origin.documents), str(len(origin.claims))),
                origin.claims,
            )
            for origin in self.analysis.origins
        ]
        blocks += self.drawn("evidence")
        if rows:
            heads = ("origin", "reports that rest on it", "claims")
            blocks.append(_grid("The independent origins, and what goes back to each", heads, rows, (1.7, 1.7, 0.6)))
        yield Part("origins", dict(SECTIONS)["origins"], 1, tuple(blocks))

    def assumptions(self) -> Iterator[Part]:
        blocks: list[Block] = [Text(line.sentence) for line in assumed_lines(self.view.standings)]
        rows = [
            ((part.what, part.value or "–", part.reason, part.path), part.claims) for part in self.analysis.assumptions
        ]
        caption = "What no report says; each line can be changed in case.yaml at the path shown"
        if rows:
            blocks.append(_grid(caption, ("what", "value", "why", "where"), rows, (1.6, 0.8, 1.8, 1.8)))
        yield Part("assumptions", dict(SECTIONS)["assumptions"], 1, tuple(blocks))

    def parts(self) -> Iterator[Part]:
        for section in (
            self.short,
            self.parties,
            self.motives,
            self.trades,
            self.deals,
            self.unknowns,
            self.origins,
            self.assumptions,
        ):
            yield from section()


def _objective(row: Row) -> tuple[str, ...]:
    stated = row.stated or ("demands it" if row.stated_claims else "nothing reported")
    stated += f" (through {row.voice})" if row.stated and row.voice else ""
    ideal = "–"
    if row.ideal and row.ideal_chance:
        known = row.ideal_chance
        chance = "given in the case" if known.before >= 0.999 else f"{percent(known.now)}, was {percent(known.before)}"
        ideal = f"{row.ideal} ({chance})"
    weight = "not weighed"
    if row.weight:
        weight = f"{percent_with_error(row.weight.now, row.weight.error)}, was {percent(row.weight.before)}"
    return f"{'– ' * row.depth}{row.name}", stated, ideal, weight


def _rests(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*row.stated_claims, *row.claims)))


def _limits(standing: Standing) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for line in standing.red_lines:
        chance = f"{percent(line.chance.now)}, was {percent(line.chance.before)}"
        question = f"Refuses at any price: {line.issue}, “{line.option}”"
        yield (question, "declared in the case" if line.declared else chance), line.claims
    if standing.no_deal:
        low, mean, high = (str(round(100 * standing.no_deal[key])).replace("-", "−") for key in ("low", "mean", "high"))
        question = "What walking away is worth to it (0: the worst agreement, 100: the best, below 0: worse than any)"
        claims = standing.no_deal_claims if standing.no_deal_learnt else ()
        yield (question, f"{mean} (nine chances in ten: {low} to {high})"), claims
    if standing.sincerity and standing.sincerity_claims:
        chance = f"{percent(standing.sincerity.now)}, was {percent(standing.sincerity.before)}"
        yield ("Means what it demands", chance), standing.sincerity_claims


def _times(times: float) -> str:
    if times >= 1:
        return f"{factor(times)} times likelier"
    return f"{factor(1 / times) if times > 0 else 'over 100'} times less likely"


def _gain(utility: float, gain: float | None, accepts: float | None) -> str:
    got = f"{round(100 * utility)} of 100" if gain is None else share(gain)
    return got if accepts is None else f"{got}, accepts {percent(accepts)}"


def make_outline(analysis: Analysis) -> tuple[Part, ...]:
    """Give the parts of a report in their order: in short, then the answer to each question of `SECTIONS` in full."""
    return tuple(_Writer(analysis).parts())
