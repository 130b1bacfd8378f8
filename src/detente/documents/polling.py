"""Looking at a feed again and again, politely: what is asked of its server, when, and which entries are new.

Pure but for the fetching that the caller gives: the time is an argument, and a look gives a new state instead of
changing the old one, so that what has been seen can be kept or dropped as a whole.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from detente.documents.document import Document
from detente.documents.feed import Entry, feed_of
from detente.documents.fetch import Fetched, FetchLimits
from detente.documents.sources import Source, entry_source
from detente.errors import DocumentError, FetchError

__all__ = [
    "BACK_OFF",
    "GIVEN_UP",
    "LONGEST_ASKED",
    "LONGEST_BACK_OFF",
    "Ask",
    "FeedState",
    "Item",
    "Look",
    "Seen",
    "known_places",
    "look_at",
    "settled",
    "text_hash",
]

BACK_OFF = 300.0
"""Seconds to wait after a first failure; twice as many after each further one (declared)."""

LONGEST_BACK_OFF = 86_400.0
"""Seconds after which a feed that keeps failing is asked again at the latest (declared): a day."""

LONGEST_ASKED = 7 * 86_400.0
"""Seconds for which a server or a feed can ask at most to be left alone (declared): a week."""

EARLY = 0.9
"""Share of the time that a feed itself asks to wait after which it may be asked (declared): so a timetable that runs
just as often as the feed wishes does not miss every second time."""

GIVEN_UP = 10
"""Failures after which an entry is not tried again (declared): after some two days."""

_LONGEST_TITLE = 80
"""Characters of a title by which messages call an entry."""

Ask = Callable[[str, str | None, str | None], Fetched]
"""Fetches an address; with the ETag and the Last-Modified of the last time, only if it has changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry that was seen: its `id` and `address`, by which it is known again, and hashes of what it said.

    `told` is the hash of what the feed said of it, `text` that of the article without its headline, once it was
    read, `document` the id of what was read, which stays when the text changes. `pending` where it is still to be
    read, after `failures`, not before `due` (seconds since 1970).
    """

    id: str | None
    address: str | None
    told: str
    text: str | None = None
    pending: bool = False
    failures: int = 0
    due: float = 0.0
    document: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed between two looks: `etag` and `last_modified` as its server sent them.

    `every` are the seconds that it asks to wait between two looks. It is not to be asked before `due` (seconds since
    1970), after `failures` in a row; `why` says so in words. `looked` is true once it was read.
    """

    address: str
    etag: str | None = None
    last_modified: str | None = None
    looked: bool = False
    every: float | None = None
    failures: int = 0
    due: float = 0.0
    why: str = ""
    entries: tuple[Seen, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the object that `watch.json` holds of it."""
        found = {key: getattr(self, key) for key in _PLAIN}
        return found | {"due": _time(self.due), "entries": [_seen_json(seen) for seen in self.entries]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FeedState":
        """Give the state that an object of `watch.json` holds. Raises KeyError, TypeError, ValueError."""
        rest = {key: data[key] for key in _PLAIN}
        entries = (
            Seen(**{**entry, "due": _seconds(entry["due"])} if "due" in entry else entry) for entry in data["entries"]
        )
        return cls(**rest, due=_seconds(data["due"]), entries=tuple(entries))


_PLAIN = ("address", "etag", "last_modified", "looked", "every", "failures", "why")


def _seen_json(seen: Seen) -> dict[str, Any]:
    found: dict[str, Any] = {"id": seen.id, "address": seen.address, "told": seen.told, "text": seen.text}
    if seen.document is not None:
        found["document"] = seen.document
    if seen.pending:
        found |= {"pending": True, "failures": seen.failures, "due": _time(seen.due)}
    return found


def _time(seconds: float) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds > 0 else None


def _seconds(time: str | None) -> float:
    return 0.0 if time is None else datetime.fromisoformat(time).timestamp()


@dataclass(frozen=True, slots=True)
class Item:
    """An entry to be read, and whether it is one whose text may have `changed` since it was read."""

    feed: str
    seen: Seen
    source: Source
    title: str | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a feed gave: its state from now on, the entries to be read, newest first, and what failed.

    `asked` is false where it was not time yet. `passed_over` entries were older than the newest that a first look
    takes; `left_over` ones wait for the next look.
    """

    state: FeedState
    items: tuple[Item, ...] = ()
    fault: str | None = None
    asked: bool = True
    passed_over: int = 0
    left_over: int = 0


def look_at(
    state: FeedState,
    now: float,
    ask: Ask,
    limits: FetchLimits,
    *,
    most: int,
    elsewhere: Collection[str] = (),
    encoding: str | None = None,
) -> Look:
    """Look at a feed, unless it is not time yet.

    `most` entries are taken, the newest; at the first look the others count as seen, later they wait. What stands at an
    address of `elsewhere` is read as an entry of another feed. An entry is known again by its id, else by its address:
    where the feed says the same of it (its title and order aside), it is not new. Raises MissingExtraError.
    """
    if now < state.due:
        return Look(state, asked=False)
    # What is still to be read is in no answer that says that nothing changed.
    waiting = any(seen.pending and seen.due <= now for seen in state.entries)
    try:
        fetched = ask(state.address, *((None, None) if waiting else (state.etag, state.last_modified)))
        if fetched.status == 304:
            return Look(_well(state, now))
        if not fetched.data.strip():
            raise DocumentError(f"{state.address}: is empty")
        feed = feed_of(
            fetched.data, state.address, encoding=encoding, charset=fetched.charset, address=fetched.final_address
        )
    except DocumentError as error:
        return Look(_failed(state, now, error), fault=str(error))
    told = replace(state, etag=fetched.etag, last_modified=fetched.last_modified, looked=True, every=feed.every)
    base = _well(told, now)
    return _compared(base, feed.entries, now, limits, most, elsewhere, not state.looked)


def _well(state: FeedState, now: float) -> FeedState:
    """Give the state of a feed that answered: when it may be asked again is what it wishes itself."""
    if state.every is None:
        return replace(state, failures=0, due=0.0, why="")
    why = f"it asks for {_span(state.every)} between two looks"
    return replace(state, failures=0, due=now + EARLY * min(state.every, LONGEST_ASKED), why=why)


def _failed(state: FeedState, now: float, error: DocumentError) -> FeedState:
    failures = state.failures + 1
    wait = _back_off(failures)
    why = f"it failed {failures} {'time' if failures == 1 else 'times'} in a row"
    asked = error.retry_after if isinstance(error, FetchError) else None
    if asked is not None and asked > wait:
        wait, why = min(asked, LONGEST_ASKED), "its server asks for that"
    return replace(state, failures=failures, due=now + wait, why=why)


def _back_off(failures: int) -> float:
    return float(min(BACK_OFF * 2.0 ** min(failures - 1, 30), LONGEST_BACK_OFF))


def _span(seconds: float) -> str:
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds / size:g} {word}{'' if seconds == size else 's'}"
    return f"{seconds:g} seconds"


