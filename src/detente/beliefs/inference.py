"""From a case and its evidence to beliefs about every party."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from detente.beliefs.account import Account
from detente.beliefs.concessions import find_concessions
from detente.beliefs.constants import Constants, Sampling, constants_of
from detente.beliefs.contradictions import find_contradictions
from detente.beliefs.information import total_bits
from detente.beliefs.layout import Layout, lay_out
from detente.beliefs.likelihood import Likelihood, compile_evidence
from detente.beliefs.motives import diagnosticities, hypothesis_summaries, log_evidences, origin_influences
from detente.beliefs.objectives import node_summaries, pair_summaries
from detente.beliefs.observations import best_observations
from detente.beliefs.population import Population, draw, gather, gather_prior
from detente.beliefs.positions import gap_summaries, ideal_summaries, red_line_summaries
from detente.beliefs.posterior import PartyDraws, Posterior
from detente.beliefs.prior import Prior, hypotheses_of, prior_of
from detente.beliefs.reliability import Trust, trust_faults, trust_of
from detente.beliefs.result import Beliefs
from detente.beliefs.sampler import sample_posterior
from detente.beliefs.summary import PartySummary, Sampled, Witness
from detente.beliefs.wants import Wants
from detente.beliefs.witnesses import Witnesses, find_witnesses
from detente.errors import Fault, FormatError, UsageError
from detente.table.case import Case, Evidence, Hypothesis, Option

__all__ = ["infer"]

Progress = Callable[[int, int], None]
"""Called with the number of parties done, and of all."""


def _generator(seed: int, party: str) -> np.random.Generator:
    """Give the random stream of one party, which no other party's presence changes."""
    digest = hashlib.sha256(party.encode()).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest, dtype="<u4").tolist()])


def _bearing(evidence: Mapping[str, Evidence], party: str, hypotheses: Mapping[str, Hypothesis]) -> dict[str, Evidence]:
    """Give the claims of a party, and those that its hypotheses declare a ratio for."""
    named = {claim for part in hypotheses.values() for claim in part.evidence}
    return {claim: part for claim, part in evidence.items() if part.party == party or claim in named}


def _is_option(case: Case, issue: str, option: Option) -> bool:
    try:
        case.issues[issue].index(option)
    except KeyError:
        return False
    return True


def _faults(case: Case) -> list[Fault]:
    faults = [
        Fault(f"evidence.{claim}.party", f"no party is called {part.party!r}")
        for claim, part in case.evidence.items()
        if part.party not in case.parties
    ]
    faults += trust_faults(case)
    for party, positions in case.positions.items():
        for issue, position in positions.items():
            points = [position.stated, *(point.option for point in position.path)]
            faults += [
                Fault(f"positions.{party}.{issue}", f"{option!r} is no option of {issue!r}")
                for option in points
                if option not in (None, "unknown") and issue in case.issues and not _is_option(case, issue, option)
            ]
    for party, hypotheses in case.hypotheses.items():
        for name, hypothesis in hypotheses.items():
            faults += [
                Fault(f"hypotheses.{party}.{name}.evidence.{claim}", "no evidence has this id")
                for claim in hypothesis.evidence
                if claim not in case.evidence
            ]
    return faults


