"""The overview: what was found, with the claims behind it, and what the newest run changed."""

from typing import Any

from detente.store.computing import changed_findings
from detente.web.page import Page, Visit

__all__ = ["PAGES"]

MOST_FINDINGS = 16
MOST_CHANGES = 8
_KINDS = {
    "warnings": ("little_evidence", "unrelated"),
    "found": ("gap", "trade", "interest", "priority", "hypothesis"),
    "against": ("contradiction",),
    "unknown": ("unknown",),
    "shared": ("origin", "near_duplicate"),
}


def _show(visit: Visit) -> dict[str, Any]:
    store = visit.workbench.store
    sources = store.sources()
    claims = sum(source.claims for source in sources)
    runs = store.runs(2)
    data: dict[str, Any] = {
        "counts": {"sources": len(sources), "claims": claims, "open": sum(source.open for source in sources)},
        "run": None,
        "findings": {kind: [] for kind in _KINDS},
        "more": 0,
        "changes": [],
        "more_changes": 0,
    }
    if not runs:
        return data
    run = runs[0]
    homes = {claim["id"]: (claim["document"], number) for number, claim in enumerate(run.analysis["claims"], 1)}
    found = {
        kind: [_shown(f, homes) for f in run.analysis["findings"] if f["kind"] in kinds]
        for kind, kinds in _KINDS.items()
    }
    data["more"] = max(len(found["found"]) - MOST_FINDINGS, 0)
    found["found"] = found["found"][:MOST_FINDINGS]
    case = run.analysis["case"]
    data["counts"] |= {"parties": len(case.get("parties", {})), "issues": len(case.get("issues", {}))}
    data["run"] = {"number": run.number, "finished": run.finished, "revision": run.revision}
    data["findings"] = found
    changes = changed_findings(runs[1], run) if len(runs) > 1 else []
    data["changes"], data["more_changes"] = changes[:MOST_CHANGES], max(len(changes) - MOST_CHANGES, 0)
    return data


def _shown(finding: dict[str, Any], homes: dict[str, tuple[str, int]]) -> dict[str, Any]:
    claims = [
        {"id": claim, "document": homes[claim][0], "number": homes[claim][1]}
        for claim in finding["claims"]
        if claim in homes
    ]
    kept = {name: finding.get(name) for name in ("kind", "sentence", "probability", "prior", "error")}
    return {**kept, "claims": claims, "origins": finding["origins"]["count"]}


PAGES = (Page("/overview", "overview.html.j2", _show),)
