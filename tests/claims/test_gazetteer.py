"""What the tables tell of names: factions and their marks, and the state whose officers reports leave without one."""

import re

import pytest

from detente.claims import read
from detente.claims.gazetteer import faction_marks, gazetteer, is_faction, is_state, known, unsaid_state


def test_factions_are_those_of_the_table() -> None:
    factions = {entry.party for entry in gazetteer().values() if entry.faction}
    assert len(factions) > 5
    assert all(is_faction(name) and not is_state(name) for name in factions)
    members = [name for name, entry in gazetteer().items() if entry.faction and name != entry.party]
    assert not any(map(is_faction, members))
    assert set(faction_marks().values()) <= factions
    assert all(re.fullmatch("[A-Z]+", mark) for mark in faction_marks())


def test_one_state_is_left_unsaid() -> None:
    state = unsaid_state()
    assert state is not None
    assert is_state(state)
    assert (entry := known(state)) is not None
    assert not entry.faction


@pytest.mark.parametrize("form", ["(%s-Ohio)", ", %s-Ohio,"])
@pytest.mark.parametrize("mark", sorted(faction_marks()))
def test_a_mark_tells_the_faction_of_a_person(model: object, form: str, mark: str) -> None:
    text = f"Senator Vera Halloran {form % mark} demands a vote on the budget. Halloran also rejected a pay cut."
    assert {claim.party for claim in read(text)} == {faction_marks()[mark]}
