"""A case drafted from claims: parties, issues, options, objectives, positions, hypotheses, unknowns and evidence.

Nothing enters that no claim says; what the draft assumes in between (flat weights, equal priors) it declares.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from detente.claims import Claim, Reading, with_unique_ids
from detente.claims.words import MEDIA_WORDS
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
from detente.table.ends import End, find_ends, find_purposes, sentence_around
from detente.table.hanging import Hung, Serving, Wanted, hang
from detente.table.hypotheses import draft_hypotheses
from detente.table.issues import COMPARED_ISSUES, MAX_ISSUES, Cluster, cluster_mentions, renamed
from detente.table.options import Layout, lay_options
from detente.table.origins import Traced, chain_of, sides_of, trace
from detente.table.parties import Roster, gather_parties, person_names
from detente.table.phrases import Mention, is_given_up, mentions_of, plain_phrase, slug, telling
from detente.table.settlement import NOTHING_SETTLED, Settlement, settle_clusters
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


@dataclass(frozen=True, slots=True)
class _Table:
    """What the draft is made from: who sits there, what is at stake, and where each mention belongs."""

    roster: Roster
    documents: Mapping[str, Document]
    claims: Sequence[tuple[Claim, Document]]
    clusters: Mapping[str, Cluster]
    place: Mapping[tuple[str, str], str]
    """(claim id, phrase) → issue id."""
    layouts: Mapping[str, Layout]
    ends: Mapping[str, Sequence[tuple[End, str]]]
    """Party id → its ends with the issue id of each."""
    dropped: tuple[Cluster, ...]
    spelled: Mapping[str, str]
    """Claim id → the end whose means it names."""
    serving: Mapping[str, Sequence[Serving]]
    """Party id → the issues that serve others."""
    traced: Mapping[str, Traced]
    """Claim id → the outlet that answers for it and the witness behind it."""
    sides: Mapping[str, Collection[str]]
    """Name → the parties it is or speaks for."""


def draft_case(readings: Sequence[Reading], title: str | None = None, settled: Settlement = NOTHING_SETTLED) -> Case:
    """Draft the case that the readings tell; `settled` is what a person merged, took apart and put elsewhere.

    Raises MissingExtraError where the phrase embedding is not installed.
    """
    table = _lay_table(with_unique_ids(readings), settled)
    evidence = _evidence(table)
    hung = _objectives(table, evidence)
    objectives = {party: _root(part) for party, part in hung.items()}
    used = {issue for root in objectives.values() for _, issue in leaf_issues(root)}
    issues = {i: _issue(table, i) for i in table.clusters if i in used}
    seated = {
        name: party for name, party in table.roster.parties.items() if name in objectives or party.consent == "required"
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


def _unseated(table: _Table, seated: Mapping[str, Party]) -> list[SetAside]:
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


def _lay_table(readings: Sequence[Reading], settled: Settlement) -> _Table:
    roster = gather_parties(readings, settled.parties)
    claims = [(claim, reading.document) for reading in readings for claim in reading.claims]
    persons = person_names(readings)
    seated = [(claim, document) for claim, document in claims if claim.party in roster.ids]
    found = [(end, reading.document) for reading in readings for end in find_ends(reading) if end.party in roster.ids]
    spelled = {end.claim.id for end, _ in found}
    mentions = [
        mention
        for claim, document in seated
        if claim.id not in spelled
        for mention in mentions_of(claim, document, roster.ids[claim.party])
    ]
    for end, document in found:
        mentions += _spelled_out(end, document, roster.ids[end.party])
    told = {m: better for m in mentions if (better := telling(m, (*roster.names, *persons))) is not None}
    gathered = cluster_mentions(list(told.values()), roster.names, {end.claim.id: end.aim.id for end, _ in found})
    clusters = settle_clusters(gathered, settled)
    chosen = _kept(clusters, found)
    dropped = tuple(cluster for cluster in clusters if cluster not in chosen)
    kept = renamed(chosen, (*roster.names, *persons, *_outlets(readings)), settled.issue_names)
    home = {m: cluster.id for cluster in kept for m in cluster.mentions}
    place = {(m.claim.id, m.phrase): home[better] for m, better in told.items() if better in home}
    ends: dict[str, list[tuple[End, str]]] = {}
    for end, _ in found:
        node = place.get((end.aim.id, end.phrase)) if end.phrase else _standing_alone(end, place, kept)
        if node is not None:
            ends.setdefault(roster.ids[end.party], []).append((end, node))
    return _Table(
        roster=roster,
        documents={reading.document.id: reading.document for reading in readings},
        claims=seated,
        clusters={cluster.id: cluster for cluster in kept},
        place=place,
        layouts={cluster.id: lay_options(cluster) for cluster in kept},
        ends=ends,
        spelled={end.claim.id: node for part in ends.values() for end, node in part},
        serving=_serving(readings, roster, place, spelled),
        traced=trace(readings),
        sides=sides_of(readings),
        dropped=dropped,
    )


def _outlets(readings: Sequence[Reading]) -> set[str]:
    """Give the words of outlets that report or are cited, as far as no report uses them as plain words.

    Outlets say what is at stake, and are it not.
    """
    cited = {source for reading in readings for claim in reading.claims for source in claim.sources}
    outlets = {reading.document.outlet for reading in readings if reading.document.outlet}
    names = outlets | {source for source in cited if MEDIA_WORDS & set(source.split())}
    plain = {word for reading in readings for word in re.findall(r"\b[a-z]+\b", reading.document.text)}
    return {word for name in names for word in name.split() if word.lower() not in plain}


def _spelled_out(end: End, document: Document, party: str) -> list[Mention]:
    """Give what an end is made of as aims of their own, and the end where the same claim names it."""
    words = [*end.parts, *end.alternatives]
    mentions = [Mention(end.claim, document, party, "aims", plain_phrase(w), w) for w in words]
    if end.phrase and end.aim.id == end.claim.id:
        whole = end.claim.content[: end.claim.content.lower().find(end.phrase) + len(end.phrase)] or end.phrase
        mentions.append(Mention(end.claim, document, party, "wants", end.phrase, whole))
    return mentions


def _standing_alone(end: End, place: Mapping[tuple[str, str], str], clusters: Sequence[Cluster]) -> str | None:
    """Give the name of a node for alternatives that serve no end told; None where they are not two issues."""
    names = {cluster.id: cluster.name for cluster in clusters}
    ways = [place.get((end.claim.id, plain_phrase(words))) for words in end.alternatives]
    told = list(dict.fromkeys(way for way in ways if way is not None))
    if len(told) < 2:
        return told[0] if told else None
    return slug(" or ".join(names[way] for way in told), tuple(names))


def _serving(
    readings: Sequence[Reading],
    roster: Roster,
    place: Mapping[tuple[str, str], str],
    spelled: Collection[str],
) -> dict[str, list[Serving]]:
    """Give for each party the issues that claims say serve another; those most claims say first."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    because: dict[tuple[str, str, str], str] = {}
    for reading in readings:
        for purpose in find_purposes(reading):
            if purpose.party not in roster.ids or {purpose.means.id, purpose.aim.id} & set(spelled):
                continue
            party = roster.ids[purpose.party]
            means, aim = (
                [place.get((claim.id, mention.phrase)) for mention in mentions_of(claim, reading.document, party)]
                for claim in (purpose.means, purpose.aim)
            )
            if not (means and aim):
                continue
            one, other = means[-1], aim[0 if purpose.aim is purpose.means else -1]
            if one is not None and other is not None and one != other:
                found.setdefault(party, Counter())[one, other] += 1
                because.setdefault((party, one, other), purpose.means.id)
    return {
        party: [Serving(one, other, because[party, one, other]) for (one, other), _ in links.most_common()]
        for party, links in found.items()
    }


