"""What the posterior of one party says, in numbers that a report can print: plain frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass

from detente.beliefs.concessions import Concession
from detente.beliefs.contradictions import Contradiction

__all__ = [
    "Diagnosticity",
    "Estimate",
    "Gap",
    "HypothesisSummary",
    "IdealSummary",
    "NodeSummary",
    "Observation",
    "OriginInfluence",
    "Pair",
    "PartySummary",
    "RedLine",
    "Sampled",
    "Witness",
]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number under the posterior: mean, standard deviation, 90 % interval (`low`, `high`), beside its prior mean.

    `error` is the Monte Carlo standard error of the mean; `bits` what was learnt about it.
    """

    mean: float
    sd: float
    low: float
    high: float
    prior_mean: float
    error: float
    bits: float


@dataclass(frozen=True, slots=True)
class NodeSummary:
    """An objective: its effective weight, and `rank[k]` the probability that it is heaviest but k among its siblings.

    `rank` is empty under an `any`. `claims` that speak of it, from `origins` independent ones; `only_prior` where there
    are none and those about other objectives told nothing of it either.
    """

    node: str
    weight: Estimate
    rank: tuple[float, ...]
    claims: tuple[str, ...]
    origins: int
    only_prior: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """The probability that `first` weighs more than `second`, beside its prior."""

    first: str
    second: str
    probability: float
    prior: float
    error: float


@dataclass(frozen=True, slots=True)
class IdealSummary:
    """The probability of each option to be the party's ideal, beside the prior; `only_prior` as of an objective."""

    issue: str
    options: tuple[str, ...]
    probability: tuple[float, ...]
    prior: tuple[float, ...]
    bits: float
    claims: tuple[str, ...]
    origins: int
    only_prior: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a stated position is from what the party wants.

    `differs` is the probability that the ideal is another option, `prior` the same before the evidence, `distance`
    the expected distance as a share of the scale (unordered: `differs`), `weight` the mean effective weight of the
    issue: a wide gap on a light issue is a chip to give away.
    """

    issue: str
    stated: str
    differs: float
    prior: float
    distance: float
    weight: float
    error: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedLine:
    """The probability that an option is a red line, beside its prior; both are 1 where the case declares it."""

    issue: str
    option: str
    probability: float
    prior: float
    declared: bool


@dataclass(frozen=True, slots=True)
class HypothesisSummary:
    """A hypothesis: prior and posterior probability, and the Bayes factor against the others together.

    `log_evidence` is log p(data | hypothesis) with its Monte Carlo error; only differences of it mean anything.
    """

    name: str
    prior: float
    posterior: float
    error: float
    bayes_factor: float
    log_evidence: float
    log_evidence_error: float


@dataclass(frozen=True, slots=True)
class Diagnosticity:
    """How far one claim tells two hypotheses apart: log of the ratio of its mean likelihoods under their priors."""

    claim: str
    first: str
    second: str
    log_bayes_factor: float


@dataclass(frozen=True, slots=True)
class Observation:
    """What one might yet see a party do, and how well that would tell its hypotheses apart.

    `act` on `on` (an objective or issue; None for a threat), at `option`, or over `over`. `bits` is what one expects to
    learn about the hypotheses from seeing whether it does, with its Monte Carlo `error`; `probability` the chance that
    it does; `hypotheses` what would be believed of each if it did, and `unless` if it did not.
    """

    act: str
    on: str | None
    option: str | None
    over: str | None
    words: str
    bits: float
    error: float
    probability: float
    hypotheses: Mapping[str, float]
    unless: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class OriginInfluence:
    """What would be believed without one origin: the hypotheses and the mean weights.

    Found by reweighting the particles; `share` is the effective share of them that is left, below 0.1 a rough value.
    """

    origin: str
    claims: tuple[str, ...]
    hypotheses: Mapping[str, float]
    weights: Mapping[str, float]
    share: float


@dataclass(frozen=True, slots=True)
class Witness:
    """A claim that counts: its reliability ρ = `certainty`·`trust`·`confidence`, the mean f̄ under the prior
    (`baseline`), and the repeats that stand behind it. A concession counts as a claim by its own id.
    """

    claim: str
    origin: str
    reliability: float
    certainty: float
    trust: float
    confidence: float
    baseline: float
    repeats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sampled:
    """How the particles came to be: their effective number for means, tempering steps, acceptance of the moves."""

    particles: int
    effective: float
    steps: int
    acceptance: float


@dataclass(frozen=True, slots=True)
class PartySummary:
    """All that the evidence says of one party. Where `too_little_evidence`, nothing should be ranked."""

    party: str
    nodes: Mapping[str, NodeSummary]
    pairs: tuple[Pair, ...]
    ideals: Mapping[str, IdealSummary]
    gaps: tuple[Gap, ...]
    red_lines: tuple[RedLine, ...]
    no_deal: Estimate
    sincerity: Estimate
    hypotheses: Mapping[str, HypothesisSummary]
    diagnosticity: tuple[Diagnosticity, ...]
    origins: tuple[OriginInfluence, ...]
    observations: tuple[Observation, ...]
    witnesses: tuple[Witness, ...]
    concessions: tuple[Concession, ...]
    unused: Mapping[str, str]
    contradictions: tuple[Contradiction, ...]
    evidence_bits: float
    too_little_evidence: bool
    sampled: Sampled
