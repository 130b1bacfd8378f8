"""Deals as plain text for the terminal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.cli.called import WIDTH, Called, wrapped
from detente.deals import Deals, FrontierPoint, Scenario
from detente.deals.logrolls import Trade
from detente.deals.paths import PartyPath
from detente.deals.solutions import SOLUTIONS
from detente.deals.zopa import Zone
from detente.table import Case

__all__ = ["describe_deals"]

TIED = 3
"""Points shown of a solution that several reach."""
TRADES = 5
ROBUST = 3


@dataclass(frozen=True, slots=True)
class _Shown:
    """A package that is shown: its letter, the solutions that name it, and what it is worth to each party."""

    letter: str
    solutions: tuple[str, ...]
    point: FrontierPoint

    @property
    def name(self) -> str:
        return f"{self.letter} ({', '.join(self.solutions)})"


def describe_deals(
    deals: Deals, kinds: Collection[str] = (*SOLUTIONS, "best"), table: Case | Scenario | None = None
) -> str:
    """Give the count of packages, the solutions (of those `kinds`), the way to them from what the parties state, the
    strongest trades and the most robust deals, in the names of `table`.
    """
    called = Called(table)
    shown = _shown(deals, kinds, called)
    sections = (
        [*_counts(deals), *_zones(deals, called)],
        [*_solutions(deals, kinds, shown, called)],
        [*_settled(shown, called)],
        [*_paths(deals, kinds, shown, called)],
        [*_trades(deals, called)],
        [*_robust(deals, shown, called)],
    )
    return "\n\n".join("\n".join(part) for part in sections if part) + "\n"


def _counts(deals: Deals) -> Iterator[str]:
    kind = "exact" if deals.exact else f"within {deals.epsilon:.4f}"
    yield f"{deals.packages:,} packages; {len(deals.frontier_arrays):,} on the frontier ({kind})"


def _number(zone: Zone) -> str:
    if zone.exact:
        return f"{zone.low:,}"
    sampled = "" if zone.estimate is None else f" (about {zone.estimate:.3g} ± {zone.error:.1g} by a sample)"
    return f"between {_short(zone.low)} and {_short(zone.high)}{sampled}"


def _short(count: int) -> str:
    return f"{count:,}" if count < 10**9 else f"{float(count):.3g}"


def _zones(deals: Deals, called: Called) -> Iterator[str]:
    """Tell how many packages are in the zone of possible agreement, and what that means."""
    problem = deals.problem
    parties = [problem.parties[place] for place in problem.places]
    each = f"{called.parties(parties)} {'each get' if len(parties) > 1 else 'gets'} at least the value of no deal"
    expected = " in expectation" if problem.draws > 1 else ""
    if deals.zone.exact and deals.zone.low == 0:
        yield from wrapped(
            f"Zone of possible agreement: empty; there is no package by which {each}{expected} "
            "without crossing a red line of theirs",
            hang=2,
        )
    else:
        noun = "package" if deals.zone.count == 1 else "packages"
        yield from wrapped(
            f"Zone of possible agreement: {_number(deals.zone)} {noun} by which {each}{expected}, "
            "and no red line of theirs is crossed",
            hang=2,
        )
    if deals.without:
        left = [party for party in parties if party not in deals.without]
        yield f"  for {called.parties(left)} alone: {_number(deals.zones.without(deals.without))}"
    if len(parties) > 2:
        veto = f", but never without {called.parties(deals.veto)}" if deals.veto else ""
        yield f"  for all of them, or all but any one{veto}: {_number(deals.zones.all_but_one(deals.veto))}"


def _letter(place: int) -> str:
    """Give A … Z, AA, AB, …"""
    start, rest = divmod(place, 26)
    return (_letter(start - 1) if start else "") + chr(ord("A") + rest)


def _named(deals: Deals, kinds: Collection[str], called: Called) -> dict[str, tuple[FrontierPoint, ...]]:
    """Give the points of each solution to be shown, by what it is called."""
    named = {name.replace("_", " "): points for name, points in deals.solutions.items() if name in kinds}
    if "best" in kinds and len(kinds) == 1:
        named |= {f"best for {called.party(party)}": points for party, points in deals.best.items()}
    return named


def _shown(deals: Deals, kinds: Collection[str], called: Called) -> tuple[_Shown, ...]:
    """Give each package that a solution names once, with all solutions that name it."""
    found: list[tuple[FrontierPoint, list[str]]] = []
    for name, points in _named(deals, kinds, called).items():
        for point in points[:TIED]:
            names = next((names for known, names in found if known == point), None)
            if names is None:
                found.append((point, names := []))
            names.append(name)
    return tuple(_Shown(_letter(place), tuple(names), point) for place, (point, names) in enumerate(found))


def _solutions(deals: Deals, kinds: Collection[str], shown: Sequence[_Shown], called: Called) -> Iterator[str]:
    """Tell what each solution is worth to each party."""
    named = _named(deals, kinds, called)
    if not named:
        return
    none = [name for name, points in named.items() if not points]
    if shown:
        yield f"What the solutions are worth{' (expected)' if deals.problem.draws > 1 else ''}"
        names = [called.party(party) for party in deals.problem.parties]
        widest = max(len(part.letter) for part in shown)
        solutions = [f"{part.letter:<{widest}}  {', '.join(part.solutions)}" for part in shown]
        column = max(map(len, solutions))
        if column + sum(max(len(name), 6) + 2 for name in names) <= WIDTH:
            yield " " * column + "".join(f"  {name:>6}" for name in names)
            for told, part in zip(solutions, shown, strict=True):
                values = zip(names, part.point.utilities.values(), strict=True)
                yield f"{told:<{column}}" + "".join(f"  {value:>{max(len(name), 6)}.3f}" for name, value in values)
        else:
            for told, part in zip(solutions, shown, strict=True):
                values = zip(names, part.point.utilities.values(), strict=True)
                yield from wrapped(f"{told}: {', '.join(f'{name} {value:.3f}' for name, value in values)}", hang=4)
    for name, points in named.items():
        if len(points) > TIED:
            yield f"{name}: {len(points) - TIED} more packages tie with these"
    if none:
        yield from wrapped(
            f"{', '.join(none)}: none, since no package gives everybody at least its no-deal value", hang=2
        )


def _settled(shown: Sequence[_Shown], called: Called) -> Iterator[str]:
    """Tell what the packages shown settle alike, and what otherwise."""
    if not shown:
        return
    alike, apart = [], []
    for issue in shown[0].point.package:
        options: dict[str, list[str]] = {}
        for part in shown:
            options.setdefault(part.point.package[issue], []).append(part.letter)
        if len(options) == 1:
            alike.append(f"{called.issue(issue)}: “{next(iter(options))}”")
        else:
            told = "; ".join(f"{', '.join(letters)} “{option}”" for option, letters in options.items())
            apart.append(f"{called.issue(issue)}: {told}")
    yield "What they settle"
    for line in apart:
        yield from wrapped(f"- {line}", 2, 4)
    if alike and apart:
        yield "  and all of them alike"
    for line in alike:
        yield from wrapped(f"- {line}", 2, 4)


def _way(path: PartyPath, called: Called) -> str:
    """Tell what a party yields on the way, what that costs it, and what it keeps."""
    yields = [
        f"{called.issue(move.issue)} (“{move.start}” → “{move.settled}”, {move.cost:.2f})" for move in path.yields
    ]
    keeps = [called.issue(issue) for issue in path.keeps]
    parts = [*([f"yields {'; '.join(yields)}"] if yields else []), *([f"keeps {'; '.join(keeps)}"] if keeps else [])]
    return f"{called.party(path.party)} {'; and '.join(parts)}" if parts else ""


def _paths(deals: Deals, kinds: Collection[str], shown: Sequence[_Shown], called: Called) -> Iterator[str]:
    """Tell who yields what on the way to each solution shown, and who is least satisfied there."""
    told = []
    for path in deals.trades.paths:
        names = [name.replace("_", " ") for name in path.solutions if name in kinds]
        if not names:
            continue
        letters = [part.letter for part in shown if dict(part.point.package) == dict(path.package)]
        letter = letters[0] if letters else ""
        way = [f"- to {letter} ({', '.join(names)})" if letter else f"- to {', '.join(names)}"]
        for party in path.parties:
            way += wrapped(_way(party, called), 4, 4)
        if path.least_satisfied:
            way.append(f"    least satisfied: {called.parties(path.least_satisfied)}")
        told.append((len(letter), letter, way))
    if told:
        yield "Who yields what from where it stands (and what that costs it)"
        for _, _, way in sorted(told):
            yield from way


def _trade(trade: Trade, called: Called) -> str:
    """Tell who yields what and wins what by a trade."""
    parties = dict.fromkeys(party for change in trade.changes for party in (*change.yields, *change.gains))
    if len(trade.exchange) == 2:
        parties = {part.party: None for part in trade.exchange}
        things = {part.party: (part.yields, part.wins) for part in trade.exchange}
        first, second = parties
        options = {
            thing: ", ".join(
                change.after if change.issue == thing else f"{called.issue(change.issue)}: {change.after}"
                for change in trade.changes
                if change.yields == (party,)
            )
            for party, thing in ((first, things[first][0]), (second, things[first][1]))
        }
        one, other = (f"{called.thing(first, thing)} (“{options[thing]}”)" for thing in things[first])
        return f"{called.party(first)} yields on {one} and wins {other}; {called.party(second)} the other way round"
    told = []
    for party in parties:
        yields = [f"{called.issue(c.issue)} (“{c.after}”)" for c in trade.changes if party in c.yields]
        gains = [f"{called.issue(c.issue)} (“{c.after}”)" for c in trade.changes if party in c.gains]
        parts = [
            *([f"yields on {' and '.join(yields)}"] if yields else []),
            *([f"gains {' and '.join(gains)}"] if gains else []),
        ]
        told.append(f"{called.party(party)} {' and '.join(parts)}")
    return "; ".join(told)


def _trades(deals: Deals, called: Called) -> Iterator[str]:
    trades = [
        f"{_trade(trade, called)} (probability {trade.probability:.2f} ± {trade.error:.2f})"
        for trade in deals.trades.logrolls
    ]
    trades += [_trade(trade, called) for trade in deals.trades.swaps]
    if trades:
        yield "Trades"
        for trade in trades[:TRADES]:
            yield from wrapped(f"- {trade}", 0, 2)


def _like(package: Mapping[str, str], shown: Sequence[_Shown], called: Called) -> str:
    """Tell a package by the one shown that it is most like, and what it settles otherwise; else in full."""

    def otherwise(other: Mapping[str, str]) -> list[str]:
        return [f"{called.issue(i)}: “{option}”" for i, option in package.items() if other.get(i) != option]

    nearest = min(shown, key=lambda part: len(otherwise(part.point.package)), default=None)
    if nearest is None:
        return "; ".join(otherwise({}))
    differs = otherwise(nearest.point.package)
    return f"as {nearest.name}" + (f", but {'; '.join(differs)}" if differs else "")


def _robust(deals: Deals, shown: Sequence[_Shown], called: Called) -> Iterator[str]:
    if deals.robust is None or not deals.robust.candidates:
        return
    yield "Most robust (the chance that all whose consent is needed accept it)"
    for candidate in deals.robust.candidates[:ROBUST]:
        chance = f"{candidate.acceptable_to_all:.2f} ± {candidate.error:.2f}"
        yield from wrapped(f"- {chance}: {_like(candidate.package, shown, called)}", 0, 4)
