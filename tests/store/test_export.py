"""A case moved as a plain folder: nothing of it is lost, and a folder that is hostile or damaged makes no case."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.deciding import of_claim, readings
from support.making import claim

from detente.claims import Reading, readings_to_json
from detente.documents import Document
from detente.errors import DocumentError, FormatError
from detente.files import dump_json
from detente.store import Change, export_case, export_files, import_case, open_store
from detente.store.database import reading
from detente.store.decision_log import add_decisions, read_decisions
from detente.store.rows import read_rows

CASE = """\
detente: 1
title: Ferry talks   # of spring
parties:
  island: {name: Island}
"""
ANALYSIS: dict[str, Any] = {
    "schema": 1, "title": "Ferry talks", "findings": [], "unknowns": [], "assumptions": [], "documents": [],
    "claims": [], "case": {"detente": 1, "title": "Ferry talks", "parties": {}}, "versions": {"detente": "0"},
    "beliefs": {"draws": 100, "weights": [0.1, 1e-300]}, "deals": {"packages": "9007199254740993"},
}  # fmt: skip
NAMES = ["plain-00000001", "../../up", "CON", "a b/ü%&?#", "Plain-00000001", ".hidden", "x" * 300, "source-2"]


def rows_of(place: Path) -> Any:
    store = open_store(place)
    try:
        with reading(store.database):
            return read_rows(store.database)
    finally:
        store.close()


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def made(folder: Path, names: list[str], steps: list[str]) -> None:
    """Make a case of some documents and let things happen to it."""
    folder.mkdir()
    text = "Ferry\n\nThe island demands a ferry.\r\nNothing else: “ü” \u2028 was said."
    extra = [
        Reading(
            Document(name, f"{text} {name}", title=None if number % 2 else f"Title {number}", address=f"https://a/{number}"),
            (claim(text, "The island demands a ferry", "Island", "demand", "ferry", id=f"x{number}"),),
        )
        for number, name in enumerate(names)
    ]  # fmt: skip
    (folder / "claims.json").write_text(dump_json(readings_to_json([*readings(), *extra])))
    (folder / "case.yaml").write_text(CASE)
    store = open_store(folder)
    desk = store.desk("Ada")
    for number, step in enumerate(steps):
        if step == "decide":
            desk.decide(desk.status("confirm" if number % 2 else "reject", ("g1", "g2", "h1")[number % 3]))
        elif step == "drop" and store.readings():
            desk.decide(desk.drop(store.readings()[0].document.id))
            desk.undo()
        elif step == "edit":
            now = store.revision()
            assert now is not None
            store.edit(now.number, [Change(("title",), f"Talks {number}")], "Ben", "another title")
        elif step == "run":
            now = store.revision()
            assert now is not None
            store.put_run(f"{number:064x}", now.number, 3, 100, "2031-03-01T12:00:00+00:00", ANALYSIS)
        elif step == "gone":
            (folder / "claims.json").write_text(dump_json(readings_to_json(store.readings()[:-1])))
            store.sync()
            desk = store.desk("Ada")
        elif "." in step:
            (folder / step).write_text('{"kept": "as it is"}\n')
    store.close()


STEPS = st.lists(
    st.sampled_from(["decide", "drop", "edit", "run", "gone", "watch.json", "changes.jsonl"]), min_size=2, max_size=7
)


@settings(max_examples=6)
@given(names=st.lists(st.sampled_from(NAMES), unique=True, max_size=4), steps=STEPS)
def test_what_is_exported_and_imported_is_the_same_case(names: list[str], steps: list[str]) -> None:
    with TemporaryDirectory() as place:
        case, out, back, again = (Path(place) / name for name in ("case", "out", "back", "again"))
        made(case, names, steps)
        before = rows_of(case)
        store = open_store(case)
        told = export_case(store, out)
        store.close()
        assert import_case(out, back) == told
        assert rows_of(back) == before
        files = {name for name in content(case) if not name.startswith("case.sqlite")}
        assert {name: content(back)[name] for name in files} == {name: content(case)[name] for name in files}
        store = open_store(back)
        export_case(store, again)
        assert store.state_of_claims() == open_store(case).state_of_claims()
        store.close()
        assert content(again) == content(out)
        assert {path.parent for path in out.rglob("*") if path.is_file()} <= {
            out, out / "sources", out / "revisions", out / "runs",
        }  # fmt: skip
        for one in before["sources"]:
            assert one["text"].encode() in {data for name, data in content(out).items() if name.endswith(".txt")}
        assert not [path for path in Path(place).iterdir() if path.name.endswith(".part")]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An export with everything in it."""
    made(tmp_path / "case", ["../../up"], ["decide", "edit", "run", "gone", "watch.json"])
    store = open_store(tmp_path / "case")
    export_case(store, tmp_path / "out")
    store.close()
    return tmp_path / "out"


