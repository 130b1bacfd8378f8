"""The journal of a corpus: a line for each article as it was done, by which an interrupted run goes on.

Lines are only ever added, each in one piece. A process that is killed, or a disk that is full, leaves at most a last
line without its end, which is taken away when the journal is opened; a line that is damaged otherwise does not count,
and its article is read again. Of an article with several lines the last counts.
"""

import errno
import hashlib
import json
import os
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from detente.errors import DocumentError, Fault, FormatError

__all__ = ["JOURNAL", "Journal", "key_of"]

JOURNAL = "journal.jsonl"

SYNC_SECONDS = 1.0
"""How often lines are seen on disk. What a process has written outlives it; only a power failure can take this much."""

_HEAD = {"schema": 1, "journal": "detente read"}


class Journal(AbstractContextManager["Journal"]):
    """The journal in a folder, open for this process alone.

    In memory are, for each article, a hash of its name and the place of its line. Raises DocumentError where another
    run has it open, FormatError where the file is no journal, OSError.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / JOURNAL
        self.damaged = 0
        self._places: dict[int, int] = {}
        self._synced = time.monotonic()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._file = self.path.open("a+b", buffering=0)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from error
        try:
            _lock(self._file.fileno(), self.path)
            self._scan()
        except BaseException:
            self._file.close()
            raise

    def __len__(self) -> int:
        return len(self._places)

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def _scan(self) -> None:
        """Find the lines that are there; cut off a last one without its end, and begin the file where it is new."""
        end = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    break
                self._note(number, line, end)
                end += len(line)
        self._end = end
        self._cut()
        if not end:
            self._write(json.dumps(_HEAD).encode("ascii") + b"\n")

    def _note(self, number: int, line: bytes, place: int) -> None:
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if number == 1:
            if record != _HEAD:
                fault = Fault("", "is not the head of a journal; move the file away, or give another --out", number)
                raise FormatError(str(self.path), [fault])
        elif isinstance(record, dict) and isinstance(record.get("source"), str):
            self._places[key_of(record["source"])] = place
        else:
            self.damaged += 1

    def find(self, name: str) -> dict[str, Any] | None:
        """Give the record of an article by its name; None where there is none."""
        place = self._places.get(key_of(name))
        return None if place is None else self.at(place)

    def place(self, key: int) -> int:
        """Give the place of the line of an article by the key of its name. Raises KeyError where there is none."""
        return self._places[key]

    def at(self, place: int) -> dict[str, Any]:
        """Give the record whose line stands at a place."""
        self._file.seek(place)
        parts = []
        while part := self._file.read(1 << 16):
            parts.append(part)
            if b"\n" in part:
                break
        record: dict[str, Any] = json.loads(b"".join(parts).partition(b"\n")[0])
        return record

    def add(self, name: str, line: bytes) -> None:
        """Add the line of an article, whole or not at all. Raises OSError."""
        place = self._end
        self._write(line)
        self._places[key_of(name)] = place

    def sync(self) -> None:
        """See all lines on disk. Raises OSError."""
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def _write(self, line: bytes) -> None:
        try:
            left = memoryview(line)
            while left:
                left = left[self._file.write(left) :]
            if time.monotonic() - self._synced > SYNC_SECONDS:
                self.sync()
        except OSError as error:
            self._cut()
            raise OSError(error.errno, error.strerror, str(self.path)) from error
        self._end += len(line)

    def _cut(self) -> None:
        if os.fstat(self._file.fileno()).st_size > self._end:
            os.ftruncate(self._file.fileno(), self._end)


def key_of(name: str) -> int:
    """Give 64 bits that stand for a name: that two of a million names share them has a chance of 3 in 10^8."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _lock(handle: int, path: Path) -> None:
    """Take the file for this process alone; the system lets go of it when the process ends, however it does."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1 << 40, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            raise
        raise DocumentError(f"{path}: another run is writing here; wait for it, or give another --out") from None
