"""The entries of an RSS or Atom feed (by feedparser)."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.entities import html5
from typing import Any
from urllib.parse import urljoin, urlsplit

from detente.documents.addresses import SCHEMES
from detente.documents.decode import decode
from detente.documents.fragment import text_of_fragment
from detente.documents.metadata import Metadata
from detente.errors import DocumentError, MissingExtraError

__all__ = ["FULL_TEXT", "Entry", "entries_of"]

FULL_TEXT = 150
"""Words from which on what a feed carries of an entry counts as the whole article (declared); less is a teaser."""

_DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml\s.*?\?>", re.S)
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,40});")
_BARE = re.compile(r"&(?!#?\w{1,40};)")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what is known of it, with its link as address; the longest text that it carries, "" if none."""

    known: Metadata
    text: str

    @property
    def is_whole(self) -> bool:
        """Whether its text is long enough to be the article itself."""
        return len(self.text.split()) >= FULL_TEXT


def entries_of(
    data: bytes, name: str, *, encoding: str | None = None, charset: str | None = None, address: str | None = None
) -> Iterator[Entry]:
    """Give the entries of a feed in its order.

    `encoding` is the one that a person named, `charset` the one that a server declared, and `address` where the feed
    came from, by which relative links are completed. Raises DocumentError where it is no feed, declares entities (which
    no feed needs, and hostile ones abuse), or has no entry; MissingExtraError.
    """
    try:
        import feedparser
        import lxml.etree  # noqa: F401
    except ImportError:
        raise MissingExtraError("The reader of feeds", "feeds") from None
    declared = _DECLARED.match(data[:200])
    source = decode(data, name, encoding, declared.group(1).decode("ascii") if declared else charset)
    if "<!entity" in source.lower():
        raise DocumentError(f"{name}: this feed declares entities of its own, which none needs; it was not read")
    headers = {"content-type": "application/xml; charset=utf-8"}
    if address is not None:
        headers["content-location"] = address
    # Given as a stream: what is a string to feedparser may be the name of a file, or an address to fetch. HTML in it is
    # left to lxml, which takes time in proportion to it.
    stream = io.BytesIO(_mended(source, name))
    parsed = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version and not parsed.entries:
        raise DocumentError(f"{name}: is no feed (neither RSS nor Atom)")
    if not parsed.entries:
        raise DocumentError(f"{name}: this feed has no entry")
    outlet, base = _line(parsed.feed.get("title")), parsed.feed.get("link") or ""
    for entry in parsed.entries:
        yield _entry(entry, outlet, base)


def _mended(source: str, name: str) -> bytes:
    """Give the XML of a feed well-formed, as many are not: what cannot be mended is cut. Raises DocumentError."""
    from lxml import etree

    safe = {"encoding": "utf-8", "resolve_entities": False, "no_network": True, "load_dtd": False}
    source = _REFERENCE.sub(_reference, _DECLARATION.sub("", source, count=1))
    try:
        root = etree.fromstring(source.encode("utf-8"), etree.XMLParser(**safe))
    except (etree.XMLSyntaxError, ValueError):
        source = _BARE.sub("&amp;", source)
        try:
            root = etree.fromstring(source.encode("utf-8"), etree.XMLParser(recover=True, **safe))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DocumentError(f"{name}: is no feed, or broken beyond reading ({_short(error)})") from None
    if root is None:
        raise DocumentError(f"{name}: is no feed, or broken beyond reading")
    mended: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, with_tail=False)
    return mended


def _reference(found: re.Match[str]) -> str:
    """Give an entity of HTML, which XML does not know, as its letters; and what is none, as the words that it is."""
    name = found.group(1)
    if name in _OF_XML:
        return found.group()
    letters = html5.get(f"{name};")
    return f"&amp;{name};" if letters is None else "".join(f"&#{ord(letter)};" for letter in letters)


def _entry(entry: Any, outlet: str | None, base: str) -> Entry:
    said = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    texts = (_words(part) for part in said)
    source = entry.get("source") or {}
    known = Metadata(_line(entry.get("title")), _line(source.get("title")) or outlet, _day(entry), _link(entry, base))
    return Entry(known, max(texts, key=len, default=""))


def _link(entry: Any, base: str) -> str | None:
    """Give the address that an entry links to, completed by that of the feed; None where it is none of the web."""
    link = entry.get("link")
    if not isinstance(link, str) or not link.strip():
        return None
    # A guid without a link counts as one, which it is only where it is an address.
    base = "" if link == entry.get("id") else base
    try:
        whole = urljoin(base, link.strip())
        return whole if urlsplit(whole).scheme.lower() in SCHEMES else None
    except ValueError:
        return None


def _words(part: Any) -> str:
    value = part.get("value")
    if not isinstance(value, str):
        return ""
    return value.strip() if part.get("type") == "text/plain" else text_of_fragment(value)


def _line(value: Any) -> str | None:
    return " ".join(text_of_fragment(value).split()) or None if isinstance(value, str) else None


def _day(entry: Any) -> str | None:
    """Give the day, in UTC, on which an entry was published, or else changed."""
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        moment = entry.get(key)
        if moment:
            try:
                return date(*moment[:3]).isoformat()
            except (ValueError, TypeError):
                continue
    return None


def _short(fault: Any) -> str:
    return " ".join(str(fault).split())[:120]
