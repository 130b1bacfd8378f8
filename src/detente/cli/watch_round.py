"""One round of `detente watch`: look at the feeds, read what is new, merge it into the case, and say what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from detente.claims import Reading
from detente.cli.console import count, note, step
from detente.cli.language_model import ReaderChoice
from detente.cli.sources import read_documents
from detente.cli.watch_case import Merged, analysis_in, check_case, merged, person_state, readings_in, tell_merged
from detente.cli.watch_corrections import as_entry, correction_record, corrections, superseded_claims, tell_corrections
from detente.cli.watch_files import Watched, hash_of_bytes, keep, put
from detente.documents import Document, SourceOptions
from detente.documents.fetch import ROBOT, Fetched, FetchLimits, fetch
from detente.documents.pacing import Pacer
from detente.documents.places import PagePlace
from detente.documents.polling import FeedState, Item, Look, known_places, look_at, settled, text_hash
from detente.errors import DetenteError, DocumentError, FetchError, MissingExtraError

__all__ = ["Round", "RoundOptions", "run_round"]

TRIES = 3
"""How often a round is merged anew because a person changed the case meanwhile; then it waits for the next one."""


@dataclass(frozen=True, slots=True)
class RoundOptions:
    """How a round is made: `limit` is how many entries of a feed it reads at most."""

    taking: SourceOptions
    limit: int
    draws: int
    seed: int
    reader: ReaderChoice | None = None

    @property
    def limits(self) -> FetchLimits:
        """The limits of fetching, with the name that detente has as a robot."""
        return replace(self.taking.limits, user_agent=ROBOT)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round gave: `watched` from now on; `number` is None where it left the case as it was.

    `failed` counts feeds and entries. `words` tell what changed, "" where nothing was read; `record` is the same as
    data, a line of `changes.jsonl`.
    """

    watched: Watched
    number: int | None
    failed: int
    words: str
    record: dict[str, Any]


@dataclass(slots=True)
class _Found:
    """What the feeds brought, while a round goes on: states by address, and what is to be read by its name.

    `earlier` is what had been read into the case before, by document.
    """

    states: dict[str, FeedState]
    looks: list[Look]
    documents: dict[str, Document]
    items: dict[str, Item]
    hashes: dict[str, str]
    failures: list[str]
    earlier: Mapping[str, Reading]


def run_round(
    folder: Path,
    watched: Watched,
    feeds: Sequence[str],
    options: RoundOptions,
    now: float,
    pacer: Pacer,
) -> Round:
    """Make one round, at the time `now` (seconds since 1970), and write what it gave into the folder.

    A feed or entry that fails is told on stderr, and the others go on. Where nothing is new, only `watch.json` is
    written. Raises what merging raises, and OSError: then nothing has changed.
    """
    check_case(folder)
    found = _Found({**watched.feeds}, [], {}, {}, {}, [], {})
    with step("looking at the feeds"):
        for feed in dict.fromkeys(feeds):
            _look(feed, found, options, now, pacer)
        if any(look.items for look in found.looks):
            found.earlier = {reading.document.id: reading for reading in readings_in(folder)}
        for look in found.looks:
            for item in look.items:
                _load(item, found, options, now, pacer)
    for line in found.failures:
        note(line)
    readings, unread = _read(found, options, now)
    failed = len(found.failures) + unread
    record = _record(found, readings, failed, now)
    if readings:
        return _add(folder, watched, readings, options, found, record)
    after = replace(watched, feeds=found.states)
    keep(folder, after)
    return Round(after, None, failed, "", record)


def _record(found: _Found, readings: Sequence[Reading], failed: int, now: float) -> dict[str, Any]:
    """Give a round as data, as it is before anything is merged."""
    kept = {reading.document.id for reading in readings}
    entries = [
        _entry_record(found.items[name], document) for name, document in found.documents.items() if document.id in kept
    ]
    return {
        "schema": 1,
        "round": None,
        "time": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        "feeds": [_feed_record(look) for look in found.looks],
        "entries": entries,
        "failed": failed,
        "edited": False,
        "conflicts": [],
        "corrected": [],
        "words": "",
        "changes": None,
    }


