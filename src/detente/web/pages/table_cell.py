"""One cell of the table: what a party states, wants and rules out on an issue, its claims, and a form to change it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from detente.errors import UsageError
from detente.store import Change
from detente.table import Issue, Position
from detente.web.page import Action, Again, Form, NotFound, Page, Visit
from detente.web.table.changes import changes_since, since_now
from detente.web.table.editing import Seen, Trouble, keep, seen_by
from detente.web.table.view import TableView, cell_key, cell_of, claim_ids, claims_of, label_of, view_of

__all__ = ["ACTIONS", "PAGES"]

MOST_BOXES = 30
"""Up to how many options have a box each for red lines; more are written one to a line."""


def _cell(visit: Visit) -> tuple[TableView, str, str, Issue]:
    view = view_of(visit.workbench.store)
    if view is None:
        raise NotFound("there is no case yet; add a source first")
    party = view.party(visit.path["party"])
    return view, party, visit.path["issue"], view.issue(visit.path["issue"])


def _page(visit: Visit, form: dict[str, Any] | None = None, trouble: Trouble | None = None) -> dict[str, Any]:
    view, party, issue_id, issue = _cell(visit)
    position = view.case.positions.get(party, {}).get(issue_id, Position())
    cell = cell_of(view, party, issue_id)
    believed = view.beliefs.get(party, {})
    now = {
        "stated": "unknown" if position.stated == "unknown" else _sign(label_of(issue, position.stated)),
        "voice": position.voice or "",
        "red_line": cell["red_line"],
        "assumed": position.assumed or "",
    }
    return {
        **view.told(),
        "party": {"id": party, "name": view.names.party(party)},
        "name": view.names.issue(issue_id),
        "labels": list(issue.labels[:500]),
        "boxes": len(issue.labels) <= MOST_BOXES,
        "ordered": issue.ordered,
        "cell": cell,
        "path": [
            {"date": point.date, "option": label_of(issue, point.option)} for point in position.path
        ],
        "because": list(position.because),
        "gap": next((gap for gap in believed.get("gaps", ()) if gap["issue"] == issue_id), None),
        "red_lines": [line for line in believed.get("red_lines", ()) if line["issue"] == issue_id],
        "claims": claims_of(view, claim_ids(view.case, party, issue_id)),
        "voices": sorted({*view.case.parties[party].voices}),
        "now": now,
        "form": now if form is None else form,
        "faults": {} if trouble is None else trouble.faults,
        "conflict": [] if trouble is None else list(trouble.conflict),
        "in_table": (form or {}).get("back") == "table" or visit.query.get("in") == "table",
        "changes": changes_since(visit, view),
    }  # fmt: skip


def _sign(label: str | None) -> str:
    """Give what a choice sends for an option, so that no label is taken for another choice."""
    return "" if label is None else f"={label}"


def _save(visit: Visit, form: Form) -> str | Again:
    """Keep what was changed in the form, on the state that the person saw."""
    view, party, issue_id, _ = _cell(visit)
    seen = seen_by(visit.workbench, form)
    sent = _sent(form)
    where = f"positions.{party}.{issue_id}"
    fields = {f"{where}.stated": "stated", f"{where}.red_line": "red_line", f"{where}.voice": "voice", where: ""}
    names = f"{view.names.party(party)} on {view.names.issue(issue_id)}"
    changes = list(_changes(seen, party, issue_id, sent, visit.workbench.author))
    what = ", ".join(str(change.path[-1]).replace("_", " ") for change in changes if change.path[-1] != "because")
    trouble = keep(visit.workbench, seen, changes, f"{names}: {what}", fields)
    if trouble is None:
        since = f"?since={since_now(view)}"
        return f"/table{since}" if sent["back"] == "table" else f"/table/{_quoted(party)}/{_quoted(issue_id)}{since}"
    fragment = f"edit-{cell_key(party, issue_id)}" if sent["back"] == "table" else None
    return Again("table_cell.html.j2", _page(visit, sent, trouble), trouble.status, fragment)


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _sent(form: Form) -> dict[str, Any]:
    boxes = [value for name, value in form.fields.items() if name.startswith("red:")]
    lines = [line.strip() for line in form.get("red_lines").splitlines() if line.strip()]
    return {
        "stated": form.get("stated"),
        "voice": form.get("voice"),
        "red_line": boxes or lines,
        "assumed": form.get("assumed"),
        "back": form.get("back"),
    }


def _changes(seen: Seen, party: str, issue_id: str, sent: dict[str, Any], author: str) -> Iterator[Change]:
    """Give what differs from what the person saw. Raises UsageError where the choice is none."""
    path = ("positions", party, issue_id)
    was = seen.at(*path) or {}
    issue = Issue.model_validate(seen.at("issues", issue_id))
    stated = sent["stated"]
    if stated not in {"", "unknown"} and not stated.startswith("="):
        raise UsageError(f"{stated[:40]!r} is no choice for what is stated")
    before = "unknown" if was.get("stated") == "unknown" else _sign(label_of(issue, was.get("stated")))
    moved = stated != before
    if moved:
        yield Change((*path, "stated"), _value(issue, stated[1:]) if stated.startswith("=") else stated or None)
    red_before = [str(label_of(issue, option)) for option in was.get("red_line") or ()]
    ruled = sorted(sent["red_line"]) != sorted(red_before)
    if ruled:
        yield Change((*path, "red_line"), [_value(issue, label) for label in sent["red_line"]] or None)
    if sent["voice"] != (was.get("voice") or ""):
        yield Change((*path, "voice"), sent["voice"] or None)
    reason = sent["assumed"]
    if (moved or ruled) and reason == (was.get("assumed") or ""):
        # Nothing stands in a case without a claim or a reason: what a person sets without one is theirs.
        reason = reason or f"as {author} judges"
    if moved and was.get("because"):
        yield Change((*path, "because"), None)
    if reason != (was.get("assumed") or ""):
        yield Change((*path, "assumed"), reason or None)


def _value(issue: Issue, label: str) -> str | float:
    """Give an option as the case holds it: its label, or its number on an issue of numbers."""
    if issue.range is None or label not in issue.labels:
        return label
    return issue.range[0] + issue.labels.index(label) * (issue.step or 1.0)


PAGES = (Page("/table/{party}/{issue}", "table_cell.html.j2", _page),)
ACTIONS = (Action("/table/{party}/{issue}", _save),)
