"""What was found about one party: gaps, priorities, trades, interests, motives and contradictions.

Nothing here knows any case: a finding is stated only where at least one claim bears on it and the evidence moved it
from its prior by `MARGIN` or more.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.finding import Finding, Kind
from detente.report.names import Names
from detente.report.numbers import factor, plural
from detente.report.origins import origins_of
from detente.table import Case, Evidence, objective_tree, walk

__all__ = ["MARGIN", "bearing_on", "counted", "find_party_findings", "walking_away"]

Json = Mapping[str, Any]

MARGIN = 0.05
"""How far evidence must move a probability from its prior before a finding is stated: declared, several times the
Monte Carlo error of the default number of draws."""

MOST_PAIRS = 3
"""Priorities stated for each party; the strongest first. The full table stands in the beliefs."""

DIAGNOSTIC = 0.1
"""The least |log Bayes factor| from which a claim is named as bearing on a hypothesis: a factor of about 1.1."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """An objective believed to weigh more than another."""

    more: str
    less: str
    probability: float
    prior: float
    error: float

    @property
    def shift(self) -> float:
        return self.probability - self.prior


def _rest(probability: float) -> float:
    return round(1 - probability, 6)


@dataclass(frozen=True, slots=True)
class _Party:
    """What is needed to state findings about one party."""

    case: Case
    names: Names
    id: str
    beliefs: Json
    behind: Json

    @property
    def name(self) -> str:
        return self.names.party(self.id)

    def objective(self, node: str) -> str:
        return self.names.objective(self.id, node)

    def evidence(self, *acts: str) -> dict[str, Evidence]:
        """The claims about this party of these acts that say that something is so."""
        return {
            claim: part
            for claim, part in self.case.evidence.items()
            if part.party == self.id
            and part.act in acts
            and part.status != "rejected"
            and part.certainty not in ("denied", "unknown")
        }

    def about(self, *nodes: str) -> tuple[str, ...]:
        """The claims that bear on some of these nodes, with the repeats that stand behind them."""
        claims = [claim for node in nodes for claim in self.beliefs["nodes"].get(node, {}).get("claims", ())]
        repeats = [claim for claim, first in self.behind.items() if first in claims]
        return tuple(dict.fromkeys([*claims, *repeats]))

    def nodes_of(self, name: str | None) -> tuple[str, ...]:
        """The nodes that a claim means by `name`: the node so called, else the leaves of that issue."""
        tree = objective_tree(self.case, self.id)
        if name is None or tree is None:
            return ()
        nodes = list(walk(tree))
        named = tuple(node.name for node in nodes if node.name == name)
        return named or tuple(node.name for node in nodes if getattr(node, "issue", None) == name)

    def pairs(self) -> list[_Pair]:
        """Each comparable pair, the one that the evidence favours first."""
        found = []
        for pair in self.beliefs["pairs"]:
            p, prior, error = pair["probability"], pair["prior"], pair["error"]
            if p >= prior:
                found.append(_Pair(pair["first"], pair["second"], p, prior, error))
            else:
                found.append(_Pair(pair["second"], pair["first"], _rest(p), _rest(prior), error))
        return found

    def pair(self, more: str, less: str) -> _Pair | None:
        """The pair in this direction, whatever the evidence says of it."""
        for pair in self.pairs():
            if (pair.more, pair.less) == (more, less):
                return pair
            if (pair.less, pair.more) == (more, less):
                return _Pair(more, less, _rest(pair.probability), _rest(pair.prior), pair.error)
        return None

    def finding(self, kind: Kind, sentence: str, pair: _Pair | None, claims: Sequence[str]) -> Finding:
        return Finding(
            kind=kind,
            sentence=sentence,
            party=self.id,
            probability=None if pair is None else pair.probability,
            prior=None if pair is None else pair.prior,
            error=None if pair is None else pair.error,
            claims=tuple(claims),
            origins=origins_of(self.case, claims),
            basis="cited" if claims else "prior",
        )


def _stated(pair: _Pair) -> bool:
    return pair.probability >= 0.5 and pair.shift >= MARGIN


def _related(party: _Party) -> dict[str, frozenset[str]]:
    """Give for each node those above and below it, and itself."""
    tree = objective_tree(party.case, party.id)
    related: dict[str, set[str]] = {}
    for node in walk(tree) if tree is not None else ():
        below = {part.name for part in walk(node)}
        related.setdefault(node.name, set()).update(below)
        for part in below:
            related.setdefault(part, set()).add(node.name)
    return {name: frozenset(parts) for name, parts in related.items()}


def _compared(party: _Party) -> dict[tuple[str, str], list[str]]:
    """Give the claims that compare two nodes outright, by (more, less)."""
    found: dict[tuple[str, str], list[str]] = {}
    for claim, part in party.evidence("priority", "trade").items():
        for more in party.nodes_of(part.on):
            for less in party.nodes_of(part.over):
                found.setdefault((more, less), []).append(claim)
    return found


def _priorities(party: _Party) -> Iterator[Finding]:
    compared = _compared(party)
    related = _related(party)
    ranked = sorted(party.pairs(), key=lambda pair: (-len(compared.get((pair.more, pair.less), ())), -pair.shift))
    told: list[_Pair] = []
    for pair in ranked:
        claims = party.about(pair.more, pair.less)
        repeated = any(
            pair.more in related.get(known.more, ()) and pair.less in related.get(known.less, ()) for known in told
        )
        if len(told) == MOST_PAIRS or not _stated(pair) or not claims or repeated:
            continue
        told.append(pair)
        outright = compared.get((pair.more, pair.less), [])
        more, less = party.objective(pair.more), party.objective(pair.less)
        sentence = f"{party.name} would seem to care more about {more} than about {less}."
        yield party.finding("priority", sentence, pair, [*outright, *(c for c in claims if c not in outright)])


def _loudest(party: _Party) -> tuple[str, list[str], int] | None:
    """Give the issue with the most claims that demand it, then the most origins of them; None where several tie."""
    demands: dict[str, list[str]] = {}
    for claim, part in party.evidence("demand").items():
        if part.on is not None:
            demands.setdefault(part.on, []).append(claim)
    if not demands:
        return None
    origins = {issue: len(origins_of(party.case, claims)) for issue, claims in demands.items()}
    loudness = {issue: (len(demands[issue]), origins[issue]) for issue in demands}
    loudest = [issue for issue in demands if loudness[issue] == max(loudness.values())]
    return (loudest[0], demands[loudest[0]], origins[loudest[0]]) if len(loudest) == 1 else None


def _gap(party: _Party) -> Iterator[Finding]:
    loudest = _loudest(party)
    if loudest is None:
        return
    issue, demands, origins = loudest
    nodes = party.nodes_of(issue)
    above = [pair for pair in party.pairs() if pair.less in nodes and _stated(pair) and party.about(pair.more)]
    if not above:
        return
    pair = max(above, key=lambda pair: (pair.probability, pair.shift))
    sentence = (
        f"The loudest demand of {party.name} is {party.names.issue(issue)} ({plural(len(demands), 'claim')} from "
        f"{plural(origins, 'origin')}), but it would seem to care more about {party.objective(pair.more)}."
    )
    claims = dict.fromkeys([*party.about(pair.more, pair.less), *demands])
    yield party.finding("gap", sentence, pair, list(claims))


def _trades(party: _Party) -> Iterator[Finding]:
    offered: dict[tuple[str, str], list[str]] = {}
    for claim, part in party.evidence("trade").items():
        if part.on is not None and part.over is not None:
            offered.setdefault((part.on, part.over), []).append(claim)
    for (wanted, given), claims in offered.items():
        pairs = [party.pair(more, less) for more in party.nodes_of(wanted) for less in party.nodes_of(given)]
        known = [pair for pair in pairs if pair is not None and _stated(pair)]
        if known:
            pair = max(known, key=lambda pair: pair.probability)
            sentence = (
                f"{party.name} would, it seems, give up {party.objective(pair.less)} for {party.objective(pair.more)}."
            )
            others = [claim for claim in party.about(pair.more, pair.less) if claim not in claims]
            yield party.finding("trade", sentence, pair, [*claims, *others])


def _flat(party: _Party) -> bool:
    root = party.case.objectives.get(party.id)
    return root is not None and not isinstance(root.weights, dict)


def _interests(party: _Party) -> Iterator[Finding]:
    """State the interest that is now likeliest to be the heaviest among its siblings."""
    told: dict[str, list[str]] = {}
    for claim, part in party.evidence("interest").items():
        for node in party.nodes_of(part.on):
            told.setdefault(node, []).append(claim)
    for node, claims in told.items():
        belief = party.beliefs["nodes"].get(node)
        if belief is None or len(belief["rank"]) < 2 or not _flat(party):
            continue
        probability, prior = belief["rank"][0], 1 / len(belief["rank"])
        if probability - prior >= MARGIN and probability == max(
            part["rank"][0] for part in party.beliefs["nodes"].values() if len(part["rank"]) == len(belief["rank"])
        ):
            sentence = f"What matters most to {party.name} seems to be {party.objective(node)}."
            pair = _Pair(node, "", probability, prior, _rank_error(party, probability))
            others = [claim for claim in party.about(node) if claim not in claims]
            yield party.finding("interest", sentence, pair, [*claims, *others])


def _rank_error(party: _Party, probability: float) -> float:
    """Give the error of a rank's probability: that of a share among the effective draws."""
    effective = max(float(party.beliefs["sampled"]["effective"]), 1.0)
    return float((probability * (1 - probability) / effective) ** 0.5)


