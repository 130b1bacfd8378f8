"""Deals: which packages are possible, efficient and fair, what would be traded for what, and how sure that is."""

from detente.deals.acceptability import Acceptability, acceptability_indices
from detente.deals.drawn import DrawnDeals, solve_draws
from detente.deals.result import Deals, FrontierPoint
from detente.deals.scenario import Preferences, Scenario
from detente.deals.solve import solve
from detente.deals.zopa import Zone

__all__ = [
    "Acceptability",
    "Deals",
    "DrawnDeals",
    "FrontierPoint",
    "Preferences",
    "Scenario",
    "Zone",
    "acceptability_indices",
    "solve",
    "solve_draws",
]
