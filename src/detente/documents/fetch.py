"""Fetching an address of the web (on httpx2), trusting nothing that the other side sends or points to.

Every step of a redirection is checked like the address itself; the connection is made to the number that was checked;
size is counted after decompression; and no server can hold a connection longer than the time allowed.
"""

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from detente import __version__
from detente.documents.addresses import Resolve, checked_address, resolve
from detente.errors import DocumentError, FetchError, MissingExtraError

__all__ = ["ROBOT", "USER_AGENT", "FetchLimits", "Fetched", "fetch"]

USER_AGENT = f"detente/{__version__} (reads reports that a person named)"
ROBOT = f"detente/{__version__} (robot; looks at feeds that a person named, and at what is new in them)"
"""What detente calls itself where it comes again by itself."""

_ACCEPT = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, text/plain, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATUS = {
    401: "asks for a password",
    402: "asks for payment",
    403: "refuses it",
    404: "knows no such page",
    410: "says the page is gone",
    429: "says that it is asked too often; try again later",
}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much is taken, how long is waited, and where one may go (declared defaults).

    `max_bytes` counts what comes out of decompression; `seconds` is for all of it, redirections included,
    `read_seconds` for one wait for the other side. `allow_private` lets addresses of this machine and of private
    networks be reached. `user_agent` is what detente calls itself.
    """

    max_bytes: int = 5_000_000
    seconds: float = 60.0
    read_seconds: float = 20.0
    redirects: int = 10
    allow_private: bool = False
    user_agent: str = USER_AGENT


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: `status` is 200 and the like, or 304 without data where nothing has changed.

    `etag` and `last_modified` are as the server sent them, to be given back with the next request.
    """

    status: int
    data: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None
    final_address: str

    @property
    def media_type(self) -> str | None:
        """The kind that the server says the data are of, such as `text/html`."""
        return _content_type(self.content_type).get_content_type() if self.content_type else None

    @property
    def charset(self) -> str | None:
        """The encoding that the server says the data are in."""
        if not self.content_type:
            return None
        try:
            return _content_type(self.content_type).get_content_charset()
        except (LookupError, ValueError):
            return None


def _content_type(value: str) -> Message:
    message = Message()
    message["Content-Type"] = value
    return message


def fetch(
    address: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    limits: FetchLimits | None = None,
    look_up: Resolve = resolve,
    advance: Callable[[int], object] | None = None,
) -> Fetched:
    """Fetch an address of http or https; with `etag` or `last_modified` of the last time, only if it has changed.

    `advance` is told how many bytes, unpacked, have come so far.

    Raises FetchError where it gives nothing (with the status and how long the server asks to wait, where it said so),
    leads where it may not, or passes a limit; DocumentError where it is no such address; MissingExtraError.
    """
    try:
        import httpcore2
        import httpx2

        from detente.documents.guarded import GuardedBackend
    except ImportError:
        raise MissingExtraError("The client that fetches addresses", "net") from None
    limits = limits or FetchLimits()
    end = time.monotonic() + limits.seconds
    try:
        with httpcore2.ConnectionPool(network_backend=GuardedBackend(end, limits.allow_private, look_up)) as pool:
            return _followed(pool, address, _headers(etag, last_modified, limits.user_agent), limits, advance)
    except httpcore2.TimeoutException:
        spent = time.monotonic() >= end
        waited = f"not done within {limits.seconds:g} s" if spent else f"no answer within {limits.read_seconds:g} s"
        raise FetchError(f"{address}: {waited}; try again, or allow more with --fetch-seconds") from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise FetchError(f"{address}: the connection failed ({_clean(str(error) or type(error).__name__)})") from None
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(f"{address}: leads to what is no address ({_clean(str(error))})") from None
    except FetchError:
        raise
    except DocumentError as error:
        told = str(error)
        raise FetchError(told if told.startswith(address) else f"{address}: {told}") from None


