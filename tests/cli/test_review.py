"""`detente review` as a user runs it: by plain commands, and one by one with answers through a pipe."""

import io
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from support.command_line import Run
from support.deciding import GAZETTE, gazette, herald, readings

from detente.claims import readings_to_json
from detente.cli.main import main
from detente.files import dump_json


class Result(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run `detente ARGUMENTS` within this process, which spares loading it anew; `answers` are its standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DETENTE_AUTHOR", "Ada")

    def run(*arguments: str, answers: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["detente", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit:
            main()
        return Result(int(exit.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def folder(call: Call, tmp_path: Path) -> Path:
    """A folder with the claims of two reports and the case drafted from them."""
    (tmp_path / "ferry").mkdir()
    (tmp_path / "ferry/claims.json").write_text(dump_json(readings_to_json(readings())))
    assert call("table", "ferry/claims.json").returncode == 0
    return tmp_path / "ferry"


def _evidence(folder: Path, call: Call) -> dict[str, Any]:
    shown = call("table", "ferry/claims.json", "--out", "-", "--title", "T")
    assert shown.returncode == 0, shown.stderr
    from detente.table import case_from_yaml

    return {name: piece.model_dump() for name, piece in case_from_yaml(shown.stdout).evidence.items()}


def _questions(call: Call) -> list[dict[str, Any]]:
    listed = call("review", "ferry", "--list", "--json")
    assert listed.returncode == 0, listed.stderr
    found: list[dict[str, Any]] = json.loads(listed.stdout)["questions"]
    return found


def test_a_user_reviews_through_a_pipe_and_the_case_follows(run: Run, folder: Path) -> None:
    before = (folder / "claims.json").read_bytes()
    answers = "c\nr\no\na\noffer\n\ns\nq\n"
    result = run("review", "ferry", "--author", "Ben", input=answers)
    assert result.returncode == 0, result.stderr
    made = [json.loads(line) for line in (folder / "decisions.jsonl").read_text().splitlines()]
    assert [one["decision"] for one in made] == ["confirm", "reject", "correct"]
    assert {one["author"] for one in made} == {"Ben"}
    assert made[2]["after"] == {"act": "offer"}
    assert (folder / "claims.json").read_bytes() == before
    text = (folder / "case.yaml").read_text()
    assert f"  {made[0]['about']['claim']}:\n" in text
    assert "status: confirmed" in text
    assert f"rejected by Ben on {made[1]['time'][:10]}" in text
    assert "\x1b" not in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_in_a_terminal_one_key_answers(folder: Path) -> None:
    import pty

    outer, inner = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "detente", "review", "ferry"],
        cwd=folder.parent, stdin=inner, stdout=inner, stderr=subprocess.PIPE, env=environment | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(inner)
    seen = b""

    def read_until(words: bytes, start: int, seconds: float) -> bool:
        nonlocal seen
        while words not in seen[start:]:
            if not select.select([outer], [], [], seconds)[0]:
                return False
            seen += os.read(outer, 4096)
        return True

    place = 0
    for key in b"xrq":
        assert read_until(b"[?] > ", place, 120)
        place = len(seen)
        # What is typed before the terminal takes single keys is lost, as for a person who types ahead.
        os.write(outer, bytes([key]))
        while not read_until(b"\n", place, 3):
            os.write(outer, bytes([key]))
    _, told = process.communicate(timeout=200)
    os.close(outer)
    assert process.returncode == 0, told
    assert b"'x' is no answer" in seen
    assert b"\x1b[1m" in seen
    (made,) = [json.loads(line) for line in (folder / "decisions.jsonl").read_text().splitlines()]
    assert made["decision"] == "reject"


def test_what_moves_most_comes_first_with_sentence_source_and_place(call: Call, folder: Path) -> None:
    questions = _questions(call)
    moves = [question["importance"] for question in questions]
    assert moves == sorted(moves, reverse=True)
    assert moves[0] > 0
    asked = {question["id"]: question for question in questions}
    assert asked["h1"]["sentence"] == "Ruud Baker said that the company rejects a night ferry."
    assert (asked["h1"]["document"], asked["h1"]["outlet"]) == ("herald-00000002", "Herald")
    assert asked["h1"]["doubts"] == ["read with 30 % confidence"]
    assert asked["parties:island=islanders"]["as_one"] is False
    first = call("review", "ferry", answers="")
    assert f"1 of {len(questions)} · moves {100 * moves[0]:.1f} % of the evidence" in first.stdout
    assert "nothing was decided" in first.stderr
    shown = call("review", "ferry", answers="s\n" * len(questions)).stdout
    assert "“Ruud Baker said that [the company rejects a night ferry].”" in shown
    assert "— Herald, 2025-03-03 (line 3, characters 40–73 of herald-00000002)" in shown
    assert shown.rstrip().endswith("That was all.")


def test_plain_commands_decide_and_undo_exactly(call: Call, folder: Path) -> None:
    first = (folder / "case.yaml").read_text()
    result = call(
        "review", "ferry", "--confirm", "g1", "--reject", "h1",
        "--correct", "g2", "act=demand", "party=Harbour Company",
        "--merge-parties", "Island", "Islanders", "--merge-issues", "night ferry", "lower fares", "--json",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    made = json.loads(result.stdout)["decisions"]
    assert [d["decision"] for d in made] == ["confirm", "reject", "correct", "merge-parties", "merge-issues"]
    assert made[2]["before"] == {"act": "interest", "party": "Island"}
    evidence = _evidence(folder, call)
    assert "h1" not in evidence
    assert evidence["g1"]["status"] == evidence["g2"]["status"] == "confirmed"
    assert evidence["g2"]["act"] == "demand"
    assert evidence["g1"]["party"] == evidence["h2"]["party"] != evidence["g2"]["party"]
    assert evidence["g1"]["on"] == evidence["h3"]["on"]
    for number in (5, 1, 2, 3):
        assert call("review", "ferry", "--undo", str(number), "--no-draft").returncode == 0
    assert call("review", "ferry", "--undo").returncode == 0
    assert (folder / "case.yaml").read_text() == first
    assert len((folder / "decisions.jsonl").read_text().splitlines()) == 10
    history = call("review", "ferry", "--history")
    assert history.stdout.count("(undone)") == 5
    assert history.stdout.splitlines()[9].endswith("undo of decision 4")


def test_kept_apart_is_not_asked_again_and_stays_so(call: Call, folder: Path) -> None:
    assert call("review", "ferry", "--keep-apart", "Island", "Islanders").returncode == 0
    assert "parties:island=islanders" not in {question["id"] for question in _questions(call)}
    assert call("review", "ferry", "--keep-apart", "night ferry", "ferry by night").returncode == 0
    evidence = _evidence(folder, call)
    assert evidence["g1"]["on"] != evidence["h2"]["on"]


def test_questions_are_answered_by_their_id(call: Call, folder: Path) -> None:
    assert call("review", "ferry", "--reject", "parties:island=islanders", "--no-draft").returncode == 0
    (made,) = json.loads(call("review", "ferry", "--history", "--json").stdout)["decisions"]
    assert made["decision"] == "merge-parties"
    assert made["in_force"]


def test_every_decision_is_saved_at_once_and_a_wrong_answer_is_told_with_its_line(call: Call, folder: Path) -> None:
    result = call("review", "ferry", answers="c\nu\nc\nx\nr\n")
    assert result.returncode == 1
    assert "standard input, line 4: 'x' is no answer" in result.stderr
    kinds = [json.loads(line)["decision"] for line in (folder / "decisions.jsonl").read_text().splitlines()]
    assert kinds == ["confirm", "undo", "confirm"]
    assert "status: confirmed" in (folder / "case.yaml").read_text()


def test_all_that_is_wrong_with_a_command_is_told_and_nothing_is_decided(call: Call, folder: Path) -> None:
    result = call(
        "review", "ferry", "--confirm", "zz", "--correct", "g1", "act=shout", "content=moon", "--merge-issues", "a", "b"
    )
    assert result.returncode == 2
    for told in ("'zz' is no claim here", "act is 'shout'", "content 'moon' does not stand", "'a' is no issue here"):
        assert told in result.stderr
    assert not (folder / "decisions.jsonl").exists()


def test_an_edit_by_hand_stays_when_the_case_follows_a_decision(call: Call, folder: Path) -> None:
    case = folder / "case.yaml"
    case.write_text(case.read_text().replace("title: ", "# my note\ntitle: ", 1))
    result = call("review", "ferry", "--reject", "h1")
    assert result.returncode == 0, result.stderr
    assert "# my note" in case.read_text()
    assert "rejected by Ada" in case.read_text()


def test_infer_takes_decisions_into_account_before_the_case_is_drafted_again(call: Call, folder: Path) -> None:
    before = call("infer", "ferry/case.yaml", "--draws", "100", "--json")
    call("review", "ferry", "--reject", "h1", "--confirm", "g1", "--no-draft")
    call("review", "ferry", "--merge-issues", "night ferry", "lower fares", "--no-draft")
    after = call("infer", "ferry/case.yaml", "--draws", "100", "--json")
    assert after.returncode == 0, after.stderr
    witnesses = [
        {
            w["claim"]: w["reliability"]
            for party in json.loads(run.stdout)["parties"].values()
            for w in party["witnesses"]
        }
        for run in (before, after)
    ]
    assert "h1" in witnesses[0]
    assert "h1" not in witnesses[1]
    assert witnesses[0]["g1"] == pytest.approx(0.6 * witnesses[1]["g1"])
    assert "1 decision of decisions.jsonl can only be drafted anew" in after.stderr


def test_decisions_outlive_a_new_reading_and_a_lost_one_is_told(call: Call, folder: Path) -> None:
    call("review", "ferry", "--reject", "g3", "--confirm", "g1")
    text = "Evening edition\n\n" + GAZETTE.replace("two ferries a day", "three ferries a day")
    anew = gazette(GAZETTE).claims
    claims = tuple(
        type(c)(**{**c.to_json(), "id": f"new-{c.id}", "sources": c.sources, "hedges": c.hedges,
                   "start": text.index(c.text), "end": text.index(c.text) + len(c.text)})
        for c in anew if c.text in text
    )  # fmt: skip
    later = type(gazette())(type(gazette().document)("gazette-00000077", text, outlet="Gazette"), claims)
    (folder / "claims.json").write_text(dump_json(readings_to_json((later, herald()))))
    result = call("table", "ferry/claims.json", "--out", "-")
    assert result.returncode == 0, result.stderr
    assert "status: confirmed" in result.stdout
    assert "a decision has lost its claim" in result.stderr
    assert "two ferries a day" in result.stderr


def test_into_another_folder_decisions_come_along(call: Call, folder: Path, tmp_path: Path) -> None:
    call("review", "ferry", "--reject", "h1", "--no-draft")
    (tmp_path / "other").mkdir()
    assert call("table", "ferry/claims.json", "--out", "other/case.yaml").returncode == 0
    assert "rejected by Ada" in (tmp_path / "other/case.yaml").read_text()
    assert (tmp_path / "other/decisions.jsonl").read_text() == (folder / "decisions.jsonl").read_text()


def test_a_case_without_reports_can_be_reviewed(call: Call, folder: Path) -> None:
    (folder / "claims.json").unlink()
    result = call("review", "ferry/case.yaml", "--confirm", "g1", "--correct", "g2", "certainty=possible")
    assert result.returncode == 0, result.stderr
    assert "stays as it is" in result.stderr
    again = call("review", "ferry", "--list", "--json")
    assert not {"g1", "g2"} & {question["id"] for question in json.loads(again.stdout)["questions"]}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["review", "ferry", "--undo"], "nothing to undo"),
        (["review", "ferry", "act=offer"], "belongs to --correct"),
        (["review", "ferry", "--correct", "g1"], "nothing to correct is named"),
        (["review", "ferry", "--side", "Nobody", "Island"], "'Nobody' speaks in no claim"),
        (["review", "ferry", "--merge-parties", "Island", "Island"], "are the same already"),
        (["review", "ferry", "--list", "--confirm", "g1"], "only show"),
        (["review", "ferry", "--json"], "a sitting speaks in words"),
    ],
)
def test_wrong_use_is_told(call: Call, folder: Path, arguments: list[str], told: str) -> None:
    result = call(*arguments)
    assert result.returncode == 2
    assert told in result.stderr


def test_a_folder_without_a_case_names_the_remedy(call: Call, folder: Path) -> None:
    (folder / "case.yaml").unlink()
    result = call("review", "ferry")
    assert result.returncode == 1
    assert "draft it with: detente table ferry/claims.json" in result.stderr


def test_a_source_is_dropped_and_brought_back_with_what_was_decided(folder: Path, call: Call) -> None:
    assert call("review", "ferry", "--confirm", "h1").returncode == 0
    done = call("review", "ferry", "--drop", "herald")
    assert done.returncode == 0, done.stderr
    assert "source herald-00000002 removed" in done.stdout
    assert {piece["document"] for piece in _evidence(folder, call).values()} == {"gazette-00000001"}
    assert "h1" not in call("review", "ferry", "--list").stdout.split()
    for words, told in (("nothing", "is no source of this case"), ("herald-00000002", "was removed by Ada")):
        failed = call("review", "ferry", "--drop", words)
        assert failed.returncode in {1, 2}
        assert told in failed.stderr
    assert "source herald-00000002 removed" in call("review", "ferry", "--history").stdout
    assert call("review", "ferry", "--undo").returncode == 0
    evidence = _evidence(folder, call)
    assert evidence["h1"]["status"] == "confirmed"


def test_a_correction_that_changes_nothing_is_told_and_not_kept(call: Call, folder: Path) -> None:
    case = (folder / "case.yaml").read_text()
    told = call("review", "ferry", "--correct", "g1", "act=demand", "party=Island", "certainty=asserted")
    assert told.returncode == 2
    assert "changes nothing: act is 'demand', party is 'Island', certainty is 'asserted' already" in told.stderr
    assert "to confirm it: --confirm g1" in told.stderr
    assert not (folder / "decisions.jsonl").exists()
    some = call("review", "ferry", "--correct", "g1", "act=demand", "certainty=possible", "--no-draft")
    assert some.returncode == 0
    assert "act is 'demand' already" in some.stderr
    (made,) = map(json.loads, (folder / "decisions.jsonl").read_text().splitlines())
    assert made["after"] == {"certainty": "possible"}
    assert call("review", "ferry", "--correct", "g1", "certainty=possible").returncode == 2
    assert (folder / "case.yaml").read_text() == case


def test_an_issue_that_a_claim_is_on_is_no_correction_until_it_was_put_elsewhere(call: Call, folder: Path) -> None:
    evidence = _evidence(folder, call)
    here = evidence["g1"]["on"]
    there = next(piece["on"] for piece in evidence.values() if piece.get("on") not in (None, here))
    assert "changes nothing" in call("review", "ferry", "--correct", "g1", f"issue={here}").stderr
    assert call("review", "ferry", "--correct", "g1", f"issue={there}", "--no-draft").returncode == 0
    assert "changes nothing" in call("review", "ferry", "--correct", "g1", f"issue={there}").stderr
    assert call("review", "ferry", "--correct", "g1", f"issue={here}").returncode == 0
    assert _evidence(folder, call)["g1"]["on"] == here
