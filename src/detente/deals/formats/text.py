"""Reading the files of a scenario as text: no devices, nothing endless, no guess at the encoding."""

import re
from pathlib import Path

from detente.deals.formats.limits import FILE_LIMIT
from detente.errors import DocumentError, Fault, UsageError

__all__ = ["capped", "natural", "number", "read_text"]

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
MOST_FAULTS = 100
"""Faults of one file that are listed; the others are counted."""


def _bytes(path: Path) -> bytes:
    try:
        if path.is_char_device() or path.is_block_device():
            raise DocumentError(f"{path}: is a device; name a file")
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except FileNotFoundError:
        raise DocumentError(f"{path}: does not exist") from None
    except IsADirectoryError:
        raise DocumentError(f"{path}: is a folder; name a file in it") from None
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > FILE_LIMIT:
        raise DocumentError(f"{path}: is larger than {FILE_LIMIT // 1_000_000} MB; give a smaller file")
    return data


def _encoding(data: bytes, given: str | None) -> str:
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    if given is not None:
        return given
    declared = _DECLARED.search(data[:1000])
    return declared[1].decode("ascii") if declared else "utf-8"


def read_text(path: Path, encoding: str | None = None) -> str:
    """Give the text of a file, with `\\n` at the end of each line.

    A byte order mark decides on the encoding, else `encoding`, else what an XML declaration says, else UTF-8. Raises
    DocumentError where it cannot be read, is too large or not text, UsageError where there is no such encoding.
    """
    data = _bytes(path)
    name = _encoding(data, encoding)
    try:
        text = data.decode(name)
    except LookupError:
        if name == encoding:
            raise UsageError(f"--encoding: there is no encoding {name!r}; try utf-8 or cp1252") from None
        raise DocumentError(f"{path}: declares the encoding {name!r}, which does not exist; mend it") from None
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        line = data.count(b"\n", 0, at) + 1
        where = f"byte 0x{data[at]:02x} at offset {at}, line {line}"
        raise DocumentError(
            f"{path}: is not text in {name.upper()} ({where}); save it as UTF-8, or name its encoding, "
            "such as --encoding cp1252"
        ) from None
    if "\x00" in text:
        raise DocumentError(f"{path}: is binary, not text; name a scenario")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def natural(path: Path) -> list[tuple[int, int, str]]:
    """Give a key that sorts names as people do: profile 2 before profile 10."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part]


def number(text: str | None) -> float | None:
    """Give the finite number that a cell or attribute holds; None where it holds none."""
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if value - value == 0 else None


def capped(faults: list[Fault]) -> list[Fault]:
    """Give the first faults, and how many more there are."""
    if len(faults) <= MOST_FAULTS:
        return faults
    return [*faults[:MOST_FAULTS], Fault("", f"and {len(faults) - MOST_FAULTS:,} more faults")]
