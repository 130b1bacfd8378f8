"""Readers on a Dask cluster (extra `cluster`): the scheduler gives what a dead worker had in hand to another.

A scheduler waits for ever for a worker, and by default a task may take for ever: nothing fails when the last worker has
died and nobody starts another, as nobody does where a cluster manager has given a worker up (those of
`distributed.deploy` do when one that was started anew is not back within `distributed.deploy.lost-worker-timeout`, 15
s). So what has no end there has one here.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from queue import Empty, SimpleQueue
from typing import Any

from detente.cluster.articles import Article, Outcome, fault_line, read_article
from detente.errors import DetenteError, MissingExtraError

__all__ = ["Cluster"]

CONNECT_SECONDS = 10
"""How long to wait for the scheduler to answer."""

AHEAD = 2
"""Articles under way for each thread of the cluster, so that none waits for its next."""

LOOKED_AFTER = 50
"""Articles after which to look again how many workers there are."""

WITHOUT_WORKERS = 600.0
"""Seconds to wait while the cluster has no worker, at the start as later (declared); `--cluster-wait`."""

WITHOUT_OUTCOME = 3600.0
"""Seconds to wait while there are workers, and none of them is done with anything (declared); `--cluster-wait` where
that is longer. The longest text that is taken (5 MB, or 830,000 words) takes 35 minutes at 400 words a second."""

TICK = 1.0
"""Seconds after which to look whether there are workers still, where no article is done meanwhile."""

_NAMED = 3


class Cluster:
    """The Dask cluster whose scheduler listens at `address`, such as tcp://10.0.0.5:8786.

    detente, with the extra `read`, must be installed in the same version wherever a worker runs, and files must lie
    there under the same names. An article whose workers died more often than the scheduler allows
    (`distributed.scheduler.allowed-failures`) is read again at the end, alone, since it may have been another's fault;
    only then is it told as broken.

    `patience` are the seconds to wait while there is no worker, `tell` says in words that it waits.
    """

    def __init__(
        self, address: str, *, patience: float = WITHOUT_WORKERS, tell: Callable[[str], object] | None = None
    ) -> None:
        try:
            import distributed
        except ImportError:
            raise MissingExtraError("The Dask cluster", "cluster") from None
        self._dask: Any = distributed
        self.address = address
        self.patience = patience
        self._tell = tell or (lambda words: None)

    def read(self, articles: Iterable[Article]) -> Generator[Outcome, None, None]:
        """Yield the outcome of each article as it is done, in any order; articles are taken as they are needed.

        Raises MissingExtraError; DetenteError where the scheduler cannot be reached, or is lost, where no worker comes,
        and where workers do nothing.
        """
        try:
            client = self._dask.Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise DetenteError(
                f"--cluster {self.address}: no Dask scheduler answers there ({error}); start one with: dask scheduler"
            ) from None
        with client:
            yield from _Run(self, client).read(iter(articles))

    def fault(self, what: str) -> DetenteError:
        """Give the error that ends a run; what was done until then is kept by whoever asked for it."""
        return DetenteError(f"--cluster {self.address}: {what}")


class _Run:
    """One run on a cluster: what is under way, and how long nothing has come of it."""

    def __init__(self, cluster: Cluster, client: Any) -> None:
        self._cluster = cluster
        self._client = client
        self._running: dict[Any, Article] = {}
        self._done: SimpleQueue[Any] = SimpleQueue()

    def read(self, waiting: Iterator[Article]) -> Generator[Outcome, None, None]:
        suspects: list[Article] = []
        under_way = AHEAD * max(self._threads(), 1)  # At least two, should workers yet have to come.
        finished = 0
        more = True
        while True:
            while more and len(self._running) < under_way:
                article = next(waiting, None)
                if article is None:
                    more = False
                else:
                    self._submit(article)
            if not self._running:
                break
            article, outcome = self._next()
            if outcome is None:
                suspects.append(article)
            else:
                yield outcome
            finished += 1
            if finished % LOOKED_AFTER == 0:
                under_way = AHEAD * max(self._threads(), 1)
        for article in suspects:
            self._submit(article)
            _, outcome = self._next()
            name = article.source.name
            told = fault_line(name, f"{name}: the workers that read it were ended, again and again; left out")
            yield outcome or Outcome(name, told)

    def _submit(self, article: Article) -> None:
        # Not pure: a file of the same name may hold other words than it did.
        future = self._client.submit(read_article, article, pure=False)
        self._running[future] = article
        future.add_done_callback(self._done.put)

    def _next(self) -> tuple[Article, Outcome | None]:
        """Wait for the next outcome, and give it with its article; None where it is held to kill workers.

        Raises DetenteError where the scheduler is lost, and where waiting is in vain.
        """
        future = self._awaited()
        article = self._running.pop(future)
        try:
            outcome: Outcome = future.result()
        except self._cluster._dask.KilledWorker:
            return article, None
        except CancelledError:
            raise self._cluster.fault("the scheduler is lost; start it again, and the same command goes on") from None
        except ImportError as error:
            told = f"a worker cannot read ({error}); install detente there, in the same version, with the extra read"
            raise self._cluster.fault(told) from None
        return article, outcome

    def _awaited(self) -> Any:
        """Give the next future that is done, whatever became of it."""
        began = time.monotonic()
        alone_since: float | None = None
        told = False
        while True:
            try:
                return self._done.get(timeout=TICK)
            except Empty:
                now = time.monotonic()
            if self._threads():
                alone_since, told = None, False
                self._check_progress(now - began)
                continue
            alone_since = now if alone_since is None else alone_since
            if now - alone_since >= self._cluster.patience:
                waited = _span(self._cluster.patience)
                remedy = f"start some with: dask worker {self._cluster.address} --nthreads 1 --nworkers 8"
                raise self._cluster.fault(f"it has had no worker for {waited}; {remedy}")
            if not told:
                waiting = f"waiting for some, {_span(self._cluster.patience)} at most (--cluster-wait)"
                self._cluster._tell(f"--cluster {self._cluster.address}: it has no worker now; {waiting}")
                told = True

    def _check_progress(self, silent: float) -> None:
        """See that workers are not all stuck. Raises DetenteError."""
        longest = max(WITHOUT_OUTCOME, self._cluster.patience)
        if silent >= longest:
            names = [article.source.name for article in self._running.values()]
            named = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
            told = f"its workers were not done with any article for {_span(longest)} (in hand: {named})"
            raise self._cluster.fault(f"{told}; leave out what cannot be read in that time, or start workers anew")

    def _threads(self) -> int:
        """Give how many threads the cluster has. Raises DetenteError where its scheduler does not answer."""
        try:
            threads: dict[str, int] = self._client.sync(self._client.scheduler.ncores, callback_timeout=60)
        except (OSError, TimeoutError):
            raise self._cluster.fault("the scheduler is lost; start it again, and the same command goes on") from None
        return sum(threads.values())


def _span(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds:g} seconds"
