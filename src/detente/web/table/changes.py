"""What an edit changed: at once what follows without beliefs, and then what the run made after it says otherwise."""

import re
from functools import lru_cache
from typing import Any

from detente.deals import solve
from detente.errors import DetenteError
from detente.store.computing import changed_findings
from detente.table import Case, case_from_yaml
from detente.web.page import Visit
from detente.web.table.view import TableView

__all__ = ["changes_since", "since_now"]

MOST_FINDINGS = 8
MOST_PACKAGES = 1_000_000
MOST_PARTIES = 3
"""Up to how many packages and parties the frontier of a case of known numbers is computed while a person waits."""


def since_now(view: TableView) -> str:
    """Give what an address carries to show what changed since now: the revision, and the run."""
    return f"{view.revision.number}.{0 if view.run is None else view.run.number}"


def changes_since(visit: Visit, view: TableView) -> dict[str, Any] | None:
    """Give what changed since the revision and the run that the address names; None where it names none."""
    found = re.fullmatch(r"(\d{1,9})\.(\d{1,9})", visit.query.get("since", ""))
    if found is None or int(found[1]) >= view.revision.number:
        return None
    store, number = visit.workbench.store, int(found[1])
    then = store.revision(number)
    made = [store.revision(n) for n in range(max(number + 1, view.revision.number - 4), view.revision.number + 1)]
    at_once = None
    if then is not None:
        before, after = _at_once(then.text), _at_once(view.revision.text)
        at_once = {name: {"before": before.get(name), "after": after.get(name)} for name in {**before, **after}}
    told: dict[str, Any] = {
        "since": visit.query["since"],
        "edits": [{"author": one.author, "time": one.time, "why": one.why} for one in made if one is not None],
        "at_once": at_once,
        "computed": view.fresh,
        "failed": None if visit.workbench.recomputing.running else visit.workbench.recomputing.failed,
        "findings": [],
        "more": 0,
        "deals": None,
    }
    # Runs are large: the one before is read only where there is one after it to compare it with.
    old = store.run(number=int(found[2])) if view.fresh else None
    if view.run is not None and old is not None:
        findings = changed_findings(old, view.run)
        told["findings"], told["more"] = findings[:MOST_FINDINGS], max(len(findings) - MOST_FINDINGS, 0)
        told["deals"] = {
            name: {"before": old.analysis["deals"][name], "after": view.run.analysis["deals"][name]}
            for name in ("permitted", "frontier_points")
        }
    return told


@lru_cache(maxsize=4)
def _at_once(text: str) -> dict[str, Any]:
    """Give how many packages there are, how many cross no red line, and the frontier where all numbers are known."""
    case = case_from_yaml(text)
    packages, permitted = 1, 1
    for issue, part in case.issues.items():
        shut = {part.index(o) for party in required(case) for o in _red_line(case, party, issue)}
        packages *= len(part.labels)
        permitted *= len(part.labels) - len(shut)
    told: dict[str, Any] = {"packages": packages, "permitted": permitted}
    if packages <= MOST_PACKAGES and len(required(case)) <= MOST_PARTIES and case.issues and case.objectives:
        try:
            told["frontier"] = len(solve(case).frontier_arrays)
        except DetenteError:
            # Something is not known: the frontier is one of beliefs, and comes with the run.
            return told
    return told


def _red_line(case: Case, party: str, issue: str) -> list[Any]:
    position = case.positions.get(party, {}).get(issue)
    return [] if position is None else list(position.red_line)


def required(case: Case) -> list[str]:
    """Give the parties whose red lines bind: those whose consent is needed and whose objectives are known."""
    return [party for party, part in case.parties.items() if part.consent == "required" and party in case.objectives]
