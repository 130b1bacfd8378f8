"""Motives: the hypotheses about each party, the evidence for and against each, and what would tell them apart."""

import math
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from detente.errors import ConflictError
from detente.report.motives import SCALE, SCALE_SOURCE, evidence_rows, in_words, posterior_under, without_ratios
from detente.report.names import Names
from detente.store import Revision, Run
from detente.store.history import run_numbered
from detente.table import Case
from detente.table.case import Hypothesis, Says
from detente.table.trees import names_below
from detente.web.motive_forms import Asked, ask_add, ask_priors, ask_ratios, ask_remove
from detente.web.page import Action, Form, NotFound, Page, Visit
from detente.web.workbench import Workbench

__all__ = ["ACTIONS", "PAGES"]

LEAST_BITS = 0.05
"""Below this a claim tells the hypotheses apart so little that it stands with those that fit all alike."""
LEAST_LEARNT = 0.005
"""Bits below which an observation would tell nothing, and is left out."""
ROUGH = 0.1
"""Effective share of the particles below which what would be believed without an origin is a rough value."""

Data = dict[str, Any]


def _show_all(visit: Visit) -> Data:
    run, case = visit.workbench.store.run(), visit.workbench.store.case()
    parties = [] if case is None else [_party(case, Names(case), party, _belief(run, party)) for party in case.parties]
    return {"parties": parties, "run": None if run is None else run.number, "scale": _scale()}


def _show(visit: Visit) -> Data:
    store, party = visit.workbench.store, visit.path["party"]
    case, revision, run = store.case(), store.revision(), store.run()
    if case is None or revision is None or party not in case.parties:
        raise NotFound(f"there is no party {party[:80]!r} in this case")
    names, belief = Names(case), _belief(run, party)
    asked = _asked(visit, case, names)
    told = {
        "party": _party(case, names, party, belief),
        "others": [{"id": one, "name": part.name} for one, part in case.parties.items()],
        "base": revision.number,
        "current": run is not None and run.revision == revision.number,
        "run": None if run is None else run.number,
        "objectives": _objectives(case, names, party),
        "form": None if asked is None else _form(visit, asked),
        "tried": _tried(case, party, belief, asked),
        "changed": _changed(visit, names, run),
        "scale": _scale(),
        "rows": [],
        "alike": [],
        "undeclared": [],
        "observations": [],
        "origins": [],
    }
    if run is None or belief is None or len(case.hypotheses.get(party, {})) < 2:
        return told
    return told | _evidence(case, names, party, run, belief)


def _belief(run: Run | None, party: str) -> Data | None:
    found: Data | None = None if run is None else run.analysis["beliefs"]["parties"].get(party)
    return found


def _scale() -> Data:
    bounds = [{"words": words, "below": None if math.isinf(bound) else round(bound, 2)} for bound, words in SCALE]
    return {"source": SCALE_SOURCE, "steps": bounds}


def _party(case: Case, names: Names, party: str, belief: Data | None) -> Data:
    known = {} if belief is None else belief["hypotheses"]
    stories = [
        _story(names, party, name, story, known.get(name)) for name, story in case.hypotheses.get(party, {}).items()
    ]
    return {
        "id": party,
        "name": names.party(party),
        "address": f"/motives/{quote(party, safe='')}",
        "stories": stories,
        "bits": None if belief is None else belief["evidence_bits"],
        "too_little": belief is not None and belief["too_little_evidence"],
        "has_objectives": party in case.objectives,
        "sincerity": None if belief is None else belief["sincerity"],
        "no_deal": None if belief is None else belief["no_deal"],
    }


def _story(names: Names, party: str, name: str, story: Hypothesis, known: Data | None) -> Data:
    told = {key: None if known is None else known[key] for key in ("posterior", "error", "bayes_factor")}
    factor = told["bayes_factor"]
    return {
        "id": name,
        "name": names.hypothesis(party, name),
        "prior": story.prior,
        "before": None if known is None else known["prior"],
        **told,
        "words": None if factor is None else in_words(factor),
        "says": _says(names, party, story.says),
        "because": list(story.because),
        "assumed": story.assumed,
        "only_assumed": not story.because and not story.evidence,
        "ratios": len(story.evidence),
    }


_LEVELS = {
    "sincerity": {"high": "it means what it demands", "low": "it does not mean all that it demands"},
    "no_deal": {"high": "walking away is worth much to it", "low": "walking away is worth little to it"},
}


