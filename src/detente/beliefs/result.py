"""What `infer` gives: draws of what every party wants, what they say, and what they rest on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from detente.beliefs.constants import Constants, Sampling
from detente.beliefs.frames import Library, arviz_data, belief_frame
from detente.beliefs.posterior import Posterior
from detente.beliefs.summary import PartySummary

__all__ = ["Beliefs", "rounded"]

DIGITS = 6


def rounded(value: Any) -> Any:
    """Give dataclasses, mappings and sequences as plain data, floats to six significant digits."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return rounded(asdict(value))
    return value


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The posterior over every party with objectives, and its summary.

    `unused` tells why a claim moved nothing (claims of a party's own stand in its summary as well), `behind` which
    claim a repeated one stands behind. `parties` without objectives do not appear.
    """

    title: str
    posterior: Posterior
    parties: Mapping[str, PartySummary]
    unused: Mapping[str, str]
    behind: Mapping[str, str]
    constants: Constants
    sampling: Sampling

    def frame(self, table: str = "nodes", library: Library | None = None) -> Any:
        """Give a table of polars or pandas: nodes, pairs, ideals, gaps, … (`detente.beliefs.frames.TABLES`).

        Raises MissingExtraError where neither is installed, UsageError where there is no such table.
        """
        return belief_frame(self, table, library)

    def arviz(self, party: str) -> Any:
        """Give one party's draws as ArviZ inference data (extra `arviz`). Raises MissingExtraError, UsageError."""
        return arviz_data(self.posterior, party)

    def to_json(self) -> dict[str, Any]:
        """Give what `beliefs.json` holds: all but the draws, floats to six significant digits."""
        return {
            "schema": 1,
            "title": self.title,
            "draws": self.posterior.draws,
            "seed": self.posterior.seed,
            "parties": rounded(self.parties),
            "unused": dict(self.unused),
            "behind": dict(self.behind),
            "constants": rounded(self.constants),
            "sampling": rounded(self.sampling),
        }
