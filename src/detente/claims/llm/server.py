"""A server that speaks the OpenAI chat completions protocol: one request, tried until there is an answer or no hope.

Nothing that the server sends is trusted: neither its length, its pace, its form nor where it points to.
"""

import asyncio
import ipaddress
import json
import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from detente.claims.llm.account import Account
from detente.claims.llm.backoff import Backoff, seconds_asked
from detente.claims.llm.completion import Completion, NoAnswerError, RunStoppedError
from detente.claims.llm.dialect import Dialect
from detente.claims.llm.proposals import UnusableAnswerError, answer_of
from detente.claims.llm.requests import Request
from detente.errors import MissingExtraError, UsageError

__all__ = ["ANSWER_TOKENS", "TIMEOUT", "Conversation", "Server", "content_of", "http_client"]

ANSWER_TOKENS = 8_000
"""Tokens that an answer may have (declared): some forty claims of 200 tokens each."""

TIMEOUT = 300.0
"""Seconds to wait for a whole answer (declared): a small machine writes some ten tokens a second."""

LARGEST_BODY = 4_000_000
"""Bytes of a response beyond which it is not read on (declared)."""

UNUSABLE_TRIES = 2
"""How often a request is sent whose answer holds no claims in any form (declared)."""

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_NOT_KNOWN = frozenset({400, 415, 422, 501})
_HOPELESS = {
    401: "refuses the key; put a valid one into the environment",
    402: "asks for payment",
    403: "refuses the key or the model",
    404: "knows no such model or address",
    405: "knows no such address",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask, which model, and how patiently.

    `address` is that of the API, as `http://localhost:11434/v1`. `timeout` is in seconds, for a whole answer. The key
    is never shown. Raises UsageError for an address that is none, that carries a name or password, or to which the key
    would go unencrypted over a public network.
    """

    address: str
    model: str
    key: str | None = field(default=None, repr=False)
    answer_tokens: int = ANSWER_TOKENS
    timeout: float = TIMEOUT
    backoff: Backoff = field(default_factory=Backoff)

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.address)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise UsageError(f"the base address is no address ({error}); give one such as {_EXAMPLE}") from None
        if parts.username or parts.password:
            raise UsageError("the base address carries a name or password; put the key into the environment instead")
        if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
            raise UsageError(f"{self.address}: must be http://HOST/… or https://HOST/…, such as {_EXAMPLE}")
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise UsageError("the key in the environment holds blanks or letters that no key has; it is not shown here")
        if self.key and parts.scheme == "http" and not _is_near(host):
            raise UsageError(f"{self.address}: the key would be sent unencrypted; use https, or unset the key")

    @property
    def is_here(self) -> bool:
        """Whether the server is on this machine, so that no proxy lies between."""
        host = urlsplit(self.address).hostname or ""
        return host == "localhost" or (_is_number(host) and ipaddress.ip_address(host).is_loopback)

    def without_key(self, words: str) -> str:
        """Give what the server said, should it repeat the key, without it."""
        return words.replace(self.key, "[key]") if self.key else words


_EXAMPLE = "http://localhost:11434/v1"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_near(host: str) -> bool:
    return host == "localhost" or (_is_number(host) and ipaddress.ip_address(host).is_private)


class _AgainError(Exception):
    """Something that may pass; `after` is how long the server asks to wait, `connected` whether it was reached."""

    def __init__(self, reason: str, after: float | None = None, *, connected: bool = True) -> None:
        super().__init__(reason)
        self.after = after
        self.connected = connected


class Conversation:
    """Sends requests to a server over one pool of connections; what one learns of its dialect, all use."""

    def __init__(self, server: Server, account: Account) -> None:
        self.server = server
        self.account = account
        self.dialect = Dialect()
        self._not_before = 0.0

    async def __aenter__(self) -> "Conversation":
        self._http = http_client()
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self.server.key:
            headers["Authorization"] = f"Bearer {self.server.key}"
        self._client = self._http.AsyncClient(
            headers=headers, timeout=self.server.timeout, follow_redirects=False, trust_env=not self.server.is_here
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def complete(self, request: Request) -> Completion:
        """Give the answer to a request.

        Raises NoAnswerError where there is none after all attempts, RunStoppedError where none can be hoped for, and
        LimitReachedError where the account has no room for it.
        """
        unusable = 0
        attempt = 1
        while True:
            try:
                completion = await self._attempt(request)
                answer_of(completion.content)
            except UnusableAnswerError as error:
                unusable += 1
                if unusable >= UNUSABLE_TRIES:
                    raise NoAnswerError(f"the model gave no usable answer: {error}") from None
                continue
            except _AgainError as error:
                if attempt >= self.server.backoff.attempts:
                    stop = NoAnswerError if error.connected else RunStoppedError
                    raise stop(f"{error} ({attempt} attempts)") from None
                await self._wait(attempt, error)
                attempt += 1
                continue
            return completion

    async def _wait(self, attempt: int, error: _AgainError) -> None:
        """Wait before the next attempt; where the server asked for it, all requests wait."""
        if error.after is not None and error.after > self.server.backoff.patience:
            raise RunStoppedError(f"{error}, and asks to come again only in {error.after:,.0f} s") from None
        loop = asyncio.get_running_loop()
        pause = self.server.backoff.pause(attempt, error.after)
        if error.after is not None:
            self._not_before = max(self._not_before, loop.time() + error.after)
        await asyncio.sleep(pause)

    async def _attempt(self, request: Request) -> Completion:
        """Send a request once, in other dialects as long as the server refuses this one."""
        await asyncio.sleep(max(self._not_before - asyncio.get_running_loop().time(), 0))
        dialect = self.dialect
        while True:
            aside = (request.most_tokens, self.server.answer_tokens)
            await self.account.set_aside(*aside)
            # Until an answer says what it took, it counts as having taken the most: it may well be charged.
            took = aside
            try:
                status, headers, body = await self._send(dialect.body(request, self.server.model, aside[1]))
                if status != 200:
                    took = (0, 0)
                if status in _NOT_KNOWN:
                    reason = self._reason(body)
                    other = dialect.after_refusal(reason)
                    if other is None:
                        raise NoAnswerError(f"the server refuses the request ({status}): {reason}")
                    dialect = other
                    continue
                self._check(status, headers, body)
                self.dialect = dialect
                data = self._json(headers, body)
                took = _usage(data, aside)
                return self._completion(data, took)
            except _AgainError as error:
                took = took if error.connected else (0, 0)
                raise
            finally:
                await self.account.settle(aside, *took)

    async def _send(self, body: dict[str, Any]) -> tuple[int, Any, bytes]:
        """Give status, headers and body of a response, read no further than is sensible."""
        address = f"{self.server.address.rstrip('/')}/chat/completions"
        try:
            async with asyncio.timeout(self.server.timeout):
                return await self._read(address, body)
        except (TimeoutError, self._http.TimeoutException):
            raise _AgainError(f"no whole answer within {self.server.timeout:g} s") from None
        except self._http.TransportError as error:
            reason = self._clean(str(error) or type(error).__name__)
            if _is_refused_certificate(error):
                raise RunStoppedError(f"the connection is not to be trusted: {reason}") from None
            connected = not isinstance(error, self._http.ConnectError | self._http.ProxyError)
            raise _AgainError(f"the connection failed: {reason}", connected=connected) from None
        except (self._http.InvalidURL, self._http.HTTPError) as error:
            raise RunStoppedError(f"the address cannot be used: {self._clean(str(error))}") from None

    async def _read(self, address: str, body: dict[str, Any]) -> tuple[int, Any, bytes]:
        async with self._client.stream("POST", address, json=body) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise NoAnswerError("the answer is compressed, though it was asked not to be; it was not unpacked")
            data = bytearray()
            async for piece in response.aiter_raw():
                data += piece
                if len(data) > LARGEST_BODY:
                    raise NoAnswerError(f"the answer has more than {LARGEST_BODY / 1e6:g} MB; it was not read on")
            return response.status_code, response.headers, bytes(data)

    def _check(self, status: int, headers: Any, body: bytes) -> None:
        """Raise what a status means that is not that of an answer."""
        if 300 <= status < 400:
            target = self._clean(headers.get("location", "nowhere"))
            raise RunStoppedError(f"the server points elsewhere ({status}, to {target}); nothing was sent there")
        if status in _AGAIN:
            after = seconds_asked(headers.get("retry-after"))
            raise _AgainError(f"the server answers {status}: {self._reason(body)}", after)
        if status in _HOPELESS:
            raise RunStoppedError(f"the server {_HOPELESS[status]} ({status}): {self._reason(body)}")
        if status != 200:
            raise NoAnswerError(f"the server answers {status}: {self._reason(body)}")

    def _json(self, headers: Any, body: bytes) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            kind = self._clean(headers.get("content-type", "no content type"))
            raise UnusableAnswerError(f"the server sent no JSON but {kind}: {self._reason(body)}") from None

    def _completion(self, data: Any, took: tuple[int, int]) -> Completion:
        content, cut = content_of(data)
        return Completion(self.server.without_key(content), cut, *took)

    def _reason(self, body: bytes) -> str:
        """Give what an error response says, short and without marks that a terminal would obey."""
        words = body[:20_000].decode("utf-8", "replace")
        try:
            data = json.loads(words)
        except (ValueError, RecursionError):
            data = None
        inner = data.get("error", data) if isinstance(data, dict) else None
        message = inner.get("message", inner.get("detail")) if isinstance(inner, dict) else inner
        return self._clean(message if isinstance(message, str) else words)

    def _clean(self, words: str) -> str:
        plain = "".join(letter if letter.isprintable() else " " for letter in self.server.without_key(words))
        plain = " ".join(plain.split())
        return f"{plain[:200]} …" if len(plain) > 200 else plain or "nothing"


def content_of(data: Any) -> tuple[str, bool]:
    """Give the words of a chat completion, and whether they were cut at the limit of length.

    Raises UnusableAnswerError where it is none, or where the model refused.
    """
    choices = data.get("choices") if isinstance(data, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise UnusableAnswerError("it is no chat completion (choices[0].message is missing)")
    content = message.get("content")
    if isinstance(content, list):
        pieces = [piece.get("text") for piece in content if isinstance(piece, dict)]
        content = "".join(piece for piece in pieces if isinstance(piece, str))
    if not isinstance(content, str) or not content.strip():
        raise UnusableAnswerError("the model refused" if message.get("refusal") else "it is empty")
    return content, choice.get("finish_reason") == "length"


def _usage(data: Any, most: tuple[int, int]) -> tuple[int, int]:
    """Give the tokens that a response says it took; what it does not say soundly counts as the most."""
    usage = data.get("usage") if isinstance(data, dict) else None
    names = ("prompt_tokens", "completion_tokens")
    stated = [usage.get(name) if isinstance(usage, dict) else None for name in names]
    sound = [isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 10**9 for number in stated]
    one, other = (number if fine else limit for number, fine, limit in zip(stated, sound, most, strict=True))
    return int(one or 0), int(other or 0)


def _is_refused_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def http_client() -> Any:
    """Give the module that sends requests, which takes long to import. Raises MissingExtraError."""
    try:
        import httpx2
    except ImportError:
        raise MissingExtraError("the client of language-model servers", "llm") from None
    return httpx2
