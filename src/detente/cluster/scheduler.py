"""Readers on a Dask cluster (extra `cluster`): the scheduler gives what a dead worker had in hand to another."""

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import CancelledError
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


class Cluster:
    """The Dask cluster whose scheduler listens at `address`, such as tcp://10.0.0.5:8786.

    detente, with the extra `read`, must be installed in the same version wherever a worker runs, and files must lie
    there under the same names. An article whose workers died more often than the scheduler allows
    (`distributed.scheduler.allowed-failures`) is read again at the end, alone, since it may have been another's fault;
    only then is it told as broken.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError:
            raise MissingExtraError("The Dask cluster", "cluster") from None
        self._dask: Any = distributed
        self.address = address

    def read(self, articles: Iterable[Article]) -> Generator[Outcome, None, None]:
        """Yield the outcome of each article as it is done, in any order; articles are taken as they are needed.

        Raises MissingExtraError; DetenteError where the scheduler cannot be reached, or is lost.
        """
        try:
            client = self._dask.Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise DetenteError(
                f"--cluster {self.address}: no Dask scheduler answers there ({error}); start one with: dask scheduler"
            ) from None
        with client:
            yield from self._read(client, iter(articles))

    def _read(self, client: Any, waiting: Iterator[Article]) -> Generator[Outcome, None, None]:
        running: dict[Any, Article] = {}
        suspects: list[Article] = []
        done = self._dask.as_completed(loop=client.loop)
        under_way = self._wanted(client)
        finished = 0
        more = True
        while True:
            while more and len(running) < under_way:
                article = next(waiting, None)
                if article is None:
                    more = False
                    break
                # Not pure: a file of the same name may hold other words than it did.
                future = client.submit(read_article, article, pure=False)
                running[future] = article
                done.add(future)
            if not running:
                break
            future = next(done)
            article = running.pop(future)
            outcome = self._outcome(future)
            if outcome is None:
                suspects.append(article)
            else:
                yield outcome
            finished += 1
            if finished % LOOKED_AFTER == 0:
                under_way = self._wanted(client)
        for article in suspects:
            name = article.source.name
            told = fault_line(name, f"{name}: the workers that read it were ended, again and again; left out")
            yield self._outcome(client.submit(read_article, article, pure=False)) or Outcome(name, told)

    def _outcome(self, future: Any) -> Outcome | None:
        """Wait for an outcome; None where the workers that had it in hand died, as often as the scheduler allows."""
        try:
            outcome: Outcome = future.result()
        except self._dask.KilledWorker:
            return None
        except CancelledError:
            raise DetenteError(
                f"--cluster {self.address}: the scheduler is lost; start it again, and the same command goes on"
            ) from None
        return outcome

    def _wanted(self, client: Any) -> int:
        """Give how many articles should be under way: at least two, should workers yet have to come."""
        threads: int = sum(client.nthreads().values())
        return AHEAD * max(threads, 1)
