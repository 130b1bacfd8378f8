"""An assessment of a draft agreement as plain text for the terminal, for people who know nothing of utilities."""

from collections.abc import Iterator, Mapping, Sequence

from detente.cli.called import Called, wrapped
from detente.cli.console import count
from detente.deals import Scenario
from detente.deals.amendments import Amendment, Amendments
from detente.deals.assessment import Assessment, Objection, Verdict
from detente.deals.constants import ON_BOARD, TOLERANCE
from detente.deals.logrolls import Change
from detente.report.numbers import percent, percent_with_error, share
from detente.table import Case

__all__ = ["describe_assessment"]

OBJECTIONS = 3
SAME = 0.005
"""Expected gains that round to 0.00."""


class _Words(Called):
    """What parties, issues and articles are called, and whether probabilities are worth telling."""

    def __init__(self, table: Case | Scenario, assessment: Assessment) -> None:
        super().__init__(table)
        self.certain = assessment.certain
        self.titles = {part.issue: part.title for part in assessment.articles if part.issue is not None}

    def article(self, issue: str) -> str:
        """Give the name of an issue, and the title of the article that settles it where it has one of its own."""
        name, title = self.issue(issue), self.titles.get(issue)
        return name if title is None or title in (issue, name) else f"{name} (“{title}”)"

    def refusal(self, part: Verdict) -> str:
        """Tell why a party whose utilities are given would not sign."""
        crossed = [self.issue(objection.issue) for objection in part.objections if objection.red_line]
        reasons = []
        if part.gain < -TOLERANCE:
            reasons.append(f"to {self.party(part.party)} it is worth {-part.gain:.2f} less than no deal")
        if crossed:
            reasons.append(f"it crosses a red line of {self.party(part.party)} on {' and '.join(crossed)}")
        return " and ".join(reasons) or f"{self.party(part.party)} would not accept it"

    def change(self, change: Change) -> str:
        return f"{self.issue(change.issue)}: “{change.after}” instead of “{change.before}”"

    def signs(self, signs: Mapping[str, float], parties: Sequence[str]) -> str:
        """Tell who would sign."""
        if self.certain:
            no = [party for party in parties if signs[party] < ON_BOARD]
            return f"{self.parties(no)} would not sign" if no else "all would sign"
        return ", ".join(f"{self.party(party)} {chance(signs[party])}" for party in parties)

    def gains(self, gains: Mapping[str, float], parties: Sequence[str]) -> str:
        """Tell who is better and who is worse off."""
        told = []
        for party in parties:
            amount = gains[party]
            told.append(f"{self.party(party)} {'±0' if abs(amount) < SAME else signed(amount)}")
        return ", ".join(told)


def chance(probability: float) -> str:
    """Give a share of draws as a percentage; what was drawn is never said to be certain."""
    return percent(min(max(probability, 1e-9), 1 - 1e-9))


def signed(value: float) -> str:
    """Give a number with its sign, a true minus."""
    return f"{value:+.2f}".replace("-", "−")


def _count(number: int) -> str:
    return f"{number:,}" if number < 10**9 else f"{float(number):.3g}"


def describe_assessment(assessment: Assessment, table: Case | Scenario, name: str) -> str:
    """Give who would sign, who balks and over what, what is better for all, and the smallest changes that help."""
    words = _Words(table, assessment)
    sections = (
        _head(assessment, words, name),
        _open(assessment, words),
        _table(assessment, words),
        _objections(assessment, words),
        _amendments(assessment, words),
        _better(assessment, words),
        _remarks(assessment, words),
    )
    return "\n\n".join("\n".join(lines) for part in sections if (lines := list(part))) + "\n"


def _head(assessment: Assessment, words: _Words, name: str) -> Iterator[str]:
    total = len(assessment.package)
    settled = total - (len(assessment.open.settled) if assessment.open else 0)
    rest = f"; {total - settled} left open" if settled < total else ""
    yield f"{assessment.title or name}: settles {settled} of {count(total, 'issue')}{rest}"
    yield ""
    everybody = words.parties(assessment.required)
    if assessment.certain and assessment.all_sign:
        yield from wrapped(f"{everybody} would sign it: each gets at least what no deal is worth to it.")
    elif assessment.certain:
        no = [part for part in assessment.verdicts if part.required and not part.signs]
        yield from wrapped(f"It would not be signed: {'; '.join(words.refusal(part) for part in no)}.")
    else:
        told = percent_with_error(assessment.all_sign, assessment.error)
        if len(assessment.required) > 1:
            yield from wrapped(f"The chance that {everybody} all sign it: {told}.")
        else:
            yield from wrapped(f"The chance that {everybody} signs it: {told}.")
        if assessment.best_known > assessment.all_sign + assessment.error:
            yield from wrapped(f"No package known does better than {chance(assessment.best_known)}.")
        else:
            yield from wrapped("No package known does better.")


