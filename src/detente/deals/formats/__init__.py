"""Scenarios in the formats of other tools, read and written, and results as tables."""

from detente.deals.formats.actor_table import ActorTable
from detente.deals.formats.actors import read_actors
from detente.deals.formats.genius import read_genius
from detente.deals.formats.negmas import read_negmas
from detente.deals.formats.neutral import read_neutral
from detente.deals.formats.recognise import read_scenario
from detente.deals.formats.write import write_scenario

__all__ = [
    "ActorTable",
    "read_actors",
    "read_genius",
    "read_negmas",
    "read_neutral",
    "read_scenario",
    "write_scenario",
]
