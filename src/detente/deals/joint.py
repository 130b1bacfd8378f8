"""Values that hang on a combination of options: tables, hyper-rectangles, Python functions; and constraints.

A party's utility is the value of its objective plus the sum of its joint values (`Preferences.joint`). Only the issues
that one joint value or constraint names are tied together by it; the others stay apart. Hyper-rectangles: T. Ito,
H. Hattori, M. Klein, "Multi-issue Negotiation Protocol for Agents: Exploring Nonlinear Utility Spaces", IJCAI 2007.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from detente.deals.constants import ENUMERATION_LIMIT
from detente.errors import Fault, FormatError, SizeError

__all__ = ["Constraint", "Function", "Joint", "Rectangle", "Table", "forbid", "permit"]

Floats = NDArray[np.float64]
Labels = Mapping[str, tuple[str, ...]]
MOST_ISSUES = 64
"""Axes that an array may have."""
CHUNK = 500_000
"""Combinations handed to a vectorized function at one time."""


def _size(name: str, issues: Sequence[str], labels: Labels) -> int:
    size = math.prod(len(labels[issue]) for issue in issues)
    if size > ENUMERATION_LIMIT:
        raise SizeError(
            f"{name!r} hangs on {size:.3g} combinations of options, over the issues {', '.join(issues)}; at most "
            f"{ENUMERATION_LIMIT:,} can be looked through: name fewer issues or give them fewer options"
        )
    return size


def _issue_faults(name: str, issues: Sequence[str], labels: Labels) -> Iterator[Fault]:
    for issue in issues:
        if issue not in labels:
            yield Fault(name, f"no issue {issue!r}; there are: {', '.join(labels) or 'none'}")
    if not issues:
        yield Fault(name, "names no issue; name at least one")
    if len(issues) > MOST_ISSUES:
        yield Fault(name, f"hangs on {len(issues)} issues; at most {MOST_ISSUES} can hang together: name fewer")
    if len(set(issues)) != len(issues):
        yield Fault(name, "names an issue twice")


class Joint(ABC):
    """A value for each combination of the options of `issues`; `name` tells it apart in messages."""

    name: str

    @property
    @abstractmethod
    def issues(self) -> tuple[str, ...]:
        """The issues whose options it hangs on."""

    @abstractmethod
    def values(self, labels: Labels) -> Floats:
        """Give the value of every combination: one axis for each of `issues`, as long as its options.

        Raises SizeError where they are beyond reach, FormatError where a value is not finite.
        """

    def reduced(self, labels: Labels) -> "Joint":
        """Give the same value without issues that make no difference to it, where that is easily seen."""
        return self

    @abstractmethod
    def faults(self, labels: Labels) -> Iterator[Fault]:
        """Give what does not fit the issues."""


@dataclass(frozen=True, slots=True, eq=False)
class Table(Joint):
    """A table of values with one axis for each of `over`, in the order of the options."""

    over: tuple[str, ...]
    table: Floats
    name: str = "table"

    def __init__(self, over: Sequence[str], table: ArrayLike, name: str = "table") -> None:
        object.__setattr__(self, "over", tuple(over))
        object.__setattr__(self, "table", np.asarray(table, dtype=np.float64))
        object.__setattr__(self, "name", name)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Table)
            and (self.over, self.name) == (other.over, other.name)
            and np.array_equal(self.table, other.table)
        )

    def __hash__(self) -> int:
        return hash((self.over, self.name, self.table.shape))

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues whose options it hangs on."""
        return self.over

    def faults(self, labels: Labels) -> Iterator[Fault]:
        """Give what does not fit the issues."""
        yield from _issue_faults(self.name, self.over, labels)
        if all(issue in labels for issue in self.over):
            wanted = tuple(len(labels[issue]) for issue in self.over)
            if self.table.shape != wanted:
                yield Fault(self.name, f"has the shape {self.table.shape}; its issues have {wanted} options")
        if not np.isfinite(self.table).all():
            yield Fault(self.name, "holds values that are not finite; give a number for each combination")

    def values(self, labels: Labels) -> Floats:
        """Give the table."""
        return self.table


