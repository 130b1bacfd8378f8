"""The case: parties, issues, objectives, positions, hypotheses and evidence, as `case.yaml` holds them.

Every value carries `because` (ids of claims) or `assumed` (a reason), so that each number is cited or declared.
`detente.table.check` finds what a schema cannot: ids that lead nowhere, priors that do not sum to one.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from detente.claims import Act, Certainty

__all__ = [
    "Case",
    "Evidence",
    "Hypothesis",
    "Issue",
    "Node",
    "Normal",
    "Objectives",
    "Party",
    "PathPoint",
    "Point",
    "Position",
    "Range",
    "Says",
    "SetAside",
    "Stage",
    "Unknown",
    "Value",
]

Probability = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]
Option = str | float


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Grounded(_Part):
    """A part that says what it rests on."""

    because: list[str] = Field(default=[], description="ids of the claims this rests on")
    assumed: str | None = Field(default=None, description="the reason, where no claim says it")


class Range(_Grounded):
    """Anything between two bounds, equally likely."""

    range: tuple[float, float]


class Normal(_Grounded):
    """A normal distribution: mean and standard deviation."""

    normal: tuple[float, Annotated[float, Field(gt=0)]]


class Point(_Grounded):
    """One known value."""

    value: float


Value = float | Literal["unknown"] | Range | Normal | Point


class Party(_Grounded):
    """Who sits at the table."""

    name: str
    aliases: list[str] = Field(default=[], description="other names for the same party")
    voices: list[str] = Field(default=[], description="persons and bodies that speak for it")
    consent: Literal["required", "not required"] = "required"
    capability: Value | None = Field(default=None, description="power, for spatial models")


class Issue(_Grounded):
    """What is at stake: either named `options`, or a numeric `range` in steps."""

    name: str | None = None
    options: list[str] | None = Field(default=None, min_length=1)
    ordered: bool = Field(default=True, description="whether the options stand on one scale, in this order")
    range: tuple[float, float] | None = None
    step: Annotated[float, Field(gt=0)] | None = None
    unit: str | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Issue":
        if (self.options is None) == (self.range is None):
            raise ValueError("give either options or a range, and not both")
        if self.range is not None and (self.step is None or self.range[1] < self.range[0]):
            raise ValueError("a range needs a step, and its upper bound must not lie below the lower")
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """The options in order, as words; numbers carry their unit."""
        if self.options is not None:
            return tuple(self.options)
        low, high = self.range or (0.0, 0.0)
        step = self.step or 1.0
        unit = f" {self.unit}" if self.unit else ""
        return tuple(f"{low + i * step:g}{unit}" for i in range(int((high - low) / step + 1e-9) + 1))

    def index(self, option: Option) -> int:
        """Give the place of an option in `labels`. Raises KeyError where it is none of them."""
        if self.range is not None and isinstance(option, int | float):
            place = round((option - self.range[0]) / (self.step or 1.0))
            if 0 <= place < len(self.labels) and abs(self.range[0] + place * (self.step or 1.0) - option) < 1e-9:
                return place
        labels = self.labels
        if str(option) in labels:
            return labels.index(str(option))
        raise KeyError(option)


class Node(_Grounded):
    """A node of an objective tree: a leaf (`issue`), a weighted sum (`all`) or the best of its children (`any`).

    `satisfaction` of a leaf gives each option's value in [0, 1]; `unknown` or absent where it follows from the
    party's ideal. `weights` of an `all` node are numbers, or unknown: then a flat Dirichlet prior.
    """

    name: str | None = None
    issue: str | None = None
    satisfaction: list[Probability | Literal["unknown"]] | None = None
    all: dict[str, "Node"] | None = None
    any: dict[str, "Node"] | None = None
    weights: dict[str, Weight] | Literal["unknown"] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Node":
        if sum(part is not None for part in (self.issue, self.all, self.any)) != 1:
            raise ValueError("give exactly one of issue, all, any")
        if (self.all is not None and not self.all) or (self.any is not None and not self.any):
            raise ValueError("has no children")
        if self.satisfaction is not None and self.issue is None:
            raise ValueError("only a leaf has a satisfaction")
        if self.weights is not None and self.all is None:
            raise ValueError("only an all node has weights")
        return self


Objectives = dict[str, Node]


class PathPoint(_Grounded):
    """Where a party's stated position stood on a date."""

    date: str | None = None
    option: Option


class Position(_Grounded):
    """A party's stance on an issue: what it states now, how that moved, and what it rules out."""

    stated: Option | Literal["unknown"] | None = None
    voice: str | None = None
    red_line: list[Option] = Field(default=[], description="options it will not accept, as a fact of the case")
    path: list[PathPoint] = []


class Says(_Part):
    """What a hypothesis says of a party's interests: restrictions of the prior."""

    weights: dict[str, str] = Field(default={}, description="objective: 'above OTHER'")
    no_deal: Literal["high", "low"] | None = None
    sincerity: Literal["high", "low"] | None = None


class Hypothesis(_Grounded):
    """A story about a party's motive, weighed against the others of that party."""

    prior: Probability
    says: Says = Says()
    evidence: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default={}, description="claim id: how many times likelier the claim is under this hypothesis (1 = no matter)"
    )


class Stage(_Grounded):
    """A channel of the talks, in order."""

    channel: str
    who: list[str] = []
    may_settle: list[str] | Literal["all"] = []


class Unknown(_Grounded):
    """What the reports say is not known."""

    what: str
    bears_on: list[str] = []


class Evidence(_Part):
    """How one claim bears on the case: what the likelihood of beliefs takes.

    `on` is the objective (a node name or an issue) it speaks of, `option` the option of that issue, `over` the
    lesser objective of a priority and what is given up in a trade. `origin` names the witness: claims of one party,
    act, objective, polarity and origin count once. `confidence` is the chance that it was read rightly; `status`
    is what a person decided: confirmed claims count as read rightly, rejected ones not at all.
    """

    party: str
    act: Act
    on: str | None = None
    option: Option | None = None
    over: str | None = None
    emphasis: Literal["plain", "strong"] = "plain"
    certainty: Certainty = "asserted"
    sources: list[str] = []
    outlet: str | None = None
    origin: str
    date: str | None = None
    confidence: Probability = 1.0
    trust: Probability | None = Field(default=None, description="of the whole chain; default: by its length")
    status: Literal["confirmed", "rejected"] | None = None
    document: str | None = None
    words: str | None = Field(default=None, description="the words of the claim")


class SetAside(_Grounded):
    """Something the reports name that this case leaves out, and why."""

    what: str
    why: str


class Case(_Part):
    """A negotiation, as a table that people read, edit and compare."""

    detente: Literal[1]
    title: str = "A negotiation"
    parties: dict[str, Party]
    issues: dict[str, Issue] = {}
    objectives: Objectives = {}
    positions: dict[str, dict[str, Position]] = {}
    no_deal: dict[str, Value] = {}
    hypotheses: dict[str, dict[str, Hypothesis]] = {}
    stages: list[Stage] = []
    unknowns: list[Unknown] = []
    packages: dict[str, dict[str, Option]] = Field(default={}, description="packages to judge: issue: option")
    constants: dict[str, float] = Field(
        default={}, description="constants of the likelihood that differ from the default"
    )
    trust: dict[str, Probability] = Field(
        default={}, description="source or outlet: how far to trust its step of a chain, in place of the default"
    )
    set_aside: list[SetAside] = []
    evidence: dict[str, Evidence] = {}
