"""Factors: the groups of issues over which every party's utility is a sum.

Two issues belong to one factor where some party's tree ties them by an `any`; utilities then are sums over the
factors, which is what lets the frontier be computed without enumerating packages.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import FACTOR_LIMIT, MANY_PARTIES, WIDE_FACTOR_LIMIT
from detente.deals.evaluate import Floats, Term, Wants, chunks, evaluate, slice_draws, split_terms
from detente.deals.scenario import Preferences
from detente.errors import SizeError
from detente.table.objectives import All, Leaf, walk

__all__ = ["Factor", "Factors", "combinations", "known_wants", "mean_factors"]


@dataclass(frozen=True, slots=True)
class Factor:
    """Issues that belong together: `values` (parties, combinations), `permitted` (parties, combinations).

    Combinations run over the options of `issues` (indices into the issues of the scenario), the last issue fastest;
    `shape` holds their numbers of options. `permitted` is false where an option crosses that party's red line.
    """

    issues: tuple[int, ...]
    shape: tuple[int, ...]
    values: Floats
    permitted: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return math.prod(self.shape)

    def options(self, combination: NDArray[np.intp]) -> NDArray[np.intp]:
        """Give the option of each issue, (issues, n), for n indices of combinations."""
        return np.stack(np.unravel_index(combination, self.shape)).astype(np.intp)


def combinations(shape: Sequence[int]) -> NDArray[np.intp]:
    """Give the option of each issue, (issues, combinations), the last issue fastest."""
    return np.indices(tuple(shape), dtype=np.intp).reshape(len(shape), -1)


def _components(count: int, groups: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    root = list(range(count))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for group in groups:
        for other in group[1:]:
            first, second = sorted((find(group[0]), find(other)))
            root[second] = first
    members: dict[int, list[int]] = {}
    for place in range(count):
        members.setdefault(find(place), []).append(place)
    return [tuple(group) for group in members.values()]


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors of all parties; where one would have been too large, some `any` nodes were replaced.

    `softened` names the objectives that were replaced by their best sum over single issues, and `loss` (parties,) is
    how far a party's utility may lie from what the factors say, at most.
    """

    factors: tuple[Factor, ...]
    softened: tuple[str, ...]
    loss: Floats


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A term of one party with its mean over the draws: `values` has one axis for each of `issues` (places)."""

    party: int
    name: str
    issues: tuple[int, ...]
    values: Floats


def _tensor(party: int, term: Term, wants: Wants, issues: Mapping[str, Sequence[str]]) -> _Tensor:
    shape = tuple(len(issues[issue]) for issue in term.issues)
    places = tuple(list(issues).index(issue) for issue in term.issues)
    if isinstance(term.node, Leaf):
        return _Tensor(party, term.node.name, places, term.scale @ wants.satisfaction[term.node.name] / wants.draws)
    size = math.prod(shape)
    if size > FACTOR_LIMIT:
        raise SizeError(
            f"the objective {term.node.name!r} ties {size:.3g} combinations of options together, over the issues "
            f"{', '.join(term.issues)}; at most {FACTOR_LIMIT:,} can be held: give these issues fewer options, or "
            "split the objective"
        )
    index = dict(zip(term.issues, combinations(shape), strict=True))
    total = np.zeros(size)
    for part in chunks(wants.draws, size):
        total += term.scale[part] @ evaluate(term.node, slice_draws(wants, part), index)
    return _Tensor(party, term.node.name, places, (total / wants.draws).reshape(shape))


def _softened(tensor: _Tensor) -> tuple[list[_Tensor], float]:
    """Give the main effects of a tensor, one term for each issue, and how far their sum is off, at most."""
    axes = range(tensor.values.ndim)
    mean = float(tensor.values.mean())
    effects = [tensor.values.mean(axis=tuple(axis for axis in axes if axis != own)) - mean for own in axes]
    rest = tensor.values - mean
    for own, effect in enumerate(effects):
        rest = rest - effect.reshape([-1 if axis == own else 1 for axis in axes])
    effects[0] = effects[0] + mean + (rest.max() + rest.min()) / 2
    parts = [
        _Tensor(tensor.party, tensor.name, (issue,), effect)
        for issue, effect in zip(tensor.issues, effects, strict=True)
    ]
    return parts, float(np.ptp(rest)) / 2


def _groups(
    tensors: Sequence[_Tensor], sizes: Sequence[int], limit: int
) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Give the components of the issues, and which of them are too large."""
    groups = _components(len(sizes), [tensor.issues for tensor in tensors])
    return groups, [group for group in groups if math.prod(sizes[issue] for issue in group) > limit]


