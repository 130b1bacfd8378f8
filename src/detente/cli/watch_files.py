"""The files of `detente watch` in the folder of a case: what was seen, what changed, and rounds that are whole or not.

A round replaces many files. They are first written aside, with a record of the round last; only then are they put in
place. Whatever ends the process, the next run either finds no record, and the round never was, or finishes it.
"""

import errno
import hashlib
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.documents.polling import FeedState
from detente.errors import DocumentError, Fault, FormatError
from detente.files import dump_json, write_atomically

__all__ = ["CHANGES", "STATE", "Watched", "alone", "finish", "hash_of", "hash_of_bytes", "keep", "put", "read_watched"]

STATE = "watch.json"
CHANGES = "changes.jsonl"
_ASIDE = ".watch.round"
_RECORD = "round.json"
_LOCK = ".watch.lock"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Watched:
    """What `watch.json` holds: how many rounds changed the case, its hash after the last, and the feeds by address."""

    round: int = 0
    case: str | None = None
    feeds: Mapping[str, FeedState] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the object that `watch.json` holds."""
        feeds = [state.to_json() for state in self.feeds.values()]
        return {"schema": SCHEMA, "round": self.round, "case": self.case, "feeds": feeds}


def read_watched(folder: Path) -> Watched:
    """Read what was seen so far; nothing where the folder is not watched yet. Raises FormatError, DocumentError."""
    path = folder / STATE
    try:
        data = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return Watched()
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise _broken(path, f"is not JSON ({error})") from None
    try:
        if data["schema"] != SCHEMA:
            raise _broken(path, f"has schema {data['schema']!r}; this version of detente knows {SCHEMA}")
        feeds = [FeedState.from_json(feed) for feed in data["feeds"]]
        return Watched(int(data["round"]), data["case"], {feed.address: feed for feed in feeds})
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(path, f"does not hold what watch wrote ({type(error).__name__}: {error})") from None


def _broken(path: Path, what: str) -> FormatError:
    remedy = "remove the file to look at all feeds as if for the first time; what was read stays in the case"
    return FormatError(str(path), [Fault("", f"{what}; {remedy}")])


def keep(folder: Path, watched: Watched) -> None:
    """Write `watch.json` alone: what was seen in a round that brought nothing. Raises OSError."""
    write_atomically(folder / STATE, dump_json(watched.to_json()))


def hash_of(path: Path) -> str | None:
    """Give the hash of a file; None where there is none."""
    return hash_of_bytes(path.read_bytes()) if path.is_file() else None


def hash_of_bytes(content: str | bytes) -> str:
    """Give the hash of what a file is to hold."""
    return hashlib.sha256(content.encode("utf-8") if isinstance(content, str) else content).hexdigest()


def put(folder: Path, files: Mapping[str, str | bytes], watched: Watched, record: Mapping[str, Any] | None) -> None:
    """Put the files of a round in place, add `record` to `changes.jsonl`, and write `watch.json`: all or nothing.

    Ctrl-C waits until it is done. Raises OSError: then nothing has changed, or the next `finish` completes it.
    """
    case = hash_of(folder / "case.yaml")
    aside = folder / _ASIDE
    _drop(aside)
    whole = {**files, STATE: dump_json(watched.to_json())}
    try:
        aside.mkdir(parents=True)
        for name, content in whole.items():
            write_atomically(aside / name, content)
        _sync(aside)
        with _undisturbed():
            told = {"schema": SCHEMA, "round": watched.round, "files": list(whole), "case_before": case}
            write_atomically(aside / _RECORD, dump_json({**told, "record": record}))
            _sync(aside)
            _put_in_place(folder)
    except BaseException:
        if not (aside / _RECORD).exists():
            _drop(aside)
        raise


def finish(folder: Path) -> Mapping[str, Any] | None:
    """Finish the round in which the process before was ended, and give its record; None where there is nothing to do.

    A round of which nothing is in place yet is dropped where a person has changed the case since: it is made again.
    Raises OSError.
    """
    aside = folder / _ASIDE
    if not (aside / _RECORD).is_file():
        _drop(aside)
        return None
    begun = json.loads((aside / _RECORD).read_bytes())
    untouched = all((aside / name).exists() for name in begun["files"])
    if untouched and hash_of(folder / "case.yaml") != begun["case_before"]:
        _drop(aside)
        return None
    with _undisturbed():
        _put_in_place(folder)
    record: Mapping[str, Any] | None = begun["record"]
    return record


def _put_in_place(folder: Path) -> None:
    """Do, or go on with, what the record says; each step can be done again."""
    aside = folder / _ASIDE
    begun = json.loads((aside / _RECORD).read_bytes())
    for name in begun["files"]:
        with suppress(FileNotFoundError):
            os.replace(aside / name, folder / name)
    if begun["record"] is not None:
        _add_line(folder / CHANGES, begun["record"])
    _sync(folder)
    _drop(aside)


def _sync(folder: Path) -> None:
    """See the names in a folder on disk, as the files are, so that a power cut leaves their order; not on Windows."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _drop(aside: Path) -> None:
    (aside / _RECORD).unlink(missing_ok=True)
    shutil.rmtree(aside, ignore_errors=True)


def _add_line(path: Path, record: Mapping[str, Any]) -> None:
    """Add a line in one write, unless the last line is of the same round; a line without its end is taken away."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with os.fdopen(os.dup(handle), "rb") as file:
                last, end = _last_line(file.read())
            os.ftruncate(handle, end)
            if last is not None and last.get("round") == record["round"]:
                return
            data = (json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
            if os.write(handle, data) < len(data):
                os.ftruncate(handle, end)
                raise OSError(errno.ENOSPC, "No space left on device")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _last_line(data: bytes) -> tuple[Mapping[str, Any] | None, int]:
    """Give the last whole line as data, None where there is none, and where it ends."""
    end = data.rfind(b"\n") + 1
    try:
        found = json.loads(data[data.rfind(b"\n", 0, max(end - 1, 0)) + 1 : end])
    except ValueError:
        return None, end
    return (found if isinstance(found, dict) else None), end


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back; it comes when this is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for this process; the system lets go of it however the process ends.

    Raises DocumentError where another one watches into it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DocumentError(f"{folder}: another `detente watch` is at work on this case; stop it first") from None
        yield
    finally:
        os.close(handle)
