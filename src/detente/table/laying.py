"""The table that a draft is made from: who sits there, what is at stake, and where each claim belongs, as read."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.claims import Claim, Reading
from detente.claims.words import MEDIA_WORDS
from detente.documents import Document
from detente.table.ends import End, find_ends, find_purposes
from detente.table.hanging import Serving
from detente.table.issues import COMPARED_ISSUES, MAX_ISSUES, Cluster, cluster_mentions, renamed
from detente.table.options import Layout, lay_options
from detente.table.origins import Traced, sides_of, trace
from detente.table.parties import Roster, gather_parties, person_names
from detente.table.phrases import Mention, mentions_of, plain_phrase, slug, telling

__all__ = [
    "Bearing",
    "Place",
    "Table",
    "bearings",
    "is_lesser",
    "lay_table",
    "serving_links",
    "spelled_out",
    "standing_alone",
]

Place = Mapping[tuple[str, str], str]
"""(claim id, phrase) → issue id."""

_LESSER = re.compile(r"\b(secondary|less important|matters? less|not a priority|lesser|minor|unimportant)\b", re.I)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a claim bears on: an objective, the lesser one of a comparison, and the option it names."""

    on: str | None
    over: str | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What the draft is made from: who sits there, what is at stake, and where each mention belongs."""

    roster: Roster
    claims: Sequence[tuple[Claim, Document]]
    clusters: Mapping[str, Cluster]
    told: Mapping[Mention, Mention]
    """Each mention as its claim has it → the same under a phrase that tells what is at stake."""
    place: Place
    layouts: Mapping[str, Layout]
    ends: Mapping[str, Sequence[tuple[End, str]]]
    """Party id → its ends with the issue id of each."""
    dropped: tuple[Cluster, ...]
    """Issues that are not on the table."""
    spelled: Mapping[str, str]
    """Claim id → the end whose means it names."""
    serving: Mapping[str, Sequence[Serving]]
    """Party id → the issues that serve others."""
    traced: Mapping[str, Traced]
    """Claim id → the outlet that answers for it and the witness behind it."""
    sides: Mapping[str, Collection[str]]
    """Name → the parties it is or speaks for."""
    bearing: Mapping[str, Bearing]
    """Claim id → what it bears on."""
    names: frozenset[str]
    """Words of the names of parties and persons, which tell who, not what."""

    @property
    def speaking(self) -> frozenset[str]:
        """The parties (ids) that speak of an issue on the table, or whose consent is needed."""
        ids = self.roster.ids
        told = {ids[claim.party] for claim, _ in self.claims if self.bearing[claim.id] != _NOTHING}
        return frozenset(told | {name for name, part in self.roster.parties.items() if part.consent == "required"})


_NOTHING = Bearing(None)


@lru_cache(maxsize=2)
def lay_table(readings: tuple[Reading, ...]) -> Table:
    """Lay the table as the readings tell it; the last two are kept, since a person decides about one many times.

    Raises MissingExtraError where the phrase embedding is not installed.
    """
    roster = gather_parties(readings)
    claims = [(claim, reading.document) for reading in readings for claim in reading.claims]
    names = (*roster.names, *person_names(readings))
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
        mentions += spelled_out(end, document, roster.ids[end.party])
    told = {m: better for m in mentions if (better := telling(m, names)) is not None}
    clusters = cluster_mentions(list(told.values()), roster.names, {end.claim.id: end.aim.id for end, _ in found})
    chosen = _kept(clusters, found)
    kept = renamed(chosen, (*names, *_outlets(readings)))
    home = {m: cluster.id for cluster in kept for m in cluster.mentions}
    place = {(m.claim.id, m.phrase): home[better] for m, better in told.items() if better in home}
    ends: dict[str, list[tuple[End, str]]] = {}
    for end, _ in found:
        node = place.get((end.aim.id, end.phrase)) if end.phrase else standing_alone(end, place, kept)
        if node is not None:
            ends.setdefault(roster.ids[end.party], []).append((end, node))
    nodes = {end.claim.id: node for part in ends.values() for end, node in part}
    layouts = {cluster.id: lay_options(cluster) for cluster in kept}
    return Table(
        roster=roster,
        claims=seated,
        clusters={cluster.id: cluster for cluster in kept},
        told=told,
        place=place,
        layouts=layouts,
        ends=ends,
        dropped=tuple(cluster for cluster in clusters if cluster not in chosen),
        spelled=nodes,
        serving=serving_links(readings, roster, place, spelled),
        traced=trace(readings),
        sides=sides_of(readings),
        bearing=bearings(seated, nodes, place, layouts, roster.ids, {}),
        names=frozenset(word for name in names for word in name.lower().split()),
    )


def is_lesser(mention: Mention) -> bool:
    """Tell whether a mention is the lesser side of a comparison, or what a trade gives."""
    return mention.role == "lesser" or (mention.claim.act == "trade" and mention.role == "gives")


def bearings(
    claims: Iterable[tuple[Claim, Document]],
    spelled: Mapping[str, str],
    place: Place,
    layouts: Mapping[str, Layout],
    ids: Mapping[str, str],
    known: Mapping[str, Bearing],
) -> dict[str, Bearing]:
    """Give what each claim bears on, in text order; what is `known` stands. `ids` are parties by their names.

    A comparison that names only the lesser thing bears on what its party was last said to be after.
    """
    found: dict[str, Bearing] = {}
    last_aim: dict[tuple[str, str], str] = {}
    for claim, document in claims:
        party = ids[claim.party]
        last = last_aim.get((document.id, party))
        bearing = known.get(claim.id) or _bearing(claim, spelled, place, layouts, last)
        found[claim.id] = bearing
        if claim.act in {"interest", "priority"} and bearing.on and claim.certainty not in {"denied", "unknown"}:
            last_aim[document.id, party] = bearing.on
    return found


def _bearing(
    claim: Claim, spelled: Mapping[str, str], place: Place, layouts: Mapping[str, Layout], last_aim: str | None
) -> Bearing:
    if claim.id in spelled:
        return Bearing(spelled[claim.id])
    on = over = option = None
    for mention in mentions_of(claim, Document("", ""), ""):
        issue = place.get((claim.id, mention.phrase))
        if issue is None:
            continue
        if is_lesser(mention):
            over = issue
        else:
            on = issue
            named = layouts[issue].meant.get((claim.id, mention.words))
            option = None if named is None else layouts[issue].labels[named]
    only_lesser = claim.act == "priority" and over is not None and (on is None or _LESSER.search(claim.content))
    if only_lesser and over != on:
        on, option = (last_aim if last_aim != over else None), None
    return Bearing(on, None if on == over else over, option)


def spelled_out(end: End, document: Document, party: str) -> list[Mention]:
    """Give what an end is made of as aims of their own, and the end where the same claim names it."""
    words = [*end.parts, *end.alternatives]
    mentions = [Mention(end.claim, document, party, "aims", plain_phrase(w), w) for w in words]
    if end.phrase and end.aim.id == end.claim.id:
        whole = end.claim.content[: end.claim.content.lower().find(end.phrase) + len(end.phrase)] or end.phrase
        mentions.append(Mention(end.claim, document, party, "wants", end.phrase, whole))
    return mentions


def standing_alone(end: End, place: Mapping[tuple[str, str], str], clusters: Sequence[Cluster]) -> str | None:
    """Give the name of a node for alternatives that serve no end told; None where they are not two issues."""
    names = {cluster.id: cluster.name for cluster in clusters}
    ways = [place.get((end.claim.id, plain_phrase(words))) for words in end.alternatives]
    told = list(dict.fromkeys(way for way in ways if way is not None))
    if len(told) < 2:
        return told[0] if told else None
    return slug(" or ".join(names[way] for way in told), tuple(names))


def serving_links(
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


def _outlets(readings: Sequence[Reading]) -> set[str]:
    """Give the words of outlets that report or are cited, as far as no report uses them as plain words.

    Outlets say what is at stake, and are it not.
    """
    cited = {source for reading in readings for claim in reading.claims for source in claim.sources}
    outlets = {reading.document.outlet for reading in readings if reading.document.outlet}
    names = outlets | {source for source in cited if MEDIA_WORDS & set(source.split())}
    plain = {word for reading in readings for word in re.findall(r"\b[a-z]+\b", reading.document.text)}
    return {word for name in names for word in name.split() if word.lower() not in plain}
