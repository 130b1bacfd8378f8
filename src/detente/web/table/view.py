"""The case as the pages of the table show it: what is declared, and what the newest run believes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from detente.report.cards import ACTS, CERTAINTIES, anchor
from detente.report.names import Names
from detente.store import CaseStore, Revision, Run
from detente.store.case_edits import case_read
from detente.table import Case, Issue, Node, Position
from detente.table.objectives import ROOT
from detente.table.trees import children_of
from detente.web.page import NotFound

__all__ = ["TableView", "cell_key", "cell_of", "claims_of", "label_of", "no_deal_of", "view_of"]


@dataclass(frozen=True, slots=True)
class TableView:
    """One revision of the case with the newest run; `fresh` where that run is one of this very revision.

    `beliefs` gives for parties what `beliefs.json` says of them; it may be of an earlier revision.
    """

    revision: Revision
    case: Case
    names: Names
    run: Run | None
    beliefs: Mapping[str, Mapping[str, Any]]

    @property
    def fresh(self) -> bool:
        """Whether what is believed is of the case as it stands."""
        return self.run is not None and self.run.revision == self.revision.number

    def party(self, party: str) -> str:
        """Give a party's id where there is such a party. Raises NotFound."""
        if party not in self.case.parties:
            raise NotFound(f"there is no party {party[:80]!r} in this case")
        return party

    def issue(self, issue: str) -> Issue:
        """Give an issue. Raises NotFound where there is none of this id."""
        if issue not in self.case.issues:
            raise NotFound(f"there is no issue {issue[:80]!r} in this case")
        return self.case.issues[issue]

    def told(self) -> dict[str, Any]:
        """Give what every page of the table says of the state it shows."""
        run = None if self.run is None else {"number": self.run.number, "revision": self.run.revision}
        return {"revision": self.revision.number, "run": run, "fresh": self.fresh}


def view_of(store: CaseStore) -> TableView | None:
    """Give the case as it stands; None where there is none yet. Raises FormatError where it has faults."""
    revision = store.revision()
    if revision is None:
        return None
    case, run = case_read(revision.text, str(store.file)), store.run()
    beliefs = {} if run is None else run.analysis["beliefs"].get("parties", {})
    return TableView(revision, case, Names(case), run, beliefs)


def cell_key(party: str, issue: str) -> str:
    """Give what names a cell among the elements of a page, and in a selector of one."""
    return f"{anchor(party)}--{anchor(issue)}".replace(".", "_2e_")


def label_of(issue: Issue, option: Any) -> str | None:
    """Give the label of an option as a case holds it; None for nothing and for unknown."""
    if option in (None, "unknown"):
        return None
    try:
        return issue.labels[issue.index(option)]
    except KeyError:
        return str(option)


def leaves_of(root: Node | None, issue: str, name: str = ROOT) -> Iterator[tuple[str, Node]]:
    """Give the leaves of a tree on an issue with their names."""
    if root is not None and root.issue == issue:
        yield name, root
    for child, part in children_of(root):
        yield from leaves_of(part, issue, child)


def cell_of(view: TableView, party: str, issue_id: str) -> dict[str, Any]:
    """Give what stands in one cell: stated, wanted, weight, red lines, and how many claims speak of it."""
    issue = view.case.issues[issue_id]
    position = view.case.positions.get(party, {}).get(issue_id, Position())
    leaves = [name for name, _ in leaves_of(view.case.objectives.get(party), issue_id)]
    believed = view.beliefs.get(party, {})
    return {
        "party": party,
        "issue": issue_id,
        "key": cell_key(party, issue_id),
        "among_objectives": bool(leaves),
        "stated": label_of(issue, position.stated),
        "stated_unknown": position.stated == "unknown",
        "voice": position.voice,
        "wanted": _wanted(view, party, issue_id),
        "weights": [weight for name in leaves if (weight := _weight(believed, name))],
        "red_line": [label_of(issue, option) for option in position.red_line],
        "claims": len(claim_ids(view.case, party, issue_id)),
    }