def _add(
    folder: Path,
    watched: Watched,
    readings: Sequence[Reading],
    options: RoundOptions,
    found: _Found,
    record: dict[str, Any],
) -> Round:
    """Merge what was read into the case, compare, and write all of the round."""
    before = analysis_in(folder)
    result, edited = _merged(folder, watched, readings, options)
    corrected = corrections(found.earlier, result.readings)
    fresh = count(len(readings) - len(corrected), "new report")
    words = f"{fresh}, and no claim about a negotiation in any report {'so far' if before is None else 'any more'}"
    changes = None
    if result.analysis is not None:
        from detente.report import compare_analyses, tell_changes

        changes = compare_analyses(before, result.analysis)
        old_case = None if before is None else before.case
        words = tell_changes(changes, old_case, result.analysis.case)
    elif before is not None:
        words += "; the case is left as it was, though no report bears it out"
    told = [words, *tell_corrections(corrected)]
    if edited and result.analysis is not None:
        told.append("The case was changed by hand since the last round; that is among these changes.")
    words = "\n".join(told)
    case = result.files.get("case.yaml")
    after = Watched(watched.round + 1, None if case is None else hash_of_bytes(case), found.states)
    done = {
        **record,
        "round": after.round,
        "edited": edited,
        "conflicts": list(_conflicts(result)),
        "corrected": [correction_record(one) for one in corrected],
        "words": words,
        "changes": None if changes is None else changes.to_json(),
    }
    put(folder, result.files, after, done)
    tell_merged(folder, result.redraft)
    return Round(after, after.round, record["failed"], words, done)


def _look(feed: str, found: _Found, options: RoundOptions, now: float, pacer: Pacer) -> None:
    """Look at one feed, and tell what is worth telling."""

    def ask(address: str, etag: str | None, last_modified: str | None) -> Fetched:
        busy = pacer.refused(address)
        if busy is not None:
            raise _busy(address, busy)
        pacer.wait(address)
        try:
            fetched = fetch(address, etag=etag, last_modified=last_modified, limits=options.limits)
        except FetchError as error:
            pacer.done(address, error)
            raise
        pacer.done(address)
        return fetched

    look = look_at(
        found.states.get(feed, FeedState(feed)),
        now,
        ask,
        options.limits,
        most=options.limit,
        elsewhere=known_places(tuple(found.states.values()), feed),
        encoding=options.taking.encoding,
    )
    found.states[feed] = look.state
    found.looks.append(look)
    if look.fault is not None:
        found.failures.append(look.fault)
    elif not look.asked:
        until = datetime.fromtimestamp(look.state.due, UTC).strftime("%Y-%m-%d %H:%M")
        note(f"{feed}: not asked before {until} UTC: {look.state.why}")
    if look.passed_over:
        note(f"{feed}: {count(look.passed_over, 'older entry', 'older entries')} passed over; --limit takes more")
    if look.left_over:
        note(f"{feed}: {count(look.left_over, 'new entry', 'new entries')} left for the next round by --limit")


def _busy(name: str, said: FetchError) -> FetchError:
    """Give the error of what is not asked for, since its server said in this round that it is asked too often."""
    told = f"{name}: not asked for, since its server has just said that it is asked too often ({said.status})"
    return FetchError(told, retry_after=said.retry_after or 0.0)


