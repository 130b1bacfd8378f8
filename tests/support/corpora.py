"""Sources and readers for tests of corpora: they do without the language model, and misbehave as they are told."""

import os
import random
import signal
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from detente.claims import Reading
from detente.claims.kept import content_hash
from detente.cluster.articles import Article, Outcome, fault_line, reading_line
from detente.documents import Document
from detente.errors import DetenteError, DocumentError, MissingExtraError
from support.making import claim


@dataclass(frozen=True)
class Odd:
    """A source that cannot be read, after a while; or that kills who loads it; or lacks an extra."""

    name: str
    doing: str = "fails"
    seconds: float = 0.0
    marks: Path | None = None

    def load(self, *, encoding: str | None, max_bytes: int) -> Document:
        time.sleep(self.seconds)
        if self.marks is not None:
            (self.marks / f"{self.name}-{os.getpid()}").touch()
        if self.doing == "kills":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.doing == "lacks":
            raise MissingExtraError("The reader", "read")
        if self.doing == "errs":
            raise ZeroDivisionError("by nothing")
        raise DocumentError(f"{self.name}: is empty")


def odd(name: str, doing: str = "fails", seconds: float = 0.0, marks: Path | None = None) -> Article:
    return Article(Odd(name, doing, seconds, marks), None, 1000)  # type: ignore[arg-type]


class Handmade:
    """Readers that find one claim wherever "demands" stands, and are done with the articles in an order of their own.

    What they did is kept in `read_now`; after `most` articles they are interrupted as by Ctrl-C.
    """

    def __init__(self, seed: int = 0, most: int | None = None) -> None:
        self.chance = random.Random(seed)
        self.most = most
        self.read_now: list[str] = []

    def read(self, articles: Iterable[Article]) -> Generator[Outcome, None, None]:
        outcomes = []
        for article in articles:
            if self.most is not None and len(outcomes) >= self.most:
                break
            outcomes.append(self._outcome(article))
        self.chance.shuffle(outcomes)
        yield from outcomes
        if self.most is not None:
            raise KeyboardInterrupt

    def _outcome(self, article: Article) -> Outcome:
        name = article.source.name
        try:
            document = article.source.load(encoding=article.encoding, max_bytes=article.max_bytes)
        except DetenteError as error:
            return Outcome(name, fault_line(name, str(error)))
        known_as = content_hash(document)
        if known_as == article.known:
            return Outcome(name, None)
        self.read_now.append(name)
        found = [claim(document.text, "demands", "Union", "demand", "pay")] if "demands" in document.text else []
        return Outcome(name, reading_line(name, known_as, Reading(document, tuple(found))))
