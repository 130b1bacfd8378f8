"""The command line as a user runs it: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `detente ARGUMENTS` in an empty folder; give its exit code, stdout and stderr."""

    def call(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "detente", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=240,
            env=os.environ | {"NO_COLOR": "1"},
            **more,
        )

    return call
