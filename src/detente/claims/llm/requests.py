"""Requests: one part of a document put to a model, named by what is asked."""

import hashlib
import json
from dataclasses import dataclass

from detente.claims.llm.parts import Part, parts_of
from detente.claims.llm.prompt import messages_of
from detente.documents import Document

__all__ = ["OVERLAP", "PART", "Request", "requests_of"]

PART = 8_000
"""Characters of a part (declared): some 2,000 tokens, so that the answer stays well below the limit of most servers."""

OVERLAP = 800
"""Characters that a part may share with the one before (declared): a paragraph or two, for what pronouns mean."""


@dataclass(frozen=True, slots=True)
class Request:
    """A part of a document, of `parts` in all, with the messages that ask for its claims.

    `key` is made of the messages alone: the same question has the same key, whoever answers it.
    """

    key: str
    document: str
    part: Part
    parts: int
    messages: tuple[dict[str, str], ...]

    @property
    def most_tokens(self) -> int:
        """More tokens than the messages can have: one for each byte, and eight for each message."""
        return sum(len(message["content"].encode("utf-8")) + 8 for message in self.messages)


def requests_of(document: Document, size: int = PART, overlap: int = OVERLAP) -> list[Request]:
    """Give the requests for a document, in text order."""
    parts = parts_of(document.text, size, overlap)
    requests = []
    for part in parts:
        messages = messages_of(document, part)
        key = hashlib.sha256(json.dumps(messages, sort_keys=True).encode()).hexdigest()[:24]
        requests.append(Request(key, document.id, part, len(parts), messages))
    return requests
