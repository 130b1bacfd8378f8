"""Deals as plain text for the terminal."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from detente.deals import Deals, FrontierPoint
from detente.deals.solutions import SOLUTIONS
from detente.deals.zopa import Zone

__all__ = ["describe_deals"]


def _package(package: Mapping[str, str]) -> str:
    return "; ".join(f"{issue}: {option}" for issue, option in package.items())


def _points(name: str, points: tuple[FrontierPoint, ...]) -> Iterator[str]:
    if not points:
        yield f"{name}: none, since no package gives everybody at least its no-deal value"
    for point in points[:3]:
        values = ", ".join(f"{party} {value:.3f}" for party, value in point.utilities.items())
        yield f"{name}: {values}"
        yield f"    {_package(point.package)}"
    if len(points) > 3:
        yield f"    and {len(points) - 3} more that tie with it"


def _paths(deals: Deals, kinds: Collection[str]) -> Iterator[str]:
    """Tell who yields what on the way to each solution shown, and who is least satisfied there."""
    for path in deals.trades.paths:
        names = [name.replace("_", " ") for name in path.solutions if name in kinds]
        if names:
            yield f"- to {', '.join(names)}:"
            yield from (f"    {part}" for part in path.words.split("; ") if part)


def _number(zone: Zone) -> str:
    if zone.exact:
        return f"{zone.low:,}"
    sampled = "" if zone.estimate is None else f" (about {zone.estimate:.3g} ± {zone.error:.1g} by a sample)"
    return f"between {_short(zone.low)} and {_short(zone.high)}{sampled}"


def _short(count: int) -> str:
    return f"{count:,}" if count < 10**9 else f"{float(count):.3g}"


def _zones(deals: Deals) -> Iterator[str]:
    """Tell how many packages are in the zone of possible agreement, and what that means."""
    problem = deals.problem
    parties = [problem.parties[place] for place in problem.places]
    each = f"{_listed(parties)} {'each get' if len(parties) > 1 else 'gets'} at least the value of no deal"
    expected = " in expectation" if problem.draws > 1 else ""
    if deals.zone.exact and deals.zone.low == 0:
        yield f"Zone of possible agreement: empty; there is no package by which {each}{expected}"
        yield "without crossing a red line of theirs"
    else:
        noun = "package" if deals.zone.count == 1 else "packages"
        yield f"Zone of possible agreement: {_number(deals.zone)} {noun} by which {each}{expected},"
        yield "and no red line of theirs is crossed"
    if deals.without:
        left = [party for party in parties if party not in deals.without]
        yield f"  for {_listed(left)} alone: {_number(deals.zones.without(deals.without))}"
    if len(parties) > 2:
        veto = f", but never without {_listed(deals.veto)}" if deals.veto else ""
        yield f"  for all of them, or all but any one{veto}: {_number(deals.zones.all_but_one(deals.veto))}"


def _listed(parties: Sequence[str]) -> str:
    if len(parties) < 2:
        return "".join(parties) or "nobody"
    return f"{', '.join(parties[:-1])} and {parties[-1]}"


def describe_deals(deals: Deals, kinds: Collection[str] = (*SOLUTIONS, "best")) -> str:
    """Give the count of packages, the solutions (of those `kinds`), the way to them from what the parties state, the
    strongest trades and the most robust deals.
    """
    kind = "exact" if deals.exact else f"within {deals.epsilon:.4f}"
    lines = [
        f"{deals.packages:,} packages; {len(deals.frontier_arrays):,} on the frontier ({kind})",
        *_zones(deals),
        "",
    ]
    alike: list[tuple[tuple[FrontierPoint, ...], list[str]]] = []
    for name, points in deals.solutions.items():
        if name not in kinds:
            continue
        names = next((names for known, names in alike if known == points), None)
        if names is None:
            alike.append((points, names := []))
        names.append(name.replace("_", " "))
    for points, names in alike:
        lines += _points(", ".join(names), points)
    if "best" in kinds and len(kinds) == 1:
        for party, points in deals.best.items():
            lines += _points(f"best for {party}", points)
    paths = list(_paths(deals, kinds))
    if paths:
        lines += ["", "Who yields what from where it stands (and what that costs it)", *paths]
    trades = [f"- {t.words} (probability {t.probability:.2f} ± {t.error:.2f})" for t in deals.trades.logrolls]
    trades += [f"- {trade.words}" for trade in deals.trades.swaps]
    if trades:
        lines += ["", "Trades", *trades[:5]]
    if deals.robust is not None and deals.robust.candidates:
        lines += ["", "Most robust"]
        for candidate in deals.robust.candidates[:3]:
            lines.append(f"- all accept: {candidate.acceptable_to_all:.2f} ± {candidate.error:.2f}")
            lines.append(f"    {_package(candidate.package)}")
    return "\n".join(lines) + "\n"