def _fitted(
    tensors: list[_Tensor], sizes: Sequence[int], parties: int
) -> tuple[list[_Tensor], tuple[str, ...], Floats]:
    """Soften the tied terms of components that are too large, those that lose least first."""
    loss = np.zeros(parties)
    softened: list[str] = []
    limit = FACTOR_LIMIT if parties <= MANY_PARTIES else WIDE_FACTOR_LIMIT
    while True:
        large = {issue for group in _groups(tensors, sizes, limit)[1] for issue in group}
        tied = [tensor for tensor in tensors if len(tensor.issues) > 1 and tensor.issues[0] in large]
        if not tied:
            return tensors, tuple(softened), loss
        least = min(tied, key=lambda tensor: _softened(tensor)[1])
        parts, lost = _softened(least)
        loss[least.party] += lost
        softened.append(least.name)
        tensors = [tensor for tensor in tensors if tensor is not least] + parts


def known_wants(preferences: Preferences, issues: Mapping[str, Sequence[str]]) -> Wants:
    """Give preferences whose numbers are all known as wants with one draw."""
    weights, satisfaction = {}, {}
    for node in walk(preferences.objective):
        if isinstance(node, Leaf):
            satisfaction[node.name] = np.array([node.satisfaction], dtype=np.float64)
        elif isinstance(node, All):
            weights[node.name] = np.array([node.weights], dtype=np.float64)
    red_lines = {}
    for issue, options in preferences.red_lines.items():
        red_lines[issue] = np.isin(np.arange(len(issues[issue])), list(options))[None]
    no_deal = np.array([preferences.no_deal])
    return Wants(preferences.objective, weights, satisfaction, no_deal, red_lines, preferences.constant)


def mean_factors(issues: Mapping[str, Sequence[str]], wants: Sequence[Wants]) -> Factors:
    """Give the factors with each party's mean contribution over its draws.

    The mean of a sum is the sum of the means, so the frontier of these factors is that of expected utility, exactly.
    An option is permitted to a party where fewer than half of its draws hold a red line on it. Where a factor would
    have more combinations than `FACTOR_LIMIT`, terms that tie it together are softened until none has.
    Raises SizeError where one single term is that large.
    """
    sizes = [len(labels) for labels in issues.values()]
    tensors = [
        _tensor(party, term, want, issues)
        for party, want in enumerate(wants)
        for term in split_terms(want.objective, want)
    ]
    tensors, softened, loss = _fitted(tensors, sizes, len(wants))
    groups, _ = _groups(tensors, sizes, FACTOR_LIMIT)
    home = {issue: place for place, group in enumerate(groups) for issue in group}
    own: list[list[_Tensor]] = [[] for _ in groups]
    for tensor in tensors:
        own[home[tensor.issues[0]]].append(tensor)
    factors = tuple(_factor(group, sizes, wants, part, list(issues)) for group, part in zip(groups, own, strict=True))
    return Factors(factors, softened, loss)


def _factor(
    group: tuple[int, ...], sizes: Sequence[int], wants: Sequence[Wants], tensors: Sequence[_Tensor], names: list[str]
) -> Factor:
    shape = tuple(sizes[issue] for issue in group)
    options = dict(zip(group, combinations(shape), strict=True))
    values = np.zeros((len(wants), math.prod(shape)))
    permitted = np.ones(values.shape, dtype=np.bool_)
    for tensor in tensors:
        values[tensor.party] += tensor.values[tuple(options[issue] for issue in tensor.issues)]
    for party, want in enumerate(wants):
        for issue in group:
            if names[issue] in want.red_lines:
                permitted[party] &= (want.red_lines[names[issue]].mean(axis=0) < 0.5)[options[issue]]
    return Factor(group, shape, values, permitted)
