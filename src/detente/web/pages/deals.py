"""Deals: the packages as two parties see them, and how sure each is, with one of them selected everywhere."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from detente.report.charts import conflict_pair, frontier_chart
from detente.report.charts.frontier import no_deal_outside
from detente.report.outcomes import ROLES
from detente.web.deals.ground import PATIENCE, Ground
from detente.web.deals.known import Known, apart_words, find_package, known_packages, names_of
from detente.web.deals.plot import plot
from detente.web.deals.resting import resting
from detente.web.deals.scatter import lay_out
from detente.web.page import NotFound, Page, Visit

__all__ = ["PAGES"]


def _show(visit: Visit) -> dict[str, Any]:
    ground = visit.workbench.grounds.newest(visit.workbench.store)
    if ground is None or not ground.parties:
        return {"ready": False}
    revision, case = visit.workbench.grounds.case_now(visit.workbench.store)
    known = known_packages(ground, case)
    selected = visit.query.get("package", "")
    package = find_package(ground, known, selected) if selected else None
    code = None if package is None else ground.code.write(package)
    pair = _pair(ground, visit.query)
    asked = {} if pair is None else {"x": pair[0], "y": pair[1]}
    grounds, anew = visit.workbench.grounds, None
    if revision != ground.revision:
        anew = grounds.as_edited(visit.workbench.store)
    else:
        # The draws are made now, so that the frontier is there at once when the case is edited.
        grounds.prepare(ground)
    told = None if package is None else _selected(visit, ground, known, package)
    return {
        "ready": True,
        "resting": resting(ground, revision, None if anew is None else grounds.drawn_by()),
        "parties": [{"id": party, "name": ground.names.party(party)} for party in ground.parties],
        **{axis: asked.get(axis) for axis in "xy"},
        "selected": told,
        "picture": None if pair is None else _picture(anew or ground, known, pair, code, told),
        "robust": _robust(ground, known, asked, code),
    }


def _pair(ground: Ground, query: Mapping[str, str]) -> tuple[str, str] | None:
    """Give the two parties that are asked for, else the two most at odds. Raises NotFound for one that is none."""
    if len(ground.parties) < 2 or not ground.deals.get("frontier"):
        return None
    first, second = conflict_pair(ground.deals) or ground.parties[:2]
    x, y = query.get("x") or "", query.get("y") or ""
    for party in (x, y):
        if party and party not in ground.parties:
            raise NotFound(f"there is no party {party[:80]!r} whose wishes are known; choose two that there are")
    x = x or next(party for party in (first, second, *ground.parties) if party != y)
    y = y or next(party for party in (second, first, *ground.parties) if party != x)
    return x, y


def address(asked: Mapping[str, str], package: str | None) -> str:
    """Give the address of this page with a package selected, for the same two parties."""
    query = {**asked, **({} if package is None else {"package": package})}
    return f"/deals?{urlencode(query)}" if query else "/deals"


def _picture(
    ground: Ground,
    known: Mapping[str, Known],
    pair: tuple[str, str],
    code: str | None,
    selected: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Give the chart of the report with its points as links, and the selected package among them."""
    chart = frontier_chart(ground.view, pair)
    asked = dict(zip("xy", pair, strict=True))
    points = [
        _point(ground, known, asked, row, point.package, code)
        for row, point in zip(chart.table.rows, ground.view.drawn, strict=False)
    ]
    utilities = (selected or {}).get("utilities") or {}
    if selected is not None and utilities and not any(point["selected"] for point in points):
        row: dict[str, Any] = {"kind": "selected", "label": ""}
        row |= {axis: 100 * utilities[party] for axis, party in asked.items()}
        row |= {f"utility_{party}": 100 * value for party, value in utilities.items()}
        points.append(_point(ground, known, asked, row, selected["package"], code))
    outside = no_deal_outside(ground.view, pair)
    drawn = {axis: 100 * ground.deals["no_deal"][party] for axis, party in asked.items() if party not in outside}
    names = [ground.names.party(party) for party in pair]
    line = len(ground.required) == 2
    return {
        "title": chart.title,
        "caption": chart.caption,
        "names": names,
        "same": pair[0] == pair[1],
        "points": points,
        "drawing": lay_out(points, drawn, line),
        "plot": plot(points, names, drawn, line),
    }


