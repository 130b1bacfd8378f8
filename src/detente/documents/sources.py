"""From what a person names to sources one by one: files, folders, addresses, and what holds many of them."""

import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from detente.documents.addresses import is_address
from detente.documents.document import Document
from detente.documents.feed import Entry, entries_of
from detente.documents.fetch import Fetched, FetchLimits, fetch
from detente.documents.kinds import HEAD, Kind, holds_list, kind_of
from detente.documents.load import MAX_BYTES, SUFFIXES, too_large
from detente.documents.mail import read_mail
from detente.documents.metadata import Metadata
from detente.documents.places import BytesPlace, FaultPlace, FilePlace, PagePlace, Place, TextPlace, bytes_of
from detente.documents.records import Record, items_of_json, records_of_lines
from detente.documents.tables import records_of_parquet
from detente.errors import DocumentError, MissingExtraError

__all__ = [
    "FOLDER_SUFFIXES",
    "STANDARD_INPUT",
    "Source",
    "SourceOptions",
    "entry_source",
    "sources_fetched",
    "sources_in",
    "sources_of",
]

STANDARD_INPUT = "standard input"
"""What the report that comes on standard input is called."""

FOLDER_SUFFIXES = SUFFIXES | {".rss", ".atom", ".jsonl", ".ndjson", ".parquet"}
"""What is taken from a folder whatever it holds; of `.xml` only feeds, and of `.json` only lists, are taken."""

OWN = (".meta.json", ".claims.json", ".request.json", ".answer.json")
"""Ends of names of files that detente reads or writes beside reports: they are none."""

DEEPEST = 5
"""Mails in mails in mails that are followed (declared)."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How sources are taken (declared defaults).

    `text_field` names the field of JSON lines, JSON lists and Parquet that holds the text. `max_bytes` limits one
    report, and what is fetched or read of a feed or mail; `seconds` limits the fetching of one address.
    `allow_private` lets addresses of this machine and of private networks be fetched.
    """

    text_field: str = "text"
    allow_private: bool = False
    seconds: float = 60.0
    max_bytes: int = MAX_BYTES
    encoding: str | None = None

    @property
    def limits(self) -> FetchLimits:
        """The limits of fetching."""
        return FetchLimits(max_bytes=self.max_bytes, seconds=self.seconds, allow_private=self.allow_private)


@dataclass(frozen=True, slots=True)
class Source:
    """One source that has not been read yet: `name` is what the person calls it, `data` is where it lies.

    It can be given to another process. `data` of JSON lines, Parquet and feeds carries the text with it.
    """

    name: str
    data: Place

    @property
    def is_summary(self) -> bool:
        """Whether it is only a summary: the feed that it is of holds no more, and its page was not to be fetched."""
        return isinstance(self.data, TextPlace) and self.data.is_summary

    def load(self, *, encoding: str | None = None, max_bytes: int = MAX_BYTES) -> Document:
        """Read it. Raises DocumentError with its name, the reason and the remedy; MissingExtraError."""
        return self.data.load(self.name, encoding, max_bytes)


def sources_of(report: str, options: SourceOptions | None = None) -> Iterator[Source]:
    """Give the sources that `report` stands for, one by one: a file, a folder, an address, or "-" for standard input.

    Raises DocumentError where it cannot be read at all, and, after what it gave, where it breaks in the middle; what is
    broken by itself (a line, an entry, a file of a folder) is a source of which `load` raises. MissingExtraError.
    """
    options = options or SourceOptions()
    if report == "-":
        data = sys.stdin.buffer.read(options.max_bytes + 1)
        yield from sources_in(data, STANDARD_INPUT, options)
    elif is_address(report):
        yield from _of_address(report, options)
    elif os.path.isdir(report):
        yield from _of_folder(Path(report), options)
    else:
        yield from _of_file(Path(report), options)


def _of_address(address: str, options: SourceOptions) -> Iterator[Source]:
    yield from sources_fetched(fetch(address, limits=options.limits), address, options)


