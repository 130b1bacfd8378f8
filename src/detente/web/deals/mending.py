"""What would mend a package: single changes, trades, and packages that dominate it, each ready to be applied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.amendments import changes_between, single_changes, weigh_blocks
from detente.deals.assessment import Assessment
from detente.deals.logrolls import Change
from detente.deals.yardstick import Yardstick
from detente.web.deals.ground import Ground

__all__ = ["mending"]

Places = NDArray[np.intp]
MOST_SINGLE = 5
WORTH = 0.005
"""By how much a single change must raise the chance that all accept to be told: half a point."""

LIKELIER, ABOARD, CLOSEST, BETTER = "likelier", "aboard", "closest", "better"
"""Why a change is suggested: all are likelier to accept, the least willing comes on board or at least closest to it, it
is better for some and worse for none."""


@dataclass(frozen=True, slots=True)
class _Found:
    group: str
    package: Places


def _applied(yardstick: Yardstick, package: Places, changes: Sequence[Change]) -> Places:
    issues = yardstick.problem.issues
    places = list(issues)
    changed = package.copy()
    for change in changes:
        changed[places.index(change.issue)] = issues[change.issue].index(change.after)
    return changed


def _single(yardstick: Yardstick, package: Places) -> Iterator[_Found]:
    """Give the changes of one issue that make it likeliest that all accept, or bring all closer to accepting."""
    options, _ = single_changes(yardstick.problem, package)
    weighed = weigh_blocks(yardstick.problem, package, options)
    better = np.flatnonzero(weighed.all_sign > weighed.all_sign[0] + WORTH)
    for at in better[np.argsort(-weighed.all_sign[better], kind="stable")][:MOST_SINGLE]:
        yield _Found(LIKELIER, weighed.options[at])


def _found(yardstick: Yardstick, assessment: Assessment, package: Places) -> Iterator[_Found]:
    yield from _single(yardstick, package)
    amendments = assessment.amendments
    if amendments is not None:
        for part in (*amendments.fewest, amendments.keeping_all):
            if part is not None:
                yield _Found(ABOARD, _applied(yardstick, package, part.changes))
        if amendments.closest is not None:
            yield _Found(CLOSEST, _applied(yardstick, package, amendments.closest.changes))
    for better in assessment.better:
        yield _Found(BETTER, _applied(yardstick, package, better.changes))
    for trade in assessment.improvements:
        yield _Found(BETTER, _applied(yardstick, package, trade.changes))


def mending(ground: Ground, yardstick: Yardstick, assessment: Assessment, package: Places) -> list[dict[str, Any]]:
    """Give what would mend a package (issues,), each change once, with what comes of it.

    `smallest` are those among them that bring the least willing on board with the fewest changes.
    """
    found: dict[tuple[int, ...], _Found] = {}
    aboard = set()
    for part in _found(yardstick, assessment, package):
        key = tuple(map(int, part.package))
        found.setdefault(key, part)
        if part.group == ABOARD:
            aboard.add(key)
    if not found:
        return []
    problem = yardstick.problem
    options = np.stack([package, *(part.package for part in found.values())])
    weighed = weigh_blocks(problem, package, options)
    gains = weighed.expected - weighed.expected[0]
    fewest = min((int(weighed.changed[at]) for at, key in enumerate(found, 1) if key in aboard), default=0)
    told = []
    for at, (key, part) in enumerate(found.items(), 1):
        changes = changes_between(problem, package, part.package)
        told.append(
            {
                "group": part.group,
                "smallest": key in aboard and len(changes) == fewest,
                "code": ground.code.write(problem.package(part.package)),
                "changes": [
                    {"issue": ground.names.issue(change.issue), "from": change.before, "to": change.after}
                    for change in changes
                ],
                "all_accept": float(weighed.all_sign[at]),
                "parties": [
                    {
                        "name": ground.names.party(party),
                        "required": party in problem.required,
                        "accepts": float(weighed.signs[at, column]),
                        "gain": float(gains[at, column]),
                    }
                    for column, party in enumerate(problem.parties)
                ],
            }
        )
    return told
