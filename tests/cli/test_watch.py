"""`detente watch`: rounds over a feed on this machine, edits between them, failures, and a process that is killed."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run
from support.feeds import APRIL, JUNE, MARCH, Entry, FeedServer

from detente.cli import watch_files, watch_round
from detente.cli.language_model import ReaderChoice
from detente.cli.main import cli
from detente.cli.watch_files import CHANGES, STATE, Watched, alone, finish, hash_of, put, read_watched
from detente.cli.watch_round import Round, RoundOptions, run_round
from detente.documents import SourceOptions
from detente.documents.pacing import Pacer
from detente.errors import DocumentError, FormatError, UsageError
from detente.store import open_store
from detente.table import case_from_yaml

NOW = 1_900_000_000.0
OPTIONS = RoundOptions(SourceOptions(allow_private=True), limit=20, draws=100, seed=0)
FIRST = (Entry("a", "Halm envoys demand the whole delta", MARCH, 3), Entry("b", "Halm wants the strait", APRIL, 5))


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    with FeedServer(list(FIRST)) as server:
        yield server


def one_round(folder: Path, *feeds: str, now: float = NOW, options: RoundOptions = OPTIONS) -> Round:
    with alone(folder):
        finish(folder)
        return run_round(folder, read_watched(folder), feeds, options, now, Pacer(0.0))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Round]:
    """A folder after a first round over a feed whose address stands in for those of the tests."""
    folder = tmp_path_factory.mktemp("begun") / "case"
    with FeedServer(list(FIRST)) as feed:
        done = one_round(folder, feed.address)
    return folder, done


@pytest.fixture
def case(begun: tuple[Path, Round], feed: FeedServer, tmp_path: Path) -> Path:
    """A folder after a first round over `feed`."""
    folder = tmp_path / "case"
    shutil.copytree(begun[0], folder)
    state = json.loads((folder / STATE).read_text())
    address = state["feeds"][0]["address"]
    text = (folder / STATE).read_text().replace(address, feed.address)
    tag = json.dumps(f'"{hash(feed.xml())}"')
    (folder / STATE).write_text(text.replace(json.dumps(state["feeds"][0]["etag"]), tag))
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in (STATE, ".watch.lock")}


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / CHANGES).read_text().splitlines()]


def test_a_first_round_starts_a_case(begun: tuple[Path, Round]) -> None:
    folder, done = begun
    assert (done.number, done.failed) == (1, 0)
    assert done.words.startswith("A case begins: 2 new reports")
    assert lines_of(folder) == [json.loads(json.dumps(done.record))]
    analysis = json.loads((folder / "analysis.json").read_text())
    claims = done.record["changes"]["claims"]
    assert [claim["id"] for claim in claims] == [claim["id"] for claim in analysis["claims"]]
    assert {"case.yaml", "case.drafted.yaml", "claims.json", "beliefs.json", "deals.json", "report.html"} <= set(
        files_of(folder)
    )
    assert {entry["what"] for entry in done.record["entries"]} == {"new"}


def test_where_nothing_is_new_nothing_is_computed(case: Path, feed: FeedServer) -> None:
    before = {path: path.stat().st_mtime_ns for path in case.iterdir() if path.name not in (STATE, ".watch.lock")}
    done = one_round(case, feed.address)
    assert feed.asked[0].headers["if-none-match"]
    assert (done.number, done.failed, done.words, done.record["changes"]) == (None, 0, "", None)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    feed.entries.pop()
    assert one_round(case, feed.address).number is None


def test_a_new_entry_is_merged_and_an_edit_by_hand_stays(case: Path, feed: FeedServer) -> None:
    text = (case / "case.yaml").read_text()
    (case / "case.yaml").write_text(text.replace("name: Vess", "name: Republic of Vess", 1))
    assert text.count("name: Vess") >= 1
    feed.entries.insert(0, Entry("c", "Halm rejects free passage", JUNE, 7))
    done = one_round(case, feed.address)
    assert (done.number, done.record["edited"]) == (2, True)
    assert "name: Republic of Vess" in (case / "case.yaml").read_text()
    new = done.record["changes"]["claims"]
    assert {claim["title"] for claim in new} == {"Halm rejects free passage"}
    documents = {one["id"]: one for one in json.loads((case / "claims.json").read_text())["documents"]}
    for claim in new:
        assert documents[claim["document"]]["text"][claim["start"] : claim["end"]] == claim["text"]
    assert [line["round"] for line in lines_of(case)] == [1, 2]
    assert "changed by hand" in done.words
    assert one_round(case, feed.address).number is None


def documents_in(folder: Path) -> dict[str, dict[str, Any]]:
    return {one["title"]: one for one in json.loads((folder / "claims.json").read_text())["documents"]}


def decided(folder: Path, claim: str, option: str) -> None:
    assert cli.main(["review", str(folder), option, claim, "--author", "Ann"], standalone_mode=False) in (0, None)


def test_a_corrected_text_supersedes_the_one_before(
    case: Path, feed: FeedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    title = FIRST[0].title
    before = documents_in(case)[title]
    stays = next(claim for claim in before["claims"] if claim["act"] == "reject")
    goes = next(claim for claim in before["claims"] if "Monday" in claim["text"])
    decided(case, stays["id"], "--confirm")
    decided(case, goes["id"], "--confirm")
    decisions = (case / "decisions.jsonl").read_bytes()
    # What a person wrote by hand may rest on the claim that will go.
    text = (case / "case.yaml").read_text().replace("name: Vess", "name: Republic of Vess", 1)
    assert "\nunknowns:" not in text
    (case / "case.yaml").write_text(f"{text}unknowns:\n  - {{what: why on Monday, because: [{goes['id']}]}}\n")
    capsys.readouterr()
    corrected = "The envoys of Halm want peace above all. The government of Vess rejected the cession of the delta."
    feed.entries[0] = Entry("a", title, corrected, 3)
    done = one_round(case, feed.address)
    after = documents_in(case)[title]
    assert len(documents_in(case)) == len(json.loads((case / "claims.json").read_text())["documents"]) == 2
    assert after["id"] == before["id"]
    assert corrected in after["text"]
    assert after["near_duplicate_of"] is None
    # The claim that still stands is the same, with what was decided; the other is gone from the case, not from the log.
    now = {claim["id"]: claim for claim in after["claims"]}
    assert after["text"][now[stays["id"]]["start"] : now[stays["id"]]["end"]] == stays["text"]
    assert goes["id"] not in now
    evidence = case_from_yaml((case / "case.yaml").read_text(), "case.yaml").evidence
    assert evidence[stays["id"]].status == "confirmed"
    assert goes["id"] not in evidence
    assert (case / "decisions.jsonl").read_bytes() == decisions
    assert "a decision has lost its claim, and does not count (confirm of" in capsys.readouterr().err
    assert "name: Republic of Vess" in (case / "case.yaml").read_text()
    assert "why on Monday" in (case / "case.yaml").read_text()
    # It is told, and the text of before can be read.
    assert "CORRECTED BY ITS OUTLET" in done.words
    assert f"“{title}” (Tarn Courier): " in done.words
    (told,) = lines_of(case)[-1]["corrected"]
    assert goes["id"] in told["gone"]
    assert set(told["came"]) == now.keys() - {claim["id"] for claim in before["claims"]}
    assert told["before"] == before
    assert f"    gone: Halm · demand · {goes['issue']}: “The envoys of Halm demanded" in done.words
    # What the database of the workbench holds is the same.
    store = open_store(case)
    assert {one.document.title: one.document.text for one in store.readings()}[title] == after["text"]
    store.close()
    # And back again: the claim is there once more, and what was decided about it counts.
    feed.entries[0] = FIRST[0]
    again = one_round(case, feed.address)
    assert documents_in(case)[title]["text"] == before["text"]
    assert "CORRECTED BY ITS OUTLET" in again.words
    assert "lost its claim" not in capsys.readouterr().err
    back = case_from_yaml((case / "case.yaml").read_text(), "case.yaml").evidence
    assert sum(piece.status == "confirmed" for piece in back.values()) == 2


def test_where_all_is_withdrawn_the_case_says_so_and_goes_on_with_the_next_report(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    withdrawn = "This report has been withdrawn, and the paper regrets the error."
    with FeedServer([Entry("a", "News of the delta", MARCH, 3)]) as feed:
        one_round(folder, feed.address)
        feed.entries[0] = Entry("a", "News of the delta", withdrawn, 3)
        done = one_round(folder, feed.address)
        assert "no claim about a negotiation in any report any more; the case is left as it was" in done.words
        assert "CORRECTED BY ITS OUTLET" in done.words
        assert documents_in(folder)["News of the delta"]["claims"] == []
        feed.entries.append(FIRST[1])
        done = one_round(folder, feed.address)
    evidence = case_from_yaml((folder / "case.yaml").read_text(), "case.yaml").evidence
    assert set(evidence) <= {claim["id"] for claim in documents_in(folder)[FIRST[1].title]["claims"]}
    assert done.record["changes"]["gone"] != []


def test_a_text_that_another_entry_began_with_is_another_document(case: Path, feed: FeedServer) -> None:
    feed.entries[0] = Entry("a", FIRST[0].title, "Halm wants peace above all, its envoys said.", 3)
    one_round(case, feed.address)
    feed.entries.append(Entry("z", FIRST[0].title, FIRST[0].text, 9, seed=FIRST[0].id))
    one_round(case, feed.address)
    documents = json.loads((case / "claims.json").read_text())["documents"]
    assert len({one["id"] for one in documents}) == len(documents) == 3


def test_an_entry_whose_document_was_not_noted_is_found_by_its_address(case: Path, feed: FeedServer) -> None:
    state = json.loads((case / STATE).read_text())
    for entry in state["feeds"][0]["entries"]:
        assert entry.pop("document")
    (case / STATE).write_text(json.dumps(state))
    feed.entries[0] = Entry("a", FIRST[0].title, "Halm wants peace above all, its envoys said.", 3)
    assert "CORRECTED BY ITS OUTLET" in one_round(case, feed.address).words
    assert len(json.loads((case / "claims.json").read_text())["documents"]) == 2


def test_another_title_changes_nothing_and_another_text_is_told(case: Path, feed: FeedServer) -> None:
    feed.entries[0] = Entry("a", "Halm envoys ask for all of the delta", MARCH, 3)
    assert one_round(case, feed.address).number is None
    feed.entries[0] = Entry("a", "Halm envoys demand the whole delta", f"{MARCH} {JUNE}", 3)
    done = one_round(case, feed.address)
    assert [entry["what"] for entry in done.record["entries"]] == ["changed"]
    assert "CORRECTED BY ITS OUTLET" in done.words
    documents = json.loads((case / "claims.json").read_text())["documents"]
    assert [one["near_duplicate_of"] for one in documents] == [None, None]


def test_one_feed_fails_and_the_others_go_on(case: Path, feed: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    feed.entries.insert(0, Entry("c", "Halm rejects free passage", JUNE, 7))
    feed.web.pages["/broken.xml"] = lambda visit: visit.send("", 500)
    broken = feed.web.address("/broken.xml")
    done = one_round(case, broken, feed.address)
    assert (done.number, done.failed) == (2, 1)
    assert f"{broken}: the server fails (500)" in capsys.readouterr().err
    assert done.record["feeds"][0]["fault"] is not None
    again = one_round(case, broken, feed.address)
    assert (again.number, again.failed, again.record["feeds"][0]["asked"]) == (None, 0, False)
    assert "not asked before" in capsys.readouterr().err
    feed.web.pages["/broken.xml"] = lambda visit: visit.send(feed.xml())
    well = one_round(case, broken, feed.address, now=NOW + 1000)
    assert (well.failed, well.record["feeds"][0]["asked"], well.watched.feeds[broken].failures) == (0, True, 0)


def test_a_host_that_is_asked_too_often_is_asked_no_more_in_the_round(tmp_path: Path, feed: FeedServer) -> None:
    for name in "ab":
        feed.web.pages[f"/{name}.xml"] = lambda visit: visit.send("", 429, Retry_After="900")
    feeds = [feed.web.address(f"/{name}.xml") for name in "ab"]
    done = one_round(tmp_path / "case", *feeds)
    assert done.failed == 2
    assert len(feed.web.visits) == 1
    assert {state.due for state in done.watched.feeds.values()} == {NOW + 900}


def test_a_report_that_is_not_english_is_told_once(case: Path, feed: FeedServer) -> None:
    german = "Die Gesandten verlangen das ganze Delta, und niemand weiß, was daraus werden soll. " * 20
    feed.entries.insert(0, Entry("d", "Die Gesandten verlangen alles", german, 9, whole=False))
    done = one_round(case, feed.address)
    assert (done.number, done.failed) == (None, 1)
    assert one_round(case, feed.address).failed == 0


def test_what_a_model_did_not_answer_is_asked_again_later(tmp_path: Path, feed: FeedServer) -> None:
    none_left = {"model": "any", "base_url": "http://127.0.0.1:9/v1", "no_cache": True, "max_tokens": 0}
    options = replace(OPTIONS, reader=ReaderChoice("llm", none_left))
    done = one_round(tmp_path / "case", feed.address, options=options)
    assert (done.number, done.failed) == (None, 2)
    (state,) = done.watched.feeds.values()
    assert [(seen.pending, seen.failures) for seen in state.entries] == [(True, 0), (True, 0)]
    assert one_round(tmp_path / "case", feed.address, options=options).failed == 0
    assert one_round(tmp_path / "case", feed.address, options=options, now=NOW + 301).failed == 2


def test_reports_without_any_claim_start_no_case_but_are_kept(tmp_path: Path) -> None:
    with FeedServer([Entry("n", "Market day", "The market was open until noon.", 3)]) as feed:
        done = one_round(tmp_path / "case", feed.address)
        assert (done.number, done.failed, done.record["changes"]) == (1, 0, None)
        assert "no claim" in done.words
        assert not (tmp_path / "case/case.yaml").exists()
        feed.entries.append(FIRST[0])
        done = one_round(tmp_path / "case", feed.address)
    assert done.record["changes"]["first"] is True
    assert len(json.loads((tmp_path / "case/claims.json").read_text())["documents"]) == 2


def test_a_case_that_cannot_be_read_stops_the_round_before_anything_is_asked(case: Path, feed: FeedServer) -> None:
    (case / "case.yaml").write_text("detente: 1\nparties: [")
    before = files_of(case), (case / STATE).read_bytes()
    with pytest.raises(FormatError, match=r"case\.yaml"):
        one_round(case, feed.address)
    assert feed.asked == []
    assert (files_of(case), (case / STATE).read_bytes()) == before


def test_an_edit_while_a_round_computes_is_not_lost(
    case: Path, feed: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.entries.insert(0, Entry("c", "Halm rejects free passage", JUNE, 7))
    real = watch_round.merged

    def edited_meanwhile(folder: Path, *given: Any) -> Any:
        result = real(folder, *given)
        text = (folder / "case.yaml").read_text()
        (folder / "case.yaml").write_text(text.replace("name: Vess", "name: Republic of Vess", 1))
        return result

    monkeypatch.setattr(watch_round, "merged", edited_meanwhile)
    assert one_round(case, feed.address).number == 2
    assert "name: Republic of Vess" in (case / "case.yaml").read_text()


OLD = {"case.yaml": "old case", "claims.json": "old claims", "analysis.json": "old analysis", STATE: "{}"}
NEW = {"case.yaml": "new case", "claims.json": "new claims", "analysis.json": "new analysis"}
RECORD = {"schema": 1, "round": 2, "changes": {}}


def folder_before(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in OLD.items():
        (folder / name).write_text(text)
    (folder / CHANGES).write_text('{"round": 1}\n')
    return folder


def killed_at(number: int, work: Callable[[], object]) -> bool:
    """Do `work` in a process that is killed at its `number`th step on the disk; tell whether it was."""
    child = os.fork()
    if child == 0:
        steps = [0]

        def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*given: Any, **more: Any) -> Any:
                steps[0] += 1
                if steps[0] == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*given, **more)

            return call

        for name in ("replace", "unlink", "write", "mkdir", "ftruncate", "rmdir"):
            setattr(os, name, deadly(getattr(os, name)))
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process that it forks")
def test_a_round_is_whole_or_not_begun_wherever_the_process_is_killed(tmp_path: Path) -> None:
    done, undone = 0, 0
    for number in range(1, 200):
        folder = folder_before(tmp_path / str(number))
        killed = killed_at(number, lambda folder=folder: put(folder, NEW, Watched(2), RECORD))
        killed_again = killed_at(number % 5 + 1, lambda folder=folder: finish(folder))
        finish(folder)
        found = {name: (folder / name).read_text() for name in OLD}
        whole = found["case.yaml"] == "new case"
        assert {name: found[name] for name in NEW} == (NEW if whole else {name: OLD[name] for name in NEW})
        assert (read_watched(folder).round == 2) if whole else (found[STATE] == "{}")
        assert [line["round"] for line in lines_of(folder)] == ([1, 2] if whole else [1])
        assert sorted(path.name for path in folder.iterdir()) == sorted([*OLD, CHANGES])
        done, undone = done + whole, undone + (not whole)
        if not killed:
            assert whole
            assert not killed_again
            break
    assert done > 5
    assert undone > 5


def test_a_full_disk_leaves_a_round_whole_or_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = []
    for number in range(1, 60):
        folder = folder_before(tmp_path / str(number))
        steps = [0]

        def full(real: Callable[..., Any], number: int = number, steps: list[int] = steps) -> Callable[..., Any]:
            def call(*given: Any) -> Any:
                steps[0] += 1
                if steps[0] == number:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return real(*given)

            return call

        told = False
        with monkeypatch.context() as patch:
            for name in ("write", "fsync"):
                patch.setattr(os, name, full(getattr(os, name)))
            try:
                put(folder, NEW, Watched(2), RECORD)
            except OSError as error:
                told = error.errno == errno.ENOSPC
        assert told == (steps[0] >= number)
        finish(folder)
        whole = read_watched(folder).round == 2 if "round" in (folder / STATE).read_text() else False
        outcomes.append(whole)
        assert {name: (folder / name).read_text() for name in NEW} == (
            NEW if whole else {name: OLD[name] for name in NEW}
        )
        assert [line["round"] for line in lines_of(folder)] == ([1, 2] if whole else [1])
        if not told:
            assert whole
            break
    assert outcomes.count(False) > 2
    assert outcomes.count(True) > 2


def test_a_round_that_was_ended_is_dropped_where_a_person_changed_the_case_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_before(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(watch_files, "_put_in_place", lambda folder: None)
        put(folder, NEW, Watched(2), RECORD)
    (folder / "case.yaml").write_text("edited")
    assert finish(folder) is None
    assert (folder / "case.yaml").read_text() == "edited"
    assert (folder / "claims.json").read_text() == "old claims"


def test_a_line_that_was_never_finished_is_taken_away(tmp_path: Path) -> None:
    folder = folder_before(tmp_path)
    (folder / CHANGES).write_text('{"round": 1}\n{"round": 2, "cha')
    put(folder, NEW, Watched(2), RECORD)
    assert [line["round"] for line in lines_of(folder)] == [1, 2]


def test_two_do_not_watch_into_one_case(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(DocumentError, match="another `detente watch`"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 2}', '{"schema": 1, "round": 0, "case": null, "feeds": [{}]}'])
def test_a_state_that_is_none_is_told_with_the_remedy(text: str, tmp_path: Path) -> None:
    (tmp_path / STATE).write_text(text)
    with pytest.raises(FormatError, match="remove the file to look at all feeds as if for the first time"):
        read_watched(tmp_path)


def watch(folder: Path, *arguments: str) -> list[str]:
    common = ["--case", str(folder), "--allow-private", "--draws", "100"]
    return [sys.executable, "-m", "detente", "watch", *common, *arguments]


def test_the_command_killed_in_a_round_and_stopped_by_hand(tmp_path: Path, feed: FeedServer, run: Run) -> None:
    """kill -9 while it reads; then it goes on by itself, and Ctrl-C ends it; then there is nothing new."""
    folder = tmp_path / "case"
    process = subprocess.Popen(watch(folder, "--once", feed.address), stderr=subprocess.PIPE)
    _wait_for(lambda: bool(feed.asked))
    process.kill()
    process.communicate()
    assert not (folder / "case.yaml").exists()
    going = subprocess.Popen(
        watch(folder, "--json", feed.address), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    _wait_for(lambda: (folder / STATE).exists() and hash_of(folder / CHANGES) is not None)
    assert going.stderr is not None
    while "next look at" not in (line := going.stderr.readline()):
        assert line
    going.send_signal(signal.SIGINT)
    out, errors = going.communicate(timeout=60)
    assert going.returncode == 0
    assert "stopped after 1 round" in errors
    assert json.loads(out) == lines_of(folder)[0]
    result = run("watch", "--case", folder, "--once", "--allow-private")
    assert (result.returncode, result.stdout) == (0, "")
    assert "nothing new" in result.stderr


def _wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 200
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("feeds", "told"),
    [
        (["feed.xml", "ftp://news.example/feed"], r"feed\.xml: is no address.*\n.*ftp://news.example/feed"),
        (["https:///feed"], "https:///feed"),
        ([], "name at least one feed"),
    ],
)
def test_wrong_usage(feeds: list[str], told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=told):
        cli.main(["watch", *feeds, "--case", str(tmp_path / "case")], standalone_mode=False)
    assert not (tmp_path / "case").exists()
