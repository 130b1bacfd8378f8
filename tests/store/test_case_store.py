"""The database beside a case: it and the files hold the same, whatever is killed, lost or changed by hand."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from peewee import DatabaseError
from support.deciding import of_claim, readings

from detente.claims import readings_to_json
from detente.errors import ConflictError, DocumentError, FormatError, MissingExtraError, UsageError
from detente.files import dump_json
from detente.store import CaseStore, Change, claim_state, open_store, refresh
from detente.store.computing import up_to_date
from detente.store.database import BUSY_SECONDS, reading
from detente.store.decision_log import DECISIONS, add_decisions, read_decisions
from detente.store.desk import open_desk
from detente.store.migrations import HEAD
from detente.store.tables import TABLES
from detente.table import case_from_yaml
from detente.table.decided import apply

CASE = """\
detente: 1
title: Ferry talks
parties:
  island: {name: Island}   # the island council
  company: {name: Harbour Company}
issues:
  night_ferry: {options: [none, weekends, every day]}
positions:
  island: {night_ferry: {stated: every day, assumed: a trial}}
no_deal:
  island: {value: 0.2, assumed: a trial}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "claims.json").write_text(dump_json(readings_to_json(readings())))
    return tmp_path


def test_opening_takes_in_what_the_folder_holds_once(folder: Path) -> None:
    add_decisions(folder, lambda _: [of_claim(1, "confirm", "g1"), of_claim(2, "reject", "h1")])
    for _ in range(2):
        store = open_store(folder)
        assert store.readings() == readings()
        assert store.decisions() == read_decisions(folder)
        assert [one.number for one in store.revisions()] == [1]
        gazette, herald = store.sources()
        assert (gazette.claims, gazette.confirmed, gazette.rejected, gazette.open) == (4, 1, 0, 3)
        assert (herald.claims, herald.confirmed, herald.rejected, herald.open) == (3, 0, 1, 2)
        store.close()


def test_decisions_of_both_sides_come_together_by_id(folder: Path) -> None:
    store = open_store(folder)
    desk = store.desk("Ada")
    desk.decide(desk.status("confirm", "g1"))
    other = open_desk(folder, "Ben")
    other.decide(other.status("reject", "g2"))
    assert [d.author for d in store.desk("Cleo").decisions] == ["Ada", "Ben"]
    (folder / DECISIONS).unlink()
    again = open_store(folder)
    assert [d.author for d in read_decisions(folder)] == ["Ada", "Ben"]
    assert again.decisions() == read_decisions(folder)


KILLED = """
import os, signal, sys
from pathlib import Path
import detente.store.case_store as case_store
store = case_store.open_store(Path(sys.argv[1]))
where = sys.argv[2]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if where == "after the log":
    log = case_store.add_decisions
    case_store.add_decisions = lambda folder, make: (log(folder, make), die())
if where == "before the log":
    case_store.add_decisions = lambda folder, make: (make(()), die())
if where == "before the files":
    case_store.CaseStore._written = die
if where == "edit":
    case_store.CaseStore._written = die
    store.edit(1, [case_store.Change(("title",), "Other talks")], "Ada", "a new title")
desk = store.desk("Ada")
desk.decide(desk.status("confirm", "g1"))
print("confirmed", flush=True)
die()
"""


def _killed(folder: Path, where: str) -> str:
    command = [sys.executable, "-c", KILLED, str(folder), where]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == -signal.SIGKILL, result.stderr
    return result.stdout


@pytest.mark.parametrize(("where", "kept"), [("after the log", 1), ("before the log", 0), ("after all", 1)])
def test_a_kill_between_log_and_database_heals_at_the_next_opening(folder: Path, where: str, kept: int) -> None:
    told = _killed(folder, where)
    assert bool(told) == (where == "after all")
    with sqlite3.connect(folder / "case.sqlite") as connection:
        in_database = connection.execute("SELECT count(*) FROM decisions").fetchone()[0]
    if where == "after the log":
        assert (in_database, len(read_decisions(folder))) == (0, 1)
    store = open_store(folder)
    assert len(store.decisions()) == kept
    assert store.decisions() == read_decisions(folder)
    desk = store.desk("Ben")
    desk.decide(desk.status("reject", "g2"))
    assert store.decisions() == read_decisions(folder)


