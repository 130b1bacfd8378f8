"""The log likelihood of each order of priorities under detente's own acts, integrated over the weights.

The weights are Dirichlet(1, …, 1), which gives all orders the same prior; the likelihood of an order is the mean of the
likelihood of the evidence (`detente.beliefs.likelihood`) over the weights that have this order. By the symmetry of the
prior one stratified sample, sorted and dealt out to every order, serves them all.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.constants import Constants
from detente.beliefs.layout import Layout, lay_out
from detente.beliefs.likelihood import Likelihood, compile_evidence
from detente.beliefs.orders.order import Orders
from detente.beliefs.prior import stratified
from detente.beliefs.reliability import reliability
from detente.beliefs.wants import Wants
from detente.beliefs.witnesses import find_witnesses
from detente.claims.claim import Claim
from detente.errors import UsageError
from detente.table.case import Case, Evidence, Hypothesis

__all__ = ["OrderEvidence", "case_of_talk"]

Floats = NDArray[np.float64]


def case_of_talk(parties: Sequence[str], items: Sequence[str], claims: Sequence[Claim]) -> Case:
    """Give the case of a talk: each item an issue that every party weighs, each claim a piece of evidence.

    Who says it is the origin, so that what somebody repeats counts once. What is said of the other's wants has its
    speaker as a step of the source chain.
    """
    evidence = {
        claim.id: {
            "party": claim.party,
            "act": claim.act,
            "on": claim.issue,
            "over": claim.against,
            "certainty": claim.certainty,
            "sources": list(claim.sources),
            "origin": claim.sources[0] if claim.sources else claim.party,
            "confidence": 1.0 if claim.confidence is None else claim.confidence,
            "words": claim.text,
        }
        for claim in claims
    }
    return Case.model_validate(
        {
            "detente": 1,
            "title": f"A talk of {' and '.join(parties)}",
            "parties": {party: {"name": party} for party in parties},
            "issues": {item: {"options": ["none", "some", "all"]} for item in items},
            "objectives": {party: {"all": {item: {"issue": item} for item in items}} for party in parties},
            "evidence": evidence,
        }
    )


class OrderEvidence:
    """Log likelihoods of orders for one set of constants; the points are laid out once and serve every talk.

    `points` weights are drawn for each order. With `sincerity` given, every demand is taken to be that sincere; else it
    is U(0, 1), as in `infer`.
    """

    def __init__(
        self,
        orders: Orders,
        constants: Constants | None = None,
        *,
        points: int = 128,
        sincerity: float | None = None,
        seed: int = 0,
    ) -> None:
        if points < 1:
            raise UsageError(f"points must be at least 1, not {points}")
        self.orders = orders
        self.constants = constants or Constants()
        case = case_of_talk(("party",), orders.items, ())
        layout = lay_out(case, "party", {}, self.constants)
        if layout is None:
            raise UsageError("a talk without items has no orders")
        self._layout: Layout = layout
        cube = self._cube(points, np.random.default_rng(seed))
        if sincerity is not None:
            cube[layout.blocks["sincerity", ""]] = sincerity
        self._wants = Wants(layout, cube, self.constants.weight_floor)
        self._kept: dict[tuple[object, ...], Floats] = {}

    def _cube(self, points: int, rng: np.random.Generator) -> Floats:
        """Give (dimensions, orders × points), the weights of block k in the k-th order."""
        block = self._layout.blocks["weights", self._layout.root.name]
        base = stratified(self._layout.dimensions, points, rng)
        heavy_first = -np.sort(-base[block], axis=0)
        parts = []
        for ranks in self.orders.ranks:
            part = base.copy()
            part[block] = heavy_first[ranks]
            parts.append(part)
        return np.concatenate(parts, axis=1)

    def log_likelihood(self, evidence: Sequence[Evidence]) -> Floats:
        """Give (orders,) the log likelihood of one party's evidence; repeats of a witness count once."""
        own = {
            f"c{place}": part.model_copy(update={"party": self._layout.party}) for place, part in enumerate(evidence)
        }
        counted = find_witnesses(own, self.constants).count
        log = np.zeros((self.orders.count, self._wants.points // self.orders.count))
        for claim in counted:
            log += self._of_one(own[claim])
        top = log.max(axis=1, keepdims=True)
        return np.asarray(top[:, 0] + np.log(np.exp(log - top).mean(axis=1)))

    def _of_one(self, part: Evidence) -> Floats:
        """Give (orders, points) the log likelihood of one claim; kept, since talks say the same things."""
        believed = reliability(part, self.constants)
        key = (part.act, part.on, part.option, part.over, part.emphasis, part.certainty, part.status, believed)
        if key not in self._kept:
            compiled = compile_evidence({"c": part}, self._layout, [Hypothesis(prior=1.0)], self.constants)
            log = Likelihood(compiled, (1.0,), (self._wants,)).log(self._wants, 0)
            self._kept[key] = log.reshape(self.orders.count, -1)
        return self._kept[key]

    def of_claims(self, claims: Sequence[Claim], party: str) -> Floats:
        """Give (orders,) the log likelihood of what `claims` say of a party."""
        case = case_of_talk(
            tuple(dict.fromkeys([party, *(claim.party for claim in claims)])), self.orders.items, claims
        )
        return self.log_likelihood([part for part in case.evidence.values() if part.party == party])
