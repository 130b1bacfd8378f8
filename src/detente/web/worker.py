"""Work in a process of its own, one piece after the other, so that the server answers meanwhile.

The process starts with the first piece of work and ends with the server, however that ends: its pipe closes.
"""

import multiprocessing
import queue
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from detente.errors import DetenteError

__all__ = ["Worker"]

Report = Callable[[float], None]
Work = Callable[..., Any]
"""A function of a module, which can be sent to a process; its first argument takes the progress, from 0 to 1."""


def _serve(connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            work, given = connection.recv()
        except EOFError:
            return
        try:
            result = work(lambda share: connection.send(("progress", share)), *given)
        except (DetenteError, OSError) as error:
            connection.send(("failed", str(error)))
        except (RecursionError, MemoryError) as error:
            connection.send(
                ("failed", f"it is too large or too deeply nested to be worked on ({type(error).__name__})")
            )
        except Exception as error:
            connection.send(
                ("failed", f"this is a fault of detente, please report it: {type(error).__name__}: {error}")
            )
        else:
            connection.send(("done", result))


class Worker:
    """A thread that waits for work, and a process that does it. A piece that takes over `limit` seconds is ended."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._waiting: queue.Queue[tuple[Work, Sequence[Any], Report, Callable[[Any, str | None], None]] | None]
        self._waiting = queue.Queue()
        self._thread: threading.Thread | None = None
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._lock = threading.Lock()
        self._closed = False

    def put(self, work: Work, given: Sequence[Any], report: Report, done: Callable[[Any, str | None], None]) -> None:
        """Have `work(progress, *given)` done; `done` is then called with its result, or with None and what failed."""
        self._waiting.put((work, given, report, done))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the process and the thread; work under way is given up."""
        self._waiting.put(None)
        with self._lock:
            self._closed = True
        self._end()

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            pipe, self._pipe = self._pipe, None
        if process is not None:
            process.kill()
            process.join()
        if pipe is not None:
            pipe.close()

    def _begun(self) -> Connection:
        """Give the pipe to a process that lives. Raises EOFError where the worker is closed."""
        with self._lock:
            if self._closed:
                raise EOFError
            if self._process is None or self._pipe is None or not self._process.is_alive():
                context = multiprocessing.get_context("spawn")
                pipe, other = context.Pipe()
                process = context.Process(target=_serve, args=(other,), daemon=True)
                process.start()
                other.close()
                self._process, self._pipe = process, pipe
            return self._pipe

    def _run(self) -> None:
        while (asked := self._waiting.get()) is not None:
            work, given, report, done = asked
            try:
                result, failure = self._one(work, given, report)
            except (EOFError, OSError):
                result, failure = None, "the process that worked on it ended: out of memory, or the server stops"
                self._end()
            except Exception as error:
                # The outermost edge of this thread: what waits in it must be told, and the next piece done.
                result, failure = None, f"this is a fault of detente, please report it: {type(error).__name__}: {error}"
            done(result, failure)

    def _one(self, work: Work, given: Sequence[Any], report: Report) -> tuple[Any, str | None]:
        pipe = self._begun()
        pipe.send((work, tuple(given)))
        while pipe.poll(self._limit):
            kind, told = pipe.recv()
            if kind == "progress":
                report(told)
            else:
                return (told, None) if kind == "done" else (None, told)
        self._end()
        return None, f"it took over {self._limit:g} seconds without any progress, and was given up"
