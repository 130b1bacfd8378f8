"""The composer: an option for each issue, what each party gets from that, and what would mend it; kept under a name."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from detente.errors import ConflictError, UsageError
from detente.store import Change
from detente.web.deals.ground import PATIENCE, Ground
from detente.web.deals.known import KEPT, Known, find_package, known_packages, names_of
from detente.web.deals.resting import resting
from detente.web.not_found import NotFound
from detente.web.page import Action, Form, Page, Visit

if TYPE_CHECKING:
    from detente.deals.assessment import Assessment
    from detente.deals.yardstick import Yardstick

__all__ = ["ACTIONS", "PAGES"]

ON = "on."
"""Before the id of an issue in the fields of the form; the value is the label of an option, or nothing if left open."""

QUICK = "quick"
"""Value of the field `mend` of the form: the answer comes at once, and the smallest changes, if need be, after it."""

LONGEST_NAME = 100


def _show(visit: Visit) -> dict[str, Any]:
    ground = visit.workbench.grounds.newest(visit.workbench.store)
    if ground is None or not ground.parties or not ground.case.issues:
        return {"ready": False}
    revision, case = visit.workbench.grounds.case_now(visit.workbench.store)
    known = known_packages(ground, case)
    chosen, given = _chosen(ground, known, visit.query)
    if not chosen:
        raise UsageError("every issue is left open: choose an option for at least one")
    yardstick = visit.workbench.grounds.yardstick(ground, PATIENCE)
    whole = len(chosen) == len(ground.case.issues)
    told: dict[str, Any] = {
        "ready": True,
        "resting": resting(ground, revision),
        "revision": revision,
        "started_from": given,
        "issues": [
            {
                "id": issue,
                "field": f"{ON}{issue}",
                "name": ground.names.issue(issue),
                "options": list(part.labels),
                "chosen": chosen.get(issue),
            }
            for issue, part in ground.case.issues.items()
        ],
        "code": ground.code.write(chosen) if whole else None,
        "known_as": names_of(known, chosen) if whole else [],
        "known": [_entry(ground, part) for part in known.values()],
        "kept": [
            {**_entry(ground, part), "plain": part.name.removeprefix(KEPT)}
            for part in known.values()
            if part.name.startswith(KEPT)
        ],
        "assessment": None,
    }
    return (
        told if yardstick is None else {**told, **_judged(ground, yardstick, chosen, visit.query.get("mend") == QUICK)}
    )


def _entry(ground: Ground, part: Known) -> dict[str, Any]:
    return {
        "name": part.name,
        "title": part.title,
        "code": ground.code.write(part.package),
        "open": [ground.names.issue(issue) for issue in part.completed],
    }


def _chosen(ground: Ground, known: Mapping[str, Known], query: Mapping[str, str]) -> tuple[dict[str, str], str | None]:
    """Give the options that an address chooses, and what it starts from where it names none.

    Raises NotFound for an issue, option or package that there is not.
    """
    asked = query.get("package", "")
    fields = {name.removeprefix(ON): value for name, value in query.items() if name.startswith(ON)}
    start, given = {}, None
    if asked:
        left = known[asked].completed if asked in known else ()
        start = {issue: o for issue, o in find_package(ground, known, asked).items() if issue not in left}
    elif not fields:
        package, given = _first(ground, known)
        start = dict(package)
    for issue, option in fields.items():
        if issue not in ground.case.issues:
            raise NotFound(f"there is no issue {issue[:80]!r} in this case")
        labels = ground.case.issues[issue].labels
        if option and option not in labels:
            told = "; ".join(labels[:12]) + ("; …" if len(labels) > 12 else "")
            raise NotFound(f"{ground.names.issue(issue)} has no option {option[:80]!r}; there are: {told}")
        start[issue] = option
    return {issue: start[issue] for issue in ground.case.issues if start.get(issue)}, given


def _first(ground: Ground, known: Mapping[str, Known]) -> tuple[Mapping[str, str], str]:
    for part in ground.candidates.values():
        return part["package"], "the package that all are likeliest to accept, of those that were judged"
    for one in known.values():
        return one.package, one.title
    return {issue: part.labels[0] for issue, part in ground.case.issues.items()}, "the first option of each issue"


def _judged(ground: Ground, yardstick: "Yardstick", chosen: Mapping[str, str], quick: bool) -> dict[str, Any]:
    """Give what `detente assess` gives of the same package, with names, red lines, and changes ready to be applied.

    If `quick`, the smallest changes are left out, and `rest` is the address of the page with them where they may be.
    """
    from detente.deals.assess import assess_by
    from detente.deals.constants import SURE_TO_SIGN
    from detente.deals.reference import given_package
    from detente.web.deals.mending import mending

    assessment = assess_by(yardstick, {"package": dict(chosen)}, amend=not quick)
    package = given_package(yardstick.problem, assessment.package)
    least = ground.names.party(assessment.least_willing)
    sought = not quick or assessment.verdict(assessment.least_willing).signs >= SURE_TO_SIGN
    fields = {f"{ON}{issue}": option for issue, option in chosen.items()}
    return {
        "assessment": assessment.to_json(),
        "whole": ground.code.write(assessment.package),
        "parties": list(_parties(ground, yardstick, assessment)),
        "least_willing": least,
        "completed": [
            {"issue": ground.names.issue(issue), "option": option}
            for issue, option in (assessment.open.settled if assessment.open else {}).items()
        ],
        "mending": mending(ground, yardstick, assessment, package),
        "proven": assessment.amendments is None or assessment.amendments.proven,
        "rest": None if sought else f"/deals/compose?{urlencode(fields)}",
    }


def _parties(ground: Ground, yardstick: "Yardstick", assessment: "Assessment") -> Iterator[dict[str, Any]]:
    problem = yardstick.problem
    for party, no_deal in zip(problem.parties, map(float, problem.no_deal), strict=True):
        verdict = assessment.verdict(party)
        crossed = (
            (issue, float(shut[:, problem.issues[issue].index(assessment.package[issue])].mean()))
            for issue, shut in problem.wants[party].red_lines.items()
        )
        yield {
            "id": party,
            "name": ground.names.party(party),
            "required": verdict.required,
            "value": verdict.gain + no_deal,
            "no_deal": no_deal,
            "gain": verdict.gain,
            "low": verdict.low,
            "high": verdict.high,
            "share": None if verdict.share is None else verdict.share.mean,
            "accepts": verdict.signs,
            "error": verdict.error,
            "verdict": verdict.word,
            "red_lines": [
                {"issue": ground.names.issue(issue), "option": assessment.package[issue], "chance": chance}
                for issue, chance in crossed
                if chance > 0
            ],
        }


def _keep(visit: Visit, form: Form) -> str:
    """Keep the chosen options under a name in the case."""
    bench = visit.workbench
    ground = bench.grounds.newest(bench.store)
    name = " ".join(form.get("name").split())
    if ground is None:
        raise NotFound("nothing was computed yet: there is no package to be kept")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"give the package a name of at most {LONGEST_NAME} letters")
    fields = {field: value for field, value in form.fields.items() if field.startswith(ON)}
    chosen, _ = _chosen(ground, {}, fields)
    if not chosen:
        raise UsageError("every issue is left open: choose an option for at least one")
    _, case = bench.grounds.case_now(bench.store)
    if case is not None and name in case.packages:
        raise UsageError(f"there is a package “{name}” already; give this one another name, or take that one out first")
    bench.store.edit(_base(form), [Change(("packages", name), chosen)], bench.author, f"package {name} kept")
    bench.recomputing.ask()
    return _address(name)


def _forget(visit: Visit, form: Form) -> str:
    """Take a package that is kept out of the case."""
    bench = visit.workbench
    _, case = bench.grounds.case_now(bench.store)
    name = form.get("name")
    if case is None or name not in case.packages:
        raise NotFound(f"there is no package {name[:80]!r} in this case")
    bench.store.edit(_base(form), [Change(("packages", name), None)], bench.author, f"package {name} taken out")
    bench.recomputing.ask()
    return "/deals/compose"


def _base(form: Form) -> int:
    given = form.get("revision")
    if not given.isdecimal() or len(given) > 9:
        raise ConflictError("this form does not say which revision of the case it is of; load its page again")
    return int(given)


def _address(name: str) -> str:
    return f"/deals/compose?{urlencode({'package': KEPT + name})}"


PAGES = (Page("/deals/compose", "compose.html.j2", _show),)
ACTIONS = (Action("/deals/keep", _keep), Action("/deals/forget", _forget))
