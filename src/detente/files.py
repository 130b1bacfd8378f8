"""Writing files so that none is ever half-written, and JSON that stays the same when nothing changed."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["dump_json", "write_all", "write_atomically", "writing"]


def dump_json(value: Any) -> str:
    """Give `value` as indented JSON with a final newline; keys keep their order.

    Raises ValueError where a number is not finite: JSON has no way to say so.
    """
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write_aside(path: Path, data: bytes) -> Path:
    try:
        return _written(path, data)
    except OSError as error:
        # What a write raises names no file, and what mkstemp raises a name that nobody has given.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _written(path: Path, data: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            _seal(file, name)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _seal(file: BinaryIO, path: str) -> None:
    """See a file that was written aside on disk, and give it the rights that a new file has."""
    file.flush()
    os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(path, 0o666 & ~mask)


@contextmanager
def writing(folder: Path, names: Sequence[str]) -> Iterator[dict[str, BinaryIO]]:
    """Give open files, by name, to be written bit by bit; all of them come to stand in `folder`, or none.

    They are written aside and renamed when the block ends without an exception. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside: dict[str, BinaryIO] = {}
    paths: dict[str, Path] = {}
    try:
        for name in names:
            handle, called = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=folder)
            paths[name] = Path(called)
            aside[name] = os.fdopen(handle, "wb")
        yield aside
        for name, file in aside.items():
            _seal(file, str(paths[name]))
        for name, file in aside.items():
            file.close()
            os.replace(paths[name], folder / name)
    except OSError as error:
        raise OSError(error.errno, error.strerror, error.filename or str(folder)) from error
    finally:
        for file in aside.values():
            with suppress(OSError):
                file.close()
        for path_aside in paths.values():
            path_aside.unlink(missing_ok=True)


def write_all(folder: Path, contents: dict[str, str | bytes]) -> None:
    """Write `contents` (file name → text or bytes) into `folder`, all of them or none.

    Everything is written aside first and renamed only when the last byte is on disk, so that a full disk or an
    interruption leaves the files of the run before as they were. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside: list[tuple[Path, Path]] = []
    try:
        for name, content in contents.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            aside.append((_write_aside(folder / name, data), folder / name))
        while aside:
            part, target = aside[0]
            os.replace(part, target)
            aside.pop(0)
    finally:
        for part, _ in aside:
            part.unlink(missing_ok=True)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write one file, whole or not at all. Raises OSError."""
    write_all(path.parent, {path.name: content})
