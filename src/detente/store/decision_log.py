"""`decisions.jsonl`: what people decided, a line for each decision, added at the end and never changed.

A line is added in one write, under a lock on the file itself: two processes lose nothing of each other's, and one that
is killed leaves whole lines, or a last one that was never finished, which the next writer takes away.
"""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from detente.errors import DocumentError, Fault, FormatError
from detente.store.telling import Tell, count, silent
from detente.table.decisions import Decision, decision_faults

__all__ = ["DECISIONS", "add_decisions", "carry_decisions", "decisions_beside", "read_decisions"]

DECISIONS = "decisions.jsonl"


def _parsed(data: bytes, name: str) -> tuple[tuple[Decision, ...], int]:
    """Give the decisions of whole lines, each once, and how many bytes those take.

    Files of several people may have been put together, with lines in common. Raises FormatError with all faults.
    """
    end = data.rfind(b"\n") + 1
    faults: list[Fault] = []
    found: list[Decision] = []
    for number, line in enumerate(data[:end].decode("utf-8", errors="replace").split("\n")[:-1], 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            faults.append(Fault("", f"is not JSON ({error}); mend the line, or remove it", number))
            continue
        wrong = decision_faults(entry, "decision")
        faults += [Fault(fault.path, fault.message, number) for fault in wrong]
        if not wrong:
            found.append(Decision.from_json(entry))
    if faults:
        raise FormatError(name, faults)
    return tuple({decision.id: decision for decision in reversed(found)}.values())[::-1], end


def read_decisions(folder: Path, tell: Tell = silent) -> tuple[Decision, ...]:
    """Give what was decided in a folder; nothing where it holds no `decisions.jsonl`.

    Raises FormatError with all faults, DocumentError where the file cannot be read.
    """
    path = folder / DECISIONS
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    found, end = _parsed(data, str(path))
    if end < len(data):
        tell(f"{path}: its last line was never finished, and does not count")
    return found


def decisions_beside(folders: Iterable[Path], tell: Tell = silent) -> tuple[Decision, ...]:
    """Give what was decided in several folders, each decision once; where there are several, by time."""
    places = dict.fromkeys(folder.resolve() for folder in folders)
    logs = [log for folder in places if (log := read_decisions(folder, tell))]
    if len(logs) == 1:
        return logs[0]
    found = {decision.id: decision for log in logs for decision in log}
    return tuple(sorted(found.values(), key=lambda decision: decision.time))


def add_decisions(
    folder: Path, make: Callable[[tuple[Decision, ...]], Sequence[Decision]]
) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """Add what `make` gives for the decisions that are there; give all that are there then, and those added.

    Nobody else can add any between the two. Raises FormatError, OSError, and what `make` raises: then nothing is added.
    """
    path = folder / DECISIONS
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        with _locked(handle):
            data = _whole(handle)
            known, end = _parsed(data, str(path))
            if end < len(data):
                os.ftruncate(handle, end)
            added = tuple(make(known))
            _write(handle, "".join(json.dumps(d.to_json(), ensure_ascii=False) + "\n" for d in added), end, path)
    finally:
        os.close(handle)
    return (*known, *added), added


def _whole(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _write(handle: int, lines: str, end: int, path: Path) -> None:
    """Write all lines and see them on disk, or none: what a full disk cuts off is taken away again."""
    data = lines.encode("utf-8")
    if not data:
        return
    try:
        if os.write(handle, data) < len(data):
            raise OSError(errno.ENOSPC, "No space left on device")
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, end)
        raise OSError(error.errno, error.strerror, str(path)) from error


@contextmanager
def _locked(handle: int) -> Iterator[None]:
    """Hold the file for this process alone; the system lets go of it when the process ends, however it does."""
    if sys.platform == "win32":
        import msvcrt
        import time

        while True:
            os.lseek(handle, _FAR, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                break
            except OSError:
                time.sleep(0.1)
        try:
            yield
        finally:
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


_FAR = 1 << 30
"""A place behind all lines, which Windows locks in place of the file, so that others can still read."""


def carry_decisions(folder: Path, decisions: Sequence[Decision], tell: Tell = silent) -> None:
    """Add to a folder what was decided elsewhere about the claims that it now holds. Raises FormatError, OSError."""
    missing = {d.id for d in decisions} - {d.id for d in read_decisions(folder, tell)}
    if not missing:
        return

    def unknown(known: tuple[Decision, ...]) -> list[Decision]:
        return [d for d in decisions if d.id not in {one.id for one in known}]

    _, added = add_decisions(folder, unknown)
    tell(f"{folder / DECISIONS}: {count(len(added), 'decision')} brought along")
