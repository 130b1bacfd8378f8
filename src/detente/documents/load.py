"""From a file, a folder or bytes to documents: the kind is told by content first, by suffix second."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.documents.decode import decode
from detente.documents.document import Document
from detente.documents.html import read_html
from detente.documents.pdf import read_pdf
from detente.errors import DocumentError

__all__ = ["MAX_BYTES", "SUFFIXES", "find_sources", "load", "load_bytes"]

MAX_BYTES = 5_000_000
"""A larger source is refused, and so is one that holds more characters: at 2,000 words a second and six bytes a word,
these are seven minutes of reading."""

SUFFIXES = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".pdf"})
"""What is taken from a folder; a file named outright is read whatever its suffix."""

_HTML_START = re.compile(rb"^\s*+(?>(?:<!--.*?-->\s*+)*+)<(!doctype\s+html|html|head|body|article)\b", re.I | re.S)
_OWN_REPORT = '<meta name="generator" content="detente '
_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)


@dataclass(frozen=True, slots=True)
class _Metadata:
    """What stands beside or inside a source about it."""

    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    address: str | None = None

    def or_else(self, other: "_Metadata") -> "_Metadata":
        return _Metadata(
            self.title or other.title,
            self.outlet or other.outlet,
            self.date or other.date,
            self.address or other.address,
        )


def _sidecar(path: Path) -> _Metadata:
    """Read NAME.meta.json beside NAME.txt, where there is one."""
    beside = path.with_suffix(".meta.json")
    if not beside.is_file():
        return _Metadata()
    try:
        data = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DocumentError(f"{beside}: cannot be read as JSON ({error}); mend or remove it") from None
    if not isinstance(data, dict):
        raise DocumentError(f"{beside}: must hold an object with outlet, date, url; it holds {type(data).__name__}")

    def text(key: str) -> str | None:
        value = data.get(key)
        return value if isinstance(value, str) and value.strip() else None

    return _Metadata(text("title"), text("outlet"), text("date"), text("url") or text("address"))


def _headline(text: str) -> str | None:
    """Give the first line, where a blank line sets it off from the body and it is short enough for a title."""
    lines = text.lstrip("\n").split("\n", 2)
    first = lines[0].strip()
    return first if first and len(first) <= 300 and (len(lines) == 1 or not lines[1].strip()) else None


def _identity(name: str, document_hash: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", Path(name).name.rsplit(".", 1)[0].lower()).strip("-")[:40] or "document"
    return f"{stem}-{document_hash[:8]}"


def _too_large(name: str, limit: int, of: str = "MB") -> DocumentError:
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
) -> Document:
    """Make a document of `data`; `name` stands in messages, `beside` is where NAME.meta.json is looked for.

    Raises DocumentError where it is empty, too large, binary, in another encoding, or holds no text.
    """
    if not data.strip():
        raise DocumentError(f"{name}: is empty")
    if len(data) > max_bytes:
        raise _too_large(name, max_bytes)
    found = _Metadata()
    if data.startswith(b"%PDF-"):
        text, title = read_pdf(data, name)
        found = _Metadata(title=title)
    elif _HTML_START.match(data[:4096]) or Path(name).suffix.lower() in {".html", ".htm", ".xhtml"}:
        charset = _CHARSET.search(data[:4096])
        source = decode(data, name, encoding, charset.group(1).decode("ascii") if charset else None)
        if _OWN_REPORT in source[:4096]:
            raise DocumentError(
                f"{name}: is a report that detente wrote, not a source; name the reports it was made of"
            )
        page = read_html(source, name)
        text = page.text
        found = _Metadata(page.title, page.outlet, page.date, page.address)
    else:
        text = decode(data, name, encoding)
    if len(text) > max_bytes:
        raise _too_large(name, max_bytes, "million characters")
    if not any(letter.isalpha() for letter in text):
        raise DocumentError(f"{name}: holds no words")
    known = (_sidecar(beside) if beside else _Metadata()).or_else(found)
    document = Document(
        id="",
        text=text,
        title=known.title or _headline(text),
        outlet=known.outlet,
        date=known.date,
        address=known.address,
    )
    return Document(
        id=_identity(name, document.sha256),
        text=text,
        title=document.title,
        outlet=known.outlet,
        date=known.date,
        address=known.address,
        sha256=document.sha256,
    )


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
