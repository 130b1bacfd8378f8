"""Drafting again into a case that a person works on: what they changed stays, what they did not follows the draft."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from ruamel.yaml.nodes import MappingNode, Node

from detente.errors import Fault
from detente.table.case import Case
from detente.table.case_data import Data, by_label, in_order, leaves, renamed, without
from detente.table.case_file import SECTIONS, case_from_data, case_from_parsed, case_text
from detente.table.check import case_faults
from detente.table.identity import Edits, edits_of, stable, worded
from detente.table.patching import patched
from detente.table.schema_faults import schema_faults
from detente.table.three_way import Conflict, Merger, Path, path_text
from detente.table.yaml_places import Parsed, comments, end_of_entry, parse

__all__ = ["Redraft", "redraft"]


@dataclass(frozen=True, slots=True)
class Redraft:
    """A case drafted again: the text of its file, the text to keep as its draft, and what came of it.

    `added`, `updated` and `removed` are the paths that follow the new draft; `conflicts` the parts that a person and
    the draft both changed, and `left_out` what the draft has of things that a person removed.
    """

    case: Case
    text: str
    drafted: str
    conflicts: tuple[Conflict, ...] = ()
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def redraft(text: str, base: str | None, case: Case, name: str = "case.yaml") -> Redraft:
    """Merge `case`, drafted anew, into the file `text`, of which `base` was the last draft.

    Without a base everything in the file counts as a person's. A file that is just as it was drafted gives the new
    draft, with ids that are those of the old one. Raises FormatError with all faults of `text`.
    """
    mine = parse(text, name)
    case_from_parsed(mine, name)
    before: Data = {} if base is None else parse(base, name).data or {}
    edits = edits_of(before, mine.data)
    known = _with_own(before, mine.data, edits) if before else mine.data
    after = stable(case.model_dump(mode="json", exclude_defaults=True), known)
    kept = case_text(_remembered(before, edits, after))
    if base is not None and text == base:
        return Redraft(case_from_data(after, name), case_text(after), kept)
    merger = Merger(_commented(mine))
    old, new = (_in_their_words(part, edits) for part in (before, worded(by_label(after), before, edits, mine.data)))
    merged = merger.case(old, by_label(mine.data), new)
    merged = in_order(_restored(merged, mine.data, merger))
    merged = _sound(merged, mine.data, merger)
    result = patched(mine, merged, SECTIONS, name)
    lost = (*map(path_text, merger.left_out), *_shut_out(before, after, edits))
    added, updated, removed = (tuple(map(path_text, paths)) for paths in (merger.added, merger.updated, merger.removed))
    merged_case = case_from_data(merged, name)
    return Redraft(merged_case, result, kept, tuple(merger.conflicts), added, updated, removed, lost)


def _with_own(before: Data, mine: Data, edits: Edits) -> Data:
    """Give the last draft with the parties and issues that a person added, so that a new draft knows them by name."""
    known = dict(before)
    for section, renames in (("parties", edits.names.parties), ("issues", edits.names.issues)):
        entries = mine.get(section, {}).items()
        own = {n: part for n, part in entries if n not in before.get(section, {}) and n not in renames.values()}
        known[section] = before.get(section, {}) | own
    return known


def _in_their_words(data: Data, edits: Edits) -> Data:
    if not data:
        return {}
    return without(renamed(by_label(data), edits.names), edits.parties, edits.issues, edits.options)


def _remembered(before: Data, edits: Edits, after: Data) -> Data:
    """Give the draft to keep: the new one, with what a person removed and it no longer has, so that it stays out.

    What a person gave another name was not removed.
    """
    kept = deepcopy(after)
    for section, removed in (("parties", edits.parties), ("issues", edits.issues)):
        for name, part in before.get(section, {}).items():
            if name in removed and name not in after.get(section, {}):
                kept.setdefault(section, {})[name] = part
    return kept


def _shut_out(before: Data, after: Data, edits: Edits) -> Iterator[str]:
    """Give what the draft has anew of parties and issues that a person removed."""
    for section, names in (("parties", edits.parties), ("issues", edits.issues)):
        old, new = before.get(section, {}), after.get(section, {})
        yield from (f"{section}.{name}" for name in sorted(names) if name in new and new[name] != old.get(name))


# Comments


def _commented(parsed: Parsed) -> set[Path]:
    """Give the paths of all entries that hold a comment, or have one right above them."""
    places = [place for place, _ in comments(parsed.root, parsed.text)]
    return set(_with_comments(parsed.root, parsed.text, places, ())) if parsed.root is not None else set()


def _with_comments(node: Node, text: str, places: list[int], path: Path) -> Iterator[Path]:
    if not isinstance(node, MappingNode):
        return
    for key, value in node.value:
        start = text.rfind("\n", 0, int(key.start_mark.index)) + 1
        end = text.find("\n", end_of_entry(key, value, text))
        while path and start and text[text.rfind("\n", 0, start - 1) + 1 : start].lstrip().startswith("#"):
            start = text.rfind("\n", 0, start - 1) + 1
        inside = [place for place in places if start <= place < (end if end >= 0 else len(text))]
        if inside:
            here = (*path, str(key.value))
            yield here
            yield from _with_comments(value, text, inside, here)


# Soundness


def _restored(merged: Data, mine: Data, merger: Merger) -> Data:
    """Give back the issues, parties and options that something a person wrote still speaks of."""
    merged = deepcopy(merged)
    for section, used in (("issues", _used_issues(merged)), ("parties", _used_parties(merged))):
        for name in used:
            if name not in merged.get(section, {}) and name in mine.get(section, {}):
                merged.setdefault(section, {})[name] = mine[section][name]
                merger.removed = [path for path in merger.removed if path != (section, name)]
                merger.conflicts.append(
                    Conflict(f"{section}.{name}", "as it was", "nothing", "It stays, since your edits speak of it.")
                )
    for issue, words in _used_options(merged, mine):
        part, old = merged["issues"].get(issue), mine.get("issues", {}).get(issue, {}).get("options", [])
        if part is None or "options" not in part or words in part["options"] or words not in old:
            continue
        before = [other for other in old[: old.index(words)] if other in part["options"]]
        at = part["options"].index(before[-1]) + 1 if before else 0
        part["options"] = [*part["options"][:at], words, *part["options"][at:]]
    return merged


def _used_issues(data: Data) -> list[str]:
    used = [issue for party in data.get("objectives", {}) for issue in _all_leaves(data["objectives"][party])]
    used += [issue for by_issue in data.get("positions", {}).values() for issue in by_issue]
    used += [issue for package in data.get("packages", {}).values() for issue in package]
    for piece in data.get("evidence", {}).values():
        names = leaves(data, piece["party"])
        used += [piece[role] for role in ("on", "over") if piece.get(role) and piece[role] not in names]
    for part in [*data.get("unknowns", []), *data.get("stages", [])]:
        for field in ("bears_on", "may_settle"):
            used += part[field] if isinstance(part.get(field), list) else []
    return list(dict.fromkeys(used))


def _all_leaves(node: Data) -> Iterator[str]:
    if "issue" in node:
        yield node["issue"]
    for kind in ("all", "any"):
        for child in node.get(kind, {}).values():
            yield from _all_leaves(child)


def _used_parties(data: Data) -> list[str]:
    sections = ("objectives", "positions", "no_deal", "hypotheses")
    used = [party for section in sections for party in data.get(section, {})]
    used += [piece["party"] for piece in data.get("evidence", {}).values()]
    return list(dict.fromkeys(used))


def _used_options(merged: Data, mine: Data) -> Iterator[tuple[str, Any]]:
    for by_issue in merged.get("positions", {}).values():
        for issue, part in by_issue.items():
            for words in (part.get("stated"), *part.get("red_line", []), *(p["option"] for p in part.get("path", []))):
                yield issue, words
    for package in merged.get("packages", {}).values():
        yield from package.items()
    for piece in merged.get("evidence", {}).values():
        if piece.get("on"):
            yield leaves(merged, piece["party"]).get(piece["on"], piece["on"]), piece.get("option")
    for root in merged.get("objectives", {}).values():
        yield from _valued(root)


def _valued(node: Data) -> Iterator[tuple[str, Any]]:
    if isinstance(node.get("satisfaction"), dict):
        yield from ((node["issue"], words) for words in node["satisfaction"])
    for kind in ("all", "any"):
        for child in node.get(kind, {}).values():
            yield from _valued(child)


def _faults(data: Data) -> list[Fault]:
    try:
        return case_faults(Case.model_validate(data))
    except ValidationError as error:
        return schema_faults(error)


def _sound(merged: Data, mine: Data, merger: Merger) -> Data:
    """Give the merged case without what does not fit together: there the person's entry stays as it was, whole."""
    entries = sum(len(part) for part in merged.values() if isinstance(part, Mapping | list))
    for _ in range(len(merged) + 4 * entries):
        faults = _faults(merged)
        if not faults:
            return merged
        undone = [_undone(merged, mine, fault, merger) for fault in faults]
        if not any(undone):
            break
    merger.conflicts.append(
        Conflict("case", "all of it", "a draft that does not fit", "Mend what was removed, and draft again.")
    )
    return deepcopy(mine)


