"""Sources as documents: one canonical text each, hashed, with title, outlet, date and address."""

from typing import TYPE_CHECKING, Any

from detente.documents.decode import decode
from detente.documents.document import Document
from detente.documents.load import MAX_BYTES, SUFFIXES, find_sources, load, load_bytes
from detente.documents.sources import Source, SourceOptions, sources_of

if TYPE_CHECKING:
    from detente.documents.duplicates import NearDuplicates, mark_near_duplicates

__all__ = [
    "MAX_BYTES",
    "SUFFIXES",
    "Document",
    "NearDuplicates",
    "Source",
    "SourceOptions",
    "decode",
    "find_sources",
    "load",
    "load_bytes",
    "mark_near_duplicates",
    "sources_of",
]


def __getattr__(name: str) -> Any:
    """Give what needs numpy when it is asked for: reading one document does not."""
    if name in ("NearDuplicates", "mark_near_duplicates"):
        from detente.documents import duplicates

        return getattr(duplicates, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