def test_a_kill_between_a_revision_and_its_file_writes_the_file_at_the_next_opening(folder: Path) -> None:
    _killed(folder, "edit")
    assert (folder / "case.yaml").read_text() == CASE
    store = open_store(folder)
    assert "Other talks" in (folder / "case.yaml").read_text()
    assert [one.why for one in store.revisions()] == ["changed by hand", "a new title"]


def test_a_hand_that_was_quicker_than_the_next_opening_stays(folder: Path) -> None:
    _killed(folder, "edit")
    (folder / "case.yaml").write_text(CASE.replace("Ferry talks", "My talks"))
    store = open_store(folder)
    assert [case_from_yaml(one.text).title for one in store.revisions()] == ["Ferry talks", "Other talks", "My talks"]
    assert "My talks" in (folder / "case.yaml").read_text()


def test_an_edit_keeps_the_rest_of_the_text_and_makes_a_revision(folder: Path) -> None:
    store = open_store(folder)
    path = ("positions", "island", "night_ferry", "stated")
    made = store.edit(1, [Change(path, "weekends")], "Ada", "Island states weekends")
    assert (made.number, made.author) == (2, "Ada")
    assert (folder / "case.yaml").read_text() == CASE.replace("stated: every day", "stated: weekends")
    assert open_store(folder).revisions()[-1].number == 2


def test_two_windows_that_change_the_same_place_the_second_is_told_and_nothing_is_written(folder: Path) -> None:
    store, other = open_store(folder), open_store(folder)
    path = ("positions", "island", "night_ferry", "stated")
    store.edit(1, [Change(path, "weekends")], "Ada", "x")
    after = (folder / "case.yaml").read_text()
    with pytest.raises(ConflictError, match="was 'every day' when you saw it, and is 'weekends' now \\(Ada"):
        other.edit(1, [Change(path, "none"), Change(("title",), "New")], "Ben", "x")
    assert (folder / "case.yaml").read_text() == after
    assert other.edit(1, [Change(("title",), "New")], "Ben", "x").number == 3
    text = (folder / "case.yaml").read_text()
    assert "New" in text
    assert "stated: weekends" in text


def test_an_edit_that_makes_the_case_wrong_tells_all_faults_and_writes_nothing(folder: Path) -> None:
    store = open_store(folder)
    wrong = [
        Change(("positions", "island", "night_ferry", "stated"), "hourly"),
        Change(("no_deal", "island", "value"), "x"),
    ]
    with pytest.raises(FormatError):
        store.edit(1, wrong, "Ada", "x")
    for path in (("title", "x"), ("parties", 3, "name")):
        with pytest.raises(UsageError, match="leads nowhere"):
            store.edit(1, [Change(path, "y")], "Ada", "x")
    assert len(store.revisions()) == 1
    assert (folder / "case.yaml").read_text() == CASE


def test_a_case_changed_by_hand_is_noticed_as_a_revision(folder: Path) -> None:
    store = open_store(folder)
    (folder / "case.yaml").write_text(CASE.replace("Ferry talks", "The ferry talks"))
    store.sync()
    revision = store.revision()
    assert revision is not None
    assert (revision.number, revision.author) == (2, "outside the workbench")
    (folder / "case.yaml").write_text("detente: 1\nparties: 7\n")
    store.sync()
    assert len(store.revisions()) == 3
    with pytest.raises(FormatError):
        store.case()


