"""Changes: what came between two runs or two days, and what it changed, on one timeline."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from detente.report.analysis import Analysis
from detente.report.changes import Changes, ClaimPlace, Figure, compare_analyses
from detente.report.names import Names
from detente.store import CaseStore, Run
from detente.store.history import RunHeader, events, run_headers, run_numbered
from detente.table import Case
from detente.web.page import NotFound, Page, Visit
from detente.web.timeline import timeline

__all__ = ["PAGES"]

Data = dict[str, Any]


def _show(visit: Visit) -> Data:
    store = visit.workbench.store
    headers = run_headers(store)
    chosen, faults = _chosen(headers, visit.query.get("from", ""), visit.query.get("to", ""))
    first, last = chosen
    told: Data = {
        "runs": [{"number": one.number, "finished": one.finished, "day": one.day} for one in headers],
        "days": list(dict.fromkeys(one.day for one in headers)),
        "from": visit.query.get("from", "") or (str(first.number) if first else ""),
        "to": visit.query.get("to", "") or (str(last.number) if last else ""),
        "faults": faults,
        "before": None if first is None else _told(first),
        "after": None if last is None else _told(last),
        "changes": None,
        "timeline": timeline(events(store), *(None if one is None else one.number for one in (first, last))),
    }
    if first is not None and last is not None and not faults:
        told["changes"] = _compared(store, first, last)
    return told


def _told(header: RunHeader) -> Data:
    return {"number": header.number, "finished": header.finished, "revision": header.revision}


def _chosen(
    headers: Sequence[RunHeader], asked_from: str, asked_to: str
) -> tuple[tuple[RunHeader | None, RunHeader | None], dict[str, str]]:
    """Give the two runs that are asked for, and faults by field.

    Unasked it is the newest run against the last one of an earlier day, else against the one before it.
    """
    faults: dict[str, str] = {}
    last = _one(headers, asked_to, "to", faults) if asked_to else next(iter(headers), None)
    if asked_from:
        first = _one(headers, asked_from, "from", faults)
    else:
        earlier = [one for one in headers if last is not None and one.number < last.number]
        yesterday = [one for one in earlier if last is not None and one.day < last.day]
        first = next(iter(yesterday or earlier), None)
    if first is not None and last is not None and first.number > last.number:
        faults["from"] = f"run {first.number} came after run {last.number}; choose the earlier one here"
    return (first, last), faults


def _one(headers: Sequence[RunHeader], asked: str, field: str, faults: dict[str, str]) -> RunHeader | None:
    """Give a run by its number, or the last one of a day and those before it. Raises NotFound."""
    if re.fullmatch(r"\d{1,9}", asked, re.ASCII):
        found = next((one for one in headers if one.number == int(asked)), None)
        if found is None:
            raise NotFound(f"there is no run {asked} of this case")
        return found
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", asked, re.ASCII):
        faults[field] = f"“{asked[:40]}” is neither a run nor a day such as 2025-05-16; choose one of the list"
        return None
    found = next((one for one in headers if one.day <= asked), None)
    if found is None:
        first = f"; the first run is of {headers[-1].day}" if headers else ""
        faults[field] = f"nothing was computed by the end of {asked}{first}"
    return found


def _compared(store: CaseStore, first: RunHeader, last: RunHeader) -> Data | None:
    runs = [run_numbered(store, one.number) for one in (first, last)]
    before, after = (None if run is None else _analysis(run) for run in runs)
    if before is None or after is None:
        raise NotFound("one of the two runs is gone; load the page again")
    return _changes(compare_analyses(before, after), before, after)


def _analysis(run: Run) -> Analysis:
    return Analysis.from_json(run.analysis, f"run {run.number}")


def _changes(changes: Changes, before: Analysis, after: Analysis) -> Data:
    names, old = Names(after.case), Names(before.case)
    titles = {part["id"]: part["title"] or part["id"] for part in (*before.documents, *after.documents)}
    homes = {claim["id"]: _address(claim["document"], claim["id"]) for claim in after.claims}
    return {
        "any": changes.any,
        "documents": [{"title": titles[one], "address": _address(one)} for one in changes.documents],
        "documents_left": [titles[one] for one in changes.documents_left],
        "claims": [_claim(part) for part in changes.claims],
        "gone": len(changes.gone),
        "parties": [names.party(one) for one in changes.parties],
        "parties_left": [old.party(one) for one in changes.parties_left],
        "issues": [names.issue(one) for one in changes.issues],
        "issues_left": [old.issue(one) for one in changes.issues_left],
        "positions": _positions(changes, after.case, names, homes),
        "reshaped": [names.party(one) for one in changes.reshaped],
        "beliefs": _beliefs(changes, names, homes),
        "motives": _motives(changes, after.case, names),
        "same_packages": changes.same_packages,
        "deals": [
            {
                "package": [{"issue": names.issue(issue), "option": option} for issue, option in part.package.items()],
                **_figure(part.accepted),
            }
            for part in changes.deals
        ],
        "agreement": _figure(changes.agreement),
        "likeliest": _figure(changes.likeliest),
    }


def _address(document: str, claim: str | None = None) -> str:
    return f"/sources/{quote(document, safe='')}" + ("" if claim is None else f"#claim-{quote(claim, safe='')}")


def _claim(part: ClaimPlace) -> Data:
    told = {key: getattr(part, key) for key in ("id", "party", "act", "issue", "certainty", "date", "counts")}
    words, source = " ".join(part.text.split()), part.outlet or part.title
    return told | {"words": words, "source": source, "address": _address(part.document, part.id)}


def _refs(claims: Sequence[str], homes: Mapping[str, str]) -> list[Data]:
    """Give the claims that have a place in a source, with its address."""
    return [{"id": claim, "address": homes[claim]} for claim in claims if claim in homes]


def _positions(changes: Changes, case: Case, names: Names, homes: Mapping[str, str]) -> list[Data]:
    return [
        {
            "party": names.party(part.party),
            "issue": names.issue(part.issue),
            "before": part.before,
            "after": part.after,
            "path": _path(case, names, part.party, part.issue),
            "claims": _refs(part.claims, homes),
        }
        for part in changes.positions
    ]


def _beliefs(changes: Changes, names: Names, homes: Mapping[str, str]) -> list[Data]:
    """Give the beliefs that moved, those that moved most first."""
    return [
        {
            "party": names.party(part.party),
            "kind": part.kind,
            "words": names.hypothesis(part.party, part.words),
            "before": part.before,
            "after": part.after,
            "error": part.error,
            "share": part.kind != "no deal",
            "claims": _refs(part.claims, homes),
        }
        for part in sorted(changes.beliefs, key=lambda part: -abs(part.after - part.before))
    ]


def _motives(changes: Changes, case: Case, names: Names) -> list[Data]:
    return [
        {
            "party": names.party(part.party),
            "address": f"/motives/{quote(part.party, safe='')}" if part.party in case.parties else None,
            "name": names.hypothesis(part.party, part.name),
            **_figure(part.chance),
        }
        for part in changes.motives
    ]


def _figure(figure: Figure) -> Data:
    return {"before": figure.before, "after": figure.after, "error": figure.error, "what": figure.what}


def _path(case: Case, names: Names, party: str, issue: str) -> list[Data]:
    """Give where a stated position stood, by date."""
    position = case.positions.get(party, {}).get(issue)
    points = [] if position is None else position.path
    return [{"date": point.date, "option": names.option(issue, point.option)} for point in points]


PAGES = (Page("/changes", "changes.html.j2", _show),)
