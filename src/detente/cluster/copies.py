"""Documents of a corpus that copy one another, found with a small sketch of each in memory instead of the texts."""

from collections.abc import Iterable

from detente.documents import Document, NearDuplicates

__all__ = ["originals"]


def originals(documents: Iterable[Document]) -> list[str | None]:
    """Give for each document, the earliest first, the id of the original that it largely copies, or None."""
    known = NearDuplicates()
    return [known.add(document) for document in documents]
