"""The command line as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["Run", "run_in"]

Run = Callable[..., subprocess.CompletedProcess[str]]


def run_in(folder: Path) -> Run:
    """Give how to run `detente ARGUMENTS` in a folder."""

    def call(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "detente", *map(str, arguments)],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=240,
            env=os.environ | {"NO_COLOR": "1"},
            **more,
        )

    return call
