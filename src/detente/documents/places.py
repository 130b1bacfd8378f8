"""Where a source lies, as plain data that another process can be given: a file, bytes, a text, an address, a fault."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from detente.documents.document import Document
from detente.documents.fetch import Fetched, FetchLimits, fetch
from detente.documents.kinds import Kind, kind_of
from detente.documents.load import document_of, load, load_bytes
from detente.documents.metadata import NOTHING, Metadata
from detente.errors import DocumentError, FetchError

__all__ = ["BytesPlace", "FaultPlace", "FilePlace", "PagePlace", "Place", "TextPlace", "bytes_of", "name_in"]


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file that is one source."""

    path: Path

    def load(self, name: str, encoding: str | None, max_bytes: int) -> Document:
        """Read it. Raises DocumentError."""
        return load(self.path, encoding=encoding, max_bytes=max_bytes)


@dataclass(frozen=True, slots=True)
class BytesPlace:
    """Bytes that are one source, their kind and encoding as declared, and what is known of them besides."""

    data: bytes
    kind: Kind
    charset: str | None = None
    known: Metadata = NOTHING

    def load(self, name: str, encoding: str | None, max_bytes: int) -> Document:
        """Read them. Raises DocumentError."""
        return load_bytes(
            self.data,
            name,
            encoding=encoding,
            max_bytes=max_bytes,
            kind=self.kind,
            charset=self.charset,
            known=self.known,
        )


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A text that is canonical as it stands.

    `id` is what the id of its document begins with; `is_summary` says that it is only a summary of a report.
    """

    text: str
    known: Metadata = NOTHING
    id: str | None = None
    is_summary: bool = False

    def load(self, name: str, encoding: str | None, max_bytes: int) -> Document:
        """Make the document. Raises DocumentError."""
        return document_of(self.text, name, self.known, max_bytes, self.id)


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A page of the web that is fetched when it is loaded, and what the feed that led there says of it."""

    address: str
    known: Metadata
    limits: FetchLimits

    def load(self, name: str, encoding: str | None, max_bytes: int) -> Document:
        """Fetch it. Raises DocumentError, also where it is a feed or the like and not one report; FetchError."""
        try:
            fetched = fetch(self.address, limits=replace(self.limits, max_bytes=max_bytes))
            return bytes_of(fetched, self.address, self.known).load(self.address, encoding, max_bytes)
        except FetchError as error:
            raise FetchError(f"{name}: {error}", error.status, error.retry_after) from None
        except DocumentError as error:
            raise DocumentError(f"{name}: {error}") from None


@dataclass(frozen=True, slots=True)
class FaultPlace:
    """What cannot be read, and why."""

    fault: str

    def load(self, name: str, encoding: str | None, max_bytes: int) -> Document:
        """Raise DocumentError with the fault."""
        raise DocumentError(f"{name}: {self.fault}")


Place = FilePlace | BytesPlace | TextPlace | PagePlace | FaultPlace


def name_in(address: str) -> str:
    """Give the file name that an address ends in, "" where it has none: its suffix tells a kind."""
    return PurePosixPath(unquote(urlsplit(address).path)).name


def bytes_of(fetched: Fetched, name: str, known: Metadata = NOTHING) -> BytesPlace:
    """Give what was fetched as bytes of their kind, with the address that it came from in the end."""
    if not fetched.data.strip():
        raise DocumentError(f"{name}: is empty")
    kind = kind_of(fetched.data, name, fetched.media_type, name_in(fetched.final_address))
    known = known.or_else(Metadata(address=fetched.final_address))
    return BytesPlace(fetched.data, kind, fetched.charset, known)
