"""Which addresses may be fetched: http and https, and no network but the public one unless that is allowed.

A name says nothing about where it leads, and may lead elsewhere a moment later. So `allowed` looks the name up once and
gives the numbers that were checked: whoever connects must connect to one of those, and not look the name up again.
"""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

from detente.errors import DocumentError

__all__ = ["SCHEMES", "Resolve", "allowed", "checked_address", "is_address", "resolve", "why_not_public"]

Resolve = Callable[[str, int, float], Sequence[str]]
"""Gives the numbers of a host: name, port, seconds it may take. Raises OSError."""

SCHEMES = ("http", "https")
LONGEST = 4_000
"""Characters of an address (declared): servers refuse longer ones, most from 8,000 on."""

_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""IPv6 numbers that carry an IPv4 number to a translator (RFC 6052, RFC 8215)."""
_SPECIAL_4 = ipaddress.IPv4Network("192.0.0.0/24")
"""Protocol assignments (RFC 6890), parts of which some versions of Python take for public."""


def is_address(words: str) -> bool:
    """Tell whether `words` are an address, of the web or with another scheme, and not the name of a file."""
    scheme, mark, _ = words.partition("://")
    return bool(mark) and scheme[:1].isalpha() and scheme.isascii() and all(c.isalnum() or c in "+.-" for c in scheme)


def checked_address(address: str) -> tuple[str, str, int]:
    """Give scheme, host and port of an address of the web. Raises DocumentError for any other."""
    shown = address if len(address) <= 200 else f"{address[:200]}…"
    shown = "".join(letter if letter.isprintable() else "�" for letter in shown)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise DocumentError(f"{shown}: is no address ({error})") from None
    scheme = parts.scheme.lower()
    if scheme not in SCHEMES:
        raise DocumentError(f"{shown}: only http and https addresses are fetched, not {scheme or 'one without'}")
    if len(address) > LONGEST:
        raise DocumentError(f"{shown}: an address of {len(address):,} characters is beyond the limit of {LONGEST:,}")
    if parts.username is not None or parts.password is not None:
        host_only = f"{scheme}://…@{parts.hostname}"
        raise DocumentError(f"{host_only}: carries a name or password, which would end up in results; leave it out")
    if not host or any(letter.isspace() or not letter.isprintable() for letter in address.strip()):
        raise DocumentError(f"{shown}: is no address; it must be http://HOST/… or https://HOST/…")
    return scheme, host, port or (443 if scheme == "https" else 80)


def why_not_public(number: str) -> str | None:
    """Say why an IP number is none of the public network, or give None where it is.

    Numbers of IPv6 that carry one of IPv4 (mapped, 6to4, Teredo, translated) are judged by that as well.
    """
    address = ipaddress.ip_address(number.partition("%")[0])
    kinds = (
        (address.is_unspecified, "no host at all"),
        (address.is_loopback, "this machine (loopback)"),
        (address.is_link_local, "the local link"),
        (address.is_multicast, "many hosts (multicast)"),
        (address.is_private, "a private network"),
        (address.is_reserved, "a reserved network"),
    )
    reason = next((words for holds, words in kinds if holds), None)
    inner = _carried(address)
    if inner is not None:
        return next((why for number in inner if (why := why_not_public(str(number)))), None)
    if reason is None and (not address.is_global or not _in_public_part(address)):
        return "a reserved network"
    return reason


def _in_public_part(address: IPv4Address | IPv6Address) -> bool:
    return address in _PUBLIC_6 if isinstance(address, IPv6Address) else address not in _SPECIAL_4


def _carried(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...] | None:
    """Give the IPv4 numbers that a number of IPv6 carries; None where it carries none."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _TRANSLATED):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return None


def resolve(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """Give the IP numbers of a host, as the system looks them up, each once. Raises OSError, TimeoutError."""
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put([str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            found.put(error)

    # The system's look-up has no limit of its own that could be set; a thread can be left behind.
    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = found.get(timeout=max(seconds, 0))
    except queue.Empty:
        raise TimeoutError("looking up the name took too long") from None
    if isinstance(answer, UnicodeError):
        raise OSError(f"{host!r} is no name of a host")
    if isinstance(answer, Exception):
        raise answer
    return tuple(dict.fromkeys(answer))


def allowed(
    host: str, port: int, *, allow_private: bool, seconds: float = 20.0, look_up: Resolve = resolve
) -> tuple[str, ...]:
    """Give the checked IP numbers of `host`, to one of which the connection must be made.

    Raises DocumentError where any of them is of a network that is not public and `allow_private` is not set, or where
    the name is not known.
    """
    try:
        numbers = tuple(look_up(host, port, seconds))
    except TimeoutError as error:
        raise DocumentError(f"{host}: {error}") from None
    except OSError as error:
        raise DocumentError(f"{host}: the name cannot be looked up ({error.strerror or error})") from None
    if not numbers:
        raise DocumentError(f"{host}: the name leads to no address")
    if not allow_private:
        for number in numbers:
            if (why := why_not_public(number)) is not None:
                raise DocumentError(f"{host}: leads to {number}, {why}; allow that with --allow-private")
    return numbers
