"""The time of a change, and the hash that tells one content from another."""

import hashlib
from datetime import UTC, datetime

__all__ = ["hash_of", "now"]


def now() -> str:
    """Give the time, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def hash_of(content: str | bytes) -> str:
    """Give the SHA-256 of a text in UTF-8, or of bytes."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