@dataclass(frozen=True, slots=True)
class Rectangle(Joint):
    """`value` for every package that has, on each issue of `inside`, one of the options named there; else 0.

    Options are named by their labels.
    """

    inside: Mapping[str, frozenset[str]]
    value: float
    name: str = "rectangle"

    def __init__(self, inside: Mapping[str, Sequence[str] | frozenset[str]], value: float, name: str = "rectangle"):
        object.__setattr__(self, "inside", {issue: frozenset(options) for issue, options in inside.items()})
        object.__setattr__(self, "value", float(value))
        object.__setattr__(self, "name", name)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues whose options it hangs on."""
        return tuple(self.inside)

    def faults(self, labels: Labels) -> Iterator[Fault]:
        """Give what does not fit the issues."""
        for issue in self.inside:
            if issue not in labels:
                yield Fault(self.name, f"no issue {issue!r}; there are: {', '.join(labels) or 'none'}")
        if not self.inside:
            yield Fault(self.name, "names no issue; name at least one")
        if not math.isfinite(self.value):
            yield Fault(self.name, f"has the value {self.value}; give a finite number")
        for issue, options in self.inside.items():
            for option in sorted(options.difference(labels.get(issue, options))):
                yield Fault(self.name, f"no option {option!r} of {issue}; there are: {'; '.join(labels[issue])}")

    def reduced(self, labels: Labels) -> "Rectangle":
        """Give the same rectangle without the issues all of whose options lie inside; one of them stays, if need be."""
        tight = {issue: options for issue, options in self.inside.items() if options != frozenset(labels[issue])}
        return Rectangle(tight or dict(list(self.inside.items())[:1]), self.value, self.name)

    def values(self, labels: Labels) -> Floats:
        """Give the value of every combination."""
        _size(self.name, self.issues, labels)
        found = np.full((1,) * len(self.inside), self.value)
        for axis, (issue, options) in enumerate(self.inside.items()):
            inside = np.array([label in options for label in labels[issue]], dtype=np.float64)
            found = found * inside.reshape([-1 if own == axis else 1 for own in range(len(self.inside))])
        return found


@dataclass(frozen=True, slots=True)
class Function(Joint):
    """Any Python function of the options of `over`.

    `function` takes a package (issue → option label, of these issues) and gives a number. Where `vectorized`, it takes
    the option indices of many packages (issue → array) and gives an array: much faster.
    """

    over: tuple[str, ...]
    function: Callable[[Any], Any] = field(compare=False)
    name: str = "function"
    vectorized: bool = False

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues whose options it hangs on."""
        return tuple(self.over)

    def faults(self, labels: Labels) -> Iterator[Fault]:
        """Give what does not fit the issues."""
        yield from _issue_faults(self.name, self.over, labels)

    def values(self, labels: Labels) -> Floats:
        """Give the value of every combination, calling the function in chunks or for one package after the other."""
        size = _size(self.name, self.over, labels)
        shape = tuple(len(labels[issue]) for issue in self.over)
        found = np.empty(size)
        for start in range(0, size, CHUNK):
            place = np.arange(start, min(start + CHUNK, size))
            columns = dict(zip(self.over, np.unravel_index(place, shape), strict=True))
            found[place] = self.function(columns) if self.vectorized else self._each(columns, labels)
        if not np.isfinite(found).all():
            at = int(np.flatnonzero(~np.isfinite(found))[0])
            options = np.unravel_index(at, shape)
            package = {issue: labels[issue][int(option)] for issue, option in zip(self.over, options, strict=True)}
            raise FormatError(self.name, [Fault("", f"gives {found[at]} for {package}; give a finite number")])
        return found.reshape(shape)

    def _each(self, columns: Mapping[str, NDArray[np.intp]], labels: Labels) -> list[float]:
        named = [[labels[issue][option] for option in column] for issue, column in columns.items()]
        return [float(self.function(dict(zip(columns, row, strict=True)))) for row in zip(*named, strict=True)]


@dataclass(frozen=True, slots=True)
class Constraint:
    """Only packages for which `condition` is not 0 can be agreed at all. See `forbid` and `permit`."""

    condition: Joint

    @property
    def name(self) -> str:
        """The name of the condition."""
        return self.condition.name

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues whose options it hangs on."""
        return self.condition.issues

    def allowed(self, labels: Labels) -> NDArray[np.bool_]:
        """Give which combinations can be agreed: one axis for each of `issues`."""
        return np.asarray(self.condition.values(labels) != 0)


@dataclass(frozen=True, slots=True)
class _Outside(Joint):
    """1 outside of a rectangle, 0 in it."""

    rectangle: Rectangle

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.rectangle.name

    @property
    def issues(self) -> tuple[str, ...]:
        return self.rectangle.issues

    def faults(self, labels: Labels) -> Iterator[Fault]:
        return self.rectangle.faults(labels)

    def reduced(self, labels: Labels) -> Joint:
        return _Outside(self.rectangle.reduced(labels))

    def values(self, labels: Labels) -> Floats:
        return 1.0 - self.rectangle.values(labels)


def forbid(combination: Mapping[str, Sequence[str] | frozenset[str]], name: str = "forbidden") -> Constraint:
    """Rule out every package that has, on each named issue, one of the options named there."""
    return Constraint(_Outside(Rectangle(combination, 1.0, name)))


def permit(
    over: Sequence[str], function: Callable[[Any], Any], name: str = "condition", vectorized: bool = False
) -> Constraint:
    """Rule out every package for which `function` of the options of the issues `over` is false (see `Function`)."""
    return Constraint(Function(tuple(over), function, name, vectorized))
