"""Deals and trades as a reader sees them: in words, with who gains how much and how likely all accept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.beliefs.information import LEARNT_BITS
from detente.report.names import Names
from detente.report.numbers import count, percent_with_error, plural
from detente.report.questions import Question, make_questions
from detente.report.teller import FREE, Teller
from detente.table import Case, Range

__all__ = ["FREE", "ROLES", "Deal", "Outcomes", "Share", "Trade", "Yield", "make_outcomes", "package_words"]

Json = Mapping[str, Any]

ROLES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "equal gains",
    "utilitarian": "largest sum",
    "lexicographic_maximin": "best for the worst off",
}
LEANS = 0.55
"""Probability from which a readiness to yield is shown: below it nothing is known either way."""

SAME = 0.05
"""Difference in chances and shares up to which two deals fare alike: about what the draws leave open."""

BETTER = 0.01
"""Difference from which a deal is better for somebody: about the Monte Carlo error of the default draws."""

MOST_DEALS = 6
MOST_TRADES = 6


@dataclass(frozen=True, slots=True)
class Share:
    """What one party (by id) gets from a deal: utility in [0, 1], share of its possible gain (and where that lies with
    nine chances in ten), chance to accept.
    """

    party: str
    utility: float
    gain: float | None
    accepts: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """A package: its options by issue, what it is known as, and how it does over all that may be so.

    Options joined by "or" could each take the place of the first without a difference worth telling.
    """

    roles: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    shares: tuple[Share, ...]
    accepted: float | None
    accepted_error: float | None
    efficient: float | None
    smallest_share: float | None = None
    regret: float | None = None

    def apart(self, common: Collection[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Give the options that matter and are not among those that all deals have in common."""
        return tuple(part for part in self.settled if part not in common)

    @property
    def settled(self) -> tuple[tuple[str, str], ...]:
        """The options that matter."""
        return tuple((issue, option) for issue, option in self.options if option != FREE)

    @property
    def free(self) -> tuple[str, ...]:
        """The issues of which any option would do."""
        return tuple(issue for issue, option in self.options if option == FREE)

    @property
    def words(self) -> str:
        """The package in one line; issues that make no difference last."""
        settled = [f"{issue}: {option}" for issue, option in self.settled]
        return "; ".join([*settled, *([f"no matter how: {', '.join(self.free)}"] if self.free else [])])


