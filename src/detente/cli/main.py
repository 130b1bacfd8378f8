"""`detente`: the group of commands, each loaded only when it is called, and the outermost edge for errors."""

import errno
import os
import signal
import sys
import threading
from importlib import import_module
from typing import Any

import click

from detente import __version__
from detente.errors import DetenteError, UsageError

__all__ = ["cli", "main"]

_COMMANDS = {
    "analyze": "Read reports, and write what the parties want and which deals are possible.",
    "watch": "Look at feeds again and again, add what is new to a case, and say what it changed.",
    "read": "Read reports into claims.",
    "table": "Draft case.yaml from claims.json, or draft it again with new claims.",
    "new": "Start a case.yaml without any report: by questions, or an empty one to fill in.",
    "review": "Confirm, correct, reject and merge what was read, one by one or by plain commands.",
    "check": "Check a case.yaml, and list all its faults.",
    "schema": "Print the JSON Schema of case.yaml, for editors.",
    "infer": "Infer what each party wants from case.yaml.",
    "solve": "Compute the deals of a case.yaml or of scenario files.",
    "assess": "Tell who would sign a draft agreement, who balks over what, and what would mend it.",
    "exchanges": "Find which actors of a table would trade support on which issues.",
    "report": "Write report.html from the files of an analysis.",
    "serve": "Open the workbench: a case in the browser.",
    "export": "Write a whole case into a plain folder.",
    "import": "Make a case of a folder that export wrote.",
    "score": "Score claims that were read against claims that a person marked.",
}


_MODULES = {"export": "export_case", "import": "import_case"}
"""Commands whose module has another name: that of `import` could not be imported."""


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"detente.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="The main job: detente analyze REPORT… --out DIR. Exit codes: 0 done, 1 could not be done, 2 wrong usage.",
)
@click.version_option(__version__, prog_name="detente")
def cli() -> None:
    """From reports about a negotiation to what the parties want, and the deals that are possible."""


_REMEDIES = {
    errno.ENOSPC: "free some space or give another --out",
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.ENOTDIR, errno.EEXIST), "give another --out"),
}


def _os_message(error: OSError) -> str:
    """Say what failed, where and what to do: files that detente writes have a name, standard output has none."""
    if error.filename:
        remedy = f"; {_REMEDIES[error.errno]}" if error.errno in _REMEDIES else ""
        return f"{error.filename}: {error.strerror or error}{remedy}"
    full = error.errno == errno.ENOSPC
    return "standard output: No space left on device; send it elsewhere" if full else str(error.strerror or error)


_STOPPED = "\ndetente: stopped; nothing was written"


def _note_interrupts() -> list[int]:
    """Have each Ctrl-C noted in the list given; it is raised as before.

    What is built during an import may hand on a Ctrl-C that fell into it as an error of its own.
    """
    pressed: list[int] = []

    def note(number: int, frame: Any) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if usual and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, note)
    return pressed


def main() -> None:
    """Run the command line and exit: 0 done, 1 the work could not be done, 2 wrong usage."""
    pressed = _note_interrupts()
    # NumPy's matrices are small here: threads of several processes would wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))
    code = 1
    try:
        result = cli.main(standalone_mode=False)
        code = result if isinstance(result, int) else 0
    except (click.Abort, KeyboardInterrupt):
        print(_STOPPED, file=sys.stderr)
    except click.ClickException as error:
        error.show()
        code = 2
    except UsageError as error:
        print(f"detente: {error}", file=sys.stderr)
        code = 2
    except DetenteError as error:
        print(f"detente: {error}", file=sys.stderr)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"detente: {_os_message(error)}", file=sys.stderr)
    except RecursionError:
        print("detente: the input is nested too deeply to be read", file=sys.stderr)
    except MemoryError:
        print("detente: out of memory; give fewer or smaller reports, or fewer --draws", file=sys.stderr)
    except Exception as error:
        if os.environ.get("DETENTE_DEBUG"):
            raise
        print(
            _STOPPED
            if pressed
            else f"detente: this is a fault of detente, not of your input: {type(error).__name__}: {error}\n"
            "detente: run again with DETENTE_DEBUG=1 in the environment, and report what it prints",
            file=sys.stderr,
        )
    # Of a Ctrl-C that fell into an exec, as in imports, `python -m` dies at its end, unless another exec follows.
    exec("")
    try:
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            print(f"detente: {_os_message(error)}", file=sys.stderr)
            code = 1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
