"""The non-linear profiles of GENIUS: hyper-rectangles over integer issues.

A rectangle of `<INCLUDES>` adds its utility to packages that lie within all of its bounds; one of `<EXCLUDES>` to those
that do not. GENIUS divides the sum by `maxutility` and cuts what exceeds 1; it is not cut here, since `maxutility` is
meant to be the largest sum there is, and a cut would tie all issues together.
"""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from detente.deals.formats.genius_issues import Issue
from detente.deals.formats.text import number
from detente.deals.joint import Rectangle
from detente.errors import Fault

__all__ = ["read_rectangles"]

Lines = Mapping[Element, int]


def _inside(
    rectangle: Element, bounds: Sequence[Element], issues: Mapping[str, Issue], lines: Lines, faults: list[Fault]
) -> dict[str, frozenset[str]]:
    inside: dict[str, frozenset[str]] = {}
    for bound in bounds:
        issue = issues.get(bound.get("index") or "")
        low, high = number(bound.get("min")), number(bound.get("max"))
        where = f"<{bound.tag}>"
        if issue is None:
            told = f"names the issue {bound.get('index')!r}; the domain has {', '.join(issues)}"
            faults.append(Fault(where, told, lines.get(bound)))
        elif issue.values is None:
            faults.append(Fault(where, f"bounds the issue {issue.name!r}, which is not integer", lines.get(bound)))
        elif low is None or high is None:
            told = f"has the bounds {bound.get('min')!r} and {bound.get('max')!r}; give two numbers"
            faults.append(Fault(where, told, lines.get(bound)))
        else:
            options = frozenset(
                label for label, value in zip(issue.labels, issue.values, strict=True) if low <= value <= high
            )
            inside[issue.name] = inside.get(issue.name, options) & options
    return inside


def _rectangles(
    function: Element, scale: float, issues: Mapping[str, Issue], lines: Lines, faults: list[Fault]
) -> tuple[list[Rectangle], float]:
    aggregation = (function.get("aggregation") or "sum").lower()
    weight = number(function.get("weight") or "1")
    line = lines.get(function)
    if aggregation != "sum" or weight is None:
        told = f"has the aggregation {aggregation!r} and the weight {function.get('weight')!r}; only weighted sums"
        faults.append(Fault("<ufun>", told + " are read", line))
        return [], 0.0
    found, constant = [], 0.0
    for element in function.findall("hyperRectangle"):
        value, own = number(element.get("utility")), number(element.get("weight") or "1")
        within, outside = element.findall("INCLUDES"), element.findall("EXCLUDES")
        line = lines.get(element)
        if value is None or own is None:
            told = f"has the utility {element.get('utility')!r}; give a finite number"
            faults.append(Fault("<hyperRectangle>", told, line))
            continue
        if within and outside:
            told = "has both INCLUDES and EXCLUDES, of which GENIUS counts only the second; make two rectangles of it"
            faults.append(Fault("<hyperRectangle>", told, line))
            continue
        worth = scale * weight * own * value
        if outside:
            constant, worth = constant + worth, -worth
        if not within and not outside:
            constant += worth
            continue
        inside = _inside(element, within or outside, issues, lines, faults)
        found.append(Rectangle(inside, worth, f"hyper-rectangle of line {line}"))
    for inner in function.findall("ufun"):
        more, rest = _rectangles(inner, scale * weight, issues, lines, faults)
        found, constant = found + more, constant + rest
    return found, constant


def read_rectangles(
    space: Element, lines: Lines, issues: Sequence[Issue], faults: list[Fault]
) -> tuple[tuple[Rectangle, ...], float]:
    """Give the rectangles of a non-linear profile and what is added to all packages; faults are added to `faults`."""
    utility = space.find("objective/utility")
    functions = [] if utility is None else utility.findall("ufun")
    largest = None if utility is None else number(utility.get("maxutility"))
    if utility is None or len(functions) != 1 or largest is None or largest <= 0:
        given = None if utility is None else utility.get("maxutility")
        told = f"has {len(functions)} <ufun> and maxutility {given!r}; give one, and a positive number"
        faults.append(Fault("<utility>", told, None if utility is None else lines.get(utility)))
        return (), 0.0
    by_index = {issue.index: issue for issue in issues}
    found, constant = _rectangles(functions[0], 1.0 / largest, by_index, lines, faults)
    return tuple(found), constant
