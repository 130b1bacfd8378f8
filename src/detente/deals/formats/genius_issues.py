"""The issues of a GENIUS domain: discrete, integer and real."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from detente.deals.formats.limits import OPTION_LIMIT, REAL_LEVELS
from detente.deals.formats.text import number
from detente.errors import Fault

__all__ = ["Issue", "issue_elements", "kind_of", "read_issues"]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue: its `index` in the file, option `labels`, and their `values` where they are numbers."""

    name: str
    index: str
    labels: tuple[str, ...]
    values: NDArray[np.float64] | None


def kind_of(element: Element) -> str:
    """Give discrete, integer or real."""
    kind = element.get("vtype") or element.get("type") or element.get("etype") or "discrete"
    return kind.strip().lower()


def issue_elements(space: Element) -> tuple[list[Element], list[Fault]]:
    """Give the issues of a utility space, and what is wrong with its objective."""
    objectives = space.findall("objective")
    if len(objectives) != 1:
        return [], [Fault("", f"has {len(objectives)} objectives; give one <objective> with the issues")]
    if objectives[0].find("objective") is not None:
        return [], [Fault("", "has an objective within its objective; put all issues directly under one objective")]
    return objectives[0].findall("issue"), []


def _bounds(element: Element) -> tuple[str | None, str | None]:
    holder = element.find("range")
    holder = element if holder is None else holder
    return holder.get("lowerbound"), holder.get("upperbound")


def _numeric(element: Element, where: str, kind: str, line: int | None, faults: list[Fault]) -> NDArray[np.float64]:
    texts = _bounds(element)
    low, high = map(number, texts)
    if low is None or high is None:
        faults.append(Fault(where, f"has the bounds {texts[0]!r} and {texts[1]!r}; give two numbers", line))
        return np.zeros(0)
    if low > high:
        faults.append(Fault(where, f"has a lower bound ({low:g}) above its upper bound ({high:g})", line))
        return np.zeros(0)
    if kind == "real":
        return np.linspace(low, high, REAL_LEVELS if high > low else 1)
    if low != int(low) or high != int(high):
        faults.append(Fault(where, f"is integer, with the bounds {texts[0]} and {texts[1]}; give whole numbers", line))
        return np.zeros(0)
    count = int(high) - int(low) + 1
    if count > OPTION_LIMIT:
        told = f"has {count:,} options (from {low:.15g} to {high:.15g}); at most {OPTION_LIMIT:,} can be held: "
        faults.append(Fault(where, told + "narrow its bounds, or make it discrete with coarser steps", line))
        return np.zeros(0)
    return np.arange(int(low), int(high) + 1, dtype=np.float64)


def _items(element: Element, where: str, lines: Mapping[Element, int], faults: list[Fault]) -> tuple[str, ...]:
    labels: dict[str, None] = {}
    for item in element.findall("item"):
        label = item.get("value")
        if not label:
            faults.append(Fault(where, "has an item without a value", lines.get(item)))
        elif label in labels:
            faults.append(Fault(where, f"names the option {label!r} twice; rename one", lines.get(item)))
        else:
            labels[label] = None
    if not labels:
        faults.append(Fault(where, "has no options; give at least one <item>", lines.get(element)))
    return tuple(labels)


def read_issues(space: Element, lines: Mapping[Element, int]) -> tuple[list[Issue], list[Fault]]:
    """Give the issues of a domain, and all its faults."""
    elements, faults = issue_elements(space)
    issues: list[Issue] = []
    if not elements and not faults:
        faults.append(Fault("", "has no issues; give at least one <issue>"))
    for place, element in enumerate(elements, 1):
        name, line = element.get("name") or "", lines.get(element)
        where = f"issue {name!r}" if name else f"issue {place}"
        if not name:
            faults.append(Fault(where, "has no name", line))
        elif any(name == other.name for other in issues):
            faults.append(Fault(where, "has the name of an issue before it; rename one", line))
        index = element.get("index") or str(place)
        if any(index == other.index for other in issues):
            faults.append(Fault(where, f"has the index {index} of an issue before it; number them anew", line))
        kind = kind_of(element)
        if kind == "discrete":
            issues.append(Issue(name, index, _items(element, where, lines, faults), None))
        elif kind in {"integer", "real"}:
            values = _numeric(element, where, kind, line, faults)
            issues.append(Issue(name, index, tuple(f"{value:.12g}" for value in values), values))
        else:
            faults.append(Fault(where, f"is of the type {kind!r}; there are discrete, integer and real", line))
    return issues, faults