def _says(names: Names, party: str, says: Says) -> list[str]:
    told = [
        f"{names.objective(party, node)} above {names.objective(party, over.removeprefix('above '))}"
        for node, over in says.weights.items()
    ]
    for key, level in (("sincerity", says.sincerity), ("no_deal", says.no_deal)):
        told += [_LEVELS[key][level]] if level is not None else []
    return told


def _objectives(case: Case, names: Names, party: str) -> dict[str, str]:
    return {name: names.objective(party, name) for name in sorted(set(names_below(case.objectives.get(party))))}


# The evidence


def _evidence(case: Case, names: Names, party: str, run: Run, belief: Data) -> Data:
    claims = {claim["id"]: claim | {"number": number} for number, claim in enumerate(run.analysis["claims"], 1)}
    moves = {part["id"]: part for part in belief["concessions"]}
    homes = {part["id"]: part for part in run.analysis["documents"]}

    def claim(name: str) -> Data:
        return _claim(name, claims, moves, homes, case, names)

    def declared(name: str) -> list[float | None]:
        return [story.evidence.get(name) for story in case.hypotheses[party].values()]

    order = [name for name in belief["hypotheses"] if name in case.hypotheses[party]]
    places = [list(belief["hypotheses"]).index(name) for name in order]
    rows = [
        {
            **claim(row.claim),
            "spread": row.spread,
            "cells": [
                {"story": name, "bits": row.bits[place], "ratio": row.ratios[place]}
                for name, place in zip(order, places, strict=True)
            ],
            "ratios": declared(row.claim),
            **{key: getattr(row, key) for key in ("reliability", "certainty", "trust", "confidence", "origin")},
            "repeats": [claim(name) for name in row.repeats],
        }
        for row in evidence_rows(case, party, belief)
    ]
    told = {part["id"]: part for part in _party(case, names, party, belief)["stories"]}
    return {
        "columns": [{"id": name, "name": told[name]["name"], "words": told[name]["words"]} for name in order],
        "rows": [row for row in rows if row["spread"] >= LEAST_BITS],
        "alike": [row for row in rows if row["spread"] < LEAST_BITS],
        "undeclared": [claim(name) | {"ratios": declared(name)} for name in without_ratios(case, party, belief)],
        "observations": [
            _observation(names, party, order, part) for part in belief["observations"] if part["bits"] >= LEAST_LEARNT
        ],
        "origins": _origins(order, belief),
    }


def _claim(
    name: str,
    claims: Mapping[str, Data],
    moves: Mapping[str, Data],
    homes: Mapping[str, Data],
    case: Case,
    names: Names,
) -> Data:
    if name in moves:
        move = moves[name]
        held = " and ".join(names.issue(issue) for issue in move["held"])
        words = f"moved on {names.issue(move['issue'])} from “{move['before']}” to “{move['after']}”"
        return {
            "id": name,
            "words": words + (f", and held {held}" if held else ""),
            "address": None,
            "source": None,
            "date": move["date"],
            "kind": "move",
        }
    part = case.evidence.get(name)
    known = claims.get(name)
    words = " ".join(((part.words if part is not None else None) or (known or {}).get("text") or name).split())
    home = homes.get(known["document"]) if known is not None else None
    return {
        "id": name,
        "words": words,
        "address": None
        if known is None
        else f"/sources/{quote(known['document'], safe='')}#claim-{quote(name, safe='')}",
        "source": (part.outlet if part is not None else None) or (home or {}).get("title"),
        "date": part.date if part is not None else None,
        "kind": "claim",
    }


def _observation(names: Names, party: str, order: list[str], part: Data) -> Data:
    return {
        "words": names.hypothesis(party, part["words"]),
        **{key: part[key] for key in ("bits", "error", "probability")},
        "if_so": [part["hypotheses"].get(name, 0.0) for name in order],
        "if_not": [part["unless"].get(name, 0.0) for name in order],
    }


def _origins(order: list[str], belief: Data) -> list[Data]:
    """Give what would be believed without each origin, what moves most first."""
    now = [belief["hypotheses"][name]["posterior"] for name in order]
    found = [
        {
            "origin": part["origin"],
            "claims": len(part["claims"]),
            "without": [part["hypotheses"].get(name, 0.0) for name in order],
            "moved": max(abs(part["hypotheses"].get(name, 0.0) - was) for name, was in zip(order, now, strict=True)),
            "rough": part["share"] < ROUGH,
        }
        for part in belief["origins"]
    ]
    return sorted(found, key=lambda part: -part["moved"])


