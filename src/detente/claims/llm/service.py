"""Many requests to one server at once, within the limits of a run, with what is cached not asked again."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from detente.claims.llm.account import Account, Limits
from detente.claims.llm.cache import AnswerCache
from detente.claims.llm.completion import Completion, LimitReachedError, NoAnswerError, RunStoppedError
from detente.claims.llm.requests import Request
from detente.claims.llm.server import Conversation, Server, http_client

__all__ = ["CONCURRENCY", "Service"]

CONCURRENCY = 4
"""Requests under way at once (declared): few enough for a server on a desk."""

FAILURES_IN_A_ROW = 3
"""So many requests without answer, one after another, end a run in which none was answered yet (declared)."""


class Service:
    """Answers requests by asking a server; implements `Asker`. One service keeps one account over all its calls."""

    def __init__(
        self,
        server: Server,
        limits: Limits | None = None,
        cache: AnswerCache | None = None,
        concurrency: int = CONCURRENCY,
    ) -> None:
        self.server = server
        self.account = Account(limits or Limits())
        self.cache = cache
        self.concurrency = concurrency
        self.cached = 0
        self.asked = 0
        self._stopped: NoAnswerError | None = None
        self._in_a_row = 0

    def ask(
        self, requests: Sequence[Request], advance: Callable[[int], object] | None = None
    ) -> Mapping[str, Completion | NoAnswerError]:
        """Give, by the key of each request, its completion or why there is none; see `Asker`."""
        found: dict[str, Completion | NoAnswerError] = {}
        waiting: dict[str, Request] = {}
        for request in requests:
            kept = self.cache.get(self.server, request) if self.cache else None
            if kept is not None:
                found[request.key] = kept
            else:
                waiting[request.key] = request
        self.cached += len(found)
        if waiting:
            http_client()
            _run(self._ask_all(list(waiting.values()), found, advance or (lambda done: None)))
        return found

    async def _ask_all(
        self,
        requests: list[Request],
        found: dict[str, Completion | NoAnswerError],
        advance: Callable[[int], object],
    ) -> None:
        left = self.account.begin()
        queue = iter(requests)
        try:
            async with asyncio.timeout(left), Conversation(self.server, self.account) as conversation:
                workers = range(min(self.concurrency, len(requests)))
                await asyncio.gather(*(self._work(queue, conversation, found, advance) for _ in workers))
        except TimeoutError:
            self._stopped = LimitReachedError(f"the limit of {self.account.limits.seconds:g} s")
        for request in requests:
            found.setdefault(request.key, self._stopped or NoAnswerError("it was not asked"))

    async def _work(
        self,
        queue: Iterator[Request],
        conversation: Conversation,
        found: dict[str, Completion | NoAnswerError],
        advance: Callable[[int], object],
    ) -> None:
        for request in queue:
            if self._stopped is not None:
                return
            try:
                completion = await conversation.complete(request)
            except RunStoppedError as error:
                self._stopped = error
                return
            except NoAnswerError as error:
                found[request.key] = error
                self._in_a_row += 1
                if not self.asked and self._in_a_row >= FAILURES_IN_A_ROW:
                    self._stopped = RunStoppedError(f"{error}; {self._in_a_row} requests failed so, none was answered")
            else:
                found[request.key] = completion
                self.asked += 1
                if self.cache is not None:
                    self.cache.put(self.server, request, completion)
            advance(len(found))


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run work to its end; where an event loop runs already, as in a notebook, in a thread of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
        return
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
