"""Adding sources: what has an address is fetched, then each is read, in other processes; a page shows how far it is."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from peewee import DatabaseError

from detente.claims import Reading
from detente.documents import Document, Source, SourceOptions
from detente.documents.addresses import checked_address
from detente.documents.places import PagePlace
from detente.errors import DetenteError, DocumentError, UsageError
from detente.store import CaseStore
from detente.web.fetching import Taken, address_of, fetch_page, take_address
from detente.web.worker import Worker

__all__ = ["Job", "Reader", "read_bytes", "read_source"]

MOST_WAITING = 200
"""Sources that may wait to be read; more are refused, since they wait in memory."""

LIMIT_SECONDS = 120.0
"""Without any progress for so long, reading a source is given up."""

_OF_SERVE = ("--allow-private", "--fetch-seconds", "--max-mb")


@dataclass(slots=True)
class Job:
    """One source to be read: `progress` from 0 to 1; then the id of its `document`, or what `failed`.

    While it is `fetching`, `fetched` counts its bytes. Of a feed, or what else holds many, nothing is read itself:
    `found` tells how many it holds, of which all but the `left_out` follow as sources of their own. `known` is one that
    was in the case before, and `is_summary` one of which the feed holds only a summary.
    """

    number: int
    name: str
    origin: str
    fetching: bool = False
    fetched: int = 0
    progress: float = 0.0
    document: str | None = None
    claims: int = 0
    found: int | None = None
    left_out: int = 0
    known: bool = False
    is_summary: bool = False
    failed: str | None = None

    @property
    def done(self) -> bool:
        """Whether it is read, or taken apart, or could not be."""
        return self.document is not None or self.failed is not None or self.found is not None

    def to_json(self) -> dict[str, Any]:
        """Give what the page shows."""
        return {
            "number": self.number, "name": self.name, "origin": self.origin, "fetching": self.fetching,
            "fetched": self.fetched, "progress": round(self.progress, 3), "done": self.done,
            "document": self.document, "claims": self.claims, "found": self.found, "left_out": self.left_out,
            "known": self.known, "is_summary": self.is_summary, "failed": self.failed,
        }  # fmt: skip


@dataclass(slots=True)
class Reader:
    """Reads sources one after the other and puts them into the case; `then` is called after each.

    `taking` says how much is taken of one source, and where addresses may lead.
    """

    store: CaseStore
    author: str
    then: Callable[[], object]
    taking: SourceOptions = field(default_factory=SourceOptions)
    jobs: dict[int, Job] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _worker: Worker = field(default_factory=lambda: Worker(LIMIT_SECONDS))
    _fetcher: Worker = field(init=False)

    def __post_init__(self) -> None:
        self._fetcher = Worker(self.taking.seconds + LIMIT_SECONDS / 2)

    def add(self, sources: Sequence[tuple[str, bytes, Mapping[str, str]]]) -> list[Job]:
        """Have sources read, each a name, its bytes, and what is known of its outlet, date and address.

        Raises UsageError where too many are waiting.
        """
        made = self._made([(name, name) for name, _, _ in sources])
        for job, given in zip(made, sources, strict=True):
            self._read(job, read_bytes, (*given, self.taking))
        return made

    def take(self, address: str) -> Job:
        """Have what stands at an address fetched and read: an article, or a feed with what its entries lead to.

        Raises DocumentError where it is no address of http or https, UsageError where too many are waiting.
        """
        checked_address(address)
        (job,) = self._made([(address, address)])
        job.fetching = True
        self._fetcher.put(take_address, (address, self.taking), self._bytes(job), self._taken(job))
        return job

    def close(self) -> None:
        """Give up what is not read yet."""
        self._fetcher.close()
        self._worker.close()

    def _made(self, names: Sequence[tuple[str, str]], left_out: bool = False) -> list[Job]:
        """Give new jobs, each of a name and an origin; more than may wait are refused, or `left_out`."""
        with self._lock:
            waiting = sum(not job.done for job in self.jobs.values())
            room = max(0, MOST_WAITING - waiting)
            if len(names) > room and not left_out:
                raise UsageError(f"{waiting} sources wait to be read already; wait until some are, then add more")
            made = [Job(next(self._numbers), name, origin) for name, origin in names[:room]]
            # Pages may be showing the jobs of before.
            self.jobs = self.jobs | {job.number: job for job in made}
        return made

    def _read(self, job: Job, work: Callable[..., Reading], given: Sequence[Any]) -> None:
        job.fetching = False
        self._worker.put(work, given, self._progress(job), self._done(job))

    def _progress(self, job: Job) -> Callable[[float], None]:
        def report(share: float) -> None:
            job.progress = share

        return report

    def _bytes(self, job: Job) -> Callable[[float], None]:
        def report(size: float) -> None:
            job.fetched = int(size)

        return report

    def _taken(self, job: Job) -> Callable[[Any, str | None], None]:
        """Go on with what an address gave: read the article, or the entries one after another."""

        def taken(found: Taken | None, failure: str | None) -> None:
            if found is None or failure is not None:
                job.failed = _told(job, failure)
            elif found.single:
                self._read(job, read_source, (found.sources[0], self.taking))
            else:
                try:
                    self._apart(job, found)
                except (DetenteError, OSError, DatabaseError) as error:
                    job.failed = _told(job, str(error))

        return taken

    def _apart(self, job: Job, found: Taken) -> None:
        known = {source.address: source.document for source in self.store.sources() if source.address}
        made = self._made([(_title(source), source.name) for source in found.sources], left_out=True)
        for entry, source in zip(made, found.sources, strict=False):
            place = address_of(source)
            entry.is_summary = source.is_summary
            if place is not None and place in known:
                entry.known, entry.document = True, known[place]
            elif isinstance(source.data, PagePlace):
                entry.fetching = True
                self._fetcher.put(fetch_page, (source, self.taking), self._bytes(entry), self._fetched(entry))
            else:
                self._read(entry, read_source, (source, self.taking))
        job.found, job.left_out = found.total, found.total - len(made)

    def _fetched(self, job: Job) -> Callable[[Any, str | None], None]:
        def fetched(source: Source | None, failure: str | None) -> None:
            if source is None or failure is not None:
                job.failed = _told(job, failure)
            else:
                self._read(job, read_source, (source, self.taking))

        return fetched

    def _done(self, job: Job) -> Callable[[Any, str | None], None]:
        def done(reading: Any, failure: str | None) -> None:
            if failure is None:
                try:
                    self.store.add_readings([reading], {reading.document.id: job.origin}, self.author)
                except (DetenteError, OSError, DatabaseError) as error:
                    failure = str(error)
            if failure is not None:
                job.failed = _told(job, failure)
                return
            job.progress, job.claims = 1.0, len(reading.claims)
            job.document = reading.document.id
            self.then()

        return done


def _title(source: Source) -> str:
    """Give what a source of many is called: by its title, where that is known."""
    known = getattr(source.data, "known", None)
    return source.name if known is None or known.title is None else known.title


def _told(job: Job, failure: str | None) -> str:
    """Give what failed, without the name that stands beside it; an option that it names is one of this server."""
    words = (failure or "").removeprefix(f"{job.origin}: ").removeprefix(f"{job.name}: ")
    return f"{words} (an option of detente serve)" if any(option in words for option in _OF_SERVE) else words


def read_bytes(
    progress: Callable[[float], None], name: str, data: bytes, about: Mapping[str, str], taking: SourceOptions
) -> Reading:
    """Read what was sent into claims. Raises DocumentError, MissingExtraError."""
    from detente.documents import load_bytes

    return _read(progress, replace(load_bytes(data, name, max_bytes=taking.max_bytes), **about), name)


def read_source(progress: Callable[[float], None], source: Source, taking: SourceOptions) -> Reading:
    """Read what was fetched into claims. Raises DocumentError, MissingExtraError."""
    return _read(progress, source.load(max_bytes=taking.max_bytes), source.name)


def _read(progress: Callable[[float], None], document: Document, name: str) -> Reading:
    from detente.claims import is_english, read

    if not is_english(document.text):
        raise DocumentError(f"{name}: is not English, which is all the embedded reader knows")
    size = len(document.text)
    return Reading(document, read(document, advance=lambda done: progress(done / size)))