def test_what_is_changed_by_hand_in_the_folder_counts_as_changed_outside(out: Path, tmp_path: Path) -> None:
    text = (out / "case.yaml").read_text()
    (out / "case.yaml").write_text(text.replace("name: Island", "name: Isle"))
    add_decisions(out, lambda _: [of_claim(1, "confirm", "g3")])
    import_case(out, tmp_path / "back")
    store = open_store(tmp_path / "back")
    case = store.case()
    assert case is not None
    assert case.parties["island"].name == "Isle"
    assert [one.author for one in store.revisions()][-2:] == ["Ben", "outside the workbench"]
    assert [one.author for one in store.decisions()] == ["Ada", "Ada"]
    store.close()


def _edited(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def apply(out: Path) -> None:
        data = json.loads((out / "export.json").read_text())
        change(data)
        (out / "export.json").write_text(json.dumps(data))

    return apply


def _first(out: Path, pattern: str) -> Path:
    return sorted(out.glob(pattern))[0]


def _link(out: Path) -> None:
    place = _first(out, "sources/*.txt")
    (out.parent / "secret").write_bytes(place.read_bytes())
    place.unlink()
    place.symlink_to(out.parent / "secret")


def _linked_folder(out: Path) -> None:
    shutil.move(out / "runs", out.parent / "runs")
    (out / "runs").symlink_to(out.parent / "runs")


def _bad_run(out: Path) -> None:
    import hashlib

    data = b'{"schema": 1, "beliefs": 3, "findings": [3]}'
    _first(out, "runs/*.json").write_bytes(data)
    _edited(lambda told: told["runs"][0].update(sha256=hashlib.sha256(data).hexdigest()))(out)


HOSTILE: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "traversal": (
        _edited(lambda told: told["sources"][0].update(file="../../etc/passwd")),
        ["sources[0].file: is '../../etc/passwd'", "no folder in it"],
    ),
    "absolute": (_edited(lambda told: told["sources"][0].update(file="/etc/passwd")), ["sources[0].file"]),
    "other schema": (_edited(lambda told: told.update(schema=2)), ["schema", "(it is '2')"]),
    "more fields": (_edited(lambda told: told.update(odd=1)), ["odd", "extra inputs are not permitted"]),
    "other files": (_edited(lambda told: told["files"].update({"../x": "0" * 64})), ["files"]),
    "no run": (_edited(lambda told: told["runs"][0].update(revision=99)), ["there is no such revision"]),
    "twice": (_edited(lambda told: told["sources"].append(told["sources"][0])), ["which stands there twice"]),
    "times": (_edited(lambda told: told["sources"][0].update(added="now")), ["is 'now'; it must be a time"]),
    "huge": (_edited(lambda told: told["runs"][0].update(seed=2**70)), ["runs[0].seed"]),
    "no JSON": (lambda out: (out / "export.json").write_text("{"), ["export.json"]),
    "missing text": (lambda out: _first(out, "sources/*.txt").unlink(), ["sources/gazette-00000001.txt: is missing"]),
    "missing claims": (lambda out: (out / "claims.json").unlink(), ["claims.json: is missing"]),
    "missing revision": (lambda out: (out / "revisions/1.yaml").unlink(), ["revisions/1.yaml: is missing"]),
    "changed text": (lambda out: _first(out, "sources/*.txt").write_text("x"), ["is not what was exported"]),
    "changed run": (lambda out: _first(out, "runs/*.json").write_text("{}"), ["is not what was exported"]),
    "a run that is none": (_bad_run, ["runs/1.json: title: is missing"]),
    "broken decisions": (
        lambda out: (out / "decisions.jsonl").write_text("{}\n"),
        ["decisions.jsonl, line 1: decision.id"],
    ),
    "broken claims": (lambda out: (out / "claims.json").write_text("[]"), ["claims.json: documents: is missing"]),
    "binary case": (lambda out: (out / "case.yaml").write_bytes(b"\xff\x00"), ["case.yaml: is not text in UTF-8"]),
    "a link": (_link, ["sources/gazette-00000001.txt: is a link"]),
    "a folder behind a link": (_linked_folder, ["runs/1.json: is a link, or behind one"]),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_damaged_folder_makes_no_case(out: Path, tmp_path: Path, what: str) -> None:
    spoil, told = HOSTILE[what]
    spoil(out)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(FormatError) as raised:
        import_case(out, tmp_path / "new" / "case")
    for words in told:
        assert words in str(raised.value)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "new").exists()