def _declared(view: TableView, party: str, issue: str) -> bool:
    leaves = [node for _, node in leaves_of(view.case.objectives.get(party), issue)]
    return bool(leaves) and all(node.satisfaction and "unknown" not in node.satisfaction for node in leaves)


def _wanted(view: TableView, party: str, issue: str) -> dict[str, Any] | None:
    """Give the option that most probably is the party's ideal."""
    ideal = view.beliefs.get(party, {}).get("ideals", {}).get(issue)
    if ideal is None or not ideal["options"]:
        return None
    most = max(range(len(ideal["options"])), key=lambda place: float(ideal["probability"][place]))
    return {
        "option": ideal["options"][most],
        "probability": ideal["probability"][most],
        "prior": ideal["prior"][most],
        "only_prior": ideal["only_prior"],
        "declared": _declared(view, party, issue),
        "options": [
            {"option": option, "probability": probability, "prior": prior}
            for option, probability, prior in zip(ideal["options"], ideal["probability"], ideal["prior"], strict=True)
        ],
        "origins": ideal["origins"],
    }


def _weight(believed: Mapping[str, Any], node: str) -> dict[str, Any] | None:
    found = believed.get("nodes", {}).get(node)
    if found is None:
        return None
    kept = {name: found["weight"][name] for name in ("mean", "low", "high", "prior_mean")}
    return {"node": node, **kept, "only_prior": found["only_prior"], "origins": found["origins"]}


def no_deal_of(view: TableView, party: str) -> dict[str, Any]:
    """Give what a party's walking away is worth: as declared in words, and as believed."""
    declared = view.case.no_deal.get(party)
    believed = view.beliefs.get(party, {}).get("no_deal")
    names = ("mean", "low", "high", "prior_mean", "bits")
    kept = None if believed is None else {name: believed[name] for name in names}
    return {"declared": None if declared is None else _value_words(declared), "believed": kept}


def _value_words(value: Any) -> str:
    if isinstance(value, int | float):
        return f"{value:g}"
    if value == "unknown":
        return "unknown"
    if hasattr(value, "range"):
        return f"between {value.range[0]:g} and {value.range[1]:g}"
    if hasattr(value, "normal"):
        return f"about {value.normal[0]:g}, give or take {value.normal[1]:g}"
    return f"{value.value:g}"


def claim_ids(case: Case, party: str, issue: str) -> list[str]:
    """Give the ids of the claims on which a cell rests: those that speak of it, and those that it cites."""
    leaves = list(leaves_of(case.objectives.get(party), issue))
    named = {issue, *(name for name, _ in leaves)}
    found = [
        claim for claim, piece in case.evidence.items()
        if piece.party == party and (piece.on in named or piece.over in named)
    ]  # fmt: skip
    position = case.positions.get(party, {}).get(issue, Position())
    cited = [position.because, *(point.because for point in position.path), *(node.because for _, node in leaves)]
    return list(dict.fromkeys([*found, *(claim for claims in cited for claim in claims)]))


def claims_of(view: TableView, claims: list[str]) -> list[dict[str, Any]]:
    """Give claims in words, each with the way into its source where the case tells it."""
    found = []
    for claim in claims:
        piece = view.case.evidence.get(claim)
        if piece is None:
            found.append({"id": claim, "known": False})
            continue
        chain = [*piece.sources, *([piece.outlet] if piece.outlet else [])]
        on = None if piece.on is None else view.names.objective(piece.party, piece.on)
        found.append(
            {
                "id": claim,
                "known": True,
                "anchor": anchor(claim),
                "document": piece.document,
                "words": piece.words,
                "party": view.names.party(piece.party),
                "act": ACTS[piece.act],
                "on": on,
                "option": None if piece.option is None else str(piece.option),
                "over": None if piece.over is None else view.names.objective(piece.party, piece.over),
                "certainty": CERTAINTIES[piece.certainty],
                "chain": chain,
                "date": piece.date,
                "confidence": piece.confidence,
                "status": piece.status,
            }
        )
    return found