def test_two_windows_that_decide_about_the_same_claim_the_second_is_told(folder: Path) -> None:
    store = open_store(folder)
    ada, ben = store.desk("Ada", {"g1": ""}), store.desk("Ben", {"g1": ""})
    ada.decide(ada.correct("g1", {"act": "interest"}))
    with pytest.raises(ConflictError, match=r"Ada decided otherwise at .*act: interest"):
        ben.decide(ben.status("reject", "g1"))
    assert len(read_decisions(folder)) == len(store.decisions()) == 1
    again = store.desk("Ben", {"g1": claim_state(store.decisions(), "g1")})
    again.decide(again.status("reject", "g1"))
    again = store.desk("Cleo", {"g1": claim_state(store.decisions(), "g1"), "g2": ""})
    again.undo()
    assert claim_state(store.decisions(), "g1") == store.decisions()[0].id


def test_an_added_claim_counts_can_be_corrected_and_undone(folder: Path) -> None:
    store = open_store(folder)
    desk = store.desk("Ada")
    document = readings()[0].document
    start = document.text.index("two ferries")
    fields = {"party": "island", "act": "accept", "issue": "ferries", "certainty": "possible", "basis": "inferred"}
    (made,) = desk.decide(desk.add(document.id, start, start + len("two ferries a day"), fields))
    (claim,) = [c for c in store.readings_as_added()[0].claims if c.id == made.about["claim"]]
    assert (claim.text, claim.party, claim.act, claim.confidence) == ("two ferries a day", "Island", "accept", 1.0)
    assert store.sources()[0].claims == 5
    desk = store.desk("Ben")
    desk.decide(desk.correct(claim.id, {"act": "reject"}))
    assert [c.act for c in apply(readings(), store.decisions()).readings[0].claims if c.id == claim.id] == ["reject"]
    desk.undo(made.id)
    assert store.readings_as_added() == readings()
    with pytest.raises(UsageError, match=r"party is missing.*act is missing"):
        desk.add(document.id, 0, 5, {"issue": "x", "certainty": "possible", "basis": "stated"})
    with pytest.raises(UsageError, match="no stretch"):
        desk.add(document.id, 5, 999_999, fields)


def test_sources_that_are_added_stand_in_the_file_and_a_read_anew_keeps_decisions(folder: Path) -> None:
    (folder / "claims.json").unlink()
    store = open_store(folder)
    store.add_readings(readings()[:1], {readings()[0].document.id: "gazette.txt"}, "Ada")
    store.add_readings(readings()[1:], {}, "Ben")
    assert [(one.came_from, one.added_by) for one in store.sources()] == [
        ("gazette.txt", "Ada"),
        ("herald-00000002", "Ben"),
    ]
    assert json.loads((folder / "claims.json").read_text()) == readings_to_json(readings())
    assert open_store(folder).readings() == readings()
    (folder / "claims.json").write_text(dump_json(readings_to_json(readings()[1:])))
    store.sync()
    assert [one.document for one in store.sources()] == ["herald-00000002"]
    with sqlite3.connect(folder / "case.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM sources").fetchone() == (2,)


def test_refreshing_drafts_computes_and_finds_a_run_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert refresh(store, "Ada", draws=100) is None
    store.add_readings(readings(), {}, "Ada")
    run = refresh(store, "Ada", draws=100)
    assert run is not None
    assert {"findings", "beliefs", "deals", "case"} <= set(run.analysis)
    assert refresh(store, "Ada", draws=100) == run
    desk = store.desk("Ada")
    desk.decide(desk.status("reject", "g1"))
    second = refresh(store, "Ada", draws=100)
    assert second is not None
    assert second.number > run.number
    assert "g1" not in second.analysis["case"]["evidence"]
    assert case_from_yaml((tmp_path / "case.yaml").read_text()) == store.case()
    assert up_to_date(store, 0, 100)
    assert not up_to_date(store, 1, 100)
    desk.decide(desk.status("reject", "g2"))
    assert not up_to_date(store, 0, 100)


