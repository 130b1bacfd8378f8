"""The options of an issue renamed, put in another order, added, removed: everything that names them goes along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.store import Change

__all__ = ["OptionRow", "option_changes", "references", "tree_paths"]

Data = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option as a form sends it: what it was called (None: it is new), what it is called, and what becomes of it.

    `gone` where it is to be removed; `into` names then the option (as it was called) to which all goes that names it.
    """

    was: str | None
    label: str
    gone: bool = False
    into: str | None = None


def tree_paths(node: Any, path: Path = ()) -> Iterator[tuple[Path, str | None, Mapping[str, Any]]]:
    """Give the nodes of a tree as plain data, with the path from its root and the name (None: the root)."""
    if not isinstance(node, Mapping):
        return
    yield path, (str(path[-1]) if path else None), node
    for kind in ("all", "any"):
        for name, child in (node.get(kind) or {}).items():
            yield from tree_paths(child, (*path, kind, name))


def references(data: Data, issue: str) -> Iterator[tuple[Path, str]]:
    """Give every place that names an option of the issue: its path, and the option."""
    for party, by_issue in (data.get("positions") or {}).items():
        position = (by_issue or {}).get(issue) or {}
        if position.get("stated") not in (None, "unknown"):
            yield ("positions", party, issue, "stated"), str(position["stated"])
        for place, option in enumerate(position.get("red_line") or ()):
            yield ("positions", party, issue, "red_line", place), str(option)
        for place, point in enumerate(position.get("path") or ()):
            yield ("positions", party, issue, "path", place, "option"), str(point["option"])
    for name, package in (data.get("packages") or {}).items():
        if issue in (package or {}):
            yield ("packages", name, issue), str(package[issue])
    leaves = {
        party: {name for _, name, node in tree_paths(root) if node.get("issue") == issue}
        for party, root in (data.get("objectives") or {}).items()
    }
    for claim, piece in (data.get("evidence") or {}).items():
        if piece.get("option") is not None and piece.get("on") in {issue, *leaves.get(piece.get("party"), ())}:
            yield ("evidence", claim, "option"), str(piece["option"])


def option_changes(data: Data, issue: str, rows: Sequence[OptionRow]) -> list[Change]:
    """Give the changes that make the options those of `rows`, in this order."""
    old = [str(option) for option in data["issues"][issue].get("options") or ()]
    kept = [row for row in rows if not row.gone]
    new = [row.label for row in kept]
    called = {row.was: row.label for row in kept if row.was is not None}
    called |= {row.was: called[row.into] for row in rows if row.gone and row.was and row.into in called}
    changes = [] if new == old else [Change(("issues", issue, "options"), new)]
    red_lines: dict[Path, list[str]] = {}
    for path, option in references(data, issue):
        now = called.get(option, option)
        if "red_line" in path:
            red_lines.setdefault(path[:-1], []).append(now)
        elif now != option:
            changes.append(Change(path, now))
    for path, options in red_lines.items():
        party = str(path[1])
        if options != [str(option) for option in data["positions"][party][issue]["red_line"]]:
            changes.append(Change(path, list(dict.fromkeys(options))))
    if [row.was for row in kept] != old:
        changes += _satisfactions(data, issue, old, kept)
    return changes


def _satisfactions(data: Data, issue: str, old: Sequence[str], kept: Sequence[OptionRow]) -> Iterator[Change]:
    """Put the satisfactions of all leaves in the new order; that of a new option is unknown."""
    for party, root in (data.get("objectives") or {}).items():
        for path, _, node in tree_paths(root):
            given = node.get("satisfaction")
            if node.get("issue") == issue and isinstance(given, list) and len(given) == len(old):
                by_option = dict(zip(old, given, strict=True))
                now = [by_option.get(row.was or "", "unknown") if row.was else "unknown" for row in kept]
                yield Change(("objectives", party, *path, "satisfaction"), now)