def _compared(
    state: FeedState,
    entries: Collection[Entry],
    now: float,
    limits: FetchLimits,
    most: int,
    elsewhere: Collection[str],
    first: bool,
) -> Look:
    """Compare the entries of a feed with those that were seen; what has left the feed stays known."""
    kept, wanted = _wanted(state, entries, now, elsewhere)
    wanted.sort(key=lambda found: found[1].known.date or "", reverse=True)
    items = []
    for place, entry, changed in wanted[:most]:
        kept[place] = replace(kept[place], pending=True)
        title = entry.known.title
        name = (
            f"{state.address}, “{_short(title)}”"
            if title
            else f"{state.address}, entry {entry.known.address or entry.id}"
        )
        source = entry_source(entry, state.address, name, limits)
        items.append(Item(state.address, kept[place], source, title, changed))
    rest = wanted[most:]
    if not first:
        for place, _, _ in rest:
            kept[place] = replace(kept[place], pending=True)
    return Look(
        replace(state, entries=tuple(kept)),
        tuple(items),
        passed_over=len(rest) if first else 0,
        left_over=0 if first else len(rest),
    )


def _wanted(
    state: FeedState, entries: Collection[Entry], now: float, elsewhere: Collection[str]
) -> tuple[list[Seen], list[tuple[int, Entry, bool]]]:
    """Give all that is known of a feed's entries, and which are to be read: place, entry, whether it was changed."""
    by_id = {seen.id: place for place, seen in enumerate(state.entries) if seen.id}
    by_address = {seen.address: place for place, seen in enumerate(state.entries) if seen.address}
    kept = list(state.entries)
    wanted: list[tuple[int, Entry, bool]] = []
    met: set[int] = set()
    for entry in entries:
        told = _told(entry)
        place = by_id.get(entry.id) if entry.id else None
        place = by_address.get(entry.known.address) if place is None and entry.known.address else place
        if place is None:
            place = len(kept)
            kept.append(Seen(entry.id, entry.known.address, told))
            if entry.id:
                by_id[entry.id] = place
            if entry.known.address:
                by_address[entry.known.address] = place
            if entry.known.address not in elsewhere:
                wanted.append((place, entry, False))
        elif place not in met and entry.known.address not in elsewhere:
            seen = kept[place]
            kept[place] = replace(seen, id=entry.id or seen.id, address=entry.known.address or seen.address, told=told)
            if seen.pending:
                if seen.due <= now:
                    wanted.append((place, entry, seen.text is not None))
            elif seen.told != told:
                wanted.append((place, entry, seen.text is not None))
        met.add(place)
    for place, seen in enumerate(kept):
        if seen.pending and place not in met:
            kept[place] = replace(seen, pending=False, due=0.0)  # It has left the feed unread.
    return kept, wanted


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"