@dataclass(frozen=True, slots=True)
class Yield:
    """A party that would rather yield on one issue to win another than the other way round."""

    party: str
    yields: str
    wins: str
    chance: float
    error: float
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """Changes that go together and leave the parties better off: who gives way on what."""

    changes: tuple[str, ...]
    parties: tuple[str, ...]
    chance: float | None
    error: float | None
    claims: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The trade in one line."""
        return "; ".join(self.changes)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What `deals.json` says, in words.

    `common` are the options that all deals shown have in common; `agreed` tells the chance of any agreement; `claims`
    are those that the figures of the deals rest on, by party in `party_claims`.
    """

    deals: tuple[Deal, ...]
    ranked: bool
    yields: tuple[Yield, ...]
    exchanges: tuple[Trade, ...]
    swaps: tuple[Trade, ...]
    reference: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    questions: tuple[Question, ...]
    common: tuple[tuple[str, str], ...] = ()
    party_claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    agreed: str | None = None

    def differences(self, deal: Deal) -> tuple[tuple[str, str], ...]:
        """Give the options of a deal that the first one shown has not."""
        return tuple(part for part in deal.options if part not in self.deals[0].options)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims about any of the parties."""
        return tuple(dict.fromkeys(claim for claims in self.party_claims.values() for claim in claims))

    def claims_of(self, party: str) -> tuple[str, ...]:
        """Give the claims that the figures of a party rest on; none where all of it is assumed."""
        return self.party_claims.get(party, ())

    @property
    def matters(self) -> tuple[str, ...]:
        """What it would help most to learn, each in one line."""
        return tuple(part.sentence for part in self.questions)

    @property
    def trades(self) -> tuple[str, ...]:
        """Who would yield what for what, and the exchanges, each in one line."""
        yields = (f"{part.party} would yield on {part.yields} to win {part.wins}" for part in self.yields)
        return (*(trade.sentence for trade in self.exchanges), *yields)


def _trade(teller: Teller, trade: Json, sure: bool) -> Trade:
    parties = [party for party, gain in trade["gains"].items() if gain > 0]
    return Trade(
        changes=tuple(teller.change(change) for change in trade["changes"]),
        parties=tuple(teller.names.party(party) for party in parties),
        chance=None if sure else trade["probability"],
        error=None if sure else trade["error"],
        claims=teller.claims(list(trade["gains"]), [change["issue"] for change in trade["changes"]]),
    )


def _yields(teller: Teller, parts: Sequence[Json]) -> tuple[Yield, ...]:
    return tuple(
        Yield(
            party=teller.names.party(part["party"]),
            yields=teller.names.issue(part["yields"]),
            wins=teller.names.issue(part["wins"]),
            chance=part["probability"],
            error=part["error"],
            claims=teller.claims([part["party"]], [part["yields"], part["wins"]]),
        )
        for part in parts
        if part["probability"] >= LEANS
    )


def _roles(deals: Json) -> dict[tuple[tuple[str, str], ...], list[str]]:
    """Give what packages are known as, by package."""
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, points in deals.get("solutions", {}).items():
        if name in ROLES:
            for point in points[:1]:
                found.setdefault(_key(point["package"]), []).append(ROLES[name])
    return found


def _key(package: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((issue, str(option)) for issue, option in package.items()))


def _plain_deals(teller: Teller, deals: Json) -> tuple[Deal, ...]:
    """Give the solutions of known or expected utilities, where nothing is known about how robust they are."""
    roles = _roles(deals)
    points = {_key(p["package"]): p for name in ROLES for p in deals["solutions"].get(name, [])[:1]}
    return tuple(
        Deal(
            roles=tuple(roles[key]),
            options=teller.options(point["package"]),
            shares=tuple(Share(party, utility, None, None) for party, utility in point["utilities"].items()),
            accepted=None,
            accepted_error=None,
            efficient=None,
        )
        for key, point in points.items()
    )


def _told_origins(teller: Teller, origins: Sequence[str]) -> list[str]:
    """Give why a package is there, where a person or a party put it there."""
    told = []
    for origin in origins:
        if origin.startswith("stated by "):
            told.append(f"what {teller.names.party(origin.removeprefix('stated by '))} demands")
        elif origin.startswith("named: "):
            told.append(f"“{origin.removeprefix('named: ')}”")
        elif origin == "middle of stated positions":
            told.append("the middle of what is demanded")
    return told


def _deal(teller: Teller, candidate: Json, roles: Sequence[str], instead: Sequence[tuple[str, str]]) -> Deal:
    return Deal(
        roles=(*_told_origins(teller, candidate["origins"]), *roles),
        options=teller.choices(candidate["package"], instead),
        shares=tuple(
            Share(
                party,
                utility,
                candidate["shares"][party]["mean"] if candidate["shares"].get(party) else None,
                candidate["acceptable"].get(party),
                _interval(candidate["shares"].get(party)),
            )
            for party, utility in candidate["expected"].items()
        ),
        accepted=candidate["acceptable_to_all"],
        accepted_error=candidate["error"],
        efficient=candidate["efficient"],
        smallest_share=candidate.get("smallest_share"),
        regret=candidate.get("regret"),
    )


def _interval(share: Json | None) -> tuple[float, float] | None:
    return (share["low"], share["high"]) if share else None


def _common(deals: Sequence[Deal]) -> tuple[tuple[str, str], ...]:
    """Give the options that matter and that several deals all have; none where there is one deal alone."""
    if len(deals) < 2:
        return ()
    return tuple(part for part in deals[0].settled if all(part in deal.settled for deal in deals[1:]))


def package_words(names: Names, packages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give each of several packages in one line, without the options that all of them have."""
    same = {
        issue
        for issue in (packages[0] if len(packages) > 1 else ())
        if len({str(package.get(issue)) for package in packages}) == 1
    }
    return [
        "; ".join(f"{names.issue(issue)}: {option}" for issue, option in package.items() if issue not in same)
        for package in packages
    ]


def _alike(one: Json, other: Json) -> bool:
    """Tell whether two packages fare alike for everybody, within `SAME`."""
    if abs(one["acceptable_to_all"] - other["acceptable_to_all"]) > SAME:
        return False
    for party, share in one["shares"].items():
        theirs = other["shares"].get(party)
        if (share is None) != (theirs is None) or (share and abs(share["mean"] - theirs["mean"]) > SAME):
            return False
    return True


def _differences(one: Json, other: Json) -> list[tuple[str, str]]:
    """Give the options of `other` that `one` has not."""
    return [(issue, str(option)) for issue, option in other["package"].items() if one["package"].get(issue) != option]


def _no_better(one: Json, other: Json) -> bool:
    """Tell whether a package is better than another for nobody, nor likelier to be accepted, by more than `BETTER`."""
    if one["acceptable_to_all"] > other["acceptable_to_all"] + BETTER:
        return False
    shares = [(share, other["shares"].get(party)) for party, share in one["shares"].items()]
    return all(not mine or (theirs and mine["mean"] <= theirs["mean"] + BETTER) for mine, theirs in shares)


def _take_alike(lead: Json, others: list[Json]) -> list[tuple[str, str]]:
    """Take out of `others` what fares as `lead` does and differs from it only in options that make no difference.

    Gives those options: each alone, put in the place of the lead's, gives a package that fares alike.
    """
    alike = [(other, _differences(lead, other)) for other in others if _alike(lead, other)]
    instead = list(dict.fromkeys(found[0] for _, found in alike if len(found) == 1))
    for other, found in alike:
        if set(found) <= set(instead):
            others.remove(other)
    return instead


