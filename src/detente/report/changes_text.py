"""What changed between two analyses, in plain words: at most a screenful."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from detente.beliefs import Change
from detente.report.changes import Changes, ClaimPlace, Deal, Figure, Motive, Position
from detente.report.names import Names
from detente.report.numbers import NO_BREAK, percent_with_error, plural
from detente.table import Case

__all__ = ["tell_changes"]

MOST = 6
"""How many changes of a kind are told; the data have all."""

MOST_DEALS = 4
"""How many deals are told, which take long lines."""

_AS_NUMBER = ("no deal", "sincerity", "weight")
"""Kinds of beliefs that are numbers, not probabilities."""

T = TypeVar("T")


def tell_changes(changes: Changes, before: Case | None, after: Case, width: int = 110) -> str:
    """Give what changed in words: new claims, positions, beliefs, motives, deals; `before` is None where none was."""
    tell = _Teller(before, after)
    lines = _head(changes, tell)
    lines += _part("NEW CLAIMS", changes.claims, tell.claim)
    lines += _part("STATED POSITIONS", changes.positions, tell.position)
    lines += _part("WHAT THEY SEEM TO WANT", _in_turn(changes.beliefs), tell.belief)
    lines += _part("MOTIVES", changes.motives, tell.motive)
    lines += _deals(changes, tell)
    if not changes.any:
        lines.append("Nothing changed in claims, positions, beliefs or deals.")
    return "\n".join(_fit(line, width) for line in lines)


def _fit(line: str, width: int) -> str:
    line = "".join(letter if letter.isprintable() else " " for letter in line.replace(NO_BREAK, " ").rstrip())
    return line if len(line) <= width else line[: width - 2].rsplit(" ", 1)[0] + " …"


def _part(title: str, parts: Sequence[T], told: Callable[[T], str]) -> list[str]:
    if not parts:
        return []
    lines = [title, *(f"  {told(part)}" for part in parts[:MOST])]
    return [*lines, f"  and {len(parts) - MOST} more"] if len(parts) > MOST else lines


def _deals(changes: Changes, tell: "_Teller") -> list[str]:
    """Tell deals by what tells them apart; what all of those told have in common comes once, in the end."""
    lines = []
    for words, figure in (
        ("that some deal of those judged is acceptable to all", changes.agreement),
        ("the deal that all would most likely accept", changes.likeliest),
    ):
        if figure.what is not None:
            lines.append(f"  {words}: {_figure(figure)}")
    told = changes.deals[:MOST_DEALS]
    common = set.intersection(*(set(deal.package.items()) for deal in told)) if len(told) > 1 else set()
    lines += [f"  {tell.deal(deal, common)}" for deal in told]
    if common:
        lines.append(f"  in each of these: {tell.package(dict(sorted(common)))}")
    if len(changes.deals) > len(told):
        lines.append(f"  and {len(changes.deals) - len(told)} more")
    return ["DEALS", *lines] if lines else []


def _in_turn(beliefs: Iterable[Change]) -> list[Change]:
    """Give the largest move of each party before the second of any."""
    turns: dict[str, int] = {}
    found = []
    for change in beliefs:
        turns[change.party] = turns.get(change.party, -1) + 1
        found.append((turns[change.party], change))
    return [change for _, change in sorted(found, key=lambda turn: turn[0])]


def _head(changes: Changes, tell: "_Teller") -> list[str]:
    counting = sum(claim.counts for claim in changes.claims)
    told = f"{plural(len(changes.documents), 'new report')} with {plural(len(changes.claims), 'new claim')}"
    told += f" ({counting} of them {'counts' if counting == 1 else 'count'})" if counting != len(changes.claims) else ""
    told += f"; {plural(len(changes.gone), 'claim')} no longer there" if changes.gone else ""
    lines = [f"{'A case begins' if changes.first else 'What changed'}: {told}"]
    for who, name, entered, left in (
        ("at the table", tell.party, changes.parties, changes.parties_left),
        ("at issue", tell.issue, changes.issues, changes.issues_left),
    ):
        for word, ids in (("now", entered), ("no longer", left)):
            if ids:
                lines.append(f"  {word} {who}: {_some([name(part) for part in ids])}")
    if changes.reshaped:
        who = _some([tell.party(party) for party in changes.reshaped])
        lines.append(f"  other objectives than before, among which weights share out anew: {who}")
    if not changes.first and not changes.same_packages and changes.deals:
        lines.append("  issues or options are others than before: no package of before can be found again")
    return lines


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:MOST]) + (f" and {len(words) - MOST} more" if len(words) > MOST else "")


def _figure(figure: Figure) -> str:
    then = None if figure.before is None else percent_with_error(figure.before, figure.error_before)
    now = None if figure.after is None else percent_with_error(figure.after, figure.error_after)
    if then is None:
        return f"{now} (new)"
    return f"was {then}, is gone" if now is None else f"{then} → {now}"


class _Teller:
    """Words for single changes, with names as they are after, or, for what has left, as they were before."""

    def __init__(self, before: Case | None, after: Case) -> None:
        self._after, self._now = after, Names(after)
        self._then = self._now if before is None else Names(before)

    def party(self, party: str) -> str:
        return (self._now if party in self._after.parties else self._then).party(party)

    def issue(self, issue: str) -> str:
        return (self._now if issue in self._after.issues else self._then).issue(issue)

    def claim(self, claim: ClaimPlace) -> str:
        where = claim.outlet or claim.title or claim.document
        dated = f", {claim.date[:10]}" if claim.date else ""
        mark = "" if claim.counts else " – does not count"
        return f"{claim.party} · {claim.act} · {claim.issue}: “{_short(claim.text)}” ({where}{dated}){mark}"

    def position(self, position: Position) -> str:
        lead = f"{self.party(position.party)} on {self.issue(position.issue)}: "
        if position.after is None:
            return f"{lead}no longer states {position.before}"
        if position.before is None:
            return f"{lead}now states {position.after}"
        return f"{lead}{position.before} → {position.after}"

    def belief(self, change: Change) -> str:
        words = self._now.hypothesis(change.party, change.words)
        if change.kind in _AS_NUMBER:
            moved = f"{change.before:.3f} ± {change.error_before:.3f} → {change.after:.3f} ± {change.error_after:.3f}"
        else:
            moved = _figure(Figure(change.before, change.after, change.error_before, change.error_after))
        claims = f" [{plural(len(change.claims), 'new claim')}]" if change.claims else ""
        return f"{self.party(change.party)}, {words}: {moved}{claims}"

    def motive(self, motive: Motive) -> str:
        names = self._now if motive.chance.after is not None else self._then
        return f"{self.party(motive.party)}, “{names.hypothesis(motive.party, motive.name)}”: {_figure(motive.chance)}"

    def deal(self, deal: Deal, common: AbstractSet[tuple[str, str]]) -> str:
        apart = {issue: option for issue, option in deal.package.items() if (issue, option) not in common}
        return f"all accept {_figure(deal.accepted)}: {self.package(apart)}"

    def package(self, package: Mapping[str, str]) -> str:
        return "; ".join(f"{self.issue(issue)}: {_short(option, 40)}" for issue, option in package.items())


def _short(words: str, most: int = 60) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 2].rsplit(" ", 1)[0] + " …"