def _kept(clusters: Sequence[Cluster], found: Sequence[tuple[End, Document]]) -> list[Cluster]:
    """Keep the issues that spell out an end or that a priority compares, on some of the places, and the most told.

    So an end is spelled out and a likely comparison has both its sides on the table, and doubtful comparisons do not
    crowd out what everybody demands.
    """
    spelled = {end.claim.id for end, _ in found} | {end.aim.id for end, _ in found}

    def need(cluster: Cluster) -> float:
        compared = (m.claim.confidence for m in cluster.mentions if m.claim.act == "priority")
        chance = max((1.0 if one is None else one for one in compared), default=0.0)
        return 2.0 if any(m.claim.id in spelled for m in cluster.mentions) else chance

    needed = sorted((cluster for cluster in clusters if need(cluster) > 0), key=need, reverse=True)[:COMPARED_ISSUES]
    others = [cluster for cluster in clusters if cluster not in needed][: MAX_ISSUES - len(needed)]
    return [cluster for cluster in clusters if cluster in needed or cluster in others]


def _issue(table: _Table, issue: str) -> Issue:
    cluster, layout = table.clusters[issue], table.layouts[issue]
    return Issue(
        name=cluster.name,
        options=list(_distinct(layout.labels)),
        ordered=layout.ordered,
        because=list(layout.because),
        assumed=layout.assumed,
    )


