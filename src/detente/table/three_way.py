"""Three versions of a case in one: the last draft, the file as a person left it, and a new draft.

What a person changed, added or removed stays; everything else follows the new draft (a three-way merge, as of
Smith's diff3, on the parts of the case in place of lines). Where both changed the same part since the last draft, the
person's stays, and the conflict is told. What no draft had and a person wrote is theirs: it stays, and is no conflict.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from detente.table.case_data import Data
from detente.table.patching import identity

__all__ = ["GONE", "Conflict", "Merger", "Path", "path_text"]

Path = tuple[str, ...]


class _Gone:
    """Stands for a part that a version does not have."""

    def __repr__(self) -> str:
        return "GONE"


GONE: Final = _Gone()

_STRUCTURE = ("issue", "satisfaction", "all", "any", "weights")
_MEASURES = ("options", "ordered", "range", "step", "unit")
_NEW_PRIOR = "your priors stay, so that this new story has none yet: give it one, and lower the others by as much"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part that a person and the new draft both changed: what stays, what the draft has, and what to do."""

    path: str
    mine: Any
    drafted: Any
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: yours stays, {_shown(self.mine)}; the draft now has {_shown(self.drafted)}. {self.remedy}"


def _shown(value: Any) -> str:
    if value is GONE:
        return "nothing"
    words = repr(value) if isinstance(value, str) else str(value)
    return words if len(words) <= 80 else words[:77] + "…"


def path_text(path: Path) -> str:
    """Give a path as faults name it: `issues.land.options`."""
    return ".".join(path)


def _kind(node: Mapping[str, Any]) -> str:
    return next((kind for kind in ("issue", "all", "any") if kind in node), "")


def _alone(path: Path) -> bool:
    """Tell whether a value is one whole: a number with its bounds."""
    return (path[0] == "no_deal" and len(path) == 2) or path[-1] in {"capability", "range", "normal", "detente"}


