"""Reading a corpus: article after article into the journal, and from there, in order, into the files people use.

What is in memory does not grow with the texts: of each article only where its line stands in the journal, its date, and
what finding copies needs. The files depend on the articles alone, not on who read which, or in which order.
"""

import json
from array import array
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from detente.cluster.articles import Article, Outcome, fault_line
from detente.cluster.copies import originals
from detente.cluster.journal import Journal, key_of
from detente.cluster.parquet import CLAIMS, DOCUMENTS, Tables
from detente.documents import Document
from detente.documents.sources import SourceOptions, sources_of
from detente.errors import DocumentError
from detente.files import writing

__all__ = ["LINES", "CorpusReading", "Readers", "read_corpus", "write_corpus"]

LINES = "claims.jsonl"
"""One line a document: the object that `claims.json` holds for it, with its source."""

SCHEMA = 1


class Readers(Protocol):
    """Who reads: processes on this machine, or a cluster."""

    def read(self, articles: Iterable[Article]) -> Generator[Outcome, None, None]:
        """Yield the outcome of each article as it is done, in any order; articles are taken as they are needed."""
        ...


@dataclass(slots=True)
class CorpusReading:
    """What became of a corpus: how many documents and claims were written, and which articles could not be read.

    `articles` counts all, with reports that stand for none, such as an empty folder; `unchanged` ones had been read
    before; `repeated` ones are the same document as another and were left out; `damaged` lines of the journal did not
    count.
    """

    articles: int = 0
    unchanged: int = 0
    documents: int = 0
    claims: int = 0
    without_claims: int = 0
    partly_foreign: int = 0
    copies: int = 0
    repeated: int = 0
    damaged: int = 0
    faults: list[str] = field(default_factory=list)


def read_corpus(
    reports: Sequence[str],
    options: SourceOptions,
    folder: Path,
    readers: Readers,
    *,
    parquet: bool = False,
    advance: Callable[[int], object] | None = None,
) -> CorpusReading:
    """Read the articles that `reports` stand for, and write `claims.jsonl` and the Parquet tables into `folder`.

    Articles that the journal in the folder holds, unchanged, are not read again; those that could not be read are tried
    again. `advance` is called with the number of articles done. Raises DocumentError where another run writes there,
    FormatError, MissingExtraError, OSError; whatever is raised, the articles done until then are kept.
    """
    result = CorpusReading()
    order: dict[int, None] = {}
    with Journal(folder) as journal:
        result.damaged = journal.damaged
        with closing(readers.read(_articles(reports, options, journal, order))) as outcomes:
            for outcome in outcomes:
                if outcome.line is None:
                    result.unchanged += 1
                else:
                    journal.add(outcome.name, outcome.line)
                result.articles += 1
                if advance is not None:
                    advance(result.articles)
        journal.sync()
        result.articles = len(order)
        write_corpus(journal, order, folder, result, parquet=parquet)
    return result


def _articles(
    reports: Sequence[str], options: SourceOptions, journal: Journal, order: dict[int, None]
) -> Iterator[Article]:
    """Yield the articles, each once, and note their order; a report that stands for none is noted as broken."""
    for report in reports:
        try:
            for source in sources_of(report, options):
                key = key_of(source.name)
                if key in order:
                    continue
                order[key] = None
                record = journal.find(source.name)
                known = None if record is None else record.get("hash")
                yield Article(source, options.encoding, options.max_bytes, known)
        except DocumentError as error:
            order[key_of(report)] = None
            journal.add(report, fault_line(report, str(error)))


def write_corpus(
    journal: Journal, order: Iterable[int], folder: Path, result: CorpusReading, *, parquet: bool = False
) -> None:
    """Write the files of a corpus from its journal, all or none, and count in `result` what they hold.

    `order` gives the keys of the articles' names. Raises MissingExtraError, OSError.
    """
    kept = _kept(journal, order, result)
    if not kept.places:
        return
    copied = _copied(journal, kept)
    names = [LINES, *([CLAIMS, DOCUMENTS] if parquet else [])]
    with writing(folder, names) as files, ExitStack() as stack:
        tables = stack.enter_context(Tables(files[CLAIMS], files[DOCUMENTS])) if parquet else None
        for number, place in enumerate(kept.places):
            record = journal.at(place)
            document = _document(record, kept.ids.get(number), copied[number])
            files[LINES].write(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            if tables is not None:
                tables.add(document)
            result.documents += 1
            result.claims += len(document["claims"])
            result.without_claims += not document["claims"]
            result.partly_foreign += bool(record["foreign"])
            result.copies += copied[number] is not None


def _document(record: dict[str, Any], new_id: str | None, original: str | None) -> dict[str, Any]:
    """Give the object of a document as the files hold it."""
    source = record["source"].encode("utf-8", "replace").decode("utf-8")
    document = {"schema": SCHEMA, "source": source, **record["document"]}
    document["id"] = new_id or document["id"]
    document["near_duplicate_of"] = original
    return document


@dataclass(slots=True)
class _Kept:
    """The documents to be written, in order: where their lines stand, their dates, and ids that had to be changed."""

    places: "array[int]"
    dates: list[str | None]
    ids: dict[int, str]


def _kept(journal: Journal, order: Iterable[int], result: CorpusReading) -> _Kept:
    """Find the documents to be written, and gather the faults of the others.

    The same document under two names counts once; two documents that chance gave one id get longer ones.
    """
    kept = _Kept(array("Q"), [], {})
    texts: dict[int, int] = {}
    for key in order:
        place = journal.place(key)
        record = journal.at(place)
        if "fault" in record:
            result.faults.append(record["fault"])
            continue
        document = record["document"]
        name, text = document["id"], int(document["sha256"][:16], 16)
        if texts.get(key_of(name), text) != text:
            name = f"{name}-{document['sha256'][8:24]}"
        if key_of(name) in texts:
            result.repeated += 1
            continue
        texts[key_of(name)] = text
        if name != document["id"]:
            kept.ids[len(kept.places)] = name
        kept.places.append(place)
        kept.dates.append(document["date"])
    return kept


def _copied(journal: Journal, kept: _Kept) -> list[str | None]:
    """Give for each document to be written the id of the earlier one that it largely copies, or None.

    Earlier is what is dated earlier; documents of one date, or of none, follow one another as they stand, and those
    without a date count as later than those with one.
    """
    by_date = sorted(range(len(kept.places)), key=lambda number: (not kept.dates[number], kept.dates[number] or ""))

    def documents() -> Iterator[Document]:
        for number in by_date:
            held = journal.at(kept.places[number])["document"]
            about = {name: held[name] for name in ("title", "outlet", "date", "address", "sha256")}
            yield Document(kept.ids.get(number, held["id"]), held["text"], **about)

    found: list[str | None] = [None] * len(kept.places)
    for number, original in zip(by_date, originals(documents()), strict=True):
        found[number] = original
    return found
