"""One issue of the table: its name, its options and their order, to be changed."""

from typing import Any
from urllib.parse import quote

from detente.errors import UsageError
from detente.store import Change
from detente.web.page import Action, Again, Form, NotFound, Page, Visit
from detente.web.table.changes import changes_since, since_now
from detente.web.table.editing import Faults, Seen, Trouble, keep, number_of, seen_by
from detente.web.table.options import OptionRow, option_changes, references
from detente.web.table.view import TableView, view_of

__all__ = ["ACTIONS", "PAGES"]

MOST_OPTIONS = 28
"""Up to how many options can be changed here; an issue of more is changed in case.yaml."""

NEW_ROWS = 2
MOST_NAMED = 6


def _issue(visit: Visit) -> tuple[TableView, str]:
    view = view_of(visit.workbench.store)
    if view is None:
        raise NotFound("there is no case yet; add a source first")
    view.issue(visit.path["issue"])
    return view, visit.path["issue"]


def _page(visit: Visit, form: dict[str, Any] | None = None, trouble: Trouble | None = None) -> dict[str, Any]:
    view, issue_id = _issue(visit)
    issue = view.case.issues[issue_id]
    options = list(issue.options or ())
    now: dict[str, Any] = {"name": issue.name or "", "ordered": issue.ordered, "rows": _rows(options)}
    if issue.range is not None:
        low, high = issue.range
        now |= {"low": f"{low:g}", "high": f"{high:g}", "step": f"{issue.step:g}", "unit": issue.unit or ""}
    data = view.case.model_dump(mode="json", exclude_defaults=True)
    named: dict[str, list[str]] = {}
    for path, option in references(data, issue_id):
        named.setdefault(option, []).append(_words(view, path))
    return {
        **view.told(),
        "issue": issue_id,
        "name": view.names.issue(issue_id),
        "numbers": issue.range is not None,
        "too_many": len(options) > MOST_OPTIONS,
        "options": options[:500],
        "named": {option: _counted(words) for option, words in named.items()},
        "because": list(issue.because),
        "assumed": issue.assumed,
        "form": now if form is None else form,
        "faults": {} if trouble is None else trouble.faults,
        "conflict": [] if trouble is None else list(trouble.conflict),
        "changes": changes_since(visit, view),
    }


def _rows(options: list[str]) -> list[dict[str, str]]:
    rows = [{"was": o, "label": o, "order": str(place), "fate": ""} for place, o in enumerate(options, 1)]
    return rows + [{"was": "", "label": "", "order": "", "fate": ""} for _ in range(NEW_ROWS)]


def _words(view: TableView, path: tuple[str | int, ...]) -> str:
    """Tell what names an option, by its path; a claim is only counted."""
    section, name = str(path[0]), str(path[1])
    if section == "evidence":
        return ""
    if section == "packages":
        return f"the package {name}"
    told = {"stated": "states it", "option": "stated it before"}.get(str(path[-1]), "rules it out")
    return f"{view.names.party(name)} {told}"


def _counted(words: list[str]) -> list[str]:
    claims, rest = words.count(""), list(dict.fromkeys(word for word in words if word))
    more = [f"{len(rest) - MOST_NAMED} more"] if len(rest) > MOST_NAMED else []
    return rest[:MOST_NAMED] + more + ([f"{claims} claim{'s' if claims > 1 else ''}"] if claims else [])


def _save(visit: Visit, form: Form) -> str | Again:
    view, issue_id = _issue(visit)
    seen = seen_by(visit.workbench, form)
    base = seen.at("issues", issue_id)
    if base is None:
        raise UsageError("this issue was not there when the form was made; load its page again")
    sent, faults = _sent(form, base), Faults()
    changes = _changes(seen, issue_id, sent, faults)
    trouble: Trouble | None = Trouble(422, faults) if faults else None
    if trouble is None:
        where = f"issues.{issue_id}"
        fields = {where: "", f"{where}.name": "name", f"{where}.range": "range", f"{where}.step": "range"}
        fields |= {f"{where}.options": "options"}
        trouble = keep(visit.workbench, seen, changes, f"the issue {view.names.issue(issue_id)}", fields)
    if trouble is None:
        return f"/table/issues/{quote(issue_id, safe='')}/options?since={since_now(view)}"
    return Again("table_issue.html.j2", _page(visit, sent, trouble), trouble.status)


def _sent(form: Form, base: dict[str, Any]) -> dict[str, Any]:
    count = len(base.get("options") or ()) + NEW_ROWS
    was = [*map(str, base.get("options") or ()), *[""] * NEW_ROWS]
    rows = [
        {"was": was[n], **{name: form.get(f"{name}:{n}") for name in ("label", "order", "fate")}} for n in range(count)
    ]
    ranged = {name: form.get(name) for name in ("low", "high", "step", "unit")} if "range" in base else {}
    return {"name": form.get("name"), "ordered": form.get("ordered") == "yes", "rows": rows, **ranged}


def _changes(seen: Seen, issue_id: str, sent: dict[str, Any], faults: Faults) -> list[Change]:
    base = seen.at("issues", issue_id)
    path = ("issues", issue_id)
    changes = []
    if sent["name"] != (base.get("name") or ""):
        changes.append(Change((*path, "name"), sent["name"] or None))
    if "range" in base:
        return changes + _of_numbers(base, issue_id, sent, faults)
    if sent["ordered"] != base.get("ordered", True):
        changes.append(Change((*path, "ordered"), None if sent["ordered"] else False))
    if len(base["options"]) <= MOST_OPTIONS:
        rows = _option_rows(seen, issue_id, sent, faults)
        changes += option_changes(seen.data, issue_id, rows)
    return changes


def _of_numbers(base: dict[str, Any], issue_id: str, sent: dict[str, Any], faults: Faults) -> list[Change]:
    low, high, step = (number_of(sent[name], name, faults) for name in ("low", "high", "step"))
    wanted = {"range": [low, high], "step": step, "unit": sent["unit"] or None}
    if faults:
        return []
    return [Change(("issues", issue_id, name), value) for name, value in wanted.items() if value != base.get(name)]


def _option_rows(seen: Seen, issue_id: str, sent: dict[str, Any], faults: Faults) -> list[OptionRow]:
    """Give the rows in their order; what cannot be done is told at its row."""
    named = {option for _, option in references(seen.data, issue_id)}
    rows: list[tuple[float, OptionRow]] = []
    for number, row in enumerate(sent["rows"]):
        gone = row["fate"] == "remove" or row["fate"].startswith("=")
        if not row["was"] and (not row["label"] or gone):
            continue
        field = f"label:{number}"
        if not row["label"] and not gone:
            faults.setdefault(field, []).append("is empty; give it words, or remove the option")
        order = float(len(sent["rows"]) + number)
        if row["order"] and not gone:
            order = number_of(row["order"], f"order:{number}", faults) or 0.0
        into = row["fate"][1:] if row["fate"].startswith("=") else None
        if gone and row["was"] in named and into is None:
            told = "is named elsewhere; choose the option to which all goes that names it"
            faults.setdefault(f"fate:{number}", []).append(told)
        rows.append((order, OptionRow(row["was"] or None, row["label"], gone, into)))
    kept = {row.was for _, row in rows if not row.gone}
    for number, row in enumerate(sent["rows"]):
        if row["fate"].startswith("=") and row["fate"][1:] not in kept:
            faults.setdefault(f"fate:{number}", []).append("goes to an option that is itself removed; choose another")
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


PAGES = (Page("/table/issues/{issue}/options", "table_issue.html.j2", _page),)
ACTIONS = (Action("/table/issues/{issue}/options", _save),)
