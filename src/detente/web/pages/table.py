"""The table: parties by issues, with what each states, is believed to want, weighs, and rules out."""

from typing import Any

from detente.web.page import Page, Visit
from detente.web.table.changes import changes_since
from detente.web.table.view import TableView, cell_of, no_deal_of, view_of

__all__ = ["PAGES", "matrix"]


def matrix(visit: Visit, view: TableView) -> dict[str, Any]:
    """Give the table of a case as it stands."""
    parties = [
        {
            "id": party,
            "name": part.name,
            "required": part.consent == "required",
            "no_deal": no_deal_of(view, party),
            "objectives": party in view.case.objectives,
            "hypotheses": len(view.case.hypotheses.get(party, {})),
            "too_little": bool(view.beliefs.get(party, {}).get("too_little_evidence")),
        }
        for party, part in view.case.parties.items()
    ]
    rows = [
        {
            "id": issue,
            "name": view.names.issue(issue),
            "options": len(part.labels),
            "ordered": part.ordered,
            "cells": [cell_of(view, party, issue) for party in view.case.parties],
        }
        for issue, part in view.case.issues.items()
    ]
    return {**view.told(), "parties": parties, "issues": rows, "changes": changes_since(visit, view)}


def _show(visit: Visit) -> dict[str, Any]:
    view = view_of(visit.workbench.store)
    if view is None:
        return {"revision": None, "run": None, "fresh": False, "parties": [], "issues": [], "changes": None}
    return matrix(visit, view)


PAGES = (Page("/table", "table.html.j2", _show),)