def sources_fetched(fetched: Fetched, address: str, options: SourceOptions) -> Iterator[Source]:
    """Give the sources that lie in what an address gave: itself, or the entries of a feed. Raises like `sources_of`."""
    place = bytes_of(fetched, address)
    yield from _of_bytes(place, address, options, fetched.final_address)


def sources_in(data: bytes, name: str, options: SourceOptions, *, depth: int = 0) -> Iterator[Source]:
    """Give the sources that `data` hold, told by their first bytes and by `name`. Raises like `sources_of`."""
    if len(data) > options.max_bytes:
        raise too_large(name, options.max_bytes)
    if not data.strip():
        raise DocumentError(f"{name}: is empty")
    yield from _of_bytes(BytesPlace(data, kind_of(data, name)), name, options, depth=depth)


def _of_bytes(
    place: BytesPlace,
    name: str,
    options: SourceOptions,
    address: str | None = None,
    depth: int = 0,
) -> Iterator[Source]:
    """Give the sources of bytes whose kind is known; `address` is where they were fetched."""
    if place.kind == "feed":
        yield from _of_feed(place.data, name, options, place.charset, address)
    elif place.kind == "mail":
        yield from _of_mail(place.data, name, options, place, depth)
    elif place.kind == "parquet":
        yield from _of_records(records_of_parquet(place.data, name, options.text_field), name)
    elif place.kind in ("lines", "list"):
        yield from _of_json(io.BytesIO(place.data), place.kind, name, options)
    else:
        yield Source(name, place)


def _of_json(stream: BinaryIO, kind: Kind, name: str, options: SourceOptions) -> Iterator[Source]:
    read = records_of_lines if kind == "lines" else items_of_json
    yield from _of_records(read(stream, name, options.text_field, options.encoding, options.max_bytes), name)


def _of_records(records: Iterable[Record], name: str) -> Iterator[Source]:
    for record in records:
        place: Place = TextPlace(record.text, record.known, record.id)
        yield Source(f"{name}, {record.place}", place if record.fault is None else FaultPlace(record.fault))


def _of_feed(
    data: bytes, name: str, options: SourceOptions, charset: str | None, address: str | None
) -> Iterator[Source]:
    """Give the entries of a feed: with their own text where it is whole, else the page they lead to, else a summary."""
    entries = entries_of(data, name, encoding=options.encoding, charset=charset, address=address)
    for number, entry in enumerate(entries, 1):
        yield entry_source(entry, name, f"{name}, entry {number:,}", options.limits if address is not None else None)


def entry_source(entry: Entry, feed: str, name: str, limits: FetchLimits | None) -> Source:
    """Give the source that an entry of `feed` is; `limits` are those of fetching, None where nothing is to be fetched.

    Its document has the same id wherever in the feed it stands.
    """
    identity = Path(feed).name.rsplit(".", 1)[0]
    if entry.is_whole:
        return Source(name, TextPlace(_with_title(entry), entry.known, identity))
    if limits is not None and entry.known.address is not None:
        return Source(name, PagePlace(entry.known.address, entry.known, limits))
    if entry.text:
        return Source(name, TextPlace(_with_title(entry), entry.known, identity, is_summary=True))
    return Source(name, FaultPlace("holds no text; fetch the page that it leads to"))


def _with_title(entry: Entry) -> str:
    title = entry.known.title
    return entry.text if title is None or entry.text.startswith(title) else f"{title}\n\n{entry.text}"


