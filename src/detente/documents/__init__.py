"""Sources as documents: one canonical text each, hashed, with title, outlet, date and address."""

from detente.documents.document import Document

__all__ = ["Document"]
