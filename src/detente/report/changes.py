"""What changed from one analysis of a negotiation to the next: claims, positions, beliefs, motives and deals.

Both are compared as they stand, whatever came between: new reports, a person's edits, or other decisions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from detente.beliefs import Change, moved_beliefs
from detente.beliefs.changes import error_of_difference, has_moved
from detente.beliefs.result import rounded
from detente.report.analysis import Analysis
from detente.report.names import Names
from detente.table import Case

__all__ = ["Changes", "ClaimPlace", "Deal", "Figure", "Motive", "Position", "compare_analyses"]

Json = Mapping[str, Any]
What = Literal["entered", "left", "moved"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A probability before and after, each with its Monte Carlo standard error; None where there was, or is, none."""

    before: float | None
    after: float | None
    error_before: float | None
    error_after: float | None

    @property
    def error(self) -> float:
        """The Monte Carlo error of the difference."""
        return error_of_difference(self.error_before or 0.0, self.error_after or 0.0)

    @property
    def what(self) -> What | None:
        """Whether it entered, left or moved (by more than a hundredth and twice `error`); None where it stayed."""
        if self.before is None or self.after is None:
            return None if self.before == self.after else "entered" if self.before is None else "left"
        return "moved" if has_moved(self.before, self.after, self.error) else None


@dataclass(frozen=True, slots=True)
class ClaimPlace:
    """A claim, and where it stands: characters `start` to `end` of the text of `document`.

    `counts` tells whether the case rests on it; a claim about what is set aside, or that a person rejected, does not.
    """

    id: str
    document: str
    title: str | None
    outlet: str | None
    date: str | None
    address: str | None
    start: int
    end: int
    text: str
    party: str
    act: str
    issue: str
    certainty: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Position:
    """A stated position that moved: options by their labels; None where none was, or is, stated."""

    party: str
    issue: str
    before: str | None
    after: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Motive:
    """A hypothesis about a party's motive that entered or left; what it came to, or had come to, is in `chance`.

    One that stayed and moved is among the beliefs.
    """

    party: str
    name: str
    chance: Figure


@dataclass(frozen=True, slots=True)
class Deal:
    """A package among the candidates named in `deals.json`: the probability that all would accept it."""

    package: Mapping[str, str]
    accepted: Figure


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two analyses; `first` where there was none before.

    Documents, parties and issues by id, `entered` and `left`; `claims` are the new ones with their places, `gone` the
    ids of those that are no longer there. `reshaped` are the parties whose objectives are others than before: their
    weights share out anew, so that these move without any evidence. `deals` are the candidates that entered, left or
    moved, the likeliest first; where `same_packages` is false, issues or options are others than before, and no package
    of before can be found again. `agreement` is the probability that some candidate is acceptable to all, `likeliest`
    that of the candidate that all would most likely accept, whichever that was and is.
    """

    first: bool
    documents: tuple[str, ...]
    documents_left: tuple[str, ...]
    claims: tuple[ClaimPlace, ...]
    gone: tuple[str, ...]
    parties: tuple[str, ...]
    parties_left: tuple[str, ...]
    issues: tuple[str, ...]
    issues_left: tuple[str, ...]
    positions: tuple[Position, ...]
    reshaped: tuple[str, ...]
    beliefs: tuple[Change, ...]
    motives: tuple[Motive, ...]
    deals: tuple[Deal, ...]
    same_packages: bool
    agreement: Figure
    likeliest: Figure

    @property
    def any(self) -> bool:
        """Whether anything changed at all."""
        return bool(
            self.first
            or self.documents
            or self.documents_left
            or self.claims
            or self.gone
            or self.parties
            or self.parties_left
            or self.issues
            or self.issues_left
            or self.positions
            or self.reshaped
            or self.beliefs
            or self.motives
            or self.deals
            or not self.same_packages
            or self.agreement.what
            or self.likeliest.what
        )

    def to_json(self) -> dict[str, Any]:
        """Give what `changes.jsonl` holds under `changes`; numbers to six significant digits."""
        found: dict[str, Any] = rounded(self)
        for deal, own in zip(found["deals"], self.deals, strict=True):
            deal["what"] = own.accepted.what
        for motive, story in zip(found["motives"], self.motives, strict=True):
            motive["what"] = story.chance.what
        return found


def compare_analyses(before: Analysis | None, after: Analysis) -> Changes:
    """Give what changed from `before` to `after`; with None, all that is there has entered.

    Both may come from `analysis.json` (`Analysis.from_json`); texts are not needed.
    """
    old_case = None if before is None else before.case
    then, now = (_ids(before.documents) if before is not None else {}), _ids(after.documents)
    old_claims = _ids(before.claims) if before is not None else {}
    new_claims = _ids(after.claims)
    claims = tuple(_place(claim, now, after.case) for name, claim in new_claims.items() if name not in old_claims)
    parties, parties_left = _differences(old_case.parties if old_case else {}, after.case.parties)
    issues, issues_left = _differences(old_case.issues if old_case else {}, after.case.issues)
    documents, documents_left = _differences(then, now)
    old_beliefs: Json = before.beliefs["parties"] if before is not None else {}
    new_beliefs: Json = after.beliefs["parties"]
    both = [party for party in new_beliefs if party in old_beliefs]
    fresh = frozenset(claim.id for claim in claims)
    return Changes(
        first=before is None,
        documents=documents,
        documents_left=documents_left,
        claims=claims,
        gone=tuple(name for name in old_claims if name not in new_claims),
        parties=parties,
        parties_left=parties_left,
        issues=issues,
        issues_left=issues_left,
        positions=tuple(_positions(old_case, after.case)),
        reshaped=tuple(party for party in both if set(old_beliefs[party]["nodes"]) != set(new_beliefs[party]["nodes"])),
        beliefs=tuple(
            change for party in both for change in moved_beliefs(party, old_beliefs[party], new_beliefs[party], fresh)
        ),
        motives=tuple(_motives(old_beliefs, new_beliefs)),
        deals=_deals(_robust(before), _robust(after)),
        same_packages=old_case is not None and _options(old_case) == _options(after.case),
        agreement=_figure(_robust(before), _robust(after), "agreement", "agreement_error"),
        likeliest=_figure(_first(_robust(before)), _first(_robust(after)), "acceptable_to_all", "error"),
    )


def _ids(parts: tuple[Json, ...]) -> dict[str, Json]:
    return {part["id"]: part for part in parts}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give what entered, and what left."""
    return tuple(name for name in after if name not in before), tuple(name for name in before if name not in after)


