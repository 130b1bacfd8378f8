"""A workbench in a process of its own, as `detente serve` starts it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Serve a case at a free port; give its address, as printed, and the process."""
    command = [sys.executable, "-m", "detente", "serve", str(folder), "--port", "0", "--no-browser", "--draws", "100"]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.wait()
