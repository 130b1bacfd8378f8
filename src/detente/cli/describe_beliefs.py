"""Beliefs as plain text for the terminal: too little evidence first, then party by party what it seems to want."""

from collections.abc import Iterator, Mapping, Sequence

from detente.beliefs import Beliefs, Changes, PartySummary
from detente.beliefs.information import LEARNT_BITS
from detente.beliefs.summary import Estimate, Gap, HypothesisSummary, NodeSummary, Witness
from detente.report.names import Names
from detente.report.numbers import factor, plural
from detente.table import Case, PathPoint
from detente.wording import listed

__all__ = ["describe_beliefs", "describe_changes"]

BAR = 20
"""Cells of the bar of evidence."""
MOST_CLAIMS = 12
"""Claims told with their reliability; beliefs.json has all."""
TELLING = 0.1
"""|log Bayes factor| from which a claim is told to speak for or against a hypothesis: a factor of about 1.1."""
SHIFT = 0.02
"""How far leaving out one source must move a hypothesis before that is told."""
ROUGH = 0.1
"""Effective share of the particles below which the belief without a source is called rough."""


def describe_beliefs(case: Case, beliefs: Beliefs) -> str:
    """Give what is believed of each party, with what it rests on and how sure it is."""
    names = Names(case)
    blocks = [_head(case, names, beliefs)]
    blocks += [_party(case, names, summary) for summary in beliefs.parties.values()]
    if beliefs.parties:
        blocks.append(_sampled(beliefs))
    told = [line for lines in blocks for line in [*lines, ""]]
    return "\n".join(told).rstrip() + "\n"


def _head(case: Case, names: Names, beliefs: Beliefs) -> Iterator[str]:
    """Tell first what cannot be told."""
    limit = beliefs.constants.too_little_bits
    for party, summary in beliefs.parties.items():
        if summary.too_little_evidence:
            yield (
                f"TOO LITTLE EVIDENCE to rank what {names.party(party)} wants: {summary.evidence_bits:.2f} bits, "
                f"{limit:g} are needed. What stands below of it is nearly all assumed."
            )
    silent = [party for party in case.parties if party not in beliefs.parties]
    for party in silent:
        count = sum(part.party == party for part in case.evidence.values())
        yield (
            f"Nothing is inferred of {names.party(party)}: the case gives it no objectives"
            + (f" ({plural(count, 'claim')} about it left aside)." if count else ".")
        )
    if not beliefs.parties:
        yield "No party of this case has objectives: there is nothing to infer. Give them under objectives in the case."
    for party, summary in beliefs.parties.items():
        for part in summary.contradictions:
            yield f"CONTRADICTION about {names.party(party)}: {part.words} ({' and '.join(part.claims)})."
    witnesses = {w.claim for summary in beliefs.parties.values() for w in summary.witnesses if w.claim in case.evidence}
    origins = {case.evidence[claim].origin for claim in witnesses}
    yield (
        f"{plural(len(case.evidence), 'claim')}: {len(witnesses)} count, from "
        f"{plural(len(origins), 'independent origin')}; {plural(len(beliefs.behind), 'repeats', 'repeat')} another, "
        f"{plural(len(beliefs.unused), 'moves', 'move')} nothing."
    )
    reasons: dict[str, list[str]] = {}
    for claim, why in beliefs.unused.items():
        reasons.setdefault(why, []).append(claim)
    for why, claims in reasons.items():
        yield f"  moving nothing, since {why}: {_some(claims)}"


def _some(claims: Sequence[str], most: int = 6) -> str:
    return ", ".join(claims[:most]) + (f", … ({len(claims)})" if len(claims) > most else "")


def _party(case: Case, names: Names, summary: PartySummary) -> Iterator[str]:
    yield names.party(summary.party).upper()
    left = 2.0**-summary.evidence_bits
    filled = round(BAR * (1.0 - left))
    yield (
        f"  evidence {'█' * filled}{'░' * (BAR - filled)} {summary.evidence_bits:.2f} bits: of what one might believe "
        f"without it, {left:.0%} is left open"
    )
    yield ""
    yield from _objectives(names, summary)
    yield from _gaps(case, names, summary)
    yield from _concessions(names, summary)
    yield from _single(names, summary)
    yield from _hypotheses(names, summary)
    yield from _claims(case, names, summary)


