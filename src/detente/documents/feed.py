"""The entries of an RSS or Atom feed (by feedparser)."""

import io
import re
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

__all__ = ["FULL_TEXT", "Entry", "Feed", "entries_of", "feed_of"]

FULL_TEXT = 150
"""Words from which on what a feed carries of an entry counts as the whole article (declared); less is a teaser."""

_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 7 * 86400.0, "monthly": 30 * 86400.0, "yearly": 365 * 86400.0}
"""Seconds of the periods that the syndication module of RSS 1.0 knows; its months and years are taken as whole days."""

_DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml\s.*?\?>", re.S)
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,40});")
_BARE = re.compile(r"&(?!#?\w{1,40};)")
_LONGEST_MARK = 2000
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what is known of it, with its link as address; the longest text that it carries, "" if none.

    `id` is what the feed knows it by (`guid` or `atom:id`), `changed` when it says that it was last changed.
    """

    known: Metadata
    text: str
    id: str | None = None
    changed: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether its text is long enough to be the article itself."""
        return len(self.text.split()) >= FULL_TEXT


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its entries in its order, maybe none, and how many seconds it asks to wait between two looks at it.

    `every` is of `ttl` (RSS 2.0, in minutes) or `sy:updatePeriod` and `sy:updateFrequency` (the syndication module of
    RSS 1.0), the longer of the two; None where the feed gives neither.
    """

    entries: tuple[Entry, ...]
    every: float | None = None


def entries_of(
    data: bytes, name: str, *, encoding: str | None = None, charset: str | None = None, address: str | None = None
) -> tuple[Entry, ...]:
    """Give the entries of a feed in its order, at least one.

    Arguments and errors are those of `feed_of`; besides, DocumentError is raised where there is no entry.
    """
    entries = feed_of(data, name, encoding=encoding, charset=charset, address=address).entries
    if not entries:
        raise DocumentError(f"{name}: this feed has no entry")
    return entries


def feed_of(
    data: bytes, name: str, *, encoding: str | None = None, charset: str | None = None, address: str | None = None
) -> Feed:
    """Take a feed apart.

    `encoding` is the one that a person named, `charset` the one that a server declared, and `address` where the feed
    came from, by which relative links are completed. Raises DocumentError where it is no feed, declares entities (which
    no feed needs, and hostile ones abuse); MissingExtraError.
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
    outlet, base = _line(parsed.feed.get("title")), parsed.feed.get("link") or ""
    return Feed(tuple(_entry(entry, outlet, base) for entry in parsed.entries), _every(parsed.feed))


def _every(feed: Any) -> float | None:
    """Give how many seconds a feed asks to wait; what is no such number there is passed over."""
    found = []
    minutes = _number(feed.get("ttl"))
    if minutes is not None:
        found.append(60.0 * minutes)
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period is not None:
        found.append(period / (_number(feed.get("sy_updatefrequency")) or 1.0))
    return max(found, default=None)


def _number(value: Any) -> float | None:
    words = value.strip() if isinstance(value, str) else ""
    return float(words) if words.isascii() and words.isdigit() and len(words) < 9 and int(words) > 0 else None


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
    return Entry(known, max(texts, key=len, default=""), _mark(entry.get("id")), _mark(dict.get(entry, "updated")))


def _mark(value: Any) -> str | None:
    return value.strip()[:_LONGEST_MARK] or None if isinstance(value, str) else None


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
    """Give a title as one line, without marks that a terminal would obey."""
    if not isinstance(value, str):
        return None
    words = "".join(letter if letter.isprintable() else " " for letter in text_of_fragment(value))
    return " ".join(words.split()) or None


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
