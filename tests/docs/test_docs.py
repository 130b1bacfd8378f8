"""What the documentation shows is what detente does."""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support.command_line import call_in, environment

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"), ROOT / "samples/README.md"]
)


def _generated() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {page: make() for page, make in module.PAGES.items()}


def test_generated_pages_are_up_to_date() -> None:
    for page, text in _generated().items():
        assert (ROOT / "docs" / page).read_text(encoding="utf-8") == text, "run: python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def commands_of(page: Path) -> list[str]:
    """Give the commands of detente that the shell blocks of a page show."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.S | re.M)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip().startswith("detente ")]


@pytest.mark.parametrize(
    "page",
    [p for p in PAGES if commands_of(p) and p.parent.name in {"tutorial", "how-to"}],
    ids=lambda path: path.stem,
)
def test_commands_of_a_page_run_one_after_another(
    page: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, *later = commands_of(page)
    own = tmp_path_factory.getbasetemp()
    _begin(first, tmp_path, own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
    for command in later:
        _call(command, tmp_path)


def _call(command: str, folder: Path) -> None:
    name, *arguments = command.split()
    assert name == "detente"
    result = call_in(folder, arguments, environment())
    assert result.returncode == 0, f"{command}\n{result.stderr}"


def _begin(command: str, folder: Path, shared: Path) -> None:
    """Run the first command of a page; where a page before began with the same one, take what that left."""
    for name in ("samples", "training"):
        (folder / name).symlink_to(ROOT / name)
    done = shared / f"begun-{hashlib.sha256(command.encode()).hexdigest()[:16]}"
    if not done.is_dir():
        _call(command, folder)
        draft = Path(tempfile.mkdtemp(dir=shared))
        shutil.copytree(folder, draft / "left", symlinks=True)
        with contextlib.suppress(OSError):  # Another process may have put it there meanwhile.
            (draft / "left").rename(done)
        return
    shutil.copytree(done, folder, symlinks=True, dirs_exist_ok=True, ignore=lambda *_: ["samples", "training"])


@pytest.mark.parametrize(
    "page", [p for p in PAGES if "```python" in p.read_text(encoding="utf-8")], ids=lambda path: path.stem
)
def test_python_of_a_page_runs(page: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)
    result = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def _cell(page: str, row: str, column: int) -> str:
    """Give a cell of the first row of a page's tables that begins so, without bold."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith(f"| {row}"))
    return line.split("|")[column + 1].strip().replace("*", "")


def test_how_well_the_reader_reads_is_the_same_on_every_page() -> None:
    card, reading, shown = "src/detente/claims/data/reader.md", "docs/background/reading.md", "**both, as shipped**"
    both, found, party_act, source, content, rare, error = (
        _cell(card, row, 1)
        for row in ("party + act", "detection", "party, act", "innermost", "content", "recall, not", "calibration")
    )
    party, act = party_act.split(", ")
    rows = ("party + act right", "claims found", "of claims found", "… act", "… innermost", "… content")
    rows += ("recall of claims not asserted", "recall of inferred", "calibration error")
    figures = [both, found, party, act, source, content, *rare.split("; "), error]
    assert [_cell(reading, row, 1) for row in rows] == figures
    assert [_cell("training/README.md", shown, column) for column in range(1, 10)] == figures
    first = ("claims read in", "… claims found", "… party, act", "… recall of claims", "… error of the stated")
    assert [_cell("README.md", row, 1) for row in first] == [both, found, f"{party_act}, {source}", rare, error]
    for row, figure in zip(rows, figures, strict=True):
        over = float(figure) - float(_cell(reading, row, 2))
        met = -over if row == "calibration error" else over
        assert _cell(reading, row, 3) == ("yes" if met >= 0 else "no")
