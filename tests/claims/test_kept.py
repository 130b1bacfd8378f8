"""Readings that are kept: taken from the folder that is named for them, and read anew where they are damaged."""

from pathlib import Path

import pytest

from detente.claims import read, weights
from detente.claims.kept import VARIABLE, keep_claims, kept_claims
from detente.documents import Document
from detente.errors import DocumentError

TEXT = "The union demands a raise of six percent. The company rejected it."


def _document(text: str = TEXT, outlet: str | None = None) -> Document:
    return Document(id="one", text=text, outlet=outlet)


def test_nothing_is_kept_where_no_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    keep_claims(_document(), ())
    assert kept_claims(_document()) is None
    assert list(tmp_path.iterdir()) == []


def test_what_was_read_is_read_once(model: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a" / "b"
    monkeypatch.setenv(VARIABLE, str(folder))
    first = read(_document())
    assert len(first) > 1
    monkeypatch.setattr("detente.claims.scan.scan", None)  # nothing is computed the second time
    assert read(_document()) == first
    assert [path.suffix for path in folder.iterdir()] == [".json"]


def test_another_document_is_another_reading(model: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    keep_claims(_document(), ())
    assert kept_claims(_document()) == ()
    assert kept_claims(_document(TEXT + " ")) is None
    assert kept_claims(_document(outlet="The Argus")) is None


@pytest.mark.parametrize("damaged", ["", "[", "[{}]", '{"claims": 3}'])
def test_a_damaged_reading_is_read_anew(
    model: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    first = read(_document())
    (kept,) = tmp_path.iterdir()
    kept.write_text(damaged)
    assert read(_document()) == first
    assert kept_claims(_document()) == first


def test_a_folder_that_cannot_be_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "readings"))
    with pytest.raises(DocumentError, match=f"name another folder in {VARIABLE}"):
        kept_claims(_document())


def test_the_weights_make_another_reader_and_a_model_card_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "_DATA", tmp_path)
    told = set()
    for name, words in (("w.json", "1"), ("card.md", "a card"), ("card.md", "another"), ("w.json", "2")):
        (tmp_path / name).write_text(words)
        told.add(weights.reader_version.__wrapped__())
    assert len(told) == 2
