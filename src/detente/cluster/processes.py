"""Worker processes on this machine: a pool that outlives the death of any of them.

A pool of `concurrent.futures` is lost as a whole when one of its processes is killed, and does not say by which
article. So the articles that were under way are then read one at a time: one that ends its process alone, twice, is
told as broken, and the others are innocent.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection

from detente.cluster.articles import Article, Outcome, fault_line, read_article
from detente.errors import DetenteError

__all__ = ["Processes"]

RECYCLED_AFTER = 500
"""Articles for each process after which all begin anew: what the language model remembers of words grows with them."""

HOPELESS = 3
"""So many articles that end their process, and none that was read, are no fault of the articles."""


class Processes:
    """`workers` processes, each of which loads the reader once.

    Processes are spawned: a script that uses this must guard its own work with `if __name__ == "__main__"`. `deaths`
    counts how often a process ended that should not have.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.deaths = 0
        self._done = 0

    def read(self, articles: Iterable[Article]) -> Generator[Outcome, None, None]:
        """Yield the outcome of each article as it is done, in any order; articles are taken as they are needed.

        Raises MissingExtraError; DetenteError where every process ends before anything is read.
        """
        waiting = iter(articles)
        more = True
        while more:
            suspects: list[Article] = []
            more = yield from self._in_one_pool(waiting, suspects)
            if suspects:
                self.deaths += 1
                yield from self._one_by_one(suspects)

    def _in_one_pool(self, waiting: Iterator[Article], suspects: list[Article]) -> Generator[Outcome, None, bool]:
        """Read until the pool is lost, is to begin anew, or all is done; give whether there may be more articles.

        What was under way when a process died joins the suspects.
        """
        running: dict[Future[Outcome], Article] = {}
        most = RECYCLED_AFTER * self.workers
        taken = 0
        with _pool(self.workers) as pool:
            for article in islice(waiting, most):
                taken += 1
                try:
                    running[pool.submit(read_article, article)] = article
                except BrokenProcessPool:
                    suspects.append(article)
                if suspects:
                    break
                if len(running) > self.workers:
                    yield from self._collected(running, suspects)
            while running:
                yield from self._collected(running, suspects)
        return taken == most or bool(suspects)

    def _collected(self, running: dict[Future[Outcome], Article], suspects: list[Article]) -> Iterator[Outcome]:
        """Wait for the next articles to be done, and yield what became of them."""
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            article = running.pop(future)
            try:
                outcome = future.result()
            except BrokenProcessPool:
                suspects.append(article)
            else:
                self._done += 1
                yield outcome

    def _one_by_one(self, suspects: Iterable[Article]) -> Iterator[Outcome]:
        left = deque(suspects)
        ended_one: Article | None = None
        while left:
            with _pool(1) as pool:
                while left:
                    article = left.popleft()
                    try:
                        outcome = pool.submit(read_article, article).result()
                    except BrokenProcessPool:
                        self.deaths += 1
                        if ended_one is not article:
                            ended_one = article
                            left.appendleft(article)
                        else:
                            yield self._killer(article)
                        break
                    self._done += 1
                    yield outcome

    def _killer(self, article: Article) -> Outcome:
        if not self._done and self.deaths > 2 * HOPELESS:
            raise DetenteError(
                "the reading processes end before anything is read; is there memory enough for them? Try --workers 1"
            )
        name = article.source.name
        fault = f"{name}: the process that read it was ended, twice (too little memory?); left out"
        return Outcome(name, fault_line(name, fault))


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool whose processes end when it does, at once where work is broken off, and when this process dies."""
    context = multiprocessing.get_context("spawn")
    alive, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(alive,))
    try:
        yield pool
    finally:
        held.close()
        pool.shutdown(cancel_futures=True)
        alive.close()


def _begin(alive: Connection) -> None:
    """Begin a worker process: Ctrl-C is its parent's affair; when nobody holds the other end of `alive`, it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        multiprocessing.connection.wait([alive])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
