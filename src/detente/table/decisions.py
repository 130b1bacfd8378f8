"""What a person decided about what was read: an append-only list of decisions, and which of them are in force.

Decisions stand apart from the claims and from the case (`decisions.jsonl`, one JSON object a line), so that reading or
drafting again never overwrites them. Undoing is a decision too: nothing is ever taken out of the list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from detente.claims import ACTS, BASES, CERTAINTIES
from detente.errors import Fault

__all__ = ["FIELDS", "KINDS", "Decision", "Kind", "decision_faults", "field_faults", "in_force", "last_in_force"]

Kind = Literal[
    "confirm", "reject", "correct", "add", "drop", "side", "merge-parties", "merge-issues", "keep-apart", "undo"
]
KINDS: tuple[Kind, ...] = get_args(Kind)

FIELDS = ("party", "act", "issue", "content", "against", "certainty", "basis")
"""What a person can correct of a claim."""

_CHOICES: dict[str, tuple[str, ...]] = {"act": ACTS, "certainty": CERTAINTIES, "basis": BASES}
_ON_CLAIMS = ("confirm", "reject", "correct", "add")
_NEEDED = ("party", "act", "issue", "content", "certainty", "basis")
"""What an added claim must say of itself."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: who took it when (ISO 8601), about what, and what stood there before and after.

    `about` of `confirm`, `reject` and `correct` names a claim: its id (`claim`), `document`, `words`, and `party` and
    `act` as they were read. Of `add` it names a claim that was not read, with its `start` in the text, and `after` says
    what it says. Where `issue` is corrected to one of the case, `onto` is that issue. Of `drop` it is a source that
    counts no more: its `document`, and its title as `words`. Of `side` it is a `person`. Of merges and of `keep-apart`
    it is two `parties` (each with its `names`) or two `issues` (each with its `name` and the `claims` that speak of
    it). Of `undo` it is the id of the decision that it undoes.
    """

    id: str
    time: str
    author: str
    kind: Kind
    about: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the object of one line of `decisions.jsonl`."""
        return {
            "schema": 1,
            "id": self.id,
            "time": self.time,
            "author": self.author,
            "decision": self.kind,
            "about": dict(self.about),
            "before": dict(self.before),
            "after": dict(self.after),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decision":
        """Give the decision that a checked object holds (see `decision_faults`)."""
        kept = (data["id"], data["time"], data["author"], data["decision"])
        return cls(*kept, about=data["about"], before=data.get("before", {}), after=data.get("after", {}))


def decision_faults(data: Any, path: str) -> list[Fault]:
    """Give all faults of an object that stands at `path` and should be a decision."""
    if not isinstance(data, dict):
        return [Fault(path, f"is {type(data).__name__}; a decision is an object")]
    faults = [
        Fault(f"{path}.{name}", f"is {data.get(name)!r}; it must be words")
        for name in ("id", "author")
        if not isinstance(data.get(name), str) or not data[name]
    ]
    if data.get("schema") != 1:
        faults.append(Fault(f"{path}.schema", f"is {data.get('schema')!r}; this version of detente reads 1"))
    if not _is_time(data.get("time")):
        told = f"is {data.get('time')!r}; it must be a time such as 2025-03-01T12:00:00+00:00"
        faults.append(Fault(f"{path}.time", told))
    if data.get("decision") not in KINDS:
        told = f"is {data.get('decision')!r}; it must be one of: {', '.join(KINDS)}"
        return [*faults, Fault(f"{path}.decision", told)]
    faults += [
        Fault(f"{path}.{name}", f"is {data[name]!r}; it must be an object")
        for name in ("about", "before", "after")
        if not isinstance(data.get(name, {}), dict)
    ]
    if not faults:
        faults += _about_faults(data["decision"], data.get("about", {}), data.get("after", {}), path)
    return faults


def _is_time(value: Any) -> bool:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _about_faults(kind: Kind, about: Mapping[str, Any], after: Mapping[str, Any], path: str) -> list[Fault]:
    wanted: tuple[str, ...] = {"side": ("person",), "undo": ("undoes",), "drop": ("document", "words")}.get(kind, ())
    if kind in _ON_CLAIMS:
        wanted = ("claim", "document", "words", "party", "act")
    faults = [
        Fault(f"{path}.about.{name}", f"is {about.get(name)!r}; it must be words")
        for name in wanted
        if not isinstance(about.get(name), str) or not about[name]
    ]
    if kind == "side" and not isinstance(after.get("party"), str):
        faults.append(Fault(f"{path}.after.party", f"is {after.get('party')!r}; it must be a party"))
    if kind == "add":
        told = "must be words"
        faults += [Fault(f"{path}.after.{name}", f"is missing; it {told}") for name in _NEEDED if name not in after]
        if not isinstance(about.get("start"), int) or isinstance(about.get("start"), bool) or about["start"] < 0:
            faults.append(Fault(f"{path}.about.start", f"is {about.get('start')!r}; it must be a place in the text"))
    if kind in {"correct", "add"}:
        faults += [Fault(f"{path}.after.{name}", told) for name, told in field_faults(after).items()]
        if "onto" in about:
            faults += _side_faults(about["onto"], "issues", f"{path}.about.onto")
    for what in ("parties", "issues"):
        if kind == f"merge-{what}" or (kind == "keep-apart" and what in about):
            sides = about.get(what)
            if not isinstance(sides, list) or len(sides) != 2:
                faults.append(Fault(f"{path}.about.{what}", "must be a list of two"))
                continue
            for number, side in enumerate(sides):
                faults += _side_faults(side, what, f"{path}.about.{what}[{number}]")
    if kind == "keep-apart" and not ("parties" in about or "issues" in about):
        faults.append(Fault(f"{path}.about", "names neither two parties nor two issues"))
    return faults


def _side_faults(side: Any, what: str, path: str) -> list[Fault]:
    if not isinstance(side, dict) or not isinstance(side.get("name"), str):
        return [Fault(path, "must be an object with a name")]
    items = side.get("names" if what == "parties" else "claims")
    if what == "parties":
        sound = isinstance(items, list) and all(isinstance(item, str) for item in items)
        return [] if sound else [Fault(f"{path}.names", "must be a list of names")]
    keys = ("claim", "document", "words", "as")
    sound = isinstance(items, list) and all(
        isinstance(item, dict) and all(isinstance(item.get(key), str) for key in keys) for item in items
    )
    return [] if sound else [Fault(f"{path}.claims", f"must be a list of objects with {', '.join(keys)}")]


def field_faults(changes: Mapping[str, Any]) -> dict[str, str]:
    """Give what is wrong with each corrected field of a claim: field → message."""
    faults = {}
    for name, value in changes.items():
        allowed = _CHOICES.get(name)
        if name not in FIELDS:
            faults[name] = f"cannot be corrected; {', '.join(FIELDS)} can"
        elif allowed is not None and value not in allowed:
            faults[name] = f"is {value!r}; it must be one of: {', '.join(allowed)}"
        elif not (isinstance(value, str) and value.strip()) and not (name == "against" and value is None):
            faults[name] = f"is {value!r}; it must be words"
    return faults


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Give the decisions that hold, in order: no undone one, and no undo. Undoing an undo brings a decision back."""
    undone: set[str] = set()
    holding = []
    for decision in reversed(tuple(decisions)):
        if decision.id in undone:
            continue
        if decision.kind == "undo":
            undone.add(decision.about["undoes"])
        else:
            holding.append(decision)
    return tuple(reversed(holding))


def last_in_force(decisions: Sequence[Decision]) -> Decision | None:
    """Give the newest decision that holds; None where there is none."""
    holding = in_force(decisions)
    return holding[-1] if holding else None
