"""The package from which trades start: in the middle of what the parties have stated, or one that is given."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.deals.problem import Problem
from detente.errors import Fault, FormatError

if TYPE_CHECKING:
    from detente.table.case import Case

__all__ = ["given_package", "middle_package", "stated_options", "stated_packages"]

Places = NDArray[np.intp]


def given_package(problem: Problem, package: Mapping[str, str], name: str = "reference") -> Places:
    """Give the option indices of a whole package. Raises FormatError naming all that does not fit."""
    faults = [
        Fault(f"{name}.{issue}", f"no issue {issue!r}; there are: {', '.join(problem.issues)}")
        for issue in package
        if issue not in problem.issues
    ]
    for issue, labels in problem.issues.items():
        if issue not in package:
            faults.append(Fault(f"{name}.{issue}", "is missing; give one of its options"))
        elif package[issue] not in labels:
            faults.append(Fault(f"{name}.{issue}", f"no option {package[issue]!r}; there are: {'; '.join(labels)}"))
    if faults:
        raise FormatError(name, faults)
    return np.array([labels.index(package[issue]) for issue, labels in problem.issues.items()], dtype=np.intp)


def stated_options(case: "Case", party: str) -> dict[str, int]:
    """Give the option index of each issue on which a party has stated a position."""
    stated = {}
    for issue, position in case.positions.get(party, {}).items():
        if issue in case.issues and position.stated not in (None, "unknown"):
            stated[issue] = case.issues[issue].index(position.stated)
    return stated


def _fairest(problem: Problem) -> Places:
    """Give the package with the largest sum of expected utilities of the required parties, free of their red lines."""
    options = np.zeros(len(problem.issues), dtype=np.intp)
    chosen = list(problem.places)
    for factor in problem.factors:
        total = factor.values[chosen].sum(axis=0)
        allowed = factor.permitted[chosen].all(axis=0)
        best = np.where(allowed, total, -np.inf).argmax() if allowed.any() else total.argmax()
        options[list(factor.issues)] = factor.options(np.array([best]))[:, 0]
    return options


def middle_package(problem: Problem, case: "Case | None") -> Places:
    """Give the package in the middle of the stated positions: the lower median on each issue.

    On an issue about which nobody has stated anything, and on unordered ones without a majority, the option of the
    package with the largest sum of expected utilities.
    """
    options = _fairest(problem)
    if case is None:
        return options
    stated = [stated_options(case, party) for party in case.parties]
    for place, issue in enumerate(problem.issues):
        values = sorted(part[issue] for part in stated if issue in part)
        if values and case.issues[issue].ordered:
            middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) // 2
            options[place] = middle
        elif values:
            counts = np.bincount(values)
            if counts.max() * 2 > len(values):
                options[place] = int(counts.argmax())
    return options


def stated_packages(problem: Problem, case: "Case") -> dict[str, tuple[int, ...]]:
    """Give what each party has stated, completed by the package in the middle, and the packages the case names."""
    middle = middle_package(problem, case)
    issues = list(problem.issues)
    named = {"middle of stated positions": tuple(map(int, middle))}
    for party in case.parties:
        stated = stated_options(case, party)
        if stated:
            named[f"stated by {party}"] = tuple(
                stated.get(issue, int(middle[place])) for place, issue in enumerate(issues)
            )
    for name, package in case.packages.items():
        options = {issue: case.issues[issue].index(option) for issue, option in package.items()}
        named[f"named: {name}"] = tuple(options.get(issue, int(middle[place])) for place, issue in enumerate(issues))
    return named
