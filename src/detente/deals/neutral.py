"""The neutral JSON of scenarios; see `detente.deals.formats.neutral`."""

from detente.deals.formats.neutral import read_neutral, scenario_of_neutral

__all__ = ["read_neutral", "scenario_of_neutral"]
