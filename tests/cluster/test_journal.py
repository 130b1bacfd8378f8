"""The journal of a corpus keeps what was done through every kind of end."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.claims import Reading
from detente.cluster import Journal
from detente.cluster.articles import fault_line, reading_line
from detente.documents import Document
from detente.errors import DocumentError, FormatError

LINES = {
    "a.txt": reading_line("a.txt", "1", Reading(Document("a", "Words\u2028 and “more”\n" * 9_000), ())),
    "b.txt": fault_line("b.txt", "b.txt: is empty"),
    "ü \udcff.txt": reading_line("ü \udcff.txt", "2", Reading(Document("u", "Words"), ())),
}


def written(folder: Path) -> Path:
    with Journal(folder) as journal:
        for name, line in LINES.items():
            journal.add(name, line)
    return folder / "journal.jsonl"


def names_in(journal: Journal) -> list[str]:
    return [name for name in LINES if journal.find(name) is not None]


def test_what_was_added_is_found_again_by_this_run_and_by_the_next(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        assert journal.find("a.txt") is None
        journal.add("a.txt", LINES["a.txt"])
        first = journal.find("a.txt")
    with Journal(tmp_path) as journal:
        assert journal.find("a.txt") == first
        assert first is not None
        assert first["document"]["text"].startswith("Words\u2028 and “more”\n")
        journal.add("a.txt", fault_line("a.txt", "gone"))
        assert journal.find("a.txt") == {"source": "a.txt", "fault": "gone"}
        assert len(journal) == 1


def test_wherever_the_file_breaks_off_all_whole_lines_count_and_no_others(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole").read_bytes()
    ends = [place + 1 for place, letter in enumerate(whole) if letter == ord("\n")]
    cuts = {0, 5, *ends, *(end - 1 for end in ends), *(end + 1 for end in ends[:-1])}
    for cut in cuts:
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / "journal.jsonl").write_bytes(whole[:cut])
        with Journal(folder) as journal:
            # The first line is the head of the file.
            assert names_in(journal) == list(LINES)[: max(sum(end <= cut for end in ends) - 1, 0)]
            for name in LINES.keys() - set(names_in(journal)):
                journal.add(name, LINES[name])
        with Journal(folder) as journal:
            assert names_in(journal) == list(LINES)
            assert journal.damaged == 0


@settings(max_examples=25)
@given(st.binary(max_size=40).filter(lambda noise: b"\n" not in noise))
def test_a_damaged_line_does_not_count_and_costs_no_other(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes
) -> None:
    path = written(tmp_path_factory.mktemp("damaged"))
    head, *lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + lines[0] + noise + b"\x00{\n" + b"".join(lines[1:]))
    with Journal(path.parent) as journal:
        assert names_in(journal) == list(LINES)
        assert journal.damaged == 1


def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text('{"mine": 1}\n')
    with pytest.raises(FormatError, match="line 1: is not the head of a journal; move the file away"):
        Journal(tmp_path)
    assert path.read_text() == '{"mine": 1}\n'


def test_two_runs_do_not_write_one_journal(tmp_path: Path) -> None:
    with Journal(tmp_path), pytest.raises(DocumentError, match="another run is writing here"):
        Journal(tmp_path)
    with Journal(tmp_path) as journal:
        assert len(journal) == 0
