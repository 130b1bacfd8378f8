"""Claims and documents as Parquet tables, written in row groups so that memory does not grow (extra `parquet`)."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, BinaryIO

from detente.errors import MissingExtraError

__all__ = ["CLAIMS", "DOCUMENTS", "Tables"]

CLAIMS, DOCUMENTS = "claims.parquet", "documents.parquet"

GROUP = 4096
"""Rows of claims in a row group."""

GROUP_CHARACTERS = 4_000_000
"""Characters of text in a row group of documents."""

_TEXTS = ("id", "text", "party", "voice", "act", "issue", "content", "against", "target", "certainty", "basis", "date")
_ABOUT = ("id", "source", "title", "outlet", "date", "address", "sha256", "near_duplicate_of", "text")


class Tables(AbstractContextManager["Tables"]):
    """The two tables, open for writing: one row a document, and one row a claim with what is needed of its document.

    Raises MissingExtraError where pyarrow is not installed.
    """

    def __init__(self, claims: BinaryIO, documents: BinaryIO) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise MissingExtraError("Parquet", "parquet") from None
        self._arrow = pyarrow
        words, many = pyarrow.string(), pyarrow.list_(pyarrow.string())
        self._of_claims = pyarrow.schema(
            [
                *((name, words) for name in ("document", "outlet", "document_date", "near_duplicate_of")),
                *((name, words) for name in _TEXTS),
                ("start", pyarrow.int64()),
                ("end", pyarrow.int64()),
                ("sources", many),
                ("hedges", many),
                ("confidence", pyarrow.float64()),
            ]
        )
        self._of_documents = pyarrow.schema([*((name, words) for name in _ABOUT), ("claims", pyarrow.int32())])
        self._claims = pyarrow.parquet.ParquetWriter(claims, self._of_claims, compression="zstd")
        self._documents = pyarrow.parquet.ParquetWriter(documents, self._of_documents, compression="zstd")
        self._claim_rows: list[dict[str, Any]] = []
        self._document_rows: list[dict[str, Any]] = []
        self._characters = 0

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document with its claims, as `claims.jsonl` holds it."""
        about = {
            "document": document["id"],
            "outlet": document["outlet"],
            "document_date": document["date"],
            "near_duplicate_of": document["near_duplicate_of"],
        }
        self._claim_rows += [about | claim for claim in document["claims"]]
        self._document_rows.append({name: document[name] for name in _ABOUT} | {"claims": len(document["claims"])})
        self._characters += len(document["text"])
        if len(self._claim_rows) >= GROUP:
            self._flush_claims()
        if self._characters >= GROUP_CHARACTERS:
            self._flush_documents()

    def _flush_claims(self) -> None:
        self._claims.write_table(self._arrow.Table.from_pylist(self._claim_rows, self._of_claims))
        self._claim_rows = []

    def _flush_documents(self) -> None:
        self._documents.write_table(self._arrow.Table.from_pylist(self._document_rows, self._of_documents))
        self._document_rows = []
        self._characters = 0

    def __exit__(self, kind: object, *raised: object) -> None:
        if kind is None:
            if self._claim_rows:
                self._flush_claims()
            if self._document_rows:
                self._flush_documents()
        self._claims.close()
        self._documents.close()