def _place(claim: Json, documents: Mapping[str, Json], case: Case) -> ClaimPlace:
    document = documents[claim["document"]]
    evidence = case.evidence.get(claim["id"])
    return ClaimPlace(
        id=claim["id"],
        document=claim["document"],
        title=document.get("title"),
        outlet=document.get("outlet"),
        date=document.get("date"),
        address=document.get("address"),
        start=claim["start"],
        end=claim["end"],
        text=claim["text"],
        party=claim["party"],
        act=claim["act"],
        issue=claim["issue"],
        certainty=claim["certainty"],
        counts=evidence is not None and evidence.status != "rejected",
    )


def _stated(case: Case | None) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """Give the label of each stated position and the claims behind it, by party and issue."""
    if case is None:
        return {}
    names = Names(case)
    return {
        (party, issue): (names.option(issue, position.stated), tuple(position.because))
        for party, by_issue in case.positions.items()
        for issue, position in by_issue.items()
        if position.stated not in (None, "unknown")
    }


def _positions(before: Case | None, after: Case) -> Iterator[Position]:
    then, now = _stated(before), _stated(after)
    for key in dict.fromkeys((*now, *then)):
        (old, _), (new, claims) = then.get(key, (None, ())), now.get(key, (None, ()))
        if old != new:
            yield Position(*key, old, new, claims)


def _stories(beliefs: Json, party: str) -> Json:
    """Give the hypotheses about a party where there are rivals: one alone is certain, and says nothing."""
    stories: Json = beliefs[party]["hypotheses"] if party in beliefs else {}
    return stories if len(stories) > 1 else {}


def _motives(before: Json, after: Json) -> Iterator[Motive]:
    for party in dict.fromkeys((*after, *before)):
        then, now = _stories(before, party), _stories(after, party)
        for name in dict.fromkeys((*now, *then)):
            chance = _figure(then.get(name), now.get(name), "posterior", "error")
            if chance.what in ("entered", "left"):
                yield Motive(party, name, chance)


def _figure(before: Json | None, after: Json | None, value: str, error: str) -> Figure:
    return Figure(
        None if before is None else before[value],
        None if after is None else after[value],
        None if before is None else before[error],
        None if after is None else after[error],
    )


def _robust(analysis: Analysis | None) -> Json | None:
    found: Json | None = None if analysis is None else analysis.deals.get("robust")
    return found


def _first(robust: Json | None) -> Json | None:
    """Give the candidate that all would most likely accept."""
    found: Json | None = robust["candidates"][0] if robust is not None and robust["candidates"] else None
    return found


def _candidates(robust: Json | None) -> dict[frozenset[tuple[str, str]], Json]:
    return {} if robust is None else {frozenset(part["package"].items()): part for part in robust["candidates"]}


def _deals(before: Json | None, after: Json | None) -> tuple[Deal, ...]:
    """Give the candidates that entered, left or moved, the likeliest first."""
    then, now = _candidates(before), _candidates(after)
    found = []
    for package in dict.fromkeys((*now, *then)):
        accepted = _figure(then.get(package), now.get(package), "acceptable_to_all", "error")
        if accepted.what is not None:
            named = now.get(package) or then[package]
            found.append(Deal(named["package"], accepted))
    return tuple(sorted(found, key=lambda deal: -max(deal.accepted.after or 0.0, deal.accepted.before or 0.0)))


def _options(case: Case) -> dict[str, tuple[str, ...]]:
    return {issue: tuple(part.labels) for issue, part in case.issues.items()}