def counted(case: Case, party: str, acts: Collection[str], issue: str | None = None) -> tuple[str, ...]:
    """Give the claims about a party of these acts (and about this issue) that say that something is so."""
    return tuple(
        claim
        for claim, part in case.evidence.items()
        if part.party == party
        and part.act in acts
        and (issue is None or part.on == issue)
        and part.status != "rejected"
        and part.certainty not in ("denied", "unknown")
    )


def walking_away(case: Case, party: str) -> tuple[str, ...]:
    """Give the claims that tell what walking away is worth to a party: threats, and what it accepts."""
    return counted(case, party, ("threat", "accept"))


def bearing_on(case: Case, party: str, hypothesis: str, belief: Json) -> tuple[str, ...]:
    """Give the claims that bear on a hypothesis: those it declares, then those that tell it from others."""
    declared = case.hypotheses.get(party, {}).get(hypothesis)
    claims = [*declared.because, *declared.evidence] if declared else []
    told_apart = [
        part["claim"]
        for part in belief.get("diagnosticity", ())
        if hypothesis in (part["first"], part["second"]) and abs(part["log_bayes_factor"]) >= DIAGNOSTIC
    ]
    return tuple(dict.fromkeys([*claims, *told_apart]))


def _hypotheses(party: _Party) -> Iterator[Finding]:
    stories = party.beliefs["hypotheses"]
    if len(stories) < 2:
        return
    likeliest = max(part["posterior"] for part in stories.values())
    for name, part in sorted(stories.items(), key=lambda item: -item[1]["posterior"]):
        claims = bearing_on(party.case, party.id, name, party.beliefs)
        moved = part["posterior"] - part["prior"]
        if abs(moved) < MARGIN or not claims:
            continue
        story = party.names.hypothesis(party.id, name)
        if part["posterior"] == likeliest:
            verdict = "is now the likeliest story about its motive"
        else:
            verdict = "has gained as a story about its motive" if moved > 0 else "has lost as a story about its motive"
        times = part["bayes_factor"]
        weight = f"{factor(times)} times likelier" if times >= 1 else f"{factor(1 / times)} times less likely"
        sentence = f"{party.name}: “{story}” {verdict}; the evidence makes it {weight} than before, against the others."
        pair = _Pair(name, "", part["posterior"], part["prior"], part["error"])
        yield party.finding("hypothesis", sentence, pair, claims)


def _quoted(case: Case, claim: str) -> str:
    part = case.evidence.get(claim)
    words = " ".join((part.words or part.act).split()) if part else claim
    return f"“{words}”" if len(words) <= 120 else f"“{words[:117].rsplit(' ', 1)[0]} …”"


def _contradictions(party: _Party) -> Iterator[Finding]:
    for part in party.beliefs["contradictions"]:
        first, second = part["claims"]
        sentence = (
            f"Two claims about {party.name} exclude each other: {_quoted(party.case, first)} and "
            f"{_quoted(party.case, second)}."
        )
        yield party.finding("contradiction", sentence, None, part["claims"])


def find_party_findings(case: Case, names: Names, party: str, beliefs: Json) -> Iterator[Finding]:
    """Give what was found about one party. `beliefs` is what `beliefs.json` holds."""
    view = _Party(case, names, party, beliefs["parties"][party], beliefs["behind"])
    for rule in (_gap, _priorities, _trades, _interests, _hypotheses, _contradictions):
        yield from rule(view)