def _point(
    ground: Ground,
    known: Mapping[str, Known],
    asked: Mapping[str, str],
    row: Mapping[str, Any],
    package: Mapping[str, Any],
    selected: str | None,
) -> dict[str, Any]:
    code = ground.code.write(package)
    judged = ground.candidates.get(code)
    return {
        "code": code,
        "number": ground.numbers.get(code),
        "address": address(asked, code),
        "selected": code == selected,
        "words": apart_words(ground, package),
        "kind": row["kind"],
        "known_as": ", ".join(names_of(known, package)) or row["label"],
        "names": row["label"].split(", ") if row["label"] else [],
        "x": row["x"],
        "y": row["y"],
        "utilities": {party: row[f"utility_{party}"] / 100 for party in ground.parties},
        "all_accept": None if judged is None else judged["acceptable_to_all"],
    }


def _robust(
    ground: Ground, known: Mapping[str, Known], asked: Mapping[str, str], selected: str | None
) -> dict[str, Any] | None:
    """Give how each package that was judged fares over all that the parties may want; None where none was."""
    robust = ground.deals.get("robust")
    if not robust or not ground.candidates:
        return None
    return {
        "agreement": robust["agreement"],
        "judged": robust["judged"],
        "complete": robust["complete"],
        "solutions": [{"name": name, "title": title} for name, title in ROLES.items()],
        "packages": [
            {
                "code": code,
                "number": ground.numbers[code],
                "address": address(asked, code),
                "selected": code == selected,
                "words": apart_words(ground, part["package"]),
                "known_as": ", ".join(names_of(known, part["package"])),
                "all_accept": part["acceptable_to_all"],
                "error": part["error"],
                "efficient": part["efficient"],
                "solutions": {name: part["indices"].get(name, 0.0) for name in ROLES},
                "least_willing": _least_willing(ground, part),
            }
            for code, part in ground.candidates.items()
        ],
    }


def _least_willing(ground: Ground, part: Mapping[str, Any]) -> dict[str, Any]:
    party = min(ground.required, key=lambda one: float(part["acceptable"][one]))
    return {"party": party, "name": ground.names.party(party), "accepts": part["acceptable"][party]}


def _selected(visit: Visit, ground: Ground, known: Mapping[str, Known], package: Mapping[str, str]) -> dict[str, Any]:
    """Give the selected package in full, with what each party gets from it once the draws are there."""
    code = ground.code.write(package)
    told: dict[str, Any] = {
        "code": code,
        "number": ground.numbers.get(code),
        "package": dict(package),
        "issues": [{"name": ground.names.issue(issue), "option": option} for issue, option in package.items()],
        "words": apart_words(ground, package),
        "known_as": names_of(known, package),
        "utilities": None,
        "parties": [],
        "all_accept": None,
    }
    yardstick = visit.workbench.grounds.yardstick(ground, PATIENCE)
    if yardstick is None:
        return told
    from detente.deals.reference import given_package

    standing = yardstick.standing(given_package(yardstick.problem, package))
    no_deal = dict(zip(yardstick.problem.parties, map(float, yardstick.problem.no_deal), strict=True))
    told["utilities"] = {party: float(gains.mean()) + no_deal[party] for party, gains in standing.gains.items()}
    told["all_accept"] = standing.all_accept
    told["parties"] = [
        {
            "name": ground.names.party(party),
            "required": party in ground.required,
            "utility": utility,
            "accepts": standing.accepts[party],
            "share": None if (share := standing.shares[party]) is None else share.mean,
        }
        for party, utility in told["utilities"].items()
    ]
    return told


PAGES = (Page("/deals", "deals.html.j2", _show),)
