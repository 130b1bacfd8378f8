"""Records with a text each: JSON lines, and JSON with a list. Read as a stream: only one record is in memory."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from detente.documents.metadata import NOTHING, Metadata, metadata_of
from detente.errors import DocumentError

__all__ = ["Record", "items_of_json", "record_of", "records_of_lines"]

_PIECE = 1 << 16
_BLANK = re.compile(r"[ \t\r\n]*")
_WIDE = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it stands ("line 3"), its text and what is known of it; or, of a broken one, the fault."""

    place: str
    text: str = ""
    known: Metadata = NOTHING
    id: str | None = None
    fault: str | None = None


def record_of(fields: Mapping[str, Any], place: str, text_field: str) -> Record:
    """Make a record of its fields: the text, and title, outlet, date, url or address, id where they are there."""
    text = fields.get(text_field)
    if not isinstance(text, str):
        if text_field in fields:
            return Record(place, fault=f"its field {text_field!r} holds {_kind(text)}, not text")
        there = ", ".join(list(map(str, fields))[:12]) or "none"
        return Record(place, fault=f"has no field {text_field!r} (there are: {there}); name it with --text-field")
    if not text.strip():
        return Record(place, fault=f"its field {text_field!r} is empty")
    number = fields.get("id")
    identity = str(number) if isinstance(number, str | int) and not isinstance(number, bool) else None
    return Record(place, text, metadata_of(fields), identity or None)


def _record(value: Any, place: str, text_field: str) -> Record:
    if not isinstance(value, dict):
        return Record(place, fault=f"holds {_kind(value)}, not an object with fields")
    return record_of(value, place, text_field)


def _kind(value: Any) -> str:
    names = {
        str: "text",
        dict: "an object",
        list: "a list",
        bool: "true or false",
        type(None): "nothing (null)",
        bytes: "bytes",
    }
    return names.get(type(value), "a number")


def records_of_lines(
    stream: BinaryIO, name: str, text_field: str, encoding: str | None, max_bytes: int
) -> Iterator[Record]:
    """Give the records of JSON lines; a broken line is a record with its fault, and the next are read.

    Raises DocumentError where the lines cannot be told apart, and where there is none.
    """
    codec = _codec(encoding, name)
    number = 0
    given = False
    while line := stream.readline(max_bytes + 1):
        number += 1
        if number == 1:
            if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise DocumentError(f"{name}: JSON lines must be UTF-8, and these are UTF-16; save them anew")
            line = line.removeprefix(codecs.BOM_UTF8)
        place = f"line {number:,}"
        if len(line) > max_bytes and not line.endswith(b"\n"):
            while (rest := stream.readline(_PIECE)) and not rest.endswith(b"\n"):
                pass
            given = True
            yield Record(place, fault=f"more than {max_bytes / 1e6:g} MB is beyond the limit; raise --max-mb")
            continue
        if not line.strip():
            continue
        given = True
        try:
            value = json.loads(line.decode(codec).strip())
        except UnicodeDecodeError as error:
            yield Record(place, fault=f"byte 0x{line[error.start]:02x} at {error.start} is not {codec}")
        except json.JSONDecodeError as error:
            yield Record(place, fault=f"is no JSON ({error.msg}, character {error.pos + 1})")
        except (ValueError, RecursionError):
            yield Record(place, fault="is no JSON that can be read (nested too deeply, or a number without end)")
        else:
            yield _record(value, place, text_field)
    if not given:
        raise DocumentError(f"{name}: is empty")


def _codec(encoding: str | None, name: str) -> str:
    try:
        codec = codecs.lookup(encoding or "utf-8").name
    except LookupError:
        raise DocumentError(f"{name}: there is no encoding {encoding!r}; try utf-8, cp1252 or latin-1") from None
    if codec.startswith(_WIDE):
        raise DocumentError(f"{name}: JSON must be UTF-8, not {encoding}; save it anew")
    return codec


def items_of_json(
    stream: BinaryIO, name: str, text_field: str, encoding: str | None, max_bytes: int
) -> Iterator[Record]:
    """Give the records of a JSON list, or of objects one after another, without holding more than one.

    Raises DocumentError, after what it gave, where the JSON breaks off or breaks.
    """
    text = _Text(stream, name, encoding, max_bytes)
    first = text.peek()
    listed = first == "["
    if listed:
        text.take()
    elif first != "{":
        raise DocumentError(f"{name}: is no JSON list of objects: it begins with {first!r}")
    number = 0
    while True:
        mark = text.peek()
        if listed and mark == "]":
            text.take()
            if text.peek():
                raise DocumentError(f"{name}: something follows the end of the list, after item {number:,}")
            break
        if not mark and not listed:
            break
        if number and listed:
            if mark != ",":
                raise DocumentError(
                    f"{name}: breaks off or is broken after item {number:,}; what stood before was read"
                )
            text.take()
        number += 1
        yield _record(text.value(number), f"item {number:,}", text_field)
    if not number:
        raise DocumentError(f"{name}: is an empty list")


class _Text:
    """A stream of JSON as text, of which the piece in hand is kept."""

    def __init__(self, stream: BinaryIO, name: str, encoding: str | None, max_bytes: int) -> None:
        self._stream = stream
        self._name = name
        self._codec = "utf-8-sig" if encoding is None else _codec(encoding, name)
        self._decoder = codecs.getincrementaldecoder(self._codec)()
        self._held = ""
        self._at = 0
        self._most = max_bytes
        self._read = 0
        self._ended = False

    def _more(self) -> None:
        """Read on, as much again as is held, and let go of what is done with."""
        self._held = self._held[self._at :]
        self._at = 0
        data = self._stream.read(max(_PIECE, len(self._held)))
        try:
            self._held += self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            place = self._read + error.start
            raise DocumentError(
                f"{self._name}: is not {self._codec.removesuffix('-sig')} near byte {place:,}; name its encoding, for "
                "instance --encoding cp1252"
            ) from None
        self._read += len(data)
        self._ended = not data

    def peek(self) -> str:
        """Give the next letter that is no blank, "" at the end."""
        while True:
            blank = _BLANK.match(self._held, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._held):
                return self._held[self._at]
            if self._ended:
                return ""
            self._more()

    def take(self) -> None:
        """Go on by one letter."""
        self._at += 1

    def value(self, number: int) -> Any:
        """Give the value that begins here. Raises DocumentError where it is broken or larger than allowed."""
        self.peek()
        while True:
            try:
                value, self._at = json.JSONDecoder().raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if self._ended:
                    raise self._fault(
                        number, f"is no JSON ({error.msg}), or breaks off; what is before it was read"
                    ) from None
            except (ValueError, RecursionError):
                raise self._fault(number, "is nested too deeply to be read") from None
            else:
                return value
            if len(self._held) - self._at > self._most:
                raise self._fault(number, f"is broken, or beyond the limit of {self._most / 1e6:g} MB (--max-mb)")
            self._more()

    def _fault(self, number: int, what: str) -> DocumentError:
        return DocumentError(f"{self._name}: item {number:,} {what}")
