"""What is believed of the hypotheses about a party's motive, which claim tells them apart, and who said so."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.account import Account
from detente.beliefs.summary import Diagnosticity, HypothesisSummary, OriginInfluence
from detente.beliefs.wants import Wants

__all__ = ["diagnosticities", "hypothesis_summaries", "log_evidences", "origin_influences"]

Floats = NDArray[np.float64]


def log_evidences(account: Account) -> Floats:
    """(hypotheses,) log p(data | hypothesis): the log of the mean over the islands."""
    table = np.array([run.log_evidence for run in account.runs])
    highest = table.max(axis=1)
    return np.asarray(highest + np.log(np.exp(table - highest[:, None]).mean(axis=1)))


def _bayes_factor(place: int, log_evidence: Floats, priors: Floats) -> float:
    """Give p(data | h) over the mean evidence of the other hypotheses; 1 where there are none."""
    others = np.delete(priors, place)
    if others.sum() <= 0:
        return 1.0
    rest = np.delete(log_evidence, place)
    highest = rest.max()
    average = highest + np.log(others @ np.exp(rest - highest) / others.sum())
    return float(np.exp(np.clip(log_evidence[place] - average, -700.0, 700.0)))


def hypothesis_summaries(account: Account) -> dict[str, HypothesisSummary]:
    """Give prior, posterior and Bayes factor of each hypothesis."""
    log_evidence = log_evidences(account)
    priors = np.asarray(account.priors)
    found = {}
    for place, name in enumerate(account.hypotheses):
        under = account.posterior.hypothesis == place
        spread = np.exp(account.runs[place].log_evidence - log_evidence[place])
        found[name] = HypothesisSummary(
            name=name,
            prior=float(priors[place]),
            posterior=account.posterior.mean(under),
            error=account.posterior.error(under),
            bayes_factor=_bayes_factor(place, log_evidence, priors),
            log_evidence=float(log_evidence[place]),
            log_evidence_error=float(spread.std(ddof=1) / np.sqrt(len(spread))) if len(spread) > 1 else 0.0,
        )
    return found


def diagnosticities(account: Account) -> tuple[Diagnosticity, ...]:
    """Give for each claim and pair of hypotheses the log Bayes factor of that claim alone."""
    found = []
    names = list(account.hypotheses)
    for place, term in enumerate(account.compiled.terms):
        logs = np.log(account.likelihood.prior_predictive(place))
        for one, other in combinations(range(len(names)), 2):
            found.append(Diagnosticity(term.claim, names[one], names[other], float(logs[one] - logs[other])))
    return tuple(found)


def _log_of_claims(account: Account) -> Floats:
    """(claims, points) the log likelihood of each claim at each point, under the point's own hypothesis."""
    posterior = account.posterior
    table = np.zeros((len(account.compiled.terms), posterior.wants.points))
    for place in range(len(account.hypotheses)):
        under = posterior.hypothesis == place
        layout, floor = account.layout, posterior.wants.floor
        table[:, under] = account.likelihood.log_of_each(Wants(layout, posterior.wants.cube[:, under], floor), place)
    return table


def origin_influences(account: Account) -> tuple[OriginInfluence, ...]:
    """Give what would be believed without each origin, its claims' likelihood divided out of the particles."""
    posterior = account.posterior
    terms = account.compiled.terms
    if not terms:
        return ()
    table = _log_of_claims(account)
    found = []
    for origin in dict.fromkeys(term.origin for term in terms):
        logs = table[[term.origin == origin for term in terms]].sum(axis=0)
        weights = posterior.weights * np.exp(logs.min() - logs)
        weights /= weights.sum()
        masses = np.bincount(posterior.hypothesis, weights, len(account.hypotheses))
        found.append(
            OriginInfluence(
                origin=origin,
                claims=tuple(term.claim for term in terms if term.origin == origin),
                hypotheses={name: float(mass) for name, mass in zip(account.hypotheses, masses, strict=True)},
                weights={
                    name: float(np.sum(weights * values))
                    for name, values in posterior.wants.effective.items()
                    if name != account.layout.root.name
                },
                share=float(np.sum(posterior.weights**2) / np.sum(weights**2)),
            )
        )
    return tuple(found)
