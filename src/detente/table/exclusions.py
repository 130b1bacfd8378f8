"""Things declared in a case that exclude each other: red lines and what is stated, stories and numbers."""

from collections.abc import Iterator

from detente.errors import Fault
from detente.table.case import Case, Hypothesis, Issue, Point, Position, Range
from detente.table.trees import names_below, node_called, weights_in

__all__ = ["crossed_red_lines", "impossible_stories"]


def crossed_red_lines(issue: Issue, position: Position, path: str) -> Iterator[Fault]:
    """Find red lines that exclude what the party itself states, or everything."""
    shut = set()
    for i, option in enumerate(position.red_line):
        try:
            place = issue.index(option)
        except KeyError:
            continue
        if place in shut and issue.labels:
            yield Fault(f"{path}.red_line[{i}]", f"{option!r} stands there twice; remove one of them")
        shut.add(place)
    if not issue.labels or not shut:
        return
    if len(shut) == len(issue.labels):
        yield Fault(f"{path}.red_line", "leaves no option that this party accepts; leave at least one out")
    if position.stated not in (None, "unknown"):
        try:
            crossed = issue.index(position.stated) in shut
        except KeyError:
            return
        if crossed:
            told = f"is {position.stated!r}, which its own red_line rules out; change one of the two"
            yield Fault(f"{path}.stated", told)


def impossible_stories(case: Case, party: str, story: Hypothesis, path: str) -> Iterator[Fault]:
    """Find what nothing can fulfil: a circle of "above", a child above its own parent, numbers that say otherwise."""
    pairs = [(node, says.removeprefix("above ")) for node, says in story.says.weights.items()]
    circle = _circle(pairs)
    if circle:
        told = f"{' above '.join(circle)}: a circle that no weights fulfil; remove one of these"
        yield Fault(f"{path}.says.weights.{circle[0]}", told)
    root = case.objectives.get(party)
    for node, other in pairs if root else ():
        place = f"{path}.says.weights.{node}"
        if node in names_below(node_called(root, other)):
            told = f"{node} lies below {other} in the tree and can weigh no more than it; compare it with another"
            yield Fault(place, told)
        for weights in weights_in(root):
            if node != other and {node, other} <= weights.keys() and weights[node] <= weights[other]:
                told = f"the weights declared are {weights[node]:g} for {node} and {weights[other]:g} for {other}"
                yield Fault(place, f"{told}: the opposite; change one of the two, or write weights: unknown")
    value = case.no_deal.get(party)
    if story.says.no_deal is not None and (
        isinstance(value, float | int | Point) or (isinstance(value, Range) and value.range[0] == value.range[1])
    ):
        told = f"is {story.says.no_deal!r}, but no_deal.{party} is one fixed number; give a range there, or remove this"
        yield Fault(f"{path}.says.no_deal", told)


def _circle(pairs: list[tuple[str, str]]) -> list[str]:
    """Give a circle of names each above the next, the first again at the end; empty where there is none."""
    above = dict(pairs)
    for start in above:
        trail = [start]
        while trail[-1] in above:
            trail.append(above[trail[-1]])
            if trail[-1] in trail[:-1]:
                return trail if trail[-1] == start else []
    return []
