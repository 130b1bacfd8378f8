"""A case drafted from claims: parties, issues, options, objectives, positions, hypotheses, unknowns and evidence.

Nothing enters that no claim says; what the draft assumes in between (flat weights, equal priors) it declares.
"""

import re
from collections.abc import Mapping, Sequence

from detente.claims import Claim, Reading, with_unique_ids
from detente.documents import Document
from detente.table.case import (
    Case,
    Evidence,
    Hypothesis,
    Issue,
    Node,
    Party,
    PathPoint,
    Position,
    Range,
    SetAside,
    Unknown,
)
from detente.table.ends import sentence_around
from detente.table.hanging import Hung, Wanted, hang
from detente.table.hypotheses import draft_hypotheses
from detente.table.issues import MAX_ISSUES
from detente.table.laying import Table, lay_table
from detente.table.origins import chain_of
from detente.table.phrases import is_given_up
from detente.table.settlement import NOTHING_SETTLED, Settlement
from detente.table.settling import settle_table
from detente.table.similarity import similarities
from detente.table.stages import draft_stages
from detente.table.trees import leaf_issues

__all__ = ["draft_case"]

_STRONG = re.compile(
    r"\b(very|far|much|by far|above all|most of all|first of all|overriding|paramount|vastly|only|merely)\b", re.I
)
_LESSER = re.compile(r"\b(secondary|less important|matters? less|not a priority|lesser|minor|unimportant)\b", re.I)
_STANCES = frozenset({"demand", "offer", "accept", "reject"})
_NO_DEAL = Range(range=(-0.5, 0.5), assumed="no report says what walking away is worth to it")


def draft_case(readings: Sequence[Reading], title: str | None = None, settled: Settlement = NOTHING_SETTLED) -> Case:
    """Draft the case that the readings tell; `settled` is what a person decided about them.

    Raises MissingExtraError where the phrase embedding is not installed.
    """
    unique = with_unique_ids(readings)
    table = settle_table(unique, settled) if settled.read else lay_table(unique)
    evidence = _evidence(table)
    hung = _objectives(table, evidence)
    objectives = {party: _root(part) for party, part in hung.items()}
    used = {issue for root in objectives.values() for _, issue in leaf_issues(root)}
    issues = {i: _issue(table, i) for i in table.clusters if i in used}
    speaking = lay_table(settled.read).speaking if settled.read else frozenset()
    seated = {
        name: party
        for name, party in table.roster.parties.items()
        if name in objectives or name in speaking or party.consent == "required"
    }
    evidence = {name: piece for name, piece in evidence.items() if piece.party in seated}
    return Case(
        detente=1,
        title=title or _title(readings, seated, issues),
        parties=seated,
        issues=issues,
        objectives=objectives,
        positions=_positions(table, evidence, issues),
        no_deal=dict.fromkeys(seated, _NO_DEAL),
        hypotheses=_hypotheses(table, evidence, objectives),
        stages=draft_stages(
            (claim for claim, _ in table.claims),
            {n: i for n, i in table.roster.ids.items() if i in seated},
            {claim.id: _around(claim, document) for claim, document in table.claims},
        ),
        unknowns=_unknowns(table, issues),
        set_aside=[*table.roster.set_aside, *_unseated(table, seated), *_off_the_table(table, issues)],
        evidence=_on_leaves(evidence, hung),
    )


def _unseated(table: Table, seated: Mapping[str, Party]) -> list[SetAside]:
    return [
        SetAside(
            what=f"party: {party.name}",
            why="it speaks of none of the issues on the table",
            because=[claim.id for claim, _ in table.claims if table.roster.ids[claim.party] == name],
        )
        for name, party in table.roster.parties.items()
        if name not in seated
    ]


def _title(readings: Sequence[Reading], parties: Mapping[str, Party], issues: Mapping[str, Issue]) -> str:
    """Give the headline of a single report; for several, who talks about what."""
    if len(readings) == 1:
        return readings[0].document.title or "A negotiation"
    names = [party.name for party in parties.values()]
    who = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    what = " and ".join(issue.name or name for name, issue in list(issues.items())[:2])
    return f"{who}: {what}" if what else who or "A negotiation"


def _issue(table: Table, issue: str) -> Issue:
    cluster, layout = table.clusters[issue], table.layouts[issue]
    return Issue(
        name=cluster.name,
        options=list(layout.labels),
        ordered=layout.ordered,
        because=list(layout.because),
        assumed=layout.assumed,
    )


