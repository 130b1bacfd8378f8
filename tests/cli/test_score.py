"""`detente score` as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import Run

ROOT = Path(__file__).resolve().parents[2]
SECOND = ROOT / "training/second-reading"
ONE, TWO = (SECOND / f"{name}.claims.json" for name in ("a05-kosovo-plates", "c05-rail-italy"))


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two marked reports in `gold`, and one of them as predicted in `found`."""
    gold, found = tmp_path / "gold", tmp_path / "found"
    for folder, files in ((gold, (ONE, TWO)), (found, (ONE,))):
        folder.mkdir()
        for file in files:
            (folder / file.name).write_bytes(file.read_bytes())
    return gold, found


@pytest.fixture
def scored(run: Run) -> Run:
    """Run the command where what it needs is installed."""
    pytest.importorskip("scipy", reason="scipy (extra score) is not installed")
    return run


def test_a_table_has_micro_and_macro_figures(scored: Run, folders: tuple[Path, Path]) -> None:
    result = scored("score", *folders)
    assert result.returncode == 0, result.stderr
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("party + act, precision")]
    assert line.split()[-2:] == ["1.000", "0.500"]
    assert "calibration error" not in result.stdout


def test_a_missing_prediction_counts_as_no_claims_and_is_named(scored: Run, folders: tuple[Path, Path]) -> None:
    result = scored("score", *folders, "--json")
    data = json.loads(result.stdout)
    assert data["missing"] == ["c05-rail-italy"]
    assert "no prediction, so no claims, for 1 article: c05-rail-italy" in result.stderr
    assert data["micro"]["detection"]["recall"] == data["predicted"] / data["gold"]


def test_a_prediction_beyond_the_marked_ones_is_named_and_ignored(scored: Run, folders: tuple[Path, Path]) -> None:
    gold, found = folders
    result = scored("score", found, gold, "--json")
    assert result.returncode == 0
    data = json.loads(result.stdout)
    assert (data["schema"], data["ignored"]) == (1, ["c05-rail-italy"])
    assert data["macro"]["strict"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_articles_have_a_line_each(scored: Run, folders: tuple[Path, Path]) -> None:
    result = scored("score", *folders, "--articles")
    assert "\na05-kosovo-plates " in result.stdout
    assert "\nc05-rail-italy " in result.stdout


def test_two_files_are_one_article_whatever_their_names(scored: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(json.dumps({"claims": json.loads(ONE.read_bytes())}))
    result = scored("score", ONE, "mine.json", "--json")
    data = json.loads(result.stdout)
    assert (data["missing"], data["ignored"], data["micro"]["strict"]["f1"]) == ([], [], 1.0)


def test_the_faults_of_all_files_are_told_at_once(run: Run, folders: tuple[Path, Path]) -> None:
    gold, found = folders
    (gold / ONE.name).write_text("{")
    (gold / TWO.name).write_text('{"documents": []}')
    claims = json.loads(ONE.read_bytes())
    claims[2]["party"] = 7
    (found / ONE.name).write_text(json.dumps(claims))
    result = run("score", "gold", "found")
    assert result.returncode == 1
    assert result.stdout == ""
    first, *rest = result.stderr.splitlines()
    assert first == "detente: gold and found: 3 faults"
    for line, words in zip(
        rest,
        (
            f"gold/{ONE.name}: is not JSON",
            f"gold/{TWO.name}: holds neither a list of claims nor an object with the list `claims`",
            f"found/{ONE.name}: claims[2].party: is 7; it must be words",
        ),
        strict=True,
    ):
        assert line.strip().startswith(words)


def test_missing_files_and_folders_without_claims_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("score", "none.json", "empty")
    assert result.returncode == 1
    assert "none.json: does not exist" in result.stderr
    assert "empty: holds no NAME.claims.json" in result.stderr


def test_a_folder_and_a_file_are_wrong_usage(run: Run, folders: tuple[Path, Path]) -> None:
    result = run("score", folders[0], folders[1] / ONE.name)
    assert result.returncode == 2
    assert "two folders or two files" in result.stderr


def test_without_its_extra_the_command_names_what_to_install(folders: tuple[Path, Path]) -> None:
    code = "import sys; sys.modules['scipy.optimize'] = None; from detente.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", code, "score", *folders], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert 'python -m pip install "detente[score]"' in result.stderr
