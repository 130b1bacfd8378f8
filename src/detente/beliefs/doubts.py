"""What a person should look at first: open claims, proposed mergers and guesses, by how much an answer would move.

The importance of a question is the share of all evidence that its answer is expected to move. For a claim that was
read rightly with chance c and would then have reliability b, it is c·(gain if it is confirmed) + (1 − c)·(loss if it
is rejected), where a claim that stands behind another of the same witness moves only what it would add to that one.
For two things that are one with chance p it is 2·p·(1 − p) times the evidence of the smaller: the expected share of
it that sits in the wrong place, before and after.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.constants import Constants, constants_of
from detente.beliefs.contradictions import find_contradictions
from detente.beliefs.reliability import Trust, reliability_of, trust_of
from detente.beliefs.witnesses import find_witnesses
from detente.claims import Claim
from detente.claims.gazetteer import gazetteer, known
from detente.claims.words import BODIES, GROUPS, ROLES
from detente.table.case import Case, Evidence
from detente.table.decided import Decided, plain
from detente.table.ends import sentence_around
from detente.table.origins import chain_of, is_generic
from detente.table.phrases import slug
from detente.table.settlement import IssueSide
from detente.table.trees import leaf_issues

__all__ = ["LOW", "READ_WITH", "Question", "open_questions"]

LOW = 0.5
"""Chance of having been read rightly below which a claim is doubtful: likelier wrong than right."""

READ_WITH = "read with"
"""How a doubt begins that only tells the confidence of the reader."""

CONTRADICTED = 0.5
"""The same chance, at most, of a claim that contradicts another: one of the two is wrong."""

SIDE = 0.8
"""Chance that a person whose side no sentence names was put on the right one; declared."""

ONE_NAME = 0.9
"""Chance that two names which a draft took for one party are one; declared."""

NEAR_NAMES, SPELLING = 0.4, 0.8
"""Chance that two parties whose names share a word, or `SPELLING` of their letters, are one; declared."""

ALIKE, FAR = 0.45, 0.35
"""Cosine of their names, without those of parties, from which two issues look alike, and below which a wording looks
unlike the issue it is taken for. Declared: "territory" lies at 0.49 from "four regions", at 0.33 from "influence"."""

Near = Callable[[Sequence[str], Sequence[str]], NDArray[np.float64]]
_TELL_NOTHING = BODIES | GROUPS | ROLES | {"united", "states", "republic"}
_COMPARING = frozenset({"priority", "trade"})


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide: a claim, the side of a person, or whether two parties or issues are one.

    `importance` in [0, 1] is the share of all evidence that the answer is expected to move; `doubts` say why it is
    asked. `names` are the person and its party, or the two things; `as_one` tells whether the draft took them as one.
    """

    kind: Literal["claim", "side", "parties", "issues"]
    id: str
    importance: float
    doubts: tuple[str, ...]
    claims: tuple[str, ...]
    names: tuple[str, ...] = ()
    as_one: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the question as an object."""
        return {
            "id": self.id,
            "kind": self.kind,
            "importance": round(self.importance, 6),
            "doubts": list(self.doubts),
            "claims": list(self.claims),
            "names": list(self.names),
            "as_one": self.as_one,
        }


def open_questions(case: Case, decided: Decided, near: Near | None = None) -> tuple[Question, ...]:
    """Give what is open in a case, the most important first.

    `decided` holds its claims and what was decided about them (without readings, those of the case are asked about).
    `near` gives the cosines of two lists of phrases; without it no issues are compared. Raises FormatError where
    constants of the case are wrong.
    """
    table = _Table(case, decided, constants_of(case.constants))
    found = [*_claims(table), *_sides(table), *_parties(table)]
    if near is not None:
        found += [*_issues(table, near), *_wordings(table, near)]
    strength = {
        name: sum(table.rho(claim) for claim in question.claims) for question in found for name in [question.id]
    }
    return tuple(sorted(found, key=lambda q: (-round(q.importance, 9), -round(strength[q.id], 9), q.id)))


@dataclass
class _Table:
    case: Case
    decided: Decided
    constants: Constants

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        return {claim.id: claim for reading in self.decided.readings for claim in reading.claims}

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        return {name: piece for name, piece in self.case.evidence.items() if piece.status != "rejected"}

    @cached_property
    def trusted(self) -> Trust:
        return trust_of(self.case, self.constants)

    @cached_property
    def behind(self) -> Mapping[str, str]:
        return find_witnesses(self.evidence, self.constants, self.trusted).behind

    @cached_property
    def all(self) -> float:
        """The reliability of all witnesses together, by which shares are taken."""
        return sum(self.rho(name) for name in self.evidence if name not in self.behind)

    def chance(self, name: str) -> float:
        """Give the chance that a claim was read rightly."""
        piece = self.evidence.get(name)
        if piece is not None:
            return reliability_of(piece, self.constants, self.trusted).confidence
        claim = self.claims.get(name)
        return 0.0 if claim is None else 1.0 if claim.confidence is None else claim.confidence

    def if_right(self, name: str) -> float:
        """Give the reliability that a claim has if it was read rightly."""
        piece, claim = self.evidence.get(name), self.claims.get(name)
        if piece is not None:
            found = reliability_of(piece, self.constants, self.trusted)
            return found.certainty * found.trust
        if claim is None or claim.certainty == "unknown":
            return 0.0
        certainty: float = getattr(self.constants, claim.certainty)
        return certainty * math.prod(map(self.trusted.of, chain_of(claim)))

    def rho(self, name: str) -> float:
        return self.if_right(name) * self.chance(name)

    def share(self, moved: float) -> float:
        return min(moved / self.all, 1.0) if self.all > 0 else 0.0

    def mass(self, claims: Iterable[str]) -> float:
        return sum(self.rho(name) for name in claims if name not in self.behind)

    def counts(self, name: str) -> bool:
        """Tell whether the beliefs use a claim."""
        piece = self.evidence.get(name)
        if piece is None:
            return False
        told = any(name in story.evidence for story in self.case.hypotheses.get(piece.party, {}).values())
        return piece.on is not None or piece.act == "threat" or told


def _claims(table: _Table) -> Iterator[Question]:
    groups: dict[str, list[str]] = {}
    for name in table.evidence:
        groups.setdefault(table.behind.get(name, name), []).append(name)
    against = _contradicting(table)
    left_out = {claim: part.why for part in table.case.set_aside for claim in part.because}
    for name in [*table.evidence, *(name for name in table.claims if name not in table.case.evidence)]:
        piece = table.evidence.get(name)
        if name in table.decided.rulings or (piece is not None and piece.status is not None):
            continue
        chance = table.chance(name)
        doubts = [f"{READ_WITH} {100 * chance:.0f} % confidence"] * (chance < LOW)
        doubts += against.get(name, ())
        if not table.counts(name):
            doubts.append(f"left out of the table: {left_out.get(name, _why_unused(piece))}")
            yield Question("claim", name, 0.0, tuple(doubts), (name,))
            continue
        others = [table.rho(one) for one in groups[table.behind.get(name, name)] if one != name]
        rest, now, best = max(others, default=0.0), table.rho(name), table.if_right(name)
        right = min(chance, CONTRADICTED) if name in against else chance
        moved = right * (max(best, rest) - max(now, rest)) + (1 - right) * (max(now, rest) - rest)
        yield Question("claim", name, table.share(moved), tuple(doubts), (name,))


def _why_unused(piece: Evidence | None) -> str:
    if piece is None:
        return "the draft does not take it"
    if piece.certainty == "unknown":
        return "it says that this is not known"
    return "it names no issue of the table"


def _contradicting(table: _Table) -> dict[str, list[str]]:
    """Give for each claim, in words, what it contradicts: those that say the same are told together."""
    found: dict[str, dict[str, list[str]]] = {}
    for party in table.case.parties:
        own = {name: piece for name, piece in table.evidence.items() if piece.party == party and piece.on is not None}
        for pair in find_contradictions(own):
            for one, other in (pair.claims, pair.claims[::-1]):
                found.setdefault(one, {}).setdefault(pair.words, []).append(other)
    return {
        claim: [f"contradicts {_some(others)} ({words})" for words, others in told.items()]
        for claim, told in found.items()
    }


def _some(claims: Sequence[str]) -> str:
    return claims[0] if len(claims) == 1 else f"{claims[0]} and {len(claims) - 1} more"


# Sides


def _sides(table: _Table) -> Iterator[Question]:
    """Ask about persons whom no sentence of any report puts beside the party that they are taken to speak for."""
    voiced: dict[tuple[str, str], list[str]] = {}
    names = {}
    for name, claim in table.claims.items():
        if claim.voice is not None and not is_generic(claim.voice) and name in table.evidence:
            key = plain(claim.voice), table.evidence[name].party
            voiced.setdefault(key, []).append(name)
            names[key] = claim.voice
    told = {plain(decision.about["person"]) for decision in table.decided.holding if decision.kind == "side"}
    for (voice, party), claims in voiced.items():
        open_claims = [name for name in claims if name not in table.decided.rulings]
        if voice in told or not open_claims or _named_together(table, names[voice, party], party):
            continue
        seat = table.case.parties[party].name
        moved = table.mass(claims) * 2 * SIDE * (1 - SIDE)
        doubt = f"no sentence of the reports names {names[voice, party]} together with {seat}"
        yield Question(
            "side",
            f"side:{slug(voice)}",
            table.share(moved),
            (doubt,),
            tuple(claims),
            (names[voice, party], seat),
            True,
        )


def _named_together(table: _Table, person: str, party: str) -> bool:
    """Tell whether the person's name tells the party, or some sentence names both."""
    part = table.case.parties[party]
    names = {part.name, *part.aliases}
    stands_for = {found.party for name in names if (found := known(name)) is not None}
    names |= {name for name, found in gazetteer().items() if found.party in stands_for}
    spelled = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)))
    stems = {word[:5] for name in names for word in _words(name)}

    def tells(words: str) -> bool:
        return bool(spelled.search(words)) or any(word[:5] in stems for word in _words(words))

    return tells(person) or any(
        tells(reading.document.text[slice(*sentence_around(reading.document.text, match.start(), match.end()))])
        for reading in table.decided.readings
        for match in re.finditer(re.escape(person), reading.document.text)
    )