def _followed(
    pool: Any,
    address: str,
    headers: list[tuple[str, str]],
    limits: FetchLimits,
    advance: Callable[[int], object] | None,
) -> Fetched:
    """Ask for an address, and for each to which it is redirected. Raises FetchError, and what the pool raises."""
    import httpcore2
    import httpx2

    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), limits.read_seconds)
    conditional = any(name.startswith("If-") for name, _ in headers)
    place, seen = address.strip(), set[str]()
    while True:
        checked_address(place)
        url = httpx2.URL(place).copy_with(fragment=None)
        if str(url) in seen:
            raise FetchError(f"{address}: is redirected in a circle, back to {_shown(url)}")
        seen.add(str(url))
        if len(seen) > limits.redirects + 1:
            raise FetchError(f"{address}: is redirected more than {limits.redirects} times")
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with pool.stream("GET", target, headers=headers, extensions={"timeout": timeouts}) as response:
            found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _REDIRECTS and "location" in found:
                place = str(url.join(found["location"]))
                continue
            if response.status == 304 and conditional:
                return _fetched(304, b"", found, str(url))
            _check(address, response.status, found)
            data = _body(address, response.iter_stream(), found, limits.max_bytes, advance)
            return _fetched(response.status, data, found, str(url))


def _headers(etag: str | None, last_modified: str | None, user_agent: str) -> list[tuple[str, str]]:
    conditions = (("If-None-Match", etag), ("If-Modified-Since", last_modified))
    return [
        ("User-Agent", user_agent),
        ("Accept", _ACCEPT),
        ("Accept-Encoding", "gzip, deflate"),
        *((name, value) for name, value in conditions if value and value.isascii() and value.isprintable()),
    ]


def _fetched(status: int, data: bytes, found: dict[str, str], address: str) -> Fetched:
    return Fetched(status, data, found.get("content-type"), found.get("etag"), found.get("last-modified"), address)


def _check(address: str, status: int, found: dict[str, str]) -> None:
    """Raise what a status means that is not that of an answer."""
    if 200 <= status < 300:
        return
    told = _STATUS.get(status, "fails" if status >= 500 else "gives no page")
    raise FetchError(f"{address}: the server {told} ({status})", status, _seconds_asked(found.get("retry-after")))


def _seconds_asked(value: str | None) -> float | None:
    """Give how long a server asks to wait, in seconds: a number of them, or a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        return max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _body(
    address: str,
    pieces: Iterator[bytes],
    found: dict[str, str],
    most: int,
    advance: Callable[[int], object] | None,
) -> bytes:
    """Give the body, unpacked, read no further than `most` bytes of it. Raises FetchError."""
    too_large = FetchError(
        f"{address}: more than {most / 1e6:g} MB is beyond the limit for one report; it was read no further; "
        "raise --max-mb"
    )
    if found.get("content-length", "").isdigit() and int(found["content-length"]) > most:
        raise too_large
    data = bytearray()
    for piece in _unpacked(address, pieces, found.get("content-encoding", "identity").strip().lower(), most):
        data += piece
        if len(data) > most:
            raise too_large
        if advance is not None:
            advance(len(data))
    return bytes(data)


def _unpacked(address: str, pieces: Iterator[bytes], packing: str, most: int) -> Iterator[bytes]:
    """Give the pieces unpacked; never more than `most` bytes and one more come from one piece."""
    if packing in ("identity", ""):
        yield from pieces
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"{address}: is packed as {_clean(packing)}, though only gzip and deflate were asked for")
    unpacker: Any = None
    try:
        for piece in pieces:
            if unpacker is None and piece:
                raw = packing == "deflate" and piece[0] & 0x0F != 8
                unpacker = zlib.decompressobj(-15 if raw else 47)
            rest = piece
            while rest and unpacker is not None:
                if unpacker.eof:
                    # Packed data may be several, one after another (RFC 1952, § 2.2); what else follows is none.
                    if not rest.startswith(b"\x1f\x8b"):
                        break
                    unpacker = zlib.decompressobj(47)
                yield unpacker.decompress(rest, most + 1)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error as error:
        raise FetchError(f"{address}: is not packed as {packing}, as the server says ({error})") from None
    if unpacker is not None and not unpacker.eof:
        raise FetchError(f"{address}: its packed data break off; try again")


def _shown(address: Any) -> str:
    return _clean(str(address))


def _clean(words: str) -> str:
    """Give words of the other side without marks that a terminal would obey, and short."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
    return f"{plain[:200]} …" if len(plain) > 200 else plain or "nothing"
