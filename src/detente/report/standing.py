"""What each party states beside what it is believed to want, row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from detente.beliefs.information import LEARNT_BITS
from detente.claims import Act
from detente.report.names import Names
from detente.report.party_findings import bearing_on, counted, walking_away
from detente.table import AnyOf, Case, Leaf, Objective, objective_tree, walk

__all__ = ["ASSUMED", "OTHERS", "Measure", "RedLine", "Row", "Standing", "Story", "make_standings", "still_open"]

Json = Mapping[str, Any]

ASSUMED = "only assumed"
"""What a number rests on that no claim moved."""
OTHERS = "follows from claims about its other aims"
"""What a number rests on that claims moved by what they say of other things."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in [0, 1] beside what it would be without evidence."""

    now: float
    before: float
    error: float = 0.0

    @property
    def low(self) -> float:
        """The lesser of the two."""
        return max(min(self.now, self.before), 0.0)

    @property
    def up(self) -> bool:
        """Whether the evidence raised it."""
        return self.now > self.before


@dataclass(frozen=True, slots=True)
class Row:
    """One objective of a party: what it states on it, what it weighs, what it would like best."""

    name: str
    depth: int
    kind: str
    stated: str | None
    voice: str | None
    stated_claims: tuple[str, ...]
    weight: Measure | None
    ideal: str | None
    ideal_chance: Measure | None
    claims: tuple[str, ...]
    origins: int
    bits: float
    interval: tuple[float, float] | None = None

    @property
    def only_prior(self) -> bool:
        """Whether no claim bears on it, not even by bearing on its rivals."""
        return not self.claims and self.bits < LEARNT_BITS


