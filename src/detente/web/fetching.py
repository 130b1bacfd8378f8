"""Taking sources from addresses, in a process of its own: an article, or a feed with what its entries lead to.

Hosts are asked one request at a time, with a pause between two; one that says that it is asked too often is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from detente.documents import Source, SourceOptions
from detente.documents.fetch import Fetched, fetch
from detente.documents.pacing import Pacer
from detente.documents.places import FaultPlace, PagePlace, bytes_of
from detente.documents.sources import sources_fetched
from detente.errors import DocumentError, FetchError, MissingExtraError

__all__ = ["MOST_ENTRIES", "Taken", "address_of", "fetch_page", "take_address"]

MOST_ENTRIES = 50
"""Entries of one feed that are read at once, the first of it (declared): an hour's work for nobody who waits."""

Progress = Callable[[float], None]
"""Takes the bytes that have come so far."""

_PACER = Pacer()
"""Of this process, which fetches one address after the other."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an address gave: `sources`, of `total`; `single` where it is one article by itself."""

    sources: tuple[Source, ...]
    total: int
    single: bool


def take_address(progress: Progress, address: str, options: SourceOptions) -> Taken:
    """Fetch an address, and tell what sources it holds. Raises DocumentError, FetchError, MissingExtraError."""
    fetched = _paced(progress, address, options)
    sources: list[Source] = []
    total = 0
    given = sources_fetched(fetched, address, options)
    try:
        sources = list(islice(given, MOST_ENTRIES))
        total = len(sources) + sum(1 for _ in given)
    except (DocumentError, MissingExtraError) as error:
        if not sources:
            raise
        # What breaks off in the middle has given something before.
        sources.append(Source(address, FaultPlace(str(error).removeprefix(f"{address}: "))))
        total = len(sources)
    single = total == 1 and sources[0].name == address
    return Taken(tuple(sources), total, single)


def fetch_page(progress: Progress, source: Source, options: SourceOptions) -> Source:
    """Fetch the page that an entry of a feed leads to, and give it as bytes. Raises DocumentError, FetchError."""
    place = source.data
    if not isinstance(place, PagePlace):
        return source
    fetched = _paced(progress, place.address, options)
    return replace(source, name=place.address, data=bytes_of(fetched, place.address, place.known))


def address_of(source: Source) -> str | None:
    """Give the address at which a source stands, where it is known before it is read."""
    place = source.data
    if isinstance(place, PagePlace):
        return place.address
    return None if isinstance(place, FaultPlace) or not hasattr(place, "known") else place.known.address


def _paced(progress: Progress, address: str, options: SourceOptions) -> Fetched:
    if (refused := _PACER.refused(address)) is not None:
        raise FetchError(f"{address}: is not asked for; its server said before: {refused}")
    _PACER.wait(address)
    try:
        fetched = fetch(address, limits=options.limits, advance=progress)
    except FetchError as error:
        _PACER.done(address, error)
        raise
    _PACER.done(address)
    return fetched
