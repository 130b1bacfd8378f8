"""All that is known of one party after sampling, from which its summary is drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.concessions import Concession
from detente.beliefs.constants import Constants
from detente.beliefs.information import bits_of_values
from detente.beliefs.layout import Layout
from detente.beliefs.likelihood import Compiled, Likelihood
from detente.beliefs.population import Population
from detente.beliefs.sampler import Run
from detente.beliefs.summary import Estimate
from detente.beliefs.witnesses import Witnesses
from detente.table.case import Case, Evidence, Hypothesis

__all__ = ["Account"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Account:
    """The evidence on one party, and the populations before and after it.

    `evidence` holds the claims that count, `concessions` what the steps of its positions tell; `priors` (hypotheses,)
    those of the `hypotheses`, in their order.
    """

    case: Case
    layout: Layout
    constants: Constants
    evidence: Mapping[str, Evidence]
    witnesses: Witnesses
    concessions: Mapping[str, Concession]
    hypotheses: Mapping[str, Hypothesis]
    priors: tuple[float, ...]
    compiled: Compiled
    likelihood: Likelihood
    runs: Sequence[Run]
    prior: Population
    posterior: Population
    effective: float

    @property
    def used(self) -> tuple[str, ...]:
        """The claims that moved the beliefs, concessions left out."""
        return tuple(term.claim for term in self.compiled.terms if term.claim in self.evidence)

    def estimate(self, values: Floats, prior_values: Floats) -> Estimate:
        """Give what is believed of a quantity, from its values at the points of posterior and prior."""
        mean = self.posterior.mean(values)
        low, high = self.posterior.quantiles(values, (0.05, 0.95))
        return Estimate(
            mean=mean,
            sd=float(np.sqrt(max(self.posterior.mean((values - mean) ** 2), 0.0))),
            low=float(low),
            high=float(high),
            prior_mean=self.prior.mean(prior_values),
            error=self.posterior.error(values),
            bits=bits_of_values(self.posterior, self.prior, values, prior_values, self.effective),
        )

    def about(self, names: Iterable[str]) -> tuple[tuple[str, ...], int]:
        """Give the claims that speak of any of these nodes or issues, and from how many origins they come."""
        wanted = set(names)
        found = [
            claim
            for claim in self.used
            if self.evidence[claim].party == self.layout.party
            and wanted & {self.evidence[claim].on, self.evidence[claim].over}
        ]
        for step in self.concessions.values():
            if wanted & {step.issue, *step.held}:
                found += [claim for claim in step.claims if claim not in found]
        return tuple(found), len({self.case.evidence[claim].origin for claim in found})
