"""Sources as documents: one canonical text each, hashed, with title, outlet, date and address."""

from detente.documents.decode import decode
from detente.documents.document import Document
from detente.documents.duplicates import NearDuplicates, mark_near_duplicates
from detente.documents.load import MAX_BYTES, SUFFIXES, find_sources, load, load_bytes
from detente.documents.sources import Source, SourceOptions, sources_of

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
