#!/usr/bin/env python3
"""Set up detente in .venv from the lock file, with nothing but Python 3.11 or later, and run one job.

python3 bootstrap.py samples    analyze the sample reports, and say where the report lies
python3 bootstrap.py tests      run all tests
python3 bootstrap.py checks     run lint, types and the rules of imports
python3 bootstrap.py setup      only set up
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
BIN = HERE / ".venv" / SCRIPTS
INSTALLER = HERE / ".uv"
UV = "uv==0.13.9"


def run(*command: str | Path, quiet: bool = False) -> int:
    """Run a command in this folder; give its exit code."""
    return subprocess.run([str(part) for part in command], cwd=HERE, stdout=sys.stderr if quiet else None).returncode


def must(*command: str | Path, quiet: bool = False) -> None:
    """Run a command, and stop here where it fails."""
    code = run(*command, quiet=quiet)
    if code:
        sys.exit(code)


def set_up() -> None:
    """Make .venv and install what the lock file names, each file checked by its hash."""
    uv = INSTALLER / SCRIPTS / ("uv.exe" if os.name == "nt" else "uv")
    if not uv.exists():
        print("detente: setting up in .venv (once; about 1.4 GB)", file=sys.stderr)
        try:
            venv.create(INSTALLER, with_pip=True, clear=True)
        except (OSError, subprocess.CalledProcessError, ImportError):
            sys.exit("detente: this Python cannot make environments; on Debian: apt-get install python3-venv")
        must(
            INSTALLER / SCRIPTS / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", UV, quiet=True
        )
    # Frames and ArviZ are for notebooks: nothing that detente runs needs them.
    extras = ("--all-extras", "--no-extra", "frames", "--no-extra", "arviz")
    sync = (uv, "sync", "--quiet", "--frozen", *extras, "--python", sys.executable)
    if subprocess.run([str(part) for part in sync], cwd=HERE, capture_output=True).returncode:
        # Behind a proxy of an organisation the certificates of the system are needed; elsewhere they may be missing.
        must(*sync, "--system-certs", quiet=True)


def samples() -> int:
    """Analyze the sample reports on the talks of spring 2025."""
    return run(BIN / "detente", "analyze", Path("samples") / "ukraine-2025", "--out", "analysis")


def tests() -> int:
    """Run all tests, in one process more than there are cores."""
    # What pytest compiles of the tests is kept beside them for the next run, wherever else Python may keep nothing.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Tests start hundreds of processes; where Python may keep no compiled modules, each would compile them again.
    run(BIN / "python", "-m", "compileall", "-qq", "-j", "0", HERE / ".venv", HERE / "src")
    # A file's tests run in one process, so that what they share is made once; files begin in the order of conftest.py.
    return run(BIN / "python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")


def checks() -> int:
    """Run lint, types and the rules of imports; tell all that fail."""
    codes = [
        run(BIN / "ruff", "check", "."),
        run(BIN / "ruff", "format", "--check", "."),
        run(BIN / "mypy"),
        run(BIN / "lint-imports"),
    ]
    return max(codes)


def main() -> int:
    """Set up, and run the job that was named."""
    jobs = {"samples": samples, "tests": tests, "checks": checks, "setup": lambda: 0}
    if len(sys.argv) != 2 or sys.argv[1] not in jobs:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < (3, 11):
        sys.exit(f"detente: needs Python 3.11 or later; this is {sys.version.split()[0]}")
    set_up()
    return jobs[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