@dataclass
class Merger:
    """Merges part by part, and keeps account. `commented` are the parts in which a person's comments stand."""

    commented: set[Path] = field(default_factory=set)
    conflicts: list[Conflict] = field(default_factory=list)
    added: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)

    def case(self, base: Data, mine: Data, drafted: Data) -> Data:
        """Give the merged case; the versions speak of the same ids, satisfactions are by option."""
        merged = self._mapping((), base, mine, drafted)
        empty = [name for name, part in merged.items() if part in ({}, []) and mine.get(name) not in ({}, [])]
        return {name: part for name, part in merged.items() if name not in empty}

    def _conflict(self, path: Path, mine: Any, drafted: Any, remedy: str | None = None) -> None:
        if remedy is None:
            remedy = "To drop it, remove it." if drafted is GONE else "To take the draft's, write it there."
        self.conflicts.append(Conflict(path_text(path), mine, drafted, remedy))

    def _has_comment(self, path: Path) -> bool:
        return path in self.commented

    def value(self, path: Path, base: Any, mine: Any, drafted: Any) -> Any:
        """Give the value of one part."""
        if mine == drafted or base == drafted:
            return mine
        if len(path) == 2 and path[0] == "issues" and isinstance(mine, dict) and isinstance(drafted, dict):
            drafted = _measured_alike(mine, drafted)
        if isinstance(mine, dict) and isinstance(drafted, dict) and not _alone(path):
            before = base if isinstance(base, dict) else {}
            if path[0] == "objectives" and len(path) % 2 == 0:
                return self._node(path, before, mine, drafted)
            if path[0] == "hypotheses" and len(path) == 2:
                return self._stories(path, before, mine, drafted)
            return self._mapping(path, before, mine, drafted)
        if isinstance(mine, list) and isinstance(drafted, list) and not _alone(path):
            return self._list(path, base if isinstance(base, list) else [], mine, drafted)
        return self._whole(path, base, mine, drafted)

    def _whole(self, path: Path, base: Any, mine: Any, drafted: Any) -> Any:
        if mine == base:
            if drafted is GONE:
                if self._has_comment(path):
                    self._conflict(path, mine, drafted, "It bears a comment of yours. To drop it, remove it.")
                    return mine
                self.removed.append(path)
            else:
                (self.added if mine is GONE else self.updated).append(path)
            return drafted
        if mine is GONE:
            self.left_out.append(path)
            return GONE
        if base is not GONE:
            self._conflict(path, mine, drafted)
        return mine

    def _mapping(self, path: Path, base: Data, mine: Data, drafted: Data, skip: Sequence[str] = ()) -> Data:
        merged: Data = {}
        for name in _order(mine, drafted):
            if name in skip:
                continue
            value = self.value((*path, name), base.get(name, GONE), mine.get(name, GONE), drafted.get(name, GONE))
            if value is GONE or (value == {} and mine.get(name) != {} and path):
                continue
            merged[name] = value
        return merged

    # Objective trees

    def _node(self, path: Path, base: Data, mine: Data, drafted: Data) -> Data:
        kinds = [_kind(part) for part in (base, mine, drafted)]
        if kinds[1] == kinds[2]:
            merged = self._mapping(path, base, mine, drafted, ("weights",))
            return self._weighed(path, base, mine, drafted, merged)
        merged = self._mapping(path, base, mine, drafted, _STRUCTURE)
        unchanged = _structure(mine) == _structure(base) and not self._has_comment(path)
        if base and kinds[0] != kinds[2] and not unchanged:
            self._conflict(path, f"a node of {kinds[1]}", f"a node of {kinds[2]}")
        if unchanged:
            self.updated.append(path)
        return _structure(drafted if unchanged else mine) | merged

    def _weighed(self, path: Path, base: Data, mine: Data, drafted: Data, merged: Data) -> Data:
        """Put the weights of a sum: a person's numbers stand, for whatever children it has now."""
        before, now, later = (part.get("weights", GONE) for part in (base, mine, drafted))
        children = merged.get("all", {})
        if not isinstance(now, dict) or now == before:
            weights = self.value((*path, "weights"), before, now, later)
        else:
            for name in now:
                if name not in children and name in mine["all"]:
                    children[name] = deepcopy(mine["all"][name])
                    self.removed = [gone for gone in self.removed if gone != (*path, "all", name)]
            weights = {name: now.get(name, 0) for name in children}
            self._unweighed((*path, "weights"), [name for name in children if name not in now])
        if isinstance(weights, dict) and set(weights) != set(children):
            weights = {name: weights.get(name, 0) for name in children}
        return merged | ({} if weights is GONE else {"weights": weights})

    def _unweighed(self, path: Path, new: Sequence[str]) -> None:
        """Say that new objectives stand beside weights that a person gave."""
        if len(new) == 1:
            told = "Your weights stay, so that this new objective has none yet: give it one."
            self._conflict((*path, new[0]), 0, "a new objective", told)
        elif new:
            told = "Your weights stay, so that these new objectives have none yet: give them some."
            self._conflict(path, "0 for each", f"new objectives: {', '.join(new)}", told)

    # Hypotheses

    def _stories(self, path: Path, base: Data, mine: Data, drafted: Data) -> Data:
        """Merge rival stories: their priors sum to 1, so that a person's stand or fall together."""

        def priors(stories: Data) -> Data:
            return {name: story["prior"] for name, story in stories.items()}

        if priors(mine) == priors(base):
            return self._mapping(path, base, mine, drafted)
        merged: Data = {}
        for name in _order(mine, drafted):
            before, later = base.get(name), drafted.get(name)
            if name in mine:
                kept = mine[name] if later is None else self._told(path, name, before or {}, mine[name], later)
                merged[name] = kept
            elif before is None and later is not None:
                merged[name] = later | {"prior": 0, "assumed": _NEW_PRIOR}
                self.added.append((*path, name))
                self._conflict((*path, name, "prior"), 0, later["prior"], "Give it a prior, and lower the others.")
        return merged

    def _told(self, path: Path, name: str, base: Data, mine: Data, drafted: Data) -> Data:
        merged = self._mapping((*path, name), base, mine, drafted, ("prior",))
        return {"prior": mine["prior"]} | merged

    # Lists

    def _list(self, path: Path, base: list[Any], mine: list[Any], drafted: list[Any]) -> list[Any]:
        if mine == base and not self._has_comment(path):
            self.updated.append(path)
            return drafted
        before = {identity(item): item for item in base}
        later = {identity(item): item for item in drafted}
        keep = path[-1] == "options" or self._has_comment(path)
        merged = []
        for item in mine:
            name = identity(item)
            if name in later or name not in before or keep or item != before[name]:
                merged.append(self._item(path, before.get(name), item, later.get(name)))
        return _with_new(merged, before, drafted)

    def _item(self, path: Path, base: Any, mine: Any, drafted: Any) -> Any:
        if isinstance(mine, dict) and isinstance(drafted, dict):
            return self._mapping(path, base or {}, mine, drafted)
        return mine


def _measured_alike(mine: Data, drafted: Data) -> Data:
    """Give the drafted issue measured as the person has it, where one is in numbers and the other in words."""
    if ("range" in mine) == ("range" in drafted):
        return drafted
    kept = {name: part for name, part in drafted.items() if name not in _MEASURES}
    return kept | {name: mine[name] for name in _MEASURES if name in mine}


def _structure(node: Data) -> Data:
    return {name: node[name] for name in _STRUCTURE if name in node}


def _order(mine: Mapping[str, Any], drafted: Mapping[str, Any]) -> list[str]:
    """Give the names of `mine` in their order, each new one of `drafted` behind the one it follows there."""
    names = list(mine)
    at = 0
    for name in drafted:
        if name in mine:
            at = names.index(name) + 1
        else:
            names.insert(at, name)
            at += 1
    return names


def _with_new(merged: list[Any], before: Mapping[str, Any], drafted: list[Any]) -> list[Any]:
    """Put what the draft newly has behind what it follows there."""
    names = [identity(item) for item in merged]
    result = list(merged)
    at = 0 if any(identity(item) in names for item in drafted) else len(result)
    for item in drafted:
        name = identity(item)
        if name in names:
            at = names.index(name) + 1
        elif name not in before:
            result.insert(at, item)
            names.insert(at, name)
            at += 1
    return result
