"""Adding sources: each is read in another process; a page shows how far it is."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from peewee import DatabaseError

from detente.claims import Reading
from detente.errors import DetenteError, DocumentError, UsageError
from detente.store import CaseStore
from detente.web.worker import Worker

__all__ = ["Job", "Reader", "read_source"]

MOST_WAITING = 200
"""Sources that may wait to be read; more are refused, since they wait in memory."""

LIMIT_SECONDS = 120.0
"""Without any progress for so long, reading a source is given up."""


@dataclass(slots=True)
class Job:
    """One source to be read: `progress` from 0 to 1; then the id of its `document`, or what `failed`."""

    number: int
    name: str
    progress: float = 0.0
    document: str | None = None
    claims: int = 0
    failed: str | None = None

    @property
    def done(self) -> bool:
        """Whether it is read, or could not be."""
        return self.document is not None or self.failed is not None

    def to_json(self) -> dict[str, Any]:
        """Give what the page shows."""
        return {
            "number": self.number, "name": self.name, "progress": round(self.progress, 3), "done": self.done,
            "document": self.document, "claims": self.claims, "failed": self.failed,
        }  # fmt: skip


@dataclass(slots=True)
class Reader:
    """Reads sources one after the other and puts them into the case; `then` is called after each."""

    store: CaseStore
    author: str
    then: Callable[[], object]
    jobs: dict[int, Job] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _worker: Worker = field(default_factory=lambda: Worker(LIMIT_SECONDS))

    def add(self, sources: Sequence[tuple[str, bytes, Mapping[str, str]]]) -> list[Job]:
        """Have sources read, each a name, its bytes, and what is known of its outlet, date and address.

        Raises UsageError where too many are waiting.
        """
        with self._lock:
            waiting = sum(not job.done for job in self.jobs.values())
            if waiting + len(sources) > MOST_WAITING:
                raise UsageError(f"{waiting} sources wait to be read already; wait until some are, then add more")
            made = [Job(next(self._numbers), name) for name, _, _ in sources]
            self.jobs |= {job.number: job for job in made}
        for job, given in zip(made, sources, strict=True):
            self._worker.put(read_source, given, self._progress(job), self._done(job))
        return made

    def close(self) -> None:
        """Give up what is not read yet."""
        self._worker.close()

    def _progress(self, job: Job) -> Callable[[float], None]:
        def report(share: float) -> None:
            job.progress = share

        return report

    def _done(self, job: Job) -> Callable[[Any, str | None], None]:
        def done(reading: Any, failure: str | None) -> None:
            if failure is None:
                try:
                    self.store.add_readings([reading], {reading.document.id: job.name}, self.author)
                except (DetenteError, OSError, DatabaseError) as error:
                    failure = str(error)
            if failure is not None:
                job.failed = failure
                return
            job.progress, job.claims = 1.0, len(reading.claims)
            job.document = reading.document.id
            self.then()

        return done


def read_source(progress: Callable[[float], None], name: str, data: bytes, about: Mapping[str, str]) -> Reading:
    """Read one source into claims. Raises DocumentError, MissingExtraError."""
    from detente.claims import is_english, read
    from detente.documents import load_bytes

    document = replace(load_bytes(data, name), **about)
    if not is_english(document.text):
        raise DocumentError(f"{name}: is not English, which is all the embedded reader knows")
    size = len(document.text)
    return Reading(document, read(document, advance=lambda done: progress(done / size)))
