"""What is believed of a party's ideals and red lines, and how far they are from what it states."""

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.account import Account
from detente.beliefs.information import LEARNT_BITS, bits_of_discrete
from detente.beliefs.layout import Target
from detente.beliefs.population import Population
from detente.beliefs.summary import Gap, IdealSummary, RedLine
from detente.beliefs.wants import Wants
from detente.errors import Fault, FormatError
from detente.table.objectives import Leaf

__all__ = ["gap_summaries", "ideal_summaries", "ideals", "red_line_summaries"]

Floats = NDArray[np.float64]


def ideals(wants: Wants, issue: str) -> NDArray[np.int64]:
    """(points,) the ideal option of an issue: as drawn, else the best of the first leaf's satisfactions."""
    drawn = wants.ideal(issue)
    return wants.satisfaction(wants.layout.leaves_of(issue)[0]).argmax(axis=0) if drawn is None else drawn


def _issues(account: Account) -> list[str]:
    named = {node.issue for node in account.layout.nodes.values() if isinstance(node, Leaf)}
    return [issue for issue in account.layout.issues if issue in named]


def _distribution(population: Population, places: NDArray[np.int64], options: int) -> Floats:
    return np.bincount(places, population.weights, options).astype(np.float64)


def ideal_summaries(account: Account) -> dict[str, IdealSummary]:
    """Give the distribution of the ideal option on each issue of the party's tree."""
    found = {}
    for issue in _issues(account):
        labels = account.layout.issues[issue].labels
        after = _distribution(account.posterior, ideals(account.posterior.wants, issue), len(labels))
        before = _distribution(account.prior, ideals(account.prior.wants, issue), len(labels))
        claims, origins = account.about((issue, *account.layout.leaves_of(issue)))
        bits = bits_of_discrete(after, before, account.effective)
        found[issue] = IdealSummary(
            issue,
            labels,
            tuple(float(p) for p in after),
            tuple(float(p) for p in before),
            bits,
            claims,
            origins,
            not claims and bits < LEARNT_BITS,
        )
    return found


def gap_summaries(account: Account) -> tuple[Gap, ...]:
    """Give the gap between stated and inferred for each issue with a stated position."""
    found = []
    positions = account.case.positions.get(account.layout.party, {})
    for issue in _issues(account):
        position = positions.get(issue)
        if position is None or position.stated is None:
            continue
        labels = account.layout.issues[issue].labels
        try:
            stated = account.layout.issues[issue].index(position.stated)
        except KeyError:
            if position.stated == "unknown":
                continue
            path = f"positions.{account.layout.party}.{issue}.stated"
            raise FormatError("case", [Fault(path, f"{position.stated!r} is no option of {issue!r}")]) from None
        after, before = ideals(account.posterior.wants, issue), ideals(account.prior.wants, issue)
        differs = after != stated
        scale = max(len(labels) - 1, 1)
        away = np.abs(after - stated) / scale if account.layout.issues[issue].ordered else differs
        target = Target(issue, account.layout.leaves_of(issue), False)
        found.append(
            Gap(
                issue=issue,
                stated=labels[stated],
                differs=account.posterior.mean(differs),
                prior=account.prior.mean(before != stated),
                distance=account.posterior.mean(away),
                weight=account.posterior.mean(account.posterior.wants.weight(target)),
                error=account.posterior.error(differs),
                because=tuple(position.because),
            )
        )
    return tuple(found)


def red_line_summaries(account: Account) -> tuple[RedLine, ...]:
    """Give the probability of each red line that the case declares or a rejection suggests."""
    layout = account.layout
    found = []
    for issue, option in (*layout.ruled_out, *layout.rejected):
        after = account.posterior.mean(account.posterior.wants.red_line(issue, option))
        declared = (issue, option) in layout.ruled_out
        prior = 1.0 if declared else layout.red_line_prior
        found.append(RedLine(issue, layout.issues[issue].labels[option], after, prior, declared))
    return tuple(found)
