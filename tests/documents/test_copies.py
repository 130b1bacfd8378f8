"""Copies with declared edits are found, and nothing else is: the benchmark's edits on reports of this project."""

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest

from detente.documents import Document, mark_near_duplicates

ROOT = Path(__file__).resolve().parents[2]
REPORTS = [
    Document(path.stem, path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "training" / "reports").glob("*.txt"))[::8]
]


@pytest.fixture(scope="module")
def copies() -> ModuleType:
    spec = importlib.util.spec_from_file_location("copies", ROOT / "benchmarks" / "copies.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_independent_reports_are_no_copies() -> None:
    assert len(REPORTS) > 30
    assert [one.id for one in mark_near_duplicates(REPORTS) if one.near_duplicate_of] == []


@pytest.mark.parametrize("edit", ["none", "reset", "framed", "cut", "shuffled", "2 % of words", "5 % of words"])
def test_every_copy_with_a_light_edit_is_one_of_its_report(copies: ModuleType, edit: str) -> None:
    chance = random.Random(0)
    made = [Document(f"copy of {one.id}", copies.EDITS[edit](one.text, "", chance)) for one in REPORTS]
    found = mark_near_duplicates([*REPORTS, *made])[len(REPORTS) :]
    assert [one.near_duplicate_of for one in found] == [one.id for one in REPORTS]


def test_a_text_with_every_fifth_word_replaced_is_no_copy_any_more(copies: ModuleType) -> None:
    chance = random.Random(0)
    made = [Document(f"copy of {one.id}", copies.EDITS["20 % of words"](one.text, "", chance)) for one in REPORTS]
    found = mark_near_duplicates([*REPORTS, *made])[len(REPORTS) :]
    assert sum(one.near_duplicate_of is not None for one in found) < len(REPORTS) / 10
