"""Factors: the groups of issues over which every party's utility is a sum.

Two issues belong to one factor where some party's tree ties them by an `any`, or a joint value or a constraint names
both. Utilities then are sums over the factors, which is what lets the frontier be computed without enumerating
packages.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.constants import ENUMERATION_LIMIT, FACTOR_LIMIT, MANY_PARTIES, WIDE_FACTOR_LIMIT
from detente.deals.evaluate import Floats, JointValues, Term, Wants, chunks, evaluate, slice_draws, split_terms
from detente.deals.joint import Constraint
from detente.deals.scenario import Preferences
from detente.errors import SizeError
from detente.table.objectives import All, Leaf, walk

__all__ = ["Factor", "Factors", "combinations", "known_wants", "mean_factors"]


@dataclass(frozen=True, slots=True)
class Factor:
    """Issues that belong together: `values` (parties, combinations), `permitted` (parties, combinations).

    Combinations run over the options of `issues` (indices into the issues of the scenario), the last issue fastest;
    `shape` holds their numbers of options. `permitted` is false where an option crosses that party's red line, and for
    all parties where a constraint rules the combination out.
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
    """A term of one party with its mean over the draws: `values` has one axis for each of `issues` (places).

    What is `given` as a joint value is never softened.
    """

    party: int
    name: str
    issues: tuple[int, ...]
    values: Floats
    given: bool = False


@dataclass(frozen=True, slots=True)
class _Shut:
    """A constraint: `allowed` has one axis for each of `issues` (places)."""

    name: str
    issues: tuple[int, ...]
    allowed: NDArray[np.bool_]