def _open(assessment: Assessment, words: _Words) -> Iterator[str]:
    left = assessment.open
    if left is None:
        return
    yield "Left open"
    for issue, option in left.settled.items():
        yield from wrapped(f"{words.issue(issue)}: taken here as “{option}”", 2, 4)
    ways = (
        f"the {left.judged:,} ways"
        if left.complete
        else f"the {left.judged:,} efficient ones of {_count(left.count)} ways"
    )
    yield from wrapped(f"Of {ways} to settle what is open, this is the one that all are likeliest to sign.", 2)
    yield from wrapped("All figures below are for it.", 2)
    low, high = left.all_sign
    if words.certain and low == high:
        same = "all would sign it" if low else "it would not be signed"
        yield from wrapped(f"However they are settled, {same}.", 2)
    elif words.certain:
        yield from wrapped("Whether all sign hangs on how they are settled.", 2)
    elif high - low >= SAME:
        span = f"between {chance(low)} and {chance(high)}"
        yield from wrapped(f"As they are settled, the chance that all sign lies {span}.", 2)


def _table(assessment: Assessment, words: _Words) -> Iterator[str]:
    wide = max(len(words.party(part.party)) for part in assessment.verdicts)
    yield f"{'':<{wide}}  {'would sign':<12}  {'gain over no deal':<24}  of what it could gain"
    for part in assessment.verdicts:
        gain = signed(part.gain)
        if words.certain:
            signs = "yes" if part.signs else "no"
        else:
            signs = percent_with_error(part.signs, part.error)
            gain += f" ({signed(part.low)} to {signed(part.high)})"
        portion = "–" if part.share is None else share(part.share.mean)
        rest = "" if part.required else "   (its consent is not needed)"
        yield f"{words.party(part.party):<{wide}}  {signs:<12}  {gain:<24}  {portion}{rest}".rstrip()
    if not words.certain:
        told = "Gains are expected ones, with the range that holds nine draws in ten; 1 is the whole way from the worst"
        yield from wrapped(f"{told} package for a party to the best.")


def _hesitant(assessment: Assessment) -> list[Verdict]:
    return [part for part in assessment.verdicts if part.required and part.word != "signs"]


def _objections(assessment: Assessment, words: _Words) -> Iterator[str]:
    hesitant = _hesitant(assessment)
    if not hesitant:
        yield "Nobody balks."
        return
    yield "Who balks, and over what"
    for part in hesitant:
        name = words.party(part.party)
        if words.certain:
            yield from wrapped(f"{name} would not sign: {words.refusal(part)}.", 2)
        else:
            word = "would probably not sign" if part.word == "balks" else "may or may not sign"
            yield from wrapped(f"{name} {word} ({chance(part.signs)}).", 2)
        helpful = [o for o in part.objections if o.signs > part.signs + SAME or o.red_line] or part.objections
        for objection in helpful[:OBJECTIONS]:
            yield from wrapped(_objection(objection, words), 4, 2)
        if len(helpful) > OBJECTIONS:
            yield f"    and {count(len(helpful) - OBJECTIONS, 'issue')} more"
        if not part.objections:
            yield from wrapped("No single issue settled otherwise would please it more.", 4)


def _objection(objection: Objection, words: _Words) -> str:
    told = f"- {words.article(objection.issue)}: it would rather have “{objection.wants}” than “{objection.settled}”"
    if words.certain:
        enough = ", and would sign" if objection.signs else ""
        told += f" ({signed(objection.gain)}{enough})"
    else:
        told += f"; with that alone {chance(objection.signs)}"
    if objection.red_line:
        how_sure = "" if objection.red_line == 1 else f" with a chance of {chance(objection.red_line)}"
        told += f"; “{objection.settled}” is a red line for it{how_sure}"
    return told


