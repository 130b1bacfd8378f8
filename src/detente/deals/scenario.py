"""A scenario: issues with options, and what each party makes of them, as numbers."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from detente.deals.joint import Constraint, Joint
from detente.errors import Fault, FormatError
from detente.table.objectives import All, Leaf, Objective, walk

__all__ = ["Package", "Preferences", "Scenario"]

Package = Mapping[str, str]
"""One option label for each issue."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one party makes of packages: the value of `objective`, plus the `joint` values, plus `constant`.

    `no_deal` is its value of walking away; `red_lines[issue]` holds the indices of options it will not accept;
    `required` says whether a deal needs its consent. `discount` is what is left of its utility when the talks have
    used up all of their time, as other tools' files give it; it is kept for them, and changes no deal here.
    """

    objective: Objective
    no_deal: float = 0.0
    red_lines: Mapping[str, frozenset[int]] = field(default_factory=dict)
    constant: float = 0.0
    required: bool = True
    joint: tuple[Joint, ...] = ()
    discount: float = 1.0

    @classmethod
    def from_table(
        cls,
        table: Mapping[str, Sequence[float]],
        no_deal: float = 0.0,
        red_lines: Mapping[str, frozenset[int]] | None = None,
        constant: float = 0.0,
        required: bool = True,
        joint: Sequence[Joint] = (),
        discount: float = 1.0,
    ) -> "Preferences":
        """Give additive preferences: `table[issue]` holds one value per option, summed over the issues."""
        leaves = tuple(Leaf(issue, issue, tuple(map(float, values))) for issue, values in table.items())
        objective = All("objectives", leaves, (1.0,) * len(leaves))
        return cls(objective, float(no_deal), red_lines or {}, float(constant), required, tuple(joint), float(discount))


@dataclass(frozen=True, slots=True)
class Scenario:
    """Issues (name → option labels, in order), parties (name → preferences), and constraints on packages.

    Raises FormatError with all faults at once: values that are missing or not finite, options that do not match
    an issue, duplicate labels, unknown issues.
    """

    issues: Mapping[str, tuple[str, ...]]
    parties: Mapping[str, Preferences]
    name: str = "scenario"
    constraints: tuple[Constraint, ...] = ()

    def __post_init__(self) -> None:
        faults = [*self._issue_faults(), *self._party_faults()]
        for constraint in self.constraints:
            faults += [
                Fault(f"constraints.{fault.path}", fault.message) for fault in constraint.condition.faults(self.issues)
            ]
        if faults:
            raise FormatError(self.name, faults)

    def _issue_faults(self) -> Iterator[Fault]:
        for issue, labels in self.issues.items():
            if not labels:
                yield Fault(f"issues.{issue}", "has no options; give at least one")
            if len(set(labels)) != len(labels):
                twice = sorted({label for label in labels if labels.count(label) > 1})
                yield Fault(f"issues.{issue}", f"options named twice: {', '.join(twice)}")

    def _party_faults(self) -> Iterator[Fault]:
        for party, preferences in self.parties.items():
            path = f"parties.{party}"
            for what, number in (("no_deal", preferences.no_deal), ("constant", preferences.constant)):
                if not math.isfinite(number):
                    yield Fault(f"{path}.{what}", f"is {number}; give a finite number")
            names = [node.name for node in walk(preferences.objective)]
            for twice in sorted({name for name in names if names.count(name) > 1}):
                yield Fault(path, f"two nodes are named {twice!r}; give each its own name")
            for node in walk(preferences.objective):
                empty_root = node is preferences.objective and not isinstance(node, Leaf) and not node.children
                if not (empty_root and preferences.joint):
                    yield from self._node_faults(f"{path}.{node.name}", node)
            for joint in preferences.joint:
                yield from (Fault(f"{path}.{fault.path}", fault.message) for fault in joint.faults(self.issues))
            if not 0 < preferences.discount <= 1:
                yield Fault(f"{path}.discount", f"is {preferences.discount}; give a number above 0 and up to 1")
            for issue, options in preferences.red_lines.items():
                if issue not in self.issues:
                    yield Fault(f"{path}.red_lines.{issue}", "no such issue")
                elif any(not 0 <= option < len(self.issues[issue]) for option in options):
                    yield Fault(f"{path}.red_lines.{issue}", f"option index out of range: {sorted(options)}")

    def _node_faults(self, path: str, node: Objective) -> Iterator[Fault]:
        if isinstance(node, Leaf):
            yield from self._leaf_faults(path, node)
        elif not node.children:
            yield Fault(path, "has no children") if node.name != "objectives" else Fault(path, "has no objectives")
        elif isinstance(node, All):
            if node.weights is None:
                yield Fault(path, "weights are unknown; give a number for each child, or solve with beliefs")
            elif len(node.weights) != len(node.children):
                yield Fault(path, f"{len(node.weights)} weights for {len(node.children)} children")
            elif not all(math.isfinite(weight) and weight >= 0 for weight in node.weights):
                yield Fault(path, f"weights {list(node.weights)} must be finite and not negative")

    def _leaf_faults(self, path: str, leaf: Leaf) -> Iterator[Fault]:
        if leaf.issue not in self.issues:
            yield Fault(path, f"no issue {leaf.issue!r}; there are: {', '.join(self.issues) or 'none'}")
            return
        options = len(self.issues[leaf.issue])
        if leaf.satisfaction is None or None in leaf.satisfaction:
            yield Fault(path, "satisfaction is unknown; give a number for each option, or solve with beliefs")
        elif len(leaf.satisfaction) != options:
            yield Fault(path, f"{len(leaf.satisfaction)} values for {options} options of {leaf.issue}")
        elif not all(math.isfinite(value) for value in leaf.satisfaction if value is not None):
            yield Fault(path, f"values {list(leaf.satisfaction)} must be finite")

    @property
    def packages(self) -> int:
        """How many packages there are."""
        return math.prod(len(labels) for labels in self.issues.values())

    @property
    def required(self) -> tuple[str, ...]:
        """The parties whose consent a deal needs; all of them where none is named so."""
        named = tuple(party for party, preferences in self.parties.items() if preferences.required)
        return named or tuple(self.parties)
