"""Every declared constant of the likelihood and of the sampler, in one place.

A case overrides a constant by its name under `constants:`. None of the defaults is fitted yet: each says where it
comes from, and the result of `infer` carries the values that were used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from detente.errors import Fault, FormatError

__all__ = ["Constants", "Sampling", "constants_of"]


def _declared(default: float, meaning: str, origin: str, low: float = 0.0, high: float = float("inf")) -> Any:
    return field(default=default, metadata={"meaning": meaning, "origin": origin, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Constants:
    """The declared constants of the likelihood; `describe` gives each one's meaning, origin and bounds."""

    asserted: float = _declared(0.95, "probability that an asserted claim holds", "declared", 0, 1)
    probable: float = _declared(0.75, "probability that a claim said to be probable holds", "declared", 0, 1)
    possible: float = _declared(0.5, "probability that a claim said to be possible holds", "declared", 0, 1)
    denied: float = _declared(0.95, "probability that a denial holds", "declared, as asserted", 0, 1)
    trust_step: float = _declared(0.8, "trust in each step of a source chain", "declared", 0, 1)
    slope: float = _declared(1.0, "s: how soft the comparison of two log weights is", "the golden example", 1e-3)
    strong_margin: float = _declared(1.0, "δ of an emphatic priority, in log weights", "declared: about e times", 0)
    interest_exponent: float = _declared(1.0, "β: how sharply an interest points at the heavy objectives", "declared")
    demand_exponent: float = _declared(0.5, "β_demand: the same of a demand, which is made for small things too", "β/2")
    says_ideal: float = _declared(0.7, "q: chance that a demand names the party's ideal option", "declared", 0, 1)
    red_line_prior: float = _declared(0.2, "κ: chance that a rejected option is a red line", "declared", 0, 1)
    accept_slope: float = _declared(
        0.1, "how soft the comparison of satisfaction and no-deal value is", "declared", 1e-3
    )
    threat_slope: float = _declared(0.15, "how soft a threat points at a high no-deal value", "half its prior sd", 1e-3)
    no_deal_low: float = _declared(
        -0.5, "lower bound of the no-deal value where the case is silent", "DESIGN", -1e3, 1e3
    )
    no_deal_high: float = _declared(
        0.5, "upper bound of the no-deal value where the case is silent", "DESIGN", -1e3, 1e3
    )
    weight_floor: float = _declared(1e-6, "smallest weight whose logarithm is taken", "numerical", 1e-300, 0.1)
    too_little_bits: float = _declared(0.5, "bits of evidence on a party below which nothing is ranked", "declared")

    @staticmethod
    def describe() -> dict[str, Mapping[str, Any]]:
        """Give meaning, origin, default and bounds of each constant by name."""
        return {part.name: {**part.metadata, "default": part.default} for part in fields(Constants)}


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the sampler works: a matter of precision and time, never of what is believed.

    `particles` of a party with one hypothesis (with H of them each has `particles`/√H), split over `islands` that
    resample apart from one another, so that their spread gives the Monte Carlo error; `prior_draws` for the mean f̄ of
    each claim under the prior; `ess_share` the effective share of the particles that each tempering step keeps; every
    particle is moved until the correlation of every coordinate with its start is below `memory`, `most_moves` times
    at most; `least_mass` is the smallest prior mass that a hypothesis may leave.
    """

    particles: int = 4096
    islands: int = 16
    prior_draws: int = 32768
    ess_share: float = 0.5
    memory: float = 0.3
    most_moves: int = 60
    least_mass: float = 1e-4

    def island_size(self, hypotheses: int, draws: int) -> int:
        """Give the particles of each island under each of so many hypotheses, for so many draws wanted."""
        return max(round(max(self.particles, draws) / float(hypotheses**0.5) / self.islands), 2)


def constants_of(overrides: Mapping[str, float]) -> Constants:
    """Give the constants with those of a case's `constants:` put in. Raises FormatError with every fault."""
    known = {part.name: part for part in fields(Constants)}
    faults = []
    for name, value in overrides.items():
        path = f"constants.{name}"
        if name not in known:
            faults.append(Fault(path, f"no such constant; there are {', '.join(known)}"))
        elif not known[name].metadata["low"] <= value <= known[name].metadata["high"]:
            low, high = known[name].metadata["low"], known[name].metadata["high"]
            faults.append(Fault(path, f"{value} is not between {low:g} and {high:g}"))
    if not faults:
        constants = replace(Constants(), **overrides)
        if constants.no_deal_low <= constants.no_deal_high:
            return constants
        faults.append(Fault("constants.no_deal_low", "lies above constants.no_deal_high"))
    raise FormatError("case", faults)
