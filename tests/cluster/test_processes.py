"""Worker processes may die; the articles that they had in hand do not."""

import json
import pickle
import sys
from pathlib import Path

import pytest
from support.corpora import odd

from detente.cluster import Processes, processes
from detente.errors import DetenteError, Fault, FormatError, MissingExtraError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")


def faults(readers: Processes, *articles: object) -> dict[str, str]:
    found = {}
    for outcome in readers.read(articles):  # type: ignore[arg-type]
        assert outcome.line is not None
        assert outcome.name not in found
        found[outcome.name] = json.loads(outcome.line)["fault"]
    return found


def test_what_kills_its_process_twice_is_told_and_the_others_are_innocent(tmp_path: Path) -> None:
    articles = [odd(str(place), "kills" if place in (2, 5) else "fails", marks=tmp_path) for place in range(9)]
    readers = Processes(2)
    found = faults(readers, *articles)
    killed = "the process that read it was ended, twice (too little memory?); left out"
    assert found == {str(n): f"{n}: {killed if n in (2, 5) else 'is empty'}" for n in range(9)}
    for killer in ("2", "5"):
        # Alone twice, after it may have been among others once.
        assert len(list(tmp_path.glob(f"{killer}-*"))) in (2, 3)
    assert readers.deaths >= 5


def test_each_process_is_used_again_until_all_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "RECYCLED_AFTER", 4)
    found = faults(Processes(1), *(odd(str(place), marks=tmp_path) for place in range(8)))
    assert len(found) == 8
    by_process: dict[str, int] = {}
    for path in tmp_path.iterdir():
        process = path.name.partition("-")[2]
        by_process[process] = by_process.get(process, 0) + 1
    assert sorted(by_process.values()) == [4, 4]


def test_processes_that_die_before_anything_is_read_are_told_once() -> None:
    with pytest.raises(DetenteError, match="end before anything is read"):
        faults(Processes(1), *(odd(str(place), "kills") for place in range(8)))


def test_a_fault_of_the_code_is_one_of_the_article_and_a_missing_part_stops_all() -> None:
    told = "a: a fault of detente, not of your input: ZeroDivisionError: by nothing; left out"
    assert faults(Processes(1), odd("a", "errs"), odd("b")) == {"a": told, "b": "b: is empty"}
    with pytest.raises(MissingExtraError, match=r'pip install "detente\[read\]"'):
        faults(Processes(1), odd("a", "lacks"), odd("b"))


def test_errors_travel_between_processes() -> None:
    for error in (MissingExtraError("X", "read"), FormatError("f", [Fault("a", "b", 3)])):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