def _evidence(table: Table) -> dict[str, Evidence]:
    evidence = {}
    for claim, document in table.claims:
        party, bearing = table.roster.ids[claim.party], table.bearing[claim.id]
        evidence[claim.id] = Evidence(
            party=party,
            act=claim.act,
            on=bearing.on,
            option=bearing.option,
            over=bearing.over,
            emphasis="strong" if claim.act == "priority" and _STRONG.search(claim.text) else "plain",
            certainty=claim.certainty,
            sources=list(chain_of(claim, table.sides)),
            outlet=table.traced[claim.id].outlet,
            origin=table.traced[claim.id].origin,
            date=claim.date or document.date,
            confidence=1.0 if claim.confidence is None else claim.confidence,
            document=document.id,
            words=claim.text,
        )
    return evidence


def _objectives(table: Table, evidence: Mapping[str, Evidence]) -> dict[str, Hung]:
    """Hang each party's issues below its root: those its claims speak of, ends with their means below them."""
    spelled = {issue for ends in table.ends.values() for _, issue in ends}
    stances = {(piece.party, piece.on) for piece in evidence.values() if piece.act in _STANCES}
    objectives = {}
    for party in table.roster.parties:
        spoken: dict[str, list[str]] = {}
        for claim_id, piece in evidence.items():
            for issue in (piece.on, piece.over) if piece.party == party else ():
                if issue:
                    spoken.setdefault(issue, []).append(claim_id)
        contested = {issue for other, issue in stances if other != party}
        direct = {i for i in table.clusters if (party, i) in stances and (i not in spelled or i in contested)}
        if spoken:
            serving = [link for link in table.serving.get(party, ()) if {link.means, link.end} & spoken.keys()]
            wanted = Wanted(spoken, frozenset(direct), table.ends.get(party, ()), serving)
            objectives[party] = hang(wanted, table.clusters, table.place, table.layouts)
    return objectives


def _root(hung: Hung) -> Node:
    told = "it weighs the issues its claims speak of, and no others; a flat prior over their weights"
    return Node(all=dict(hung.children), weights="unknown", assumed=told)


def _on_leaves(evidence: Mapping[str, Evidence], objectives: Mapping[str, Hung]) -> dict[str, Evidence]:
    """Let a stance on an issue that is also an end bear on the leaf of the issue, and no longer on the end."""
    found = {}
    for claim_id, piece in evidence.items():
        leaf = objectives[piece.party].itself.get(piece.on or "") if piece.party in objectives else None
        found[claim_id] = piece.model_copy(update={"on": leaf}) if leaf and piece.act in _STANCES else piece
    return found


_BEARS = 0.45
"""Cosine from which what is not known bears on an issue: "territory" and "land" have 0.69, it and "influence" 0.33."""


def _positions(
    table: Table, evidence: Mapping[str, Evidence], issues: Mapping[str, Issue]
) -> dict[str, dict[str, Position]]:
    """Give each party's path of stated options on each issue; the newest is its position.

    A demand that is given up makes a step, to what the party is ready for instead where claims tell that; where they do
    not, what it states now is unknown.
    """
    paths: dict[str, dict[str, list[_Step]]] = {}
    given_up: dict[tuple[str, str], _Step] = {}
    for claim, _ in table.claims:
        if claim.id not in evidence:
            continue
        piece = evidence[claim.id]
        if piece.option is None or piece.on is None or piece.on not in issues or claim.basis != "stated":
            continue
        key = piece.party, piece.on
        points = paths.setdefault(piece.party, {}).setdefault(piece.on, [])
        point = PathPoint(date=piece.date, option=piece.option, because=[claim.id])
        if claim.act == "demand" and claim.certainty == "asserted":
            points.append((piece.date or "", point, claim.voice))
        elif is_given_up(claim):
            points += _given_up(points, point, issues[piece.on], claim.voice)
            given_up[key] = points[-1]
        elif claim.act in {"offer", "accept"} and claim.certainty == "asserted" and key in given_up:
            step = piece.date or "", point, claim.voice
            if step[0] == given_up[key][0] and given_up[key] in points:
                points.remove(given_up[key])
            if step[0] >= given_up[key][0]:
                points.append(step)
    positions: dict[str, dict[str, Position]] = {}
    for party, by_issue in paths.items():
        for issue, points in by_issue.items():
            if not points:
                continue
            ordered = sorted(points, key=lambda point: point[0])
            newest = ordered[-1]
            same = [point for _, point, _ in ordered if point.option == newest[1].option]
            path = _moves([point for _, point, _ in ordered])
            left = newest == given_up.get((party, issue))
            positions.setdefault(party, {})[issue] = Position(
                stated="unknown" if left else newest[1].option,
                voice=next((voice for _, _, voice in reversed(ordered) if voice), None),
                because=[] if left else [claim_id for point in same for claim_id in point.because],
                path=path if len(path) > 1 else [],
            )
    return positions