def _rank(node: NodeSummary) -> str:
    """Give the likeliest rank among the siblings and the ranks that hold 90 % (5 % left off at each end)."""
    if not node.rank:
        return "one of several means"
    reached, low, high = 0.0, None, len(node.rank)
    for place, chance in enumerate(node.rank, start=1):
        reached += chance
        low = place if low is None and reached > 0.05 else low
        if reached >= 0.95 - 1e-9:
            high = place
            break
    best = max(range(len(node.rank)), key=lambda place: node.rank[place]) + 1
    return f"{best} ({low}–{high})" if low != high else f"{best}"


def _ground(only_prior: bool, claims: Sequence[str], origins: int) -> str:
    if only_prior:
        return "only assumed"
    if not claims:
        return "moved by claims about the others"
    return f"{_some(claims, 4)} from {plural(origins, 'origin')}"


def _objectives(names: Names, summary: PartySummary) -> Iterator[str]:
    yield f"  {'What it cares about':<36} {'weight':>6}  {'90 % of it':<11} {'before':>6}  {'rank':<9} rests on"
    for name, node in sorted(summary.nodes.items(), key=lambda item: -item[1].weight.mean):
        weight = node.weight
        span = f"{weight.low:.2f}–{weight.high:.2f}"
        label = names.objective(summary.party, name)[:36]
        yield (
            f"  {label:<36} {weight.mean:>6.2f}  {span:<11} {weight.prior_mean:>6.2f}  {_rank(node):<9} "
            f"{_ground(node.only_prior, node.claims, node.origins)}"
        )


def _wanted(summary: PartySummary, gap: Gap) -> str:
    ideal = summary.ideals[gap.issue]
    place = max(range(len(ideal.probability)), key=lambda i: ideal.probability[i])
    return f"{ideal.options[place]} ({ideal.probability[place]:.0%})"


def _gaps(case: Case, names: Names, summary: PartySummary) -> Iterator[str]:
    """Tell on each issue what the party demands, what it is believed to want, and how much that matters to it."""
    if summary.gaps:
        yield ""
        yield "  Stated against inferred"
    for gap in summary.gaps:
        only = "; only assumed" if summary.ideals[gap.issue].only_prior else ""
        because = f" [{_some(gap.because, 3)}]" if gap.because else ""
        path = case.positions[summary.party][gap.issue].path
        if len(path) > 1:
            because += f" ({' → '.join(_point(names, gap.issue, point) for point in path)})"
        yield (
            f"  {names.issue(gap.issue)}: states {gap.stated}{because}; likeliest to want {_wanted(summary, gap)}. "
            f"It wants something else with {_chance(gap.differs, gap.error)}, before {gap.prior:.2f}; weight "
            f"{gap.weight:.2f}{only}"
        )
    demanded = _demands(case, summary.party)
    for pair in summary.pairs:
        first, second, chance, prior = pair.first, pair.second, pair.probability, pair.prior
        if demanded.get(first, 0) > demanded.get(second, 0):
            first, second, chance, prior = second, first, 1.0 - chance, 1.0 - prior
        loud = demanded.get(second, 0)
        if loud > demanded.get(first, 0) and chance >= 0.5 and chance - prior > max(2.0 * pair.error, 0.05):
            yield (
                f"  Demands {names.objective(summary.party, second)} ({plural(loud, 'claim')}) louder than "
                f"{names.objective(summary.party, first)}, but cares more about the latter with "
                f"{_chance(chance, pair.error)}, before {prior:.2f}"
            )


def _point(names: Names, issue: str, point: PathPoint) -> str:
    return f"{point.date or 'undated'} {names.option(issue, point.option)}"


def _demands(case: Case, party: str) -> Mapping[str, int]:
    """Count the demands of a party on each objective or issue, leaf and issue together."""
    found: dict[str, int] = {}
    for part in case.evidence.values():
        counts = part.party == party and part.act == "demand" and part.status != "rejected"
        if counts and part.on is not None and part.certainty not in ("denied", "unknown"):
            found[part.on] = found.get(part.on, 0) + 1
    return found


