"""The case: parties, issues, objectives, positions, hypotheses and evidence, as `case.yaml` holds them.

Every value carries `because` (ids of claims) or `assumed` (a reason), so that each number is cited or declared.
`detente.table.check` finds what a schema cannot: ids that lead nowhere, priors that do not sum to one.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

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

MAX_STEPS = 10_000
"""How many options a numeric range may have; declared, far above what people negotiate in."""


def _number(value: Any) -> Any:
    """Refuse what only looks like a number: "0.5" in quotes, true."""
    if isinstance(value, str | bool):
        raise ValueError("must be a number, without quotes")
    return value


# The validator comes last: bounds behind it would not reach the JSON Schema.
Number = Annotated[float, BeforeValidator(_number)]
Positive = Annotated[float, Field(gt=0), BeforeValidator(_number)]
Probability = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
Weight = Annotated[float, Field(ge=0), BeforeValidator(_number)]
Option = str | Number


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _exactly_one(*fields: str, **more: Any) -> ConfigDict:
    """Say in the JSON Schema that just one of the fields stands there, and what `more` says."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [field]} for field in fields], **more})


class _Grounded(_Part):
    """A part that says what it rests on."""

    because: list[str] = Field(default=[], description="ids of the claims this rests on")
    assumed: str | None = Field(default=None, description="the reason, where no claim says it")


class Range(_Grounded):
    """Anything between two bounds, equally likely."""

    range: tuple[Number, Number] = Field(description="the lower and the upper bound")


class Normal(_Grounded):
    """A normal distribution: mean and standard deviation."""

    normal: tuple[Number, Positive] = Field(description="mean and standard deviation")


class Point(_Grounded):
    """One known value."""

    value: Number = Field(description="the value, as a number")


Value = Number | Literal["unknown"] | Range | Normal | Point


class Party(_Grounded):
    """Who sits at the table."""

    name: str = Field(description="as people call it")
    aliases: list[str] = Field(default=[], description="other names for the same party")
    voices: list[str] = Field(default=[], description="persons and bodies that speak for it")
    consent: Literal["required", "not required"] = Field(
        default="required", description="whether a deal needs its signature"
    )
    capability: Value | None = Field(default=None, description="power, for spatial models")


class Issue(_Grounded):
    """What is at stake: either named `options`, or a numeric `range` in steps."""

    model_config = _exactly_one("options", "range", dependentRequired={"range": ["step"]})

    name: str | None = Field(default=None, description="as people call it")
    options: list[str] | None = Field(
        default=None, min_length=1, description="what can be agreed, in order from one end to the other"
    )
    ordered: bool = Field(default=True, description="whether the options stand on one scale, in this order")
    range: tuple[Number, Number] | None = Field(
        default=None, description="for an issue of numbers: the lowest and the highest, with `step`"
    )
    step: Positive | None = Field(default=None, description="by how much the numbers of `range` differ")
    unit: str | None = Field(default=None, description="what the numbers of `range` count")

    @model_validator(mode="after")
    def _one_kind(self) -> "Issue":
        if (self.options is None) == (self.range is None):
            raise ValueError("give either options or a range, and not both")
        if self.range is None:
            if self.step is not None or self.unit is not None:
                raise ValueError("step and unit belong to a range; leave them out beside options")
            return self
        low, high = self.range
        if self.step is None:
            raise ValueError("a range needs a step, such as step: 1")
        if high < low:
            raise ValueError(f"the upper bound {high:g} lies below the lower {low:g}; swap them")
        if (high - low) / self.step > MAX_STEPS:
            raise ValueError(f"has more than {MAX_STEPS:,} steps; give a larger step than {self.step:g}")
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

    model_config = _exactly_one("issue", "all", "any")

    name: str | None = Field(default=None, description="as people call it")
    issue: str | None = Field(default=None, description="the issue of a leaf")
    satisfaction: list[Probability | Literal["unknown"]] | None = Field(
        default=None, description="of a leaf: the value of each option from 0 to 1, in the order of the options"
    )
    all: dict[str, "Node"] | None = Field(default=None, description="the parts of a weighted sum, by name")
    any: dict[str, "Node"] | None = Field(default=None, description="means of which the best suffices, by name")
    weights: dict[str, Weight] | Literal["unknown"] | None = Field(
        default=None, description="of an all: a number for each child (their proportion counts), or unknown"
    )

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

    date: str | None = Field(default=None, description="as 2025-03-01")
    option: Option = Field(description="what it stated then")


class Position(_Grounded):
    """A party's stance on an issue: what it states now, how that moved, and what it rules out."""

    stated: Option | Literal["unknown"] | None = Field(default=None, description="the option it states now")
    voice: str | None = Field(default=None, description="who stated it")
    red_line: list[Option] = Field(default=[], description="options it will not accept, as a fact of the case")
    path: list[PathPoint] = Field(default=[], description="where its stated position stood before, by date")