def _prior_samples(priors: Sequence[Prior], sampling: Sampling, rng: np.random.Generator) -> list[Wants]:
    each = max(sampling.prior_draws // len(priors), 1)
    return [prior.wants(prior.sample(each, rng)) for prior in priors]


def _effective(posterior: Population) -> float:
    """Give how many independent draws would give the error of the mean weights, no-deal value and sincerity.

    It is the mean over these of error²/variance, inverted; never more than there are particles.
    """
    wants = posterior.wants
    ratios = []
    for values in (*wants.effective.values(), wants.no_deal, wants.sincerity):
        variance = posterior.mean((values - posterior.mean(values)) ** 2)
        if variance > 1e-12:
            ratios.append(posterior.error(values) ** 2 / variance)
    mean = float(np.mean(ratios)) if ratios else 0.0
    return min(1.0 / mean, float(wants.points)) if mean > 0 else float(wants.points)


def _account(
    case: Case,
    layout: Layout,
    witnesses: Witnesses,
    constants: Constants,
    trusted: Trust,
    sampling: Sampling,
    draws: int,
    rng: np.random.Generator,
) -> Account:
    hypotheses = hypotheses_of(case, layout.party)
    counted = {claim: case.evidence[claim] for claim in witnesses.count}
    evidence = _bearing(counted, layout.party, hypotheses)
    concessions = {
        name: step
        for name, step in find_concessions(case, layout.party, constants, trusted).items()
        if layout.target(step.issue) is not None
    }
    compiled = compile_evidence(evidence, layout, list(hypotheses.values()), constants, trusted, concessions)
    priors = prior_of(layout, hypotheses, constants, sampling.least_mass)
    masses = tuple(hypothesis.prior for hypothesis in hypotheses.values())
    samples = _prior_samples(priors, sampling, rng)
    likelihood = Likelihood(compiled, masses, samples)
    size = sampling.island_size(len(priors), draws)
    runs = [sample_posterior(prior, likelihood, place, size, sampling, rng) for place, prior in enumerate(priors)]
    posterior = gather(runs, masses, samples[0])
    return Account(
        case=case,
        layout=layout,
        constants=constants,
        evidence=evidence,
        witnesses=witnesses,
        concessions=concessions,
        hypotheses=hypotheses,
        priors=masses,
        compiled=compiled,
        likelihood=likelihood,
        runs=runs,
        prior=gather_prior(samples, masses),
        posterior=posterior,
        effective=_effective(posterior),
    )


def _summary(account: Account) -> PartySummary:
    values = np.concatenate([run.log_likelihood.ravel() for run in account.runs])
    bits = total_bits(account.posterior, values, log_evidences(account).tolist(), account.priors)
    after, before = account.posterior.wants, account.prior.wants
    return PartySummary(
        party=account.layout.party,
        nodes=node_summaries(account),
        pairs=pair_summaries(account),
        ideals=ideal_summaries(account),
        gaps=gap_summaries(account),
        red_lines=red_line_summaries(account),
        no_deal=account.estimate(after.no_deal, before.no_deal),
        sincerity=account.estimate(after.sincerity, before.sincerity),
        hypotheses=hypothesis_summaries(account),
        diagnosticity=diagnosticities(account),
        origins=origin_influences(account),
        observations=best_observations(account),
        witnesses=_witnesses(account),
        concessions=tuple(account.concessions.values()),
        unused=account.compiled.unused,
        contradictions=find_contradictions({claim: account.evidence[claim] for claim in account.used}),
        evidence_bits=bits,
        too_little_evidence=bits < account.constants.too_little_bits,
        sampled=Sampled(
            particles=after.points,
            effective=account.effective,
            steps=max(len(run.temperatures) - 1 for run in account.runs),
            acceptance=float(np.mean([run.acceptance for run in account.runs])),
        ),
    )


def _witnesses(account: Account) -> tuple[Witness, ...]:
    repeats: dict[str, list[str]] = {}
    for claim, first in account.witnesses.behind.items():
        repeats.setdefault(first, []).append(claim)
    return tuple(
        Witness(
            claim=term.claim,
            origin=term.origin,
            reliability=term.reliability,
            certainty=term.factors.certainty,
            trust=term.factors.trust,
            confidence=term.factors.confidence,
            baseline=float(mean),
            repeats=tuple(repeats.get(term.claim, ())),
        )
        for term, mean in zip(account.compiled.terms, account.likelihood.baselines, strict=True)
    )


def infer(
    case: Case, *, draws: int = 2000, seed: int = 0, progress: Progress | None = None, sampling: Sampling | None = None
) -> Beliefs:
    """Infer what every party of a case wants from its evidence.

    `draws` equally weighted draws are given for each party that has objectives; the same case, draws and seed give
    the same draws, whatever other parties there are. `sampling` sets precision against time.
    Raises FormatError where the case contradicts itself, EvidenceError where a hypothesis leaves no prior mass,
    UsageError for draws or a seed that cannot be.
    """
    if draws < 1 or seed < 0:
        raise UsageError(f"draws must be at least 1 and the seed at least 0, not {draws} and {seed}")
    sampling = sampling or Sampling()
    constants = constants_of(case.constants)
    faults = _faults(case)
    if faults:
        raise FormatError("case", faults)
    trusted = trust_of(case, constants)
    witnesses = find_witnesses(case.evidence, constants, trusted)
    found: dict[str, PartyDraws] = {}
    summaries: dict[str, PartySummary] = {}
    unused: dict[str, str] = {}
    for done, party in enumerate(case.parties):
        if progress is not None:
            progress(done, len(case.parties))
        own = {claim: part for claim, part in case.evidence.items() if part.party == party}
        layout = lay_out(case, party, own, constants)
        if layout is None:
            unused |= {claim: "its party has no objectives" for claim in own if claim in witnesses.count}
            continue
        rng = _generator(seed, party)
        account = _account(case, layout, witnesses, constants, trusted, sampling, draws, rng)
        found[party] = draw(account.posterior, draws, tuple(account.hypotheses), rng)
        summaries[party] = _summary(account)
    if progress is not None:
        progress(len(case.parties), len(case.parties))
    used = {witness.claim for part in summaries.values() for witness in part.witnesses}
    for part in summaries.values():
        unused |= part.unused
    unused = {claim: why for claim, why in unused.items() if claim not in used}
    return Beliefs(case.title, Posterior(found, draws, seed), summaries, unused, witnesses.behind, constants, sampling)
