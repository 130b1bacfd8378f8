"""From the reports named on the command line to readings; a report that fails is told and the others go on."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import click

from detente.claims import Claim, Reading, foreign_stretches, is_english, read
from detente.cli.console import advancing, count, note, step
from detente.cli.language_model import ReaderChoice, read_with_model
from detente.cli.options import encoding, max_mb
from detente.documents import MAX_BYTES, Document, SourceOptions, mark_near_duplicates, sources_of
from detente.documents.sources import STANDARD_INPUT
from detente.errors import DetenteError, DocumentError, MissingExtraError

__all__ = [
    "STANDARD_INPUT",
    "Sources",
    "allow_private",
    "fetch_seconds",
    "load_sources",
    "read_documents",
    "read_sources",
    "source_options",
    "tell_failures",
]


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read, how many reports could not be, and what the person calls each, by the id of its document."""

    readings: tuple[Reading, ...]
    failed: int
    names: Mapping[str, str]

    @property
    def claims(self) -> int:
        """How many claims were found in all."""
        return sum(len(reading.claims) for reading in self.readings)


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of taking sources; it is called with them as `taking`, SourceOptions."""

    @functools.wraps(command)
    def called(
        *,
        encoding: str | None,
        max_mb: float | None,
        text_field: str,
        allow_private: bool,
        fetch_seconds: float,
        **given: Any,
    ) -> Any:
        most = MAX_BYTES if max_mb is None else int(max_mb * 1e6)
        return command(taking=SourceOptions(text_field, allow_private, fetch_seconds, most, encoding), **given)

    for option in reversed((encoding, max_mb, *_OPTIONS)):
        called = option(called)
    return called


_DEFAULT = SourceOptions()
allow_private = click.option(
    "--allow-private",
    is_flag=True,
    help="Fetch addresses of this machine and of private networks too, wherever they, feeds or redirections lead.",
)
fetch_seconds = click.option(
    "--fetch-seconds",
    type=click.FloatRange(0, min_open=True),
    default=_DEFAULT.seconds,
    show_default=True,
    help="Seconds that fetching one address may take.",
)
_OPTIONS = (
    click.option(
        "--text-field",
        metavar="NAME",
        default=_DEFAULT.text_field,
        show_default=True,
        help="Field of JSON lines, JSON lists and Parquet that holds the text of a report.",
    ),
    allow_private,
    fetch_seconds,
)


def _load_all(reports: Sequence[str], options: SourceOptions) -> tuple[dict[str, Document], list[str]]:
    """Give the documents by what the person calls them, each once, and what failed, a line for each."""
    documents: dict[str, Document] = {}
    failures: list[str] = []
    with step("taking the reports"):
        for report in reports:
            summaries: list[str] = []
            try:
                for source in sources_of(report, options):
                    summaries += [source.name] if source.is_summary else []
                    try:
                        documents[source.name] = source.load(encoding=options.encoding, max_bytes=options.max_bytes)
                    except (DocumentError, MissingExtraError) as error:
                        failures.append(_named(source.name, error))
            except (DocumentError, MissingExtraError) as error:
                failures.append(_named(report, error))
            if summaries:
                which = summaries[0] if len(summaries) == 1 else f"{report}: {len(summaries)} entries of feeds"
                note(f"{which}: only the summary was read; the feed holds no more")
    ids = {document.id: name for name, document in reversed(documents.items())}
    return {name: document for name, document in documents.items() if ids[document.id] == name}, failures


def _named(name: str, error: DetenteError) -> str:
    """Give a line about what failed: errors about a source name it, those about a part that is missing do not."""
    return f"{name}: {error}" if isinstance(error, MissingExtraError) else str(error)


def load_sources(reports: Sequence[str], options: SourceOptions) -> tuple[dict[str, Document], list[str]]:
    """Give the documents by what the person calls them, and what failed, a line for each.

    Raises DocumentError, having told them, where none could be read.
    """
    documents, failures = _load_all(reports, options)
    if not documents:
        raise _nothing(failures)
    return documents, failures


def tell_failures(failures: Sequence[str]) -> None:
    """Say which reports failed, and why: one line for each, when the others are done."""
    for line in failures:
        note(line)


def _nothing(failures: Sequence[str]) -> DocumentError:
    tell_failures(failures)
    return DocumentError(f"nothing to read: {count(len(failures), 'report')} failed")


def read_sources(reports: Sequence[str], options: SourceOptions, reader: ReaderChoice | None = None) -> Sources:
    """Read every report into claims, with the embedded reader or the one chosen.

    Those that fail are told in the end, a line for each. Raises DocumentError where none could be read. A report that
    is not English is told and left out: the embedded reader knows no other language.
    """
    documents, failures = load_sources(reports, options)
    return read_documents(documents, failures, reader)


def read_documents(
    documents: Mapping[str, Document], failures: Sequence[str] = (), reader: ReaderChoice | None = None
) -> Sources:
    """Read documents, by what the person calls them, into claims; `failures` are told and counted with its own.

    Raises DocumentError where none could be read, having told the failures.
    """
    failures = list(failures)
    names = {document.id: name for name, document in documents.items()}
    if reader is not None and reader.is_model:
        try:
            readings, unread = read_with_model(documents, reader)
        finally:
            tell_failures(failures)
        return Sources(readings, len(failures) + unread, names)
    own: list[Reading] = []
    with step("loading the language model"):
        english = [document for document in documents.values() if is_english(document.text)]
    for name, document in documents.items():
        if document not in english:
            failures.append(f"{name}: is not English, which is all the embedded reader knows; left out")
    marked = mark_near_duplicates(english)
    read_so_far = 0
    with advancing(sum(len(document.text) for document in marked), "reading") as show:
        for document in marked:
            try:
                claims = read(document, advance=partial(_shown_after, show, read_so_far))
            except DetenteError as error:
                failures.append(f"{names[document.id]}: {error}")
            except RecursionError:
                failures.append(f"{names[document.id]}: its sentences are nested too deeply to be read; left out")
            else:
                _tell_what_is_missing(names[document.id], document, claims)
                own.append(Reading(document, claims))
            read_so_far += len(document.text)
            show(read_so_far)
    if not own:
        raise _nothing(failures)
    tell_failures(failures)
    return Sources(tuple(own), len(failures), names)


def _tell_what_is_missing(name: str, document: Document, claims: Sequence[Claim]) -> None:
    """Say where a report holds no claim, and how much of it is of another language."""
    foreign = sum(last - start for start, last in foreign_stretches(document.text))
    if foreign:
        share = 100 * foreign / len(document.text)
        note(f"{name}: {'under 1' if share < 1 else round(share)} % of it is not English; that was left out")
    if not claims:
        note(f"{name}: no claim was found in it")


def _shown_after(show: Callable[[int], object], before: int, read_so_far: int) -> None:
    show(before + read_so_far)
