"""Which kind of source bytes are: told by their first bytes, then by what was said about them, then by their name."""

import re
from pathlib import PurePath
from typing import Literal

from detente.errors import DocumentError

__all__ = ["HEAD", "MANY", "Kind", "holds_list", "kind_of"]

Kind = Literal["text", "html", "pdf", "mail", "feed", "lines", "list", "parquet"]

HEAD = 4096
"""Bytes at the start that tell the kind."""

MANY: dict[str, str] = {"feed": "a feed", "lines": "JSON lines", "list": "a JSON list", "parquet": "a Parquet file"}
"""The kinds that hold many sources, in words."""

_BOM = b"\xef\xbb\xbf"
_BEFORE_ROOT = rb"^(?:\xef\xbb\xbf)?+\s*+(?>(?:<!--.*?-->\s*+|<\?.*?\?>\s*+)*+)"
_HTML_START = re.compile(_BEFORE_ROOT + rb"<(!doctype\s+html|html|head|body|article)\b", re.I | re.S)
_FEED_START = re.compile(
    _BEFORE_ROOT + rb"(?:<!doctype\s[^>\[]{0,400}+(?:\[[^\]]*+\]\s*+)?+>\s*+)?+(?>(?:<!--.*?-->\s*+)*+)"
    rb"<(?:[a-z][\w.-]*:)?(?:rss|feed|rdf)\b",
    re.I | re.S,
)
_PACKED = (
    (b"PK\x03\x04", "is a zip archive (or a Word, Excel or EPUB file, which are such)"),
    (b"PK\x05\x06", "is an empty zip archive"),
    (b"\x1f\x8b", "is packed by gzip"),
    (b"BZh", "is packed by bzip2"),
    (b"\xfd7zXZ\x00", "is packed by xz"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive"),
)
_BY_SUFFIX: dict[str, Kind] = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    ".eml": "mail",
    **dict.fromkeys((".rss", ".atom", ".rdf"), "feed"),
    **dict.fromkeys((".jsonl", ".ndjson"), "lines"),
    ".json": "list",
    ".parquet": "parquet",
}
_BY_TYPE: dict[str, Kind] = {
    **dict.fromkeys(("text/html", "application/xhtml+xml"), "html"),
    "message/rfc822": "mail",
    **dict.fromkeys(("application/rss+xml", "application/atom+xml", "application/rdf+xml"), "feed"),
    **dict.fromkeys(("application/jsonl", "application/x-ndjson", "application/x-jsonlines"), "lines"),
    "application/json": "list",
    "application/vnd.apache.parquet": "parquet",
    "application/pdf": "pdf",
    "text/plain": "text",
}


def kind_of(data: bytes, name: str, media_type: str | None = None, file_name: str | None = None) -> Kind:
    """Tell the kind of what begins with `data`; `media_type` is what a server or a mail says of it.

    `name` stands in messages; its suffix tells the kind, or that of `file_name`.

    A server that says plain text does not know better than a name that says mail, JSON lines or the like. Raises
    DocumentError for an archive, for XML of another kind, and for what is said to be a feed or Parquet and is not.
    """
    head = data[:HEAD]
    for mark, what in _PACKED:
        if head.startswith(mark):
            raise DocumentError(f"{name}: {what}; unpack it, and name the file or folder")
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PAR1"):
        return "parquet"
    if _HTML_START.match(head):
        return "html"
    if _FEED_START.match(_narrow(head)):
        return "feed"
    by_suffix = _BY_SUFFIX.get(PurePath(name if file_name is None else file_name).suffix.lower())
    told = _BY_TYPE.get(media_type or "")
    if told is None or by_suffix == "lines" or (told == "text" and (by_suffix == "mail" or by_suffix in MANY)):
        told = by_suffix or told or "text"
    if told == "parquet":
        raise DocumentError(f"{name}: is no Parquet file, whatever is said of it: it begins otherwise")
    if told == "feed":
        raise DocumentError(f"{name}: is no feed, whatever is said of it: neither RSS nor Atom")
    if told == "text" and _narrow(head).removeprefix(_BOM).lstrip().startswith(b"<?xml"):
        raise DocumentError(
            f"{name}: is XML, but neither a feed (RSS or Atom) nor a page; save its text as a .txt file"
        )
    return told


def _narrow(head: bytes) -> bytes:
    """Give text of two bytes a letter as one: what tells a kind is plain ASCII."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4:2] == b"\0\0" or head[1:4:2] == b"\0\0":
        return head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    return head


def holds_list(head: bytes) -> bool:
    """Tell whether JSON that begins so is a list."""
    return _narrow(head).removeprefix(_BOM).lstrip()[:1] == b"["