def _load(item: Item, found: _Found, options: RoundOptions, now: float, pacer: Pacer) -> None:
    """Load one entry, and see whether it holds a text that was not read yet."""
    place = item.source.data
    state = found.states[item.feed]
    try:
        document = _loaded(item, place.address if isinstance(place, PagePlace) else None, options, pacer)
    except (DocumentError, MissingExtraError) as error:
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        found.states[item.feed] = settled(state, item.seen, now, None, retry_after=retry_after)
        found.failures.append(str(error) if isinstance(error, DocumentError) else f"{item.source.name}: {error}")
        return
    text, document = text_hash(document), as_entry(document, item, found.earlier)
    known = {seen.text for seen in state.entries if seen != item.seen and not seen.pending}
    known |= {found.hashes[name] for name, other in found.items.items() if other.feed == item.feed}
    ids = {other.id for other in found.documents.values()}
    if text in known or text == item.seen.text or document.id in ids:
        found.states[item.feed] = settled(state, item.seen, now, text)
        return
    name = item.source.name
    while name in found.documents:
        name += " (again)"
    found.documents[name], found.items[name], found.hashes[name] = document, item, text
    if item.source.is_summary:
        note(f"{name}: only the summary was read; the feed holds no more")


def _loaded(item: Item, address: str | None, options: RoundOptions, pacer: Pacer) -> Document:
    taking = options.taking
    if address is None:
        return item.source.load(encoding=taking.encoding, max_bytes=taking.max_bytes)
    busy = pacer.refused(address)
    if busy is not None:
        raise _busy(item.source.name, busy)
    pacer.wait(address)
    try:
        document = item.source.load(encoding=taking.encoding, max_bytes=taking.max_bytes)
    except FetchError as error:
        pacer.done(address, error)
        raise
    except DetenteError:
        pacer.done(address)
        raise
    pacer.done(address)
    return document


def _read(found: _Found, options: RoundOptions, now: float) -> tuple[tuple[Reading, ...], int]:
    """Read what was loaded; give the readings, and how many reports could not be read.

    What the embedded reader could not read it never will; what a model did not answer is asked again, however often.
    """
    if not found.documents:
        return (), 0
    try:
        sources = read_documents(found.documents, reader=options.reader)
        readings, failed = sources.readings, sources.failed
    except DocumentError as error:
        note(str(error))
        readings, failed = (), len(found.documents)
    done = {reading.document.id for reading in readings}
    asked_again = options.reader is not None and options.reader.is_model
    for name, document in found.documents.items():
        item = found.items[name]
        unread = asked_again and document.id not in done
        text, put_off = (None, 0.0) if unread else (found.hashes[name], None)
        read = document.id if document.id in done else None
        state = settled(found.states[item.feed], item.seen, now, text, document=read, retry_after=put_off)
        found.states[item.feed] = state
    return readings, failed


def _merged(folder: Path, watched: Watched, readings: Sequence[Reading], options: RoundOptions) -> tuple[Merged, bool]:
    """Merge what was read, again where a person changed the case meanwhile; tell whether it was changed by hand."""
    for _ in range(TRIES):
        state = person_state(folder)
        result = merged(folder, readings, options.draws, options.seed, superseded_claims(folder))
        if person_state(folder) == state:
            return result, watched.case is not None and state[0] != watched.case
        note(f"{folder}: the case was changed while it was computed; computing again")
    raise DocumentError(f"{folder}: the case was changed {TRIES} times while it was computed; nothing was written")


def _conflicts(result: Merged) -> Iterator[str]:
    if result.redraft is not None:
        yield from map(str, result.redraft.conflicts)


def _feed_record(look: Look) -> dict[str, Any]:
    state = look.state
    return {
        "address": state.address,
        "asked": look.asked,
        "fault": look.fault,
        "new": sum(not item.changed for item in look.items),
        "changed": sum(item.changed for item in look.items),
        "passed_over": look.passed_over,
        "left_over": look.left_over,
        "not_before": None if state.due <= 0 else datetime.fromtimestamp(state.due, UTC).isoformat(timespec="seconds"),
    }


def _entry_record(item: Item, document: Document) -> dict[str, Any]:
    return {
        "feed": item.feed,
        "what": "changed" if item.changed else "new",
        "title": item.title,
        "address": item.seen.address,
        "document": document.id,
    }
