"""The table as decided: that of the claims as read, with each decision laid upon it, and nothing else moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from detente.claims import Claim, Reading
from detente.documents import Document
from detente.table.ends import End, find_ends
from detente.table.issues import Cluster
from detente.table.laying import Bearing, Table, bearings, lay_table, serving_links, spelled_out, standing_alone
from detente.table.merging import joining_odds
from detente.table.names import issue_name
from detente.table.options import Layout, lay_options
from detente.table.origins import sides_of, trace
from detente.table.parties import Roster, settled_roster
from detente.table.phrases import Mention, mentions_of, telling
from detente.table.rescaling import forget, mean, without_unmeant
from detente.table.settlement import Placing, Settlement
from detente.table.standing import Standing, Standings, role_of

__all__ = ["settle_table"]

_COMPARING = frozenset({"priority", "trade"})
"""Acts whose words name the issue."""


@dataclass(frozen=True, slots=True)
class _Before:
    """Where a claim bore in one role before it was decided about, in which mentions, with which options."""

    home: Standing | None
    mentions: Sequence[Mention]
    options: Mapping[str, str]
    """Words → option."""


@dataclass(slots=True)
class _Settling:
    """What is at hand while decisions are laid upon the table of the claims as read."""

    read: Table
    standings: Standings
    roster: Roster
    was: Mapping[str, Claim]
    now: Mapping[str, tuple[Claim, Document]]
    ends: Mapping[str, End]
    """Claim id → the end that an altered claim spells out."""
    placed: frozenset[str]
    told: dict[Mention, Mention] = field(default_factory=dict)
    homes: dict[Mention, Standing] = field(default_factory=dict)

    def party(self, claim: str) -> str | None:
        """Give the party of a claim as decided, if there is the claim and it is seated."""
        found = self.now.get(claim)
        return None if found is None else self.roster.ids.get(found[0].party)

    def take_out(self, claim: str) -> dict[str, _Before]:
        """Take a claim out of the issues; give by role where it bore."""
        found = {}
        for role in ("on", "over"):
            home = self.standings.home(claim, role)
            mentions = [m for m in home.mentions if m.claim.id == claim and role_of(m) == role] if home else []
            meant = home.layout.meant if home and home.layout else {}
            labels = home.layout.labels if home and home.layout else ()
            options = {m.words: labels[meant[claim, m.words]] for m in mentions if (claim, m.words) in meant}
            found[role] = _Before(home, mentions, options)
        for issue in self.standings.issues:
            issue.mentions = [mention for mention in issue.mentions if mention.claim.id != claim]
            issue.claims -= {(claim, "on"), (claim, "over")}
            issue.layout = forget(issue.layout, claim) if issue.layout else None
        return found

    def put_in(self, name: str, before: Mapping[str, _Before]) -> None:
        """Put a claim, as decided, where it belongs; the two sides of one never into the same issue."""
        claim, document = self.now[name]
        party = self.party(name)
        mentions = [] if party is None else self._mentions(claim, document, party)
        last = {role_of(mention): mention for mention in mentions}
        for role in sorted(last, key=lambda role: role == "over"):
            for mention in (m for m in mentions if role_of(m) == role):
                barred = [issue for m, issue in self.homes.items() if m in mentions and role_of(m) != role]
                home = self._known_home(mention, before) if mention is last[role] else None
                if home is None or home in barred:
                    home = self._found(mention, barred)
                if mention is last[role]:
                    home.claims.add((name, role))
                self._mean(home, mention, before[role])
                home.mentions.append(mention)
                self.homes[mention] = home

    def _mentions(self, claim: Claim, document: Document, party: str) -> list[Mention]:
        end = self.ends.get(claim.id)
        told = mentions_of(claim, document, party) if end is None else spelled_out(end, document, party)
        found = []
        for mention in told:
            better = telling(mention, self.read.names)
            if better is None and claim.id in self.placed:
                better = mention
            if better is not None:
                self.told[mention] = better
                found.append(better)
        return found

    def _known_home(self, mention: Mention, before: Mapping[str, _Before]) -> Standing | None:
        """Give the issue that a claim bore on, or was put on, unless it speaks of another thing now."""
        claim, role = mention.claim, role_of(mention)
        if claim.id in self.ends:
            return None
        home = before[role].home
        if home is not None and claim.id in self.placed and role == "on":
            return home
        said = [part.home for part in before.values() if any(old.words == mention.words for old in part.mentions)]
        if said:
            return said[0]
        old = self.was.get(claim.id)
        if home is None or old is None:
            return None
        same = all(getattr(old, part) == getattr(claim, part) for part in ("issue", "content", "against"))
        return home if same or not {claim.act, old.act} & _COMPARING else None

    def _found(self, mention: Mention, barred: Sequence[Standing]) -> Standing:
        """Give the issue that goes by a claim's words, else the nearest that is near enough, else a new one."""
        others = [issue for issue in self.standings.issues if issue not in barred]
        called = [issue for issue in others if issue.is_called(mention.phrase)]
        held = [issue for issue in others if issue.mentions]
        if called:
            home = max(called, key=lambda issue: issue.drafted or issue.decided)
        else:
            odds = joining_odds(mention, [issue.mentions for issue in held], self.read.names)
            best = max(range(len(held)), key=odds.__getitem__, default=None)
            home = held[best] if best is not None and odds[best] >= 0 else self.standings.add(self._name(mention))
        home.decided = True
        return home

    def _name(self, mention: Mention) -> str:
        """Give the name of a new issue: as a person called it where they did."""
        claim = mention.claim
        old = self.was.get(claim.id)
        if claim.act not in _COMPARING and (old is None or old.issue != claim.issue):
            return claim.issue
        return issue_name([mention], self.read.names, mention.phrase)

    def _mean(self, home: Standing, mention: Mention, before: _Before) -> None:
        if home.layout is None:
            return
        option = before.options.get(mention.words) if before.home is home else None
        refused = any(old.role == "refuses" for old in before.mentions)
        if (mention.role == "refuses") != refused:
            option = None
        others = [replace(m, party=self.party(m.claim.id) or "") for m in home.mentions]
        home.layout = mean(home.layout, mention, others, home.name, option)

    def cluster(self, issue: Standing) -> Cluster:
        """Give an issue with its claims and parties as they are now."""
        mentions = []
        for mention in issue.mentions:
            party = self.party(mention.claim.id)
            if party is not None:
                mentions.append(replace(mention, claim=self.now[mention.claim.id][0], party=party))
        return Cluster(issue.id, issue.name, tuple(mentions))