def _chance(value: float, error: float) -> str:
    return f"{value:.2f} ± {error:.2f}" if error >= 0.005 else f"{value:.2f}"


def _concessions(names: Names, summary: PartySummary) -> Iterator[str]:
    for number, step in enumerate(summary.concessions):
        if number == 0:
            yield ""
            yield "  Where it gave way"
        when = f" by {step.date}" if step.date else ""
        held = listed([names.issue(issue) for issue in step.held]) if step.held else ""
        firm = f" while holding {held}" if held else ""
        yield (
            f"  {names.issue(step.issue)}: {step.before} → {step.after}{when}{firm}; reliability "
            f"{step.reliability:.2f} [{_some(step.claims, 4) or 'declared in the case'}]"
        )


def _single(names: Names, summary: PartySummary) -> Iterator[str]:
    yield ""
    for label, estimate in (
        ("Walking away is worth", summary.no_deal),
        ("Sincerity of its demands", summary.sincerity),
    ):
        yield f"  {label}: {_estimate(estimate)}"
    for line in summary.red_lines:
        if line.declared:
            yield f"  Red line, declared in the case: {names.issue(line.issue)}: {line.option}"
        else:
            yield (
                f"  Red line on {names.issue(line.issue)}: {line.option}: {line.probability:.2f}, "
                f"before {line.prior:.2f}"
            )


def _estimate(estimate: Estimate) -> str:
    only = "; only assumed" if estimate.bits < LEARNT_BITS else ""
    mean, low, high, before = (
        _signed(value) for value in (estimate.mean, estimate.low, estimate.high, estimate.prior_mean)
    )
    return f"{mean} ({low} to {high}), before {before}{only}"


def _signed(value: float) -> str:
    """Give a number with two decimals, and no sign where they are all nought."""
    return f"{value if abs(value) >= 0.005 else 0.0:.2f}".replace("-", "−")


def _hypotheses(names: Names, summary: PartySummary) -> Iterator[str]:
    if len(summary.hypotheses) < 2:
        return
    yield ""
    yield f"  {'Why it acts so':<36} {'now':>6}  {'before':>6}  {'Bayes factor':>12}"
    for story in sorted(summary.hypotheses.values(), key=lambda part: -part.posterior):
        label = names.hypothesis(summary.party, story.name)[:36]
        yield f"  {label:<36} {story.posterior:>6.2f}  {story.prior:>6.2f}  {_times(story):>12}"
    yield from _diagnostic(names, summary)
    for watched in summary.observations[:1]:
        likeliest = max(summary.hypotheses, key=lambda name: abs(watched.hypotheses[name] - watched.unless[name]))
        words = names.hypothesis(summary.party, watched.words)
        yield (
            f"  To tell them apart, watch whether it {words}: {watched.bits:.2f} bits. If so (chance "
            f"{watched.probability:.2f}), “{names.hypothesis(summary.party, likeliest)}” gets "
            f"{watched.hypotheses[likeliest]:.2f}, if not {watched.unless[likeliest]:.2f}"
        )
    yield from _without(names, summary)


def _times(story: HypothesisSummary) -> str:
    value = story.bayes_factor
    return factor(value) if value >= 1 else f"1/{factor(1 / max(value, 1e-300))}"


def _diagnostic(names: Names, summary: PartySummary) -> Iterator[str]:
    telling = [part for part in summary.diagnosticity if abs(part.log_bayes_factor) >= TELLING]
    for part in sorted(telling, key=lambda part: -abs(part.log_bayes_factor))[:5]:
        ratio = 2.718281828459045 ** abs(part.log_bayes_factor)
        first, second = (part.first, part.second) if part.log_bayes_factor > 0 else (part.second, part.first)
        told = _claim(names, summary, part.claim)
        yield (
            f"  {told} is {factor(ratio)} times likelier under “{names.hypothesis(summary.party, first)}” than "
            f"under “{names.hypothesis(summary.party, second)}”"
        )


