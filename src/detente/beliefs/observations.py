"""Which observation would tell the hypotheses about a party apart best.

An observation is the party's own statement, asserted without any step between, read rightly: it does an act or does
not. The expected information is the mutual information of that answer x and the hypothesis h (D. V. Lindley, "On a
measure of the information provided by an experiment", Annals of Mathematical Statistics 27 (1956) 986–1005):

    I(h; x) = H(Σ_h π_h p_h) − Σ_h π_h H(p_h),    p_h = E[ρ·f(x | θ) + (1 − ρ)·f̄ | h, data]

with π the present probabilities of the hypotheses and H the entropy of a yes or no, in bits.
"""

from collections.abc import Iterator, Mapping
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from detente.beliefs import acts
from detente.beliefs.account import Account
from detente.beliefs.likelihood import Density, density_of
from detente.beliefs.objectives import comparable_pairs
from detente.beliefs.summary import Observation
from detente.claims import Act
from detente.table.case import Evidence

__all__ = ["MOST_OBSERVATIONS", "best_observations", "observable"]

Floats = NDArray[np.float64]

MOST_OBSERVATIONS = 10
"""How many observations are told of a party: the best."""
MOST_OPTIONS = 9
"""Options of one issue that are asked about: of a finer scale, as many spread evenly."""
_ON_AN_OPTION: tuple[Act, ...] = ("demand", "accept", "reject")


def _options(labels: tuple[str, ...]) -> Iterator[str]:
    places = np.unique(np.linspace(0, len(labels) - 1, min(len(labels), MOST_OPTIONS)).round().astype(int))
    yield from (labels[place] for place in places)


def _evidence(
    party: str, act: Act, on: str | None = None, option: str | None = None, over: str | None = None
) -> Evidence:
    return Evidence(party=party, act=act, on=on, option=option, over=over, origin=party)


def observable(account: Account) -> Iterator[Evidence]:
    """Give each act on each objective and issue that the party may yet be seen to do."""
    layout, party = account.layout, account.layout.party
    yield _evidence(party, "threat")
    issues = [issue for issue in layout.issues if layout.leaves_of(issue)]
    for issue in issues:
        for option in _options(layout.issues[issue].labels):
            yield from (_evidence(party, act, issue, option) for act in _ON_AN_OPTION)
        yield _evidence(party, "offer", issue)
    for pair in comparable_pairs(layout):
        for first, second in permutations(pair):
            yield _evidence(party, "priority", first, None, second)
            yield _evidence(party, "trade", first, None, second)
    for name in layout.nodes:
        if name != layout.root.name:
            yield _evidence(party, "interest", name)


def _density(account: Account, part: Evidence) -> Density | None:
    layout, constants = account.layout, account.constants
    if part.act == "reject" and part.on is not None and part.option is not None:
        if layout.issue_of(part.on) is None:
            return None  # an end that bears the name of an issue has no options of its own
        target = layout.target(part.on)
        place = layout.issues[part.on].index(part.option)
        if target is not None and (part.on, place) not in (*layout.rejected, *layout.ruled_out):
            return lambda wants: acts.reject_unforeseen(wants, target.leaves, place, constants)
    found = density_of(part, layout, constants)
    return None if isinstance(found, str) else found[1]


def _words(part: Evidence) -> str:
    what = f"{part.on}: {part.option}" if part.option is not None else f"{part.on}"
    return {
        "threat": "threatens to walk away or to act alone",
        "demand": f"demands {what}",
        "accept": f"accepts {what}",
        "reject": f"rejects {what}",
        "offer": f"offers to give way on {what}",
        "interest": f"says that it is after {what}",
        "priority": f"puts {what} above {part.over}",
        "trade": f"would give up {part.over} for {what}",
    }[part.act]


def _entropy(p: Floats) -> Floats:
    clipped = np.clip(p, 1e-12, 1.0 - 1e-12)
    return np.asarray(-(clipped * np.log2(clipped) + (1.0 - clipped) * np.log2(1.0 - clipped)))


def _information(masses: Floats, chances: Floats) -> Floats:
    """Give I(h; x) along the first axis: `masses` (hypotheses, …) sum to 1 over it, `chances` are p_h."""
    return np.asarray(_entropy((masses * chances).sum(axis=0)) - (masses * _entropy(chances)).sum(axis=0))


def _sums(account: Account, values: Floats) -> Floats:
    """(hypotheses, islands) the weighted sum of a quantity over the points of each."""
    posterior = account.posterior
    cells = posterior.hypothesis * posterior.islands + posterior.island
    count = len(account.hypotheses) * posterior.islands
    return np.asarray(np.bincount(cells, posterior.weights * values, count).reshape(-1, posterior.islands), np.float64)


def _prior_means(account: Account, density: Density) -> float:
    return account.prior.mean(density(account.prior.wants))


def _judged(account: Account, part: Evidence, density: Density, mass: Floats) -> Observation:
    believed = account.constants.asserted
    values = believed * density(account.posterior.wants) + (1.0 - believed) * _prior_means(account, density)
    sums = _sums(account, values)
    totals, chances = mass.sum(axis=1), sums.sum(axis=1) / np.maximum(mass.sum(axis=1), 1e-300)
    bits = float(_information(totals[:, None], chances[:, None])[0])
    seen = float((totals * chances).sum())
    return Observation(
        act=part.act,
        on=part.on,
        option=None if part.option is None else str(part.option),
        over=part.over,
        words=_words(part),
        bits=max(bits, 0.0),
        error=_error(mass, sums),
        probability=seen,
        hypotheses=_named(account, totals * chances / seen),
        unless=_named(account, totals * (1.0 - chances) / max(1.0 - seen, 1e-12)),
    )


def _error(mass: Floats, sums: Floats) -> float:
    """Give the standard error of the bits by leaving out one island at a time (the jackknife)."""
    islands = mass.shape[1]
    if islands < 2:
        return 0.0
    left = mass.sum(axis=1, keepdims=True) - mass
    chances = (sums.sum(axis=1, keepdims=True) - sums) / np.maximum(left, 1e-300)
    bits = _information(left / left.sum(axis=0), chances)
    return float(np.sqrt((islands - 1) / islands * ((bits - bits.mean()) ** 2).sum()))


def _named(account: Account, masses: Floats) -> Mapping[str, float]:
    return {name: float(mass) for name, mass in zip(account.hypotheses, masses, strict=True)}


def best_observations(account: Account) -> tuple[Observation, ...]:
    """Give the observations from which one expects to learn most about the hypotheses; none where there is one."""
    if len(account.hypotheses) < 2:
        return ()
    mass = _sums(account, np.ones(account.posterior.wants.points))
    found = [
        _judged(account, part, density, mass)
        for part in observable(account)
        if (density := _density(account, part)) is not None
    ]
    found.sort(key=lambda observation: -observation.bits)
    return tuple(found[:MOST_OBSERVATIONS])
