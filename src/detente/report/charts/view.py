"""An analysis as the charts look at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.report.charts.drawn import Drawn, drawn_packages
from detente.report.names import Names
from detente.report.outcomes import Outcomes, make_outcomes
from detente.report.standing import Standing, make_standings
from detente.table import Case

__all__ = ["View"]

Json = Mapping[str, Any]


@dataclass(frozen=True)
class View:
    """The parts of `analysis.json` that charts draw, with the names of parties, issues and objectives."""

    case: Case
    beliefs: Json
    deals: Json

    @classmethod
    def of(cls, analysis: Json) -> "View":
        """Give the view of what `analysis.json` holds."""
        return cls(Case.model_validate(analysis["case"]), analysis["beliefs"], analysis["deals"])

    @cached_property
    def names(self) -> Names:
        """What people call things."""
        return Names(self.case)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Every party: what it states and is believed to want."""
        return make_standings(self.case, self.names, self.beliefs)

    @cached_property
    def drawn(self) -> tuple[Drawn, ...]:
        """The packages that are drawn."""
        return drawn_packages(self.deals)

    @cached_property
    def outcomes(self) -> Outcomes:
        """The deals that the report shows."""
        return make_outcomes(self.case, self.names, self.beliefs, self.deals)