def _without(names: Names, summary: PartySummary) -> Iterator[str]:
    """Tell the source without which the hypotheses would look most different."""
    shifts = [
        (abs(chance - summary.hypotheses[name].posterior), origin, name)
        for origin in summary.origins
        for name, chance in origin.hypotheses.items()
    ]
    if shifts:
        shift, origin, name = max(shifts, key=lambda part: part[0])
        if shift >= SHIFT:
            rough = ", roughly" if origin.share < ROUGH else ""
            label = names.hypothesis(summary.party, name)
            told = _some([_claim(names, summary, claim) for claim in origin.claims], 4)
            now = summary.hypotheses[name].posterior
            yield (
                f"  Without “{origin.origin}” ({told}), “{label}” would have "
                f"{origin.hypotheses[name]:.2f} instead of {now:.2f}{rough}"
            )


def _claim(names: Names, summary: PartySummary, claim: str) -> str:
    """Give the id of a claim, or what a concession is in words."""
    step = next((step for step in summary.concessions if step.id == claim), None)
    return claim if step is None else f"the step on {names.issue(step.issue)}"


def _about(case: Case, names: Names, summary: PartySummary, witness: Witness) -> str:
    part = case.evidence.get(witness.claim)
    if part is None:
        return _claim(names, summary, witness.claim)
    what = names.objective(part.party, part.on) if part.on else ""
    option = f": {part.option}" if part.option is not None else ""
    over = f" over {names.objective(part.party, part.over)}" if part.over else ""
    denied = "denied: " if part.certainty == "denied" else ""
    return f"{witness.claim} {denied}{part.act} {what}{option}{over}".rstrip()


def _claims(case: Case, names: Names, summary: PartySummary) -> Iterator[str]:
    if not summary.witnesses:
        return
    yield ""
    yield f"  {'How far each claim counts':<44} certain × trust × read = reliability"
    ranked = sorted(summary.witnesses, key=lambda witness: -witness.reliability)
    for witness in ranked[:MOST_CLAIMS]:
        label = _about(case, names, summary, witness)[:44]
        factors = (
            f"{witness.certainty:.2f} × {witness.trust:.2f} × {witness.confidence:.2f} = {witness.reliability:.2f}"
        )
        more = f" (and {plural(len(witness.repeats), 'repeat')})" if witness.repeats else ""
        yield f"  {label:<44} {factors}  {witness.origin}{more}"
    if len(ranked) > MOST_CLAIMS:
        yield f"  and {len(ranked) - MOST_CLAIMS} more, in beliefs.json"


def _sampled(beliefs: Beliefs) -> Iterator[str]:
    sampled = [summary.sampled for summary in beliefs.parties.values()]
    errors = [node.weight.error for summary in beliefs.parties.values() for node in summary.nodes.values()]
    yield (
        f"Sampled with seed {beliefs.posterior.seed}: {beliefs.posterior.draws:,} draws from "
        f"{min(part.particles for part in sampled):,} particles a party or more, worth "
        f"{min(part.effective for part in sampled):,.0f} independent ones or more; the computing error of a mean "
        f"weight is {max(errors, default=0.0):.3f} at most."
    )


def describe_changes(case: Case, changes: Changes, most: int = 8) -> str:
    """Give what changed between two days, party by party."""
    names = Names(case)
    end = f" to {changes.until}" if changes.until else ""
    lines = [f"What changed from {changes.since}{end}: {plural(len(changes.new), 'new claim')} ({_some(changes.new)})"]
    if not changes.new:
        lines = [f"What changed from {changes.since}{end}: no claim is dated in between"]
    if changes.undated:
        lines.append(f"  {plural(len(changes.undated), 'claim')} without a date count on both sides")
    for party, (before, after) in changes.bits.items():
        lines.append(f"{names.party(party).upper()}: {before:.2f} → {after:.2f} bits of evidence")
        moved = [change for change in changes.changes if change.party == party]
        for change in moved[:most]:
            claims = f"  [{_some(change.claims, 4)}]" if change.claims else ""
            after_all = _chance(change.after, change.error)
            label = names.hypothesis(party, change.words)[:52]
            lines.append(f"  {label:<52} {change.before:.2f} → {after_all}{claims}")
        if len(moved) > most:
            lines.append(f"  and {len(moved) - most} smaller changes, in the JSON")
        if not moved:
            lines.append("  nothing moved beyond the computing error")
    return "\n".join(lines) + "\n"
