"""From a file, a folder or bytes to documents: the kind is told by content first, by suffix second."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detente.documents.datelines import find_dateline
from detente.documents.decode import decode
from detente.documents.document import Document
from detente.documents.html import read_html
from detente.documents.kinds import MANY, Kind, kind_of
from detente.documents.mail import read_mail
from detente.documents.metadata import Metadata, sidecar
from detente.documents.pdf import read_pdf
from detente.errors import DocumentError

__all__ = ["MAX_BYTES", "SUFFIXES", "document_of", "find_sources", "load", "load_bytes", "too_large"]

MAX_BYTES = 5_000_000
"""A larger source is refused, and so is one that holds more characters: at 2,000 words a second and six bytes a word,
these are seven minutes of reading."""

SUFFIXES = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".pdf", ".eml"})
"""What is one report, by its suffix; a file named outright is read whatever its suffix."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_OWN_REPORT = '<meta name="generator" content="detente '
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)


def _headline(text: str) -> str | None:
    """Give the first line, where a blank line sets it off from the body and it is short enough for a title."""
    lines = text.lstrip("\n").split("\n", 2)
    first = lines[0].strip()
    return first if first and len(first) <= 300 and (len(lines) == 1 or not lines[1].strip()) else None


def _identity(stem: str, document_hash: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:40] or "document"
    return f"{words}-{document_hash[:8]}"


def too_large(name: str, limit: int, of: str = "MB") -> DocumentError:
    """Give the error for a source beyond the limit, in bytes or in what `of` names."""
    return DocumentError(
        f"{name}: more than {limit / 1e6:g} {of} is beyond the limit for one report; split it, or raise --max-mb"
    )


def load_bytes(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    max_bytes: int = MAX_BYTES,
    beside: Path | None = None,
    kind: Kind | None = None,
    charset: str | None = None,
    known: Metadata | None = None,
) -> Document:
    """Make a document of `data`; `name` stands in messages, `beside` is where NAME.meta.json is looked for.

    `kind` is what the data are, where that is known better than from their first bytes and the name; `charset` is the
    encoding that was declared for them, and `known` what is known about them besides. Raises DocumentError where it is
    empty, too large, packed, binary, in another encoding, or holds no text; a feed and whatever else holds many sources
    is refused (`detente.documents.sources_of` takes them apart).
    """
    if not data.strip():
        raise DocumentError(f"{name}: is empty")
    if len(data) > max_bytes:
        raise too_large(name, max_bytes)
    kind = kind or kind_of(data, name)
    if kind == "pdf":
        text, title = read_pdf(data, name)
        found = Metadata(title=title)
    elif kind == "html":
        text, found = _page(data, name, encoding, charset)
    elif kind == "mail":
        text, found = read_mail(data, name, encoding).body(_page)
    elif kind == "text":
        text, found = decode(data, name, encoding, charset), Metadata()
    else:
        raise DocumentError(f"{name}: is {MANY[kind]}, and holds many reports; it is none itself")
    given = (sidecar(beside) if beside else Metadata()).or_else(known or Metadata())
    return document_of(text, name, given.or_else(found), max_bytes)


def _page(data: bytes, name: str, encoding: str | None, charset: str | None) -> tuple[str, Metadata]:
    """Give the article of a page, and what it says about itself. Raises DocumentError."""
    declared = _CHARSET.search(data[:4096])
    source = decode(data, name, encoding, charset or (declared.group(1).decode("ascii") if declared else None))
    if _OWN_REPORT in source[:4096]:
        raise DocumentError(f"{name}: is a report that detente wrote, not a source; name the reports it was made of")
    page = read_html(source, name)
    return page.text, Metadata(page.title, page.outlet, page.date, page.address)


def document_of(
    text: str, name: str, known: Metadata, max_bytes: int = MAX_BYTES, identity: str | None = None
) -> Document:
    """Make a document of its text; `identity` is what its id begins with, else the stem of `name`.

    Where its day is not known otherwise, it is that of the dateline.

    Raises DocumentError where the text is too long, holds no words, or half a character.
    """
    if len(text) > max_bytes:
        raise too_large(name, max_bytes, "million characters")
    if not any(letter.isalpha() for letter in text):
        raise DocumentError(f"{name}: holds no words")
    if (half := _SURROGATE.search(text)) is not None:
        raise DocumentError(f"{name}: character {half.start()} is half a character (U+{ord(half.group()):04X})")
    dateline = None if known.date else find_dateline(text)
    document = Document(
        id="",
        text=text,
        title=known.title or _headline(text),
        outlet=known.outlet,
        date=known.date or (dateline.day if dateline else None),
        address=known.address,
    )
    stem = Path(name).name.rsplit(".", 1)[0] if identity is None else identity
    return replace(document, id=_identity(stem, document.sha256))


def load(path: Path, *, encoding: str | None = None, max_bytes: int = MAX_BYTES) -> Document:
    """Read one file. Raises DocumentError with the path, the reason and the remedy."""
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise DocumentError(f"{path}: does not exist") from None
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    return load_bytes(data, str(path), encoding=encoding, max_bytes=max_bytes, beside=path)


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """Give the files that `paths` stand for: files as they are, folders by what they hold (`SUFFIXES`), sorted.

    A file is given once, however often it is named. Raises DocumentError for a folder without any report.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        inside = sorted(
            inner
            for inner in path.rglob("*")
            if inner.suffix.lower() in SUFFIXES
            and inner.is_file()
            and not any(part.startswith(".") for part in inner.relative_to(path).parts)
        )
        if not inside:
            raise DocumentError(f"{path}: holds no report ({', '.join(sorted(SUFFIXES))})")
        found.update(dict.fromkeys(inside))
    return list(found)
