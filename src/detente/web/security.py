"""Who may ask for what: checked for every request before anything else sees it.

- Only hosts by which this server is meant to be reached: a page of another name that was pointed here (DNS rebinding)
  gets nothing.
- A request that changes something comes from a page of this server (Sec-Fetch-Site, Origin) and has the form's token.
- Where others can reach the server, only who has its access token gets in.
- What is sent is limited in size before it is kept.
- Every answer says that nothing but this server's own scripts and styles may act in it.
"""

import hmac
import ipaddress
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["COOKIE", "LOOPBACK", "MOST_BYTES", "Guard"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BYTES = 20_000_000
"""Most bytes of one request, where no source may have more; several may come at once."""

COOKIE = "detente_access"
_SAFE = ("GET", "HEAD")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class _TooLargeError(Exception):
    """More is sent than is taken."""


class Guard:
    """Stands before an application. `hosts` are the names it answers to; with `access`, only who has it gets in.

    `most` is how many bytes one request may have.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] = LOOPBACK, access: str | None = None, most: int = MOST_BYTES
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._access = access
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, sealed)
            return
        try:
            await self._app(scope, _limited(receive, self._most), sealed)
        except _TooLargeError:
            await _plain(413, _too_large(self._most))(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_known(host):
            return _plain(421, f"This server does not answer to the name {host[:80]!r}.")
        if scope["method"] not in (*_SAFE, "POST"):
            return _plain(405, f"{scope['method'][:20]} is not understood here.")
        if scope["method"] not in _SAFE and not _is_own(headers, host):
            return _plain(403, "This was sent by a page of another site, and nothing was done.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most:
            return _plain(413, _too_large(self._most))
        return self._locked(scope, headers)

    def _is_known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._hosts:
            return True
        # An address is no name that could be pointed elsewhere; it counts where others may reach this server at all.
        return self._access is not None and _is_address(name)

    def _locked(self, scope: Scope, headers: Headers) -> Response | None:
        if self._access is None:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token")
        if given is not None and _same(given, self._access):
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            answer = RedirectResponse(_local(scope["path"]) + (f"?{rest}" if rest else ""), 303)
            answer.set_cookie(COOKIE, self._access, httponly=True, samesite="strict")
            return answer
        if _same(_cookie(headers), self._access):
            return None
        return _plain(401, "Open the address that the server printed when it started, with its token.")


def _too_large(most: int) -> str:
    return f"More was sent than the {most / 1e6:g} MB that are taken at once. Send fewer or smaller files."


def _plain(status: int, words: str) -> Response:
    return PlainTextResponse(words + "\n", status)


def _local(path: str) -> str:
    """Give a path that leads nowhere but to this server."""
    return "/" + path.lstrip("/\\")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_own(headers: Headers, host: str) -> bool:
    """Tell whether a request comes from a page of this server; a program that says nothing of itself still needs the
    form's token.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        told = urlsplit(origin)
    except ValueError:
        return False
    return told.scheme in {"http", "https"} and told.netloc.lower() == host.lower()


def _limited(receive: Receive, most: int) -> Receive:
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise _TooLargeError
        return message

    return counted
