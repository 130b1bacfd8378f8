"""Connections that are made to the number that was checked, and that end when their time is up (on httpcore2).

This module needs the extra `net`; `detente.documents.fetch` imports it when it is called.
"""

import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2

from detente.documents.addresses import Resolve, allowed

__all__ = ["GuardedBackend"]


class _Timed(httpcore2.NetworkStream):
    """A stream of which no read waits beyond the end of all time, however busily the other side dribbles."""

    def __init__(self, stream: Any, seconds_left: Callable[[], float]) -> None:
        self._stream = stream
        self._seconds_left = seconds_left

    def _timeout(self, timeout: float | None) -> float:
        left = self._seconds_left()
        if left <= 0:
            raise httpcore2.ReadTimeout("out of time")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._stream.read(max_bytes, self._timeout(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._timeout(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Timed":
        secure = self._stream.start_tls(ssl_context, server_hostname, self._timeout(timeout))
        return _Timed(secure, self._seconds_left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore2.NetworkBackend):
    """Looks a host up once, checks the numbers, and connects to one of those: no second look-up can lead elsewhere."""

    def __init__(self, end: float, allow_private: bool, look_up: Resolve) -> None:
        self._end = end
        self._allow_private = allow_private
        self._look_up = look_up
        self._plain = httpcore2.SyncBackend()

    def _seconds_left(self) -> float:
        return self._end - time.monotonic()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> _Timed:
        """Connect to a host. Raises DocumentError where it may not be reached, and what httpcore2 raises."""
        patience = self._seconds_left() if timeout is None else min(timeout, self._seconds_left())
        numbers = allowed(host, port, allow_private=self._allow_private, seconds=patience, look_up=self._look_up)
        failure: Exception | None = None
        for number in numbers:
            left = self._seconds_left()
            if left <= 0:
                raise httpcore2.ConnectTimeout("out of time")
            try:
                stream = self._plain.connect_tcp(
                    number, port, left if timeout is None else min(timeout, left), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            return _Timed(stream, self._seconds_left)
        raise failure or httpcore2.ConnectError(f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> Any:
        """Refuse: no socket of this machine is reached."""
        raise httpcore2.UnsupportedProtocol("sockets of this machine are not reached")
