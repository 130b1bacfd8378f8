"""The packages that have a name: solutions, what parties demand, what people keep in the case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.report.outcomes import ROLES
from detente.table import Case
from detente.web.deals.ground import Ground

__all__ = ["Known", "Package", "apart_words", "find_package", "known_packages", "names_of"]

Package = Mapping[str, str]
KEPT = "kept:"
"""Before the name of a package that is kept in the case."""


@dataclass(frozen=True, slots=True)
class Known:
    """A package by its `name` in addresses and its `title`; `completed` are issues that it leaves open by itself."""

    name: str
    title: str
    package: Package
    completed: tuple[str, ...] = ()


def _solutions(ground: Ground) -> Iterator[Known]:
    solutions = ground.deals.get("solutions", {})
    for name, title in ROLES.items():
        for point in solutions.get(name, [])[:1]:
            yield Known(name, f"{title} solution" if title[0].isupper() else title, point["package"])
    for party, points in solutions.get("best", {}).items():
        for point in points[:1]:
            yield Known(f"best:{party}", f"best for {ground.names.party(party)}", point["package"])


def _stated(ground: Ground) -> Iterator[Known]:
    for part in ground.candidates.values():
        for origin in part["origins"]:
            if origin.startswith("stated by "):
                party = origin.removeprefix("stated by ")
                yield Known(f"stated:{party}", f"what {ground.names.party(party)} demands", part["package"])
            elif origin == "middle of stated positions":
                yield Known("middle", "the middle of what is demanded", part["package"])


def _kept(ground: Ground, case: Case | None) -> Iterator[Known]:
    """Give what is kept in the case as it is now; what it leaves open is as in the middle of what is demanded."""
    middle = (ground.deals.get("trades") or {}).get("reference") or {}
    for name, package in ({} if case is None else case.packages).items():
        settled: dict[str, str] = {}
        for issue, option in package.items():
            part = ground.case.issues.get(issue)
            if part is not None:
                try:
                    settled[issue] = part.labels[part.index(option)]
                except KeyError:
                    break
        else:
            whole = {issue: settled.get(issue, middle.get(issue)) for issue in ground.case.issues}
            if all(option is not None for option in whole.values()):
                found = {issue: str(option) for issue, option in whole.items()}
                yield Known(f"{KEPT}{name}", f"“{name}”", found, tuple(i for i in whole if i not in settled))


def known_packages(ground: Ground, case: Case | None) -> dict[str, Known]:
    """Give all packages that have a name, by it; `case` is the case as it is now, with what is kept in it."""
    found: dict[str, Known] = {}
    for part in (*_kept(ground, case), *_solutions(ground), *_stated(ground)):
        found.setdefault(part.name, part)
    return found


def names_of(known: Mapping[str, Known], package: Mapping[str, Any]) -> list[str]:
    """Give what a package is known as."""
    return list(dict.fromkeys(part.title for part in known.values() if dict(part.package) == dict(package)))


def apart_words(ground: Ground, package: Mapping[str, Any]) -> str:
    """Tell how a package differs from the one likeliest to be accepted by all, which is told in full."""
    names = ground.names
    first = next(iter(ground.candidates.values()), None)
    told = [
        f"{names.issue(issue)}: {option}"
        for issue, option in package.items()
        if first is None or first["package"].get(issue) != option
    ]
    if first is None or len(told) == len(package):
        return "; ".join(told)
    if not told:
        return "; ".join(f"{names.issue(issue)}: {option}" for issue, option in package.items())
    return f"as Package 1, but {'; '.join(told)}"


def find_package(ground: Ground, known: Mapping[str, Known], text: str) -> Package:
    """Give the package that a name or a code in an address means. Raises NotFound."""
    return known[text].package if text in known else ground.code.read(text)