def test_all_faults_of_all_files_are_told_at_once(out: Path, tmp_path: Path) -> None:
    for what in ("missing text", "missing revision", "changed run", "broken decisions", "binary case"):
        HOSTILE[what][0](out)
    with pytest.raises(FormatError) as raised:
        import_case(out, tmp_path / "new")
    assert len({fault.path.split(":")[0].split(",")[0] for fault in raised.value.faults}) == 5


def test_what_is_no_export_is_refused_or_taken_as_plain_files(out: Path, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds neither export"):
        import_case(out / "sources", tmp_path / "new")
    with pytest.raises(DocumentError, match="is no folder"):
        import_case(out / "case.yaml", tmp_path / "new")
    with pytest.raises(DocumentError, match="not empty"):
        import_case(out, tmp_path / "case")
    (out / "export.json").unlink()
    said: list[str] = []
    done = import_case(out, tmp_path / "plain", said.append)
    assert (done.sources, done.decisions, done.revisions, done.runs) == (2, 1, 1, 0)
    assert "no history" in said[0]
    (out / "case.yaml").write_text("detente: 2\nparties: 3\n")
    (out / "claims.json").write_text('{"documents": [3]}')
    with pytest.raises(FormatError) as raised:
        import_case(out, tmp_path / "other")
    assert {fault.path.split(":")[0].split(",")[0] for fault in raised.value.faults} == {"case.yaml", "claims.json"}
    assert not (tmp_path / "other").exists()


def test_an_export_into_what_is_there_leaves_it_alone(out: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "case")
    before = content(out)
    with pytest.raises(DocumentError, match="not empty"):
        export_case(store, out)
    with pytest.raises(DocumentError, match="not empty"):
        export_case(store, out / "case.yaml")
    store.close()
    assert content(out) == before


def test_a_case_without_a_workbench_is_exported_and_none_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "talks.yaml").write_text(CASE)
    (tmp_path / "claims.json").write_text(dump_json(readings_to_json(readings())))
    add_decisions(tmp_path, lambda _: [of_claim(1, "reject", "g1")])
    done = export_files(tmp_path / "talks.yaml", tmp_path / "out")
    assert (done.sources, done.claims, done.decisions, done.revisions) == (2, 7, 1, 1)
    assert not list(tmp_path.glob("*.sqlite"))
    assert (tmp_path / "out" / "case.yaml").read_text() == CASE
    assert read_decisions(tmp_path / "out") == read_decisions(tmp_path)
