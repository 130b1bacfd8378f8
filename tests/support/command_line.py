"""The command line as a user runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.claims.kept import VARIABLE
from support.forking import Forks

__all__ = ["KEPT", "Run", "call_in", "environment", "run_in"]

KEPT = "DETENTE_TEST_READINGS"
"""The environment variable that names the folder in which tests keep what their commands read."""

Run = Callable[..., subprocess.CompletedProcess[str]]


FRESH = "DETENTE_TEST_FRESH"
"""The environment variable that has every command start an interpreter of its own, as for a user."""
_LONGEST = 240.0
"""Seconds that a command may take."""
_STARTED = {name: value for name, value in os.environ.items() if name.startswith("PYTHON")}
"""What the interpreter itself reads: a process that has been started does not heed what a test changes of it."""
_forks = Forks()


def run_in(folder: Path) -> Run:
    """Give how to run `detente ARGUMENTS` in a folder."""

    def call(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
        return call_in(folder, [*map(str, arguments)], environment() | {"NO_COLOR": "1"}, **more)

    return call


def call_in(
    folder: Path, arguments: Sequence[str], given: Mapping[str, str], **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run `detente ARGUMENTS` in a folder and an environment, in a process of its own.

    It is forked from one that has loaded what commands need, where that can be: not with other options of
    `subprocess.run` than `input`, nor for another interpreter, nor where `DETENTE_TEST_FRESH` is set.
    """
    same = {name: value for name, value in given.items() if name.startswith("PYTHON")} == _STARTED
    if hasattr(os, "fork") and same and FRESH not in os.environ and more.keys() <= {"input"}:
        return _forks.run(arguments, folder, given, more.get("input"), _LONGEST)
    command = [sys.executable, "-m", "detente", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_LONGEST, env=given, **more)


def environment() -> dict[str, str]:
    """Give the environment of a command that keeps what it reads where other tests do, if there is a folder for it."""
    return dict(os.environ) | ({VARIABLE: os.environ[KEPT]} if KEPT in os.environ else {})
