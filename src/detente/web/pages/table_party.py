"""One party of the table: its names, its consent, what no deal is worth to it, its objectives, and its hypotheses."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from detente.errors import UsageError
from detente.store import Change
from detente.table.objectives import ROOT
from detente.web.page import Action, Again, Form, NotFound, Page, Visit
from detente.web.table import trees
from detente.web.table.changes import changes_since, since_now
from detente.web.table.editing import Faults, Seen, Trouble, keep, number_of, seen_by
from detente.web.table.options import tree_paths
from detente.web.table.view import TableView, no_deal_of, view_of

__all__ = ["ACTIONS", "PAGES"]

NEW_STORIES = 1
_KINDS = ("", "unknown", "value", "range", "normal")


def _party(visit: Visit) -> tuple[TableView, str]:
    view = view_of(visit.workbench.store)
    if view is None:
        raise NotFound("there is no case yet; add a source first")
    return view, view.party(visit.path["party"])


def _page(
    visit: Visit, part: str = "", form: Mapping[str, Any] | None = None, trouble: Trouble | None = None
) -> dict[str, Any]:
    view, party = _party(visit)
    data = view.case.model_dump(mode="json", exclude_defaults=True)
    forms: dict[str, Any] = {"about": _about(data, party), "hypotheses": _stories(data, party), "add": {}, "node": {}}
    if form is not None:
        forms[part] = dict(form)
    tree = data.get("objectives", {}).get(party)
    believed = view.beliefs.get(party, {})
    return {
        **view.told(),
        "party": party,
        "name": view.names.party(party),
        "no_deal": no_deal_of(view, party),
        "tree": None if tree is None else _nested(view, party, tree, ROOT, believed),
        "ends": [{"id": end, "name": _end_name(view, party, end)} for end in trees.ends_of(tree)],
        "nodes": [
            {"id": name, "name": view.names.objective(party, name)} for _, name, _ in tree_paths(tree) if name
        ],
        "issues": [{"id": issue, "name": view.names.issue(issue)} for issue in view.case.issues],
        "believed_hypotheses": believed.get("hypotheses", {}),
        "says": {name: _says(view, party, story) for name, story in data.get("hypotheses", {}).get(party, {}).items()},
        "forms": forms,
        "part": part,
        "faults": {} if trouble is None else trouble.faults,
        "conflict": [] if trouble is None else list(trouble.conflict),
        "changes": changes_since(visit, view),
    }  # fmt: skip


def _show(visit: Visit) -> dict[str, Any]:
    return _page(visit)


def _end_name(view: TableView, party: str, end: str) -> str:
    return "the whole" if end == ROOT else view.names.objective(party, end)


def _nested(view: TableView, party: str, node: Mapping[str, Any], name: str, believed: Mapping[str, Any]) -> Any:
    kind = "leaf" if "issue" in node else "any" if "any" in node else "all"
    weight = believed.get("nodes", {}).get(name)
    parts = {} if kind == "leaf" else node[kind]
    return {
        "id": name,
        "name": _end_name(view, party, name),
        "label": node.get("name", ""),
        "kind": kind,
        "issue": node.get("issue"),
        "satisfaction": node.get("satisfaction"),
        "weights": node.get("weights", "unknown") if kind == "all" else None,
        "believed": None if weight is None else {
            **{key: weight["weight"][key] for key in ("mean", "low", "high")}, "only_prior": weight["only_prior"],
        },
        "claims": len(node.get("because", ())),
        "assumed": node.get("assumed"),
        "parts": [_nested(view, party, part, child, believed) for child, part in parts.items()],
        "below": sorted(trees.names_of(node)),
    }  # fmt: skip


def _says(view: TableView, party: str, story: Mapping[str, Any]) -> list[str]:
    says = story.get("says", {})
    name = view.names.objective
    told = [
        f"{name(party, node)} weighs more than {name(party, words.removeprefix('above '))}"
        for node, words in says.get("weights", {}).items()
    ]
    much = {"high": "walking away is worth much to it", "low": "walking away is worth little to it"}
    meant = {"high": "it means what it demands", "low": "it does not mean what it demands"}
    told += [much[says["no_deal"]]] if says.get("no_deal") else []
    return told + ([meant[says["sincerity"]]] if says.get("sincerity") else [])


# Its names, its consent, and what no deal is worth to it


def _about(data: Mapping[str, Any], party: str) -> dict[str, Any]:
    part, value = data["parties"][party], data.get("no_deal", {}).get(party)
    kind, first, second, why = "", "", "", ""
    if value == "unknown":
        kind = "unknown"
    elif isinstance(value, int | float):
        kind, first = "value", f"{value:g}"
    elif value is not None:
        kind = next(name for name in ("value", "range", "normal") if name in value)
        numbers = [value[kind]] if kind == "value" else value[kind]
        first, second = (*(f"{number:g}" for number in numbers), "")[:2]
        why = value.get("assumed", "")
    return {
        "name": part["name"],
        "aliases": "\n".join(part.get("aliases", ())),
        "voices": "\n".join(part.get("voices", ())),
        "consent": part.get("consent", "required"),
        "kind": kind,
        "first": first,
        "second": second,
        "why": why or "",
    }


def _about_changes(seen: Seen, party: str, form: Form, author: str, faults: Faults) -> tuple[Any, list[Change]]:
    names = ("name", "aliases", "voices", "consent", "kind", "first", "second", "why")
    sent = {name: form.get(name).replace("\r\n", "\n") for name in names}
    if not sent["name"]:
        faults["name"] = ["is empty; give the party a name"]
    if sent["consent"] not in {"required", "not required"} or sent["kind"] not in _KINDS:
        raise UsageError("this form was not made by this page; load it again")
    was = _about(seen.data, party)
    single = [name for name in ("name", "consent") if sent[name] != was[name]]
    changes = [Change(("parties", party, name), sent[name]) for name in single]
    for name in ("aliases", "voices"):
        lines = [line.strip() for line in sent[name].split("\n") if line.strip()]
        if lines != was[name].split("\n" if was[name] else None):
            changes.append(Change(("parties", party, name), lines or None))
    if sent["consent"] != was["consent"]:
        changes.append(Change(("parties", party, "assumed"), f"its consent: as {author} judges"))
    if any(sent[name] != was[name] for name in ("kind", "first", "second", "why")):
        value = _worth(sent, author, faults)
        changes.append(Change(("no_deal", party), value))
    return sent, changes


def _worth(sent: Mapping[str, str], author: str, faults: Faults) -> Any:
    kind = sent["kind"]
    if kind in {"", "unknown"}:
        return kind or None
    first = number_of(sent["first"], "first", faults)
    second = number_of(sent["second"], "second", faults) if kind != "value" else None
    return {kind: first if kind == "value" else [first, second], "assumed": sent["why"] or f"as {author} judges"}


# Hypotheses


def _stories(data: Mapping[str, Any], party: str) -> dict[str, Any]:
    stories = (data.get("hypotheses") or {}).get(party) or {}
    rows = [
        {"was": name, "name": name, "prior": f"{story['prior']:g}", "drop": False} for name, story in stories.items()
    ]
    return {"rows": rows + [{"was": "", "name": "", "prior": "", "drop": False}] * NEW_STORIES}


def _story_changes(seen: Seen, party: str, form: Form, author: str, faults: Faults) -> tuple[Any, list[Change]]:
    stories = seen.at("hypotheses", party) or {}
    rows = []
    for number, was in enumerate([*stories, *[""] * NEW_STORIES]):
        told = {"name": form.get(f"name:{number}"), "prior": form.get(f"prior:{number}")}
        rows.append({"was": was, **told, "drop": form.get(f"drop:{number}") == "yes"})
    wanted: dict[str, Any] = {}
    for number, row in enumerate(rows):
        if row["drop"] or (not row["was"] and not row["name"] and not row["prior"]):
            continue
        if not row["name"]:
            faults.setdefault(f"name:{number}", []).append("is empty; give the hypothesis a name")
        if row["name"] in wanted:
            faults.setdefault(f"name:{number}", []).append("stands there twice; give each its own name")
        prior = number_of(row["prior"], f"prior:{number}", faults)
        story = copy.deepcopy(stories.get(row["was"])) or {"assumed": f"as {author} judges"}
        if prior is not None and not 0 <= prior <= 1:
            faults.setdefault(f"prior:{number}", []).append("must lie between 0 and 1")
        if row["prior"] != f"{story.get('prior', -1):g}":
            story["prior"] = prior
            story["assumed"] = f"as {author} judges" if not story.get("assumed") else story["assumed"]
        wanted[row["name"]] = story
    # What is written here to six digits stands in the case to more: within that, nothing was changed.
    changed = wanted != stories or list(wanted) != list(stories)
    if not faults and changed and wanted and abs(sum(s["prior"] for s in wanted.values()) - 1) > 1e-4:
        total = sum(story["prior"] for story in wanted.values())
        faults[""] = [f"the priors sum to {total:g}; they must sum to 1"]
    return {"rows": rows}, [Change(("hypotheses", party), wanted or None)] if changed else []


# Objectives


def _weight_sent(form: Form, faults: Faults) -> float | None:
    text = form.get("weight")
    return number_of(text, "weight", faults) if text else None


def _add_changes(seen: Seen, party: str, form: Form, author: str, faults: Faults) -> tuple[Any, list[Change]]:
    sent = {name: form.get(name) for name in ("what", "end", "issue", "kind", "label", "first", "weight")}
    tree, why, weight = seen.at("objectives", party), f"as {author} judges", _weight_sent(form, faults)
    if sent["what"] == "leaf":
        if sent["issue"] not in (seen.at("issues") or {}):
            raise UsageError(f"there is no issue {sent['issue'][:80]!r} in this case")
        made = trees.add_leaf(tree, sent["end"] or ROOT, sent["issue"], weight, why)
    elif tree is None:
        raise UsageError("there is no objective yet that an end could hold; add a leaf first")
    else:
        if not sent["label"]:
            faults["label"] = ["is empty; give the end a name"]
        made = trees.add_end(tree, sent["end"] or ROOT, sent["kind"], sent["label"], sent["first"], weight, why)
    return sent, [Change(("objectives", party), made)]


def _node_changes(seen: Seen, party: str, form: Form, author: str, faults: Faults) -> tuple[Any, list[Change]]:
    sent: dict[str, Any] = {n: form.get(n) for n in ("node", "label", "kind", "weights", "end", "weight", "remove")}
    sent["numbers"] = {name[2:]: value.strip() for name, value in form.fields.items() if name.startswith("w:")}
    tree, node = seen.at("objectives", party), sent["node"]
    if tree is None:
        raise UsageError("this party had no objectives when the form was made; load its page again")
    if sent["remove"] == "yes":
        made = trees.remove_node(tree, node)
        return sent, [Change(("objectives", party), made)]
    weights: Any = sent["weights"] or None
    if weights == "numbers":
        weights = {name: number_of(text, f"w:{name}", faults) for name, text in sent["numbers"].items()}
        if any(number is not None and number < 0 for number in weights.values()):
            faults[""] = ["a weight is below zero; give numbers from zero"]
    made = trees.change_node(tree, node, sent["label"], sent["kind"] or None, weights, f"as {author} judges")
    if sent["end"]:
        made = trees.move_node(made, node, sent["end"], _weight_sent(form, faults))
    return sent, [Change(("objectives", party), made)] if made != tree else []


_PARTS = {
    "about": (_about_changes, "name, consent, or no deal"),
    "hypotheses": (_story_changes, "hypotheses"),
    "add": (_add_changes, "objectives"),
    "node": (_node_changes, "objectives"),
}


def _fields(party: str) -> Iterator[tuple[str, str]]:
    yield f"parties.{party}", "name"
    yield f"no_deal.{party}", "first"
    for section in ("hypotheses", "objectives"):
        yield f"{section}.{party}", ""


def _save(visit: Visit, form: Form) -> str | Again:
    view, party = _party(visit)
    part = form.get("part")
    if part not in _PARTS:
        raise UsageError(f"{part[:40]!r} is no part of a party; there are {', '.join(_PARTS)}")
    seen, faults = seen_by(visit.workbench, form), Faults()
    if seen.at("parties", party) is None:
        raise UsageError("this party was not there when the form was made; load its page again")
    read, what = _PARTS[part]
    sent, changes = read(seen, party, form, visit.workbench.author, faults)
    trouble: Trouble | None = Trouble(422, faults) if faults else None
    if trouble is None:
        why = f"{view.names.party(party)}: {what}"
        trouble = keep(visit.workbench, seen, changes, why, dict(_fields(party)))
    if trouble is None:
        return f"/table/{quote(party, safe='')}?since={since_now(view)}"
    return Again("table_party.html.j2", _page(visit, part, sent, trouble), trouble.status)


PAGES = (Page("/table/{party}", "table_party.html.j2", _show),)
ACTIONS = (Action("/table/{party}", _save),)
