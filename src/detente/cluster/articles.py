"""What a worker does: load one article, read it, and give the line that the journal keeps."""

import json
import threading
from dataclasses import dataclass
from typing import Any

from detente.claims import Reading, foreign_stretches, is_english, read, reading_to_json
from detente.claims.kept import content_hash
from detente.documents.sources import Source
from detente.errors import DetenteError, MissingExtraError

__all__ = ["Article", "Outcome", "fault_line", "read_article", "reading_line"]

_reading = threading.Lock()
"""The reader computes with state of its own: one article at a time in a process, however many threads that has."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article to read: its source, how to load it, and the hash under which it was read before, if it was."""

    source: Source
    encoding: str | None
    max_bytes: int
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the article of that `name`: its `line` for the journal, or None where what stands there holds."""

    name: str
    line: bytes | None


def read_article(article: Article) -> Outcome:
    """Load and read an article, unless it was read before and neither it nor the reader has changed since.

    What is wrong with the article is an outcome like others. Raises MissingExtraError, since every further article
    would fail like this one.
    """
    name = article.source.name
    try:
        document = article.source.load(encoding=article.encoding, max_bytes=article.max_bytes)
        known_as = content_hash(document)
        if known_as == article.known:
            return Outcome(name, None)
        with _reading:
            if not is_english(document.text):
                fault = f"{name}: is not English, which is all the embedded reader knows; left out"
                return Outcome(name, fault_line(name, fault))
            foreign = sum(last - start for start, last in foreign_stretches(document.text))
            reading = Reading(document, read(document))
        return Outcome(name, reading_line(name, known_as, reading, foreign))
    except MissingExtraError:
        raise
    except DetenteError as error:
        return Outcome(name, fault_line(name, _named(name, str(error))))
    except RecursionError:
        return Outcome(name, fault_line(name, f"{name}: its sentences are nested too deeply to be read; left out"))
    except MemoryError:
        return Outcome(name, fault_line(name, f"{name}: reading it took more memory than there is; left out"))
    except Exception as error:  # This is the outermost edge for an article: one must not stop ten thousand others.
        fault = f"{name}: a fault of detente, not of your input: {type(error).__name__}: {error}; left out"
        return Outcome(name, fault_line(name, fault))


def _named(name: str, message: str) -> str:
    return message if name in message else f"{name}: {message}"


def reading_line(name: str, known_as: str, reading: Reading, foreign: int = 0) -> bytes:
    """Give the line of the journal for an article read; `foreign` characters of it are of another language."""
    return _line({"source": name, "hash": known_as, "foreign": foreign, "document": reading_to_json(reading)})


def fault_line(name: str, fault: str) -> bytes:
    """Give the line of the journal for an article that could not be read."""
    return _line({"source": name, "fault": fault})


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
