"""A document: one source as the canonical text to which every offset refers."""

import hashlib
from dataclasses import dataclass, field

__all__ = ["Document"]


@dataclass(frozen=True, slots=True)
class Document:
    """One source, read.

    `text` is canonical: the decoded file, unchanged, for plain text; the extracted article, headline first, for
    HTML and PDF. All character offsets of claims refer to it. `id` is stable under re-runs: it is made of the name
    and the hash of the text. `date` is ISO 8601. `near_duplicate_of` is the id of the earlier document whose text
    this one largely copies, or None.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    address: str | None = None
    near_duplicate_of: str | None = None
    sha256: str = field(default="")

    def __post_init__(self) -> None:
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest())
