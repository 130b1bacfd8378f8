"""One request at a time to a host, with a pause between two, and none for as long as it asks to be left alone."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from detente.errors import FetchError

__all__ = ["PAUSE", "Pacer"]

PAUSE = 1.0
"""Seconds between the end of one request to a host and the next (declared)."""

_BUSY = frozenset({429, 503})
"""What a server says that is asked too often, or has too much to do."""


@dataclass(slots=True)
class Pacer:
    """Keeps the pace of requests that are made one after another; `clock` and `sleep` are those of `time`."""

    pause: float = PAUSE
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)
    _busy: dict[str, FetchError] = field(default_factory=dict)

    def refused(self, address: str) -> FetchError | None:
        """Give how the host of an address said that it is asked too often, if it did."""
        return self._busy.get(_host(address))

    def wait(self, address: str) -> None:
        """Wait until the host of an address may be asked again."""
        last = self._last.get(_host(address))
        if last is not None and (left := last + self.pause - self.clock()) > 0:
            self.sleep(left)

    def done(self, address: str, error: FetchError | None = None) -> None:
        """Take note that a request has ended, and how."""
        self._last[_host(address)] = self.clock()
        if error is not None and error.status in _BUSY:
            self._busy[_host(address)] = error


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