def _amendment(amendment: Amendment, assessment: Assessment, words: _Words) -> Iterator[str]:
    for change in amendment.changes:
        yield from wrapped(words.change(change), 4, 4)
    yield from wrapped(f"→ {_outcome(amendment.signs, amendment.all_sign, assessment, words)}", 6, 2)
    yield from wrapped(f"  gains and losses: {words.gains(amendment.gains, _parties(assessment))}", 6, 2)
    if amendment.drops:
        lost = "would no longer sign" if words.certain else f"would no longer sign with {percent(ON_BOARD)} or more"
        yield from wrapped(f"  but {words.parties(amendment.drops)} {lost}", 6, 2)


def _parties(assessment: Assessment) -> list[str]:
    return [part.party for part in assessment.verdicts]


def _outcome(signs: Mapping[str, float], all_sign: float, assessment: Assessment, words: _Words) -> str:
    told = words.signs(signs, [part.party for part in assessment.verdicts if part.required])
    return told if words.certain else f"would sign: {told}; all: {chance(all_sign)}"


def _amendments(assessment: Assessment, words: _Words) -> Iterator[str]:
    found = assessment.amendments
    if found is None:
        return
    name = words.party(found.party)
    aim = f"bring {name} on board" if words.certain else f"make {name} sign with at least {percent(found.target)}"
    yield f"The smallest changes that {aim}"
    if not found.fewest:
        yield from _nothing(found, assessment, words)
        return
    number = len(found.fewest[0].changes)
    smaller = "" if found.proven else "; whether fewer would do was not looked through"
    yield from wrapped(f"{count(number, 'issue')} changed{smaller}:", 2)
    for amendment in found.fewest:
        yield from _amendment(amendment, assessment, words)
    keeping = found.keeping_all
    if keeping is None:
        yield from wrapped("None was found that also keeps on board all who are.", 2)
    elif all(keeping.changes != amendment.changes for amendment in found.fewest):
        also = f"The smallest that also keeps on board all who are, {count(len(keeping.changes), 'issue')} changed:"
        yield from wrapped(also, 2)
        yield from _amendment(keeping, assessment, words)


def _nothing(found: Amendments, assessment: Assessment, words: _Words) -> Iterator[str]:
    none = "None does" if found.proven else "None of those looked through does"
    if found.closest is None:
        yield from wrapped(f"{none}, and none makes it likelier to sign.", 2)
        return
    yield from wrapped(f"{none}. The closest:", 2)
    yield from _amendment(found.closest, assessment, words)


def _better(assessment: Assessment, words: _Words) -> Iterator[str]:
    yield "Better for some and worse for none"
    if not assessment.dominating and not assessment.improvements:
        sure = "" if assessment.exact else " (the frontier was thinned: none was found)"
        yield from wrapped(f"Nothing: it wastes no value{sure}.", 2)
        return
    if assessment.dominating:
        many = count(assessment.dominating, "efficient package")
        verb = "is" if assessment.dominating == 1 else "are"
        first = assessment.better[0]
        told = f"{many} {verb} better. " + ("It changes" if assessment.dominating == 1 else "The fairest changes")
        yield from wrapped(f"{told} {count(len(first.changes), 'issue')}:", 2)
        for change in first.changes:
            yield from wrapped(words.change(change), 4, 4)
        yield from wrapped(f"→ {_outcome(first.signs, first.all_sign, assessment, words)}", 6, 2)
        yield from wrapped(f"  gains: {words.gains(first.gains, _parties(assessment))}", 6, 2)
    steps = [
        trade
        for trade in assessment.improvements
        if not _same(trade.changes, assessment) and max(trade.gains.values()) >= SAME
    ]
    if steps:
        yield from wrapped("Small steps that leave nobody worse off:", 2)
    for trade in steps:
        told = "; ".join(words.change(change) for change in trade.changes)
        parties = [party for party in _parties(assessment) if party in trade.gains]
        yield from wrapped(f"- {told} ({words.gains(trade.gains, parties)})", 4, 2)


def _same(changes: Sequence[Change], assessment: Assessment) -> bool:
    settled = {(change.issue, change.after) for change in changes}
    return bool(assessment.better) and settled == {(c.issue, c.after) for c in assessment.better[0].changes}


def _remarks(assessment: Assessment, words: _Words) -> Iterator[str]:
    if assessment.silent:
        known = f"Nothing is known of what {words.parties(assessment.silent)} would sign"
        yield from wrapped(f"{known}: left out of all figures.")
    if assessment.not_signing:
        told = f"{words.parties(assessment.not_signing)} would not have to sign this draft, though the table says"
        whose = "its" if len(assessment.not_signing) == 1 else "their"
        yield from wrapped(f"{told} that {whose} consent is needed.")
