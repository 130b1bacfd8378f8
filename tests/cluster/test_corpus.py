"""The files of a corpus depend on its articles alone; an interrupted run goes on."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import Handmade

from detente.claims import readings_from_lines
from detente.cluster import CorpusReading, corpus, parquet, read_corpus
from detente.documents.sources import SourceOptions

LONG = "The union demands more pay from the port, and will not wait for the summer to have it. " * 3
FILES = ("claims.jsonl", "claims.parquet", "documents.parquet")


def reports(folder: Path, number: int = 6) -> Path:
    folder.mkdir()
    for place in range(number):
        words = f"Article {place}\n\n" + f"On day {place} they demands {'w' * (place + 1)} from {place} ports. " * (
            place + 1
        )
        (folder / f"{place}.txt").write_text(words)
    (folder / "7.txt").write_text("")
    (folder / "8.txt").write_text(LONG)
    (folder / "9.txt").write_text(LONG.upper())
    (folder / "9.meta.json").write_text('{"outlet": "Courier", "date": "2025-01-01"}')
    return folder


def read(folder: Path, out: Path, readers: Handmade | None = None, **more: Any) -> CorpusReading:
    return read_corpus([str(folder)], SourceOptions(), out, readers or Handmade(), parquet=True, **more)


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "claims.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), stops=st.lists(st.integers(0, 9), max_size=3))
def test_neither_order_nor_interruptions_change_a_byte(
    tmp_path_factory: pytest.TempPathFactory, seed: int, stops: list[int]
) -> None:
    folder = reports(tmp_path_factory.mktemp("in") / "reports")
    plain, out = (tmp_path_factory.mktemp(name) for name in ("plain", "out"))
    read(folder, plain)
    done: list[str] = []
    for stop in stops:
        readers = Handmade(seed, most=stop)
        with pytest.raises(KeyboardInterrupt):
            read(folder, out, readers)
        done += readers.read_now
        assert not (out / "claims.jsonl").exists()
    last = Handmade(seed + 1)
    result = read(folder, out, last)
    assert contents(out) == contents(plain)
    assert len(set(done + last.read_now)) == len(done + last.read_now) == result.documents == 8
    assert sorted(path.name for path in out.iterdir()) == sorted([*FILES, "journal.jsonl"])


def test_only_what_is_new_or_changed_is_read_again(tmp_path: Path) -> None:
    folder = reports(tmp_path / "reports")
    read(folder, tmp_path / "out")
    (folder / "1.txt").write_text("Other words\n\nthat nobody demands")
    (folder / "2.meta.json").write_text('{"outlet": "Herald"}')
    (folder / "3.txt").unlink()
    (folder / "99.txt").write_text("One more")
    again = Handmade()
    result = read(folder, tmp_path / "out", again)
    assert sorted(Path(name).name for name in again.read_now) == ["1.txt", "2.txt", "99.txt"]
    assert (result.articles, result.documents, result.unchanged) == (9, 8, 5)
    read(folder, tmp_path / "anew")
    assert contents(tmp_path / "out") == contents(tmp_path / "anew")


def test_the_lines_stand_in_the_order_of_the_reports_and_the_earlier_dated_is_the_original(tmp_path: Path) -> None:
    folder = reports(tmp_path / "reports", 2)
    result = read(folder, tmp_path / "out")
    found = lines(tmp_path / "out")
    assert [Path(one["source"]).name for one in found] == ["0.txt", "1.txt", "8.txt", "9.txt"]
    copied = {Path(one["source"]).name: one["near_duplicate_of"] for one in found}
    assert copied == {"0.txt": None, "1.txt": None, "8.txt": found[3]["id"], "9.txt": None}
    assert result.faults == [f"{folder / '7.txt'}: is empty"]
    assert (result.copies, result.claims, result.without_claims) == (1, 3, 1)
    assert [one.document.id for one in readings_from_lines((tmp_path / "out/claims.jsonl").open())] == [
        one["id"] for one in found
    ]


def test_the_tables_hold_what_the_lines_hold_whatever_the_row_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(parquet, "GROUP", 2)
    monkeypatch.setattr(parquet, "GROUP_CHARACTERS", 200)
    read(reports(tmp_path / "reports"), tmp_path / "out")
    found = lines(tmp_path / "out")
    claims = tables.read_table(tmp_path / "out/claims.parquet")
    documents = tables.read_table(tmp_path / "out/documents.parquet")
    assert tables.ParquetFile(tmp_path / "out/claims.parquet").num_row_groups == 4
    assert tables.ParquetFile(tmp_path / "out/documents.parquet").num_row_groups > 2
    about = ("id", "source", "title", "outlet", "date", "address", "sha256", "near_duplicate_of", "text")
    assert documents.to_pylist() == [
        {name: one[name] for name in about} | {"claims": len(one["claims"])} for one in found
    ]
    assert claims.to_pylist() == [
        {
            "document": one["id"],
            "outlet": one["outlet"],
            "document_date": one["date"],
            "near_duplicate_of": one["near_duplicate_of"],
            **{name: claim[name] for name in claims.column_names[4:]},
        }
        for one in found
        for claim in one["claims"]
    ]
    assert set(claims.column_names[4:]) == set(found[0]["claims"][0])


def test_one_document_under_two_names_counts_once_and_two_of_one_id_stay_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, words in (("a", "Some words"), ("b", "Some words"), ("c", "Other words")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.txt").write_text(words)
    result = read_corpus([str(tmp_path / name) for name in "abc"], SourceOptions(), tmp_path / "out", Handmade())
    assert (result.documents, result.repeated, result.articles) == (2, 1, 3)
    monkeypatch.setattr(
        importlib.import_module("detente.documents.load"), "_identity", lambda name, sha: "same-by-chance"
    )
    read_corpus([str(tmp_path / name) for name in "abc"], SourceOptions(), tmp_path / "new", Handmade())
    first, second = lines(tmp_path / "new")
    assert first["id"] == "same-by-chance"
    assert second["id"] == f"same-by-chance-{second['sha256'][8:24]}"


def test_a_report_that_stands_for_nothing_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("Words")
    named = [str(tmp_path / "empty"), str(tmp_path / "a.txt"), str(tmp_path / "a.txt"), str(tmp_path / "none.txt")]
    seen: list[int] = []
    result = read_corpus(named, SourceOptions(), tmp_path / "out", Handmade(), advance=seen.append)
    assert (result.articles, result.documents) == (3, 1)
    assert ["holds no report" in result.faults[0], "does not exist" in result.faults[1]] == [True, True]
    assert seen == [1]


def test_files_of_the_run_before_stay_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = reports(tmp_path / "reports")
    read(folder, tmp_path / "out")
    before = contents(tmp_path / "out")
    (folder / "new.txt").write_text("More words")

    def broken(*given: object) -> dict[str, Any]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(corpus, "_document", broken)
    with pytest.raises(OSError, match=f"No space left on device: '{tmp_path / 'out'}"):
        read(folder, tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([*FILES, "journal.jsonl"])