def _words(name: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return {word for word in words if len(word) > 3 and word not in _TELL_NOTHING}


# Parties


def _parties(table: _Table) -> Iterator[Question]:
    by_name: dict[str, list[str]] = {}
    for name, claim in table.claims.items():
        by_name.setdefault(plain(claim.party), []).append(name)
    own: dict[str, list[str]] = {party: [] for party in table.case.parties}
    for name, piece in table.evidence.items():
        own.setdefault(piece.party, []).append(name)
    for party, part in table.case.parties.items():
        for alias in part.aliases:
            claims = by_name.get(plain(alias), [])
            if not claims or _settled_names(table, part.name, alias):
                continue
            moved = min(table.mass(claims), table.mass(own[party])) * 2 * ONE_NAME * (1 - ONE_NAME)
            doubt = f"{alias} is taken for the same party as {part.name}"
            yield _pair("parties", part.name, alias, table.share(moved), doubt, claims, as_one=True)
    aside = [part.what.removeprefix("party: ") for part in table.case.set_aside if part.what.startswith("party: ")]
    seated = [(part.name, own[party]) for party, part in table.case.parties.items()]
    rest = [(name, by_name.get(plain(name), [])) for name in aside]
    for at, (one, claims) in enumerate(seated):
        for other, more in [*seated[at + 1 :], *rest]:
            if _look_alike(one, other) and not _settled_names(table, one, other):
                moved = min(table.mass(claims), table.mass(more)) * 2 * NEAR_NAMES * (1 - NEAR_NAMES)
                doubt = "their names are alike; the draft keeps them apart"
                yield _pair("parties", one, other, table.share(moved), doubt, more)


def _look_alike(one: str, other: str) -> bool:
    """Tell whether two names may be one party's: two different states never are."""
    if known(one) is not None and known(other) is not None:
        return False
    spelled = SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio() >= SPELLING
    return spelled or bool({w[:5] for w in _words(one)} & {w[:5] for w in _words(other)})


def _settled_names(table: _Table, one: str, other: str) -> bool:
    pairs = ((set(map(plain, p.left)), set(map(plain, p.right))) for p in table.decided.settled.parties)
    a, b = plain(one), plain(other)
    return any((a in left and b in right) or (a in right and b in left) for left, right in pairs)


def _pair(
    kind: Literal["parties", "issues"],
    one: str,
    other: str,
    importance: float,
    doubt: str,
    claims: Iterable[str],
    as_one: bool = False,
) -> Question:
    name = f"{kind}:{slug(one)}={slug(other)}"
    return Question(kind, name, importance, (doubt,), tuple(claims), (one, other), as_one)


# Issues


def _issue_claims(table: _Table) -> dict[str, list[str]]:
    """Give the claims that speak of each issue of the table."""
    leaves = {party: dict(leaf_issues(root)) for party, root in table.case.objectives.items()}
    found: dict[str, list[str]] = {issue: list(part.because) for issue, part in table.case.issues.items()}
    for name, piece in table.evidence.items():
        for node in (piece.on, piece.over):
            issue = leaves.get(piece.party, {}).get(node or "", node)
            if issue in found and name not in found[issue]:
                found[issue].append(name)
    return found


def _issues(table: _Table, near: Near) -> Iterator[Question]:
    by_issue = _issue_claims(table)
    placed = [(part.name or issue, by_issue[issue]) for issue, part in table.case.issues.items()]
    aside = [(p.what.removeprefix("issue: "), p.because) for p in table.case.set_aside if p.what.startswith("issue: ")]
    every = [*placed, *aside]
    if not placed:
        return
    bare = [_without_parties(table, name) for name, _ in every]
    scores = near(bare[: len(placed)], bare)
    for at, (one, claims) in enumerate(placed):
        for place, (other, more) in enumerate(every[at + 1 :], at + 1):
            alike = float(scores[at, place])
            if alike < ALIKE or one == other or _settled_claims(table, (one, claims), (other, more)):
                continue
            chance = min(alike, 0.99)
            moved = min(table.mass(claims), table.mass(more)) * 2 * chance * (1 - chance)
            where = "" if place < len(placed) else f"; {other!r} is not on the table"
            doubt = f"their names are near in meaning (cosine {alike:.2f}); the draft keeps them apart{where}"
            yield _pair("issues", one, other, table.share(moved), doubt, more)


def _without_parties(table: _Table, name: str) -> str:
    """Give the name of an issue without the names of parties, which tell who and not what; unless nothing is left."""
    stems = {w[:5] for part in table.case.parties.values() for n in (part.name, *part.aliases) for w in _words(n)}
    kept = [word for word in name.split() if word.casefold()[:5] not in stems]
    return " ".join(kept) if any(len(word) > 3 for word in kept) else name


def _wordings(table: _Table, near: Near) -> Iterator[Question]:
    """Ask about issues that hold claims whose own wording is far from the name of the issue."""
    leaves = {party: dict(leaf_issues(root)) for party, root in table.case.objectives.items()}
    worded: dict[tuple[str, str], list[str]] = {}
    for name, piece in table.evidence.items():
        claim = table.claims.get(name)
        issue = leaves.get(piece.party, {}).get(piece.on or "", piece.on)
        if claim is not None and issue in table.case.issues and claim.act not in _COMPARING:
            worded.setdefault((issue, claim.issue), []).append(name)
    by_issue = _issue_claims(table)
    for (issue, wording), claims in worded.items():
        name = table.case.issues[issue].name or issue
        rest = [one for one in by_issue[issue] if one not in claims]
        if plain(wording) == plain(name) or not rest or all(one in table.decided.rulings for one in claims):
            continue
        alike = float(near([_without_parties(table, name)], [_without_parties(table, wording)])[0, 0])
        if alike >= FAR or _settled_claims(table, (name, rest), (wording, claims)):
            continue
        chance = min(max(alike, 0.05), 0.95)
        moved = min(table.mass(claims), table.mass(rest)) * 2 * chance * (1 - chance)
        doubt = f"{wording!r} is taken for the issue {name!r}, though their names are not near (cosine {alike:.2f})"
        yield _pair("issues", name, wording, table.share(moved), doubt, claims, as_one=True)


def _settled_claims(table: _Table, one: tuple[str, Sequence[str]], other: tuple[str, Sequence[str]]) -> bool:
    """Tell whether a person decided about two issues, by their claims or by their names."""

    def is_side(side: IssueSide, issue: tuple[str, Sequence[str]]) -> bool:
        name, claims = issue
        own = {claim for claim, _ in side.claims}
        return plain(side.name) == plain(name) or (bool(own) and 2 * len(own & set(claims)) >= len(own))

    return any(
        (is_side(pair.left, one) and is_side(pair.right, other))
        or (is_side(pair.left, other) and is_side(pair.right, one))
        for pair in table.decided.settled.pairs
    )