def _squeezed(issues: Sequence[int], shape: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the issues that have a choice, and their numbers of options: one option ties nothing."""
    kept = [(issue, count) for issue, count in zip(issues, shape, strict=True) if count > 1]
    kept = kept or list(zip(issues, shape, strict=True))[:1]
    return tuple(issue for issue, _ in kept), tuple(count for _, count in kept)


def _joint_tensor(party: int, part: JointValues, issues: Mapping[str, Sequence[str]]) -> _Tensor:
    places = [list(issues).index(issue) for issue in part.issues]
    kept, shape = _squeezed(places, part.values.shape)
    return _Tensor(party, part.name, kept, part.values.reshape(shape), True)


def _shut(constraint: Constraint, issues: Mapping[str, tuple[str, ...]]) -> _Shut:
    constraint = Constraint(constraint.condition.reduced(issues))
    allowed = constraint.allowed(issues)
    kept, shape = _squeezed([list(issues).index(issue) for issue in constraint.issues], allowed.shape)
    return _Shut(constraint.name, kept, allowed.reshape(shape))


def _along(array: NDArray[Any], own: Sequence[int], group: Sequence[int]) -> NDArray[Any]:
    """Give an array with one axis for each of `own` issues with one for each of `group`, ready to be broadcast."""
    order = sorted(range(len(own)), key=lambda axis: group.index(own[axis]))
    shape = [array.shape[own.index(issue)] if issue in own else 1 for issue in group]
    return array.transpose(order).reshape(shape)


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
    kept, squeezed = _squeezed(places, shape)
    return _Tensor(party, term.node.name, kept, (total / wants.draws).reshape(squeezed))


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


def _groups(tensors: Sequence[_Tensor], shut: Sequence[_Shut], sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Give the components of the issues."""
    tied = [part.issues for part in tensors] + [part.issues for part in shut]
    return _components(len(sizes), tied)


def _fitted(
    tensors: list[_Tensor], shut: Sequence[_Shut], sizes: Sequence[int], parties: int
) -> tuple[list[_Tensor], tuple[str, ...], Floats]:
    """Soften the tied terms of components that are too large, those that lose least first.

    What is given as a joint value or a constraint is not softened, but held up to a larger limit.
    """
    loss = np.zeros(parties)
    softened: list[str] = []
    narrow = FACTOR_LIMIT if parties <= MANY_PARTIES else WIDE_FACTOR_LIMIT
    given = {issue for part in tensors if part.given for issue in part.issues}
    given |= {issue for part in shut for issue in part.issues}
    while True:
        large: set[int] = set()
        for group in _groups(tensors, shut, sizes):
            limit = ENUMERATION_LIMIT if given.intersection(group) else narrow
            if math.prod(sizes[issue] for issue in group) > limit:
                large.update(group)
        tied = [part for part in tensors if not part.given and len(part.issues) > 1 and part.issues[0] in large]
        if not tied:
            return tensors, tuple(softened), loss
        least = min(tied, key=lambda tensor: _softened(tensor)[1])
        parts, lost = _softened(least)
        loss[least.party] += lost
        softened.append(least.name)
        tensors = [tensor for tensor in tensors if tensor is not least] + parts


def _check_sizes(
    groups: Sequence[tuple[int, ...]], tensors: Sequence[_Tensor], shut: Sequence[_Shut], issues: Mapping[str, Any]
) -> None:
    names = list(issues)
    for group in groups:
        size = math.prod(len(issues[names[issue]]) for issue in group)
        if size <= ENUMERATION_LIMIT or len(group) == 1:
            continue
        named = [(part.name, part.issues) for part in tensors] + [(part.name, part.issues) for part in shut]
        ties = [name for name, tied in named if len(tied) > 1 and tied[0] in group]
        told = ", ".join(names[issue] for issue in group[:6]) + (", …" if len(group) > 6 else "")
        some = ", ".join(dict.fromkeys(ties[:4])) + (", …" if len(ties) > 4 else "")
        raise SizeError(
            f"{len(ties)} joint values and constraints ({some}) tie {len(group)} issues together ({told}): {size:.3g} "
            f"combinations of options; at most {ENUMERATION_LIMIT:,} can be looked through: give these issues fewer "
            "options, or drop values that tie them"
        )


def known_wants(preferences: Preferences, issues: Mapping[str, tuple[str, ...]]) -> Wants:
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
    reduced = [part.reduced(issues) for part in preferences.joint]
    joint = tuple(JointValues(part.name, part.issues, part.values(issues)) for part in reduced)
    return Wants(preferences.objective, weights, satisfaction, no_deal, red_lines, preferences.constant, joint)


def mean_factors(
    issues: Mapping[str, tuple[str, ...]], wants: Sequence[Wants], constraints: Sequence[Constraint] = ()
) -> Factors:
    """Give the factors with each party's mean contribution over its draws.

    The mean of a sum is the sum of the means, so the frontier of these factors is that of expected utility, exactly.
    An option is permitted to a party where fewer than half of its draws hold a red line on it. Where a factor would
    have more combinations than `FACTOR_LIMIT`, terms that tie it together are softened until none has.
    Raises SizeError where one single term is that large, or joint values and constraints tie more than
    `ENUMERATION_LIMIT` combinations together.
    """
    sizes = [len(labels) for labels in issues.values()]
    tensors = [
        _tensor(party, term, want, issues)
        for party, want in enumerate(wants)
        for term in split_terms(want.objective, want)
    ]
    tensors += [_joint_tensor(party, part, issues) for party, want in enumerate(wants) for part in want.joint]
    shut = [_shut(constraint, issues) for constraint in constraints]
    tensors, softened, loss = _fitted(tensors, shut, sizes, len(wants))
    groups = _groups(tensors, shut, sizes)
    _check_sizes(groups, tensors, shut, issues)
    home = {issue: place for place, group in enumerate(groups) for issue in group}
    own: list[list[_Tensor]] = [[] for _ in groups]
    for tensor in tensors:
        own[home[tensor.issues[0]]].append(tensor)
    closed: list[list[_Shut]] = [[] for _ in groups]
    for part in shut:
        closed[home[part.issues[0]]].append(part)
    names = list(issues)
    factors = tuple(
        _factor(group, sizes, wants, own[place], closed[place], names) for place, group in enumerate(groups)
    )
    return Factors(factors, softened, loss)


def _factor(
    group: tuple[int, ...],
    sizes: Sequence[int],
    wants: Sequence[Wants],
    tensors: Sequence[_Tensor],
    shut: Sequence[_Shut],
    names: list[str],
) -> Factor:
    shape = tuple(sizes[issue] for issue in group)
    values = np.zeros((len(wants), *shape))
    permitted = np.ones(values.shape, dtype=np.bool_)
    for tensor in tensors:
        values[tensor.party] += _along(tensor.values, tensor.issues, group)
    for part in shut:
        permitted &= _along(part.allowed, part.issues, group)
    for party, want in enumerate(wants):
        for issue in group:
            if names[issue] in want.red_lines:
                permitted[party] &= _along(want.red_lines[names[issue]].mean(axis=0) < 0.5, (issue,), group)
    flat = (len(wants), math.prod(shape))
    return Factor(group, shape, values.reshape(flat), permitted.reshape(flat))
