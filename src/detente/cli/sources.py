"""From the reports named on the command line to readings; a report that fails is told and the others go on."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from detente.claims import Claim, Reading, foreign_stretches, is_english, read
from detente.cli.console import advancing, count, note, step
from detente.cli.language_model import ReaderChoice, read_with_model
from detente.documents import MAX_BYTES, Document, find_sources, load, load_bytes, mark_near_duplicates
from detente.errors import DetenteError, DocumentError

__all__ = ["STANDARD_INPUT", "Sources", "load_sources", "read_sources"]

STANDARD_INPUT = "standard input"
"""What the report that comes on standard input is called."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)


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


def _load_all(reports: Sequence[str], encoding: str | None, max_bytes: int) -> tuple[dict[str, Document], int]:
    """Give the documents by what the person calls them, each once, and how many reports failed."""
    documents: dict[str, Document] = {}
    failed = 0
    for report in reports:
        try:
            if report == "-":
                data = sys.stdin.buffer.read(max_bytes + 1)
                documents[STANDARD_INPUT] = load_bytes(data, STANDARD_INPUT, encoding=encoding, max_bytes=max_bytes)
                continue
            if _ADDRESS.match(report):
                raise DocumentError(f"{report}: nothing is fetched from the network; save the page and name its file")
            paths = find_sources([Path(report)])
        except DocumentError as error:
            note(str(error))
            failed += 1
            continue
        for path in paths:
            try:
                documents[str(path)] = load(path, encoding=encoding, max_bytes=max_bytes)
            except DocumentError as error:
                note(str(error))
                failed += 1
    ids = {document.id: name for name, document in reversed(documents.items())}
    return {name: document for name, document in documents.items() if ids[document.id] == name}, failed


def load_sources(reports: Sequence[str], encoding: str | None, max_mb: float | None) -> tuple[dict[str, Document], int]:
    """Give the documents by what the person calls them, and how many reports failed.

    Raises DocumentError where none could be read.
    """
    documents, failed = _load_all(reports, encoding, MAX_BYTES if max_mb is None else int(max_mb * 1e6))
    if not documents:
        raise DocumentError(f"nothing to read: {count(failed, 'report')} failed")
    return documents, failed


def read_sources(
    reports: Sequence[str], encoding: str | None, max_mb: float | None, reader: ReaderChoice | None = None
) -> Sources:
    """Read every report into claims, with the embedded reader or the one chosen.

    Raises DocumentError where none could be read. A report that is not English is told and left out: the embedded
    reader knows no other language.
    """
    documents, failed = load_sources(reports, encoding, max_mb)
    names = {document.id: name for name, document in documents.items()}
    if reader is not None and reader.is_model:
        readings, unread = read_with_model(documents, reader)
        return Sources(readings, failed + unread, names)
    own: list[Reading] = []
    with step("loading the language model"):
        english = [document for document in documents.values() if is_english(document.text)]
    for name, document in documents.items():
        if document not in english:
            note(f"{name}: is not English, which is all the embedded reader knows; left out")
            failed += 1
    marked = mark_near_duplicates(english)
    read_so_far = 0
    with advancing(sum(len(document.text) for document in marked), "reading") as show:
        for document in marked:
            try:
                claims = read(document, advance=partial(_shown_after, show, read_so_far))
            except DetenteError as error:
                note(f"{names[document.id]}: {error}")
                failed += 1
            except RecursionError:
                note(f"{names[document.id]}: its sentences are nested too deeply to be read; left out")
                failed += 1
            else:
                _tell_what_is_missing(names[document.id], document, claims)
                own.append(Reading(document, claims))
            read_so_far += len(document.text)
            show(read_so_far)
    if not own:
        raise DocumentError(f"nothing to read: {count(failed, 'report')} failed")
    return Sources(tuple(own), failed, names)


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
