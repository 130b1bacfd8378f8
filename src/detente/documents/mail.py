"""A mail as a source: its best text, what its head says about it, and what is attached (standard library)."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import PurePath
from typing import Any

from detente.documents.decode import decode
from detente.documents.metadata import Metadata, iso_date
from detente.errors import DocumentError

__all__ = ["Attachment", "Mail", "read_mail"]

LEAST_WORDS = 20
"""Words from which on the plain part of a mail counts as its text, beside an HTML part (declared): fewer say mostly
that the mail is to be looked at as HTML."""

MOST_NESTED = 64
"""Parts that hold parts in one mail (declared): the parser compares each line with the end of each that is open."""

_READABLE = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".pdf", ".eml"})
_READABLE_TYPES = frozenset({"text/plain", "text/html", "application/pdf", "message/rfc822"})
_VAGUE_TYPES = frozenset({"application/octet-stream"})

ReadPage = Callable[[bytes, str, str | None, str | None], tuple[str, Metadata]]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something attached that can be read: its file name, the kind said of it, its encoding if that is said."""

    name: str
    media_type: str
    charset: str | None
    data: bytes


class Mail:
    """A mail that was taken apart; the parts are decoded when they are asked for."""

    def __init__(self, message: EmailMessage, name: str, encoding: str | None) -> None:
        self._message = message
        self._name = name
        self._encoding = encoding

    @property
    def known(self) -> Metadata:
        """What the head of the mail says: the subject, who sent it (as outlet), the day it is dated."""
        sender, address = parseaddr(self._head("From") or "")
        return Metadata(self._head("Subject"), sender or address or None, iso_date(self._head("Date")))

    def _head(self, key: str) -> str | None:
        try:
            value = self._message.get(key)
        except (ValueError, LookupError, IndexError, AttributeError, TypeError):
            # The parser of heads trips over some that are broken.
            return None
        words = " ".join(str(value).split()) if value is not None else ""
        return re.sub("[\ud800-\udfff]", "\ufffd", words) or None

    @property
    def has_body(self) -> bool:
        """Whether any part of it is its text."""
        return any(self._part(kind) is not None for kind in ("plain", "html"))

    def body(self, read_page: ReadPage) -> tuple[str, Metadata]:
        """Give the best text and what is known; `read_page` takes an HTML part. Raises DocumentError."""
        plain, html = self._part("plain"), self._part("html")
        text = None if plain is None else self._plain(plain)
        if html is not None and (text is None or len(text.split()) < LEAST_WORDS):
            try:
                text, found = read_page(_payload(html), self._name, self._encoding, _charset(html))
            except DocumentError:
                if text is None or not text.strip():
                    raise
            else:
                return text, self.known.or_else(found)
        if text is None or not text.strip():
            raise DocumentError(f"{self._name}: this mail holds no text")
        return text, self.known

    def _part(self, kind: str) -> EmailMessage | None:
        return self._message.get_body((kind,))  # type: ignore[return-value]

    def _plain(self, part: EmailMessage) -> str:
        data = _payload(part)
        if not data.strip():
            return ""
        text = decode(data, self._name, self._encoding, _charset(part)).replace("\r\n", "\n")
        flowed = str(part.get_param("format") or "").lower() == "flowed"
        return _joined(text, str(part.get_param("delsp") or "").lower() == "yes") if flowed else text

    def attachments(self) -> Iterator[Attachment]:
        """Give what is attached and may be read: texts, pages, PDFs and mails. Others are passed over."""
        for number, part in enumerate(self._attached(), 1):
            kind = part.get_content_type()
            called = _file_name(part)
            suffix = PurePath(called or "").suffix.lower()
            if called is None and kind != "message/rfc822" and part.get_content_disposition() != "attachment":
                continue
            if kind not in _READABLE_TYPES and not (suffix in _READABLE and kind in _VAGUE_TYPES):
                continue
            inner = part.get_payload()
            if kind == "message/rfc822":
                data = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
            else:
                data = _payload(part)
            yield Attachment(called or f"number {number}", kind, _charset(part), data)

    def _attached(self) -> list[Any]:
        try:
            return list(self._message.iter_attachments())
        except (KeyError, ValueError, AttributeError, TypeError):
            return []


def read_mail(data: bytes, name: str, encoding: str | None) -> Mail:
    """Take a mail apart. Raises DocumentError where it is none, or nested beyond reason."""
    if data.lower().count(b"boundary=") > MOST_NESTED:
        raise DocumentError(f"{name}: has more than {MOST_NESTED} parts that hold parts; save its text as a .txt file")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        known = [key for key in ("From", "Subject", "Date", "To", "Received", "MIME-Version") if key in message]
    except (RecursionError, ValueError, LookupError, IndexError, AttributeError, TypeError) as error:
        raise DocumentError(f"{name}: cannot be read as a mail ({type(error).__name__}); save its text") from None
    if not known:
        raise DocumentError(f"{name}: is no mail: no head with From, Subject or Date")
    return Mail(message, name, encoding)


def _payload(part: EmailMessage) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return data if isinstance(data, bytes) else b""


def _charset(part: EmailMessage) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None


def _file_name(part: EmailMessage) -> str | None:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    words = "".join(letter for letter in (name or "") if letter.isprintable())
    return PurePath(words.replace("\\", "/")).name or None


def _joined(text: str, without_blank: bool) -> str:
    """Join the lines of flowed text (RFC 3676, § 4): a line that ends in a blank goes on in the next."""
    lines: list[str] = []
    open_line = False
    for line in text.split("\n"):
        stuffed = line.removeprefix(" ")
        if open_line and lines:
            lines[-1] += stuffed
        else:
            lines.append(stuffed)
        open_line = line.endswith(" ") and stuffed != "-- "
        if open_line and without_blank:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