def settle_table(readings: Sequence[Reading], settled: Settlement) -> Table:
    """Lay the table of `settled.read`, with all that is settled laid upon it; `readings` are the claims as decided.

    What no decision speaks of stays where it was: each claim keeps its party, its issue and its option.
    Raises MissingExtraError where the phrase embedding is not installed.
    """
    read = lay_table(settled.read)
    roster = settled_roster(read.roster, readings, settled.parties, settled.named)
    standings = Standings(read)
    for step in settled.issues:
        standings.take(step)
    was = {claim.id: claim for reading in settled.read for claim in reading.claims}
    now = {claim.id: (claim, reading.document) for reading in readings for claim in reading.claims}
    altered = _altered(read, roster, was, now, settled)
    ends = {end.claim.id: end for one in readings for end in find_ends(one) if end.claim.id in altered}
    placed = frozenset(step.claim for step in settled.issues if isinstance(step, Placing))
    at_hand = _Settling(read, standings, roster, was, now, ends, placed)
    scales = {issue: issue.layout for issue in standings.issues if issue.layout is not None}
    for claim in altered:
        before = at_hand.take_out(claim)
        if claim in now:
            at_hand.put_in(claim, before)
    return _as_it_stands(at_hand, readings, altered, scales)


def _altered(
    read: Table,
    roster: Roster,
    was: Mapping[str, Claim],
    now: Mapping[str, tuple[Claim, Document]],
    settled: Settlement,
) -> dict[str, None]:
    """Give the claims that say something else than they did, or nothing any more; the first decided about first."""

    def alters(name: str) -> bool:
        if name not in now or name not in was:
            return name in now or name in was
        old, new = was[name], now[name][0]
        silent = ("denied", "unknown")
        same = all(getattr(old, part) == getattr(new, part) for part in ("act", "issue", "content", "against"))
        heard = {one.certainty if one.certainty in silent else "" for one in (old, new)}
        seated = new.party in roster.ids and old.party not in read.roster.ids
        return not same or len(heard) > 1 or seated

    return dict.fromkeys(name for name in (*settled.touched, *was, *now) if alters(name))


