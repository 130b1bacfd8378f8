"""The command line as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.claims.kept import VARIABLE

__all__ = ["KEPT", "Run", "environment", "run_in"]

KEPT = "DETENTE_TEST_READINGS"
"""The environment variable that names the folder in which tests keep what their commands read."""

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
            env=environment() | {"NO_COLOR": "1"},
            **more,
        )

    return call


def environment() -> dict[str, str]:
    """Give the environment of a command that keeps what it reads where other tests do, if there is a folder for it."""
    return dict(os.environ) | ({VARIABLE: os.environ[KEPT]} if KEPT in os.environ else {})
