"""Pages that need much to be loaded: that is done when one of them is asked for, or once the first page was shown."""

import threading
from collections.abc import Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Router
from starlette.types import Receive, Scope, Send

__all__ = ["Later"]


class Later:
    """An application of the routes that `make` gives, which is called once, in a thread."""

    def __init__(self, make: Callable[[], Sequence[BaseRoute]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._router: Router | None = None
        self._begun = False

    def load(self) -> Router:
        """Give the routes; a second thread waits for the first."""
        with self._lock:
            if self._router is None:
                self._router = Router(self._make())
            return self._router

    async def load_meanwhile(self) -> None:
        """Begin to load the routes, unless that is begun already."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self.load, daemon=True).start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        router = self._router
        if router is None:
            router = await run_in_threadpool(self.load)
        await router(scope, receive, send)
