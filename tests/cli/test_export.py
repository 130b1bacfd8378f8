"""`detente export` and `detente import` as a user runs them."""

import json
from pathlib import Path

import pytest
from support.deciding import readings

from detente.claims import readings_to_json
from detente.cli.main import main
from detente.files import dump_json
from detente.store import open_store

CASE = "detente: 1\ntitle: Ferry talks\nparties:\n  island: {name: Island}\n"


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr("sys.argv", ["detente", *map(str, arguments)])
    with pytest.raises(SystemExit) as raised:
        main()
    return int(raised.value.code or 0)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "claims.json").write_text(dump_json(readings_to_json(readings())))
    (folder / "case.yaml").write_text(CASE)
    return folder


def test_a_case_is_moved_by_two_commands(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(case)
    desk = store.desk("Ada")
    desk.decide(desk.status("confirm", "g1"))
    store.close()
    assert call(monkeypatch, "export", case, tmp_path / "out", "--json") == 0
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert (told["schema"], told["sources"], told["claims"], told["decisions"], told["revisions"]) == (1, 2, 7, 1, 1)
    assert "2 sources, 7 claims, 1 decision, 1 revision, 0 runs" in shown.err
    assert call(monkeypatch, "import", tmp_path / "out", tmp_path / "back") == 0
    assert "open it with: detente serve" in capsys.readouterr().err
    back = open_store(tmp_path / "back")
    assert (back.readings(), [one.author for one in back.decisions()]) == (readings(), ["Ada"])
    back.close()


def test_a_case_that_no_workbench_has_opened_is_exported_as_it_lies(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(monkeypatch, "export", case / "case.yaml", tmp_path / "out") == 0
    assert not (case / "case.sqlite").exists()
    assert (tmp_path / "out" / "sources" / "gazette-00000001.txt").read_text() == readings()[0].document.text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export", "nothing", "out"), "holds no case"),
        (("export", "case", "case"), "is there and not empty"),
        (("import", "nothing", "new"), "is no folder"),
        (("import", "case", "case"), "is there and not empty"),
        (("import", "broken", "new"), "2 faults"),
    ],
)
def test_what_cannot_be_moved_is_told_and_nothing_is_written(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "export.json").write_text("{}")
    (tmp_path / "broken" / "claims.json").write_text('{"documents": 3}')
    (tmp_path / "broken" / "export.json").write_text(json.dumps({
        "schema": 3, "detente": "0", "files": {}, "sources": [], "revisions": [], "runs": [],
    }))  # fmt: skip
    before = sorted(tmp_path.rglob("*"))
    assert call(monkeypatch, *arguments) == 1
    assert told in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before