def _told(entry: Entry) -> str:
    """Give the hash of what a feed says of an entry: of its text; of a teaser, when it was last changed as well."""
    words = " ".join(entry.text.split())
    return _hash(words if entry.is_whole else f"{words}\n{entry.changed or ''}")


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def text_hash(document: Document) -> str:
    """Give the hash of an article without its headline, so that one with another headline is the same article."""
    text = document.text
    first, _, rest = text.lstrip("\n").partition("\n")
    if document.title is not None and text.startswith(document.title):
        text = text[len(document.title) :]
    elif rest.startswith("\n") and rest.strip() and not first.rstrip().endswith((".", "!", "?", "”", '"')):
        text = rest
    return _hash(" ".join(text.split()))


def settled(
    state: FeedState,
    seen: Seen,
    now: float,
    text: str | None,
    *,
    document: str | None = None,
    retry_after: float | None = None,
) -> FeedState:
    """Give the state of a feed after an entry was read, `text` the hash of its article, or failed (None).

    `document` is the id of what was read. `retry_after` are the seconds that a server asks to wait: what it put off
    counts as no failure.
    """
    if text is None and retry_after is not None:
        after = replace(seen, due=now + min(max(retry_after, BACK_OFF), LONGEST_ASKED))
    elif text is None:
        failures = seen.failures + 1
        given_up = failures >= GIVEN_UP
        due = 0.0 if given_up else now + _back_off(failures)
        after = replace(seen, pending=not given_up, failures=failures, due=due)
    else:
        name = seen.document if document is None else document
        after = replace(seen, pending=False, failures=0, due=0.0, text=text, document=name)
    return replace(state, entries=tuple(after if one == seen else one for one in state.entries))


def known_places(states: Collection[FeedState], but: str) -> frozenset[str]:
    """Give the addresses of what was read, or is to be read, as entries of all feeds but one."""
    return frozenset(
        seen.address
        for state in states
        if state.address != but
        for seen in state.entries
        if seen.address is not None and (seen.pending or seen.text is not None)
    )
