"""A case from what a person knows without any report: who, about what, and what each wants.

Nothing in it rests on a claim; every value is declared, and says so under `assumed`.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import pairwise

from detente.table.case import Case, Hypothesis, Issue, Node, Party, Point, Position, Range, Says, Value
from detente.table.phrases import slug

__all__ = ["RANKED", "PartyAnswers", "Start", "empty_case", "issue_of", "option_of", "order_of", "value_of"]

RANKED = 5
"""How many issues an order of importance ranks; the rest stay unranked. Each more makes orders rarer in the prior."""

_DECLARED = "declared by whoever started this case"
_NUMBERS = re.compile(
    r"(?P<low>-?\d+(?:\.\d+)?)\s*(?:\.\.|to)\s*(?P<high>-?\d+(?:\.\d+)?)\s+(?:step|by)\s+(?P<step>\d+(?:\.\d+)?)"
    r"\s*(?P<unit>.*)",
    re.I,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_TWO = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:\.\.|to)\s*(-?\d+(?:\.\d+)?)\Z", re.I)


@dataclass(frozen=True, slots=True)
class PartyAnswers:
    """What a person says of one party: demands by issue, what matters to it in order, red lines, no deal.

    An issue that is `indifferent` is none of its objectives.
    """

    demands: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = ()
    red_lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    no_deal: Value = "unknown"
    indifferent: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """The answers to all questions: parties and issues by name, what is said of each party by its name."""

    title: str
    parties: Sequence[str]
    issues: Mapping[str, Issue]
    answers: Mapping[str, PartyAnswers]

    def case(self) -> Case:
        """Give the case that the answers declare."""
        party_ids = _ids(self.parties)
        issue_ids = _ids(tuple(self.issues))
        named = {issue_ids[name]: issue.model_copy(update={"name": name}) for name, issue in self.issues.items()}
        said = {party_ids[name]: self.answers.get(name, PartyAnswers()) for name in self.parties}
        trees = {party: _tree(answers, issue_ids, named) for party, answers in said.items()}
        return Case(
            detente=1,
            title=self.title or "A negotiation",
            parties={party_ids[name]: Party(name=name) for name in self.parties},
            issues=named,
            objectives={party: tree for party, tree in trees.items() if tree is not None},
            positions={p: stands for p, answers in said.items() if (stands := _positions(answers, issue_ids))},
            no_deal={party: _declared(answers.no_deal) for party, answers in said.items()},
            hypotheses={p: stories for p, answers in said.items() if (stories := _ranking(answers, issue_ids))},
        )


def _ids(names: Sequence[str]) -> dict[str, str]:
    taken = ["objectives"]
    found = {}
    for name in names:
        found[name] = slug(name, taken)
        taken.append(found[name])
    return found


def _declared(value: Value) -> Value:
    if isinstance(value, Range):
        return value.model_copy(update={"assumed": _DECLARED})
    if value == "unknown":
        return Range(range=(-0.5, 0.5), assumed="nobody said what walking away is worth to it")
    return Point(value=value, assumed=_DECLARED) if isinstance(value, float) else value


def _tree(answers: PartyAnswers, ids: Mapping[str, str], issues: Mapping[str, Issue]) -> Node | None:
    leaves = {
        ids[name]: _leaf(ids[name], issues[ids[name]], answers.demands.get(name))
        for name in ids
        if name not in answers.indifferent
    }
    if not leaves:
        return None
    return Node(all=leaves, weights="unknown", assumed="a flat prior over the weights")


def _leaf(issue_id: str, issue: Issue, demand: str | None) -> Node:
    """Give the leaf of an issue: best is what the party demands, and each step away from it is worth as much less."""
    if demand is None:
        return Node(issue=issue_id)
    best, last = issue.index(demand), len(issue.labels) - 1
    worth = [round(1 - abs(i - best) / max(best, last - best, 1), 4) for i in range(last + 1)]
    told = "declared: best is what it demands, and each step away from it is worth as much less"
    return Node(issue=issue_id, satisfaction=list(worth), assumed=told)


def _positions(answers: PartyAnswers, ids: Mapping[str, str]) -> dict[str, Position]:
    return {
        ids[name]: Position(
            stated=answers.demands.get(name), red_line=list(answers.red_lines.get(name, ())), assumed=_DECLARED
        )
        for name in ids
        if name in answers.demands or name in answers.red_lines
    }


def _ranking(answers: PartyAnswers, ids: Mapping[str, str]) -> dict[str, Hypothesis]:
    """Give the order of importance as the one story that is believed of the party."""
    ranked = [ids[name] for name in answers.order][:RANKED]
    if len(ranked) < 2:
        return {}
    weights = {one: f"above {other}" for one, other in pairwise(ranked)}
    return {f"{ranked[0]} first": Hypothesis(prior=1, says=Says(weights=weights), assumed=_DECLARED)}


def issue_of(words: str) -> Issue:
    """Give the issue that an answer names: "one; two; three", or "0 to 10 step 2 percent". Raises ValueError."""
    numbers = _NUMBERS.fullmatch(words.strip())
    if numbers:
        low, high, step = (float(numbers[name]) for name in ("low", "high", "step"))
        return Issue(range=(low, high), step=step, unit=numbers["unit"].strip() or None)
    options = [" ".join(part.split()) for part in words.split(";") if part.strip()]
    if len(options) < 2:
        raise ValueError("give at least two options with ';' between them, or numbers such as: 0 to 10 step 2 percent")
    if len(set(options)) < len(options):
        raise ValueError("an option stands there twice; give each once")
    return Issue(options=options)


def option_of(issue: Issue, words: str) -> str:
    """Give the option that an answer names: by its number from 1 on, or by its words. Raises ValueError."""
    labels = issue.labels
    words = " ".join(words.split())
    exact = [label for label in labels if label.casefold() == words.casefold()]
    begun = [label for label in labels if label.casefold().startswith(words.casefold())]
    if exact or len(begun) == 1:
        return (exact or begun)[0]
    if issue.options is not None and words.isdigit() and 1 <= int(words) <= len(labels):
        return labels[int(words) - 1]
    if issue.range is not None and _NUMBER.fullmatch(words):
        with suppress(KeyError):
            return labels[issue.index(float(words))]
    shown = "; ".join(f"{i} {label}" for i, label in enumerate(labels[:12], 1))
    raise ValueError(f"{words!r} is none of its options: {shown}")


def order_of(words: str, names: Sequence[str]) -> list[str]:
    """Give the names of an answer such as "pay > jobs": by their numbers from 1 on, or as words. Raises ValueError."""
    found: list[str] = []
    for part in re.split(r"[>,;]", words):
        part = " ".join(part.split())
        if not part:
            continue
        begun = [name for name in names if name.casefold().startswith(part.casefold())]
        if len(begun) == 1:
            name = begun[0]
        elif part.isdigit() and 1 <= int(part) <= len(names):
            name = names[int(part) - 1]
        else:
            raise ValueError(f"{part!r} is none of: {'; '.join(f'{i} {name}' for i, name in enumerate(names, 1))}")
        if name in found:
            raise ValueError(f"{name!r} stands there twice")
        found.append(name)
    return found


def value_of(words: str) -> Value:
    """Give the value of an answer: "0.3", or "0.1 to 0.4"; "unknown" where there is none. Raises ValueError."""
    words = words.strip()
    if not words or words.casefold() == "unknown":
        return "unknown"
    two = _TWO.match(words)
    if two:
        low, high = float(two[1]), float(two[2])
        if high < low:
            raise ValueError(f"the upper bound {high:g} lies below the lower {low:g}")
        return Range(range=(low, high))
    try:
        number = float(words)
    except ValueError:
        raise ValueError(f"{words!r} is no number; give one such as 0.3, or two such as 0.1 to 0.4") from None
    if not -10 <= number <= 10:
        raise ValueError(f"{words} is far off the scale: the best deal is worth 1, the worst 0")
    return number


def empty_case() -> str:
    """Give a commented case to fill in; it is sound as it stands."""
    return (files("detente.table") / "data" / "empty.yaml").read_text(encoding="utf-8")
