"""Commands forked from one process that has loaded the command line and the language model.

Each command still has a process, a folder, an environment and streams of its own; it is only spared what every
start of the interpreter would load anew.

Run as a program, this is the process that is forked from; `Forks` starts it and hands it commands through a socket.
"""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["Forks"]

LONGEST = 1 << 20
"""Bytes of the longest request."""


class Forks:
    """The process that commands are forked from, started when it is first asked for one."""

    def __init__(self) -> None:
        self._here: socket.socket | None = None
        self._one_at_a_time = threading.Lock()

    def run(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], given: str | None, timeout: float
    ) -> "subprocess.CompletedProcess[str]":
        """Run `detente ARGUMENTS` as `subprocess.run` would, with `given` at its standard input.

        Raises subprocess.TimeoutExpired when it takes more seconds than `timeout`; it has been killed then.
        """
        with self._one_at_a_time:
            here = self._socket()
            pairs = [os.pipe() for _ in range(3)]
            request = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
            socket.send_fds(here, [json.dumps(request).encode()], [pairs[0][0], pairs[1][1], pairs[2][1]])
            for end in (pairs[0][0], pairs[1][1], pairs[2][1]):
                os.close(end)
            process = int(here.recv(32))
            late = threading.Timer(timeout, os.kill, (process, signal.SIGKILL))
            late.start()
            out = _Reader(pairs[1][0]), _Reader(pairs[2][0])
            with contextlib.suppress(BrokenPipeError), os.fdopen(pairs[0][1], "w", encoding="utf-8") as stream:
                stream.write(given or "")
            texts = [one.text() for one in out]
            code = int(here.recv(32))
            late.cancel()
        command = ["detente", *arguments]
        if code == -signal.SIGKILL:
            raise subprocess.TimeoutExpired(command, timeout, *texts)
        return subprocess.CompletedProcess(command, code, *texts)

    def _socket(self) -> socket.socket:
        if self._here is None:
            self._here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            path = os.pathsep.join([str(Path(__file__).resolve().parents[1]), *sys.path])
            with there:
                subprocess.Popen(
                    [sys.executable, "-m", "support.forking", str(there.fileno())],
                    pass_fds=[there.fileno()],
                    env=dict(os.environ) | {"PYTHONPATH": path},
                )
            atexit.register(self._here.close)
        return self._here


class _Reader:
    """Reads a pipe to its end, beside whatever else goes on."""

    def __init__(self, end: int) -> None:
        self._found: list[bytes] = []
        self._stream = os.fdopen(end, "rb")
        self._thread = threading.Thread(target=lambda: self._found.append(self._stream.read()))
        self._thread.start()

    def text(self) -> str:
        """Give what was written, with line ends as in a text file."""
        self._thread.join()
        self._stream.close()
        return self._found[0].decode("utf-8").replace("\r\n", "\n")


def _serve(here: socket.socket) -> None:
    """Fork a process for each request: its number is sent at once, its exit code when it has ended."""
    while True:
        message, ends, _, _ = socket.recv_fds(here, LONGEST, 3)
        if not message:
            return
        process = os.fork()
        if not process:
            here.close()
            _become(json.loads(message), ends)
        for end in ends:
            os.close(end)
        here.send(str(process).encode())
        _, status = os.waitpid(process, 0)
        here.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(request: dict[str, Any], ends: Sequence[int]) -> None:
    """Be the command that was asked for, and end."""
    from detente.__main__ import main

    for number, end in enumerate(ends):
        os.dup2(end, number)
        os.close(end)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["detente", *request["arguments"]]
    sys.stdin, sys.stdout = os.fdopen(0, encoding="utf-8"), os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _load() -> None:
    """Load what commands load, but for what starts threads, which a fork loses: the charts' converter and Arrow."""
    from importlib import import_module

    from detente.claims import read
    from detente.claims.weights import reader_version
    from detente.cli.main import cli
    from detente.report.html import _environment
    from detente.table.similarity import embed
    from detente.table.word_vectors import quick_vectors

    for name in cli.list_commands(None):  # type: ignore[arg-type]
        cli.get_command(None, name)  # type: ignore[arg-type]
    for name in ("detente.store", "detente.table.draft", "moocore", "numpy.ma"):
        import_module(name)
    read("A first sentence warms the model.")
    reader_version()
    for vectors in (embed, quick_vectors):
        vectors(["a phrase"])
    pages = _environment()
    for name in pages.list_templates(extensions=["j2"]):
        pages.get_template(name)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _load()
    _serve(socket.socket(fileno=int(sys.argv[1])))