def _robust_deals(teller: Teller, deals: Json) -> tuple[Deal, ...]:
    """Give the most robust deals, then what the parties demand and what people named, for comparison.

    Of deals that fare alike the one that is a solution as well stands for the others; one that is better for nobody
    than another told before is left out.
    """
    roles = _roles(deals)
    left = sorted(
        deals["robust"]["candidates"],
        key=lambda part: (-round(part["acceptable_to_all"] / SAME), not roles.get(_key(part["package"]))),
    )
    apart = [part for part in left if _told_origins(teller, part["origins"])]
    told: list[tuple[Json, list[tuple[str, str]]]] = []
    while left and len(told) < MOST_DEALS:
        lead = left.pop(0)
        if not any(_no_better(lead, known) for known, _ in told):
            told.append((lead, _take_alike(lead, left)))
    shown = [lead["package"] for lead, _ in told]
    told += [(part, []) for part in apart if part["package"] not in shown]
    return tuple(_deal(teller, part, roles.get(_key(part["package"]), []), instead) for part, instead in told)


def _no_deal_known(teller: Teller, party: str) -> bool:
    """Tell whether a claim or a person says what walking away is worth to a party; a range without a claim does not."""
    value = teller.case.no_deal.get(party)
    belief = teller.beliefs.get("parties", {}).get(party, {}).get("no_deal") or {}
    if belief.get("bits", 0.0) >= LEARNT_BITS:
        return True
    return bool(value.because) if isinstance(value, Range) else value not in (None, "unknown")


def _remarks(teller: Teller, deals: Json) -> tuple[str, ...]:
    zone = deals["zopa"]
    packages = int(deals["packages"])
    words = []
    if "count" in zone:
        words.append(
            f"Of {count(packages)} possible packages, {count(zone['count'])} would be acceptable to all whose consent "
            "is needed, if each party wanted just what is expected of it."
        )
    else:
        words.append(
            f"Of {count(packages)} possible packages, between {count(zone['low'])} and {count(zone['high'])} would be "
            "acceptable to all whose consent is needed, if each party wanted just what is expected of it."
        )
    if not any(_no_deal_known(teller, party) for party in deals["parties"]["required"]):
        words[0] += (
            " That count says nothing about these talks: no report tells what walking away is worth to any of them, "
            "so it follows from what is assumed of it."
        )
    points = deals["frontier_points"]
    exact = "" if deals["exact"] else f" (within {100 * deals['epsilon']:.1g} points of 100)"
    efficient = plural(points, "outcome is", "outcomes are")
    words.append(f"{efficient} efficient by these expectations: nobody can do better but at another’s cost{exact}.")
    silent = deals["parties"]["without_objectives"]
    if silent:
        words.append(f"Nothing is known of what {teller.parties(silent)} would accept; the figures leave that out.")
    return tuple(words)


def _agreed(deals: Json) -> str | None:
    """Tell the chance that some deal is acceptable to all; None where nothing is known of how robust deals are."""
    robust = deals.get("robust")
    if not robust:
        return None
    least = "" if robust["complete"] or robust["agreement"] > 0.99 else "at least "
    return (
        f"Over all that the parties may want, the chance that some deal is acceptable to all is {least}"
        f"{percent_with_error(robust['agreement'], robust['agreement_error'])}."
    )


def _party_claims(case: Case, beliefs: Json) -> dict[str, tuple[str, ...]]:
    """Give by party the claims that what is believed of it rests on: of all about it those that count as witnesses."""
    known = beliefs.get("parties", {})
    return {party: tuple(part["claim"] for part in known.get(party, {}).get("witnesses", ())) for party in case.parties}


def make_outcomes(case: Case, names: Names, beliefs: Json, deals: Json) -> Outcomes:
    """Put what `deals.json` holds into words; nothing where it is empty, or where one party has nobody to deal with."""
    if not deals.get("frontier") or len(case.parties) < 2:
        return Outcomes((), False, (), (), (), (), (), ())
    teller = Teller(case, names, beliefs)
    trades, robust, agreed = deals["trades"], deals.get("robust"), _agreed(deals)
    told = _robust_deals(teller, deals) if robust else _plain_deals(teller, deals)
    return Outcomes(
        deals=told,
        ranked=bool(robust),
        yields=_yields(teller, trades["would_give_up"])[:MOST_TRADES],
        exchanges=tuple(_trade(teller, part, False) for part in trades["logrolls"][:MOST_TRADES]),
        swaps=tuple(_trade(teller, part, True) for part in trades["swaps"][:MOST_TRADES]),
        reference=teller.options(trades["reference"] or {}),
        remarks=(*_remarks(teller, deals), *([agreed] if agreed else [])),
        agreed=agreed,
        questions=make_questions(teller, deals.get("information", ())),
        common=_common(told),
        party_claims=_party_claims(case, beliefs),
    )
