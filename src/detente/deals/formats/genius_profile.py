"""A GENIUS profile: what one party makes of the issues of a domain."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

import numpy as np

from detente.deals.formats.genius_issues import Issue, issue_elements
from detente.deals.formats.genius_rectangles import read_rectangles
from detente.deals.formats.limits import WEIGHT_SLACK
from detente.deals.formats.text import number
from detente.deals.scenario import Preferences
from detente.errors import Fault

__all__ = ["read_profile"]

Lines = Mapping[Element, int]
FLAT = 0.00001
"""Where no evaluation of an issue reaches this, GENIUS takes them all for 0."""


def _value(space: Element, tag: str, lines: Lines, faults: list[Fault]) -> float | None:
    element = space.find(tag)
    if element is None:
        return None
    found = number(element.get("value"))
    if found is None:
        faults.append(Fault(f"<{tag}>", f"is {element.get('value')!r}; give a finite number", lines.get(element)))
    return found


def _discount(space: Element, lines: Lines, faults: list[Fault]) -> float:
    """Give the discount factor; GENIUS takes what lies outside of (0, 1] for no discount."""
    found = _value(space, "discount_factor", lines, faults)
    return found if found is not None and 0 < found <= 1 else 1.0


def _discrete(element: Element, issue: Issue, lines: Lines, faults: list[Fault]) -> list[float]:
    where, given, known = f"issue {issue.name!r}", dict[str, float](), set(issue.labels)
    for item in element.findall("item"):
        label, text = item.get("value") or "", item.get("evaluation")
        evaluation, line = number(text), lines.get(item)
        if label in given:
            faults.append(Fault(where, f"evaluates the option {label!r} twice", line))
        if label not in known:
            faults.append(Fault(where, f"has the option {label!r}, which the domain lacks", line))
        elif evaluation is None or evaluation < 0:
            told = f"has the evaluation {text!r} of {label!r}; give a number that is not negative"
            faults.append(Fault(where, told, line))
        given[label] = evaluation or 0.0
    missing = [label for label in issue.labels if label not in given]
    if missing:
        told = f"does not evaluate {len(missing)} of its options ({'; '.join(missing[:5])}); add them"
        faults.append(Fault(where, told, lines.get(element)))
    values = [given.get(label, 0.0) for label in issue.labels]
    largest = max(values, default=0.0)
    return [value / largest for value in values] if largest >= FLAT else [0.0] * len(values)


def _numeric(element: Element, issue: Issue, lines: Lines, faults: list[Fault]) -> list[float]:
    where, line = f"issue {issue.name!r}", lines.get(element)
    evaluator = element.find("evaluator")
    if evaluator is None or issue.values is None:
        faults.append(Fault(where, "has no <evaluator>", line))
        return []
    ftype = (evaluator.get("ftype") or "linear").lower()
    keys = ("slope", "offset") if evaluator.get("slope") is not None else ("parameter1", "parameter0")
    slope, offset = number(evaluator.get(keys[0])), number(evaluator.get(keys[1]) or "0")
    if ftype not in {"linear", "constant"} or offset is None or (slope is None and ftype == "linear"):
        shown = " ".join(f'{key}="{value}"' for key, value in evaluator.attrib.items())
        told = f"has the evaluator {shown}; give ftype linear with {keys[0]} and {keys[1]}, or constant"
        faults.append(Fault(where, told, lines.get(evaluator)))
        return []
    along = issue.values - (issue.values[0] if keys[0] == "slope" and len(issue.values) else 0.0)
    line_of = offset + (slope or 0.0) * along if ftype == "linear" else np.full(len(along), offset)
    return [float(value) for value in np.clip(line_of, 0.0, 1.0)]


def _weights(objective: Element, issues: Sequence[Element], lines: Lines, faults: list[Fault]) -> dict[str, float]:
    weights: dict[str, float] = {}
    count = len(faults)
    for element in objective.findall("weight"):
        index, value, line = element.get("index") or "", number(element.get("value")), lines.get(element)
        if value is None or value < 0:
            told = f"is {element.get('value')!r}; give a number that is not negative"
            faults.append(Fault(f"weight {index}", told, line))
        if index in weights:
            faults.append(Fault(f"weight {index}", "stands there twice", line))
        weights[index] = value or 0.0
    for place, element in enumerate(issues, 1):
        if (element.get("index") or str(place)) not in weights:
            name = element.get("name") or place
            faults.append(Fault(f"issue {name!r}", "has no <weight>; give one", lines.get(element)))
    total = sum(weights.values())
    if len(faults) == count and abs(total - 1.0) > WEIGHT_SLACK:
        told = f"sum to {total:.6g}, not to 1; divide each of them by {total:.6g}"
        if total <= 0:
            told = "are all 0; give each issue a weight so that they sum to 1"
        faults.append(Fault("weights", told, lines.get(objective)))
    return {index: weight / (total or 1.0) for index, weight in weights.items()} if total != 1.0 else weights


def _linear(space: Element, lines: Lines, issues: Sequence[Issue], faults: list[Fault]) -> dict[str, list[float]]:
    elements, own = issue_elements(space)
    faults += own
    if own:
        return {}
    objective = space.find("objective")
    items = [item for element in elements for item in element.findall("item")]
    if items and all(number(item.get("evaluation")) is None for item in items):
        told = "is empty: none of its options has an evaluation; fill it in, or leave it out and name the others"
        faults.append(Fault("", f"{told} with --profile"))
        return {}
    weights = _weights(objective, elements, lines, faults) if objective is not None else {}
    known = {issue.name: issue for issue in issues}
    table: dict[str, list[float]] = {}
    for place, element in enumerate(elements, 1):
        name, line = element.get("name") or "", lines.get(element)
        if name not in known:
            faults.append(Fault(f"issue {name!r}", "is none of the domain's", line))
        elif name in table:
            faults.append(Fault(f"issue {name!r}", "stands there twice", line))
        else:
            issue = known[name]
            read = _discrete if issue.values is None else _numeric
            weight = weights.get(element.get("index") or str(place), 0.0)
            table[name] = [weight * value for value in read(element, issue, lines, faults)]
    missing = [name for name in known if name not in table]
    if missing:
        faults.append(Fault("", f"lacks {len(missing)} of the domain's issues ({'; '.join(missing[:5])}); add them"))
    return {name: table[name] for name in known if name in table}


def read_profile(
    space: Element, lines: Mapping[Element, int], issues: Sequence[Issue]
) -> tuple[Preferences | None, list[Fault]]:
    """Give a party's preferences, or None, and all faults of its profile."""
    faults: list[Fault] = []
    reserve = _value(space, "reservation", lines, faults)
    discount = _discount(space, lines, faults)
    if space.find("objective/utility") is not None:
        joint, constant = read_rectangles(space, lines, issues, faults)
        if faults:
            return None, faults
        return Preferences.from_table({}, reserve or 0.0, constant=constant, joint=joint, discount=discount), []
    table = _linear(space, lines, issues, faults)
    return (None if faults else Preferences.from_table(table, reserve or 0.0, discount=discount)), faults