_Step = tuple[str, PathPoint, str | None]
"""When a position was stated ("" where it is not dated), the position, and the voice."""


def _given_up(points: Sequence[_Step], point: PathPoint, issue: Issue, voice: str | None) -> list[_Step]:
    """Give the steps of a demand that is given up: that it was made, where no claim tells it, and that it is no more.

    Where it stands on a scale the party has left its end for the other; a claim that tells what it is ready for instead
    says how far. Where the options have no order, it has left them.
    """
    steps: list[_Step] = []
    if not any(other.option == point.option and date <= (point.date or "") for date, other, _ in points):
        steps.append(("", point.model_copy(update={"date": None}), voice))
    labels = issue.labels
    end = labels[0] if not issue.ordered or labels.index(str(point.option)) > 0 else labels[-1]
    return [*steps, (point.date or "", point.model_copy(update={"option": end}), voice)]


def _moves(points: Sequence[PathPoint]) -> list[PathPoint]:
    moves: list[PathPoint] = []
    for point in points:
        if not moves or moves[-1].option != point.option:
            moves.append(point)
    return moves


def _hypotheses(
    table: Table, evidence: Mapping[str, Evidence], objectives: Mapping[str, Node]
) -> dict[str, dict[str, Hypothesis]]:
    drafted = {}
    for party in table.roster.parties:
        own = {i: piece for i, piece in evidence.items() if piece.party == party}
        tactics = [claim for claim, _ in table.claims if claim.id in own and claim.act == "tactic"]
        stories = draft_hypotheses(own, tactics, objectives.get(party))
        if stories:
            drafted[party] = stories
    return drafted


def _unknowns(table: Table, issues: Mapping[str, Issue]) -> list[Unknown]:
    unknowns: dict[str, Unknown] = {}
    for claim, document in table.claims:
        if claim.certainty != "unknown":
            continue
        what = _sentence(claim, document)
        known = unknowns.get(what)
        because = [*(known.because if known else []), claim.id]
        unknowns[what] = Unknown(what=what, because=because, bears_on=_bears_on(claim, table, issues))
    return list(unknowns.values())


def _sentence(claim: Claim, document: Document) -> str:
    """Give the words of the claim with the cue that says they are not known, where it stands beside them."""
    words = " ".join(claim.text.split())
    if any(hedge in claim.text for hedge in claim.hedges):
        return words
    return _around(claim, document)


def _around(claim: Claim, document: Document) -> str:
    """Give the sentence that a claim stands in."""
    return " ".join(document.text[slice(*sentence_around(document.text, claim.start, claim.end))].split())


def _bears_on(claim: Claim, table: Table, issues: Mapping[str, Issue]) -> list[str]:
    """Give the issues whose phrases are near to words of what is not known."""
    near = similarities([claim.content, claim.issue], [table.clusters[issue].name for issue in issues])
    return [issue for issue, most in zip(issues, near.max(axis=0), strict=True) if most >= _BEARS] if issues else []


def _off_the_table(table: Table, issues: Mapping[str, Issue]) -> list[SetAside]:
    """Give the issues left out: those whose claims bear on others, then those that the reports say less of."""
    unused = [cluster for name, cluster in table.clusters.items() if name not in issues]
    reasons = [(cluster, "the claims that name it bear on other issues") for cluster in unused]
    less = f"not among the {MAX_ISSUES} issues that the reports compare or say most of"
    return [
        SetAside(
            what=f"issue: {cluster.name}",
            why=why,
            because=list(dict.fromkeys(mention.claim.id for mention in cluster.mentions)),
        )
        for cluster, why in [*reasons, *((cluster, less) for cluster in table.dropped)]
    ] + _unplaced(table, issues)


def _unplaced(table: Table, issues: Mapping[str, Issue]) -> list[SetAside]:
    """Give what parties state in words that no option bears: it counts for the issue, not for an option."""
    return [
        SetAside(
            what=f"option: {' '.join(mention.words.split())}",
            why=f"it fits no option of {issue.name}, and counts for the issue as a whole",
            because=[mention.claim.id],
        )
        for name, issue in issues.items()
        for mention in dict.fromkeys(table.layouts[name].unplaced)
    ]
