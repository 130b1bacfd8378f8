"""What `assess` gives: who would sign a draft, who balks and over what, what is better, and what would mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.deals.agreement import Article
from detente.deals.amendments import Amendments
from detente.deals.constants import ON_BOARD, SURE_TO_SIGN
from detente.deals.logrolls import Change, Trade
from detente.deals.robustness import Share
from detente.deals.zones import exact_json

__all__ = ["Assessment", "Better", "Objection", "OpenIssues", "Verdict"]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Objection:
    """What a party has against one issue as the draft settles it.

    Settled as `wants`, this issue alone, it would sign with probability `signs`, and gain `gain` of expected utility.
    `red_line` is the probability that the option of the draft is one it will not accept.
    """

    issue: str
    settled: str
    wants: str
    signs: float
    gain: float
    red_line: float

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "issue": self.issue,
            "settled": self.settled,
            "wants": self.wants,
            "signs": self.signs,
            "gain": self.gain,
            "red_line": self.red_line,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """One party and the draft.

    `signs` is the probability that it accepts (u ≥ r and no red line crossed), with its Monte Carlo `error`; `between`
    the least and the largest over all ways to settle what the draft leaves open. `gain` over no deal is the expected
    one, `low` and `high` hold its middle 90 %; `share` is the part of what it could gain at most.
    """

    party: str
    required: bool
    signs: float
    error: float
    between: tuple[float, float] | None
    gain: float
    low: float
    high: float
    share: Share | None
    objections: tuple[Objection, ...]

    @property
    def word(self) -> str:
        """Whether it "signs", "balks" or is "undecided", by `SURE_TO_SIGN`."""
        if self.signs >= SURE_TO_SIGN:
            return "signs"
        return "balks" if self.signs <= 1 - SURE_TO_SIGN else "undecided"

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "required": self.required,
            "verdict": self.word,
            "signs": self.signs,
            "error": self.error,
            "between": None if self.between is None else list(self.between),
            "gain": {"mean": self.gain, "low": self.low, "high": self.high},
            "share": None if self.share is None else self.share.to_json(),
            "objections": [part.to_json() for part in self.objections],
        }


@dataclass(frozen=True, slots=True)
class OpenIssues:
    """What the draft leaves open, and how it was completed for all figures: `settled` (issue → option).

    That is the way all are likeliest to sign, of the `judged` ones out of `count`; where not `complete`, these are the
    ways efficient in expected utility. `all_sign` is the least and the largest probability that all sign over them.
    """

    settled: Mapping[str, str]
    count: int
    judged: int
    complete: bool
    all_sign: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "settled": dict(self.settled),
            "count": exact_json(self.count),
            "judged": self.judged,
            "complete": self.complete,
            "all_sign": list(self.all_sign),
        }


@dataclass(frozen=True, slots=True)
class Better:
    """A package that leaves none of the required worse off than the draft, in expected utility, and one better off."""

    package: Mapping[str, str]
    changes: tuple[Change, ...]
    gains: Mapping[str, float]
    signs: Mapping[str, float]
    all_sign: float

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {
            "package": dict(self.package),
            "changes": [change.to_json() for change in self.changes],
            "gains": dict(self.gains),
            "signs": dict(self.signs),
            "all_sign": self.all_sign,
        }


@dataclass(frozen=True, slots=True)
class Assessment:
    """A draft agreement, judged.

    `package` is the draft with what it leaves `open` completed; `all_sign` the probability that all of `required` sign,
    with its Monte Carlo `error`. `best_known` is that of the package that most likely all would sign, of those judged.
    `dominating` efficient packages are better for all, some told in `better`; `improvements` are swaps of up to three
    issues that leave nobody worse off. `amendments` tell how the least willing comes on board or, where it is, would
    be sure to sign; None where it would. Nothing is known of what the `silent` would sign; the consent of
    `not_signing` counts in the table and not in this draft. `exact` is false where the frontier was thinned.
    """

    title: str | None
    articles: tuple[Article, ...]
    package: Mapping[str, str]
    open: OpenIssues | None
    required: tuple[str, ...]
    not_signing: tuple[str, ...]
    silent: tuple[str, ...]
    draws: int
    all_sign: float
    error: float
    best_known: float
    verdicts: tuple[Verdict, ...]
    least_willing: str
    dominating: int
    better: tuple[Better, ...]
    improvements: tuple[Trade, ...]
    amendments: Amendments | None
    exact: bool

    @property
    def certain(self) -> bool:
        """Whether all utilities are given numbers, so that probabilities are 0 or 1."""
        return self.draws == 1

    def verdict(self, party: str) -> Verdict:
        """Give the verdict of a party. Raises KeyError for one that has none."""
        found = [verdict for verdict in self.verdicts if verdict.party == party]
        if not found:
            raise KeyError(party)
        return found[0]

    def to_json(self) -> dict[str, Any]:
        """Give what `detente assess --json` prints."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "articles": [article.to_json() for article in self.articles],
            "package": dict(self.package),
            "open": None if self.open is None else self.open.to_json(),
            "required": list(self.required),
            "not_signing": list(self.not_signing),
            "silent": list(self.silent),
            "draws": self.draws,
            "all_sign": self.all_sign,
            "error": self.error,
            "best_known": self.best_known,
            "parties": {verdict.party: verdict.to_json() for verdict in self.verdicts},
            "least_willing": self.least_willing,
            "dominating": self.dominating,
            "better": [part.to_json() for part in self.better],
            "improvements": [part.to_json() for part in self.improvements],
            "amendments": None if self.amendments is None else self.amendments.to_json(),
            "exact": self.exact,
            "declared": {"on_board": ON_BOARD, "signs": SURE_TO_SIGN, "balks": 1 - SURE_TO_SIGN},
        }
