"""The command line as a user runs it: in a process of its own."""

from pathlib import Path

import pytest
from support.command_line import Run, run_in


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `detente ARGUMENTS` in an empty folder; give its exit code, stdout and stderr."""
    return run_in(tmp_path)


STAGES = """Board of Alder rejects Birch bid, but talks go on

The board of Alder Foods rejected a takeover offer by its rival Birch Group. Alder cares more about the future of its
plant than about the price, two people close to the talks said. Birch demanded an answer by the end of the month.
"""


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a report, `merger.txt`, and the folder `stages` in which every stage has run."""
    folder = tmp_path_factory.mktemp("staged")
    (folder / "merger.txt").write_text(STAGES)
    run = run_in(folder)
    for arguments in (
        ("read", "merger.txt", "--out", "stages"),
        ("table", "stages/claims.json"),
        ("infer", "stages/case.yaml", "--claims", "stages/claims.json", "--draws", "500"),
        ("solve", "stages/case.yaml", "--beliefs", "stages/beliefs.json"),
        ("report", "stages"),
    ):
        result = run(*arguments)
        assert result.returncode == 0, (arguments, result.stderr)
    return folder
