"""Deals side by side: what they settle, what each party gets from each, how robust they are, and where they differ."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.report.outcomes import ROLES
from detente.web.deals.ground import PATIENCE, Ground
from detente.web.deals.known import Known, find_package, known_packages, names_of
from detente.web.deals.resting import resting
from detente.web.page import Page, Visit
from detente.wording import listed

if TYPE_CHECKING:
    from detente.deals.yardstick import Standing, Yardstick

__all__ = ["PAGES"]

PLACES = "abcd"
"""The fields of the address, one for each deal that can stand there."""

SAME = 0.01
"""Difference of values up to which two deals are worth the same to a party: a point of a hundred."""


def _show(visit: Visit) -> dict[str, Any]:
    ground = visit.workbench.grounds.newest(visit.workbench.store)
    if ground is None or not ground.parties or not ground.case.issues:
        return {"ready": False}
    revision, case = visit.workbench.grounds.case_now(visit.workbench.store)
    known = known_packages(ground, case)
    asked = {place: visit.query.get(place, "") for place in PLACES}
    packages = {place: dict(find_package(ground, known, text)) for place, text in asked.items() if text}
    yardstick = visit.workbench.grounds.yardstick(ground, PATIENCE)
    deals = [_deal(ground, known, place, package) for place, package in packages.items()]
    told: dict[str, Any] = {
        "ready": True,
        "resting": resting(ground, revision),
        "places": [{"place": place, "asked": asked[place]} for place in PLACES],
        "choices": _choices(ground, known, asked),
        "roles": dict(ROLES),
        "deals": deals,
        "issues": _issues(ground, list(packages.values())),
        "waiting": yardstick is None,
        "parties": [],
        "summary": [],
    }
    if yardstick is not None and packages:
        standings = [_standing(yardstick, package) for package in packages.values()]
        for deal, standing in zip(deals, standings, strict=True):
            deal["all_accept"] = standing.all_accept
        told["parties"] = _parties(ground, yardstick, standings)
    told["summary"] = _summary(ground, told)
    return told


def _choices(ground: Ground, known: Mapping[str, Known], asked: Mapping[str, str]) -> list[dict[str, str]]:
    """Give what can be chosen: packages with a name, those that were judged, and what stands there already."""
    found = {part.name: part.title for part in known.values()}
    named = {ground.code.write(part.package) for part in known.values()}
    found |= {code: f"Package {ground.numbers[code]}" for code in ground.candidates if code not in named}
    for text in asked.values():
        if text and text not in found:
            titles = names_of(known, ground.code.read(text))
            number = ground.numbers.get(text)
            found[text] = ", ".join(titles) or (f"Package {number}" if number else f"your package {text.split('-')[0]}")
    return [{"value": value, "title": title} for value, title in found.items()]


def _deal(ground: Ground, known: Mapping[str, Known], place: str, package: Mapping[str, str]) -> dict[str, Any]:
    code = ground.code.write(package)
    judged = ground.candidates.get(code)
    return {
        "place": place,
        "letter": place.upper(),
        "code": code,
        "number": ground.numbers.get(code),
        "known_as": names_of(known, package),
        "package": package,
        "all_accept": None,
        "judged": None
        if judged is None
        else {
            "efficient": judged["efficient"],
            "solutions": {name: judged["indices"].get(name, 0.0) for name in ROLES},
            "smallest_share": judged["smallest_share"],
            "regret": judged["regret"],
        },
    }


def _issues(ground: Ground, packages: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "name": ground.names.issue(issue),
            "options": [package[issue] for package in packages],
            "differs": len({package[issue] for package in packages}) > 1,
        }
        for issue in (ground.case.issues if packages else ())
    ]


def _standing(yardstick: "Yardstick", package: Mapping[str, str]) -> "Standing":
    from detente.deals.reference import given_package

    return yardstick.standing(given_package(yardstick.problem, package))


def _parties(ground: Ground, yardstick: "Yardstick", standings: list["Standing"]) -> list[dict[str, Any]]:
    problem = yardstick.problem
    return [
        {
            "id": party,
            "name": ground.names.party(party),
            "required": party in problem.required,
            "no_deal": no_deal,
            "values": [float(one.gains[party].mean()) + no_deal for one in standings],
            "accepts": [one.accepts[party] for one in standings],
            "shares": [None if (share := one.shares[party]) is None else share.mean for one in standings],
        }
        for party, no_deal in zip(problem.parties, map(float, problem.no_deal), strict=True)
    ]


def _summary(ground: Ground, told: Mapping[str, Any]) -> list[str]:
    """Say in words what differs, and who does better by which of the deals."""
    deals = told["deals"]
    if len(deals) < 2:
        return []
    differs = [issue["name"] for issue in told["issues"] if issue["differs"]]
    count = len(told["issues"])
    if not differs:
        return ["They are one and the same package."]
    verb = "differ" if len(deals) == 2 else "do not all agree"
    words = [f"They {verb} on {len(differs)} of {count} issues: {', '.join(differs)}."]
    same = []
    for party in told["parties"]:
        best, least = max(party["values"]), min(party["values"])
        letters = [deal["letter"] for deal, value in zip(deals, party["values"], strict=True) if value >= best - SAME]
        if best - least <= SAME:
            same.append(party["name"])
        else:
            points = round(100 * (best - least))
            worst = deals[party["values"].index(least)]["letter"]
            words.append(f"{party['name']} does best by {' and '.join(letters)}: {points} of 100 more than by {worst}.")
    if same:
        words.append(f"To {listed(same)} they are worth the same.")
    chances = [deal["all_accept"] for deal in deals]
    if None not in chances and max(chances) - min(chances) > SAME:
        first = deals[chances.index(max(chances))]["letter"]
        words.append(f"All are likeliest to accept {first}.")
    return words


PAGES = (Page("/deals/compare", "compare.html.j2", _show),)
