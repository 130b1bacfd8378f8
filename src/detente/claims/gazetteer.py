"""Names that stand for a state or a well-known body: demonyms, capitals, seats of government, abbreviations.

The tables beside this module (`data/countries.tsv`, `data/organisations.tsv`, `data/factions.tsv`) hold public facts
about the world and name no person and no negotiation.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

__all__ = [
    "Known",
    "Relation",
    "faction_marks",
    "gazetteer",
    "is_faction",
    "is_state",
    "known",
    "nationality_of",
    "unsaid_state",
]

Relation = Literal["name", "people", "capital", "seat", "body"]


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for: the canonical name of the party, and how the name relates to it.

    `within` is the body that is meant instead in a text that names it, `faction` whether it is one of a legislature.
    """

    party: str
    relation: Relation
    within: str | None = None
    faction: bool = False


def _rows(name: str) -> list[list[str]]:
    lines = files("detente.claims").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, Known]:
    """Give every known name and what it stands for; the case of the letters counts ("US" is not "us")."""
    found: dict[str, Known] = {}
    relations: tuple[Relation, ...] = ("name", "people", "capital", "seat")
    for row in _rows("countries.tsv"):
        found[row[0]] = Known(row[0], "name")
        for relation, cell in zip(relations, [*row[1:], ""], strict=False):
            for name in filter(None, cell.split(",")):
                found.setdefault(name, Known(row[0], relation))
    for row in _rows("organisations.tsv"):
        for name in filter(None, [row[0], *row[1].split(",")]):
            found[name] = Known(row[0], "body", row[2] if len(row) > 2 else None)
    for row in _rows("factions.tsv"):
        for name in filter(None, [row[0], *row[1].split(",")]):
            found[name] = Known(row[0], "body", faction=True)
    return found


def known(words: str) -> Known | None:
    """Give what a name stands for, the article and a possessive ending aside; None if it is not in the tables."""
    table = gazetteer()
    plain = words.strip().removesuffix("’s").removesuffix("'s")
    bare = plain[4:] if plain[:4].lower() == "the " else plain
    return table.get(plain) or table.get(bare)


def is_state(name: str) -> bool:
    """Say whether a name is the canonical name of a state."""
    entry = gazetteer().get(name)
    return entry is not None and entry.relation == "name" and entry.party == name


def is_faction(name: str) -> bool:
    """Say whether a name is the canonical name of a faction of legislatures."""
    entry = gazetteer().get(name)
    return entry is not None and entry.faction and entry.party == name


@lru_cache(maxsize=1)
def faction_marks() -> dict[str, str]:
    """Give the factions by the marks that reports set behind the names of their members ("(R-Ohio)")."""
    return {row[2]: row[0] for row in _rows("factions.tsv") if len(row) > 2}


@lru_cache(maxsize=1)
def unsaid_state() -> str | None:
    """Give the state whose officers reports in English most often name without a state ("the president")."""
    return next((row[0] for row in _rows("countries.tsv") if "unsaid" in row[5:]), None)


@lru_cache(maxsize=1)
def _nationalities() -> dict[str, str]:
    return {row[0]: row[2].split(",")[0] for row in _rows("countries.tsv") if len(row) > 2 and row[2]}


def nationality_of(state: str) -> str:
    """Give the word for what belongs to a state ("French"), its name where there is none."""
    return _nationalities().get(state, state)
