"""What a person decided of parties and issues: which are one, which are two, and where a claim belongs."""

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass

from detente.claims import Reading

__all__ = ["NOTHING_SETTLED", "IssuePair", "IssueSide", "PartyPair", "Placing", "Settlement", "settle_names"]


@dataclass(frozen=True, slots=True)
class PartyPair:
    """Two parties, each by all of its names, that are one (`together`) or are not."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    together: bool


@dataclass(frozen=True, slots=True)
class IssueSide:
    """An issue by its name and the claims that speak of it: (claim id, role `on`, `over` or `because`)."""

    name: str
    claims: frozenset[tuple[str, str]]

    def holds(self, claim: str, role: str) -> bool:
        """Tell whether a claim, as what bears `on` an issue or is compared with it (`over`), is one of this issue."""
        return (claim, role) in self.claims or (claim, "because") in self.claims


@dataclass(frozen=True, slots=True)
class IssuePair:
    """Two issues that are one (`together`) or are not."""

    left: IssueSide
    right: IssueSide
    together: bool


@dataclass(frozen=True, slots=True)
class Placing:
    """A claim (by id) that bears on an issue."""

    claim: str
    side: IssueSide


@dataclass(frozen=True, slots=True)
class Settlement:
    """All that is settled, in the order in which it was decided.

    `read` are the claims as they were read: what a draft without any decision rests on, so that a decision moves
    nothing that it does not speak of. `touched` are the claims that were decided about, the first first; `named` the
    names of parties that a person gave.
    """

    parties: tuple[PartyPair, ...] = ()
    issues: tuple[IssuePair | Placing, ...] = ()
    read: tuple[Reading, ...] = ()
    touched: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def pairs(self) -> tuple[IssuePair, ...]:
        """The issues that were merged or kept apart."""
        return tuple(step for step in self.issues if isinstance(step, IssuePair))


NOTHING_SETTLED = Settlement()


def settle_names(
    merged: MutableMapping[str, str], pairs: Sequence[PartyPair], key: Callable[[str], tuple[str, ...]]
) -> None:
    """Change which name stands for each name (`merged`: name → its leader) as decided; `key` makes names comparable.

    A merged party goes by the name that stands for the left one. Of a party taken apart, a name that neither side has
    stays with the left one.
    """
    for pair in pairs:
        ranks = {key(other): at for at, other in reversed(list(enumerate(pair.left)))}
        left = sorted((name for name in merged if key(name) in ranks), key=lambda name: ranks[key(name)])
        right = [name for name in merged if key(name) in {key(other) for other in pair.right} and name not in left]
        if not (left and right):
            continue
        if pair.together:
            leader = merged[left[0]]
            both = {merged[name] for name in (*left, *right)}
            merged.update({name: leader for name, other in merged.items() if other in both})
            continue
        shared = {merged[name] for name in left} & {merged[name] for name in right}
        for leader in shared:
            group = [name for name, other in merged.items() if other == leader]
            first = leader if leader not in right else next(name for name in left if name in group)
            second = leader if leader in right else next(name for name in right if name in group)
            merged.update({name: second if name in right else first for name in group})
