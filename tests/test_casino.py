"""The benchmark on people's talks, with a file of invented dialogues in CaSiNo's format."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "benchmarks/casino.py"


def dialogue(number: int, first: str, second: str) -> dict[str, Any]:
    items = ["Food", "Water", "Firewood"]
    info = {
        party: {
            "value2issue": dict(zip(("High", "Low", "Medium"), [top, *(i for i in items if i != top)], strict=True))
        }
        for party, top in (("mturk_agent_1", first), ("mturk_agent_2", second))
    }
    lines = [
        ("mturk_agent_1", f"Hi, I need {first.lower()}."),
        ("mturk_agent_2", f"I want all the {second.lower()}."),
        ("mturk_agent_1", "Submit-Deal"),
        ("mturk_agent_2", "Accept-Deal"),
    ]
    return {
        "dialogue_id": number,
        "participant_info": info,
        "chat_logs": [{"id": speaker, "text": text} for speaker, text in lines],
    }


@pytest.fixture
def dialogues(tmp_path: Path) -> Path:
    names = ["Food", "Water", "Firewood"]
    path = tmp_path / "dialogues.json"
    path.write_text(json.dumps([dialogue(n, names[n % 3], names[n // 3 % 3]) for n in range(36)]), encoding="utf-8")
    return path


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *map(str, words)], capture_output=True, text=True, check=False)


def test_trained_and_tested(dialogues: Path, tmp_path: Path) -> None:
    out = tmp_path / "predictions.json"
    result = run("--train", dialogues, "--test", dialogues, "--out", out)
    assert result.returncode == 0, result.stderr
    found = json.loads(out.read_text(encoding="utf-8"))
    assert len(found) == 72
    assert {(p["dialogue_id"], p["party"], p["k"]) for p in found} == {
        (n, f"mturk_agent_{a}", 1) for n in range(36) for a in (1, 2)
    }
    right = 0
    for part in found:
        assert sorted(part["scores"].values()) == [1.0, 2.0, 3.0]
        truth = ["Food", "Water", "Firewood"][part["dialogue_id"] // (1 if part["party"].endswith("1") else 3) % 3]
        right += part["scores"][truth] == 3.0
    assert right == 72


def test_the_models_words_are_not_the_truth(dialogues: Path, tmp_path: Path) -> None:
    # Predictions must rest on the words alone: other true orders in the test file change nothing.
    other = json.loads(dialogues.read_text(encoding="utf-8"))
    for part in other:
        for info in part["participant_info"].values():
            info["value2issue"] = {"High": "Food", "Medium": "Water", "Low": "Firewood"}
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(other), encoding="utf-8")
    outs = [tmp_path / "one.json", tmp_path / "two.json"]
    for path, out in zip((dialogues, changed), outs, strict=True):
        assert run("--train", dialogues, "--test", path, "--out", out).returncode == 0
    assert outs[0].read_text() == outs[1].read_text()


def test_wrong_usage_is_told() -> None:
    result = run("--test", "nowhere.json")
    assert result.returncode == 2
    assert "--cross-validate" in result.stderr


def test_the_measures_are_those_of_the_data(shared: Path, dialogues: Path, tmp_path: Path) -> None:
    scorer = shared / "data/casino/score.py"
    if not scorer.exists():
        pytest.skip("no data/casino in ../shared")
    out = tmp_path / "predictions.json"
    mine = run("--test", dialogues, "--out", out).stdout
    theirs = subprocess.run(
        [sys.executable, str(scorer), str(dialogues), str(out)], capture_output=True, text=True, check=False
    ).stdout
    first = next(line for line in theirs.splitlines() if line.startswith("k=1"))
    exact, top, gain = (float(first.split()[place]) for place in (2, 4, 6))
    row = next(line for line in mine.splitlines() if line.startswith("| 1 |"))
    assert [float(cell) for cell in row.strip("| ").split(" | ")[1:]] == pytest.approx(
        [100 * exact, 100 * top, 100 * gain], abs=0.06
    )


def test_the_loader_takes_words_and_orders_only(dialogues: Path) -> None:
    spec = importlib.util.spec_from_file_location("casino", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["casino"] = module
    spec.loader.exec_module(module)
    ids, talks = module.load(dialogues)
    assert ids == list(range(36))
    assert [part.text for part in talks[0].talk.utterances] == ["Hi, I need food.", "I want all the food."]
    assert talks[0].truth[0] == ("Food", "Firewood", "Water")
