"""The posterior: draws of what each party wants, and what they say of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PartyDraws", "Posterior"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PartyDraws:
    """Equally weighted draws of one party's wants.

    With n draws: `weights[node]` (n, children) are the weights of each `all` node over its children, in the order
    of the tree, rows summing to 1; `effective[node]` (n,) the product of the weights on the path from the root;
    `ideals[issue]` (n,) the index of the ideal option, for issues whose satisfaction the case does not give whole;
    `satisfaction[leaf]` (n, options) in [0, 1]; `no_deal` (n,) the value of walking away; `sincerity` (n,) in
    [0, 1]; `red_lines[issue]` (n, options) true where a package with that option is unacceptable; `hypothesis`
    (n,) an index into `hypotheses`.
    """

    party: str
    weights: Mapping[str, Floats]
    effective: Mapping[str, Floats]
    ideals: Mapping[str, NDArray[np.int64]]
    satisfaction: Mapping[str, Floats]
    no_deal: Floats
    sincerity: Floats
    red_lines: Mapping[str, NDArray[np.bool_]]
    hypothesis: NDArray[np.int64]
    hypotheses: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many draws there are."""
        return len(self.no_deal)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws for every party with objectives, all of one length; draw i of all parties together is one world."""

    parties: Mapping[str, PartyDraws]
    draws: int
    seed: int