def _undone(merged: Data, mine: Data, fault: Fault, merger: Merger) -> bool:
    """Put the entry with a fault back to the person's; a new claim loses only the word that does not fit."""
    section, _, rest = fault.path.partition(".")
    section = section.split("[")[0]
    entries = merged.get(section)
    if not isinstance(entries, dict):
        if entries == mine.get(section):
            return False
        _put(merged, section, mine.get(section))
        return True
    name = max((n for n in entries if rest == n or rest.startswith((f"{n}.", f"{n}["))), key=len, default=None)
    if name is None:
        return False
    old = mine.get(section, {}).get(name)
    field = rest[len(name) + 1 :]
    if section == "evidence" and old is None and field in entries[name] and field in {"on", "over", "option"}:
        del entries[name][field]
        if field == "on":
            entries[name].pop("option", None)
        return True
    if entries[name] == old:
        return _whole_sections(merged, mine)
    merger.conflicts.append(
        Conflict(
            f"{section}.{name}",
            "as it was" if old is not None else "nothing",
            "something that does not fit what you changed",
            f"({fault.message})",
        )
    )
    _put(entries, name, old)
    if not entries:
        _put(merged, section, mine.get(section))
    return True


def _whole_sections(merged: Data, mine: Data) -> bool:
    changed = False
    for section in ("parties", "issues", "objectives"):
        for name, part in mine.get(section, {}).items():
            if merged.get(section, {}).get(name) != part:
                merged.setdefault(section, {})[name] = part
                changed = True
    return changed


def _put(data: Any, name: str, value: Any) -> None:
    if value is None:
        data.pop(name, None)
    else:
        data[name] = deepcopy(value)