class Says(_Part):
    """What a hypothesis says of a party's interests: restrictions of the prior."""

    weights: dict[str, str] = Field(default={}, description="objective: 'above OTHER'")
    no_deal: Literal["high", "low"] | None = Field(default=None, description="walking away is worth much, or little")
    sincerity: Literal["high", "low"] | None = Field(default=None, description="it means what it demands, or not")


class Hypothesis(_Grounded):
    """A story about a party's motive, weighed against the others of that party."""

    prior: Probability = Field(description="its probability before any claim; those of a party sum to 1")
    says: Says = Field(default=Says(), description="what it says of the party's interests")
    evidence: dict[str, Positive] = Field(
        default={}, description="claim id: how many times likelier the claim is under this hypothesis (1 = no matter)"
    )


class Stage(_Grounded):
    """A channel of the talks, in order."""

    channel: str = Field(description="as people call it")
    who: list[str] = Field(default=[], description="who sits there")
    may_settle: list[str] | Literal["all"] = Field(default=[], description="the issues that can be settled there")


class Unknown(_Grounded):
    """What the reports say is not known."""

    what: str = Field(description="in words")
    bears_on: list[str] = Field(default=[], description="issues and objectives that it would tell of")


class Evidence(_Part):
    """How one claim bears on the case: what the likelihood of beliefs takes.

    `on` is the objective (a node name or an issue) it speaks of, `option` the option of that issue, `over` the
    lesser objective of a priority and what is given up in a trade. `origin` names the witness: claims of one party,
    act, objective, polarity and origin count once. `confidence` is the chance that it was read rightly; `status`
    is what a person decided: confirmed claims count as read rightly, rejected ones not at all.
    """

    party: str = Field(description="whose stance it is")
    act: Act = Field(description="what it does, or is said to want")
    on: str | None = Field(default=None, description="the objective or issue it speaks of")
    option: Option | None = Field(default=None, description="the option of that issue")
    over: str | None = Field(default=None, description="what matters less, or is given up for it")
    emphasis: Literal["plain", "strong"] = Field(default="plain", description="how strongly a priority is put")
    certainty: Certainty = Field(default="asserted", description="how sure the text is of it")
    sources: list[str] = Field(default=[], description="who is cited, innermost first")
    outlet: str | None = Field(default=None, description="who published it")
    origin: str = Field(description="the witness: claims alike of one origin count once")
    date: str | None = Field(default=None, description="as 2025-03-01")
    confidence: Probability = Field(default=1.0, description="the chance that it was read rightly")
    trust: Probability | None = Field(default=None, description="of the whole chain; default: by its length")
    status: Literal["confirmed", "rejected"] | None = Field(default=None, description="what a person decided")
    document: str | None = Field(default=None, description="the document it stands in")
    words: str | None = Field(default=None, description="the words of the claim")


class SetAside(_Grounded):
    """Something the reports name that this case leaves out, and why."""

    what: str = Field(description="in words")
    why: str = Field(description="the reason")


class Case(_Part):
    """A negotiation, as a table that people read, edit and compare."""

    detente: Literal[1] = Field(description="the version of this format")
    title: str = Field(default="A negotiation", description="what the talks are called")
    parties: dict[str, Party] = Field(
        description="who sits at the table, by id", json_schema_extra={"minProperties": 1}
    )
    issues: dict[str, Issue] = Field(default={}, description="what is at stake, by id")
    objectives: Objectives = Field(default={}, description="party: the tree of what it is after")
    positions: dict[str, dict[str, Position]] = Field(default={}, description="party: issue: what it states")
    no_deal: dict[str, Value] = Field(
        default={}, description="party: what walking away is worth to it; packages are worth 0 to 1"
    )
    hypotheses: dict[str, dict[str, Hypothesis]] = Field(
        default={}, description="party: rival stories about its motive, by name"
    )
    stages: list[Stage] = Field(default=[], description="the channels of the talks, in order")
    unknowns: list[Unknown] = Field(default=[], description="what is not known")
    packages: dict[str, dict[str, Option]] = Field(default={}, description="packages to judge: issue: option")
    constants: dict[str, Number] = Field(
        default={}, description="constants of the likelihood that differ from the default"
    )
    trust: dict[str, Probability] = Field(
        default={}, description="source or outlet: how far to trust its step of a chain, in place of the default"
    )
    set_aside: list[SetAside] = Field(default=[], description="what the reports name and the case leaves out")
    evidence: dict[str, Evidence] = Field(default={}, description="claim: how it bears on the case")