def _distinct(labels: Sequence[str]) -> Iterable[str]:
    seen: dict[str, int] = {}
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        yield label if seen[label] == 1 else f"{label} ({seen[label]})"


def _evidence(table: _Table) -> dict[str, Evidence]:
    evidence = {}
    last_aim: dict[tuple[str, str], str] = {}
    for claim, document in table.claims:
        party = table.roster.ids[claim.party]
        on, over, option = _bearing(table, claim, party, last_aim.get((document.id, party)))
        if claim.act in {"interest", "priority"} and on and claim.certainty not in {"denied", "unknown"}:
            last_aim[document.id, party] = on
        evidence[claim.id] = Evidence(
            party=party,
            act=claim.act,
            on=on,
            option=option,
            over=over,
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


def _bearing(
    table: _Table, claim: Claim, party: str, last_aim: str | None
) -> tuple[str | None, str | None, str | None]:
    """Give the objective a claim speaks of, the lesser one of a comparison, and the option it names."""
    if claim.id in table.spelled:
        return table.spelled[claim.id], None, None
    on = over = option = None
    for mention in mentions_of(claim, Document("", ""), party):
        issue = table.place.get((claim.id, mention.phrase))
        if issue is None:
            continue
        if mention.role == "lesser" or (claim.act == "trade" and mention.role == "gives"):
            over = issue
        else:
            on = issue
            place = table.layouts[issue].meant.get((claim.id, mention.words))
            option = None if place is None else list(_distinct(table.layouts[issue].labels))[place]
    only_lesser = claim.act == "priority" and over is not None and (on is None or _LESSER.search(claim.content))
    if only_lesser and over != on:
        on, option = (last_aim if last_aim != over else None), None
    if on == over:
        over = None
    return on, over, option


def _objectives(table: _Table, evidence: Mapping[str, Evidence]) -> dict[str, Hung]:
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
    table: _Table, evidence: Mapping[str, Evidence], issues: Mapping[str, Issue]
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
    table: _Table, evidence: Mapping[str, Evidence], objectives: Mapping[str, Node]
) -> dict[str, dict[str, Hypothesis]]:
    drafted = {}
    for party in table.roster.parties:
        own = {i: piece for i, piece in evidence.items() if piece.party == party}
        tactics = [claim for claim, _ in table.claims if claim.id in own and claim.act == "tactic"]
        stories = draft_hypotheses(own, tactics, objectives.get(party))
        if stories:
            drafted[party] = stories
    return drafted


def _unknowns(table: _Table, issues: Mapping[str, Issue]) -> list[Unknown]:
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


def _bears_on(claim: Claim, table: _Table, issues: Mapping[str, Issue]) -> list[str]:
    """Give the issues whose phrases are near to words of what is not known."""
    near = similarities([claim.content, claim.issue], [table.clusters[issue].name for issue in issues])
    return [issue for issue, most in zip(issues, near.max(axis=0), strict=True) if most >= _BEARS] if issues else []


def _off_the_table(table: _Table, issues: Mapping[str, Issue]) -> list[SetAside]:
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


def _unplaced(table: _Table, issues: Mapping[str, Issue]) -> list[SetAside]:
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
