"""Deals: which packages are possible, efficient and fair, what would be traded for what, and how sure that is."""

from detente.deals.result import Deals, FrontierPoint
from detente.deals.scenario import Preferences, Scenario
from detente.deals.solve import solve

__all__ = ["Deals", "FrontierPoint", "Preferences", "Scenario", "solve"]