@dataclass(frozen=True, slots=True)
class RedLine:
    """An option that a party rules out, by declaration or perhaps."""

    issue: str
    option: str
    chance: Measure
    declared: bool
    claims: tuple[str, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the evidence moved it, be it only by what it says of other things."""
        return abs(self.chance.now - self.chance.before) >= 0.01


@dataclass(frozen=True, slots=True)
class Story:
    """A hypothesis about a party's motive."""

    name: str
    chance: Measure
    factor: float
    claims: tuple[str, ...]
    assumed: str | None

    @property
    def only_prior(self) -> bool:
        """Whether the evidence left it where it was."""
        return not self.claims and abs(self.chance.now - self.chance.before) < max(2 * self.chance.error, 0.01)


@dataclass(frozen=True, slots=True)
class Standing:
    """One party: its rows, red lines, motives, and how much the reports say of it."""

    id: str
    name: str
    voices: tuple[str, ...]
    rows: tuple[Row, ...]
    red_lines: tuple[RedLine, ...]
    stories: tuple[Story, ...]
    no_deal: Json | None
    no_deal_learnt: bool
    no_deal_claims: tuple[str, ...]
    sincerity: Measure | None
    sincerity_claims: tuple[str, ...]
    bits: float
    limit: float
    too_little: bool

    @property
    def still_open(self) -> float:
        """The share of what one might have believed before that is left: 2^−bits, 1 where nothing was learnt."""
        return float(2.0**-self.bits)

    @property
    def leading(self) -> tuple[Row, ...]:
        """The rows right below the root, heaviest first."""
        top = [row for row in self.rows if row.depth == 0 and row.weight is not None]
        return tuple(sorted(top, key=lambda row: -(row.weight.now if row.weight else 0.0)))


def _stated(case: Case, names: Names, party: str, issue: str | None) -> tuple[str | None, str | None, tuple[str, ...]]:
    position = case.positions.get(party, {}).get(issue or "")
    if position is None or position.stated in (None, "unknown") or issue is None:
        return None, None, ()
    return names.option(issue, position.stated or ""), position.voice, tuple(position.because)


def _demands(case: Case, party: str, *things: str | None) -> tuple[str, ...]:
    """Give the claims by which a party demands one of these things."""
    return tuple(
        claim
        for claim, part in case.evidence.items()
        if part.party == party
        and part.act == "demand"
        and part.on is not None
        and part.on in things
        and part.status != "rejected"
        and part.certainty not in ("denied", "unknown")
    )


def _ideal(belief: Json, issue: str | None) -> tuple[str | None, Measure | None]:
    part = belief["ideals"].get(issue or "")
    if part is None or not part["probability"]:
        return None, None
    place = max(range(len(part["probability"])), key=lambda i: part["probability"][i])
    return part["options"][place], Measure(part["probability"][place], part["prior"][place])


def _row(case: Case, names: Names, party: str, belief: Json, node: Objective, depth: int) -> Row:
    issue = node.issue if isinstance(node, Leaf) else None
    stated, voice, because = _stated(case, names, party, issue)
    demands = _demands(case, party, node.name, issue)
    weight = belief["nodes"].get(node.name)
    ideal, chance = _ideal(belief, issue)
    known = tuple(weight["claims"]) if weight else ()
    return Row(
        name=names.objective(party, node.name),
        depth=depth,
        kind="issue" if issue else ("any of these" if isinstance(node, AnyOf) else "all of these"),
        stated=stated,
        voice=voice,
        stated_claims=tuple(dict.fromkeys((*because, *demands))),
        weight=Measure(weight["weight"]["mean"], weight["weight"]["prior_mean"], weight["weight"]["error"])
        if weight
        else None,
        ideal=ideal,
        ideal_chance=chance,
        claims=known,
        origins=weight["origins"] if weight else 0,
        bits=weight["weight"]["bits"] if weight else 0.0,
        interval=(weight["weight"]["low"], weight["weight"]["high"]) if weight else None,
    )


def _below(node: Objective, belief: Json, depth: int = 0) -> Iterator[tuple[Objective, int]]:
    """Give the nodes below `node` with their depth; a node of one child that no claim speaks of is passed over."""
    for child in () if isinstance(node, Leaf) else node.children:
        claims = belief["nodes"].get(child.name, {}).get("claims", ())
        if not isinstance(child, Leaf) and len(child.children) == 1 and not claims:
            yield from _below(child, belief, depth)
        else:
            yield child, depth
            yield from _below(child, belief, depth + 1)


def _rows(case: Case, names: Names, party: str, belief: Json) -> tuple[Row, ...]:
    tree = objective_tree(case, party)
    if tree is None:
        return ()
    nodes = [(tree, 0)] if isinstance(tree, Leaf) else list(_below(tree, belief))
    return tuple(_row(case, names, party, belief, node, depth) for node, depth in nodes)


def _positions_alone(case: Case, names: Names, party: str, seen: set[str]) -> Iterator[Row]:
    """Give what a party states on issues that no objective of it holds."""
    for issue in case.positions.get(party, {}):
        stated, voice, because = _stated(case, names, party, issue)
        if issue not in seen and stated is not None:
            yield Row(names.issue(issue), 0, "issue", stated, voice, because, None, None, None, because, 0, 0.0)


def _stories(case: Case, names: Names, party: str, belief: Json) -> tuple[Story, ...]:
    declared = case.hypotheses.get(party, {})
    found = []
    for name, part in belief["hypotheses"].items():
        if name not in declared:
            continue
        told = declared[name]
        claims = bearing_on(case, party, name, belief)
        chance = Measure(part["posterior"], part["prior"], part["error"])
        found.append(Story(names.hypothesis(party, name), chance, part["bayes_factor"], claims, told.assumed))
    return tuple(sorted(found, key=lambda story: -story.chance.now))


def _red_lines(case: Case, names: Names, party: str, belief: Json) -> tuple[RedLine, ...]:
    return tuple(
        RedLine(
            names.issue(part["issue"]),
            part["option"],
            Measure(part["probability"], part["prior"]),
            part["declared"],
            counted(case, party, get_args(Act), part["issue"]),
        )
        for part in belief["red_lines"]
    )


_NOTHING: Json = {"nodes": {}, "ideals": {}, "hypotheses": {}, "red_lines": []}


def _standing(case: Case, names: Names, party: str, beliefs: Json) -> Standing:
    belief = beliefs["parties"].get(party, _NOTHING)
    rows = _rows(case, names, party, belief)
    tree = objective_tree(case, party)
    seen = {node.issue for node in walk(tree) if isinstance(node, Leaf)} if tree is not None else set()
    sincerity = belief.get("sincerity")
    no_deal = belief.get("no_deal")
    return Standing(
        id=party,
        name=names.party(party),
        voices=tuple(case.parties[party].voices),
        rows=(*rows, *_positions_alone(case, names, party, seen)),
        red_lines=_red_lines(case, names, party, belief),
        stories=_stories(case, names, party, belief),
        no_deal=no_deal,
        no_deal_learnt=bool(no_deal and no_deal["bits"] >= LEARNT_BITS),
        no_deal_claims=walking_away(case, party),
        sincerity=Measure(sincerity["mean"], sincerity["prior_mean"]) if sincerity else None,
        sincerity_claims=counted(case, party, ("demand", "tactic")),
        bits=belief.get("evidence_bits", 0.0),
        limit=beliefs["constants"]["too_little_bits"],
        too_little=belief.get("too_little_evidence", True),
    )


def make_standings(case: Case, names: Names, beliefs: Json) -> tuple[Standing, ...]:
    """Give every party of a case, in its order. `beliefs` is what `beliefs.json` holds."""
    return tuple(_standing(case, names, party, beliefs) for party in case.parties)


def still_open(standings: Sequence[Standing]) -> float:
    """Give the share of what one might have believed about the parties that is left, on average; 1 without any."""
    return sum(part.still_open for part in standings) / len(standings) if standings else 1.0
