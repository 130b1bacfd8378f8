"""Sources: what a report named by a person stands for, one after another, each loaded only when it is read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from detente.documents.document import Document
from detente.documents.load import MAX_BYTES, find_sources, load, load_bytes
from detente.errors import DocumentError

__all__ = ["Source", "SourceOptions", "sources_of"]


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How sources are read: the field of JSON lines that holds the text, the encoding of files, their largest size."""

    text_field: str = "text"
    encoding: str | None = None
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Source:
    """One source, which a worker process loads: a file, or the line of a file."""

    name: str
    path: Path
    line: bytes | None = None
    text_field: str = "text"

    def load(self, *, encoding: str | None = None, max_bytes: int = MAX_BYTES) -> Document:
        """Load it. Raises DocumentError with the reason and the remedy."""
        if self.line is None:
            return load(self.path, encoding=encoding, max_bytes=max_bytes)
        try:
            entry = json.loads(self.line)
        except ValueError as error:
            raise DocumentError(f"{self.name}: is not JSON ({error})") from None
        text = entry.get(self.text_field) if isinstance(entry, dict) else None
        if not isinstance(text, str):
            raise DocumentError(f"{self.name}: holds no text under {self.text_field!r}")
        document = load_bytes(text.encode("utf-8", "replace"), self.name.replace(".", "-"), max_bytes=max_bytes)
        known = {key: entry[key] for key in ("title", "outlet", "date", "address") if isinstance(entry.get(key), str)}
        return replace(document, **known)


def sources_of(report: str, options: SourceOptions) -> Iterator[Source]:
    """Yield the sources that `report` stands for, in order. Raises DocumentError where there is none."""
    path = Path(report)
    if path.suffix.lower() == ".jsonl" and path.is_file():
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield Source(f"{report}:{number}", path, line, options.text_field)
        return
    for found in find_sources([path]):
        yield Source(str(found), found)