def test_the_layout_is_what_the_tables_say_and_pragmas_hold(folder: Path) -> None:
    store = open_store(folder)
    with reading(store.database):
        for table in TABLES:
            meta = table._meta
            found = store.database.get_columns(meta.table_name)
            keys = meta.primary_key.field_names if meta.composite_key else (meta.primary_key.name,)
            told = [(field.column_name, field.null, field.name in keys) for field in meta.sorted_fields]
            assert told == [(column.name, column.null, column.primary_key) for column in found]
        assert {table._meta.table_name for table in TABLES} == set(store.database.get_tables())
        asked = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "user_version")
        settings = [store.database.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert settings == ["wal", 1, 1000 * BUSY_SECONDS, 2, HEAD]


ALEMBIC = """
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO alembic_version VALUES ('0001');
CREATE TABLE sources (document VARCHAR NOT NULL, place INTEGER NOT NULL, text TEXT NOT NULL,
    sha256 VARCHAR(64) NOT NULL, title VARCHAR, outlet VARCHAR, date VARCHAR, address VARCHAR,
    near_duplicate_of VARCHAR, came_from VARCHAR NOT NULL, added VARCHAR NOT NULL, added_by VARCHAR NOT NULL,
    gone VARCHAR, PRIMARY KEY (document));
CREATE TABLE claims (document VARCHAR NOT NULL, place INTEGER NOT NULL, id VARCHAR NOT NULL, claim TEXT NOT NULL,
    PRIMARY KEY (document, place), FOREIGN KEY(document) REFERENCES sources (document));
CREATE INDEX claims_by_id ON claims (id);
CREATE TABLE decisions (number INTEGER NOT NULL, id VARCHAR NOT NULL, time VARCHAR NOT NULL, author VARCHAR NOT NULL,
    decision TEXT NOT NULL, PRIMARY KEY (number), UNIQUE (id));
CREATE TABLE revisions (number INTEGER NOT NULL, text TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL,
    time VARCHAR NOT NULL, author VARCHAR NOT NULL, why VARCHAR NOT NULL, drafted_from VARCHAR(64),
    PRIMARY KEY (number));
CREATE TABLE runs (number INTEGER NOT NULL, inputs VARCHAR(64) NOT NULL, revision INTEGER NOT NULL,
    seed INTEGER NOT NULL, draws INTEGER NOT NULL, started VARCHAR NOT NULL, finished VARCHAR NOT NULL,
    beliefs TEXT NOT NULL, deals TEXT NOT NULL, analysis TEXT NOT NULL, PRIMARY KEY (number), UNIQUE (inputs),
    FOREIGN KEY(revision) REFERENCES revisions (number));
CREATE TABLE files (name VARCHAR NOT NULL, sha256 VARCHAR(64) NOT NULL, pending TEXT, PRIMARY KEY (name));
INSERT INTO revisions VALUES (1, 'CASE', 'x', '2030-01-01T00:00:00+00:00', 'Ada', 'drafted', NULL);
INSERT INTO runs VALUES (7, 'i', 1, 0, 100, 'then', 'later', '{"b": 1}', '{"d": 2}', '{"findings": []}');
INSERT INTO decisions VALUES (1, 'd1', '2030-01-01T00:00:00+00:00', 'Ada', 'DECISION');
INSERT INTO files VALUES ('case.yaml', '', 'CASE');
"""
"""A database as it was made before layouts had numbers, with a case that was confirmed and not written yet."""


def _of_alembic(folder: Path) -> None:
    decision = json.dumps({**of_claim(1, "confirm", "g1").to_json(), "id": "d1"})
    statements = ALEMBIC.replace("DECISION", decision.replace("'", "''")).replace("'CASE'", "'" + CASE + "'")
    with sqlite3.connect(folder / "case.sqlite") as connection:
        connection.executescript(statements)


def test_a_database_of_before_layouts_had_numbers_opens_with_nothing_lost(tmp_path: Path) -> None:
    _of_alembic(tmp_path)
    store = open_store(tmp_path)
    assert (tmp_path / "case.yaml").read_text() == CASE
    assert [(one.number, one.author) for one in store.revisions()] == [(1, "Ada")]
    assert [decision.id for decision in read_decisions(tmp_path)] == ["d1"]
    run = store.run()
    assert run is not None
    assert (run.number, run.analysis) == (7, {"findings": [], "beliefs": {"b": 1}, "deals": {"d": 2}})
    assert store.edit(1, [Change(("title",), "New")], "Ben", "x").number == 2
    store.close()
    (tmp_path / "fresh").mkdir()
    open_store(tmp_path / "fresh").close()
    layouts = []
    for folder in (tmp_path, tmp_path / "fresh"):
        with sqlite3.connect(folder / "case.sqlite") as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (1,)
            made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            layouts.append({name: "".join(sql.split()) for name, sql in made})
    assert layouts[0] == layouts[1]


@pytest.mark.parametrize("older", [False, True])
def test_a_database_of_a_newer_detente_is_refused_and_left_as_it_is(tmp_path: Path, older: bool) -> None:
    if older:
        _of_alembic(tmp_path)
        newer = "UPDATE alembic_version SET version_num = '9999'"
    else:
        open_store(tmp_path).close()
        newer = f"PRAGMA user_version = {HEAD + 1}"
    with sqlite3.connect(tmp_path / "case.sqlite") as connection:
        connection.execute(newer)
        before = list(connection.iterdump())
    with pytest.raises(DocumentError, match="newer detente"):
        open_store(tmp_path)
    with sqlite3.connect(tmp_path / "case.sqlite") as connection:
        assert list(connection.iterdump()) == before


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "case.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(DocumentError, match="cannot be used as the database"):
        open_store(tmp_path)


def test_a_change_that_fails_midway_leaves_nothing_and_the_next_one_works(folder: Path) -> None:
    store = open_store(folder)

    def broken(_: object) -> list[Any]:
        raise UsageError("changed my mind")

    with pytest.raises(UsageError):
        store.add_decisions(broken)
    with pytest.raises(KeyError):
        store.put_run("i", 1, 0, 100, "then", {"beliefs": {}})
    with pytest.raises(DatabaseError):
        store.put_run("i", 99, 0, 100, "then", {"beliefs": {}, "deals": {}})
    assert store.run() is None
    assert store.put_run("i", 1, 0, 100, "then", {"beliefs": {}, "deals": {}}).number == 1


def test_several_threads_at_once_lose_nothing(folder: Path) -> None:
    store = open_store(folder)

    def work(name: str) -> None:
        for _ in range(8):
            desk = store.desk(name)
            desk.decide(desk.status("confirm", "g1"))
            assert len(store.sources()) == 2

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ["ada", "ben", "cleo", "dan"]))
    assert sorted(d.author for d in store.decisions()) == sorted(["ada", "ben", "cleo", "dan"] * 8)
    assert store.decisions() == read_decisions(folder)