def _as_it_stands(
    at_hand: _Settling, readings: Sequence[Reading], altered: Mapping[str, None], scales: Mapping[Standing, Layout]
) -> Table:
    read, roster, standings = at_hand.read, at_hand.roster, at_hand.standings
    clusters = {issue: at_hand.cluster(issue) for issue in standings.issues}
    kept = [issue for issue in standings.issues if clusters[issue].mentions and (issue.drafted or issue.decided)]
    standings.name_apart(kept)
    clusters = {issue: replace(cluster, name=issue.name) for issue, cluster in clusters.items()}
    by_mention = {mention: issue.id for issue in kept for mention in issue.mentions}
    told = {**read.told, **at_hand.told}
    place = {(m.claim.id, m.phrase): by_mention[better] for m, better in told.items() if better in by_mention}
    layouts = {issue.id: _layout(issue, clusters[issue], scales.get(issue), tuple(altered)) for issue in kept}
    laid = [clusters[issue] for issue in kept]
    ends = _ends(at_hand, readings, altered, place, laid, {issue.id for issue in kept})
    spelled = {end.claim.id: node for part in ends.values() for end, node in part}
    seated = [(claim, document) for claim, document in at_hand.now.values() if claim.party in roster.ids]
    known = {
        claim.id: _bearing(at_hand, claim.id, kept, layouts)
        for claim, _ in seated
        if claim.id not in altered and claim.id not in spelled
    }
    return replace(
        read,
        roster=roster,
        claims=seated,
        clusters={cluster.id: cluster for cluster in laid},
        told=told,
        place=place,
        layouts=layouts,
        ends=ends,
        dropped=tuple(c for issue, c in clusters.items() if issue not in kept and c.mentions),
        spelled=spelled,
        serving=serving_links(readings, roster, place, set(spelled)),
        traced=trace(readings),
        sides=sides_of(readings),
        bearing=bearings(seated, spelled, place, layouts, roster.ids, known),
    )


def _layout(issue: Standing, cluster: Cluster, before: Layout | None, altered: Sequence[str]) -> Layout:
    layout = issue.layout
    if layout is not None and before is not None:
        claims = list(dict.fromkeys(mention.claim.id for mention in cluster.mentions))
        layout = without_unmeant(layout, before, altered, claims)
    return lay_options(cluster) if layout is None else layout


def _ends(
    at_hand: _Settling,
    readings: Sequence[Reading],
    altered: Mapping[str, None],
    place: Mapping[tuple[str, str], str],
    laid: Sequence[Cluster],
    issues: set[str],
) -> dict[str, list[tuple[End, str]]]:
    """Give the ends as read whose claim says the same as ever, and those of the claims that say something else."""
    found: dict[str, list[tuple[End, str]]] = {}
    read = [(end, node) for part in at_hand.read.ends.values() for end, node in part]
    for end, node in read:
        party = at_hand.party(end.claim.id)
        if end.claim.id in altered or party is None:
            continue
        home = at_hand.standings.home(end.claim.id, "on")
        place_now = home.id if home is not None and home.id in issues else None
        if home is None and node not in at_hand.read.clusters:
            place_now = standing_alone(end, place, laid)
        if place_now is not None:
            found.setdefault(party, []).append((end, place_now))
    for end in at_hand.ends.values():
        party = at_hand.party(end.claim.id)
        anew = place.get((end.aim.id, end.phrase)) if end.phrase else standing_alone(end, place, laid)
        if anew is not None and party is not None:
            found.setdefault(party, []).append((end, anew))
    return found


def _bearing(at_hand: _Settling, claim: str, kept: Sequence[Standing], layouts: Mapping[str, Layout]) -> Bearing:
    """Give what a claim bears on that says the same as ever: the issues that it was given to, wherever they went."""
    homes = {role: at_hand.standings.home(claim, role) for role in ("on", "over")}
    on, over = (home.id if home in kept and home is not None else None for home in homes.values())
    option = None
    home = homes["on"]
    if on is not None and home is not None:
        layout = layouts[on]
        words = [m.words for m in home.mentions if m.claim.id == claim and role_of(m) == "on"]
        places = [layout.meant[claim, told] for told in words if (claim, told) in layout.meant]
        option = layout.labels[places[-1]] if places else None
    return Bearing(on, None if over == on else over, option)
