"""How far a claim is believed: ρ = P(certainty) × trust(source chain) × confidence that it was read right.

Each of the three can be seen in the result and changed in the case: the certainty levels under `constants`, the trust
in a source under `trust` or in one claim by its own `trust`, the confidence by its `confidence` or `status`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from detente.beliefs.constants import Constants
from detente.errors import Fault
from detente.table.case import Case, Evidence

__all__ = ["Reliability", "Trust", "plain_source", "reliability", "reliability_of", "trust", "trust_faults", "trust_of"]


@dataclass(frozen=True, slots=True)
class Reliability:
    """The three factors of ρ, each in [0, 1]. What is said to be unknown has certainty 0, what a person rejected
    confidence 0.
    """

    certainty: float
    trust: float
    confidence: float

    @property
    def value(self) -> float:
        """ρ, their product."""
        return self.certainty * self.trust * self.confidence


@lru_cache(maxsize=4096)
def plain_source(name: str) -> str:
    """Give the name by which a source is known: without its article, letters alike."""
    return re.sub(r"^the\s+", "", " ".join(name.split()), flags=re.I).casefold()


@dataclass(frozen=True, slots=True)
class Trust:
    """The declared trust in sources and outlets, by their plain names; `default` for a step that is not declared."""

    declared: Mapping[str, float]
    default: float

    def of(self, source: str, origin: str = "") -> float:
        """Give the trust in one step of a chain; `origin` is the fuller name that it is told under, if it has one.

        "The Courier" and "courier" are one source.
        """
        declared = self.declared.get(plain_source(source), self.declared.get(plain_source(origin)))
        return self.default if declared is None else declared

    def of_own_words(self, name: str) -> float:
        """Give the trust in who answers for a claim and is no step of its chain: 1 unless declared.

        That is the outlet, of which the reader has its own words, and a party that speaks for itself.
        """
        return self.declared.get(plain_source(name), 1.0)


def trust_of(case: Case, constants: Constants) -> Trust:
    """Give the trust that a case declares."""
    return Trust({plain_source(name): value for name, value in case.trust.items()}, constants.trust_step)


def _names(case: Case) -> Iterator[str]:
    for part in case.evidence.values():
        yield from part.sources
        if part.outlet is not None:
            yield part.outlet
        yield part.origin


def trust_faults(case: Case) -> list[Fault]:
    """Give a fault for each name under `trust` through which no claim comes."""
    known = {plain_source(name): name for name in _names(case)}
    faults = []
    seen: dict[str, str] = {}
    for name in case.trust:
        plain = plain_source(name)
        if plain not in known:
            faults.append(
                Fault(f"trust.{name}", f"no claim comes through this source or outlet; {_nearest(plain, known)}")
            )
        elif plain in seen:
            faults.append(Fault(f"trust.{name}", f"is the same source as {seen[plain]!r}; keep one of the two"))
        seen.setdefault(plain, name)
    return faults


def _nearest(plain: str, known: Mapping[str, str]) -> str:
    """Tell the names that are nearest to one that is none of them, else those there are."""
    if not known:
        return "none is named"
    near = [known[name] for name in get_close_matches(plain, known, n=MOST_NEAR, cutoff=LIKE)]
    told = sorted(known.values())
    there = f"there are {', '.join(told[:MOST_NAMES])}" + (", …" if len(told) > MOST_NAMES else "")
    return f"the nearest: {', '.join(near)}; {there}" if near else there


MOST_NEAR, LIKE, MOST_NAMES = 3, 0.6, 12
"""How many names are told in place of one not found, from which share of letters alike they are near, and how many
of all. `LIKE` is the default of difflib."""


def trust(evidence: Evidence, trusted: Trust) -> float:
    """Give the trust in the source chain: as the claim declares, else Π over the steps, times a declared outlet's.

    The party's own voice is no step, and `sources` leaves it out. Trust declared for the origin is that of the
    innermost step; where there is no step, that of the party's own word. A name counts once.
    """
    if evidence.trust is not None:
        return evidence.trust
    found = 1.0
    counted = {plain_source(name) for name in (*evidence.sources, *([evidence.origin] if evidence.sources else []))}
    for place, source in enumerate(evidence.sources):
        found *= trusted.of(source, "" if place else evidence.origin)
    for name in (evidence.outlet, evidence.origin):
        if name is not None and plain_source(name) not in counted:
            found *= trusted.of_own_words(name)
            counted.add(plain_source(name))
    return found


def reliability_of(evidence: Evidence, constants: Constants, trusted: Trust | None = None) -> Reliability:
    """Give the three factors of a claim's ρ."""
    trusted = trusted or Trust({}, constants.trust_step)
    certainty = {
        "asserted": constants.asserted,
        "probable": constants.probable,
        "possible": constants.possible,
        "denied": constants.denied,
        "unknown": 0.0,
    }[evidence.certainty]
    decided = {"confirmed": 1.0, "rejected": 0.0, None: evidence.confidence}
    return Reliability(certainty, trust(evidence, trusted), decided[evidence.status])


def reliability(evidence: Evidence, constants: Constants, trusted: Trust | None = None) -> float:
    """Give ρ in [0, 1]; 0 for a claim that a person rejected or that is said to be unknown."""
    return reliability_of(evidence, constants, trusted).value