def _of_mail(data: bytes, name: str, options: SourceOptions, whole: Place, depth: int) -> Iterator[Source]:
    """Give the mail itself, and what is attached to it."""
    mail = read_mail(data, name, options.encoding)
    attached = list(mail.attachments())
    if mail.has_body or not attached:
        yield Source(name, whole)
    known = Metadata(outlet=mail.known.outlet, date=mail.known.date)
    named = Counter[str]()
    for attachment in attached:
        named[attachment.name] += 1
        again = f" ({named[attachment.name]})" if named[attachment.name] > 1 else ""
        called = f"{name}, attachment {attachment.name}{again}"
        try:
            if not attachment.data.strip():
                raise DocumentError(f"{called}: is empty")
            kind = kind_of(attachment.data, called, attachment.media_type, attachment.name)
        except DocumentError as error:
            yield Source(called, FaultPlace(str(error).removeprefix(f"{called}: ")))
            continue
        place = BytesPlace(attachment.data, kind, attachment.charset, known)
        if kind != "mail":
            yield Source(called, place)
        elif depth >= DEEPEST:
            yield Source(called, FaultPlace(f"more than {DEEPEST} mails one in the other are not followed"))
        else:
            inner = BytesPlace(attachment.data, "mail")
            yield from _guarded(called, _of_mail(attachment.data, called, options, inner, depth + 1))


def _guarded(name: str, sources: Iterator[Source]) -> Iterator[Source]:
    """Give `sources`; where they break off, a source that says why comes last."""
    try:
        yield from sources
    except (DocumentError, MissingExtraError) as error:
        told = str(error)
        yield Source(name, FaultPlace(told.removeprefix(f"{name}: ")))


def _of_file(path: Path, options: SourceOptions) -> Iterator[Source]:
    name = str(path)
    if os.path.exists(path) and not os.path.isfile(path):
        # A pipe can be read once.
        yield from sources_in(_read(path, options.max_bytes + 1), name, options)
        return
    head = _read(path, HEAD)
    if not head.strip():
        yield Source(name, FilePlace(path))
        return
    kind = kind_of(head, name)
    if kind == "parquet":
        yield from _of_records(records_of_parquet(path, name, options.text_field), name)
    elif kind in ("lines", "list"):
        with path.open("rb") as stream:
            yield from _of_json(stream, kind, name, options)
    elif kind in ("feed", "mail"):
        data = _read(path, options.max_bytes + 1)
        if len(data) > options.max_bytes:
            raise too_large(name, options.max_bytes)
        if kind == "feed":
            yield from _of_feed(data, name, options, None, None)
        else:
            yield from _of_mail(data, name, options, FilePlace(path), 0)
    else:
        yield Source(name, FilePlace(path))


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except FileNotFoundError:
        raise DocumentError(f"{path}: does not exist") from None
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None


def _of_folder(folder: Path, options: SourceOptions) -> Iterator[Source]:
    """Give what a folder holds, in the order of names; hidden files, and what is no report, are left out."""
    given = False
    for found in _files(folder):
        if isinstance(found, Source):
            yield found
        elif _is_report(found):
            yield from _guarded(str(found), _of_file(found, options))
        else:
            continue
        given = True
    if not given:
        kinds = ", ".join(sorted({*FOLDER_SUFFIXES, ".json", ".xml"}))
        raise DocumentError(f"{folder}: holds no report ({kinds})")


def _files(folder: Path) -> Iterator[Path | Source]:
    """Give the files below a folder, folder by folder, so that a million names are never held at once."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_file()) for entry in entries)
    except OSError as error:
        yield Source(str(folder), FaultPlace(f"cannot be opened ({error.strerror})"))
        return
    for name, is_folder, is_file in inside:
        if name.startswith("."):
            continue
        if is_folder:
            yield from _files(folder / name)
        elif is_file:
            yield folder / name


def _is_report(path: Path) -> bool:
    """Tell whether a file of a folder is a report by its name, or, where that says little, by its first bytes."""
    name = path.name.lower()
    if path.suffix.lower() in FOLDER_SUFFIXES:
        return True
    check = _BY_CONTENT.get(path.suffix.lower())
    if check is None or name.endswith(OWN):
        return False
    try:
        head = _read(path, HEAD)
    except DocumentError:
        return True  # so that it is told
    return check(head, name)


def _is_feed(head: bytes, name: str) -> bool:
    try:
        return kind_of(head, name) == "feed"
    except DocumentError:
        return False


_BY_CONTENT: dict[str, Callable[[bytes, str], bool]] = {
    ".xml": _is_feed,
    ".json": lambda head, name: holds_list(head),
}
