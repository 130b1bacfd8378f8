"""What all tests share: where other people's data lie, if they do."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# As the command line does, before NumPy is loaded: two processes of tests would wait for each other's threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings
from support.browser import chromium
from support.command_line import KEPT

# How long an example takes tells of the machine, and of what else it does.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that starts tests in the background has them ignore Ctrl-C, and so would the commands that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder in which commands that tests start keep what they read: samples are read once."""
    if not hasattr(config, "workerinput"):
        os.environ[KEPT] = tempfile.mkdtemp(prefix="readings-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(KEPT, ""), ignore_errors=True)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for a browser or a server."""
    return (os.cpu_count() or 1) + 1


LONG = ("docs", "cli", "web")
"""The folders of the files that take longest, longest first: all processes would wait for one that begins last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.parent, len(LONG)))


@pytest.fixture(scope="module")
def real_browser() -> Iterator[Any]:
    """A real browser; skips where none is installed."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of texts and data that belong to others and stay outside the project; skips where it is missing."""
    folder = Path(os.environ.get("DETENTE_SHARED", ROOT.parent / "shared"))
    if not (folder / "corpus").is_dir():
        pytest.skip("no ../shared (or DETENTE_SHARED): this test needs texts that are not part of the project")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The project's own sample reports."""
    return ROOT / "samples"