def test_a_reader_sees_one_moment_while_another_thread_writes(folder: Path) -> None:
    store = open_store(folder)
    with reading(store.database), ThreadPoolExecutor(1) as pool:
        before = TABLES[3].select().count(store.database)
        pool.submit(store.edit, 1, [Change(("title",), "New")], "Ada", "x").result()
        assert TABLES[3].select().count(store.database) == before
    assert len(store.revisions()) == before + 1


def test_without_the_extra_the_command_to_install_it_is_named() -> None:
    code = "import sys; sys.modules['peewee'] = None\nfrom detente.store import open_store"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert MissingExtraError.__name__ in result.stderr
    assert 'python -m pip install "detente[web]"' in result.stderr


def test_several_processes_at_once_lose_nothing(folder: Path) -> None:
    open_store(folder).close()
    code = """
import sys
from pathlib import Path
from detente.store import open_store
store = open_store(Path(sys.argv[1]))
for i in range(8):
    desk = store.desk(sys.argv[2])
    desk.decide(desk.status("confirm", "g1"))
"""
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), name], env={**os.environ}) for name in ("ada", "ben")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    found: Any = read_decisions(folder)
    assert sorted(d.author for d in found) == ["ada"] * 8 + ["ben"] * 8
    store: CaseStore = open_store(folder)
    assert {d.id for d in store.decisions()} == {d.id for d in found}