# What a person asks for


def _asked(visit: Visit, case: Case, names: Names) -> Asked | None:
    """Read again what a form sent that had faults, or that only tries something."""
    form = _FORMS.get(visit.query.get("form", ""))
    return None if form is None else form(case, visit.path["party"], dict(visit.query))


def _add(case: Case, party: str, sent: Mapping[str, str]) -> Asked:
    return ask_add(case, party, sent, _objectives(case, Names(case), party))


_FORMS: Mapping[str, Callable[[Case, str, Mapping[str, str]], Asked]] = {
    "priors": ask_priors,
    "ratios": ask_ratios,
    "add": _add,
    "remove": ask_remove,
}


def _form(visit: Visit, asked: Asked) -> Data:
    return {"name": visit.query["form"], "sent": dict(asked.sent), "faults": dict(asked.faults)}


def _tried(case: Case, party: str, belief: Data | None, asked: Asked | None) -> list[float] | None:
    """Give what would be believed under priors that are only tried, from the evidence of the last run."""
    if asked is None or not asked.priors or belief is None:
        return None
    known = belief["hypotheses"]
    stories = list(case.hypotheses[party])
    if any(name not in known for name in stories):
        return None
    return list(posterior_under(asked.priors, [known[name]["log_evidence"] for name in stories]))


def _changed(visit: Visit, names: Names, run: Run | None) -> Data | None:
    """Give what the runs since the one in the address made of the hypotheses; the newest may still be computed."""
    since = visit.query.get("since")
    if since is None:
        return None
    before = (
        run_numbered(visit.workbench.store, int(since))
        if since.isascii() and since.isdecimal() and len(since) < 10
        else None
    )
    if before is None:
        raise NotFound(f"there is no run {since[:20]!r} to compare with")
    party = visit.path["party"]
    recomputing = visit.workbench.recomputing
    told: Data = {
        "since": before.number,
        "run": None if run is None else run.number,
        "computing": recomputing.running,
        "failed": recomputing.failed,
        "stories": [],
    }
    if run is None or run.number == before.number:
        return told
    sides = [(_belief(one, party) or {"hypotheses": {}})["hypotheses"] for one in (before, run)]
    for name in {**sides[1], **sides[0]}:
        old, new = (side.get(name) for side in sides)
        told["stories"].append(
            {
                "name": names.hypothesis(party, name),
                "before": None if old is None else old["posterior"],
                "after": None if new is None else new["posterior"],
                "error": math.hypot(*(one["error"] for one in (old, new) if one is not None)),
            }
        )
    return told


# What forms change


def _act(kind: str, visit: Visit, form: Form) -> str:
    bench, party = visit.workbench, visit.path["party"]
    here = f"/motives/{quote(party, safe='')}"
    seen = _revision(bench, form)
    case = bench.store.case()
    if case is None or party not in case.parties:
        raise NotFound(f"there is no party {party[:80]!r} in this case")
    asked = _FORMS[kind](case, party, form.fields)
    if asked.faults or form.get("try"):
        sent = {key: value for key, value in form.fields.items() if key not in {"token", "base", "try"} and value}
        return f"{here}?{urlencode({**sent, 'form': kind})}#{kind}"
    if not asked.changes:
        return here
    run = bench.store.newest_run()
    bench.store.edit(seen.number, asked.changes, bench.author, f"{Names(case).party(party)}: {asked.why}")
    bench.recomputing.ask()
    return here if run is None else f"{here}?since={run[0]}#changed"


def _revision(bench: Workbench, form: Form) -> Revision:
    base = form.get("base")
    known = bench.store.revision(int(base)) if base.isascii() and base.isdecimal() and len(base) < 10 else None
    if known is None:
        raise ConflictError(f"there is no revision {base[:20]!r} of this case; load the page again")
    return known


def _action(kind: str) -> Callable[[Visit, Form], str]:
    return lambda visit, form: _act(kind, visit, form)


PAGES = (
    Page("/motives", "motives.html.j2", _show_all),
    Page("/motives/{party}", "motives_of.html.j2", _show),
)
ACTIONS = tuple(Action(f"/motives/{{party}}/{kind}", _action(kind)) for kind in _FORMS)
