"""`detente watch`: look at feeds again and again, add what is new to a case, and say what it changed."""

import json
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from detente.cli.console import count, note
from detente.cli.language_model import ReaderChoice, reader_options
from detente.cli.options import as_json as json_option
from detente.cli.options import draws, seed
from detente.cli.sources import source_options
from detente.cli.watch_files import alone, finish, read_watched
from detente.cli.watch_round import Round, RoundOptions, run_round
from detente.documents import SourceOptions
from detente.documents.addresses import checked_address, is_address
from detente.documents.pacing import Pacer
from detente.errors import DetenteError, DocumentError, UsageError

__all__ = ["command"]

FLOOR = 5.0
"""Minutes between two rounds at least (declared)."""

JITTER = 0.1
"""Share of the time between rounds by which a wait is lengthened at random, at most, so that not all ask at once."""


@click.command(name="watch")
@click.argument("feeds", metavar="FEED…", nargs=-1)
@click.option(
    "--case",
    "folder",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the case that new reports are added to; where there is none, the first round starts one.",
)
@click.option("--once", is_flag=True, help="Make one round and end, as cron and the like want it.")
@click.option(
    "--every",
    type=click.FloatRange(FLOOR),
    default=30.0,
    show_default=True,
    metavar="MINUTES",
    help=f"Minutes between two rounds, {FLOOR:g} or more.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Most entries of a feed to read in a round, the newest; at a first look older ones are passed over.",
)
@seed
@draws
@source_options
@reader_options()
@json_option
def command(
    feeds: tuple[str, ...],
    folder: Path,
    once: bool,
    every: float,
    limit: int,
    seed: int,
    draws: int,
    taking: SourceOptions,
    reader: ReaderChoice,
    as_json: bool,
) -> int:
    """Look at FEED… (addresses of RSS or Atom feeds), and add what is new to the case in DIR.

    Each round reads the entries that are new or whose text has changed (which then takes the place of the text before),
    merges them into the case as `detente analyze --into` does (your edits and decisions stay), and says what that
    changed in claims, positions, beliefs and deals; the same goes as a line into DIR/changes.jsonl. DIR/watch.json
    keeps what was seen. Without FEED, the feeds are looked at that DIR knows.

    A server is asked only whether something has changed, one request at a time, and not while it, or the feed, wishes
    to be left alone. A feed that fails is told, and asked again ever later. Ctrl-C ends after the round, or drops it.
    """
    _check_addresses(feeds)
    if not feeds and not folder.is_dir():
        raise UsageError(f"name at least one feed: {folder} does not exist yet; detente watch --help tells more")
    options = RoundOptions(taking, limit, draws, seed, reader)
    with alone(folder):
        _finish(folder, as_json)
        watched = read_watched(folder)
        asked = feeds or tuple(watched.feeds)
        if not asked:
            raise UsageError(f"name at least one feed: {folder} knows none yet; detente watch --help tells more")
        if not once:
            return _go_on(folder, asked, options, every * 60.0, as_json)
        try:
            done = run_round(folder, watched, asked, options, time.time(), Pacer())
        except KeyboardInterrupt:
            note(f"stopped; the round is in {folder} as a whole, or not at all")
            return 1
        _show(folder, done, as_json)
        return 1 if done.failed else 0


def _check_addresses(feeds: Sequence[str]) -> None:
    """See that feeds are addresses. Raises UsageError with all that are none."""
    wrong = []
    for feed in feeds:
        try:
            if not is_address(feed):
                wrong.append(f"{feed}: is no address; name a feed as https://…, and read files with detente analyze")
            else:
                checked_address(feed)
        except DocumentError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("\n".join(wrong))


def _finish(folder: Path, as_json: bool) -> None:
    """Finish what the process before had begun to write, and tell what it had not."""
    record = finish(folder)
    if record is not None:
        note(f"{folder}: round {record['round']}, in which the last run was ended, is complete now")
        print(json.dumps(record, ensure_ascii=False) if as_json else record["words"], flush=True)


def _show(folder: Path, done: Round, as_json: bool) -> None:
    if as_json:
        print(json.dumps(done.record, ensure_ascii=False), flush=True)
    elif done.words:
        print(done.words, flush=True)
    if done.number is None:
        note("nothing new" if not done.failed else "nothing new could be read")
    else:
        note(f"{folder / 'report.html'} is the report; this was round {done.number}")
    if done.failed:
        note(f"{count(done.failed, 'feed or entry', 'feeds and entries')} failed (see above); the others did not")


def _go_on(folder: Path, feeds: Sequence[str], options: RoundOptions, every: float, as_json: bool) -> int:
    """Make rounds until Ctrl-C; a round that cannot be made is told, and made again at the next time."""
    rounds = 0
    try:
        while True:
            try:
                done = run_round(folder, read_watched(folder), feeds, options, time.time(), Pacer())
                _show(folder, done, as_json)
                rounds += 1
            except UsageError:
                raise
            except (DetenteError, OSError) as error:
                if isinstance(error, BrokenPipeError):
                    raise
                note(str(error))
                note("this round changed nothing; what it was to read comes again in the next one")
            wait = every * (1.0 + JITTER * random.random())
            note(f"next look at {datetime.fromtimestamp(time.time() + wait, UTC):%Y-%m-%d %H:%M} UTC; Ctrl-C ends")
            time.sleep(wait)
    except KeyboardInterrupt:
        note(f"stopped after {count(rounds, 'round')}; every round is in {folder} as a whole, or not at all")
        return 0
